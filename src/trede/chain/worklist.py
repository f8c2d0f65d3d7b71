"""The work list of one person: counted by the database, judged by `core.work`, read page by page. Nothing is stored."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any

from trede.chain.deputies import deputies, works_for
from trede.chain.models import AdviceRequest, Referral
from trede.chain.queries_work import open_cases
from trede.chain.worklist_read import Columns, Narrowing, due_between, read
from trede.chain.worklist_rows import Row, case_row, referral_rows, request_row
from trede.chain.worklist_sql import KNOWN_TERMS, NO_TERM, REMIND, Filters, Part, Viewer, parts
from trede.core.permissions import Permission
from trede.core.work import KINDS, Kind
from trede.core.work_pages import PERSONAL, Counts, Selection, Standing, TabKey, Tally, due_of, tally, window
from trede.journal.actions import Actor

MOST_COUNTED = 99
"""Lines that a tab of the whole organisation counts while a smaller tab is shown; above it reads as `99+`."""
_STANDINGS = tuple(Standing)
AT_ONCE = 500
"""Lines that are read together for a file."""


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Where a line stands: by day or by name, then by kind and number, a reminder behind what it is about."""

    order: Any
    rank: int
    subject: int
    reminder: bool
    kind: Kind


@dataclass(frozen=True, slots=True)
class Counted:
    """How many lines a tab has. `more`: there are more than were counted."""

    lines: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Sorting:
    """By due day or by the name of the firm, forward or backward."""

    by_name: bool = False
    backward: bool = False


