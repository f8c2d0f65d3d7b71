"""The six core indicators, computed from the journal in one pass. Nothing here is ever typed in.

Source: Beleidsaanpak 2026 §9 (six core indicators, one measuring rod). The definitions in words are pack data
(`indicators.yml`); docs/reference/indicators.md says how each is computed and what it does not know.

`read` turns event rows into a ledger (sets of firms per quarter, measurements per firm); `measure` asks the ledger for
one period. The figures it gives are exact and hold the firms themselves: they never leave the house without
`trede.core.disclosure`.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from trede.core.clocks import AMSTERDAM
from trede.core.disclosure import HIT, REST, TOTAL, Counts, Firms, part_name
from trede.core.flow import Confirmation, Entry, Measurement, flow_entries, outcome_in
from trede.core.merges import MERGE_EVENTS, Merges
from trede.core.periods import Period, months_before, year_of
from trede.core.scan import RUNG_LEVEL

REACH, FLOW, INSTRUMENTS, RESILIENCE, TALENT, BINDING = KEYS = (
    "reach",
    "flow",
    "instruments",
    "resilience",
    "talent",
    "binding",
)
"""Keys of the six core indicators in their fixed order, number 1 to 6 in the pack."""
SENSITIVE = frozenset({RESILIENCE})
"""Indicators about a property that may harm a firm when known: how safe it is."""
CHECK_MONTHS = 12
"""A baseline check counts for this many months."""

EVENTS: dict[str, tuple[str, ...]] = {
    REACH: ("scan.claimed", "intake.held", "referral.started", "trajectory.completed", "instrument.used"),
    FLOW: ("scan.claimed", "rung.confirmed"),
    INSTRUMENTS: ("instrument.used", "trajectory.completed"),
    RESILIENCE: ("baseline.checked",),
}
"""Event types each indicator reads; the definitions in the pack name the same ones."""
PLACE_EVENTS = ("firm.registered", "firm.updated")
"""Event types that say where a firm is established."""
SOURCE_EVENTS = tuple(sorted({*PLACE_EVENTS, *MERGE_EVENTS, *(kind for kinds in EVENTS.values() for kind in kinds)}))
"""Every event type that is read."""
ELSEWHERE = "elders"
"""Municipality of a firm outside the region. Such a firm gets help too, and stays out of every indicator."""
_REACHES = frozenset(EVENTS[REACH])

_NOBODY: Firms = frozenset()
_ANSWERS = re.compile(r"[A-F-]{7}")


class EventRow(NamedTuple):
    """One event of the journal, as plain columns."""

    type: str
    occurred_on: date
    recorded_at: datetime
    firm: int | None
    organisation: str
    subject: str
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Measure:
    """One indicator in one period, exact: the firms behind each figure. Not `measured`: a gap, which is not a zero.

    `hit` are the firms of `total` that have the property (None for a count); `parts` break `total` down.
    """

    indicator: str
    measured: bool
    total: Firms = _NOBODY
    hit: Firms | None = None
    parts: tuple[tuple[str, Firms], ...] = ()
    hit_part: str | None = None

    def counts(self) -> Counts:
        """Return the numbers of firms, for disclosure control."""
        return Counts(
            total=len(self.total),
            hit=None if self.hit is None else len(self.hit),
            parts=tuple((key, len(firms)) for key, firms in self.parts),
            hit_part=self.hit_part,
        )

    def cells(self) -> dict[str, Firms]:
        """Return the firms of every cell by name, the other side of a share included."""
        cells = {TOTAL: self.total, **{part_name(key): firms for key, firms in self.parts}}
        if self.hit is not None:
            cells |= {HIT: self.hit, REST: self.total - self.hit}
        return cells


@dataclass(slots=True)
class Ledger:
    """What the indicators need from the journal. Quarters are numbered `year * 4 + quarter - 1`."""

    reached: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    used: dict[int, dict[str, set[int]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    measurements: dict[int, list[Measurement]] = field(default_factory=lambda: defaultdict(list))
    confirmations: dict[int, list[Confirmation]] = field(default_factory=lambda: defaultdict(list))
    checks: dict[int, list[tuple[date, bool]]] = field(default_factory=lambda: defaultdict(list))
    places: dict[int, tuple[datetime, str]] = field(default_factory=dict)
    """Latest known municipality of a firm, with the moment it was recorded."""
    entries: dict[int, tuple[Entry, ...]] = field(default_factory=dict)
    began: dict[str, date] = field(default_factory=dict)
    """First day on which something was registered, per indicator."""
    merges: Merges = field(default_factory=Merges)

    def note(self, indicator: str, day: date) -> None:
        """Remember that `indicator` was measured on `day`."""
        if day < self.began.get(indicator, date.max):
            self.began[indicator] = day


def known_until(day: date) -> datetime:
    """Return the moment before which everything known on `day` was recorded: the next midnight in Amsterdam."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=AMSTERDAM).astimezone(UTC)


