"""The frame of every kind of file: its columns, how a row becomes a plan, and how rows come out again."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from trede.companies.imports.cells import Cells
from trede.companies.imports.tables import Table
from trede.core.errors import InputError
from trede.journal.actions import Actor

ERROR_COLUMNS = {"nl": ("regel", "kolom", "fout"), "en": ("row", "column", "error")}
"""Columns in front of a file with refused rows. They are not read when that file comes in again."""


class Outcome(StrEnum):
    """What a row does: something new, a change, nothing; or it was refused."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Plan:
    """What one good row asks for.

    `key` is what the row is known by and `facts` what it says, None or nothing for what it leaves open: the same key
    twice in a file with other facts is an error. `also` are more keys with facts, of what else the row is about.
    `apply` writes, through actions, in one transaction.
    """

    key: tuple[object, ...]
    facts: tuple[object, ...]
    outcome: Outcome
    apply: Callable[[Actor], object]
    also: tuple[tuple[tuple[object, ...], tuple[object, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `key` is its name in our own files, `dutch` its name in a Dutch file, `also` are other names.

    All are read without case, spaces and signs.
    """

    key: str
    dutch: str
    also: tuple[str, ...] = ()
    needed: bool = False

    def heading(self, language: str) -> str:
        """Return the name of the column in `en` or else in Dutch."""
        return self.key if language == "en" else self.dutch


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file.

    `plan` judges one row: it notes what is wrong with the cells and then returns None. It reads, and writes nothing.
    `rows` gives everything that can be imported again, in the order of `columns`; `left_out` counts what cannot be.
    `together` is the column of which rows with the same cell build on each other. `rows_with_people` gives the rows
    with the contact persons that `rows` keeps back, and notes for each firm who saw it.
    """

    key: str
    names: tuple[str, str]
    """In Dutch and in English."""
    columns: tuple[Column, ...]
    plan: Callable[[Cells], Plan | None]
    rows: Callable[[], Iterable[tuple[str, ...]]]
    left_out: Callable[[], int]
    together: str = ""
    rows_with_people: Callable[[Actor], Iterable[tuple[str, ...]]] | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        """Return the names of the columns in our own files."""
        return tuple(column.key for column in self.columns)

    def heading(self, key: str, language: str) -> str:
        """Return the name of a column of this kind in a language. StopIteration for a key it does not have."""
        return next(column.heading(language) for column in self.columns if column.key == key)


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column of a file holds what: key to index. `unknown` are columns that nobody reads."""

    places: Mapping[str, int]
    unknown: tuple[str, ...]

    def cells(self, row: tuple[str, ...]) -> Cells:
        """Return the cells of a row by key; a row may stop early."""
        return Cells({key: row[place] if place < len(row) else "" for key, place in self.places.items()})


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def lay_out(kind: Kind, table: Table) -> Layout:
    """Find the columns of a kind in a table. Raises InputError for a needed one that is not there, and for doubles."""
    known = {_plain(name): column.key for column in kind.columns for name in (column.key, column.dutch, *column.also)}
    places: dict[str, int] = {}
    unknown = []
    for place, header in enumerate(table.headers):
        key = known.get(_plain(header))
        if key is None:
            unknown.append(header)
        elif key in places:
            raise InputError(
                "double-column",
                f"De kolom {kind.heading(key, 'nl')} staat er twee keer in.",
                f"The column {key} is there twice.",
            )
        else:
            places[key] = place
    missing = [column for column in kind.columns if column.needed and column.key not in places]
    if missing:
        dutch, english = (", ".join(column.heading(language) for column in missing) for language in ("nl", "en"))
        raise InputError(
            "missing-column",
            f"Deze kolommen ontbreken: {dutch}. De eerste regel van het bestand geeft de namen.",
            f"These columns are missing: {english}. The first row of the file gives the names.",
        )
    ours = {"", *ERROR_COLUMNS["nl"], *ERROR_COLUMNS["en"]}
    return Layout(places, tuple(header for header in unknown if header not in ours))
