"""Quarters and years: the only two lengths of time in which the monitor speaks.

Source: Beleidsaanpak 2026 §9, "korte kwartaaloverzichten en één jaarlijkse provinciale monitor".
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from trede.core.errors import InputError, OutOfOrder

_FORM = re.compile(r"(?P<year>20\d\d)(?:-[qQ](?P<quarter>[1-4]))?")


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter (`2026-Q3`) or a calendar year (`2026`); `first` and `last` are both in it."""

    key: str
    first: date
    last: date

    @property
    def is_quarter(self) -> bool:
        """True for a quarter, False for a year."""
        return "-" in self.key

    @property
    def year(self) -> int:
        """The calendar year the period lies in."""
        return self.first.year

    @property
    def quarter(self) -> int:
        """1 to 4: the quarter, or the last quarter of a year."""
        return quarter_number(self.last)

    def contains(self, day: date) -> bool:
        """True when `day` lies in the period, its first and last day included."""
        return self.first <= day <= self.last

    def previous(self) -> "Period":
        """Return the period of the same length that ends the day before this one starts."""
        before = self.first - timedelta(days=1)
        return quarter_of(before) if self.is_quarter else year_of(before)

    def next(self) -> "Period":
        """Return the period of the same length that starts the day after this one ends."""
        after = self.last + timedelta(days=1)
        return quarter_of(after) if self.is_quarter else year_of(after)

    def quarters_back(self, count: int) -> "Period":
        """Return the quarter `count` quarters before this one; a year counts from its last quarter."""
        index = self.year * 4 + self.quarter - 1 - count
        return _quarter(index // 4, index % 4 + 1)

    def last_quarters(self, count: int) -> "tuple[Period, ...]":
        """Return the `count` quarters up to and including this one (of a year: its last), oldest first."""
        return tuple(self.quarters_back(back) for back in range(count - 1, -1, -1))


def check_freezable(period: Period, *, today: date, newest: str | None) -> None:
    """Raise unless this quarter may be frozen now: it is over, and neither it nor a later one was frozen before.

    `newest` is the key of the last frozen quarter. InputError: not a quarter. OutOfOrder: not over, or frozen already.
    Quarters freeze in order, so that each is held against those before.
    """
    if not period.is_quarter:
        raise InputError("not-a-quarter", "Kies een kwartaal, zoals 2026-Q3.", "Choose a quarter, such as 2026-Q3.")
    if period.last >= today:
        raise OutOfOrder(
            "quarter-not-over",
            "Dit kwartaal is nog niet voorbij. Stel het daarna vast.",
            "This quarter is not over yet. Freeze it afterwards.",
        )
    if newest is not None and newest >= period.key:
        raise OutOfOrder(
            "quarter-frozen",
            f"Tot en met {newest} staat alles al vast.",
            f"Everything up to and including {newest} is frozen already.",
        )


def parse_period(text: str) -> Period:
    """Read `2026-Q3` or `2026`. InputError with a sentence for people when it is something else."""
    match = _FORM.fullmatch(text.strip())
    if match is None:
        raise InputError(
            "period",
            "Deze periode kennen we niet. Schrijf een kwartaal als 2026-Q3 of een jaar als 2026.",
            f"Not a period: {text.strip()[:40]!r}. Write a quarter as 2026-Q3 or a year as 2026.",
        )
    year = int(match["year"])
    return _quarter(year, int(match["quarter"])) if match["quarter"] else _year(year)


def quarter_number(day: date) -> int:
    """Return 1 to 4, the quarter of the year in which `day` lies."""
    return (day.month + 2) // 3


def quarter_of(day: date) -> Period:
    """Return the quarter in which `day` lies."""
    return _quarter(day.year, quarter_number(day))


def year_of(day: date) -> Period:
    """Return the calendar year in which `day` lies."""
    return _year(day.year)


def months_before(day: date, months: int) -> date:
    """Return the same day `months` months earlier, or the last day of that month when it is shorter."""
    index = day.year * 12 + day.month - 1 - months
    year, month = index // 12, index % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day.day, (following - timedelta(days=1)).day))


@lru_cache(maxsize=512)
def _quarter(year: int, number: int) -> Period:
    first = date(year, number * 3 - 2, 1)
    following = date(year + 1, 1, 1) if number == 4 else date(year, number * 3 + 1, 1)  # noqa: PLR2004 - four quarters
    return Period(key=f"{year}-Q{number}", first=first, last=following - timedelta(days=1))


def _year(year: int) -> Period:
    return Period(key=str(year), first=date(year, 1, 1), last=date(year, 12, 31))