def read(rows: Iterable[EventRow], *, as_known_on: date | None = None) -> Ledger:
    """Read event rows, in any order, into a ledger; single pass.

    With `as_known_on` only what was recorded up to and including that day counts. Events without a firm, and events
    whose contents were erased, are left out: they cannot be counted as a firm.
    """
    ledger = Ledger()
    limit = None if as_known_on is None else known_until(as_known_on)
    for row in rows:
        if row.firm is None or (limit is not None and row.recorded_at >= limit):
            continue
        if row.type in _REACHES:
            ledger.reached[_quarter(row.occurred_on)].add(row.firm)
            ledger.note(REACH, row.occurred_on)
        reader = _READERS.get(row.type)
        if reader is not None:
            reader(ledger, row, row.firm)
    _finish(ledger)
    return ledger


def measure(ledger: Ledger, period: Period, *, known_on: date) -> dict[str, Measure]:
    """Return the six indicators of `period` by key, as known on the day `known_on`.

    A period that starts after `known_on`, or that ended before an indicator's first event, is a gap.
    """
    found = {key: Measure(key, measured=False) for key in KEYS}
    if period.first > known_on:
        return found
    quarters = range(_quarter(period.first), _quarter(period.last) + 1)
    found[REACH] = Measure(REACH, measured=True, total=_union(ledger.reached.get(quarter) for quarter in quarters))
    found[FLOW] = _flow(ledger, period)
    found[INSTRUMENTS] = _instruments(ledger, quarters)
    found[RESILIENCE] = _resilience(ledger, min(period.last, known_on))
    for key in KEYS:
        if ledger.began.get(key, date.max) > period.last:
            found[key] = Measure(key, measured=False)
    return found


