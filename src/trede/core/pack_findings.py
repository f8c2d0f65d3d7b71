"""What a check of a pack reports. Kept apart from the rules so that each group of rules can use it."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from trede.core.errors import TredeError
from trede.core.pack import Indicators, Instruments, Ladder, PackInfo, Partners, Scan, Text
from trede.core.pack_embed import Referrers
from trede.core.pack_names import Names
from trede.core.pack_scheme_terms import moment
from trede.core.pack_schemes import Scheme

_EARLIEST, _LATEST = date(2015, 1, 1), date(2099, 12, 31)
_WEB_ADDRESS = re.compile(r"https://[^\s<>\"'\\]+\.[^\s<>\"'\\]+")


@dataclass(frozen=True, slots=True)
class Parts:
    """The files of one pack as far as they could be read. None: missing or of a wrong shape, reported elsewhere."""

    folder: str
    info: PackInfo | None
    ladder: Ladder | None
    scans: dict[str, Scan]
    """File name without `.yml` to scan, for the scans that could be read."""
    scan_files: tuple[str, ...]
    instruments: Instruments | None
    partners: Partners | None
    indicators: Indicators | None
    engine_texts: dict[str, tuple[str, Text]]
    """Key to the file it stands in and the text."""
    own_texts: dict[str, Text] | None
    referrers: Referrers | None = None
    engine_names: Names | None = None
    """`common/names.yml`."""
    own_names: Names | None = None
    """`names.yml` of the region."""
    schemes: dict[str, Scheme] = field(default_factory=dict)
    """File name without `.yml` to scheme, for the schemes that could be read."""


@dataclass(frozen=True, slots=True)
class PackError:
    """One thing that is wrong in a pack.

    `file` is the path inside the packs folder (`ladder.yml`, `scans/mkb-zelfscan.yml`, `common/pages.yml`), `key` the
    path inside the file in its own words, counting from 0 (`questions[3].options[2].text.en`; empty: the whole file),
    `message` what is wrong, `hint` what to do, `line` where in the file (from 1) when that is known.
    """

    file: str
    key: str
    message: str
    hint: str
    line: int | None = None

    @property
    def place(self) -> str:
        """File, line and key in one: `ladder.yml:12 rungs[0].name.en`."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place} {self.key}" if self.key else place

    def __str__(self) -> str:
        return f"{self.place}: {self.message}. {self.hint}"


class PackErrors(TredeError):
    """A pack cannot be used. `errors` holds everything that was found, sorted by file and line. Message in English."""

    status = 503

    def __init__(self, pack: str, errors: Iterable[PackError]) -> None:
        self.pack = pack
        self.errors = sorted(errors, key=lambda error: (error.file, error.line or 0, error.key, error.message))
        count = f"{len(self.errors)} error{'' if len(self.errors) == 1 else 's'}"
        text = "\n".join([f"pack {pack} has {count}:", *(f"  {error}" for error in self.errors)])
        super().__init__("pack-invalid", text, text)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ` Did you mean x?` for the known word nearest to `word`, or nothing when none is near."""
    from difflib import get_close_matches

    found = get_close_matches(word, list(known), n=1)
    return f" Did you mean `{found[0]}`?" if found else ""


def unknown(file: str, key: str, word: str, known: Iterable[str], what: str) -> PackError:
    """Return the error for a reference to a `what` that is not there."""
    names = sorted(known)
    listed = ", ".join(names) if names else "none yet"
    return PackError(file, key, f"there is no {what} `{word}`", f"Known: {listed}.{nearest(word, names)}")


def doubles(file: str, keys: Iterable[tuple[str, str]], what: str) -> Iterator[PackError]:
    """Yield an error for each `(path, value)` whose value stood there before."""
    first: dict[str, str] = {}
    for path, value in keys:
        if value in first:
            hint = f"Give each {what} its own; the first is {first[value]}."
            yield PackError(file, path, f"`{value}` is used twice", hint)
        first.setdefault(value, path)


def filled(file: str, key: str, items: Collection[object]) -> Iterator[PackError]:
    """Yield an error for an empty list that must name something."""
    if not items:
        yield PackError(file, key, "this list is empty", "Name at least one.")


def keys_once(file: str, where: str, keys: Iterable[str], what: str) -> Iterator[PackError]:
    """Yield an error for each item of the list `where` whose key another item has."""
    yield from doubles(file, ((f"{where}[{index}].key", key) for index, key in enumerate(keys)), what)


def sane_day(file: str, key: str, day: date | None) -> Iterator[PackError]:
    """Yield an error for a day outside the years in which a pack can be used."""
    if day is not None and not _EARLIEST <= day <= _LATEST:
        yield PackError(file, key, f"{day} cannot be right", f"Write a day from {_EARLIEST} to {_LATEST}.")


def sane_moment(file: str, key: str, written: datetime) -> Iterator[PackError]:
    """Yield an error for a moment outside the years in which a pack can be used."""
    if not _EARLIEST <= moment(written).date() <= _LATEST:
        yield PackError(file, key, f"{written} cannot be right", "Write a moment from 2015 to 2099.")


def sane_euros(file: str, key: str, euros: float | None) -> Iterator[PackError]:
    """Yield an error for what is no amount in whole cents of 0 or more."""
    if euros is not None and (euros < 0 or round(euros, 2) != euros):
        yield PackError(file, key, f"{euros} is no amount", "Write euros of 0 or more, two decimals at most.")


def sane_share(file: str, key: str, share: float) -> Iterator[PackError]:
    """Yield an error for what is no share from 0 to 1."""
    if not 0 <= share <= 1:
        yield PackError(file, key, f"{share} is no share", "Write a share from 0 to 1, such as 0.50.")


def web_address(file: str, key: str, url: str | None) -> Iterator[PackError]:
    """Yield an error for an address that is not a plain https address."""
    if url is not None and not _WEB_ADDRESS.fullmatch(url):
        yield PackError(file, key, f"`{url}` is not a web address", "Write the whole address with https://.")
