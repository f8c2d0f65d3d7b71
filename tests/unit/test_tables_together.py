"""Several tables of one indicator over several quarters, against an attacker who reads all of them at once.

It gets the true number behind every shown cell, the figure of the indicator, the rule that all tables hold the same
firms, and the guess that firms only join. It is written down anew here, for another solver call. Each kind of attack
is first shown to succeed on what would be published without the guard.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from trede.core.disclosure import Rules
from trede.core.table_parts import ALL, WITH_LOOSE, Base, Label, Protected, Remembered, Table
from trede.core.tables import protect, protect_together

pytestmark = pytest.mark.exhaustive
RULES = Rules(minimum=10, count_step=5, share_step=5, changes=5)
CLOSE = 1e-6
NOBODY = "unknown"
ROWS = {"place": ("p0", "p1", "p2", "p3"), "sector": ("s0", "s1", "s2"), "size": ("m0", "m1")}
UP = {"p0": "P", "p1": "P", "p2": "P", "p3": "every", "P": "every", NOBODY: "every"}
Seen = Mapping[str, tuple[Table, Protected]]
Name = tuple[int, str, str, str]


@dataclass
class Attacker:
    """What stands on paper in each quarter: tables by name, and (`figures`) how many firms a quarter has in all."""

    quarters: Sequence[Seen]
    figures: bool = True
    growing: bool = False
    totals_from: int | None = None
    names: list[Name] = field(default_factory=list)
    equal: list[tuple[np.ndarray, float]] = field(default_factory=list)
    less: list[np.ndarray] = field(default_factory=list)

    def __post_init__(self) -> None:
        for time, seen in enumerate(self.quarters):
            for name, (table, _) in seen.items():
                rows = dict.fromkeys([*table.rows, NOBODY])
                self.names += [(time, name, row, column) for row in rows for column in table.columns]
        for time, seen in enumerate(self.quarters):
            self.read(time, seen)
        if self.growing:
            for time, name, row, column in self.names:
                if (time - 1, name, row, column) in self.names:
                    self.less.append(
                        self.vector({(time - 1, name, row, column)}) - self.vector({(time, name, row, column)})
                    )

    def read(self, time: int, seen: Seen) -> None:
        for name, (table, protected) in seen.items():
            for label, cell in protected.cells.items():
                cells = self.inside(time, name, table, protected, label)
                late = self.totals_from is not None and time >= self.totals_from
                if cell.shown and not (late and set(table.rows) - {row for _, _, row, _ in cells}):
                    self.equal.append((self.vector(cells), self.true(table, cells)))
        (first, (table, _)), *others = seen.items()
        for column in table.columns:
            for other, _ in others:
                both = self.vector(self.whole(time, first, column)) - self.vector(self.whole(time, other, column))
                self.equal.append((both, 0.0))
        if self.figures and len(firms_of(seen)) >= RULES.minimum:
            cells = {each for column in table.columns for each in self.whole(time, first, column)}
            self.equal.append((self.vector(cells), float(len(firms_of(seen)))))

    def whole(self, time: int, name: str, column: str) -> set[Name]:
        return {each for each in self.names if each[:2] == (time, name) and each[3] == column}

    @staticmethod
    def inside(time: int, name: str, table: Table, protected: Protected, label: Label) -> set[Name]:
        rows = table.rows if label[0] == ALL else protected.members[label[0]]
        columns = table.columns if label[1] == ALL else protected.members[label[1]]
        return {(time, name, row, column) for row in rows for column in columns}

    @staticmethod
    def true(table: Table, cells: set[Name]) -> float:
        return float(sum(len(table.cells.get((row, column), ())) for _, _, row, column in cells))

    def vector(self, wanted: set[Name]) -> np.ndarray:
        return np.array([1.0 if name in wanted else 0.0 for name in self.names])

    def betrayed(self) -> list[tuple[int, str, Label, float, float]]:
        """Return every hidden cell, and every small group without a category, that is known too well.

        What the totals of a quarter tell of such a group is no fault of its tables: it cannot hold more firms than
        joined in all.
        """
        found = []
        for time, seen in enumerate(self.quarters):
            for name, (table, protected) in seen.items():
                goals = {
                    label: self.inside(time, name, table, protected, label)
                    for label, cell in protected.cells.items()
                    if not cell.shown
                }
                for column in (ALL, *table.columns):
                    if 0 < self.without_category(seen, table, column) < RULES.minimum:
                        goals[NOBODY, column] = {
                            each for each in self.names if each[:3] == (time, name, NOBODY) and column in (ALL, each[3])
                        }
                for label, cells in goals.items():
                    low, high = self.span(cells)
                    if high - low < RULES.minimum - CLOSE and not self.told(time, label, cells):
                        found.append((time, name, label, low, high))
        return found

    def told(self, time: int, label: Label, cells: set[Name]) -> bool:
        if label[0] != NOBODY or not self.growing:
            return False
        low, high = Attacker(self.quarters, self.figures, self.growing, totals_from=time).span(cells)
        return high - low < RULES.minimum - CLOSE

    def span(self, cells: set[Name]) -> tuple[float, float]:
        return self.solve(self.vector(cells)), -self.solve(-self.vector(cells))

    @staticmethod
    def without_category(seen: Seen, table: Table, column: str) -> int:
        """Return how many firms have no category in a table: in a row of their own, or in no row at all."""
        if table.loose is None and NOBODY not in table.rows and column == ALL:
            return len(firms_of(seen)) - len(firms_in(table))
        held = [table.cells.get((NOBODY, each), frozenset()) for each in table.columns if column in (ALL, each)]
        return sum(map(len, held))

    def solve(self, goal: np.ndarray) -> float:
        done = linprog(
            goal,
            A_eq=np.array([row for row, _ in self.equal]),
            b_eq=np.array([value for _, value in self.equal]),
            A_ub=np.array(self.less) if self.less else None,
            b_ub=np.zeros(len(self.less)) if self.less else None,
            bounds=(0, 100_000),
            method="highs-ds",
        )
        assert done.success, done.message
        return float(done.fun)


def firms_in(table: Table, row: str | None = None) -> frozenset[int]:
    return frozenset().union(*(firms for base, firms in table.cells.items() if row in (None, base[0])))


def firms_of(seen: Seen) -> frozenset[int]:
    return frozenset().union(*(firms_in(table) for table, _ in seen.values()))


Firm = dict[str, str]


def tables(world: Mapping[int, Firm], columns: tuple[str, ...], *, loose: bool = True) -> dict[str, Table]:
    """Return the tables of some firms; without `loose` firms without a category stand in no table, as they once did."""
    made = {}
    for name, rows in ROWS.items():
        cells: dict[Base, set[int]] = {}
        for number, firm in world.items():
            if loose or firm[name] != NOBODY:
                cells.setdefault((firm[name], firm["column"]), set()).add(number)
        held = {base: frozenset(firms) for base, firms in cells.items()}
        every = (*rows, NOBODY) if loose else rows
        up = {**dict.fromkeys((*rows, NOBODY), "every"), **{row: UP[row] for row in rows if row in UP}, "P": "every"}
        made[name] = Table(every, columns, held, up, frozenset(), NOBODY if loose else None)
    return made


def world_of(dice: random.Random, count: int, columns: tuple[str, ...], unknown: float) -> dict[int, Firm]:
    def one(rows: Sequence[str]) -> str:
        return NOBODY if dice.random() < unknown else dice.choices(rows, range(1, len(rows) + 1))[0]

    return {
        number: {**{name: one(rows) for name, rows in ROWS.items()}, "column": dice.choice(columns)}
        for number in range(count)
    }


def together(found: Mapping[str, Table], before: Sequence[Seen] = ()) -> Seen:
    count = len(frozenset().union(*(firms_in(table) for table in found.values())))
    columns = frozenset(next(iter(found.values())).columns)
    left = {name: [seen[name][1].remembered for seen in before] for name in found}
    protected = protect_together(found, RULES, left, known={columns: count} if count >= RULES.minimum else {})
    return {name: (table, protected[name]) for name, table in found.items()}


def test_totals_of_two_tables_betray_three_firms_without_a_category() -> None:
    world = world_of(random.Random(1), 120, ("firms",), 0.0)
    for number in (3, 50, 90):
        world[number]["sector"] = NOBODY
    apart = {name: (table, protect(table, RULES)) for name, table in tables(world, ("firms",), loose=False).items()}
    assert Attacker([apart]).betrayed() == [(0, "sector", (NOBODY, ALL), 3.0, 3.0)]
    guarded = together(tables(world, ("firms",)))
    assert Attacker([guarded]).betrayed() == []
    assert any(row.startswith(WITH_LOOSE) for row in guarded["sector"][1].rows)
    assert {table.cells[ALL, ALL].text for _, table in guarded.values()} == {"120"}


@given(st.integers(0, 10_000), st.integers(0, 160), st.sampled_from([0.0, 0.03, 0.2]), st.booleans())
def test_no_cell_of_any_table_is_betrayed_by_the_others(seed: int, count: int, unknown: float, two: bool) -> None:
    columns = ("low", "high") if two else ("firms",)
    seen = together(tables(world_of(random.Random(seed), count, columns, unknown), columns))
    assert Attacker([seen]).betrayed() == []


@given(st.integers(0, 10_000), st.integers(0, 160), st.sampled_from([0.0, 0.03, 0.2]), st.booleans())
def test_no_cell_of_any_table_is_betrayed_by_the_quarter_before(
    seed: int, count: int, unknown: float, two: bool
) -> None:
    columns, dice = ("low", "high") if two else ("firms",), random.Random(seed)
    world = world_of(dice, count, columns, unknown)
    joined = {1000 + number: firm for number, firm in world_of(dice, dice.randint(0, 40), columns, 0.1).items()}
    first = together(tables(world, columns))
    second = together(tables({**world, **joined}, columns), [first])
    assert Attacker([first, second], growing=True).betrayed() == []


def test_a_row_that_was_shown_alone_betrays_how_few_have_no_category() -> None:
    """Three firms without a sector came, forty with one: in a row that did not grow they are three at most."""
    world = world_of(random.Random(1), 120, ("firms",), 0.0)
    first = together(tables(world, ("firms",)))
    joined = {1000 + number: {**world[1], "sector": NOBODY if number < 3 else "s2"} for number in range(43)}
    found = tables({**world, **joined}, ("firms",))
    apart, held = together(found), together(found, [first])
    assert ("sector", (NOBODY, ALL), 0.0, 3.0) in [
        each[1:] for each in Attacker([first, apart], growing=True).betrayed()
    ]
    assert Attacker([first, held], growing=True).betrayed() == []
    assert f"{WITH_LOOSE}s2" in held["sector"][1].rows


def test_rows_merge_when_none_of_them_leaves_room_for_who_has_no_category() -> None:
    """Each place got four firms and three have none: in one place there can be at most seven, in two places more."""
    world = world_of(random.Random(1), 120, ("firms",), 0.0)
    first = together(tables(world, ("firms",)))
    places = [*ROWS["place"] * 4, NOBODY, NOBODY, NOBODY]
    joined = {1000 + number: {**world[1], "place": place} for number, place in enumerate(places)}
    held = together(tables({**world, **joined}, ("firms",)), [first])
    assert held["place"][1].rows == (f"{WITH_LOOSE}P", "p3")
    assert Attacker([first, held], growing=True).betrayed() == []


def test_a_small_group_that_grows_stays_in_its_row_while_that_would_tell_how_small_it_was() -> None:
    world = world_of(random.Random(1), 120, ("firms",), 0.0)
    for number in (3, 50, 90):
        world[number]["sector"] = NOBODY
    first = together(tables(world, ("firms",)))
    grown = {**world, **{1000 + number: {**world[1], "sector": NOBODY} for number in range(8)}}
    found = tables(grown, ("firms",))
    apart, held = together(found), together(found, [first])
    assert NOBODY in apart["sector"][1].rows
    assert Attacker([first, apart], growing=True).betrayed() != []
    assert NOBODY not in held["sector"][1].rows
    assert Attacker([first, held], growing=True).betrayed() == []


@given(st.integers(0, 10_000), st.integers(3, 4), st.booleans())
def test_no_number_of_quarters_tells_how_few_have_no_category(seed: int, quarters: int, two: bool) -> None:
    columns, dice = ("low", "high") if two else ("firms",), random.Random(seed)
    world, seen = world_of(dice, dice.randint(40, 120), columns, 0.0), list[Seen]()
    for quarter in range(quarters):
        seen.append(together(tables(world, columns), seen))
        joined = world_of(dice, dice.randint(5, 40), columns, 0.06)
        world |= {1000 * (quarter + 1) + number: firm for number, firm in joined.items()}
    assert Attacker(seen, growing=True).betrayed() == []


def test_a_small_group_without_a_category_stays_with_the_row_it_was_with() -> None:
    world = world_of(random.Random(1), 120, ("firms",), 0.0)
    for number in (3, 50, 90):
        world[number]["sector"] = NOBODY
    first = together(tables(world, ("firms",)))
    hosts = {row for row in first["sector"][1].rows if row.startswith(WITH_LOOSE)}
    grown = {**world, **{1000 + number: {**world[1], "sector": "s0"} for number in range(60)}}
    second = together(tables(grown, ("firms",)), [first])
    assert {row for row in second["sector"][1].rows if row.startswith(WITH_LOOSE)} == hosts


def test_a_row_without_a_category_that_is_large_enough_is_a_row_of_its_own() -> None:
    world = world_of(random.Random(1), 200, ("firms",), 0.0)
    for number in range(20):
        world[number]["sector"] = NOBODY
    assert NOBODY in together(tables(world, ("firms",)))["sector"][1].rows


def grid(counts: Sequence[Sequence[int]]) -> Table:
    """Return a table with these numbers of firms, numbered so that a larger one holds the smaller."""
    rows, columns = [f"r{i}" for i in range(len(counts))], [f"c{i}" for i in range(len(counts[0]))]
    cells = {
        (row, column): frozenset(range(10_000 * (1 + i * 9 + j), 10_000 * (1 + i * 9 + j) + counts[i][j]))
        for i, row in enumerate(rows)
        for j, column in enumerate(columns)
    }
    return Table(tuple(rows), tuple(columns), cells)


def lived(counts: Sequence[Sequence[Sequence[int]]], look_back: int) -> list[Seen]:
    """Publish one table after another, each held against so many before it."""
    seen: list[Seen] = []
    for each in counts:
        before: list[Remembered] = [one["t"][1].remembered for one in seen][-look_back:]
        table = grid(each)
        seen.append({"t": (table, protect(table, RULES, before))})
    return seen


THREE_QUARTERS = (
    ((34, 20, 24), (4, 23, 6)),
    ((34, 23, 39), (4, 23, 12)),
    ((35, 24, 39), (7, 24, 18)),
)


def grown(dice: random.Random, quarters: int) -> list[list[list[int]]]:
    rows, columns = dice.randint(2, 4), dice.randint(2, 3)
    counts = [[[dice.choice([dice.randint(0, 12), dice.randint(8, 40)]) for _ in range(columns)] for _ in range(rows)]]
    for _ in range(quarters - 1):
        counts.append([[count + dice.choice([0, 0, 1, 3, 6, 15]) for count in row] for row in counts[-1]])
    return counts


@given(st.integers(0, 100_000), st.integers(3, 5))
def test_many_quarters_of_a_growing_table_betray_nothing(seed: int, quarters: int) -> None:
    seen = lived(grown(random.Random(seed), quarters), quarters)
    assert Attacker(seen, figures=False, growing=True).betrayed() == []


def test_looking_back_one_quarter_is_not_enough() -> None:
    """The attack over three quarters succeeds when each is held against the last one only."""
    assert Attacker(lived(THREE_QUARTERS, 1), figures=False, growing=True).betrayed() != []
    assert Attacker(lived(THREE_QUARTERS, 1)[1:], figures=False, growing=True).betrayed() == []
    assert Attacker(lived(THREE_QUARTERS, 3), figures=False, growing=True).betrayed() == []


def with_firms(numbers: Sequence[range]) -> Table:
    cells = {(f"r{index}", "c"): frozenset(each) for index, each in enumerate(numbers)}
    return Table(tuple(f"r{index}" for index in range(len(numbers))), ("c",), cells)


def test_a_figure_that_comes_back_is_held_against_the_one_of_before() -> None:
    """20, then 30, then 22 firms of which two are new: next to the first figure the third would tell of those two."""
    other = range(500, 560)
    first = protect(with_firms([range(20), other]), RULES)
    second = protect(with_firms([range(30), other]), RULES, [first.remembered])
    third = with_firms([range(22), other])
    apart = protect(third, RULES, [second.remembered])
    assert apart.remembered.since["r0", "c"] ^ first.remembered.since["r0", "c"] == {20, 21}
    held = protect(third, RULES, [first.remembered, second.remembered])
    assert held.cells["r0", "c"].text == first.cells["r0", "c"].text
    assert held.remembered.since["r0", "c"] == frozenset(range(20))


def test_a_merged_row_is_held_against_the_rows_it_was() -> None:
    """North and south were shown apart; together they are two firms more than what anybody could add up."""
    up = {"r0": "R", "r1": "R"}
    first = protect(replace(with_firms([range(20), range(100, 118), range(500, 560)]), up=up), RULES)
    later = replace(with_firms([range(31), range(100, 109), range(500, 560)]), up=up)
    seen = protect(later, RULES, [first.remembered])
    assert seen.rows == ("R", "r2")
    assert seen.cells["R", "c"].text == "40"
    assert seen.remembered.since["R", "c"] == later.firms(seen.remembered.bases["R", "c"])
    near = replace(with_firms([range(31), range(100, 107), range(500, 560)]), up=up)
    middle = replace(with_firms([range(29), range(100, 109), range(500, 560)]), up=up)
    told = protect(middle, RULES, [first.remembered])
    kept = protect(near, RULES, [first.remembered, told.remembered])
    assert kept.cells["R", "c"].text == told.cells["R", "c"].text


sequences = st.lists(
    st.lists(st.frozensets(st.integers(0, 40), max_size=40), min_size=3, max_size=3), min_size=2, max_size=5
)


@given(sequences)
def test_no_two_published_figures_of_a_cell_differ_by_a_few_firms(quarters: list[list[frozenset[int]]]) -> None:
    """Whatever came between: each text stands for the same firms as an earlier one, or for five or more others."""
    left: list[Remembered] = []
    for groups in quarters:
        cells = {(f"r{i}", "c"): frozenset(100 * i + each for each in firms) for i, firms in enumerate(groups)}
        left.append(protect(Table(("r0", "r1", "r2"), ("c",), cells), RULES, left).remembered)
    for later, now in enumerate(left):
        for then in left[:later]:
            for label in set(now.shown) & set(then.shown):
                moved = len(now.since[label] ^ then.since[label])
                assert moved == 0 or moved >= RULES.changes
                assert moved or now.shown[label] == then.shown[label]
