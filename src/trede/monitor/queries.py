"""Reading the journal and the frozen quarters. The monitor reads no other room's tables."""

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from time import monotonic
from typing import Any, NamedTuple

from django.db.models import Count, Max
from django.db.models.fields.json import KT

from trede.core.breakdowns import Profiles
from trede.core.disclosure import Firms
from trede.core.indicators import RESILIENCE, SOURCE_EVENTS, EventRow, Ledger, Measure, known_until, measure, read
from trede.core.periods import Period, parse_period
from trede.journal import clock
from trede.journal.models import Event
from trede.journal.queries import events_between
from trede.monitor.breakdowns import Tables
from trede.monitor.models import MonitorReport, MonitorSnapshot
from trede.monitor.report import Document, FinalYear, Members
from trede.regions.registry import pack

AT_MOST = 20
"""While the journal grows, reading it may take one part in this many of the time: a small one is always fresh."""
_BATCH = 5000
STOCKS = frozenset({RESILIENCE})
"""Indicators that say how things are at the end of a period, not what happened in it."""


def event_rows(known_on: date) -> Iterator[EventRow]:
    """Yield what the indicators read, as known on `known_on`. One query, read in batches."""
    rows = Event.objects.filter(
        type__in=SOURCE_EVENTS, firm__isnull=False, recorded_at__lt=known_until(known_on)
    ).values_list("type", "occurred_on", "recorded_at", "firm", "organisation", "subject", "data")
    return (EventRow(*row) for row in rows.iterator(chunk_size=_BATCH))


def rows_of(types: Iterable[str]) -> list[EventRow]:
    """Return all events of some types, as plain rows. One query."""
    found = Event.objects.filter(type__in=tuple(types)).order_by()
    return [
        EventRow(*row)
        for row in found.values_list("type", "occurred_on", "recorded_at", "firm", "organisation", "subject", "data")
    ]


@dataclass(frozen=True, slots=True)
class Kept:
    """The journal as it was read last, with the documents that were made from it."""

    newest: int
    day: date
    good_until: float
    ledger: Ledger
    documents: dict[tuple[object, ...], Document] = field(default_factory=dict)


