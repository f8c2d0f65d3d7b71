"""Reading for the benchmark: the scans of a quarter in one pass, and the frozen quarters."""

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from time import monotonic
from typing import Any, cast

from django.db import connection

from trede.core.benchmark import Figures, Snapshot, Trace
from trede.core.benchmark_count import Link, Row
from trede.core.pack import Pack, Scan
from trede.core.periods import Period, months_before
from trede.scan.benchmark.models import BenchmarkSnapshot
from trede.scan.models import ScanResult

MONTHS = 24
"""How far back scans count: someone who scanned longer ago is another firm by now."""
QUARTERS = MONTHS // 3
"""No scan counts in two snapshots that are further apart than this."""
_AT_ONCE = 5_000
_SECONDS = 60.0
"""For how long a process trusts what it read; the newest snapshot changes once a quarter."""


def first_day(period: Period) -> date:
    """Return the first day on which a scan still counts at the end of the quarter."""
    return months_before(period.last, MONTHS) + timedelta(days=1)


def counted(region: Pack, scan: Scan, period: Period) -> Iterator[Row]:
    """Yield every scan that counts in a quarter: with a rung, and sector, municipality and size of the region given.

    One query, read in batches; a superseded scan of the same firm is still among them (see `links`).
    """
    wanted = (
        ("municipality", [item.code for item in region.info.municipalities]),
        ("sector", [sector.key for sector in region.info.sectors]),
        ("size", [size.key for size in region.info.size_classes]),
    )
    conditions = "".join(f" AND {name} IN ({', '.join(['%s'] * len(keys))})" for name, keys in wanted)
    sql = (
        "SELECT id, sector, size, phase, answers FROM scan_scanresult "  # noqa: S608  # names are ours, values are not
        f"WHERE scan_key = %s AND version = %s AND phase IS NOT NULL AND day BETWEEN %s AND %s{conditions}"
    )
    values: list[Any] = [scan.key, scan.version, first_day(period), period.last]
    return cast("Iterator[Row]", _rows(sql, values + [key for _, keys in wanted for key in keys]))


def links() -> Iterator[Link]:
    """Yield every scan that follows an earlier one or was shared by a firm. One query, read in batches."""
    sql = "SELECT id, previous_id, firm_id FROM scan_scanresult WHERE previous_id IS NOT NULL OR firm_id IS NOT NULL"
    return cast("Iterator[Link]", _rows(sql, []))


def _rows(sql: str, values: list[Any]) -> Iterator[Any]:
    with closing(connection.chunked_cursor()) as cursor:
        cursor.execute(sql, values)
        while batch := cursor.fetchmany(_AT_ONCE):
            yield from batch


def is_anything_counted(scan: Scan, period: Period) -> bool:
    """Tell whether anybody gave a context with a scan that may count in the quarter. One query."""
    found = ScanResult.objects.filter(scan_key=scan.key, version=scan.version, sector__isnull=False)
    return found.filter(day__range=(first_day(period), period.last), size__isnull=False).exists()


def newest_period() -> str | None:
    """Return the key of the last frozen quarter. One query."""
    return BenchmarkSnapshot.objects.order_by("-period").values_list("period", flat=True).first()


def earlier(scan: Scan, period: Period) -> list[tuple[dict[str, Figures], Trace]]:
    """Return figures and traces that the public may remember beside a new snapshot, the newest first. One query."""
    stored = BenchmarkSnapshot.objects.filter(period__gte=period.quarters_back(QUARTERS).key, period__lt=period.key)
    found = stored.order_by("-period").values_list("document", "trace")
    return [
        (document["groups"], trace)
        for document, trace in found
        if (document["scan"], document["version"]) == (scan.key, scan.version)
    ]


class _Newest:
    """The last frozen quarter, kept in the process for a minute."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._good_until = 0.0
        self._kept: Snapshot | None = None

    def snapshot(self) -> Snapshot | None:
        """Return the last frozen quarter; None before the first. At most one query a minute."""
        if monotonic() >= self._good_until:
            with self._lock:
                found = BenchmarkSnapshot.objects.order_by("-period").values_list("document", flat=True).first()
                self._kept = cast("Snapshot | None", found)
                self._good_until = monotonic() + _SECONDS
        return self._kept

    def forget(self) -> None:
        """Read it anew next time."""
        self._good_until = 0.0


newest = _Newest()
