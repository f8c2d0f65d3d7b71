"""A year beside its quarters and the years before: what they together tell of a figure that one of them hides. Pure.

Firms that rose count once a year, so those of four quarters add up to the year exactly. Other figures of a year lie
between the largest quarter and the sum of all. Two years are linked when firms only joined from one to the other:
whoever assumes that knows that no figure became smaller. Where all of it pins a hidden figure down, the year hides its
own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from trede.core.audit import SLACK, Knowledge
from trede.core.disclosure import HIT, REST, TOTAL, Firms, Published, Rules, part_name, publish
from trede.core.indicators import FLOW, RESILIENCE, Measure

YEAR = -1
"""The year among the numbers of its quarters."""
_RISEN = part_name("risen")
Cell = tuple[tuple[int, int], str]
"""A figure: the place of its year among all years, the quarter or `YEAR`, and its name."""


@dataclass(frozen=True, slots=True)
class Told:
    """One indicator in one period, as published: the firms behind each figure that can be read, and what is hidden."""

    shown: Mapping[str, int]
    hidden: frozenset[str]
    too_few: bool = False
    """The whole figure is hidden with the reason that says so: everybody knows that it is below the minimum."""


@dataclass(frozen=True, slots=True)
class Book:
    """One indicator in a year that is final: what can be read of it and of its quarters, and the firms of every cell,
    the hidden ones too. Never leaves the house.
    """

    told: Told
    quarters: tuple[Told, ...]
    cells: Mapping[str, Firms]


def held_in_year(
    found: Measure,
    quarters: Sequence[Told],
    rules: Rules,
    *,
    held: frozenset[str] = frozenset(),
    before: Sequence[Book] = (),
) -> frozenset[str]:
    """Return the cells of a year that cover a quarter or a year before, for `publish`; all of it when less is not
    enough. `held` are the cells that stay hidden anyhow, `before` the years that are final, in order.

    A stock has no sum: what holds at the end of the year is the figure of its last quarter (`trede.monitor.figures`).
    """
    own = Book(Told({}, frozenset()), tuple(quarters), found.cells())
    books = [*(book for book in before if _grew(book.cells, own.cells)), own]
    if found.indicator == RESILIENCE or not found.measured or not _needed(books):
        return frozenset()
    counts = found.counts()
    true = {TOTAL: counts.total, **{part_name(key): number for key, number in counts.parts}}
    try:
        targets = _unknown_without(found, books, true, rules)
        covering: set[str] = set()
        while TOTAL not in covering:
            shown = _shown(publish(counts, rules, held=held, covering=frozenset(covering)))
            known = _knowledge(found, books, {name: true[name] for name in shown}, rules)
            name = next((target.cell[1] for target in targets if target.is_narrow(known)), None)
            if name is None:
                return frozenset(covering)
            parts = sorted((key != name, true[key], key) for key in shown - {TOTAL}) if name != TOTAL else []
            covering |= {parts[0][2], HIT} if parts and parts[0][2] == _RISEN else {parts[0][2] if parts else TOTAL}
    except ValueError:  # what was recorded late makes the sums contradict each other: nothing can be proved safe
        covering = {TOTAL}
    return frozenset(covering)


def _needed(books: Sequence[Book]) -> bool:
    """Say whether anything is hidden that the last of these years could tell of."""
    return len(books) > 1 or any(told.hidden for told in books[-1].quarters)


def _grew(then: Mapping[str, Firms], now: Mapping[str, Firms]) -> bool:
    """Say whether firms only joined: then whoever assumes that computes more."""
    return all(firms <= now.get(name, frozenset()) for name, firms in then.items() if name not in (HIT, REST))


class _Target(NamedTuple):
    """A hidden cell, and how wide its interval has to be."""

    cell: Cell
    least: int

    def is_narrow(self, knowledge: Knowledge) -> bool:
        if knowledge.spread([self.cell]) >= self.least - SLACK:
            return False
        low, high = knowledge.interval([self.cell])
        return high - low < self.least - SLACK


def _unknown_without(found: Measure, books: Sequence[Book], true: Mapping[str, int], rules: Rules) -> list[_Target]:
    """Return the hidden cells that are not told already: of quarters and years before all, of the year the small."""
    alone, own = _knowledge(found, books, {}, rules), len(books) - 1
    targets = [
        _Target((time, name), rules.minimum - 1 if told.too_few else rules.minimum)
        for time, told in _papers(books)
        for name in sorted(told.hidden - {HIT, REST})
    ]
    small = [name for name, count in true.items() if count < rules.minimum]
    targets += [_Target(((own, YEAR), name), rules.minimum - 1) for name in small]
    return [target for target in targets if not target.is_narrow(alone)]


def _papers(books: Sequence[Book]) -> Iterator[tuple[tuple[int, int], Told]]:
    """Yield everything that was published already: of the last of these years its quarters only, these first."""
    for place in range(len(books) - 1, -1, -1):
        for quarter, told in enumerate(books[place].quarters):
            yield (place, quarter), told
        if place < len(books) - 1:
            yield (place, YEAR), books[place].told


def _shown(seen: Published) -> set[str]:
    names = {part_name(key) for key, cell in seen.parts if cell.shown} | ({TOTAL} if seen.total.shown else set())
    return names | ({_RISEN} if seen.hit is not None and seen.hit.shown else set())


def _knowledge(found: Measure, books: Sequence[Book], year: Mapping[str, int], rules: Rules) -> Knowledge:
    """Return what can be known of these years when of the last one only the figures `year` can be read."""
    parts = {part_name(key) for key, _ in found.parts}.union(*(_parts(told) for _, told in _papers(books)))
    names, own = [TOTAL, *sorted(parts)], (len(books) - 1, YEAR)
    times = [(place, time) for place, book in enumerate(books) for time in (YEAR, *range(len(book.quarters)))]
    knowledge = Knowledge([(time, name) for time in times for name in names])
    for time, told in _papers(books):
        _add_paper(knowledge, time, told, names, rules)
    for name, count in year.items():
        knowledge.add_sum([(own, name)], count)
    for time in times:
        _add_whole(knowledge, time, names[1:], adds_up=found.indicator == FLOW)
    for place, book in enumerate(books):
        for name in names:
            _add_link(knowledge, name, place, len(book.quarters), found.indicator)
    _add_growth(knowledge, books, names)
    return knowledge


def _parts(told: Told) -> set[str]:
    return {name for name in {*told.shown, *told.hidden} if name not in (TOTAL, HIT, REST)}


def _add_paper(knowledge: Knowledge, time: tuple[int, int], told: Told, names: Sequence[str], rules: Rules) -> None:
    present = {name: told.shown.get(name, 0) for name in names if name not in told.hidden}
    if HIT in told.shown and _RISEN in names:
        present[_RISEN] = told.shown[HIT]
    for name, count in present.items():
        knowledge.add_sum([(time, name)], count)
    if told.too_few:
        knowledge.add_most([(time, TOTAL)], rules.minimum - 1)


def _add_whole(knowledge: Knowledge, time: tuple[int, int], parts: Sequence[str], *, adds_up: bool) -> None:
    """Say how parts make a whole: they add up, or (a firm uses two instruments) they overlap."""
    cells: list[Cell] = [(time, name) for name in parts]
    if cells:
        knowledge.add_order([(time, TOTAL)], cells)
    if adds_up:
        knowledge.add_order(cells, [(time, TOTAL)])
    else:
        for cell in cells:
            knowledge.add_order([cell], [(time, TOTAL)])


def _add_link(knowledge: Knowledge, name: str, place: int, quarters: int, indicator: str) -> None:
    """Say how a figure of a year goes with those of its quarters."""
    year: Cell = ((place, YEAR), name)
    each: list[Cell] = [((place, time), name) for time in range(quarters)]
    if not each:
        return
    knowledge.add_order([year], each)
    if indicator == FLOW and name == _RISEN:
        knowledge.add_order(each, [year])
    elif indicator != FLOW or name == TOTAL:  # who did not rise in one quarter may have risen in a later one
        for cell in each:
            knowledge.add_order([cell], [year])


def _add_growth(knowledge: Knowledge, books: Sequence[Book], names: Sequence[str]) -> None:
    """Say of each year before that no figure of the next one it grew into is smaller."""
    for place, book in enumerate(books[:-1]):
        later = next(other for other in range(place + 1, len(books)) if _grew(book.cells, books[other].cells))
        for name in names:
            knowledge.add_order([((place, YEAR), name)], [((later, YEAR), name)])
