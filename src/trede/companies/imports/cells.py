"""What people write in a cell: numbers with a comma or a point, days in two orders. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from trede.companies.rules import clean_kvk
from trede.core.errors import InputError

T = TypeVar("T")

_NUMBER = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,20})?", re.ASCII)
_DUTCH_GROUPS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d{1,20}", re.ASCII)
_ENGLISH_GROUPS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d{1,20}", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MAYBE_THOUSANDS = re.compile(r"\d{1,3}[.,]\d{3}", re.ASCII)
SHORT_KVK = 7


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong with a row. `column` is the key of the column; empty when it is the row as a whole."""

    column: str
    error: InputError


@dataclass(slots=True)
class Cells:
    """The cells of one row by the key of their column, and what was found wrong with them so far."""

    given: Mapping[str, str]
    errors: list[CellError] = field(default_factory=list)

    def text(self, column: str) -> str:
        """Return the cell as it was written; nothing for a column that the file does not have."""
        return self.given.get(column, "")

    def read(self, column: str, parse: Callable[[str], T]) -> T | None:
        """Return what `parse` makes of the cell, or None and a note of what is wrong."""
        try:
            return parse(self.text(column))
        except InputError as error:
            self.refuse(column, error)
            return None

    def refuse(self, column: str, error: InputError) -> None:
        """Note what is wrong."""
        self.errors.append(CellError(column, error))


def needed(parse: Callable[[str], T]) -> Callable[[str], T]:
    """Return a reader that refuses an empty cell."""

    def read(text: str) -> T:
        if not text:
            raise InputError("empty", "Deze cel is leeg. Vul hem in.", "This cell is empty. Fill it in.")
        return parse(text)

    return read


def number(text: str) -> Decimal:
    """Return a number: `2,5`, `2.5`, `1.234,5`, `43%`. Raises InputError (`number`) for anything else.

    With one separator it is the decimal sign, so `1.234` is a little over one: see `fte` where thousands may occur.
    """
    bare = text.removesuffix("%").strip().replace("\N{MINUS SIGN}", "-")
    if _DUTCH_GROUPS.fullmatch(bare):
        bare = bare.replace(".", "")
    elif _ENGLISH_GROUPS.fullmatch(bare):
        bare = bare.replace(",", "")
    if not _NUMBER.fullmatch(bare):
        raise InputError("number", "Schrijf een getal, zoals 12 of 2,5.", "Write a number, such as 12 or 2.5.")
    return Decimal(bare.replace(",", "."))


def fte(text: str) -> Decimal:
    """Return full-time jobs. Raises InputError (`number`) for what may be thousands: `1.234`."""
    if _MAYBE_THOUSANDS.fullmatch(text):
        raise InputError(
            "number",
            "Is dit een duizendtal? Schrijf het zonder punt, of met twee cijfers achter de komma.",
            "Is this in thousands? Write it without a point, or with two decimals.",
        )
    return number(text)


def day(text: str) -> date:
    """Return a day: `2026-05-12`, `12-05-2026` or `12/5/2026` (day first, always). Raises InputError (`day`)."""
    iso, day_first = _ISO.fullmatch(text), _DAY_FIRST.fullmatch(text)
    parts = iso.groups() if iso else day_first.groups()[::-1] if day_first else ()
    try:
        year, month, of_month = (int(part) for part in parts)
        return date(year, month, of_month)
    except ValueError as error:
        raise InputError(
            "day", "Schrijf een dag als 2026-05-12 of 12-05-2026.", "Write a day as 2026-05-12 or 12-05-2026."
        ) from error


def kvk(text: str) -> str:
    """Return a Chamber of Commerce number. Raises InputError (`kvk`), with a hint when a zero in front got lost."""
    if len(text) == SHORT_KVK and text.isascii() and text.isdigit():
        raise InputError(
            "kvk",
            "Een KVK-nummer heeft 8 cijfers. Is de nul vooraan weg? Zet hem terug.",
            "A Chamber of Commerce number has 8 digits. Did a zero in front get lost? Put it back.",
        )
    return clean_kvk(text)


def written(value: Decimal | None) -> str:
    """Return a number as Dutch spreadsheets write it, without zeros at the end: `12,5`; nothing for None."""
    if value is None:
        return ""
    plain = format(value, "f")
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain).replace(".", ",")
