"""Disclosure control of a table with margins: which of its cells may be read. One function, for every way out.

In this order (monitor rules, points 1 to 6; docs/explanation/disclosure.md):

1. categories with too few firms are merged along the pack's hierarchy; what is still too small closes the table; firms
   without a category go along with a row that does not tell how few they are, so that all tables of an indicator share
   their totals (`trede.core.table_rows`);
2. a cell with fewer firms than the minimum is hidden, zero too; for a sensitive property also a cell with nobody or
   nearly everybody of its row;
3. a cell of which fewer than five firms joined or left since any snapshot before keeps its text of then, or stays
   hidden (`trede.core.table_history`);
4. neighbours are hidden, the cheapest rectangle first, until linear programming finds for each hidden cell, of this
   snapshot and of all before, an interval of at least the minimum, from the true margins, all shown cells, and what
   the other tables tell (`trede.core.table_audit`);
5. what is left is rounded.

A firm stands in one cell. Hidden cells all carry one wide reason per kind: which of them was the small one is a figure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from trede.core.disclosure import NEARLY_ALL, Cell, Firms, Reason, Rules, round_to
from trede.core.table_audit import Audit
from trede.core.table_history import History
from trede.core.table_parts import ALL, Base, Bases, Label, Protected, Remembered, Table
from trede.core.table_rows import Groups, merged, with_loose

Totals = Mapping[frozenset[str], int]
"""Firms in columns together, known from elsewhere."""


def protect(table: Table, rules: Rules, before: Sequence[Remembered] = (), *, known: Totals | None = None) -> Protected:
    """Return what may be read of a table, next to all that was published `before`, oldest first. Deterministic.

    `known` are sums of columns that can be read elsewhere today: in the other tables, in the figure of the indicator.
    Raises ValueError when a firm stands in two cells: the margins would not add up.
    """
    _check(table)
    table = _without_empty_row(table)
    rows, columns = merged(table, rules, 0), merged(table, rules, 1)
    if rows is not None and columns is not None:
        work = _Work(table, rules, (with_loose(table, rules, (rows, columns), before), columns), before, known or {})
        if work.covered():
            return work.protected()
    return _closed(table, rules, before, known or {})


def protect_together(
    tables: Mapping[str, Table],
    rules: Rules,
    before: Mapping[str, Sequence[Remembered]],
    *,
    known: Totals | None = None,
) -> dict[str, Protected]:
    """Return what may be read of several tables of the same firms by the same columns, audited as one.

    They have nothing in common but the sums of whole columns. What one of them tells of these, the others are held
    against; so knowing all of them is knowing each with the sums. `before` and the result go by the name of a table.
    """
    told = dict(known or {})
    seen = {name: protect(table, rules, before.get(name, ()), known=told) for name, table in tables.items()}
    together = told | {columns: count for each in seen.values() for columns, count in each.totals().items()}
    return {
        name: found
        if _tells_all(found, together)
        else protect(tables[name], rules, before.get(name, ()), known=together)
        for name, found in seen.items()
    }


def _tells_all(found: Protected, together: Totals) -> bool:
    return set(together) <= {*found.totals(), *found.remembered.totals}


def _check(table: Table) -> None:
    if sum(len(firms) for firms in table.cells.values()) != len(table.firms(table.cells)):
        raise ValueError("a firm stands in more than one cell")
    if ALL in {*table.rows, *table.columns}:
        raise ValueError(f"{ALL} is the name of a margin")


def _without_empty_row(table: Table) -> Table:
    """Leave out the row of firms without a category when there are none: that tells nothing about a firm."""
    if table.loose is None or any(firms for base, firms in table.cells.items() if base[0] == table.loose):
        return table
    return replace(table, rows=tuple(row for row in table.rows if row != table.loose), loose=None)


def _closed(table: Table, rules: Rules, before: Sequence[Remembered], known: Totals) -> Protected:
    """Return a table of which only the number of firms may be read, and not even that when they are too few."""
    total, bases = (ALL, ALL), _all_bases(table)
    readable = [total] if len(table.firms(bases[total])) >= rules.minimum else []
    left = _remembered(table, rules, (bases, readable), History(before, rules), known)
    cell = Cell(left.shown[total]) if readable else Cell(None, Reason.TOO_FEW)
    return Protected((), (), {ALL: table.rows}, {total: cell}, left)


def _all_bases(table: Table) -> dict[Label, Bases]:
    """Return every cell and margin of the finest table: all of them stay hidden when it is closed."""
    every = table.bases()
    labels = [*sorted(every), *((row, ALL) for row in table.rows), *((ALL, column) for column in table.columns)]
    return {
        label: frozenset(base for base in every if label[0] in (ALL, base[0]) and label[1] in (ALL, base[1]))
        for label in [*labels, (ALL, ALL)]
    }


def _remembered(
    table: Table,
    rules: Rules,
    cells: tuple[Mapping[Label, Bases], Sequence[Label]],
    history: History,
    known: Totals,
) -> Remembered:
    """Return what a snapshot leaves, given all its cells and the readable ones: a new text, or the one that stays."""
    shown: dict[Label, str] = {}
    since: dict[Label, Firms] = {}
    bases, readable = cells
    for label in readable:
        firms = table.firms(bases[label])
        standing = history.standing(bases[label], firms)
        shown[label], since[label] = standing or (str(round_to(len(firms), rules.count_step)), firms)
    return Remembered(table.cells, bases, shown, since, known)


class _Work:
    """The steps on one table after merging. `groups` are its rows and its columns."""

    def __init__(
        self, table: Table, rules: Rules, groups: tuple[Groups, Groups], before: Sequence[Remembered], known: Totals
    ) -> None:
        self.table, self.rules, self.known = table, rules, known
        self.rows, self.columns = groups
        self.history = History(before, rules)
        self.inner = [(row, column) for row in self.rows for column in self.columns]
        self.labels = [*self.inner, *self._margins()]
        self.bases = {label: self._bases(label) for label in self.labels}
        self.firms = {label: table.firms(bases) for label, bases in self.bases.items()}
        self.audit = Audit(table, before, known)
        self.hidden: dict[Label, Reason] = {}
        self.safe: set[Label] = set()

    def covered(self) -> bool:
        """Hide what has to be hidden and what would betray it; False when something stays exposed."""
        for label in self.labels:
            self.audit.show(label, self.bases[label])
        for label in self.inner:
            if self._must_hide(label):
                self._hide(label)
        return self._cover_now() and self._cover_before() and self._cover_now()

    def protected(self) -> Protected:
        """Return what is left to read."""
        readable = [label for label in self.labels if label not in self.hidden]
        left = _remembered(self.table, self.rules, (self.bases, readable), self.history, self.known)
        cells = {
            label: Cell(None, self.hidden[label]) if label in self.hidden else Cell(left.shown[label])
            for label in self.labels
        }
        return Protected(tuple(self.rows), tuple(self.columns), {**self.rows, **self.columns}, cells, left)

    def _margins(self) -> list[Label]:
        margins = [(ALL, ALL)]
        margins += [(row, ALL) for row in self.rows] if len(self.columns) > 1 else []
        margins += [(ALL, column) for column in self.columns] if len(self.rows) > 1 else []
        return margins if len(self.inner) > 1 else []

    def _bases(self, label: Label) -> Bases:
        rows = self.table.rows if label[0] == ALL else self.rows[label[0]]
        columns = self.table.columns if label[1] == ALL else self.columns[label[1]]
        return frozenset((row, column) for row in rows for column in columns)

    def _must_hide(self, label: Label) -> bool:
        firms = self.firms[label]
        if len(firms) < self.rules.minimum or self._one_sided(label):
            return True
        return self.history.stays_hidden(self.bases[label], firms)

    def _one_sided(self, label: Label) -> bool:
        if label[1] not in self.table.sensitive and not self.table.sensitive.intersection(self.columns[label[1]]):
            return False
        return len(self.columns) > 1 and len(self.firms[label]) >= NEARLY_ALL * self._row(label)

    def _row(self, label: Label) -> int:
        return sum(len(self.firms[label[0], column]) for column in self.columns)

    def _hide(self, label: Label) -> None:
        self.hidden[label] = Reason.NEIGHBOUR
        self.audit.hide(label)

    def _cover_now(self) -> bool:
        """Cover the cells that are hidden today. What was safe stays safe: hiding more only takes knowledge back."""
        while waiting := [label for label in self.hidden if label not in self.safe]:
            for label in waiting:
                while self._exposed(label):
                    if not self._cover(label):
                        return False
                self.safe.add(label)
        return True

    def _cover_before(self) -> bool:
        """Cover the cells that were hidden before and that today would betray."""
        for hidden in self.audit.hidden_before():
            while self.audit.span(hidden, self.rules.minimum) < self.rules.minimum:
                if not self._cover(hidden[0]):
                    return False
        return True

    def _exposed(self, label: Label) -> bool:
        if not self._one_sided(label) and self.audit.is_wide(self.bases[label], self.rules.minimum):
            return False
        low, high = self.audit.interval(self.bases[label])
        return self.audit.width(low, high) < self.rules.minimum or self._betrays_side(label, low)

    def _betrays_side(self, label: Label, low: float) -> bool:
        """Say whether the lowest possible value already tells that nearly everybody of a row has the property."""
        return self._one_sided(label) and self.audit.reaches(low, float(NEARLY_ALL) * self._row(label))

    def _cover(self, exposed: Label) -> bool:
        """Hide more cells beside an exposed one: the cheapest rectangle, else the cheapest cell. False: none left."""
        open_cells = [label for label in self.inner if label not in self.hidden]
        if not open_cells:
            return False
        rectangle = self._rectangle(exposed) if exposed in self.bases and ALL not in exposed else None
        for label in rectangle or [min(open_cells, key=lambda open_cell: self._price(open_cell, exposed))]:
            if label not in self.hidden:
                self._hide(label)
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


def table_of(
    facts: Iterable[tuple[int, str, str]], *, rows: Sequence[str], columns: Sequence[str], up: Mapping[str, str]
) -> Table:
    """Return the table of (firm, row, column); the last fact of a firm counts, and unknown categories are left out."""
    last: dict[int, Base] = {}
    for firm, row, column in facts:
        last[firm] = (row, column)
    held: dict[Base, set[int]] = {}
    for firm, base in last.items():
        if base[0] in rows and base[1] in columns:
            held.setdefault(base, set()).add(firm)
    return Table(tuple(rows), tuple(columns), {base: frozenset(firms) for base, firms in held.items()}, up)
