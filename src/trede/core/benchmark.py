"""Rule `benchmark-1`: a firm beside others like it, in natural frequencies, from figures that are frozen per quarter.

Groups in this order: sector and size, sector, size, the whole region; the first that is published. A group is
published when it has enough firms and the groups that can be read together say nothing about fewer
(`benchmark_safety`). What is said of a group: how many of every ten firms stand on each rung, and per topic the middle
answer. Never a percentage, a rank or a mean.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypedDict

from trede.core.benchmark_count import ALL, WHOLE, Crowd, Group, Print
from trede.core.benchmark_safety import Earlier, Table
from trede.core.disclosure import Rules, round_to
from trede.core.periods import parse_period
from trede.core.scan import LETTERS, RUNGS

RULE = "benchmark-1"
OF_EVERY = 10
"""Natural frequencies say how many of this many firms."""

QUARTERS_KEPT = 4
"""For how long the figures of a group that cannot be counted anew stay on show."""


class Figures(TypedDict):
    """What is published of one group."""

    firms: int
    """Rounded as the pack says."""
    rungs: list[int]
    """Of every ten firms, how many stand on each rung; adds to ten."""
    middle: list[str | None]
    """Per topic the middle answer (A…F), None when too few firms answered."""
    period: str
    """Quarter after which these figures were counted: older than the snapshot when too little changed since."""


class Snapshot(TypedDict):
    """A frozen quarter, as it is stored. Keys of groups are `sector|size`, with `*` for all."""

    period: str
    rule: str
    scan: str
    version: str
    pack: str
    counted_from: str
    counted_until: str
    groups: dict[str, Figures]


class Trace(TypedDict):
    """What is kept beside a snapshot and never leaves the house: it shows how much a group changed since."""

    published: list[str]
    """Groups whose figures were new in this snapshot."""
    cells: dict[str, tuple[int, str]]
    """Per sector and size the exact number of firms, and the trace as a hexadecimal number."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """The groups of a new snapshot and the trace to keep beside it."""

    groups: dict[str, Figures]
    trace: Trace


@dataclass(frozen=True, slots=True)
class Found:
    """The group a visitor is compared with, and the one they would have had if all groups were published."""

    group: Group
    wanted: Group
    figures: Figures


def key_of(group: Group) -> str:
    """Return the key of a group: `bouw|2-9`, `bouw|*`, `*|2-9` or `*|*`."""
    return "|".join(group)


def group_of(key: str) -> Group:
    """Return the group with a key. ValueError when it is none."""
    sector, size = key.split("|")
    return sector, size


def candidates(sector: str | None, size: str | None) -> list[Group]:
    """Return the groups to try for a visitor, narrow to wide. What is not given narrows nothing."""
    groups = [(sector or ALL, size or ALL), (sector or ALL, ALL), (ALL, size or ALL), WHOLE]
    return list(dict.fromkeys(groups))


def find(groups: Mapping[str, Figures], sector: str | None, size: str | None) -> Found | None:
    """Return the first published group for a visitor; None when there is none."""
    order = candidates(sector, size)
    for group in order:
        figures = groups.get(key_of(group))
        if figures is not None:
            return Found(group, order[0], figures)
    return None


def tenths(counts: Sequence[int]) -> list[int]:
    """Return the counts as parts of ten that add to ten: largest remainders first, on a tie the lowest rung.

    ValueError when there is nothing to divide.
    """
    total = sum(counts)
    if not total:
        raise ValueError("nobody to divide by ten")
    exact = [Fraction(OF_EVERY * count, total) for count in counts]
    parts = [int(part) for part in exact]
    rest = sorted(range(len(counts)), key=lambda index: (parts[index] - exact[index], index))
    for index in rest[: OF_EVERY - sum(parts)]:
        parts[index] += 1
    return parts


def middle(counts: Sequence[int], least: int) -> str | None:
    """Return the lower middle answer of how many firms gave each answer; None below `least` answers (at least 1)."""
    place = (sum(counts) - 1) // 2
    if sum(counts) < least:
        return None
    for letter, firms in zip(LETTERS, counts, strict=True):
        if place < firms:
            return letter
        place -= firms
    return None


def beside(rungs: Sequence[int], own: Iterable[str]) -> tuple[int, int, int]:
    """Return of every ten firms how many stand lower, on the same and higher than the visitor's own rung or rungs.

    `rungs` are the parts of ten per rung; `own` one rung or, between two, both.
    """
    places = [RUNGS.index(rung) for rung in own]
    low, high = min(places), max(places)
    return sum(rungs[:low]), sum(rungs[low : high + 1]), sum(rungs[high + 1 :])


def earlier_of(trace: Trace) -> Earlier:
    """Return what the public may remember of a snapshot with this trace."""
    cells = {group_of(key): Print(firms, int(mark, 16)) for key, (firms, mark) in trace["cells"].items()}
    return Earlier(frozenset(map(group_of, trace["published"])), cells)


def freeze(
    cells: Mapping[Group, Crowd],
    rules: Rules,
    *,
    period: str,
    safety_index: int,
    before: Sequence[tuple[Mapping[str, Figures], Trace]] = (),
) -> Frozen:
    """Return the groups to publish for `period` and their trace.

    `cells` is what was counted, `before` earlier snapshots of the same questions, the newest first. A group that is
    kept back takes over its last figures, with the period they belong to, for at most a year.
    """
    table = Table(cells, rules, safety_index)
    choice = table.choose([earlier_of(trace) for _, trace in before])
    groups = {key_of(group): _figures(table.crowds[group], rules, period) for group in sorted(choice.fresh)}
    groups |= _taken_over(
        choice.kept_back,
        [figures for figures, _ in before],
        since=parse_period(period).quarters_back(QUARTERS_KEPT).key,
    )
    marks = {key_of(cell): (crowd.firms, f"{crowd.print.trace:x}") for cell, crowd in sorted(cells.items())}
    return Frozen(groups, Trace(published=sorted(map(key_of, choice.fresh)), cells=marks))


def _figures(crowd: Crowd, rules: Rules, period: str) -> Figures:
    return Figures(
        firms=round_to(crowd.firms, rules.count_step),
        rungs=tenths(crowd.rungs),
        middle=[middle(counts, rules.minimum) for counts in crowd.answers],
        period=period,
    )


def _taken_over(groups: Iterable[Group], before: Sequence[Mapping[str, Figures]], *, since: str) -> dict[str, Figures]:
    """Return the last shown figures of these groups, when they are not from before the quarter `since`."""
    keys = map(key_of, sorted(groups))
    last = {key: next((figures[key] for figures in before if key in figures), None) for key in keys}
    return {key: figures for key, figures in last.items() if figures is not None and figures["period"] >= since}
