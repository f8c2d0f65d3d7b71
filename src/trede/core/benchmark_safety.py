"""Which comparison groups may be published beside one another, so that nobody can compute a small group from them.

Everybody can ask for every group by saying another sector or size, so all groups of a snapshot count as read, and all
earlier snapshots too. Someone may add and subtract them. This module takes groups out until that yields nothing about
fewer firms than the minimum, nothing about a group of which nearly all are alike in safety, and between two snapshots
no difference that fewer than five firms made (monitor rules, points 1 to 3 and 5).

Cells, sectors, sizes and the whole form a table with margins, and a table with margins is a network: sectors and sizes
are nodes, each group is an arc, firms flow along it, and a published group is an arc whose flow is known. How far a
hidden arc can differ from its true value is then a matter of how much can flow around it: the exact interval that
linear programming gives, in whole firms. Between two snapshots the known groups differ, and linear algebra says which
sums can be computed from both (`benchmark_algebra`).
"""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from trede.core.benchmark_algebra import holds, small_common_change
from trede.core.benchmark_count import ALL, WHOLE, Crowd, Group, Print, changed
from trede.core.disclosure import NEARLY_ALL, Rules

Node = tuple[str, str]
_TOP: Node = ("top", "")
_BOTTOM: Node = ("bottom", "")
_ENDLESS = 1 << 60


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the public knows from an earlier snapshot: the groups whose figures were new in it, and prints per cell."""

    published: frozenset[Group]
    cells: Mapping[Group, Print]

    def print_of(self, cells: Iterable[Group]) -> Print:
        """Return the print of these cells together as it was then."""
        return sum((self.cells.get(cell, Print()) for cell in cells), Print())


@dataclass(slots=True)
class Choice:
    """`fresh` groups get new figures. `kept_back` ones could be shown but not beside the others, or changed too little:
    for them the last published figures stay, which tell nobody anything new."""

    fresh: set[Group]
    kept_back: set[Group]
    known: set[Group]
    """Groups that anybody can know from an earlier snapshot, because fewer than five firms changed since."""


def one_sided(crowd: Crowd, safety_index: int) -> bool:
    """Tell whether nearly all firms gave the same answer about safety, or all stand on one rung: then it is hidden.

    `safety_index` is the position of the question about digital safety. An empty crowd is not one-sided.
    """
    most = max(crowd.answers[safety_index])
    return crowd.firms > 0 and (most >= NEARLY_ALL * crowd.firms or max(crowd.rungs) == crowd.firms)


class Table:
    """The crowds of one moment with their margins. `cells` has the crowd of every sector and size that occurs."""

    def __init__(self, cells: Mapping[Group, Crowd], rules: Rules, safety_index: int) -> None:
        self.cells = cells
        self.rules = rules
        self.safety_index = safety_index
        self.crowds = {group: self.crowd(self.within(group)) for group in groups_of(cells)}

    def within(self, group: Group) -> frozenset[Group]:
        """Return the cells of a group."""
        return frozenset(cell for cell in self.cells if holds(group, cell))

    def crowd(self, cells: Iterable[Group]) -> Crowd:
        """Return the crowd of some cells together."""
        return sum((self.cells[cell] for cell in cells), Crowd())

    def allowed(self, crowd: Crowd) -> bool:
        """Tell whether a crowd may be shown by itself."""
        return crowd.firms >= self.rules.minimum and not one_sided(crowd, self.safety_index)

    def choose(self, earlier: Sequence[Earlier]) -> Choice:
        """Return which groups may be read in this snapshot, given all earlier ones that the public may remember."""
        showable = {group for group, crowd in self.crowds.items() if self.allowed(crowd)}
        known = {group for group in self.crowds for then in earlier if self._hardly_changed(group, then)}
        choice = Choice(showable - known, showable & known, known)
        given_up = set()
        while (group := self._too_much(choice, earlier)) is not None:
            choice.fresh.remove(group)
            given_up.add(group)
        for group in sorted(given_up, key=self._value, reverse=True):  # some were given up for others that went as well
            choice.fresh.add(group)
            if self._too_much(choice, earlier) is not None:
                choice.fresh.remove(group)
        choice.kept_back |= given_up - choice.fresh
        return choice

    def _hardly_changed(self, group: Group, then: Earlier) -> bool:
        if group not in then.published:
            return False
        return changed(self.crowds[group].print, then.print_of(self._ever_within(group, then))) < self.rules.changes

    def _ever_within(self, group: Group, then: Earlier) -> list[Group]:
        return [cell for cell in self.cells.keys() | then.cells.keys() if holds(group, cell)]

    def _too_much(self, choice: Choice, earlier: Sequence[Earlier]) -> Group | None:
        """Return a group to take out because the ones that can be read tell too much together; None when they do not.

        What was known before cannot be taken back; only a fresh group is ever named.
        """
        checks = [self._small_groups(choice), self._alike_rests(choice)]
        for then in earlier:
            checks += [self._small_changes(choice.fresh, then), self._small_rests_of_change(choice.fresh, then)]
        for candidates in checks:
            for group in candidates:
                droppable = choice.fresh & set(group)
                if droppable:
                    return min(droppable, key=self._value)
        return None

    def _value(self, group: Group) -> tuple[int, int, Group]:
        """Order of what is given up first: cells, sizes, sectors, the whole; of these the smallest."""
        level = 2 * (group[0] == ALL) + 1 * (group[1] == ALL)
        return (0, 2, 1, 3)[level], self.crowds[group].firms, group

    def _small_groups(self, choice: Choice) -> Iterator[Collection[Group]]:
        """Yield, per closed group that can be bounded too closely, the groups that bound it.

        A group that was read before and hardly changed is as good as known for bounding others. It may itself have
        become too small since; then the fresh groups alone may not give its new number away.
        """
        firms = {group: crowd.firms for group, crowd in self.crowds.items()}
        closed = [group for group, crowd in self.crowds.items() if crowd.firms and not self.allowed(crowd)]
        yield from bounding(firms, choice.fresh, closed, self.rules.minimum)
        hidden = [group for group in closed if group not in choice.known]
        yield from bounding(firms, choice.fresh | choice.known, hidden, self.rules.minimum)

    def _alike_rests(self, choice: Choice) -> Iterator[Collection[Group]]:
        """Yield the groups whose difference is a crowd of which nearly all are alike."""
        readable = choice.fresh | choice.known
        for parts, cells in self._rests(readable, self.cells):
            rest = self.crowd(cells)
            if rest.firms and not self.allowed(rest):
                yield parts

    def _small_changes(self, fresh: set[Group], then: Earlier) -> Iterator[Collection[Group]]:
        """Yield the fresh groups that are needed to compute a change which few firms made, from what was read then
        and once more from what is fresh now."""
        cells = self.cells.keys() | then.cells.keys()
        moved = {cell: changed(self._now([cell]), then.print_of([cell])) for cell in cells}

        def exposed(groups: set[Group]) -> frozenset[Group]:
            return small_common_change(moved, then.published, groups, self.rules.changes)

        found = exposed(fresh)
        if found:
            needed = {group for group in fresh if exposed(fresh - {group}) != found}
            yield needed or {group for group in fresh if any(holds(group, cell) for cell in found)}

    def _small_rests_of_change(self, fresh: set[Group], then: Earlier) -> Iterator[Collection[Group]]:
        """Yield the groups whose difference, then and now, few firms made when those that only moved are left out."""
        for parts, cells in self._rests(fresh & then.published, self.cells.keys() | then.cells.keys()):
            if 0 < changed(self._now(cells), then.print_of(cells)) < self.rules.changes:
                yield parts

    def _now(self, cells: Iterable[Group]) -> Print:
        return sum((self.cells[cell].print for cell in cells if cell in self.cells), Print())

    @staticmethod
    def _rests(readable: set[Group], cells: Iterable[Group]) -> Iterator[tuple[set[Group], list[Group]]]:
        """Yield differences that anybody would think of: the groups they are made from and the cells that are left."""
        cells = sorted(cells)
        for margin in sorted(group for group in readable if ALL in group):
            for parts in _parts({group for group in readable if group != margin and holds(margin, group)}):
                left = [cell for cell in cells if holds(margin, cell) and not any(holds(part, cell) for part in parts)]
                if parts and left:
                    yield {margin, *parts}, left


def _parts(below: set[Group]) -> list[set[Group]]:
    """Return ways to take groups away from one that holds them all, without taking a firm away twice."""
    cells = {group for group in below if ALL not in group}
    sectors = {group for group in below if group[1] == ALL}
    sizes = {group for group in below if group[0] == ALL}
    outside = [{cell for cell in cells if not any(holds(margin, cell) for margin in side)} for side in (sectors, sizes)]
    return [cells, sectors, sizes, sectors | outside[0], sizes | outside[1]]


def groups_of(cells: Collection[Group]) -> list[Group]:
    """Return all groups that a table with these cells has, the cells first and the whole last."""
    sectors, sizes = sorted({cell[0] for cell in cells}), sorted({cell[1] for cell in cells})
    margins = [*((ALL, size) for size in sizes), *((sector, ALL) for sector in sectors)]
    return [*((sector, size) for sector in sectors for size in sizes), *margins, WHOLE]


def bounding(
    amounts: Mapping[Group, int], known: Collection[Group], hidden: Iterable[Group], span: int
) -> Iterator[Collection[Group]]:
    """Yield, for each hidden group whose interval is narrower than `span`, the known groups that keep it so.

    `amounts` are the true, additive numbers of all groups; a reader knows those of `known` and that none is negative.
    """
    network = _Network(amounts, known)
    for group in hidden:
        room, cut = network.room(group, span)
        if room < span:
            yield cut


class _Network:
    """Groups as arcs of a circulation top → sector → size → bottom → top, with what may still flow along each."""

    def __init__(self, amounts: Mapping[Group, int], known: Collection[Group]) -> None:
        self.amounts = amounts
        self.known = known
        self.free: dict[Node, dict[Node, int]] = {}
        for group, amount in amounts.items():
            tail, head = _ends(group)
            self.free.setdefault(tail, {})
            self.free.setdefault(head, {})
            if group not in known:
                self.free[tail][head] = _ENDLESS
                self.free[head][tail] = amount

    def room(self, group: Group, span: int) -> tuple[int, set[Group]]:
        """Return the width of the interval of a group (up to `span`), and the known groups that limit it."""
        tail, head = _ends(group)
        more, beyond = self._push(head, tail, span)
        lower = min(span, self.amounts[group])
        less, before = self._push(tail, head, lower)
        limits = [reached for flow, limit, reached in ((more, span, beyond), (less, lower, before)) if flow < limit]
        return more + less, {
            other for other in self.known for reached in limits if len(reached.intersection(_ends(other))) == 1
        }

    def _push(self, source: Node, target: Node, limit: int) -> tuple[int, set[Node]]:
        """Return how much can flow from source to target beside the arc between them, and what can be reached."""
        free = {node: dict(arcs) for node, arcs in self.free.items()}
        free[source].pop(target, None)
        free[target].pop(source, None)
        flow, reached = 0, {source}
        while flow < limit:
            came = _breadth_first(free, source, target)
            reached = set(came)
            if target not in came:
                break
            path = _path(came, source, target)
            amount = min(limit - flow, *(free[one][two] for one, two in path))
            for one, two in path:
                free[one][two] -= amount
                free[two][one] = free[two].get(one, 0) + amount
            flow += amount
        return flow, reached


def _ends(group: Group) -> tuple[Node, Node]:
    sector, size = group
    if group == WHOLE:
        return _BOTTOM, _TOP
    if size == ALL:
        return _TOP, ("sector", sector)
    return ("size", size) if sector == ALL else ("sector", sector), _BOTTOM if sector == ALL else ("size", size)


def _breadth_first(free: Mapping[Node, Mapping[Node, int]], source: Node, target: Node) -> dict[Node, Node]:
    """Return every node that can be reached, with the node before it."""
    came, waiting = {source: source}, deque([source])
    while waiting and target not in came:
        node = waiting.popleft()
        for other, amount in free[node].items():
            if amount > 0 and other not in came:
                came[other] = node
                waiting.append(other)
    return came


def _path(came: Mapping[Node, Node], source: Node, target: Node) -> list[tuple[Node, Node]]:
    """Return the arcs from source to target."""
    steps, node = [], target
    while node != source:
        steps.append((came[node], node))
        node = came[node]
    return steps
