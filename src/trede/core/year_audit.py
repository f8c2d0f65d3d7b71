"""A year beside its quarters: what the two together tell of a figure that one of the quarters hides. Pure.

Firms that rose count once a year, so those of four quarters add up to the year exactly. Other figures of a year lie
between the largest quarter and the sum of all. Where that pins a hidden figure down, the year hides its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from trede.core.audit import SLACK, Knowledge
from trede.core.disclosure import HIT, REST, TOTAL, Published, Rules, part_name, publish
from trede.core.indicators import FLOW, RESILIENCE, Measure

YEAR = -1
"""The year among the numbers of its quarters."""
_RISEN = part_name("risen")
Cell = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Told:
    """One indicator in one quarter, as published: the firms behind each figure that can be read, and what is hidden."""

    shown: Mapping[str, int]
    hidden: frozenset[str]
    too_few: bool = False
    """The whole figure is hidden with the reason that says so: everybody knows that it is below the minimum."""


def held_in_year(found: Measure, quarters: Sequence[Told], rules: Rules) -> frozenset[str]:
    """Return the cells of a year that cover a quarter, for `publish`; all of it when nothing less is enough.

    A stock has no sum: what holds at the end of the year is the figure of its last quarter (`trede.monitor.figures`).
    """
    if found.indicator == RESILIENCE or not found.measured or not any(told.hidden for told in quarters):
        return frozenset()
    counts = found.counts()
    true = {TOTAL: counts.total, **{part_name(key): number for key, number in counts.parts}}
    try:
        targets = _unknown_without(found, quarters, true, rules)
        held: set[str] = set()
        while TOTAL not in held:
            shown = _shown(publish(counts, rules, covering=frozenset(held)))
            known = _knowledge(found, quarters, {name: true[name] for name in shown}, rules)
            name = next((target.name for target in targets if target.is_narrow(known)), None)
            if name is None:
                return frozenset(held)
            parts = sorted((key != name, true[key], key) for key in shown - {TOTAL}) if name != TOTAL else []
            held |= {parts[0][2], HIT} if parts and parts[0][2] == _RISEN else {parts[0][2] if parts else TOTAL}
    except ValueError:  # what was recorded late makes the sums contradict each other: nothing can be proved safe
        held = {TOTAL}
    return frozenset(held)


class _Target(NamedTuple):
    """A hidden cell, and how wide its interval has to be."""

    time: int
    name: str
    least: int

    def is_narrow(self, knowledge: Knowledge) -> bool:
        low, high = knowledge.interval([(self.time, self.name)])
        return high - low < self.least - SLACK


def _unknown_without(found: Measure, quarters: Sequence[Told], true: Mapping[str, int], rules: Rules) -> list[_Target]:
    """Return the hidden cells that the quarters alone do not tell: of the quarters all, of the year the small ones."""
    alone = _knowledge(found, quarters, {}, rules)
    targets = [
        _Target(time, name, rules.minimum - 1 if told.too_few else rules.minimum)
        for time, told in enumerate(quarters)
        for name in sorted(told.hidden - {HIT, REST})
    ]
    targets += [_Target(YEAR, name, rules.minimum - 1) for name, count in true.items() if count < rules.minimum]
    return [target for target in targets if not target.is_narrow(alone)]


def _shown(seen: Published) -> set[str]:
    names = {part_name(key) for key, cell in seen.parts if cell.shown} | ({TOTAL} if seen.total.shown else set())
    return names | ({_RISEN} if seen.hit is not None and seen.hit.shown else set())


def _knowledge(found: Measure, quarters: Sequence[Told], year: Mapping[str, int], rules: Rules) -> Knowledge:
    names = [TOTAL, *sorted({part_name(key) for key, _ in found.parts}.union(*(_parts(told) for told in quarters)))]
    times = [YEAR, *range(len(quarters))]
    knowledge = Knowledge([(time, name) for time in times for name in names])
    for time, told in enumerate(quarters):
        present = {name: told.shown.get(name, 0) for name in names if name not in told.hidden}
        if HIT in told.shown and _RISEN in names:
            present[_RISEN] = told.shown[HIT]
        _add_facts(knowledge, time, present)
        if told.too_few:
            knowledge.add_most([(time, TOTAL)], rules.minimum - 1)
    _add_facts(knowledge, YEAR, year)
    for time in times:
        _add_whole(knowledge, time, names[1:], adds_up=found.indicator == FLOW)
    for name in names:
        _add_link(knowledge, name, range(len(quarters)), found.indicator)
    return knowledge


def _parts(told: Told) -> set[str]:
    return {name for name in {*told.shown, *told.hidden} if name not in (TOTAL, HIT, REST)}


def _add_facts(knowledge: Knowledge, time: int, shown: Mapping[str, int]) -> None:
    for name, count in shown.items():
        knowledge.add_sum([(time, name)], count)


def _add_whole(knowledge: Knowledge, time: int, parts: Sequence[str], *, adds_up: bool) -> None:
    """Say how parts make a whole: they add up, or (a firm uses two instruments) they overlap."""
    cells = [(time, name) for name in parts]
    if cells:
        knowledge.add_order([(time, TOTAL)], cells)
    if adds_up:
        knowledge.add_order(cells, [(time, TOTAL)])
    else:
        for cell in cells:
            knowledge.add_order([cell], [(time, TOTAL)])


def _add_link(knowledge: Knowledge, name: str, quarters: Sequence[int], indicator: str) -> None:
    """Say how a figure of the year goes with those of the quarters."""
    each: list[Cell] = [(time, name) for time in quarters]
    knowledge.add_order([(YEAR, name)], each)
    if indicator == FLOW and name == _RISEN:
        knowledge.add_order(each, [(YEAR, name)])
    elif indicator != FLOW or name == TOTAL:  # who did not rise in one quarter may have risen in a later one
        for cell in each:
            knowledge.add_order([cell], [(YEAR, name)])
