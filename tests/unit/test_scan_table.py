"""The open data on scans, against an attacker who reads the rows of two frozen quarters.

It knows the true number behind every shown row, what a merged name stands for, and it may guess that each cell of the
second quarter holds at least as many scans as in the first. It is written here anew, from the names in the rows.
"""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from trede.core.disclosure import Rules
from trede.core.scan import RUNGS
from trede.core.scan_table import CHANNELS, scan_table
from trede.core.table_parts import Table
from trede.core.tables import protect
from trede.monitor.breakdowns import _document
from trede.opendata.sets.figures import _scan_rows

pytestmark = pytest.mark.exhaustive
RULES = Rules(minimum=10, count_step=5, share_step=5, changes=5)
SPAN = 10 - 1e-6
GROUPS = {
    "starting": RUNGS[:2],
    "growing": RUNGS[2:4],
    "renewing": RUNGS[4:],
    "beyond-starting": RUNGS[2:],
    "all": RUNGS,
}
Counts = dict[tuple[str, str], int]
Unknown = tuple[int, str, str]

counted = st.dictionaries(
    st.tuples(st.sampled_from(["web", "web", "adviser", "api", "fax"]), st.sampled_from(RUNGS)),
    st.one_of(st.integers(0, 12), st.integers(5, 60)),
    max_size=24,
)


def events(counts: Counts) -> list[tuple[int, dict[str, Any]]]:
    made = [
        {"scan": "mkb", "phase": rung, "channel": channel}
        for (channel, rung), count in counts.items()
        for _ in range(count)
    ]
    beside: list[dict[str, Any]] = [
        {"scan": "mkb", "phase": RUNGS[0], "again": True},
        {"scan": "other", "phase": RUNGS[0]},
        {"scan": "mkb"},
    ]
    return list(enumerate([*made, *beside]))


def rows_of(counts: Counts) -> tuple[Table, list[tuple[str, str, str | None]]]:
    """Return the true table and the rows as they are published: way in, rung, text."""
    table = scan_table(events(counts), "mkb")
    rows = _scan_rows("2026-Q3", "2026-10-05", _document(protect(table, RULES)))
    return table, [(str(row[2]), str(row[3]), None if row[4] is None else str(row[4])) for row in rows]


def inside(time: int, way: str, rung: str, *, merged: bool) -> set[Unknown]:
    others = ("adviser", "api", "other") if merged else ("other",)
    ways = CHANNELS if way == "all" else others if way == "other" else (way,)
    return {(time, each, one) for each in ways for one in GROUPS.get(rung, (rung,))}


class Attacker:
    def __init__(self, *quarters: tuple[Table, list[tuple[str, str, str | None]]], growing: bool) -> None:
        self.names = [(time, way, rung) for time in range(len(quarters)) for way in CHANNELS for rung in RUNGS]
        self.known: list[tuple[np.ndarray, float]] = []
        self.hidden: list[np.ndarray] = []
        for time, (table, rows) in enumerate(quarters):
            merged = not {way for way, _, _ in rows} & {"adviser", "api"}
            for way, rung, text in rows:
                cells = inside(time, way, rung, merged=merged)
                vector = np.array([1.0 if name in cells else 0.0 for name in self.names])
                if text is None:
                    self.hidden.append(vector)
                else:
                    self.known.append((vector, float(sum(len(table.cells.get(each[1:], ())) for each in cells))))
        self.less = []
        for way, rung in ((way, rung) for way in CHANNELS for rung in RUNGS if growing):
            signs = {(0, way, rung): 1.0, (1, way, rung): -1.0}
            self.less.append([signs.get(name, 0.0) for name in self.names])

    def end(self, goal: np.ndarray) -> float:
        done = linprog(
            goal,
            A_eq=np.array([vector for vector, _ in self.known]) if self.known else None,
            b_eq=np.array([value for _, value in self.known]) if self.known else None,
            A_ub=np.array(self.less) if self.less else None,
            b_ub=np.zeros(len(self.less)) if self.less else None,
            bounds=(0, 10_000),
            method="highs-ipm",
        )
        assert done.success, done.message
        return float(done.fun)

    def betrayed(self) -> list[float]:
        spans = [-self.end(-goal) - self.end(goal) for goal in self.hidden]
        return [span for span in spans if span < SPAN]


@given(counted)
def test_no_hidden_row_can_be_computed_from_the_others(counts: Counts) -> None:
    assert Attacker(rows_of(counts), growing=False).betrayed() == []


@given(counted, counted)
def test_two_frozen_quarters_tell_no_more_than_each(first: Counts, second: Counts) -> None:
    """Nothing links two quarters: no scan stands in both. So the second is no key to the first."""
    assert Attacker(rows_of(first), rows_of(second), growing=False).betrayed() == []


@given(counted)
def test_every_shown_row_stands_for_ten_scans_or_more(counts: Counts) -> None:
    table, rows = rows_of(counts)
    assert all(int(text) >= 10 and int(text) % 5 == 0 for _, _, text in rows if text is not None)
    assert len({row[:2] for row in rows}) == len(rows)
    assert sum(map(len, table.cells.values())) == sum(counts.values())


def test_one_quarter_made_twice_would_betray_the_scans_in_between() -> None:
    """Why the table of a frozen quarter is kept: five late scans, and the two files together tell of hidden cells.

    Each file withstands the attacker; both do, too, for who does not know that they are about one quarter.
    """
    ways = (("web", (14, 10, 41, 7)), ("adviser", (45, 8, 14, 50)))
    before: Counts = {(way, rung): count for way, counts in ways for rung, count in zip(RUNGS, counts, strict=False)}
    morning, evening = rows_of(before), rows_of({**before, ("web", RUNGS[0]): 16, ("adviser", RUNGS[1]): 11})
    assert Attacker(morning, evening, growing=False).betrayed() == []
    assert Attacker(morning, evening, growing=True).betrayed() != []


def test_the_attacker_finds_what_is_betrayed() -> None:
    table, _ = rows_of({("web", rung): 4 if rung == RUNGS[0] else 40 for rung in RUNGS[:3]})
    rows = [("all", RUNGS[0], None), *(("all", rung, "40") for rung in RUNGS[1:]), ("all", "all", "85")]
    assert Attacker((table, rows), growing=False).betrayed() == [0.0]
