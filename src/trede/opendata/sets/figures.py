"""Figures from frozen quarters only. Each passed the disclosure control of the page that shows it."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from trede.core.benchmark import key_of
from trede.core.benchmark_count import ALL as EVERY
from trede.core.disclosure import Reason, Rules
from trede.core.indicators import known_until
from trede.core.pack import Pack
from trede.core.periods import Period
from trede.core.scan import RUNGS
from trede.core.table_parts import ALL, Protected, Table
from trede.core.tables import protect
from trede.journal.queries import events_between
from trede.monitor.figures import quarter_from
from trede.monitor.models import MonitorSnapshot
from trede.monitor.queries import frozen_keys, frozen_quarters
from trede.monitor.report import headline_of
from trede.opendata.fields import Row
from trede.scan.benchmark.models import BenchmarkSnapshot

OTHER, WHOLE = "other", "all"
CHANNELS = ("web", "adviser", "api", OTHER)
"""Ways in which a scan came in; what is not the site itself is small and merges first."""
_UP = {
    **dict.fromkeys(("adviser", "api"), OTHER),
    **dict.fromkeys(("web", OTHER), WHOLE),
    **dict.fromkeys(RUNGS[:2], "starting"),
    **dict.fromkeys(RUNGS[2:4], "growing"),
    **dict.fromkeys(RUNGS[4:], "renewing"),
    **dict.fromkeys(("growing", "renewing"), "beyond-starting"),
    **dict.fromkeys(("starting", "beyond-starting"), WHOLE),
}
"""Few firms stand high on the ladder: the upper rungs merge first, and `starting` stays as long as it can."""


def frozen() -> list[MonitorSnapshot]:
    """Return every frozen quarter, oldest first. Two queries."""
    quarters = tuple(quarter_from(key) for key in sorted(frozen_keys()))
    found = frozen_quarters(quarters)
    return [found[quarter.key] for quarter in quarters]


def indicators(_pack: Pack) -> list[Row]:
    """Return each published cell of each indicator in each frozen quarter, and a row for what was not measured."""
    rows: list[Row] = []
    for snapshot in frozen():
        document = snapshot.document
        start = (document["period"], document["known_on"], document["pack"])
        for indicator in document["indicators"]:
            about = (*start, indicator["key"], indicator["version"])
            cells = indicator["cells"] or [headline_of(indicator)]
            rows += [(*about, cell["cell"], cell["unit"], cell["text"], cell["reason"]) for cell in cells]
    return rows


def groups(_pack: Pack) -> list[Row]:
    """Return each published cell of the tables per municipality, sector and size of each frozen quarter. One query."""
    rows: list[Row] = []
    for snapshot in MonitorSnapshot.objects.order_by("period").only("document", "breakdowns"):
        document = snapshot.document
        start = (document["period"], document["known_on"], document["pack"])
        for indicator, tables in snapshot.breakdowns.items():
            for dimension, table in tables.items():
                for cell in table["cells"]:
                    holds = table["members"].get(cell["row"], ())
                    about = (*start, indicator, dimension, _part(cell["row"]), ";".join(holds) or None)
                    rows.append((*about, _part(cell["column"]), cell["text"], cell["reason"]))
    return rows


def ladder(pack: Pack) -> list[Row]:
    """Return how many of every ten firms stand on each rung, per group of each frozen quarter of the comparison.

    These are the very figures of the comparison on the outcome page. A group that is not published there has rows
    without a value. One query.
    """
    rows: list[Row] = []
    for document in BenchmarkSnapshot.objects.order_by("period").values_list("document", flat=True):
        for sector, size in _groups(pack):
            figures = document["groups"].get(key_of((sector, size)))
            about = (document["period"], document["version"], _word(sector), _word(size))
            for place, rung in enumerate(RUNGS):
                if figures is None:
                    rows.append((*about, rung, None, None, None, str(Reason.NEIGHBOUR)))
                else:
                    rows.append(
                        (*about, rung, figures["period"], str(figures["firms"]), str(figures["rungs"][place]), None)
                    )
    return rows


def _groups(pack: Pack) -> Iterator[tuple[str, str]]:
    for sector in (EVERY, *(item.key for item in pack.info.sectors)):
        for size in (EVERY, *(item.key for item in pack.info.size_classes)):
            yield sector, size


def _word(key: str) -> str:
    return WHOLE if key == EVERY else key


def scans(pack: Pack) -> list[Row]:
    """Return how many first scans had an outcome per frozen quarter, by way in and by rung.

    The quarter counts as it was known on the day it was frozen, so it never changes: the events it counts are not
    erased, only the answers in them. Quarters have no scan in common, so nothing can be subtracted over time.
    """
    rows: list[Row] = []
    for snapshot in frozen():
        period = quarter_from(snapshot.period)
        found = _protected(pack.info.default_scan, Rules.public(pack.info.disclosure), period, snapshot.known_on)
        rows += _scan_rows(period, snapshot.known_on, found)
    return rows


@lru_cache(maxsize=64)  # a frozen quarter stays as it is
def _protected(scan: str, rules: Rules, period: Period, known_on: date) -> Protected:
    cells: dict[tuple[str, str], set[int]] = {}
    events = events_between(period.first, period.last, types=("scan.completed",), known_on=known_until(known_on))
    for number, data in events.values_list("id", "data").iterator(chunk_size=5_000):
        if data.get("scan") == scan and not data.get("again") and data.get("phase") in RUNGS:
            channel = str(data.get("channel")) if data.get("channel") in CHANNELS else OTHER
            cells.setdefault((channel, str(data["phase"])), set()).add(number)
    table = Table(CHANNELS, RUNGS, {label: frozenset(numbers) for label, numbers in cells.items()}, up=_UP)
    return protect(table, rules)


def _scan_rows(period: Period, known_on: date, found: Protected) -> Sequence[Row]:
    """Return the cells as rows. Where everything merged into one row or column, its margin says the same: one stays."""
    cells = {(_part(row), _part(column)): cell for (row, column), cell in sorted(found.cells.items())}
    return [
        (period.key, known_on.isoformat(), *label, cell.text, None if cell.shown else str(cell.reason))
        for label, cell in cells.items()
    ]


def _part(name: str) -> str:
    return WHOLE if name == ALL else name
