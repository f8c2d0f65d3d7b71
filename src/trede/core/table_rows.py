"""Which rows and columns of a table merge, and with which row firms without a category are counted. Pure.

Such firms are few, and how few is nobody's business. Counted with another row they could be any number in it, until a
snapshot shows that row without them: who assumes that firms only join knows what the row holds at least, and so how
many others there are at most. So they are counted with a row that leaves room for at least the minimum; where there is
none, rows merge along the pack's hierarchy until there is. They stay with that row in later snapshots.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from trede.core.disclosure import Rules
from trede.core.table_parts import WITH_LOOSE, Remembered, Table, grew

Groups = dict[str, tuple[str, ...]]
"""Names of rows or columns, each with the finest ones in it."""


def merged(table: Table, rules: Rules, side: int) -> Groups | None:
    """Return the categories of one side, each with the finest ones in it; None when some stay too small.

    Where one child of a wider category is too small, all its children merge: a hidden one could be computed.
    """
    sizes = _sizes(table, side)
    groups: Groups = {name: (name,) for name in sizes}
    while True:
        few = [name for name in groups if name != table.loose and _size(groups[name], sizes) < rules.minimum]
        if not few:
            return groups
        if len(groups) == 1 or few[0] not in table.up:
            return None
        groups = _lift(groups, table.up[few[0]], table.up)


def with_loose(table: Table, rules: Rules, groups: tuple[Groups, Groups], before: Sequence[Remembered]) -> Groups:
    """Return the rows, with a small row of firms without a category counted in another one."""
    rows, columns = groups
    loose = _Loose(table, rules, columns, before)
    while table.loose is not None and table.loose in rows and len(rows) > 1 and not loose.stands_alone():
        others = {name: parts for name, parts in rows.items() if name != table.loose}
        hosts = loose.hosts(others)
        fit = [name for name in hosts if loose.has_room(others[name])]
        if hosts and (fit or not _can_lift(hosts[0], table)):
            return _hosted(others, (fit or hosts)[0], rows[table.loose])
        near = hosts[0] if hosts else loose.near(others)
        if not _can_lift(near, table):
            return _hosted(others, near, rows[table.loose])
        rows = _lift(rows, table.up[near], table.up)
    return rows


class _Loose:
    """How many firms without a category there can be, for whoever reads all snapshots and assumes that firms only join.

    What that reader knows of a row is taken to be all of it, so the room that is found is never too large.
    """

    def __init__(self, table: Table, rules: Rules, columns: Groups, before: Sequence[Remembered]) -> None:
        self._table, self._least = table, rules.minimum
        linked = [left for left in before if grew(left.cells, table.cells)] if rules.changes else []
        self._before = [(left, _host(left, table.loose)) for left in linked]
        self._sizes = _sizes(table, 0)
        self._sides = [frozenset(parts) for parts in columns.values()]
        self._sides += [frozenset(table.columns)] if len(columns) > 1 else []

    def hosts(self, others: Groups) -> list[str]:
        """Return the rows to count them with, the best one first: the row they were in before, else small ones."""
        last = self._last()
        found = [name for name, parts in others.items() if last <= set(parts)]
        return sorted(found, key=lambda name: (_size(others[name], self._sizes), name))

    def near(self, others: Groups) -> str:
        """Return a row that holds a part of the row they were in before."""
        return next(name for name, parts in others.items() if self._last() & set(parts))

    def has_room(self, parts: Sequence[str]) -> bool:
        """Say whether the row of these categories leaves room for the minimum, as far as all rows together do."""
        return all(
            self._room(parts, side) >= self._least
            for side in self._sides
            if 0 < self._now([self._loose], side) < self._least <= self._room(self._table.rows, side)
        )

    def stands_alone(self) -> bool:
        """Say whether they may have a row of their own: they are enough, and it does not tell how few they were."""
        if self._sizes[self._loose] < self._least:
            return False
        return all(
            self._span_before(left, host, side) >= self._least
            for left, host in self._before
            for side in self._sides
            if host and 0 < _firms(left, [self._loose], side) < self._least
        )

    @property
    def _loose(self) -> str:
        return self._table.loose or ""

    def _last(self) -> frozenset[str]:
        return next((host for _, host in reversed(self._before) if host), frozenset())

    def _now(self, rows: Iterable[str], side: frozenset[str]) -> int:
        return sum(len(self._table.cells.get((row, column), ())) for row in rows for column in side)

    def _room(self, parts: Sequence[str], side: frozenset[str]) -> float:
        """Return how many firms without a category can be in this row of today, in these columns, at most."""
        row = {*parts, self._loose}
        then = (_firms(left, row - host - {self._loose}, side) for left, host in self._before)
        return self._now(row, side) - max(then, default=0)

    def _span_before(self, left: Remembered, host: frozenset[str], side: frozenset[str]) -> int:
        """Return how far their number in an earlier snapshot can be off, when they have a row of their own today."""
        low = _firms(left, [*host, self._loose], side) - self._now(host, side)
        return self._now([self._loose], side) - max(0, low)


def _firms(left: Remembered, rows: Iterable[str], side: frozenset[str]) -> int:
    return sum(len(left.cells.get((row, column), ())) for row in rows for column in side)


def _host(left: Remembered, loose: str | None) -> frozenset[str]:
    """Return the categories that shared a row with the firms without one in a snapshot."""
    found = ({row for row, _ in bases} for label, bases in left.bases.items() if label[0].startswith(WITH_LOOSE))
    return frozenset(next(found, set())) - {loose or ""}


def _hosted(others: Groups, host: str, loose: tuple[str, ...]) -> Groups:
    return {
        f"{WITH_LOOSE}{name}" if name == host else name: (*parts, *loose) if name == host else parts
        for name, parts in others.items()
    }


def _can_lift(name: str, table: Table) -> bool:
    return name in table.up


def _sizes(table: Table, side: int) -> dict[str, int]:
    sizes = dict.fromkeys(table.rows if side == 0 else table.columns, 0)
    for base, firms in table.cells.items():
        sizes[base[side]] += len(firms)
    return sizes


def _size(parts: Iterable[str], sizes: Mapping[str, int]) -> int:
    return sum(sizes[part] for part in parts)


def _lift(groups: Groups, parent: str, up: Mapping[str, str]) -> Groups:
    lifted: Groups = {}
    for name, parts in groups.items():
        key = parent if name == parent or _below(name, parent, up) else name
        lifted[key] = (*lifted.get(key, ()), *parts)
    return lifted


def _below(name: str, parent: str, up: Mapping[str, str]) -> bool:
    return parent in _wider(name, up)


def _wider(name: str, up: Mapping[str, str]) -> Iterator[str]:
    seen = {name}
    while name in up and up[name] not in seen:
        name = up[name]
        seen.add(name)
        yield name
