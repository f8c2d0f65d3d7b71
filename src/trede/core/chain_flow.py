"""How firms go through the chain: how many reach each stage, how long the step takes, and what waits past its term.

Pure, and computed from the journal. For whoever leads the chain, to see where it stalls; never per person or partner.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median

from trede.core.clocks import working_days_after
from trede.core.indicators import EventRow
from trede.core.merges import MERGE_EVENTS, Merges
from trede.core.periods import Period

STAGES: dict[str, tuple[str, ...]] = {
    "inflow": ("request.taken", "scan.claimed", "case.opened"),
    "intake": ("intake.held",),
    "referred": ("referral.requested", "referral.direct"),
    "started": ("referral.started",),
    "completed": ("trajectory.completed",),
}
"""Events that bring a firm to a stage, in the order of the chain."""
ASKED = "referral.requested"
ANSWERS = frozenset(
    f"referral.{name}" for name in ("claimed", "accepted", "rejected", "started", "cancelled", "corrected", "failed")
)
"""Events after which a referral no longer waits for its first answer."""
EVENTS = (*{kind for kinds in STAGES.values() for kind in kinds}, *sorted(ANSWERS), *MERGE_EVENTS)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage in a period. `days`: middle number of working days since the stage before; None: too few firms.

    `firms` is None when there are fewer than the minimum.
    """

    key: str
    firms: int | None
    days: float | None


@dataclass(frozen=True, slots=True)
class ChainFlow:
    """The stages in order, and the referrals that wait past their term today; None: fewer than the minimum."""

    stages: tuple[Stage, ...]
    late: int | None


def chain_flow(rows: Iterable[EventRow], period: Period, *, today: date, minimum: int) -> ChainFlow:
    """Return what happened in `period`. A number about fewer than `minimum` firms or referrals is None, zero too."""
    events = sorted(rows, key=lambda row: (row.occurred_on, row.recorded_at))
    into = _merges(events).into()
    days: dict[str, dict[int, list[date]]] = {key: {} for key in STAGES}
    names = {kind: key for key, kinds in STAGES.items() for kind in kinds}
    for row in events:
        if row.firm is not None and row.type in names:
            days[names[row.type]].setdefault(into.get(row.firm, row.firm), []).append(row.occurred_on)
    found = []
    before: Mapping[int, list[date]] = {}
    for key in STAGES:
        reached = {firm: _first(each, period) for firm, each in days[key].items()}
        firms = {firm: day for firm, day in reached.items() if day is not None}
        steps = [_step(before.get(firm, []), day) for firm, day in firms.items()]
        known = [step for step in steps if step is not None]
        count = len(firms) if len(firms) >= minimum else None
        found.append(Stage(key, count, median(known) if len(known) >= minimum else None))
        before = days[key]
    late = _late(events, today)
    return ChainFlow(tuple(found), late if late >= minimum else None)


def _merges(events: Iterable[EventRow]) -> Merges:
    merges = Merges()
    for row in events:
        if row.type in MERGE_EVENTS and row.firm is not None:
            merges.note(row.type, kept=row.firm, gone=row.subject)
    return merges


def _first(days: list[date], period: Period) -> date | None:
    return next((day for day in days if period.contains(day)), None)


def _step(before: list[date], day: date) -> int | None:
    """Return the working days since the last time the firm was at the stage before; None when it never was."""
    last = max((each for each in before if each <= day), default=None)
    return None if last is None else working_days_after(last, day)


def _late(events: Iterable[EventRow], today: date) -> int:
    """Return how many referrals have had no answer while their day has passed."""
    waiting: dict[str, str] = {}
    for row in events:
        if row.type == ASKED:
            waiting[row.subject] = str(row.data.get("due") or "")
        elif row.type in ANSWERS:
            waiting.pop(row.subject, None)
    return sum(1 for due in waiting.values() if due and due < today.isoformat())
