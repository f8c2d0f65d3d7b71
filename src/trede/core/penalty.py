"""The penalty for deciding late (Awb 4:17): which days count and how much it is.

The applicant gives notice of default after the term has passed. Two weeks later the daily amounts start: fourteen days
of the first, fourteen of the second, fourteen of the third, and no more. A notice that came too early starts nothing.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from trede.core.terms import Term, deadline
from trede.core.terms_table import TERMS

RATES: tuple[tuple[int, int], ...] = ((14, 2_300), (14, 3_500), (14, 4_500))
"""Days and cents per day (Awb 4:17.2 as in force on 1 January 2026): at most € 1,442 in 42 days."""


@dataclass(frozen=True, slots=True)
class Penalty:
    """How a penalty stands. Days and cents are 0 while nothing is owed.

    `grace_ends` is the last day on which deciding costs nothing; `first_day` and `last_day` bound the penalty days.
    The reading that the first day is the day after the two weeks is ours: the province has to confirm it.
    """

    premature: bool
    grace_ends: date | None
    first_day: date | None
    last_day: date | None
    days: int
    cents: int
    running: bool


def most_days(rates: tuple[tuple[int, int], ...] = RATES) -> int:
    """Return the highest number of days."""
    return sum(days for days, _ in rates)


def penalty_cents(days: int, rates: tuple[tuple[int, int], ...] = RATES) -> int:
    """Return the amount in cents of a number of penalty days."""
    total, left = 0, max(days, 0)
    for length, cents in rates:
        total += min(left, length) * cents
        left = max(left - length, 0)
    return total


def penalty(
    due: date | None,
    notice: date,
    on: date,
    *,
    decided: date | None = None,
    rates: tuple[tuple[int, int], ...] = RATES,
    grace: Term = TERMS["penalty"],
) -> Penalty:
    """Compute the penalty as it stands on a day.

    `due` is the last day of the term for deciding (None: it has no end yet), `notice` the day on which the notice of
    default was received, `decided` the day of announcing the decision. The day of the decision still counts.
    """
    if due is None or notice <= due:
        return Penalty(True, None, None, None, 0, 0, running=False)
    ends = deadline(grace, notice).last
    if ends is None:
        raise ValueError("a term without suspension has an end")
    last = ends + timedelta(days=most_days(rates))
    stops = min(last, on if decided is None else min(decided, on))
    days = max((stops - ends).days, 0)
    running = ends < on <= last and (decided is None or decided > on)
    return Penalty(False, ends, ends + timedelta(days=1), last, days, penalty_cents(days, rates), running)
