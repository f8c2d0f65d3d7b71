"""Disclosure control of tables, against an attacker with another solver call and another way to write the problem.

The attacker gets more than any reader: the true number behind every shown cell and every margin, and the guess that
firms only join. It may never pin a hidden cell down to fewer than ten possible values.
"""

import os
import random
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from trede.core.disclosure import NEARLY_ALL, Reason, Rules
from trede.core.table_parts import ALL, Base, Label, Protected, Table
from trede.core.tables import protect, table_of

pytestmark = pytest.mark.exhaustive
RULES = Rules(minimum=10, count_step=5, share_step=5, changes=5)
FUZZ = 10_000 if os.environ.get("TREDE_LONG") else 1_000
CLOSE = 1e-6
HALVES = {
    **{f"r{index}": f"R{index // 2}" for index in range(6)},
    **{f"c{index}": f"C{index // 2}" for index in range(6)},
}


def table(
    counts: list[list[int]], *, up: dict[str, str] | None = None, sensitive: frozenset[str] = frozenset()
) -> Table:
    """Return a table with these numbers of firms; firm numbers tell row and column, so that they can grow."""
    rows = tuple(f"r{index}" for index in range(len(counts)))
    columns = tuple(f"c{index}" for index in range(len(counts[0])))
    cells = {
        (row, column): frozenset(range(100_000 * (1 + i * 50 + j), 100_000 * (1 + i * 50 + j) + counts[i][j]))
        for i, row in enumerate(rows)
        for j, column in enumerate(columns)
    }
    return Table(rows, columns, cells, up or {}, sensitive)


class Attacker:
    """Writes down what stands on paper and asks a linear program how far each hidden cell may be off."""

    def __init__(self, *snapshots: tuple[Table, Protected], growing: bool) -> None:
        self.snapshots = snapshots
        self.names: list[tuple[int, Base]] = [
            (time, (row, column))
            for time, (found, _) in enumerate(snapshots)
            for row in found.rows
            for column in found.columns
        ]
        self.equal: list[tuple[np.ndarray, float]] = []
        self.less: list[np.ndarray] = []
        for time, (found, seen) in enumerate(snapshots):
            for label, cell in seen.cells.items():
                if cell.shown:
                    self.equal.append((self.vector(time, found, seen, label), float(self.count(found, seen, label))))
        if growing:
            for time in range(1, len(snapshots)):
                for name in self.names:
                    if name[0] == time and (time - 1, name[1]) in self.names:
                        row = np.zeros(len(self.names))
                        row[self.names.index((time - 1, name[1]))], row[self.names.index(name)] = 1.0, -1.0
                        self.less.append(row)

    @staticmethod
    def inside(found: Table, seen: Protected, label: Label) -> set[Base]:
        rows = found.rows if label[0] == ALL else seen.members[label[0]]
        columns = found.columns if label[1] == ALL else seen.members[label[1]]
        return {(row, column) for row in rows for column in columns}

    def count(self, found: Table, seen: Protected, label: Label) -> int:
        return sum(len(found.cells.get(base, ())) for base in self.inside(found, seen, label))

    def vector(self, time: int, found: Table, seen: Protected, label: Label) -> np.ndarray:
        wanted = {(time, base) for base in self.inside(found, seen, label)}
        return np.array([1.0 if name in wanted else 0.0 for name in self.names])

    def spans(self) -> Iterator[tuple[int, Label, float, float]]:
        """Yield snapshot, label, lowest and highest value of every hidden cell."""
        for time, (found, seen) in enumerate(self.snapshots):
            for label, cell in seen.cells.items():
                if not cell.shown:
                    goal = self.vector(time, found, seen, label)
                    yield time, label, self.solve(goal), -self.solve(-goal)

    def solve(self, goal: np.ndarray) -> float:
        done = linprog(
            goal,
            A_eq=np.array([row for row, _ in self.equal]) if self.equal else None,
            b_eq=np.array([value for _, value in self.equal]) if self.equal else None,
            A_ub=np.array(self.less) if self.less else None,
            b_ub=np.zeros(len(self.less)) if self.less else None,
            bounds=(0, 100_000),
            method="highs-ds",
        )
        assert done.success, done.message
        return float(done.fun)


def withstands(*snapshots: tuple[Table, Protected], growing: bool = False) -> bool:
    """Say whether no hidden cell of any snapshot can be pinned down."""
    return all(high - low >= RULES.minimum - CLOSE for _, _, low, high in Attacker(*snapshots, growing=growing).spans())


grids = st.integers(1, 4).flatmap(
    lambda columns: st.lists(
        st.lists(
            st.one_of(st.integers(0, 12), st.integers(0, 60), st.integers(20, 90)), min_size=columns, max_size=columns
        ),
        min_size=1,
        max_size=5,
    )
)


@given(grids)
def test_no_hidden_cell_can_be_pinned_down(counts: list[list[int]]) -> None:
    found = table(counts, up=HALVES)
    assert withstands((found, protect(found, RULES)))


@given(grids, st.data())
def test_two_snapshots_of_a_growing_table_betray_nothing(counts: list[list[int]], data: st.DataObject) -> None:
    joined = [[data.draw(st.sampled_from([0, 0, 0, 1, 3, 6, 15])) for _ in row] for row in counts]
    first = table(counts)
    second = table(
        [[count + more for count, more in zip(row, new, strict=True)] for row, new in zip(counts, joined, strict=True)]
    )
    then = protect(first, RULES)
    now = protect(second, RULES, [then.remembered])
    assert withstands((first, then), (second, now), growing=True)


