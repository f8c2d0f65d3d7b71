"""What somebody can compute from published sums: the interval of each hidden figure, by linear programming (HiGHS).

Knowledge is a set of unknown whole numbers that are not negative, with sums of them that are known, and pairs of sums
of which one cannot be larger than the other (between two snapshots: firms that were reached stay reached). The
interval of a hidden sum is the smallest and the largest value that fits with all of it. Numbers may be fractions in
the relaxation, which makes an interval wider, never narrower, by less than one firm on each side.

Source: Hundepool and others, Statistical Disclosure Control, chapter 4 (audit of tables); monitor rules, point 2.
"""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

SLACK = 1e-6


class Knowledge:
    """What an outsider knows. Cells are named by anything hashable; facts and orders may be taken back."""

    def __init__(self, cells: Sequence[Hashable]) -> None:
        import highspy
        import numpy as np

        self._place = {cell: index for index, cell in enumerate(cells)}
        self._endless: float = highspy.kHighsInf
        self._larger, self._smaller = highspy.ObjSense.kMaximize, highspy.ObjSense.kMinimize
        self._unbounded = {highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible}
        self._optimal = highspy.HighsModelStatus.kOptimal
        self._model: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # the library has no types here
        self._model.setOptionValue("output_flag", False)
        count = len(self._place)
        self._model.addVars(count, np.zeros(count), np.full(count, self._endless))
        self._rows = 0
        self._points: list[Any] = []

    def add_sum(self, cells: Iterable[Hashable], value: int) -> int:
        """Note that these cells together are `value`; return the number of the fact. KeyError for an unknown cell."""
        return self._add([(self._place[cell], 1.0) for cell in cells], float(value), float(value))

    def add_order(self, smaller: Iterable[Hashable], larger: Iterable[Hashable]) -> int:
        """Note that the first cells together are at most the second ones; return the number of the fact."""
        terms = [(self._place[cell], -1.0) for cell in smaller] + [(self._place[cell], 1.0) for cell in larger]
        return self._add(terms, 0.0, self._endless)

    def add_most(self, cells: Iterable[Hashable], value: int) -> int:
        """Note that these cells together are at most `value`; return the number of the fact."""
        return self._add([(self._place[cell], 1.0) for cell in cells], -self._endless, float(value))

    def take_back(self, fact: int) -> None:
        """Forget a fact."""
        self._model.changeRowBounds(fact, -self._endless, self._endless)

    def interval(self, cells: Iterable[Hashable]) -> tuple[float, float]:
        """Return the smallest and the largest value of the sum of these cells that fits. Two linear programs.

        ValueError when nothing fits: the facts contradict each other.
        """
        places = [self._place[cell] for cell in cells]
        for place in places:
            self._model.changeColCost(place, 1.0)
        try:
            return self._solve(self._smaller), self._solve(self._larger)
        finally:
            for place in places:
                self._model.changeColCost(place, 0.0)

    def spread(self, cells: Iterable[Hashable]) -> float:
        """Return how far apart two values of this sum are that are known to fit: never more than its interval is wide.

        No linear program: it looks at the ends of the intervals asked for before. They still fit when a fact is taken
        back, not when one is added.
        """
        places = [self._place[cell] for cell in cells]
        sums = [float(point[places].sum()) for point in self._points]
        return max(sums) - min(sums) if sums else 0.0

    def _add(self, terms: list[tuple[int, float]], low: float, high: float) -> int:
        import numpy as np

        self._points.clear()
        places = np.array([place for place, _ in terms], dtype=np.int32)
        weights = np.array([weight for _, weight in terms], dtype=np.float64)
        self._model.addRow(low, high, len(terms), places, weights)
        self._rows += 1
        return self._rows - 1

    def _solve(self, sense: Any) -> float:
        import numpy as np

        self._model.changeObjectiveSense(sense)
        self._model.run()
        status = self._model.getModelStatus()
        if status == self._optimal:
            self._points.append(np.array(self._model.getSolution().col_value))
            return float(self._model.getObjectiveValue())
        if status in self._unbounded and sense == self._larger:
            return self._endless
        raise ValueError(f"the known sums contradict each other ({status})")