class _Live:
    """Ledgers kept in the process, each as known on its day. One thread reads the journal, the others wait for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, Kept] = {}

    def kept(self) -> Kept:
        """Return the ledger of today, for the desk. One query, or two when the journal grew and is read again.

        It may be behind the journal by as long as reading takes, times `AT_MOST` (100,000 events: some 20 seconds).
        """
        day = clock.today()
        return self._read("desk", day, Event.objects.aggregate(newest=Max("id"))["newest"] or 0)

    def public(self) -> Kept:
        """Return the ledger of the last stamp day, for everybody: it changes on Mondays. One query, or two once a week.

        What is recorded between two stamps cannot be seen in a public figure, so nobody sees one firm come in.
        """
        day = stamp_day(clock.today())
        before = Event.objects.filter(recorded_at__lt=known_until(day))
        return self._read("public", day, before.aggregate(newest=Max("id"))["newest"] or 0)

    def forget(self) -> None:
        """Read the journal anew next time."""
        with self._lock:
            self._kept.clear()

    def _read(self, name: str, day: date, newest: int) -> Kept:
        with self._lock:
            kept = self._kept.get(name)
            if kept is None or not self._good(kept, day, newest):
                started = monotonic()
                ledger = read(event_rows(day))
                kept = Kept(newest, day, started + (monotonic() - started) * AT_MOST, ledger)
                self._kept[name] = kept
            return kept

    @staticmethod
    def _good(kept: Kept, day: date, newest: int) -> bool:
        if kept.day != day or newest < kept.newest:
            return False
        return newest == kept.newest or monotonic() < kept.good_until


live = _Live()


def stamp_day(today: date) -> date:
    """Return the day up to which public figures that are not frozen are known: the last Sunday before `today`."""
    return today - timedelta(days=today.weekday() + 1)


def ledger_of(known_on: date) -> Ledger:
    """Return the ledger as known on a day, read now. One query."""
    return read(event_rows(known_on))


def profiled(known_on: date) -> tuple[Ledger, Profiles]:
    """Return the ledger as known on a day, with the place, sector and size of each firm. One query."""
    profiles = Profiles()
    return read(profiles.watch(event_rows(known_on))), profiles


def frozen_quarters(quarters: tuple[Period, ...]) -> dict[str, MonitorSnapshot]:
    """Return the snapshots of these quarters by period key, without members and tables. One query."""
    found = MonitorSnapshot.objects.filter(period__in=[quarter.key for quarter in quarters])
    found = found.defer("members", "remembered", "breakdowns")
    return {snapshot.period: snapshot for snapshot in found}


def breakdowns_of(quarters: Iterable[Period]) -> dict[str, Tables]:
    """Return the published tables of those of the quarters that are frozen, by period key. One query."""
    keys = [quarter.key for quarter in quarters]
    return dict(MonitorSnapshot.objects.filter(period__in=keys).values_list("period", "breakdowns"))


def remembered_before(period: Period) -> list[dict[str, Any]]:
    """Return what the tables of every quarter frozen before left, oldest first. One query."""
    found = MonitorSnapshot.objects.filter(period__lt=period.key).order_by("period")
    return list(found.values_list("remembered", flat=True))


def newest_frozen() -> str | None:
    """Return the key of the latest frozen quarter. One query."""
    return MonitorSnapshot.objects.order_by("-period").values_list("period", flat=True).first()


def report_of(period: str) -> MonitorReport | None:
    """Return the report of a period, draft or adopted. One query."""
    return MonitorReport.objects.filter(period=period).first()


def adopted(period: str) -> MonitorReport | None:
    """Return the adopted report of a period. One query."""
    return MonitorReport.objects.filter(period=period, adopted_on__isnull=False).first()


def frozen_keys() -> frozenset[str]:
    """Return the keys of all frozen quarters. One query."""
    return frozenset(MonitorSnapshot.objects.values_list("period", flat=True))


class Settled(NamedTuple):
    """The keys of what is final: quarters that were frozen, and years that were adopted."""

    quarters: frozenset[str]
    years: frozenset[str]

    def before(self, period: Period) -> "Settled":
        """Return what is final of the time before a period: of a year nothing of its own quarters."""
        return Settled(
            frozenset(key for key in self.quarters if key < period.key),
            frozenset(key for key in self.years if key < str(period.year)),
        )


def settled(known_on: date | None = None) -> Settled:
    """Return what is final, or what was on the day `known_on`. One query."""
    quarters, reports = MonitorSnapshot.objects.all(), MonitorReport.objects.filter(adopted_on__isnull=False)
    if known_on is not None:
        quarters = quarters.filter(known_on__lte=known_on)
        reports = reports.filter(adopted_on__lt=known_until(known_on))
    years = reports.exclude(period__contains="-").values_list("period", flat=True)
    keys = frozenset(quarters.values_list("period", flat=True).union(years))
    return Settled(frozenset(key for key in keys if "-" in key), frozenset(key for key in keys if "-" not in key))


def members_of(keys: Collection[str]) -> list[Members]:
    """Return the firms behind each published cell of these frozen quarters, in order. One query, none without keys."""
    if not keys:
        return []
    found = MonitorSnapshot.objects.filter(period__in=keys).order_by("period")
    return [_members(stored) for stored in found.values_list("members", flat=True)]


def years_of(keys: Collection[str]) -> list[FinalYear]:
    """Return these adopted years in order, with their quarters. No query without keys, else one and one for each."""
    if not keys:
        return []
    found = MonitorReport.objects.filter(period__in=keys).order_by("period")
    return [_final(parse_period(report.period), report) for report in found]


def _final(year: Period, report: MonitorReport) -> FinalYear:
    """Return an adopted year. One that was adopted before its firms were kept is measured again, as known that day."""
    document: Any = report.document
    members = _members(report.members)
    if not members:
        day = date.fromisoformat(document["known_on"])
        members = cells_of(measure(ledger_of(day), year, known_on=day))
    quarters = quarters_of(year)
    return FinalYear(document, members, tuple(quarters.get(each.key) for each in year.last_quarters(4)))


def cells_of(measures: Mapping[str, Measure]) -> dict[str, Mapping[str, Firms]]:
    """Return the firms of every cell of a year. A stock stays out: it is the figure of the last quarter."""
    return {key: found.cells() for key, found in measures.items() if found.measured and key not in STOCKS}


def quarters_of(year: Period) -> dict[str, tuple[Document, Members]]:
    """Return what is frozen of the quarters of a year, by key, with the firms behind it. One query."""
    found = MonitorSnapshot.objects.filter(period__startswith=f"{year.key}-")
    return {
        key: (document, _members(stored))
        for key, document, stored in found.values_list("period", "document", "members")
    }


def _members(stored: dict[str, dict[str, list[int]]]) -> Members:
    return {indicator: {cell: frozenset(firms) for cell, firms in cells.items()} for indicator, cells in stored.items()}


def scans_per_referrer(period: Period) -> dict[str, int]:
    """Return how many scans each referrer of the pack brought in a period; a key that left the pack stays counted.

    For the desk: the numbers may be small. One query.
    """
    found = (
        events_between(period.first, period.last, types=("scan.completed",))
        .filter(data__has_key="via")
        .order_by()
        .annotate(via=KT("data__via"))
        .values_list("via")
        .annotate(scans=Count("id"))
    )
    return dict.fromkeys(pack().referrers, 0) | dict(found)
