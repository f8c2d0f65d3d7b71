"""The figures of a period: frozen when they are frozen, else computed now. The page and the command ask here."""

from dataclasses import dataclass
from datetime import date

from trede.core.disclosure import Rules
from trede.core.indicators import RESILIENCE
from trede.core.pack import Pack
from trede.core.periods import Period, quarter_of
from trede.journal import clock
from trede.monitor import queries
from trede.monitor.report import CellDocument, Document, Members, build, headline_of, indicator_of
from trede.regions.registry import pack

TREND_QUARTERS = 8
STOCKS = frozenset({RESILIENCE})
"""Indicators that say how things are at the end of a period, not what happened in it."""


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
    return _public(period, queries.live.public(), queries.frozen_keys())


def series(quarter: Period) -> Series:
    """Return the public documents of the eight quarters up to `quarter`.

    One query when all are frozen; else at most four more, and the journal is read when it grew.
    """
    quarters = quarter.last_quarters(TREND_QUARTERS)
    frozen = queries.frozen_quarters(quarters)
    found = {key: _frozen(snapshot.document) for key, snapshot in frozen.items()}
    if len(found) < len(quarters):
        kept, keys = queries.live.public(), queries.frozen_keys()
        found |= {each.key: _public(each, kept, keys) for each in quarters if each.key not in found}
    own = frozen.get(quarter.key)
    return Series(quarters, tuple(found[each.key] for each in quarters), tuple(own.lessons) if own else ())


def desk_series(quarter: Period) -> Series:
    """Return the desk's documents of the eight quarters up to `quarter`: five firms or more, not rounded, as of now.

    One query, or two when the journal grew.
    """
    kept, region = queries.live.kept(), pack()
    rules = Rules.desk(region.info.disclosure)
    quarters = quarter.last_quarters(TREND_QUARTERS)
    return Series(quarters, tuple(_made(kept, region, each, rules, None) for each in quarters), ())


def shown_quarter() -> Period:
    """Return the quarter that the public page opens with: the latest frozen one, else the last that ended."""
    newest = queries.newest_frozen()
    return quarter_from(newest) if newest is not None else quarter_of(clock.today()).previous()


def quarter_from(key: str) -> Period:
    """Return the quarter with the key of a snapshot."""
    year, _, number = key.partition("-Q")
    return quarter_of(date(int(year), int(number) * 3, 1))


def _public(period: Period, kept: queries.Kept, frozen: frozenset[str]) -> Document:
    region = pack()
    rules, before = Rules.public(region.info.disclosure), queries.frozen_before(period, frozen)
    if period.is_quarter:
        return _made(kept, region, period, rules, before)
    return _year(kept, region, period, rules, frozen)


def _made(kept: queries.Kept, region: Pack, period: Period, rules: Rules, before: str | None) -> Document:
    """Return the document of a period from the kept ledger; made once as long as ledger, pack and rules stand."""
    key = (id(region), period.key, rules, before)
    found = kept.documents.get(key)
    if found is None:
        members = queries.members_until(before)
        found, _ = build(region, kept.ledger, period, known_on=kept.day, rules=rules, before=members)
        kept.documents[key] = found
    return found


def _year(kept: queries.Kept, region: Pack, period: Period, rules: Rules, frozen: frozenset[str]) -> Document:
    """Return the document of a year, held against what is published of its quarters. Made once, as `_made`.

    What holds at the end of a year is the figure of its last quarter, once that is frozen: a second one, of a later
    day, would tell the difference.
    """
    key = (id(region), period.key, rules, *sorted(frozen))
    found = kept.documents.get(key)
    if found is None:
        published = queries.quarters_of(period)
        quarters = [
            published[each.key] if each.key in published else _running(kept, region, each, rules, frozen)
            for each in period.last_quarters(4)
            if each.first <= kept.day
        ]
        found, _ = build(region, kept.ledger, period, known_on=kept.day, rules=rules, quarters=quarters)
        last = published.get(f"{period.key}-Q4")
        if last is not None:
            found["indicators"] = [
                indicator_of(last[0], each["key"]) if each["key"] in STOCKS else each for each in found["indicators"]
            ]
        kept.documents[key] = found
    return found


def _running(
    kept: queries.Kept, region: Pack, period: Period, rules: Rules, frozen: frozenset[str]
) -> tuple[Document, Members]:
    """Return what can be read of a quarter that is not frozen, with the firms behind it."""
    before = queries.members_until(queries.frozen_before(period, frozen))
    document, members = build(region, kept.ledger, period, known_on=kept.day, rules=rules, before=before)
    behind = {key: {name: frozenset(firms) for name, firms in cells.items()} for key, cells in members.items()}
    return document, behind


def _as_known_on(period: Period, day: date) -> Document:
    region, ledger = pack(), queries.ledger_of(day)
    before = queries.members_until(queries.frozen_before(period, queries.frozen_keys(day)))
    rules = Rules.public(region.info.disclosure)
    return build(region, ledger, period, known_on=day, rules=rules, before=before)[0]


def _frozen(document: Document) -> Document:
    return {**document, "status": "final"}
