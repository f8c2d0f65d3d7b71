"""A copy of the minimal pack on disk that tests can damage, one key at a time."""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from trede.core.pack_findings import PackError
from trede.regions.document import parse, read_text
from trede.regions.load import check_pack, engine_packs

MINIMAL = engine_packs() / "minimal"
_PART = re.compile(r"([A-Za-z_-]+)|\[(\d+)\]")


class _Dumper(yaml.SafeDumper):
    """Writes no references, because a pack has none, and decimals without an exponent, as people do."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_representer(
    float, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:float", f"{value:.12f}")
)


def dump(value: object) -> str:
    """Return `value` as a pack would write it."""
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False)


@dataclass(frozen=True, slots=True)
class Copy:
    """A pack folder called `minimal` in a temporary place."""

    folder: Path

    def change(self, file: str, change: Callable[[Any], object]) -> None:
        """Let `change` edit what `file` says and write it back."""
        value = parse(read_text(self.folder / file)).value
        change(value)
        self.write(file, dump(value))

    def write(self, file: str, text: str) -> None:
        """Replace the text of `file`."""
        (self.folder / file).write_text(text, encoding="utf-8")

    def errors(self) -> list[PackError]:
        """Check the damaged pack."""
        return check_pack(self.folder)


def copy_minimal(to: Path) -> Copy:
    """Copy packs/minimal below `to`."""
    return Copy(Path(shutil.copytree(MINIMAL, to / "minimal")))


def put(path: str, value: object) -> Callable[[Any], None]:
    """Return a change that sets `path` (`rungs[0].name.en`) to `value`."""

    def change(tree: Any) -> None:
        holder, last = _holder(tree, path)
        holder[last] = value

    return change


def cut(path: str) -> Callable[[Any], None]:
    """Return a change that takes `path` out."""

    def change(tree: Any) -> None:
        holder, last = _holder(tree, path)
        del holder[last]

    return change


def _holder(tree: Any, path: str) -> tuple[Any, Any]:
    parts: list[Any] = [word or int(number) for word, number in _PART.findall(path)]
    for part in parts[:-1]:
        tree = tree[part]
    return tree, parts[-1]
