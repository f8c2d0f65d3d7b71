"""What firms gain, in outline: how many completed a trajectory; of those with a grant how many were measured twice, and
which share rose a rung. Never a cause. What firms take into use ("nieuwe toepassingen", Beleidsaanpak 2026, §9) nobody
records, so the outline says that it is not counted; a grant application is something else.

Read from the journal as it was known on the day of the figures beside it, so that an adopted report stays the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from trede.core.disclosure import Cell, Rules
from trede.core.effect import Effect, Pair, effect
from trede.core.indicators import ELSEWHERE, PLACE_EVENTS, known_until
from trede.core.merges import MERGE_EVENTS, Merges
from trede.core.periods import Period, quarter_of
from trede.core.scan import RUNG_LEVEL
from trede.core.steps_of_count import last_step
from trede.journal.queries import events_between
from trede.monitor.report import CellDocument
from trede.monitor.words import Words

START = "application"
"""The moment of the first measurement; the later ones are after the grant was used."""
MEASURED, FINISHED = "effect.measured", "trajectory.completed"


@dataclass(frozen=True, slots=True)
class Outline:
    """What may be read up to the end of a period. `effect` is None when nobody was measured twice."""

    effect: Effect | None
    finished: Cell
    """Firms that completed a trajectory, since the beginning."""


def outline(period: Period, *, known_on: date, rules: Rules) -> Outline:
    """Return what may be read of measurements and trajectories up to the end of a period. One query.

    A firm with more grants counts once: its first measurement against its last one. Firms that turned out to be one
    count as one, and firms from elsewhere not at all, as in the indicators.
    """
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    finished: dict[int, date] = {}
    types = (MEASURED, FINISHED, *PLACE_EVENTS, *MERGE_EVENTS)
    found = events_between(date.min, known_on, types=types, known_on=known_until(known_on))
    rows = list(found.values_list("type", "firm", "occurred_on", "data", "subject", "recorded_at"))
    region = _Region(rows)
    for kind, firm, day, data, _, _ in rows:
        counted = region.counted(firm)
        if counted is None or day > period.last:
            continue
        level = RUNG_LEVEL.get(str(data.get("rung")))
        if kind == FINISHED:
            finished[counted] = min(day, finished.get(counted, day))
        elif kind == MEASURED and level is not None:
            if data.get("moment") == START:
                first.setdefault(counted, level)
            else:
                last[counted] = level
    pairs = [Pair(firm, level, last[firm]) for firm, level in first.items() if firm in last]
    return Outline(effect(pairs, rules) if pairs else None, _finished(finished, period, rules))


class _Region:
    """Which firms count, and as whom. Of a place the one that was recorded last is right."""

    def __init__(self, rows: Iterable[tuple[str, int | None, date, dict[str, Any], str, datetime]]) -> None:
        merges, self._places = Merges(), dict[int, str]()
        for kind, firm, _, data, subject, _ in sorted(rows, key=lambda row: row[-1]):
            if firm is not None and kind in MERGE_EVENTS:
                merges.note(kind, kept=firm, gone=subject)
            elif firm is not None and kind in PLACE_EVENTS and data.get("municipality"):
                self._places[firm] = data["municipality"]
        self._into = merges.into()

    def counted(self, firm: int | None) -> int | None:
        """Return as which firm it counts; None when it does not. Of merged firms the one that goes on has the place."""
        if firm is None:
            return None
        kept = self._into.get(firm, firm)
        return None if self._places.get(kept, self._places.get(firm)) == ELSEWHERE else kept


def _finished(days: Mapping[int, date], period: Period, rules: Rules) -> Cell:
    """Return how many firms completed a trajectory, given the first day of each, held against every earlier quarter."""
    ends, end = [period.last], quarter_of(period.last).previous()
    while days and end.last >= min(days.values()):
        ends.append(end.last)
        end = end.previous()
    return last_step([frozenset(firm for firm, day in days.items() if day <= on) for on in reversed(ends)], rules)


def lines(found: Outline, words: Words) -> list[str]:
    """Return the outline in sentences: the number of firms always, figures only when there are enough."""
    finished = [words.text("outcome.finished", figure=found.finished.text)] if found.finished.shown else []
    return [*finished, *_measured(found.effect, words), words.text("outcome.cause"), words.text("outcome.uses")]


def _measured(found: Effect | None, words: Words) -> list[str]:
    if found is None:
        return [words.text("outcome.none")]
    if found.measured.text is None:
        return [words.text("outcome.few", minimum=words.rules.minimum)]
    said = [words.text("outcome.measured", figure=found.measured.text)]
    if found.risen.text is None:
        return [*said, words.reason(str(found.risen.reason))]
    share = CellDocument(cell="share", unit="percent", text=found.risen.text, reason=str(found.risen.reason))
    return [*said, words.text("outcome.risen", share=words.figure(share))]
