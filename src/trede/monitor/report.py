"""From exact figures to the document that may be read: one place, for the page, the CSV, the JSON and the snapshot.

A document holds codes and texts only: no rounding, hiding or counting happens after it was made.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypedDict

from trede.core.disclosure import (
    HIT,
    REST,
    TOTAL,
    Cell,
    Firms,
    Published,
    Reason,
    Rules,
    held_back,
    part_name,
    publish,
    share_text,
)
from trede.core.indicators import FLOW, KEYS, REACH, RESILIENCE, SENSITIVE, Ledger, Measure, measure
from trede.core.pack import BaseFigure, Pack
from trede.core.periods import Period
from trede.core.year_audit import Book, Told, held_in_year

NOT_MEASURED = "not-measured"
BASE_FIRMS = "firms-2-fte"
"""Key of the base figure in the pack: firms of the target group in the region."""
HEADLINES = {FLOW: "share", RESILIENCE: "share"}
"""Which cell an indicator is known by; the others by their total."""

Members = Mapping[str, Mapping[str, Firms]]
"""Per indicator the firms behind each cell that can be read."""


class CellDocument(TypedDict):
    """One figure. `text` is `245`, `35`, `<5` or `>95`; null with a `reason` code when it is not shown."""

    cell: str
    unit: str
    text: str | None
    reason: str | None


class BaseDocument(TypedDict):
    """The dated outside figure that reach is compared with."""

    value: str
    on: str | None
    source: str


class IndicatorDocument(TypedDict):
    """One indicator in one period. `measured` false: a gap, no cells."""

    key: str
    number: int
    version: str
    measured: bool
    headline: str
    cells: list[CellDocument]
    base: BaseDocument | None


class Document(TypedDict):
    """Everything that may be read about one period. `status` is `final` (frozen) or `provisional`."""

    period: str
    first: str
    last: str
    region: str
    pack: str
    status: str
    known_on: str
    indicators: list[IndicatorDocument]


Quarter = tuple[Document, Members]
"""What is published of a quarter, with the firms behind it."""


class FinalYear(NamedTuple):
    """A year that was adopted. `members` has the firms of every cell, the hidden ones too; `quarters` are its quarters
    in order, None where one was never frozen.
    """

    document: Document
    members: Members
    quarters: tuple[Quarter | None, ...]

    def shown(self) -> Members:
        """Return the firms behind each cell that can be read, in the form in which a quarter keeps them."""
        return {
            key: {name: firms for name, firms in cells.items() if self._reads(key, name)}
            for key, cells in self.members.items()
        }

    def book(self, key: str) -> Book:
        """Return what the audit of another year needs of one indicator. A quarter that was not frozen tells nothing."""
        cells = self.members.get(key, {})
        unknown = Told({}, frozenset(cells))
        quarters = tuple(unknown if each is None else told(*each, key) for each in self.quarters)
        return Book(told(self.document, self.members, key), quarters, cells)

    def _reads(self, key: str, name: str) -> bool:
        cell = cell_of(indicator_of(self.document, key), HIT if name == REST else name)
        return cell is not None and cell["text"] is not None


class Beside(NamedTuple):
    """What a period is held against: the firms behind what became final before it (`before`), what is published of the
    quarters of a year (`quarters`), and the years that became final before it (`years`, in order).
    """

    before: Sequence[Members] = ()
    quarters: Sequence[Quarter] = ()
    years: Sequence[FinalYear] = ()


ALONE = Beside()


def build(
    pack: Pack,
    ledger: Ledger,
    period: Period,
    *,
    known_on: date,
    rules: Rules,
    beside: Beside = ALONE,
) -> tuple[Document, dict[str, dict[str, list[int]]]]:
    """Return the document of `period`, marked provisional, and the firms behind each cell that can be read in it.

    `beside` is what it is held against; `known_on` is the day up to which the ledger was read.
    """
    found = measure(ledger, period, known_on=known_on)
    return build_from(pack, found, period, known_on=known_on, rules=rules, beside=beside)


def build_from(
    pack: Pack,
    measures: Mapping[str, Measure],
    period: Period,
    *,
    known_on: date,
    rules: Rules,
    beside: Beside = ALONE,
) -> tuple[Document, dict[str, dict[str, list[int]]]]:
    """Return the same from exact measures, however they were computed."""
    numbers = {indicator.key: (indicator.number, indicator.version) for indicator in pack.indicators}
    indicators: list[IndicatorDocument] = []
    members: dict[str, dict[str, list[int]]] = {}
    for key in KEYS:
        number, version = numbers.get(key, (KEYS.index(key) + 1, ""))
        found = measures[key]
        cells, published = _cells(pack, found, rules, beside)
        members[key] = {name: sorted(firms) for name, firms in published.items()}
        indicators.append(
            IndicatorDocument(
                key=key,
                number=number,
                version=version,
                measured=found.measured,
                headline=HEADLINES.get(key, TOTAL),
                cells=cells,
                base=_base_document(pack) if key == REACH else None,
            )
        )
    document = Document(
        period=period.key,
        first=period.first.isoformat(),
        last=period.last.isoformat(),
        region=pack.info.key,
        pack=pack.reference,
        status="provisional",
        known_on=known_on.isoformat(),
        indicators=indicators,
    )
    return document, members


def indicator_of(document: Document, key: str) -> IndicatorDocument:
    """Return one indicator of a document. KeyError when there is none."""
    for indicator in document["indicators"]:
        if indicator["key"] == key:
            return indicator
    raise KeyError(key)


def cell_of(indicator: IndicatorDocument, name: str) -> CellDocument | None:
    """Return the cell with this name, or None."""
    return next((cell for cell in indicator["cells"] if cell["cell"] == name), None)


def headline_of(indicator: IndicatorDocument) -> CellDocument:
    """Return the figure an indicator is known by; for a gap a cell with the reason `not-measured`."""
    found = cell_of(indicator, indicator["headline"])
    unit = "percent" if indicator["headline"] == "share" else "firms"
    return found or CellDocument(cell=indicator["headline"], unit=unit, text=None, reason=NOT_MEASURED)


def change(now: CellDocument, before: CellDocument, rules: Rules) -> str:
    """Return `up`, `down`, `too-small` (within one step of rounding) or `unknown` (one of the two is not shown)."""
    if now["text"] is None or before["text"] is None:
        return "unknown"
    step = rules.share_step if now["unit"] == "percent" else rules.count_step
    difference = plain_number(now["text"]) - plain_number(before["text"])
    if abs(difference) <= step:
        return "too-small"
    return "up" if difference > 0 else "down"


def plain_number(text: str) -> int:
    """Return the number in a published text, for drawing: `<5` is drawn at 0, `>95` at 100."""
    if text.startswith("<"):
        return 0
    return 100 if text.startswith(">") else int(text)


def told(document: Document, members: Members, key: str) -> Told:
    """Return what a published quarter tells of one indicator: nothing is hidden where nothing was measured."""
    cells = [cell for cell in indicator_of(document, key)["cells"] if cell["cell"] != "share"]
    return Told(
        shown={each["cell"]: len(members[key][each["cell"]]) for each in cells if each["text"] is not None},
        hidden=frozenset(each["cell"] for each in cells if each["text"] is None),
        too_few=any(each["cell"] == TOTAL and each["reason"] == Reason.TOO_FEW for each in cells),
    )


def _cells(pack: Pack, found: Measure, rules: Rules, beside: Beside) -> tuple[list[CellDocument], dict[str, Firms]]:
    """Return what may be read of a measure, and the firms of the cells that are shown in it."""
    if not found.measured:
        return [], {}
    groups, key = found.cells(), found.indicator
    held = frozenset().union(*(held_back(groups, each[key], rules.changes) for each in beside.before if key in each))
    held |= {name for _, firms in beside.quarters for name in _nearly(groups, firms[key], rules.changes)}
    papers, books = [told(*each, key) for each in beside.quarters], [year.book(key) for year in beside.years]
    covering = held_in_year(found, papers, rules, held=held, before=books)
    sensitive = key in SENSITIVE
    seen = publish(found.counts(), rules, sensitive=sensitive, held=held, covering=covering)
    cells = [_cell(TOTAL, "firms", seen.total)]
    if seen.hit is not None and seen.share is not None:
        cells += [_cell(HIT, "firms", seen.hit), _cell("share", "percent", seen.share)]
    elif found.indicator == REACH:
        cells += _share_of_base(pack, seen.total, rules)
    cells += [_cell(part_name(key), "firms", cell) for key, cell in seen.parts]
    return cells, {name: groups[name] for name in _shown(seen)}


def _nearly(groups: Mapping[str, Firms], quarter: Mapping[str, Firms], changes: int) -> frozenset[str]:
    """Return the cells of a year that differ from those of one quarter by some firms, but too few of them.

    A year in which nothing else happened is that quarter: the same figure again tells nothing.
    """
    other = {name: firms for name, firms in quarter.items() if groups.get(name) != firms}
    return held_back(groups, other, changes)


def _shown(seen: Published) -> list[str]:
    names = [TOTAL] if seen.total.shown else []
    if seen.hit is not None and seen.hit.shown:
        names += [HIT, REST]
    return names + [part_name(key) for key, cell in seen.parts if cell.shown]


def _cell(name: str, unit: str, cell: Cell) -> CellDocument:
    return CellDocument(cell=name, unit=unit, text=cell.text, reason=None if cell.reason is None else str(cell.reason))


def _base(pack: Pack) -> BaseFigure | None:
    return next((figure for figure in pack.info.base_figures if figure.key == BASE_FIRMS and figure.value), None)


def _base_document(pack: Pack) -> BaseDocument | None:
    figure = _base(pack)
    if figure is None:
        return None
    on = None if figure.on is None else figure.on.isoformat()
    return BaseDocument(value=str(figure.value), on=on, source=figure.source)


def _share_of_base(pack: Pack, total: Cell, rules: Rules) -> list[CellDocument]:
    """Return reach as a share of all firms, from the count as published; no cell without a base figure."""
    figure = _base(pack)
    if figure is None or not figure.value:
        return []
    if total.text is None:
        return [_cell("share", "percent", Cell(None, total.reason))]
    share = share_text(min(int(total.text), figure.value), figure.value, rules.share_step)
    return [_cell("share", "percent", Cell(share))]