@given(grids, grids)
def test_a_shown_cell_changes_only_when_five_firms_joined_or_left(
    before: list[list[int]], after: list[list[int]]
) -> None:
    width = min(len(before[0]), len(after[0]))
    height = min(len(before), len(after))
    first = table([row[:width] for row in before[:height]])
    second = table([row[:width] for row in after[:height]])
    then = protect(first, RULES)
    now = protect(second, RULES, [then.remembered])
    for label, cell in now.cells.items():
        old = then.remembered.shown.get(label)
        if old is not None and cell.shown and cell.text != old:
            moved = then.remembered.since[label] ^ now.remembered.since[label]
            assert len(moved) >= RULES.changes


@given(grids)
def test_every_shown_cell_stands_for_ten_firms_or_more_and_is_rounded(counts: list[list[int]]) -> None:
    found = table(counts)
    seen = protect(found, RULES)
    for label, cell in seen.cells.items():
        if cell.shown:
            true = len(seen.remembered.firms(seen.remembered.bases[label]))
            assert true >= RULES.minimum
            assert cell.text is not None
            assert int(cell.text) % 5 == 0
            assert abs(int(cell.text) - true) <= 2
        else:
            assert cell.reason in {Reason.NEIGHBOUR, Reason.TOO_FEW}


@given(st.lists(st.lists(st.integers(0, 60), min_size=2, max_size=2), min_size=2, max_size=5))
def test_nobody_learns_that_nearly_all_of_a_group_are_unsafe(counts: list[list[int]]) -> None:
    found = table(counts, sensitive=frozenset({"c0"}))
    seen = protect(found, RULES)
    attacker = Attacker((found, seen), growing=False)
    for row in seen.rows:
        total = attacker.count(found, seen, (row, ALL))
        count = attacker.count(found, seen, (row, "c0")) if (row, "c0") in seen.cells else None
        if count is None or count < NEARLY_ALL * total:
            continue
        assert not seen.cells[row, "c0"].shown
        low = next(low for _, label, low, _ in attacker.spans() if label == (row, "c0"))
        assert low < NEARLY_ALL * total


def test_thousands_of_random_tables_withstand_the_attacker() -> None:
    """The long form goes through ten thousand tables."""
    dice = random.Random(2026)
    for number in range(FUZZ):
        rows, columns = dice.randint(2, 6), dice.randint(2, 5)
        top = dice.choice([14, 40, 80, 200])
        counts = [
            [dice.choice([0, dice.randint(0, 12), dice.randint(0, top)]) for _ in range(columns)] for _ in range(rows)
        ]
        found = table(counts, up=HALVES)
        assert withstands((found, protect(found, RULES))), f"table {number}: {counts}"


def test_a_table_with_enough_firms_everywhere_is_shown_whole() -> None:
    seen = protect(table([[20, 31], [12, 48]]), RULES)
    texts = {label: cell.text for label, cell in seen.cells.items()}
    assert texts["r0", "c0"] == "20"
    assert texts["r0", "c1"] == "30"
    assert texts[ALL, ALL] == "110"
    assert None not in texts.values()


def test_one_small_cell_takes_a_rectangle_along() -> None:
    seen = protect(table([[4, 40, 40], [40, 41, 40], [40, 40, 90]]), RULES)
    hidden = {label for label, cell in seen.cells.items() if not cell.shown}
    assert ("r0", "c0") in hidden
    assert len(hidden) == 4


def test_small_categories_merge_along_the_hierarchy() -> None:
    seen = protect(table([[2, 3], [20, 30], [40, 50], [30, 30]], up={"r0": "north", "r1": "north"}), RULES)
    assert seen.rows == ("north", "r2", "r3")
    assert seen.members["north"] == ("r0", "r1")
    assert seen.cells["north", "c0"].text == "20"


def test_what_stays_too_small_closes_the_table_but_for_its_total() -> None:
    seen = protect(table([[2, 3], [40, 40]]), RULES)
    assert seen.cells == {(ALL, ALL): seen.cells[ALL, ALL]}
    assert seen.cells[ALL, ALL].text == "85"
    assert protect(table([[2, 3]]), RULES).cells[ALL, ALL].reason == Reason.TOO_FEW


def test_a_firm_in_two_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="more than one"):
        protect(Table(("a",), ("x", "y"), {("a", "x"): frozenset({1}), ("a", "y"): frozenset({1})}), RULES)


def test_the_last_fact_of_a_firm_counts() -> None:
    made = table_of([(1, "a", "x"), (1, "a", "y"), (2, "?", "x")], rows=("a",), columns=("x", "y"), up={})
    assert made.cells == {("a", "y"): frozenset({1})}


def test_the_attacker_finds_what_is_betrayed() -> None:
    """The attacker has teeth: with only the small cell hidden it reads the number off the margins."""
    found = table([[4, 40], [40, 41]])
    seen = protect(found, Rules(minimum=0, count_step=1, share_step=1, changes=0))
    cells = {**seen.cells, ("r0", "c0"): type(seen.cells["r0", "c0"])(None, Reason.NEIGHBOUR)}
    open_table = Protected(seen.rows, seen.columns, seen.members, cells, seen.remembered)
    assert not withstands((found, open_table))