def _quarter(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def _union(groups: Iterable[set[int] | None]) -> Firms:
    return frozenset().union(*(group for group in groups if group))


def _read_scan(ledger: Ledger, row: EventRow, firm: int) -> None:
    """Add a shared scan as a measurement when its phase and answers are still there."""
    phase, answers = row.data.get("phase"), row.data.get("answers")
    if phase not in RUNG_LEVEL or not isinstance(answers, str) or not _ANSWERS.fullmatch(answers):
        return
    ledger.measurements[firm].append(
        Measurement(day=_scan_day(row), answers=answers, phase=str(phase), version=_version(row.data))
    )


def _scan_day(row: EventRow) -> date:
    """Return the day the scan was done, which may lie before the day it was shared."""
    given = row.data.get("day_of_scan")
    try:
        return date.fromisoformat(given) if isinstance(given, str) else row.occurred_on
    except ValueError:
        return row.occurred_on


def _version(data: Mapping[str, object]) -> str:
    """Return which questionnaire and rule a scan was done with. Only scans with the same version are compared."""
    return f"{data.get('scan')} {data.get('version') or data.get('pack')} {data.get('rule')}"


def _read_confirmation(ledger: Ledger, row: EventRow, firm: int) -> None:
    rung = row.data.get("rung")
    if rung in RUNG_LEVEL and row.data.get("by_role") in {"adviser", "partner"}:
        source = str(row.data.get("source"))
        ledger.confirmations[firm].append(Confirmation(row.occurred_on, RUNG_LEVEL[str(rung)], source))


def _read_instrument(ledger: Ledger, row: EventRow, firm: int) -> None:
    instrument = row.data.get("instrument")
    if isinstance(instrument, str) and instrument:
        ledger.used[_quarter(row.occurred_on)][instrument].add(firm)
        ledger.note(INSTRUMENTS, row.occurred_on)


def _read_place(ledger: Ledger, row: EventRow, firm: int) -> None:
    place = row.data.get("municipality")
    if isinstance(place, str) and place and (firm not in ledger.places or row.recorded_at >= ledger.places[firm][0]):
        ledger.places[firm] = (row.recorded_at, place)


def _read_merge(ledger: Ledger, row: EventRow, firm: int) -> None:
    ledger.merges.note(row.type, kept=firm, gone=row.subject)


def _read_check(ledger: Ledger, row: EventRow, firm: int) -> None:
    reached = row.data.get("reached")
    if isinstance(reached, bool):
        ledger.checks[firm].append((row.occurred_on, reached))
        ledger.note(RESILIENCE, row.occurred_on)


_READERS: dict[str, Callable[[Ledger, EventRow, int], None]] = {
    "scan.claimed": _read_scan,
    "rung.confirmed": _read_confirmation,
    "instrument.used": _read_instrument,
    "trajectory.completed": _read_instrument,
    "baseline.checked": _read_check,
    **dict.fromkeys(PLACE_EVENTS, _read_place),
    **dict.fromkeys(MERGE_EVENTS, _read_merge),
}


def _finish(ledger: Ledger) -> None:
    """Make merged firms one, leave out those from elsewhere, order each history, and read the steps: once for all."""
    for gone, kept in ledger.merges.into().items():
        _join(ledger, gone, kept)
    _leave_out(ledger, {firm for firm, (_, place) in ledger.places.items() if place == ELSEWHERE})
    for checks in ledger.checks.values():
        checks.sort(key=lambda check: check[0])
    for firm, measurements in ledger.measurements.items():
        if len(measurements) > 1:
            entries = flow_entries(measurements, ledger.confirmations.get(firm, []))
            if entries:
                ledger.entries[firm] = entries
                ledger.note(FLOW, entries[0].day)


def _join(ledger: Ledger, gone: int, kept: int) -> None:
    """Count what is known of one firm as that of another. Where both have a place, the one that goes on is right."""
    for group in (*ledger.reached.values(), *(firms for used in ledger.used.values() for firms in used.values())):
        if gone in group:
            group.discard(gone)
            group.add(kept)
    if gone in ledger.measurements:
        ledger.measurements[kept].extend(ledger.measurements.pop(gone))
    if gone in ledger.confirmations:
        ledger.confirmations[kept].extend(ledger.confirmations.pop(gone))
    if gone in ledger.checks:
        ledger.checks[kept].extend(ledger.checks.pop(gone))
    place = ledger.places.pop(gone, None)
    if place is not None:
        ledger.places.setdefault(kept, place)


def _leave_out(ledger: Ledger, firms: set[int]) -> None:
    for group in ledger.reached.values():
        group.difference_update(firms)
    for instruments in ledger.used.values():
        for group in instruments.values():
            group.difference_update(firms)
    for firm in firms:
        ledger.measurements.pop(firm, None)
        ledger.checks.pop(firm, None)


def _flow(ledger: Ledger, period: Period) -> Measure:
    year = year_of(period.first)
    parts: dict[str, set[int]] = {"risen": set(), "unconfirmed": set(), "unchanged": set(), "fallen": set()}
    for firm, entries in ledger.entries.items():
        outcome = outcome_in(entries, period, year)
        if outcome is not None:
            parts[outcome].add(firm)
    frozen = tuple((key, frozenset(firms)) for key, firms in parts.items())
    total = frozenset().union(*parts.values())
    return Measure(FLOW, measured=True, total=total, hit=frozenset(parts["risen"]), parts=frozen, hit_part="risen")


def _instruments(ledger: Ledger, quarters: range) -> Measure:
    parts: dict[str, set[int]] = defaultdict(set)
    for quarter in quarters:
        for instrument, firms in ledger.used.get(quarter, {}).items():
            parts[instrument] |= firms
    frozen = tuple((key, frozenset(parts[key])) for key in sorted(parts))
    return Measure(INSTRUMENTS, measured=True, total=_union(parts.values()), parts=frozen)


def _resilience(ledger: Ledger, end: date) -> Measure:
    """Take each firm's latest check younger than twelve months on the day `end`."""
    first = months_before(end, CHECK_MONTHS)
    latest: dict[int, bool] = {}
    for firm, checks in ledger.checks.items():
        for day, reached in reversed(checks):
            if first < day <= end:
                latest[firm] = reached
                break
    hit = frozenset(firm for firm, reached in latest.items() if reached)
    return Measure(RESILIENCE, measured=True, total=frozenset(latest), hit=hit)
