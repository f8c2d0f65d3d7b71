"""Years beside each other, against an attacker who reads all of them with their quarters and guesses that firms only
join. It is written down anew here, for another solver call, and is first shown to succeed without the guard.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from tests.unit.test_year_audit import OUTCOMES, RULES, TOOLS, flow, published, reached, used
from trede.core.disclosure import HIT, TOTAL, part_name
from trede.core.indicators import FLOW, Measure
from trede.core.year_audit import Book, Told, held_in_year

pytestmark = pytest.mark.exhaustive
YEAR = 4
CLOSE = 1e-6
Name = tuple[int, int, str]


@dataclass(frozen=True)
class Year:
    """What happened in a year: the measures of its quarters, then its own; and what was published of each."""

    measures: tuple[Measure, ...]
    papers: tuple[Told, ...]

    def book(self) -> Book:
        return Book(self.papers[YEAR], self.papers[:YEAR], self.measures[YEAR].cells())

    def unread(self) -> "Year":
        """Return the same year before its own figures were there."""
        return Year(self.measures, (*self.papers[:YEAR], Told({}, frozenset(self.measures[YEAR].cells()))))


class Attacker:
    """Writes down what all years and quarters say, with the guess that no figure of a year fell, and solves it."""

    def __init__(self, years: Sequence[Year]) -> None:
        self.years, self.flow = years, years[0].measures[YEAR].indicator == FLOW
        cells = {name for year in years for each in year.measures for name in each.cells()}
        self.parts = sorted(cells - {TOTAL, HIT, "rest"})
        self.names: list[Name] = [
            (place, time, name) for place in range(len(years)) for time in range(5) for name in [TOTAL, *self.parts]
        ]
        self.equal: list[tuple[dict[Name, float], float]] = []
        self.less: list[dict[Name, float]] = []
        for place, year in enumerate(years):
            for time in range(5):
                self.read(place, time, year)
            for name in [TOTAL, *self.parts]:
                self.link(place, name)
        for place in range(len(years) - 1):
            self.less += [{(place, YEAR, name): 1.0, (place + 1, YEAR, name): -1.0} for name in [TOTAL, *self.parts]]

    def read(self, place: int, time: int, year: Year) -> None:
        cells, whole = year.measures[time].cells(), (place, time, TOTAL)
        for name in year.papers[time].shown:
            real = part_name("risen") if name == HIT else name
            self.equal.append(({(place, time, real): 1.0}, float(len(cells[name]))))
        self.equal += [({(place, time, name): 1.0}, 0.0) for name in self.parts if name not in cells]
        together = {(place, time, name): -1.0 for name in self.parts}
        if self.flow:
            self.equal.append(({whole: 1.0, **together}, 0.0))
        elif together:
            self.less += [{part: 1.0, whole: -1.0} for part in together]
            self.less.append({whole: 1.0, **together})

    def link(self, place: int, name: str) -> None:
        year, quarters = (place, YEAR, name), [(place, time, name) for time in range(YEAR)]
        self.less.append({year: 1.0, **dict.fromkeys(quarters, -1.0)})
        if not self.flow or name == TOTAL:
            self.less += [{quarter: 1.0, year: -1.0} for quarter in quarters]
        elif name == part_name("risen"):
            self.less.append({year: -1.0, **dict.fromkeys(quarters, 1.0)})

    def vector(self, terms: dict[Name, float]) -> np.ndarray:
        return np.array([terms.get(name, 0.0) for name in self.names])

    def span(self, name: Name) -> tuple[float, float]:
        return self.end(name, 1.0), self.end(name, -1.0)

    def width(self, name: Name) -> float:
        low, high = self.span(name)
        return high - low

    def end(self, name: Name, sign: float) -> float:
        few = {(place, time) for place, year in enumerate(self.years) for time in range(5) if year.papers[time].too_few}
        tops = [9.0 if each[2] == TOTAL and each[:2] in few else 10_000.0 for each in self.names]
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


def publish_all(years: Sequence[Sequence[Measure]], *, guarded: bool) -> list[Year]:
    """Publish year after year, each with its quarters; the guard that is tested is the look at the years before."""
    done: list[Year] = []
    for measures in years:
        quarters = [published(each)[1] for each in measures[:YEAR]]
        before = [year.book() for year in done] if guarded else []
        covering = held_in_year(measures[YEAR], quarters, RULES, before=before)
        done.append(Year(tuple(measures), (*quarters, published(measures[YEAR], covering)[1])))
    return done


def betrayed(years: Sequence[Year]) -> list[tuple[Name, float, float]]:
    """Return the hidden figures that the last year gives away: the small ones of its own, any of what was before."""
    attacker, before = Attacker(years), Attacker([*years[:-1], years[-1].unread()])
    found = []
    for place, year in enumerate(years):
        for time, told in enumerate(year.papers):
            own = (place, time) == (len(years) - 1, YEAR)
            for name in sorted(told.hidden - {HIT, "rest"}):
                least = (9 if own or told.too_few else 10) - CLOSE
                if own and len(year.measures[time].cells()[name]) >= RULES.minimum:
                    continue
                low, high = attacker.span((place, time, name))
                if high - low < least and before.width((place, time, name)) >= least:
                    found.append(((place, time, name), low, high))
    return found


def told_at_once(years: Sequence[Year]) -> list[tuple[Name, float, float]]:
    """Return what each of these years gave away on the day it was published."""
    return [found for count in range(2, len(years) + 1) for found in betrayed(years[:count])]


def flows(dice: random.Random, years: int) -> list[list[Measure]]:
    """Return years in which the firms of the year before did the same again, and a few more did something."""
    lives: dict[int, list[str | None]] = {}
    found = []
    for year in range(years):
        weights = [dice.choice([0, 1, 3, 12]) for _ in OUTCOMES]
        for number in range(dice.choice([5, 8, 15, 40]) if year else dice.randint(20, 120)):
            quarter = dice.randrange(4)
            outcome = dice.choices(OUTCOMES, weights if any(weights) else None)[0]
            lives[1_000 * year + number] = [outcome if time == quarter else None for time in range(4)]
        found.append([*(flow(lives, range(each, each + 1)) for each in range(4)), flow(lives, range(4))])
    return found


def tools(dice: random.Random, years: int) -> list[list[Measure]]:
    lives: dict[int, list[tuple[str, ...]]] = {}
    found = []
    for year in range(years):
        often = [dice.choice([0.02, 0.1, 0.4]) for _ in TOOLS]
        for number in range(dice.choice([5, 8, 15]) if year else dice.randint(10, 60)):
            lives[1_000 * year + number] = [
                tuple(name for name, each in zip(TOOLS, often, strict=True) if dice.random() < each) for _ in range(4)
            ]
        found.append([*(used(lives, range(each, each + 1)) for each in range(4)), used(lives, range(4))])
    return found


def groups(dice: random.Random, years: int) -> list[list[Measure]]:
    quarters: list[frozenset[int]] = [frozenset()] * 4
    found = []
    for year in range(years):
        for number in range(dice.choice([1, 5, 12]) if year else dice.randint(5, 60)):
            quarter = dice.randrange(4)
            quarters[quarter] |= {1_000 * year + number}
        found.append([*(reached(quarters, range(each, each + 1)) for each in range(4)), reached(quarters, range(4))])
    return found


def test_a_year_with_a_few_more_firms_tells_what_the_year_before_hid() -> None:
    """Eight stayed and fourteen fell, hidden together; a year later ten and fourteen can be read or computed."""
    years = flows(random.Random(13), 2)
    counts = {name: len(firms) for name, firms in years[0][YEAR].cells().items()}
    assert (counts["part:unchanged"], counts["part:fallen"]) == (8, 14)
    open_, shut = publish_all(years, guarded=False), publish_all(years, guarded=True)
    assert betrayed(open_) == [((0, YEAR, "part:fallen"), 12.0, 14.0), ((0, YEAR, "part:unchanged"), 8.0, 10.0)]
    assert betrayed(shut) == []
    assert open_[1].papers[YEAR].hidden < shut[1].papers[YEAR].hidden
    assert TOTAL in shut[1].papers[YEAR].shown


def test_years_that_did_not_grow_into_each_other_hide_nothing_more() -> None:
    """As many as in the test above, but other firms: whoever assumes that firms only join is wrong."""
    first, second = flows(random.Random(13), 2)
    quarters = tuple(published(each)[1] for each in first[:YEAR])
    told = published(first[YEAR])[1]
    others = {name: frozenset(100_000 + firm for firm in firms) for name, firms in first[YEAR].cells().items()}
    own = [published(each)[1] for each in second[:YEAR]]
    same = held_in_year(second[YEAR], own, RULES, before=[Book(told, quarters, first[YEAR].cells())])
    assert same > held_in_year(second[YEAR], own, RULES, before=[Book(told, quarters, others)])


@given(st.integers(0, 100_000), st.sampled_from([flows, tools, groups]))
def test_no_year_betrays_a_year_before_or_its_quarters(
    seed: int, world: Callable[[random.Random, int], list[list[Measure]]]
) -> None:
    assert told_at_once(publish_all(world(random.Random(seed), 3), guarded=True)) == []
