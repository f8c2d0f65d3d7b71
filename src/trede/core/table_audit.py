"""The audit of a table: how far every hidden cell can be off, for whoever reads all snapshots and all tables. Pure.

Snapshots of one table are linked when firms only joined from one to the other: whoever assumes that knows that no cell
became smaller. Without that a snapshot tells nothing exact about another one, and it was audited when it was made.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

from trede.core.audit import SLACK, Knowledge
from trede.core.table_parts import Base, Bases, Label, Remembered, Table, grew

Hidden = tuple[Label, int, Bases]
"""A cell that was hidden in an earlier snapshot: its label, the number of the snapshot, and the finest cells in it."""


class Audit:
    """What can be computed when the shown cells of today are known, with those of all linked snapshots before.

    `known` are sums of whole columns that can be read elsewhere. Cells are shown first; hiding one takes it back.
    """

    def __init__(self, table: Table, before: Sequence[Remembered], known: Mapping[frozenset[str], int]) -> None:
        self._table, self._now = table, len(before)
        self._linked = {time: left for time, left in enumerate(before) if grew(left.cells, table.cells)}
        times = {**{time: left.every_base() for time, left in self._linked.items()}, self._now: table.bases()}
        cells: list[Hashable] = [(time, base) for time, bases in times.items() for base in sorted(bases)]
        self._knowledge, self._facts = Knowledge(cells), dict[Label, int]()
        self._times = times
        for columns, count in known.items():
            self._add_columns(self._now, columns, count)
        for time, left in self._linked.items():
            self._add_snapshot(time, left)
        self._add_orders()

    def show(self, label: Label, bases: Bases) -> None:
        """Note that the number of firms in a cell of today is known."""
        self._facts[label] = self._knowledge.add_sum(_at(self._now, bases), len(self._table.firms(bases)))

    def hide(self, label: Label) -> None:
        """Take back that a cell of today is known."""
        self._knowledge.take_back(self._facts[label])

    def interval(self, bases: Bases) -> tuple[float, float]:
        """Return the smallest and the largest number of firms that these cells of today can hold."""
        return self._knowledge.interval(_at(self._now, bases))

    def is_wide(self, bases: Bases, least: int) -> bool:
        """Say whether these cells of today are known already to be off by at least so many firms."""
        return self._knowledge.spread(_at(self._now, bases)) >= least

    def hidden_before(self) -> Iterator[Hidden]:
        """Yield the cells that were hidden in linked snapshots, latest first."""
        for time in sorted(self._linked, reverse=True):
            left = self._linked[time]
            for label, bases in left.bases.items():
                if label not in left.shown:
                    yield label, time, bases

    def span(self, hidden: Hidden, least: int) -> float:
        """Return how far a cell that was hidden before can be off; not exact when that is `least` or more."""
        cells = _at(hidden[1], hidden[2])
        known = self._knowledge.spread(cells)
        return known if known >= least else self.width(*self._knowledge.interval(cells))

    @staticmethod
    def width(low: float, high: float) -> float:
        """Return the width of an interval, with some room for the solver's rounding."""
        return high - low + SLACK

    @staticmethod
    def reaches(low: float, limit: float) -> bool:
        """Say whether the low end of an interval reaches a limit, with some room for the solver's rounding."""
        return low >= limit - SLACK

    def _add_columns(self, time: int, columns: frozenset[str], count: int) -> None:
        inside = frozenset(base for base in self._times[time] if base[1] in columns)
        self._knowledge.add_sum(_at(time, inside), count)

    def _add_snapshot(self, time: int, left: Remembered) -> None:
        for label in left.shown:
            self._knowledge.add_sum(_at(time, left.bases[label]), len(left.firms(left.bases[label])))
        for columns, count in left.totals.items():
            self._add_columns(time, columns, count)

    def _add_orders(self) -> None:
        """Say of each linked snapshot that no cell of the next one it grew into is smaller."""
        held = {**{time: left.cells for time, left in self._linked.items()}, self._now: self._table.cells}
        times = sorted(held)
        for place, time in enumerate(times[:-1]):
            later = next(other for other in times[place + 1 :] if grew(held[time], held[other]))
            for base in sorted(self._times[time] & self._times[later]):
                self._knowledge.add_order([(time, base)], [(later, base)])


def _at(time: int, bases: Iterable[Base]) -> list[Hashable]:
    return [(time, base) for base in bases]
