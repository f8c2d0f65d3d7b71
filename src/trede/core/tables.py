"""Disclosure control of a table with margins: which of its cells may be read. One function, for every way out.

In this order (monitor rules, points 1 to 6; docs/explanation/disclosure.md):

1. categories with too few firms are merged along the pack's hierarchy; what is still too small closes the table;
2. a cell with fewer firms than the minimum is hidden, zero too; for a sensitive property also a cell with nobody or
   nearly everybody of its row;
3. a cell of which fewer than five firms joined or left keeps its last text, or stays hidden;
4. neighbours are hidden, the cheapest rectangle first, until linear programming finds for each hidden cell an interval
   of at least the minimum, from the true margins, all shown cells, and the snapshot before;
5. what is left is rounded.

A firm stands in one cell. Hidden cells all carry one wide reason per kind: which of them was the small one is a figure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from trede.core.audit import SLACK, Knowledge
from trede.core.disclosure import NEARLY_ALL, Cell, Firms, Reason, Rules, round_to

Base = tuple[str, str]
"""Row and column of the finest table."""
Label = tuple[str, str]
"""Row and column after merging; `ALL` for a margin."""
ALL = "*"
_NOW, _THEN = 1, 0


@dataclass(frozen=True, slots=True)
class Table:
    """Firms per row and column, each firm once. `up` gives for a category the wider one it may be merged into."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[Base, Firms]
    up: Mapping[str, str] = field(default_factory=dict)
    sensitive: frozenset[str] = frozenset()
    """Columns that say something a firm may be harmed by: how safe it is."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What one snapshot leaves for the next. Never leaves the house: it holds the firms of each cell."""

    bases: Mapping[Label, frozenset[Base]]
    """Every cell of that snapshot, margins included, with the finest cells in it."""
    firms: Mapping[Label, Firms]
    """The firms in it that day."""
    shown: Mapping[Label, str]
    """Text of each cell that can be read."""
    since: Mapping[Label, Firms]
    """The firms in each readable cell on the day its text was new."""


