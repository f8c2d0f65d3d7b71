"""Counting scans for the benchmark: every firm once, per sector and size, in one pass over plain rows.

Beside the counts every cell keeps a *trace*: a fixed number of lanes in which fingerprints of the counted scans are
combined with exclusive or. Two traces differ in at most as many lanes as scans joined or left, so a frozen quarter can
be held against a later one without keeping which scans stood behind it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from trede.core.scan import LETTERS, QUESTIONS, RUNGS

ALL = "*"
"""Stands for every sector, or every size."""
Group = tuple[str, str]
"""Sector and size class; a cell when neither is `ALL`."""
WHOLE: Group = (ALL, ALL)
Row = tuple[int, str, str, str, str]
"""One scan: number, sector, size class, rung, answers (seven letters A–F or `-`)."""
Link = tuple[int, int | None, int | None]
"""A scan with the earlier scan it follows and the firm that shared it; at least one of the two is given."""

LANES = 128
_LANE_BITS = 32
_HALF = 4
"""Answers are counted in two halves, 7^4 and 7^3 different ones, so that a row costs two additions and not seven."""
_WORD = (1 << 64) - 1
_SPREAD, _SPELL, _STIR = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xD6E8FEB86659FD93
"""Odd constants that spread numbers over 64 bits."""


@dataclass(frozen=True, slots=True)
class Print:
    """What is remembered of a group: how many firms (one scan each) and their trace."""

    firms: int = 0
    trace: int = 0

    def __add__(self, other: "Print") -> "Print":
        """Return the print of two groups that share no firm."""
        return Print(self.firms + other.firms, self.trace ^ other.trace)


@dataclass(frozen=True, slots=True)
class Crowd:
    """The firms of a group: how many per rung, how many per topic and answer (A…F), and their print."""

    rungs: tuple[int, ...] = (0,) * len(RUNGS)
    answers: tuple[tuple[int, ...], ...] = ((0,) * len(LETTERS),) * QUESTIONS
    print: Print = Print()

    @property
    def firms(self) -> int:
        """How many firms there are."""
        return self.print.firms

    def __add__(self, other: "Crowd") -> "Crowd":
        """Return the crowd of two groups that share no firm."""
        return Crowd(
            _added(self.rungs, other.rungs),
            tuple(_added(one, two) for one, two in zip(self.answers, other.answers, strict=True)),
            self.print + other.print,
        )


def _added(one: tuple[int, ...], two: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(first + second for first, second in zip(one, two, strict=True))


def changed(now: Print, before: Print) -> int:
    """Return a number of firms that is certainly not more than those that joined, left or answered anew in between.

    A firm with a new scan counts in both directions, once as left and once as joined; that is why half the scans that
    differ, and half the growth, make the bound. It is exact unless two of the changed scans share a lane.
    """
    lanes = (now.trace ^ before.trace).to_bytes(LANES * _LANE_BITS // 8, "little")
    differing = sum(map(bool, memoryview(lanes).cast("I")))
    growth = abs(now.firms - before.firms)
    return max(growth, (differing + growth + 1) // 2)


def one_firm(links: Iterable[Link]) -> dict[int, int]:
    """Return per linked scan the lowest number among the scans of the same firm.

    Scans belong to one firm when they follow one another, or when the same firm shared them. A scan without any link
    is not in the outcome: it is a firm by itself.
    """
    leader: dict[int, int] = {}

    def find(node: int) -> int:
        top = leader.setdefault(node, node)
        while leader[top] != top:
            top = leader[top]
        while leader[node] != top:
            leader[node], node = top, leader[node]
        return top

    for scan, previous, firm in links:
        for other in (previous, None if firm is None else -firm):
            if other is not None:
                leader[find(scan)] = find(other)
    lowest: dict[int, int] = {}
    scans = [node for node in leader if node > 0]
    for scan in scans:
        top = find(scan)
        lowest[top] = min(scan, lowest.get(top, scan))
    return {scan: lowest[find(scan)] for scan in scans}


def count(rows: Iterable[Row], same_firm: Mapping[int, int]) -> dict[Group, Crowd]:
    """Return the crowd of every sector and size that occurs. `same_firm` is what `one_firm` returned.

    Of the scans of one firm only the last (the highest number) counts. `rows` is read once, in any order.
    """
    tallies: defaultdict[Group, _Tally] = defaultdict(_Tally)
    for number, sector, size, rung, answers in _last_of_each(rows, same_firm):
        tally = tallies[sector, size]
        tally.rungs[rung] += 1
        tally.front[answers[:_HALF]] += 1
        tally.back[answers[_HALF:]] += 1
        mixed = (number * _SPREAD ^ int.from_bytes(answers.encode()) * _SPELL) & _WORD
        mixed = (mixed ^ mixed >> 32) * _STIR & _WORD
        tally.lanes[(mixed ^ mixed >> 40) % LANES] ^= mixed >> _LANE_BITS
    return {group: tally.crowd() for group, tally in tallies.items()}


def _last_of_each(rows: Iterable[Row], same_firm: Mapping[int, int]) -> Iterator[Row]:
    last: dict[int, Row] = {}
    for row in rows:
        firm = same_firm.get(row[0])
        if firm is None:
            yield row
        elif firm not in last or last[firm][0] < row[0]:
            last[firm] = row
    yield from last.values()


def _counter() -> defaultdict[str, int]:
    return defaultdict(int)


@dataclass(slots=True)
class _Tally:
    """A crowd while it is being counted."""

    rungs: defaultdict[str, int] = field(default_factory=_counter)
    front: defaultdict[str, int] = field(default_factory=_counter)
    back: defaultdict[str, int] = field(default_factory=_counter)
    lanes: list[int] = field(default_factory=lambda: [0] * LANES)

    def crowd(self) -> Crowd:
        """Return what was counted. Blanks are no answer."""
        answers = [[0] * len(LETTERS) for _ in range(QUESTIONS)]
        for first, half in ((0, self.front), (_HALF, self.back)):
            for letters, firms in half.items():
                for topic, letter in enumerate(letters, first):
                    if letter in LETTERS:
                        answers[topic][LETTERS.index(letter)] += firms
        trace = int.from_bytes(b"".join(lane.to_bytes(_LANE_BITS // 8, "little") for lane in self.lanes), "little")
        rungs = tuple(self.rungs[rung] for rung in RUNGS)
        return Crowd(rungs, tuple(map(tuple, answers)), Print(sum(rungs), trace))
