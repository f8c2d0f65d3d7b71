"""Flow: did a firm take a step up the ladder? From shared scans and rungs that an adviser or partner confirmed.

Source: Beleidsaanpak 2026 §9 (doorstroom: at least one rung up). Whether two scans show a step is the rule of
`trede.core.progress`; here it is applied to the history of a firm, and a firm counts as risen once a calendar year.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

from trede.core.periods import Period
from trede.core.progress import FALLEN, LEAST_DAYS, Progress, compare, counts_as_flow
from trede.core.scan import RUNG_LEVEL

Outcome = Literal["risen", "unconfirmed", "unchanged", "fallen"]


class Measurement(NamedTuple):
    """A scan the firm shared. `version` is the questionnaire and rule it was done with."""

    day: date
    answers: str
    phase: str
    version: str


class Confirmation(NamedTuple):
    """A rung that an adviser or partner confirmed. `rung` is 1 to 6, `source` is `intake` or `trajectory`."""

    day: date
    rung: int
    source: str


class Entry(NamedTuple):
    """What two measurements say, and the day on which it was complete."""

    day: date
    outcome: Outcome


def flow_entries(measurements: Sequence[Measurement], confirmations: Sequence[Confirmation]) -> tuple[Entry, ...]:
    """Return what each later scan of one firm says against the scan before it, in order of day.

    A scan is compared with the latest one of the same version at least ninety days older; without one it says
    nothing. A step up that nobody confirmed yet is `unconfirmed`; it becomes `risen` on the day of confirmation.
    """
    scans = sorted(measurements)
    confirmed = sorted(confirmations)
    entries: list[Entry] = []
    for index, after in enumerate(scans):
        before = _earlier(scans[:index], after)
        if before is not None:
            entries.extend(_read_pair(before, after, confirmed))
    return tuple(sorted(entries))


def outcome_in(entries: Sequence[Entry], period: Period, year: Period) -> Outcome | None:
    """Return how the firm counts in `period`, which lies in the calendar year `year`; None when it does not count.

    Risen counts once, in the first period of the year in which it was complete; after that the firm is not counted
    again that year. Otherwise the latest outcome in the period counts.
    """
    found: Outcome | None = None
    for day, outcome in entries:
        if outcome == "risen" and year.first <= day < period.first:
            return None
        if period.contains(day) and found != "risen":
            found = outcome
    return found


def _earlier(scans: Sequence[Measurement], after: Measurement) -> Measurement | None:
    for scan in reversed(scans):
        if scan.version == after.version and (after.day - scan.day).days >= LEAST_DAYS:
            return scan
    return None


def _read_pair(before: Measurement, after: Measurement, confirmed: Sequence[Confirmation]) -> Iterator[Entry]:
    flow = counts_as_flow(
        _compared(before.answers, after.answers), before_day=before.day, after_day=after.day, confirmed=True
    )
    if not flow.counts:
        yield Entry(after.day, "fallen" if flow.result == FALLEN else "unchanged")
        return
    day = _confirmed_higher(before, after, confirmed)
    if day is None or day > after.day:
        yield Entry(after.day, "unconfirmed")
    if day is not None:
        yield Entry(max(day, after.day), "risen")


@lru_cache(maxsize=65536)
def _compared(before: str, after: str) -> Progress:
    return compare(before, after)


def _confirmed_higher(before: Measurement, after: Measurement, confirmed: Sequence[Confirmation]) -> date | None:
    """Return the first day after the earlier scan on which a higher rung was confirmed.

    Higher than the rung confirmed before it; a firm without one starts from the phase of the earlier scan. The first
    intake, held before the later scan, sets the starting point: it differs in judgement, it is not a step.
    """
    floor: int | None = None
    for day, rung, source in confirmed:
        if day > before.day:
            first_intake = floor is None and source == "intake" and day < after.day
            if not first_intake and rung > (floor or RUNG_LEVEL[before.phase]):
                return day
        floor = rung
    return None
