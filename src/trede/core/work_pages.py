"""Pages of the work list out of counts: which days stand on a page, without looking at every line.

A database counts the open things per first day, term and standing (`Bucket`). Within one term the due day only ever
moves forward with the first day, so counts per first day are counts per due day, and the lines of a page are those due
between two days. Only these lines are read. Nothing here is stored; `core.work` says what a line is.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum

from trede.core.clocks import add_working_days, is_working_day
from trede.core.work import ESCALATE_AFTER


class Standing(IntEnum):
    """Whose turn a line is, seen by one person: his own, nobody's yet, a colleague's; or another organisation's.

    What waits for another organisation belongs to a file that is the person's own, nobody's or a colleague's: when it
    is late, that is who reminds the partner.
    """

    MINE = 0
    FREE = 1
    COLLEAGUE = 2
    WAITS_MINE = 3
    WAITS_FREE = 4
    WAITS_COLLEAGUE = 5

    @property
    def waits(self) -> bool:
        """Say whether another organisation acts."""
        return self >= Standing.WAITS_MINE

    @property
    def reminding(self) -> "Standing":
        """Return the standing of the reminder that a late line brings."""
        return Standing(self - Standing.WAITS_MINE) if self.waits else self


class TabKey(StrEnum):
    """A view on the work list."""

    TO_DO = "te-doen"
    MINE = "mijn"
    FREE = "niet-opgepakt"
    WAITS = "wacht"
    ALL = "alle"
    ESCALATED = "geescaleerd"


PERSONAL = (TabKey.TO_DO, TabKey.MINE, TabKey.FREE)
"""Tabs that show only what is a person's own or nobody's."""
SHOWS: dict[TabKey, frozenset[Standing]] = {
    TabKey.TO_DO: frozenset({Standing.MINE, Standing.FREE}),
    TabKey.MINE: frozenset({Standing.MINE}),
    TabKey.FREE: frozenset({Standing.FREE}),
    TabKey.WAITS: frozenset({Standing.WAITS_MINE, Standing.WAITS_FREE, Standing.WAITS_COLLEAGUE}),
    TabKey.ALL: frozenset(Standing),
    TabKey.ESCALATED: frozenset(Standing),
}


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many open things share a term, a first day and a standing. `term` in working days; None: due that day."""

    term: int | None
    first: date
    standing: Standing
    count: int

    @property
    def due(self) -> date:
        """Return the due day of all of them."""
        return due_of(self.first, self.term)


@dataclass(frozen=True, slots=True)
class Tally:
    """The lines of one tab: how many, and how many of them are late."""

    lines: int
    late: int


@dataclass(frozen=True, slots=True)
class Window:
    """The lines of a page are due from `first` to `last`; of those lines the first `skip` stand on pages before."""

    first: date
    last: date
    skip: int


def due_of(first: date, term: int | None) -> date:
    """Return the day on which something is due that began on `first`. `term` in working days, None: that same day."""
    return first if term is None else add_working_days(first, term)


def latest_first(due: date, term: int | None) -> date:
    """Return the last first day that is due on or before `due`: the inverse of `due_of`."""
    if term is None:
        return due
    left, day = term, due
    while left or (term == 0 and not is_working_day(day)):
        left -= is_working_day(day) if left else 0
        day -= timedelta(days=1)
    return day


def escalation_day(today: date) -> date:
    """Return the last due day that the chain owner sees today: more than `ESCALATE_AFTER` working days ago."""
    return latest_first(today, ESCALATE_AFTER + 1)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which lines are shown: those of a tab, only the `late` ones, only things themselves or only reminders."""

    tab: TabKey
    today: date
    late: bool = False
    things: bool = True
    reminders: bool = True

    @property
    def until(self) -> date:
        """Return the last due day that is shown."""
        if self.tab is TabKey.ESCALATED:
            return escalation_day(self.today)
        return self.today - timedelta(days=1) if self.late else date.max

    def lines(self, standing: Standing, due: date) -> tuple[bool, ...]:
        """Return the lines that one open thing has here: False is the thing itself, True the reminder it brings."""
        if due > self.until:
            return ()
        shown = SHOWS[self.tab]
        itself = self.things and standing in shown
        late_elsewhere = standing.waits and due < self.today
        reminded = self.reminders and late_elsewhere and self.tab is not TabKey.WAITS and standing.reminding in shown
        return (False,) * itself + (True,) * reminded


def _per_day(buckets: Iterable[Bucket], selection: Selection) -> Counter[date]:
    """Return how many lines are due on each day; days without a line are left out."""
    found: Counter[date] = Counter()
    for bucket in buckets:
        due = bucket.due
        found[due] += bucket.count * len(selection.lines(bucket.standing, due))
    return +found


def tally(buckets: Iterable[Bucket], selection: Selection) -> Tally:
    """Return how many lines there are."""
    days = _per_day(buckets, selection)
    return Tally(days.total(), sum(count for day, count in days.items() if day < selection.today))


def window(
    buckets: Iterable[Bucket], selection: Selection, *, start: int, size: int, newest_first: bool = False
) -> Window | None:
    """Return which due days the lines `start` to `start + size` have, counted from 0; None when there are none."""
    passed = skip = 0
    shown: list[date] = []
    for day, count in sorted(_per_day(buckets, selection).items(), reverse=newest_first):
        if passed + count > start:
            skip = skip if shown else start - passed
            shown.append(day)
        passed += count
        if passed >= start + size:
            break
    return Window(min(shown), max(shown), skip) if shown else None
