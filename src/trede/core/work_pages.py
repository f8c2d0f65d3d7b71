"""Tabs and pages of the work list out of days: what is due when and whose turn it is decides which line stands where.

The room reads of each open thing when it began, its term and its standing; from that follow the due day, the counts of
all tabs and the days that stand on a page. Only the lines of that page are then read in full. Nothing here is stored;
`core.work` says what a line is.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from functools import lru_cache

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


Counts = Counter[tuple[date, Standing]]
"""How many open things are due on a day with a standing."""


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


@lru_cache(maxsize=65536)
def due_of(first: date, term: int | None) -> date:
    """Return the day on which something is due that began on `first`. `term` in working days, None: that same day."""
    return first if term is None else add_working_days(first, term)


@lru_cache(maxsize=4096)
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


def late_day(today: date) -> date:
    """Return the last due day that is late today: a working day has passed since, so nothing gets late in a weekend."""
    return latest_first(today, 1)


class Selection:
    """Which lines are shown: those of a tab, only the `late` ones, only things themselves or only reminders.

    `until` is the last due day that is shown, `late_until` the last one that is late.
    """

    def __init__(self, tab: TabKey, today: date, *, late: bool = False, things: bool = True, reminders: bool = True):
        self.late_until = late_day(today)
        self.until = date.max
        if tab is TabKey.ESCALATED:
            self.until = escalation_day(today)
        elif late:
            self.until = self.late_until
        shown = SHOWS[tab]
        reminded = frozenset(kind for kind in Standing if kind.waits and kind.reminding in shown)
        self._things = shown if things else frozenset()
        self._reminders = reminded if reminders and tab is not TabKey.WAITS else frozenset()

    def lines(self, standing: Standing, due: date) -> tuple[bool, ...]:
        """Return the lines that one open thing has here: False is the thing itself, True the reminder it brings."""
        if due > self.until:
            return ()
        itself = standing in self._things
        if due <= self.late_until and standing in self._reminders:
            return (False, True) if itself else (True,)
        return (False,) if itself else ()

    def standings(self, *, late: bool) -> tuple[Standing, ...]:
        """Return the standings with a line here for what is late, or for what is not, whatever `until` says."""
        return tuple(item for item in Standing if item in self._things or (late and item in self._reminders))


def _per_day(counts: Counts, selection: Selection) -> Counter[date]:
    """Return how many lines are due on each day; days without a line are left out."""
    found: Counter[date] = Counter()
    for (due, standing), count in counts.items():
        lines = len(selection.lines(standing, due))
        if lines:
            found[due] += count * lines
    return found


def tally(counts: Counts, selection: Selection) -> Tally:
    """Return how many lines there are."""
    days = _per_day(counts, selection)
    return Tally(days.total(), sum(count for day, count in days.items() if day <= selection.late_until))


def window(counts: Counts, selection: Selection, *, start: int, size: int, newest_first: bool = False) -> Window | None:
    """Return which due days the lines `start` to `start + size` have, counted from 0; None when there are none."""
    passed = skip = 0
    shown: list[date] = []
    for day, count in sorted(_per_day(counts, selection).items(), reverse=newest_first):
        if passed + count > start:
            skip = skip if shown else start - passed
            shown.append(day)
        passed += count
        if passed >= start + size:
            break
    return Window(min(shown), max(shown), skip) if shown else None
