"""Find region packs by name and keep the loaded ones for the life of the process."""

import os
import re
from functools import cache
from pathlib import Path

from trede.core.errors import InputError
from trede.core.pack import Pack
from trede.regions.load import engine_packs, load_pack

DEFAULT_REGION = "drenthe"

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NO_REGIONS = frozenset({"common", "schema"})
_settled: list[Pack] = []
"""The pack that this process keeps to; empty while the environment may still choose another."""


def packs_folder() -> Path:
    """Return the folder with packs: `TREDE_PACKS`, else the packs that come with the product."""
    given = os.environ.get("TREDE_PACKS", "")
    return Path(given) if given else engine_packs()


def region_name() -> str:
    """Return the region this process serves: `TREDE_REGION`, else `drenthe`."""
    return os.environ.get("TREDE_REGION", "") or DEFAULT_REGION


def available() -> list[str]:
    """Return the names of the packs in the packs folder, sorted. Empty when there is no such folder."""
    folder = packs_folder()
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if is_region(path.name) and (path / "pack.yml").is_file())


def is_region(name: str) -> bool:
    """Tell whether `name` can be the name of a region: lower-case letters, digits and hyphens."""
    return _NAME.fullmatch(name) is not None and name not in _NO_REGIONS


def pack(region: str | None = None, *, schemes: bool = True) -> Pack:
    """Return the pack of `region` (default: `region_name()`), loaded once per process.

    Without `schemes` its subsidies are left unread: for a short command that only needs the ladder. Raises InputError
    for a name that cannot be or is not a region, PackErrors for a pack that is not valid.
    """
    if _settled and region is None:
        return _settled[0]
    return _loaded(os.environ.get("TREDE_PACKS", ""), region or region_name(), schemes)


def settle() -> None:
    """Keep to the pack of this moment: a server asks for it several times a page, and its environment does not change.

    Raises as `pack`.
    """
    _settled[:] = [pack()]


def forget() -> None:
    """Drop the loaded packs, for tests and after a change on disk."""
    _settled.clear()
    _loaded.cache_clear()


def pack_folder(region: str) -> Path:
    """Return the folder of `region` in the packs folder. Raises InputError when there is none."""
    folder = packs_folder() / region
    if is_region(region) and folder.is_dir():
        return folder
    names = ", ".join(available()) or "none"
    dutch = f"Er is geen regio '{region}'. Kies uit: {names}."
    raise InputError("unknown-region", dutch, f"There is no region '{region}'. Choose one of: {names}.")


@cache
def _loaded(_packs: str, region: str, schemes: bool) -> Pack:
    """Return a pack. `_packs` is `TREDE_PACKS` and part of the key: another folder holds other packs."""
    return load_pack(pack_folder(region), schemes=schemes)
