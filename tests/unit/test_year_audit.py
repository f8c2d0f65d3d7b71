"""A year beside its four quarters, against an attacker who knows how they add up."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from trede.core.disclosure import HIT, TOTAL, Published, Reason, Rules, part_name, publish
from trede.core.indicators import FLOW, INSTRUMENTS, REACH, Measure
from trede.core.year_audit import Told, held_in_year

pytestmark = pytest.mark.exhaustive
RULES = Rules(minimum=10, count_step=5, share_step=5, changes=5)
OUTCOMES = ("risen", "unconfirmed", "unchanged", "fallen")
TOOLS = ("voucher", "lab", "test")
QUARTERS = range(4)
YEAR = 4
SPAN = 9 - 1e-6
Terms = dict[tuple[int, str], float]


def flow(lives: dict[int, list[str | None]], quarters: range) -> Measure:
    """Return how firms count in these quarters: risen once, and never again that year; else by their last outcome."""
    groups: dict[str, set[int]] = {name: set() for name in OUTCOMES}
    for firm, outcomes in lives.items():
        first = outcomes.index("risen") if "risen" in outcomes else 99
        seen = [outcomes[quarter] for quarter in quarters if outcomes[quarter] and quarter <= first]
        if seen:
            groups[seen[-1] or ""].add(firm)
    parts = tuple((name, frozenset(firms)) for name, firms in groups.items())
    total = frozenset().union(*groups.values())
    return Measure(FLOW, measured=True, total=total, hit=parts[0][1], parts=parts, hit_part="risen")


def used(lives: dict[int, list[tuple[str, ...]]], quarters: range) -> Measure:
    groups = {
        name: frozenset(firm for firm, tools in lives.items() if any(name in tools[quarter] for quarter in quarters))
        for name in TOOLS
    }
    parts = tuple((name, firms) for name, firms in groups.items() if firms)
    return Measure(INSTRUMENTS, measured=True, total=frozenset().union(*groups.values()), parts=parts)


def reached(groups: list[frozenset[int]], quarters: range) -> Measure:
    return Measure(REACH, measured=True, total=frozenset().union(*(groups[quarter] for quarter in quarters)))


def published(found: Measure, covering: frozenset[str] = frozenset()) -> tuple[Published, Told]:
    seen = publish(found.counts(), RULES, covering=covering)
    names = {part_name(key): cell.shown for key, cell in seen.parts} | {TOTAL: seen.total.shown}
    if seen.hit is not None:
        names[HIT] = seen.hit.shown
    cells = found.cells()
    shown = {name: len(cells[name]) for name, is_shown in names.items() if is_shown}
    hidden = frozenset(name for name, is_shown in names.items() if not is_shown)
    return seen, Told(shown, hidden, seen.total.reason == Reason.TOO_FEW)


class Attacker:
    """Writes down what four quarters and their year say, as equations anew, and asks another solver call."""

    def __init__(self, measures: list[Measure], papers: list[Told]) -> None:
        self.measures, self.papers = measures, papers
        self.flow = measures[YEAR].indicator == FLOW
        self.parts = sorted({name for each in measures for name in each.cells()} - {TOTAL, HIT, "rest"})
        self.names = [(time, name) for time in range(5) for name in [TOTAL, *self.parts]]
        self.equal: list[tuple[Terms, float]] = []
        self.less: list[Terms] = []
        for time, told in enumerate(papers):
            self.read(time, told)
        for name in [TOTAL, *self.parts]:
            self.link(name)

    def read(self, time: int, told: Told) -> None:
        cells, whole = self.measures[time].cells(), (time, TOTAL)
        for name in told.shown:
            self.equal.append(({(time, part_name("risen") if name == HIT else name): 1.0}, float(len(cells[name]))))
        self.equal += [({(time, name): 1.0}, 0.0) for name in self.parts if name not in cells]
        together = {(time, name): -1.0 for name in self.parts}
        if self.flow:
            self.equal.append(({whole: 1.0, **together}, 0.0))
        elif together:
            self.less += [{part: 1.0, whole: -1.0} for part in together]
            self.less.append({whole: 1.0, **together})

    def link(self, name: str) -> None:
        self.less.append({(YEAR, name): 1.0, **{(time, name): -1.0 for time in QUARTERS}})
        if not self.flow or name == TOTAL:
            self.less += [{(time, name): 1.0, (YEAR, name): -1.0} for time in QUARTERS]
        elif name == part_name("risen"):
            self.less.append({(YEAR, name): -1.0, **{(time, name): 1.0 for time in QUARTERS}})

    def vector(self, terms: Terms) -> np.ndarray:
        return np.array([terms.get(name, 0.0) for name in self.names])

    def span(self, time: int, name: str) -> tuple[float, float]:
        return self.end((time, name), 1.0), self.end((time, name), -1.0)

    def end(self, name: tuple[int, str], sign: float) -> float:
        tops = [9.0 if each[1] == TOTAL and self.papers[each[0]].too_few else 10_000.0 for each in self.names]
        done = linprog(
            sign * self.vector({name: 1.0}),
            A_eq=np.array([self.vector(terms) for terms, _ in self.equal]) if self.equal else None,
            b_eq=np.array([value for _, value in self.equal]) if self.equal else None,
            A_ub=np.array([self.vector(terms) for terms in self.less]),
            b_ub=np.zeros(len(self.less)),
            bounds=[(0, top) for top in tops],
            method="highs-ds",
        )
        assert done.success, done.message
        return float(sign * done.fun)


def betrayed(quarters: list[Measure], year: Measure, *, guarded: bool) -> list[tuple[int, str, float, float]]:
    """Return the small cells of quarters and year that the year gives away to within less than ten values."""
    papers = [published(each)[1] for each in quarters]
    covering = held_in_year(year, papers, RULES) if guarded else frozenset()
    alone = Attacker([*quarters, year], [*papers, Told({}, frozenset(year.cells()))])
    attacker = Attacker([*quarters, year], [*papers, published(year, covering)[1]])
    found = []
    for time, told in enumerate(attacker.papers):
        for name in told.hidden - {HIT}:
            small = len(attacker.measures[time].cells()[name]) < RULES.minimum
            low, high = attacker.span(time, name)
            if small and high - low < SPAN and alone.span(time, name)[1] - alone.span(time, name)[0] >= SPAN:
                found.append((time, name, low, high))
    return found


def lives_of(dice: random.Random, firms: int) -> dict[int, list[str | None]]:
    weights = [dice.choice([1, 4, 12]) for _ in OUTCOMES]
    quiet = dice.choice([1, 10, 60])
    choices: tuple[str | None, ...] = (*OUTCOMES, None)
    return {firm: dice.choices(choices, [*weights, quiet], k=4) for firm in range(firms)}


def test_firms_that_rose_in_four_quarters_add_up_to_the_year() -> None:
    """Without the guard the year gives away how many rose in the quarter that hides it."""
    lives: dict[int, list[str | None]] = {}
    for quarter, (rose, stayed) in enumerate(((20, 40), (25, 40), (15, 40), (3, 40))):
        for number in range(rose + stayed):
            lives[1000 * quarter + number] = [
                ("risen" if number < rose else "unchanged") if each == quarter else None for each in QUARTERS
            ]
    quarters = [flow(lives, range(each, each + 1)) for each in QUARTERS]
    year = flow(lives, range(4))
    assert (3, part_name("risen"), 3.0, 3.0) in betrayed(quarters, year, guarded=False)
    assert betrayed(quarters, year, guarded=True) == []
    seen, _ = published(year, held_in_year(year, [published(each)[1] for each in quarters], RULES))
    assert seen.total.text == "225"
    assert seen.share is not None
    assert seen.share.reason == Reason.NEIGHBOUR


def test_a_year_does_not_tell_how_few_a_quarter_reached() -> None:
    groups = [frozenset(range(20)), frozenset(range(100, 130)), frozenset(range(200, 225)), frozenset(range(300, 307))]
    quarters = [reached(groups, range(each, each + 1)) for each in QUARTERS]
    year = reached(groups, range(4))
    assert betrayed(quarters, year, guarded=False) == [(3, TOTAL, 7.0, 9.0)]
    assert betrayed(quarters, year, guarded=True) == []
    assert held_in_year(year, [published(each)[1] for each in quarters[:3]], RULES) == frozenset()


@given(st.integers(0, 100_000), st.integers(0, 150))
def test_flow_of_a_year_betrays_no_quarter(seed: int, firms: int) -> None:
    lives = lives_of(random.Random(seed), firms)
    quarters = [flow(lives, range(each, each + 1)) for each in QUARTERS]
    assert betrayed(quarters, flow(lives, range(4)), guarded=True) == []


@given(st.integers(0, 100_000), st.integers(0, 120))
def test_instruments_of_a_year_betray_no_quarter(seed: int, firms: int) -> None:
    dice = random.Random(seed)
    often = [dice.choice([0.02, 0.1, 0.4]) for _ in TOOLS]
    lives = {
        firm: [tuple(name for name, each in zip(TOOLS, often, strict=True) if dice.random() < each) for _ in QUARTERS]
        for firm in range(firms)
    }
    quarters = [used(lives, range(each, each + 1)) for each in QUARTERS]
    assert betrayed(quarters, used(lives, range(4)), guarded=True) == []


@given(st.lists(st.frozensets(st.integers(0, 60), max_size=40), min_size=4, max_size=4))
def test_reach_of_a_year_betrays_no_quarter(groups: list[frozenset[int]]) -> None:
    quarters = [reached(groups, range(each, each + 1)) for each in QUARTERS]
    assert betrayed(quarters, reached(groups, range(4)), guarded=True) == []


def test_a_year_is_whole_when_every_quarter_is() -> None:
    groups = [frozenset(range(10 * each, 10 * each + 30)) for each in QUARTERS]
    quarters = [published(reached(groups, range(each, each + 1)))[1] for each in QUARTERS]
    assert held_in_year(reached(groups, range(4)), quarters, RULES) == frozenset()