@dataclass(frozen=True, slots=True)
class Protected:
    """What may be read of a table. `members` says which categories each shown row and column stands for."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    members: Mapping[str, tuple[str, ...]]
    cells: Mapping[Label, Cell]
    remembered: Remembered


def protect(table: Table, rules: Rules, before: Remembered | None = None) -> Protected:
    """Return what may be read of a table, next to what was published `before`. Deterministic.

    Raises ValueError when a firm stands in two cells: the margins would not add up.
    """
    _check(table)
    rows, columns = _merged(table, rules, 0), _merged(table, rules, 1)
    if rows is None or columns is None:
        return _closed(table, rules, before)
    return _Work(table, rules, rows, columns, before).done()


def _check(table: Table) -> None:
    if sum(len(firms) for firms in table.cells.values()) != len(_union(table.cells.values())):
        raise ValueError("a firm stands in more than one cell")
    if ALL in {*table.rows, *table.columns}:
        raise ValueError(f"{ALL} is the name of a margin")


def _union(groups: Iterable[Firms]) -> Firms:
    return frozenset().union(*groups)


def _merged(table: Table, rules: Rules, side: int) -> dict[str, tuple[str, ...]] | None:
    """Return the categories of one side, each with the finest ones in it; None when some stay too small.

    Where one child of a wider category is too small, all its children merge: a hidden one could be computed.
    """
    names = table.rows if side == 0 else table.columns
    sizes = dict.fromkeys(names, 0)
    for base, firms in table.cells.items():
        sizes[base[side]] += len(firms)
    groups: dict[str, tuple[str, ...]] = {name: (name,) for name in names}
    while True:
        small = [name for name in groups if sum(sizes[part] for part in groups[name]) < rules.minimum]
        if not small:
            return groups
        if len(groups) == 1 or small[0] not in table.up:
            return None
        groups = _lift(groups, table.up[small[0]], table.up)


def _lift(groups: dict[str, tuple[str, ...]], parent: str, up: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    lifted: dict[str, tuple[str, ...]] = {}
    for name, parts in groups.items():
        key = parent if name == parent or _below(name, parent, up) else name
        lifted[key] = (*lifted.get(key, ()), *parts)
    return lifted


def _below(name: str, parent: str, up: Mapping[str, str]) -> bool:
    seen = {name}
    while name in up and up[name] not in seen:
        name = up[name]
        seen.add(name)
        if name == parent:
            return True
    return False


def _closed(table: Table, rules: Rules, before: Remembered | None) -> Protected:
    """Return a table of which only the number of firms may be read, and not even that when they are too few."""
    total, bases, firms = (ALL, ALL), _all_bases(table), _all_firms(table)
    held = before is not None and total in before.shown and len(firms[total] ^ before.since[total]) < rules.changes
    shown: dict[Label, str] = {}
    since: dict[Label, Firms] = {}
    if held and before is not None:
        shown[total], since[total] = before.shown[total], before.since[total]
    elif len(firms[total]) >= rules.minimum:
        shown[total], since[total] = str(round_to(len(firms[total]), rules.count_step)), firms[total]
    cell = Cell(shown[total]) if shown else Cell(None, Reason.TOO_FEW)
    return Protected((), (), {ALL: tuple(table.rows)}, {total: cell}, Remembered(bases, firms, shown, since))


def _all_bases(table: Table) -> dict[Label, frozenset[Base]]:
    """Return every cell and margin of the finest table: all of them stay hidden when it is closed."""
    every = [(row, column) for row in table.rows for column in table.columns]
    labels = [*every, *((row, ALL) for row in table.rows), *((ALL, column) for column in table.columns), (ALL, ALL)]
    return {
        label: frozenset(base for base in every if label[0] in (ALL, base[0]) and label[1] in (ALL, base[1]))
        for label in labels
    }


def _all_firms(table: Table) -> dict[Label, Firms]:
    return {
        label: _union(table.cells.get(base, frozenset()) for base in bases)
        for label, bases in _all_bases(table).items()
    }


class _Work:
    """The steps on one table after merging."""

    def __init__(
        self,
        table: Table,
        rules: Rules,
        rows: Mapping[str, tuple[str, ...]],
        columns: Mapping[str, tuple[str, ...]],
        before: Remembered | None,
    ) -> None:
        self.table, self.rules, self.before = table, rules, before
        self.rows, self.columns = rows, columns
        self.inner = [(row, column) for row in rows for column in columns]
        margins = [(ALL, ALL)]
        margins += [(row, ALL) for row in rows] if len(columns) > 1 else []
        margins += [(ALL, column) for column in columns] if len(rows) > 1 else []
        self.margins = margins if len(self.inner) > 1 else []
        self.labels = [*self.inner, *self.margins]
        self.bases = {label: self._bases(label) for label in self.labels}
        self.firms = {
            label: _union(table.cells.get(base, frozenset()) for base in self.bases[label]) for label in self.labels
        }
        self.hidden: dict[Label, Reason] = {}
        self.facts: dict[Label, int] = {}
        self.knowledge = self._knowledge()

    def done(self) -> Protected:
        """Hide what has to be hidden, and return what is left."""
        for label in self.inner:
            reason = self._primary(label)
            if reason is not None:
                self._hide(label, reason)
        while (exposed := self._exposed()) is not None:
            if not self._cover(exposed):
                return _closed(self.table, self.rules, self.before)
        return self._protected()

    def _bases(self, label: Label) -> frozenset[Base]:
        rows = self.table.rows if label[0] == ALL else self.rows[label[0]]
        columns = self.table.columns if label[1] == ALL else self.columns[label[1]]
        return frozenset((row, column) for row in rows for column in columns)

    def _knowledge(self) -> Knowledge:
        """Return what is known when every cell of today is shown, together with the snapshot before."""
        bases = [(row, column) for row in self.table.rows for column in self.table.columns]
        then = sorted(_union_bases(self.before.bases.values())) if self.before else []
        knowledge = Knowledge([*((_NOW, base) for base in bases), *((_THEN, base) for base in then)])
        for label in self.labels:
            self.facts[label] = knowledge.add_sum(((_NOW, base) for base in self.bases[label]), len(self.firms[label]))
        if self.before is not None:
            for label in self.before.shown:
                cells = ((_THEN, base) for base in self.before.bases[label])
                knowledge.add_sum(cells, len(self.before.firms[label]))
            if self._grew():
                for base in sorted(set(bases).intersection(then)):
                    knowledge.add_order([(_THEN, base)], [(_NOW, base)])
        return knowledge

    def _grew(self) -> bool:
        """Say whether firms only joined since: then whoever assumes that computes more."""
        if self.before is None:
            return False
        return all(firms <= self.firms.get(label, firms) for label, firms in self.before.firms.items())

    def _primary(self, label: Label) -> Reason | None:
        count = len(self.firms[label])
        if count < self.rules.minimum or self._one_sided(label):
            return Reason.NEIGHBOUR
        if self.before is not None and label not in self.before.shown and self._changed_too_little(label):
            return Reason.NEIGHBOUR
        return None

    def _one_sided(self, label: Label) -> bool:
        if label[1] not in self.table.sensitive and not self.table.sensitive.intersection(self.columns[label[1]]):
            return False
        row = sum(len(self.firms[label[0], column]) for column in self.columns)
        return len(self.columns) > 1 and len(self.firms[label]) >= NEARLY_ALL * row

    def _changed_too_little(self, label: Label) -> bool:
        if self.before is None or self.before.bases.get(label) != self.bases[label]:
            return False
        then = self.before.since.get(label, self.before.firms[label])
        return len(self.firms[label] ^ then) < self.rules.changes

    def _hide(self, label: Label, reason: Reason) -> None:
        self.hidden[label] = reason
        self.knowledge.take_back(self.facts[label])

    def _exposed(self) -> Label | None:
        """Return a cell that somebody could compute too closely: hidden today, or hidden before and now betrayed."""
        for label in self.hidden:
            low, high = self.knowledge.interval((_NOW, base) for base in self.bases[label])
            if high - low < self.rules.minimum - SLACK or self._betrays_side(label, low):
                return label
        for label, bases in self._hidden_before():
            low, high = self.knowledge.interval((_THEN, base) for base in bases)
            if high - low < self.rules.minimum - SLACK:
                return label
        return None

    def _hidden_before(self) -> list[tuple[Label, frozenset[Base]]]:
        if self.before is None:
            return []
        return [(label, bases) for label, bases in self.before.bases.items() if label not in self.before.shown]

    def _betrays_side(self, label: Label, low: float) -> bool:
        """Say whether the lowest possible value already tells that nearly everybody of a row has the property."""
        if not self._one_sided(label):
            return False
        row = sum(len(self.firms[label[0], column]) for column in self.columns)
        return low >= float(NEARLY_ALL) * row - SLACK

    def _cover(self, exposed: Label) -> bool:
        """Hide more cells beside an exposed one: the cheapest rectangle, else the cheapest cell. False: none left."""
        open_cells = [label for label in self.inner if label not in self.hidden]
        if not open_cells:
            return False
        rectangle = self._rectangle(exposed) if exposed in self.bases and ALL not in exposed else None
        for label in rectangle or [min(open_cells, key=lambda open_cell: self._price(open_cell, exposed))]:
            if label not in self.hidden:
                self._hide(label, Reason.NEIGHBOUR)
        return True

    def _rectangle(self, exposed: Label) -> list[Label] | None:
        row, column = exposed
        best: tuple[tuple[int, int], list[Label]] | None = None
        for other_row in self.rows:
            for other_column in self.columns:
                if other_row == row or other_column == column:
                    continue
                corners = [(row, other_column), (other_row, column), (other_row, other_column)]
                fresh = [corner for corner in corners if corner not in self.hidden]
                price = (sum(len(self.firms[corner]) for corner in fresh), len(fresh))
                if fresh and (best is None or price < best[0]):
                    best = (price, fresh)
        return None if best is None else best[1]

    def _price(self, label: Label, exposed: Label) -> tuple[bool, int, Label]:
        """Order open cells: near the exposed one first, then the one of which least is lost."""
        near = label[0] == exposed[0] or label[1] == exposed[1]
        return (not near, len(self.firms[label]), label)

    def _protected(self) -> Protected:
        cells: dict[Label, Cell] = {}
        shown: dict[Label, str] = {}
        since: dict[Label, Firms] = {}
        for label in self.labels:
            if label in self.hidden:
                cells[label] = Cell(None, self.hidden[label])
                continue
            if self.before is not None and label in self.before.shown and self._changed_too_little(label):
                shown[label], since[label] = self.before.shown[label], self.before.since[label]
            else:
                shown[label] = str(round_to(len(self.firms[label]), self.rules.count_step))
                since[label] = self.firms[label]
            cells[label] = Cell(shown[label])
        members = {**self.rows, **self.columns}
        remembered = Remembered(self.bases, self.firms, shown, since)
        return Protected(tuple(self.rows), tuple(self.columns), members, cells, remembered)


def _union_bases(groups: Iterable[frozenset[Base]]) -> frozenset[Base]:
    return frozenset().union(*groups)


def table_of(
    facts: Iterable[tuple[int, str, str]], *, rows: Sequence[str], columns: Sequence[str], up: Mapping[str, str]
) -> Table:
    """Return the table of (firm, row, column); the last fact of a firm counts, and unknown categories are left out."""
    last: dict[int, Base] = {}
    for firm, row, column in facts:
        last[firm] = (row, column)
    known: dict[Base, set[int]] = {}
    for firm, base in last.items():
        if base[0] in rows and base[1] in columns:
            known.setdefault(base, set()).add(firm)
    return Table(tuple(rows), tuple(columns), {base: frozenset(firms) for base, firms in known.items()}, up)
