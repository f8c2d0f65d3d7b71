"""Figures from frozen quarters only. Each passed the disclosure control of the page that shows it."""

from collections.abc import Iterator, Sequence

from trede.core.benchmark import key_of
from trede.core.benchmark_count import ALL as EVERY
from trede.core.breakdowns import TABLES
from trede.core.disclosure import Reason
from trede.core.pack import Pack
from trede.core.scan import RUNGS
from trede.core.scan_table import WHOLE
from trede.core.table_parts import ALL
from trede.monitor.breakdowns import CHANNEL, SCANS, TableDocument
from trede.monitor.figures import quarter_from
from trede.monitor.models import MonitorSnapshot
from trede.monitor.queries import frozen_keys, frozen_quarters
from trede.monitor.report import headline_of
from trede.opendata.fields import Row
from trede.scan.benchmark.models import BenchmarkSnapshot


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
        for indicator in TABLES:
            for dimension, table in snapshot.breakdowns.get(indicator, {}).items():
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


def scans(_pack: Pack) -> list[Row]:
    """Return how many first scans had an outcome per frozen quarter, by way in and by rung. One query.

    The table is the one that was made when the quarter was frozen: nothing that is recorded or decided later changes
    it. Quarters have no scan in common, so nothing can be subtracted over time.
    """
    rows: list[Row] = []
    for snapshot in MonitorSnapshot.objects.order_by("period").only("period", "known_on", "breakdowns"):
        table = snapshot.breakdowns.get(SCANS, {}).get(CHANNEL)
        if table is not None:
            rows += _scan_rows(snapshot.period, snapshot.known_on.isoformat(), table)
    return rows


def _scan_rows(period: str, known_on: str, table: TableDocument) -> Sequence[Row]:
    """Return the cells as rows. Where everything merged into one row or column, its margin says the same: one stays."""
    ordered = sorted(table["cells"], key=lambda cell: (cell["row"], cell["column"]))
    cells = {(_part(cell["row"]), _part(cell["column"])): cell for cell in ordered}
    return [(period, known_on, *label, cell["text"], cell["reason"]) for label, cell in cells.items()]


def _part(name: str) -> str:
    return WHOLE if name == ALL else name
