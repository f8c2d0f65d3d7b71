"""The work list of one person: counted by the database, judged by `core.work`, read page by page. Nothing is stored."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any

from django.db.models import Count, QuerySet

from trede.chain.deputies import works_for
from trede.chain.models import AdviceRequest, Referral
from trede.chain.queries_work import open_cases
from trede.chain.worklist_rows import Row, case_row, referral_rows, request_row
from trede.chain.worklist_sql import (
    NO_TERM,
    REMIND,
    Filters,
    Part,
    Viewer,
    due_between,
    exactly_in,
    might_be_in,
    parts,
    with_names,
)
from trede.core.permissions import Permission
from trede.core.work import KINDS, Kind
from trede.core.work_pages import PERSONAL, Bucket, Selection, Standing, TabKey, Tally, due_of, tally, window
from trede.journal.actions import Actor

MOST_COUNTED = 999
"""Lines that a tab counts one by one when it shows more than a person's own; above it reads as `999+`."""
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
        self.viewer = Viewer(by, works_for(account, today))
        self.today = today
        self.filters = filters or Filters()

    @property
    def tabs(self) -> tuple[TabKey, ...]:
        """Return the tabs this person has."""
        oversees = self.viewer.by.may(Permission.CHAIN_OVERSEE)
        return tuple(tab for tab in TabKey if oversees or tab is not TabKey.ESCALATED)

    def selection(self, tab: TabKey) -> Selection:
        """Return which lines a tab shows under the chosen filters."""
        act = self.filters.act
        return Selection(tab, self.today, self.filters.late, act != REMIND, act in {"", REMIND})

    def count(self, tab: TabKey, shown: TabKey) -> Counted:
        """Return how many lines a tab has while another is shown: a heavier tab than that one only up to a bound."""
        if tab is shown or tab in PERSONAL or shown in {TabKey.ALL, TabKey.ESCALATED}:
            return Counted(self.tally(tab).lines)
        selection = self.selection(tab)
        found = 0
        for _, rows in self._parts(tab):
            light = rows.filter(might_be_in(selection)).values_list("first_day", "term", "standing")
            for first_day, term, standing in light.iterator(chunk_size=AT_ONCE):
                found += len(selection.lines(Standing(standing), due_of(first_day, _term(term))))
                if found > MOST_COUNTED:
                    return Counted(MOST_COUNTED, more=True)
        return Counted(found)

    def tally(self, tab: TabKey) -> Tally:
        """Return how many lines a tab has, and how many are late."""
        return tally(self._buckets(tab), self.selection(tab))

    def page(self, tab: TabKey, start: int, size: int, sorting: Sorting = Sorting()) -> tuple[Row, ...]:
        """Return the lines `start` to `start + size` of a tab, counted from 0."""
        keys = self._named(tab, start, size, sorting) if sorting.by_name else self._dated(tab, start, size, sorting)
        return self._rows(keys)

    def every(self, tab: TabKey, sorting: Sorting = Sorting()) -> Iterator[Row]:
        """Yield all lines of a tab, reading some hundred at once."""
        found = self._parts(tab)
        named = [(kind, with_names(kind, rows)) for kind, rows in found] if sorting.by_name else found
        keys = iter(self._sorted(tab, named, sorting))
        while batch := list(islice(keys, AT_ONCE)):
            yield from self._rows(batch)

    # How it is counted

    def _parts(self, tab: TabKey) -> list[Part]:
        return parts(self.viewer, self.filters, tab)

    @cached_property
    def _personal(self) -> list[Bucket]:
        return list(_count(self._parts(TabKey.TO_DO)))

    @cached_property
    def _waiting(self) -> list[Bucket]:
        return list(_count(self._parts(TabKey.WAITS)))

    @cached_property
    def _everything(self) -> list[Bucket]:
        return list(_count(self._parts(TabKey.ALL)))

    def _buckets(self, tab: TabKey) -> list[Bucket]:
        """Return the counts a tab is made of. Those of the whole organisation hold all others."""
        if "_everything" in self.__dict__ or tab in {TabKey.ALL, TabKey.ESCALATED}:
            return self._everything
        return self._personal if tab in PERSONAL else self._waiting

    # Which lines stand on a page

    def _dated(self, tab: TabKey, start: int, size: int, sorting: Sorting) -> Sequence[Key]:
        buckets, selection = self._buckets(tab), self.selection(tab)
        found = window(buckets, selection, start=start, size=size, newest_first=sorting.backward)
        if found is None:
            return ()
        days = due_between(found.first, found.last, _terms(buckets))
        narrowed = [(kind, rows.filter(days)) for kind, rows in self._parts(tab)]
        keys = self._sorted(tab, narrowed, sorting)
        return keys[found.skip : found.skip + size]

    def _sorted(self, tab: TabKey, found: list[Part], sorting: Sorting) -> list[Key]:
        selection = self.selection(tab)
        keys = [key for kind, rows in found for key in _keys(kind, rows, selection, by_name=sorting.by_name)]
        keys.sort()
        if sorting.backward:  # days or names run backward, lines of one day keep their order
            keys.sort(key=lambda key: key.order, reverse=True)
        return keys

    def _named(self, tab: TabKey, start: int, size: int, sorting: Sorting) -> Sequence[Key]:
        """Names of all parts are merged here; no part has to give more than the lines up to the end of the page."""
        shown = exactly_in(self.selection(tab), _terms(self._buckets(tab)))
        order = "-called" if sorting.backward else "called"
        found = [
            (kind, with_names(kind, rows.filter(shown)).order_by(order, "pk")[: start + size])
            for kind, rows in self._parts(tab)
        ]
        return self._sorted(tab, found, sorting)[start : start + size]

    def _rows(self, keys: Sequence[Key]) -> tuple[Row, ...]:
        """Read what stands on these lines. At most three queries."""
        numbers: dict[Kind, set[int]] = {kind: {key.subject for key in keys if key.kind == kind} for kind in KINDS}
        known: dict[tuple[Kind, int, bool], Row] = {}
        for kind, wanted in numbers.items():
            for row in self._read(kind, wanted) if wanted else ():
                known[kind, row.line.subject, row.line.act == REMIND] = row
        return tuple(known[key.kind, key.subject, key.reminder] for key in keys)

    def _read(self, kind: Kind, numbers: Iterable[int]) -> Iterator[Row]:
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


def _count(found: list[Part]) -> Iterator[Bucket]:
    """Yield the counts of open things, one query for each part."""
    for _, rows in found:
        grouped = rows.order_by().values_list("first_day", "term", "standing").annotate(number=Count("*"))
        for first_day, term, standing, number in grouped:
            yield Bucket(_term(term), first_day, Standing(standing), number)


def _keys(kind: Kind, rows: "QuerySet[Any, Any]", selection: Selection, *, by_name: bool) -> Iterator[Key]:
    """Yield the lines of these open things."""
    for number, first_day, term, standing, *name in rows.values_list(
        "pk", "first_day", "term", "standing", *(["called"] if by_name else [])
    ):
        due = due_of(first_day, _term(term))
        for reminder in selection.lines(Standing(standing), due):
            yield Key(name[0] if by_name else due, KINDS[kind], number, reminder, kind)


def _term(stored: int) -> int | None:
    return None if stored == NO_TERM else stored


def _terms(buckets: list[Bucket]) -> list[int]:
    return sorted({NO_TERM if bucket.term is None else bucket.term for bucket in buckets})
