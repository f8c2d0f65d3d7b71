"""A table of firms with margins, what may be read of it, and what one snapshot of it leaves for the next. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from trede.core.disclosure import Cell, Firms

Base = tuple[str, str]
"""Row and column of the finest table."""
Bases = frozenset[Base]
Label = tuple[str, str]
"""Row and column after merging; `ALL` for a margin."""
ALL = "*"
WITH_LOOSE = "with-loose:"
"""What the name of a row starts with when the firms without a category are counted in it."""


@dataclass(frozen=True, slots=True)
class Table:
    """Firms per row and column, each firm once. `up` gives for a category the wider one it may be merged into."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[Base, Firms]
    up: Mapping[str, str] = field(default_factory=dict)
    sensitive: frozenset[str] = frozenset()
    """Columns that say something a firm may be harmed by: how safe it is."""
    loose: str | None = None
    """The row of firms of which the category is not known: it goes along with another row when it is small."""

    def bases(self) -> Bases:
        """Return every cell of the finest table."""
        return frozenset((row, column) for row in self.rows for column in self.columns)

    def firms(self, bases: Iterable[Base]) -> Firms:
        """Return the firms in these cells."""
        return union(self.cells.get(base, frozenset()) for base in bases)


@dataclass(frozen=True, slots=True)
class Remembered:
    """What one snapshot leaves for the next. Never leaves the house: it holds the firms of each cell."""

    cells: Mapping[Base, Firms]
    """The firms in each of the finest cells that day."""
    bases: Mapping[Label, Bases]
    """Every cell of that snapshot, margins included, with the finest cells in it."""
    shown: Mapping[Label, str]
    """Text of each cell that can be read."""
    since: Mapping[Label, Firms]
    """The firms in each readable cell on the day its text was new."""
    totals: Mapping[frozenset[str], int] = field(default_factory=dict)
    """Firms in these columns together, as known from the other tables of the indicator and from its figure."""

    def firms(self, bases: Iterable[Base]) -> Firms:
        """Return the firms in these cells that day."""
        return union(self.cells.get(base, frozenset()) for base in bases)

    def every_base(self) -> Bases:
        """Return the finest cells of that snapshot."""
        return frozenset().union(*self.bases.values())


@dataclass(frozen=True, slots=True)
class Protected:
    """What may be read of a table. `members` says which categories each shown row and column stands for."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    members: Mapping[str, tuple[str, ...]]
    cells: Mapping[Label, Cell]
    remembered: Remembered

    def totals(self) -> dict[frozenset[str], int]:
        """Return which sums of whole columns can be read in this table, with the firms behind them."""
        left = self.remembered
        found: dict[frozenset[str], int] = {}
        every = left.every_base()
        for label in left.shown:
            columns = frozenset(column for _, column in left.bases[label])
            if left.bases[label] == {base for base in every if base[1] in columns}:
                found[columns] = len(left.firms(left.bases[label]))
        return found


def union(groups: Iterable[Firms]) -> Firms:
    """Return the firms of all groups."""
    return frozenset().union(*groups)


def grew(then: Mapping[Base, Firms], now: Mapping[Base, Firms]) -> bool:
    """Say whether firms only joined from one snapshot to another: then whoever assumes that computes more."""
    return all(firms <= now.get(base, frozenset()) for base, firms in then.items())
