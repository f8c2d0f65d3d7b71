"""What two readings of a table have in common: sums of cells that can be computed from both.

A group is a vector with a one for each of its cells. What can be added and subtracted from groups is the space they
span; what can be computed from two families of groups is where their spaces meet. Numbers are taken modulo a prime far
above anything that occurs, which is exact here and ten times faster than fractions.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from trede.core.benchmark_count import ALL, Group

_PRIME = (1 << 61) - 1
Vector = list[int]


def holds(group: Group, cell: Group) -> bool:
    """Tell whether the group covers the cell, or another group."""
    return group[0] in (ALL, cell[0]) and group[1] in (ALL, cell[1])


def small_common_change(
    moved: Mapping[Group, int], one: Iterable[Group], other: Iterable[Group], fewest: int
) -> frozenset[Group]:
    """Return changed cells whose sum can be computed from both families while fewer than `fewest` changed in them.

    `moved` has how many changed in every cell. Cells without a change may be in the sum as well, and are left out.
    Empty when there is no such sum: then everything that can be compared changed by nobody or by `fewest` or more.
    """
    cells = sorted(moved)
    apart = [_unit(index, len(cells)) for index, cell in enumerate(cells) if moved[cell] >= fewest]
    closed = [*_across(_vectors(cells, one), len(cells)), *_across(_vectors(cells, other), len(cells)), *apart]
    small = [index for index, cell in enumerate(cells) if 0 < moved[cell] < fewest]
    common, _ = _reduced([[vector[index] for index in small] for vector in _across(closed, len(cells))])
    for number in range(1, min(fewest, len(common) + 1)):
        for chosen in combinations(common, number):
            vector = [sum(column) % _PRIME for column in zip(*chosen, strict=True)]
            found = frozenset(cells[small[index]] for index, member in enumerate(vector) if member)
            if max(vector) == 1 and sum(moved[cell] for cell in found) < fewest:
                return found
    return frozenset()


def _vectors(cells: Sequence[Group], groups: Iterable[Group]) -> list[Vector]:
    return [[int(holds(group, cell)) for cell in cells] for group in sorted(groups)]


def _unit(index: int, width: int) -> Vector:
    return [int(index == column) for column in range(width)]


def _reduced(rows: Iterable[Vector]) -> tuple[list[Vector], list[int]]:
    """Return a basis of what the rows span, each with a one where all others have a zero, and those places."""
    basis: list[Vector] = []
    leads: list[int] = []
    for row in rows:
        rest = row
        for lead, line in zip(leads, basis, strict=True):
            if rest[lead]:
                rest = _less(rest, rest[lead], line)
        place = next((index for index, number in enumerate(rest) if number), None)
        if place is not None:
            inverse = pow(rest[place], -1, _PRIME)
            rest = [number * inverse % _PRIME for number in rest]
            basis = [_less(line, line[place], rest) if line[place] else line for line in basis]
            basis.append(rest)
            leads.append(place)
    return basis, leads


def _less(vector: Vector, times: int, line: Vector) -> Vector:
    return [(one - times * two) % _PRIME for one, two in zip(vector, line, strict=True)]


def _across(rows: Iterable[Vector], width: int) -> list[Vector]:
    """Return a basis of all vectors that stand square on the rows."""
    basis, leads = _reduced(rows)
    free = [index for index in range(width) if index not in set(leads)]
    across = []
    for index in free:
        vector = _unit(index, width)
        for lead, line in zip(leads, basis, strict=True):
            vector[lead] = -line[index] % _PRIME
        across.append(vector)
    return across
