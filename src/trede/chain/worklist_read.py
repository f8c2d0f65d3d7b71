"""Statements of the work list, made once and sent many times.

Making the SQL of one of these queries costs more than running it. The same few are needed at every look at the list,
with another organisation, account or day: so each is made once, with marks in the places of these values, and the marks
are replaced when it is sent.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal

from django.db import connection
from django.db.models import Q

from trede.chain.worklist_sql import NO_TERM, NOBODY, Filters, Part, Viewer, rows_of, with_names
from trede.core.work_pages import Standing, latest_first

Columns = Literal["light", "keys", "names", "names-backward"]
_FIRST_MARK = date(1, 1, 1)
_NUMBER_MARK = -(10**12)
_HANDLER_MARK = 10**12
_FEW, _MANY = 100, 1000
"""Rows fetched together."""
_COLUMNS: dict[str, tuple[str, ...]] = {
    "light": ("first_day", "term", "standing"),
    "keys": ("pk", "first_day", "term", "standing"),
    "names": ("pk", "first_day", "term", "standing", "called"),
    "names-backward": ("pk", "first_day", "term", "standing", "called"),
}


@dataclass(frozen=True, slots=True)
class Between:
    """Due after one day and up to another, for rows with one of these terms. Equal when only the days differ."""

    terms: tuple[int, ...]
    has_first: bool
    has_last: bool
    others: bool = False
    """Match rows with another term as well when they began in time: nothing is due before it began."""
    first: date = field(default=date.min, compare=False)
    last: date = field(default=date.max, compare=False)

    def days(self) -> list[date]:
        """Return the days in the order of their marks."""
        found: list[date] = []
        for number in self.terms:
            term = None if number == NO_TERM else number
            found += [latest_first(self.last, term)] if self.has_last else []
            found += [latest_first(self.first - timedelta(days=1), term)] if self.has_first else []
        return [*found, self.last] if self.others else found

    def condition(self, marks: Iterator[date]) -> Q:
        """Return the condition with marks for the days."""
        found = Q(pk__in=[])
        for number in self.terms:
            bounds = Q(term=number)
            bounds &= Q(first_day__lte=next(marks)) if self.has_last else Q()
            bounds &= Q(first_day__gt=next(marks)) if self.has_first else Q()
            found |= bounds
        return found | (~Q(term__in=self.terms) & Q(first_day__lte=next(marks))) if self.others else found


def due_between(first: date, last: date, terms: tuple[int, ...], *, others: bool = False) -> Between:
    """Match rows due from `first` to `last`."""
    return Between(terms, first != date.min, last != date.max, others, first, last)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Rows to read: some standings, and others only when late; due between days; the first so many."""

    standings: tuple[Standing, ...] = tuple(Standing)
    late_standings: tuple[Standing, ...] = ()
    late: Between | None = None
    due: Between | None = None
    most: int | None = None

    def days(self) -> list[date]:
        """Return the days in the order of their marks."""
        return [day for part in (self.late, self.due) if part is not None for day in part.days()]

    def condition(self, marks: Iterator[date]) -> Q:
        """Return the condition with marks for the days."""
        found = Q(standing__in=[int(item) for item in self.standings])
        if self.late is not None:
            found |= Q(standing__in=[int(item) for item in self.late_standings]) & self.late.condition(marks)
        if len(self.standings) == len(Standing):
            found = Q()
        return found & self.due.condition(marks) if self.due is not None else found


@dataclass(frozen=True, slots=True)
class _Mark:
    """The place of a value in a statement."""

    name: str


def read(part: Part, viewer: Viewer, filters: Filters, columns: Columns, narrowing: Narrowing) -> Iterator[Any]:
    """Yield rows of a part. One query, of which no more is run than is asked for."""
    accounts = sorted(viewer.accounts)
    shape = replace(viewer, organisation=_text("organisation"), accounts=frozenset(range(len(accounts))))
    statement, places = _made(connection.vendor, part, shape, _shape(filters), columns, narrowing)
    values: dict[str, Any] = {
        "organisation": viewer.organisation,
        "rung": filters.rung,
        "place": filters.place,
        "handler": int(filters.handler) if filters.handler.isdigit() else None,
    }
    values |= {f"account-{place}": account for place, account in enumerate(accounts)}
    adapt = connection.ops.adapt_datefield_value
    values |= {f"day-{place}": adapt(day) for place, day in enumerate(narrowing.days())}
    with connection.cursor() as cursor:
        cursor.execute(statement, [values[place.name] if isinstance(place, _Mark) else place for place in places])
        light, at_once = columns == "light", _FEW if columns == "light" else _MANY
        while batch := cursor.fetchmany(at_once):
            for row in batch:
                yield (_day(row[0]), *row[1:]) if light else (row[0], _day(row[1]), *row[2:])


def _shape(filters: Filters) -> Filters:
    """Return filters with marks for what is chosen; what changes the statement itself stays."""
    handler = str(_HANDLER_MARK) if filters.handler.isdigit() else filters.handler
    return Filters(
        act=filters.act,
        rung=_text("rung") if filters.rung else "",
        place=_text("place") if filters.place else "",
        handler=handler if handler != NOBODY else NOBODY,
    )


def _text(name: str) -> str:
    return f"\x02{name}\x03"


@lru_cache(maxsize=1024)
def _made(
    _vendor: str, part: Part, viewer: Viewer, filters: Filters, columns: Columns, narrowing: Narrowing
) -> tuple[str, tuple[Any, ...]]:
    """Return a statement, and its values or marks in order."""
    marked: dict[Any, str] = {_text(name): name for name in ("organisation", "rung", "place")}
    marked |= {_NUMBER_MARK - place: f"account-{place}" for place in viewer.accounts}
    marked[_HANDLER_MARK] = "handler"
    marks = [_FIRST_MARK + timedelta(days=place) for place in range(len(narrowing.days()))]
    for place, mark in enumerate(marks):
        marked[connection.ops.adapt_datefield_value(mark)] = f"day-{place}"
    accounts = frozenset(_NUMBER_MARK - place for place in viewer.accounts)
    rows = rows_of(part, replace(viewer, accounts=accounts), filters).filter(narrowing.condition(iter(marks)))
    if columns in {"names", "names-backward"}:
        rows = with_names(part.kind, rows).order_by("-called" if columns == "names-backward" else "called", "pk")
    else:
        rows = rows.order_by()
    rows = rows.values_list(*_COLUMNS[columns])[: narrowing.most]
    statement, values = rows.query.sql_with_params()
    return statement, tuple(_Mark(marked[value]) if value in marked else value for value in values)


@lru_cache(maxsize=8192)
def _day(value: date | str) -> date:
    """Return a day as the drivers give it: SQLite knows text only."""
    return date.fromisoformat(value) if isinstance(value, str) else value
