"""What firms gain, in outline: how many completed a trajectory and took something new into use ("nieuwe toepassingen",
Beleidsaanpak 2026, §9); of those with a grant how many were measured twice, and which share rose a rung. Never a cause.
Whether something new is in use the partner says when a trajectory ends; a grant application is something else.

Read from the journal as it was known on the day of the figures beside it, so that an adopted report stays the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from trede.core.disclosure import Rules
from trede.core.effect import Effect, Pair, effect
from trede.core.indicators import ELSEWHERE, PLACE_EVENTS, known_until
from trede.core.merges import MERGE_EVENTS, Merges
from trede.core.periods import Period, quarter_of
from trede.core.scan import RUNG_LEVEL
from trede.core.steps_of_count import Answers, Steps, last_answers
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
    finished: Steps
    """Firms that completed a trajectory since the beginning, and whether they took something new into use."""


def outline(period: Period, *, known_on: date, rules: Rules) -> Outline:
    """Return what may be read of measurements and trajectories up to the end of a period. One query.

    A firm with more grants counts once: its first measurement against its last one. Firms that turned out to be one
    count as one, and firms from elsewhere not at all, as in the indicators.
    """
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    finished = _Finished()
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
            finished.note(counted, day, data.get("new_use"))
        elif kind == MEASURED and level is not None:
            if data.get("moment") == START:
                first.setdefault(counted, level)
            else:
                last[counted] = level
    pairs = [Pair(firm, level, last[firm]) for firm, level in first.items() if firm in last]
    return Outline(effect(pairs, rules) if pairs else None, finished.until(period, rules))


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


class _Finished:
    """When each firm completed a first trajectory, and when a partner first said that it uses something new, or not."""

    def __init__(self) -> None:
        self._days: dict[int, date] = {}
        self._said: dict[bool, dict[int, date]] = {True: {}, False: {}}

    def note(self, firm: int, day: date, new_use: object) -> None:
        """Add one trajectory."""
        held = [self._days, self._said[new_use]] if isinstance(new_use, bool) else [self._days]
        for days in held:
            days[firm] = min(day, days.get(firm, day))

    def until(self, period: Period, rules: Rules) -> Steps:
        """Return what may be read at the end of a period, held against every quarter before it."""
        ends, end = [period.last], quarter_of(period.last).previous()
        while self._days and end.last >= min(self._days.values()):
            ends.append(end.last)
            end = end.previous()
        return last_answers([self._on(day) for day in reversed(ends)], rules)

    def _on(self, day: date) -> Answers:
        """Return what was known on a day. A firm with one new use is a firm with a new use."""
        every, yes, no = (_until(days, day) for days in (self._days, self._said[True], self._said[False]))
        return Answers(every, yes, no - yes)


def _until(days: Mapping[int, date], day: date) -> frozenset[int]:
    return frozenset(firm for firm, first in days.items() if first <= day)


def lines(found: Outline, words: Words) -> list[str]:
    """Return the outline in sentences: figures with how many firms are behind them, words where these are few."""
    every, asked, yes = found.finished.every, found.finished.asked, found.finished.yes
    finished = [words.text("outcome.finished", figure=every.text)] if every.shown else []
    uses = (
        words.text("outcome.uses", asked=asked.text, figure=yes.text) if yes.shown else words.text("outcome.uses-few")
    )
    return [*finished, uses, *_measured(found.effect, words), words.text("outcome.cause")]


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
