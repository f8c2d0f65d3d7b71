"""What firms gain, in outline: how many completed a trajectory; of those with a grant how many were measured twice, and
which share rose a rung. Never a cause. What firms take into use ("nieuwe toepassingen", Beleidsaanpak 2026, §9) nobody
records, so the outline says that it is not counted; a grant application is something else.

Read from the journal as it was known on the day of the figures beside it, so that an adopted report stays the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from trede.core.disclosure import Cell, Rules
from trede.core.effect import Effect, Pair, effect
from trede.core.indicators import known_until
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

    A firm with more grants counts once: its first measurement against its last one.
    """
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    finished: dict[int, date] = {}
    found = events_between(date.min, period.last, types=(MEASURED, FINISHED), known_on=known_until(known_on))
    for kind, firm, day, data in found.values_list("type", "firm", "occurred_on", "data"):
        level = RUNG_LEVEL.get(str(data.get("rung")))
        if firm is None:
            continue
        if kind == FINISHED:
            finished[firm] = min(day, finished.get(firm, day))
        elif level is not None and data.get("moment") == START:
            first.setdefault(firm, level)
        elif level is not None:
            last[firm] = level
    pairs = [Pair(firm, level, last[firm]) for firm, level in first.items() if firm in last]
    return Outline(effect(pairs, rules) if pairs else None, _finished(finished, period, rules))


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