class WorkList:
    """What one person sees, narrowed by filters. Reads are lazy: asking for one tab costs at most sixteen queries."""

    def __init__(self, by: Actor, account: int, today: date, filters: Filters | None = None) -> None:
        self.by = by
        self.viewer = Viewer(
            by.organisation, works_for(account, today), by.may(Permission.INTAKE), by.may(Permission.CASE_VIEW)
        )
        self.today = today
        self.filters = filters or Filters()

    @property
    def tabs(self) -> tuple[TabKey, ...]:
        """Return the tabs this person has."""
        oversees = self.by.may(Permission.CHAIN_OVERSEE)
        return tuple(tab for tab in TabKey if oversees or tab is not TabKey.ESCALATED)

    def selection(self, tab: TabKey) -> Selection:
        """Return which lines a tab shows under the chosen filters."""
        act = self.filters.act
        things, reminders = act != REMIND, act in {"", REMIND}
        return Selection(tab, self.today, late=self.filters.late, things=things, reminders=reminders)

    def count(self, tab: TabKey, shown: TabKey) -> Counted:
        """Return how many lines a tab has while another is shown: a heavier tab than that one only up to a bound."""
        if tab is shown or tab in PERSONAL or shown in {TabKey.ALL, TabKey.ESCALATED}:
            return Counted(self.tally(tab).lines)
        selection = self.selection(tab)
        due = None if selection.until == date.max else due_between(date.min, selection.until, KNOWN_TERMS, others=True)
        might_be_in = Narrowing(standings=selection.standings(late=True), due=due)
        found = 0
        for part in self._parts(tab):
            for first_day, term, standing in self._read(part, "light", might_be_in):
                found += len(selection.lines(_STANDINGS[standing], due_of(first_day, _term(term))))
                if found > MOST_COUNTED:
                    return Counted(MOST_COUNTED, more=True)
        return Counted(found)

    def tally(self, tab: TabKey) -> Tally:
        """Return how many lines a tab has, and how many are late."""
        return tally(self._behind(tab).days, self.selection(tab))

    def page(self, tab: TabKey, start: int, size: int, sorting: Sorting = Sorting()) -> tuple[Row, ...]:
        """Return the lines `start` to `start + size` of a tab, counted from 0."""
        keys = self._named(tab, start, size, sorting) if sorting.by_name else self._dated(tab, start, size, sorting)
        return _with_deputies(self._rows(keys), self.today)

    def every(self, tab: TabKey, sorting: Sorting = Sorting()) -> Iterator[Row]:
        """Yield all lines of a tab, reading some hundred at once."""
        keys = iter(self._sorted(tab, Narrowing(), sorting))
        while batch := list(islice(keys, AT_ONCE)):
            yield from self._rows(batch)

    # How it is counted

    def _parts(self, tab: TabKey) -> list[Part]:
        return parts(self.viewer, self.filters, tab)

    def _read(self, part: Part, columns: Columns, narrowing: Narrowing) -> Iterator[Any]:
        return read(part, self.viewer, self.filters, columns, narrowing)

    @cached_property
    def _personal(self) -> "_Things":
        return self._things(TabKey.TO_DO)

    @cached_property
    def _waiting(self) -> "_Things":
        return self._things(TabKey.WAITS)

    @cached_property
    def _everything(self) -> "_Things":
        return self._things(TabKey.ALL)

    def _behind(self, tab: TabKey) -> "_Things":
        """Return the things a tab is made of. Those of the whole organisation hold all others."""
        if "_everything" in self.__dict__ or tab in {TabKey.ALL, TabKey.ESCALATED}:
            return self._everything
        return self._personal if tab in PERSONAL else self._waiting

    def _things(self, tab: TabKey) -> "_Things":
        """Read number, due day and standing of open things, one query for each part."""
        found: list[tuple[Kind, int, date, Standing]] = []
        terms: set[int] = set()
        for part in self._parts(tab):
            kind = part.kind
            for number, first_day, term, standing in self._read(part, "keys", Narrowing()):
                terms.add(term)
                due = first_day if term == NO_TERM else due_of(first_day, term)
                found.append((kind, number, due, _STANDINGS[standing]))
        return _Things(found, Counter((due, standing) for _, _, due, standing in found), tuple(sorted(terms)))

    # Which lines stand on a page

    def _dated(self, tab: TabKey, start: int, size: int, sorting: Sorting) -> Sequence[Key]:
        things, selection = self._behind(tab), self.selection(tab)
        found = window(things.days, selection, start=start, size=size, newest_first=sorting.backward)
        if found is None:
            return ()
        near = (thing for thing in things.found if found.first <= thing[2] <= found.last)
        keys = [
            Key(due, KINDS[kind], number, reminder, kind)
            for kind, number, due, standing in near
            for reminder in selection.lines(standing, due)
        ]
        return _in_order(keys, sorting)[found.skip : found.skip + size]

    def _named(self, tab: TabKey, start: int, size: int, sorting: Sorting) -> Sequence[Key]:
        """Names of all parts are merged here; no part has to give more than the lines up to the end of the page."""
        selection, terms = self.selection(tab), self._behind(tab).terms
        exactly_in = Narrowing(
            standings=selection.standings(late=False),
            late_standings=selection.standings(late=True),
            late=due_between(date.min, selection.late_until, terms),
            due=None if selection.until == date.max else due_between(date.min, selection.until, terms),
            most=start + size,
        )
        return self._sorted(tab, exactly_in, sorting)[start : start + size]

    def _sorted(self, tab: TabKey, narrowing: Narrowing, sorting: Sorting) -> list[Key]:
        selection = self.selection(tab)
        keys = [key for part in self._parts(tab) for key in self._keys(part, narrowing, selection, sorting)]
        return _in_order(keys, sorting)

    def _keys(self, part: Part, narrowing: Narrowing, selection: Selection, sorting: Sorting) -> Iterator[Key]:
        """Yield the lines of the things of a part."""
        columns: Columns = "keys"
        if sorting.by_name:
            columns = "names-backward" if sorting.backward else "names"
        for number, first_day, term, standing, *name in self._read(part, columns, narrowing):
            due = due_of(first_day, _term(term))
            for reminder in selection.lines(_STANDINGS[standing], due):
                yield Key(name[0] if name else due, KINDS[part.kind], number, reminder, part.kind)

    def _rows(self, keys: Sequence[Key]) -> tuple[Row, ...]:
        """Read what stands on these lines. At most three queries."""
        numbers: dict[Kind, set[int]] = {kind: {key.subject for key in keys if key.kind == kind} for kind in KINDS}
        known: dict[tuple[Kind, int, bool], Row] = {}
        for kind, wanted in numbers.items():
            for row in self._records(kind, wanted) if wanted else ():
                known[kind, row.line.subject, row.line.act == REMIND] = row
        return tuple(known[key.kind, key.subject, key.reminder] for key in keys)

    def _records(self, kind: Kind, numbers: Iterable[int]) -> Iterator[Row]:
        viewer, today = self.viewer, self.today
        if kind == "request":
            yield from (request_row(item, today) for item in AdviceRequest.objects.filter(pk__in=numbers))
        elif kind == "case":
            for case in open_cases(viewer.organisation).filter(pk__in=numbers):
                row = case_row(case, viewer.accounts, today)
                if row is not None:
                    yield row
        else:
            found = Referral.objects.filter(pk__in=numbers)
            for referral in found.select_related("case__firm", "case__adviser", "consent", "handler"):
                yield from referral_rows(referral, viewer.organisation, viewer.accounts, today)


@dataclass(frozen=True, slots=True)
class _Things:
    """Open things, each with kind, number, due day and standing; how many are due when; which terms occur."""

    found: list[tuple[Kind, int, date, Standing]]
    days: Counts
    terms: tuple[int, ...]


def _in_order(keys: list[Key], sorting: Sorting) -> list[Key]:
    """Return lines in order. Days or names may run backward; lines of one day keep their order."""
    keys.sort()
    if sorting.backward:
        keys.sort(key=lambda key: key.order, reverse=True)
    return keys


def _term(stored: int) -> int | None:
    return None if stored == NO_TERM else stored


def _with_deputies(rows: tuple[Row, ...], today: date) -> tuple[Row, ...]:
    """Say who stands in for handlers who are out of office. One query when nobody is."""
    away = deputies((row.line.handler for row in rows if row.line.handler is not None), today)
    return tuple(replace(row, deputy=away.get(row.line.handler or 0, "")) for row in rows) if away else rows
