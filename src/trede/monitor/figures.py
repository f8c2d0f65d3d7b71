"""The figures of a period: frozen when they are frozen, else computed now. The page and the command ask here."""

from dataclasses import dataclass
from datetime import date

from trede.core.disclosure import Rules
from trede.core.indicators import measure
from trede.core.pack import Pack
from trede.core.periods import Period, quarter_of
from trede.journal import clock
from trede.monitor import queries
from trede.monitor.queries import STOCKS, Kept, Settled
from trede.monitor.report import Beside, CellDocument, Document, Members, build, headline_of, indicator_of
from trede.regions.registry import pack

TREND_QUARTERS = 8


@dataclass(frozen=True, slots=True)
class Series:
    """Documents of consecutive quarters, oldest first, up to the quarter asked for, and its lessons."""

    quarters: tuple[Period, ...]
    documents: tuple[Document, ...]
    lessons: tuple[str, ...]

    @property
    def latest(self) -> Document:
        """The document of the quarter that was asked for."""
        return self.documents[-1]

    def headlines(self, key: str) -> tuple[CellDocument, ...]:
        """Return the headline figure of one indicator in each quarter."""
        return tuple(headline_of(indicator_of(document, key)) for document in self.documents)


def figures(period: Period, *, as_known_on: date | None = None) -> Document:
    """Return the public document of a quarter or a year; the same one that the page shows.

    A frozen quarter and an adopted year are read back. With `as_known_on` it is computed again from what was recorded
    by that day.
    """
    if as_known_on is not None:
        return _as_known_on(period, as_known_on)
    if not period.is_quarter:
        report = queries.adopted(period.key)
        if report is not None and report.document is not None:
            return _frozen(report.document)
    snapshot = queries.frozen_quarters((period,)).get(period.key)
    if snapshot is not None:
        return _frozen(snapshot.document)
    return _public(period, queries.live.public(), queries.settled())


def series(quarter: Period) -> Series:
    """Return the public documents of the eight quarters up to `quarter`.

    One query when all are frozen; else two more, and some for each document that is not kept yet.
    """
    quarters = quarter.last_quarters(TREND_QUARTERS)
    frozen = queries.frozen_quarters(quarters)
    found = {key: _frozen(snapshot.document) for key, snapshot in frozen.items()}
    if len(found) < len(quarters):
        kept, final = queries.live.public(), queries.settled()
        found |= {each.key: _public(each, kept, final) for each in quarters if each.key not in found}
    own = frozen.get(quarter.key)
    return Series(quarters, tuple(found[each.key] for each in quarters), tuple(own.lessons) if own else ())


def desk_series(quarter: Period) -> Series:
    """Return the desk's documents of the eight quarters up to `quarter`: five firms or more, not rounded, as of now.

    One query, or two when the journal grew.
    """
    kept, region = queries.live.kept(), pack()
    rules = Rules.desk(region.info.disclosure)
    quarters = quarter.last_quarters(TREND_QUARTERS)
    return Series(quarters, tuple(_made(kept, region, each, rules) for each in quarters), ())


def shown_quarter() -> Period:
    """Return the quarter that the public page opens with: the latest frozen one, else the last that ended."""
    newest = queries.newest_frozen()
    return quarter_from(newest) if newest is not None else quarter_of(clock.today()).previous()


def quarter_from(key: str) -> Period:
    """Return the quarter with the key of a snapshot."""
    year, _, number = key.partition("-Q")
    return quarter_of(date(int(year), int(number) * 3, 1))


def year_to_adopt(period: Period) -> tuple[Document, dict[str, dict[str, list[int]]]]:
    """Return the public document of a year that is not adopted, and the firms in each of its cells, hidden ones too."""
    kept = queries.live.public()
    document = _public(period, kept, queries.settled())
    cells = queries.cells_of(measure(kept.ledger, period, known_on=kept.day))
    return document, {key: {name: sorted(firms) for name, firms in each.items()} for key, each in cells.items()}


def held_against(period: Period, final: Settled) -> Beside:
    """Return what a period is held against, but for the quarters of a year: all that was final before. Three queries
    and one for each year, fewer when there is less.
    """
    before = final.before(period)
    years = queries.years_of(before.years)
    return Beside([*queries.members_of(before.quarters), *(year.shown() for year in years)], (), years)


def _public(period: Period, kept: Kept, final: Settled) -> Document:
    """Return the public document of a period, made once as long as ledger, pack and what is final stand."""
    region = pack()
    rules, before = Rules.public(region.info.disclosure), final.before(period)
    key = (id(region), period.key, rules, before if period.is_quarter else final)
    found = kept.documents.get(key)
    if found is None:
        if period.is_quarter:
            found = build(
                region, kept.ledger, period, known_on=kept.day, rules=rules, beside=held_against(period, final)
            )[0]
        else:
            found = _year(kept, region, period, rules, final)
        kept.documents[key] = found
    return found


def _made(kept: Kept, region: Pack, period: Period, rules: Rules) -> Document:
    """Return the desk's document of a quarter, made once in the same way."""
    key = (id(region), period.key, rules)
    found = kept.documents.get(key)
    if found is None:
        found, _ = build(region, kept.ledger, period, known_on=kept.day, rules=rules)
        kept.documents[key] = found
    return found


def _year(kept: Kept, region: Pack, period: Period, rules: Rules, final: Settled) -> Document:
    """Return the document of a year, held against what is published of its quarters and of the time before it.

    What holds at the end of a year is the figure of its last quarter: a second one, of a later day, would tell the
    difference.
    """
    published = queries.quarters_of(period)
    quarters = [
        published[each.key] if each.key in final.quarters else _running(kept, region, each, rules, final)
        for each in period.last_quarters(4)
        if each.first <= kept.day
    ]
    earlier = held_against(period, final)
    beside = Beside(earlier.before, quarters, earlier.years)
    found, _ = build(region, kept.ledger, period, known_on=kept.day, rules=rules, beside=beside)
    if quarters:
        last = quarters[-1][0]
        found["indicators"] = [
            indicator_of(last, each["key"]) if each["key"] in STOCKS else each for each in found["indicators"]
        ]
    return found


def _running(kept: Kept, region: Pack, period: Period, rules: Rules, final: Settled) -> tuple[Document, Members]:
    """Return what can be read of a quarter that is not frozen, with the firms behind it."""
    beside = held_against(period, final)
    document, members = build(region, kept.ledger, period, known_on=kept.day, rules=rules, beside=beside)
    behind = {key: {name: frozenset(firms) for name, firms in cells.items()} for key, cells in members.items()}
    return document, behind


def _as_known_on(period: Period, day: date) -> Document:
    return _public(period, Kept(0, day, 0.0, queries.ledger_of(day)), queries.settled(day))


def _frozen(document: Document) -> Document:
    return {**document, "status": "final"}
