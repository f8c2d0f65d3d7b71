"""The indicators from snapshots, on the engine of choice. One expression, the same figures everywhere.

DuckDB is the default and reads files larger than memory. Polars is a second engine; Spark, an extra, is for when the
journals of a country come together. Several snapshots are read side by side: firms of different regions never mix.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import narwhals as nw

from trede.core import frames
from trede.core.errors import InputError
from trede.core.frames import Frame, Keep
from trede.core.indicators import FLOW, KEYS, Measure
from trede.core.periods import Period
from trede.monitor.snapshot import EVENTS, read_manifest

ENGINES = ("duckdb", "polars", "spark")
REGION_BITS, ID_BITS = 40, 36
"""Firms of the n-th snapshot are numbered from n times two to this power, so that regions do not share a firm."""


@contextmanager
def opened(folders: Sequence[Path], engine: str = "duckdb") -> Iterator[tuple[Frame, Keep]]:
    """Open snapshots as one frame, with the way in which this engine keeps what it computed.

    Raises InputError for a folder that is no snapshot and for an engine that is not installed.
    """
    for folder in folders:
        read_manifest(folder)
    files = [str(folder / EVENTS) for folder in folders]
    try:
        opener = _OPENERS[engine]
        manager = contextmanager(opener)(files)
        opened_frame = manager.__enter__()
    except ModuleNotFoundError as error:
        raise InputError(
            "engine",
            f"{engine} is hier niet. Kies iets anders om mee te rekenen.",
            f"{engine} is not installed. Choose another engine, or install the extra of that name.",
        ) from error
    try:
        yield opened_frame
    finally:
        manager.__exit__(None, None, None)


def _numbered(parts: list[Frame]) -> Frame:
    """Put the events of several regions under each other, each with firms and numbers of its own."""
    if len(parts) == 1:
        return parts[0]
    moved = [
        part.with_columns(
            id=nw.col("id") + (place << ID_BITS),
            firm=nw.col("firm") + (place << REGION_BITS),
            gone=nw.col("gone") + (place << REGION_BITS),
        )
        for place, part in enumerate(parts)
    ]
    return nw.concat(moved, how="vertical")


def _duckdb(files: list[str]) -> Iterator[tuple[Frame, Keep]]:
    import duckdb

    numbers = count()
    with duckdb.connect(config={"memory_limit": "1500MB"}) as connection:
        connection.execute("SET preserve_insertion_order = false")

        def keep(frame: Frame) -> Frame:
            name = f"kept_{next(numbers)}"
            frame.to_native().create(name)
            return nw.from_native(connection.table(name))

        yield _numbered([nw.from_native(connection.read_parquet(file)) for file in files]), keep


def _polars(files: list[str]) -> Iterator[tuple[Frame, Keep]]:
    import polars as pl

    def keep(frame: Frame) -> Frame:
        kept: Frame = nw.from_native(frame.to_native().collect().lazy())
        return kept

    yield _numbered([nw.from_native(pl.scan_parquet(file)) for file in files]), keep


def _spark(files: list[str]) -> Iterator[tuple[Frame, Keep]]:
    from pyspark.sql import SparkSession

    builder: Any = SparkSession.builder
    session = (
        builder.master("local[2]")
        .appName("trede")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")

    def keep(frame: Frame) -> Frame:
        kept: Frame = nw.from_native(frame.to_native().cache())
        return kept

    try:
        yield _numbered([nw.from_native(session.read.parquet(file)) for file in files]), keep
    finally:
        session.stop()


_OPENERS: dict[str, Callable[[list[str]], Iterator[tuple[Frame, Keep]]]] = {
    "duckdb": _duckdb,
    "polars": _polars,
    "spark": _spark,
}


def measures(events: Frame, period: Period, *, known_on: date, keep: Keep = frames.as_it_is) -> dict[str, Measure]:
    """Return the exact measures of one period, with the firms behind each: for disclosure control, never to show."""
    found = {key: Measure(key, measured=False) for key in KEYS}
    if period.first > known_on:
        return found
    prepared = frames.prepare(events, known_on=known_on, keep=keep)
    unit: frames.Unit = "quarter" if period.is_quarter else "year"
    number = frames.quarter_number(period.first) if period.is_quarter else period.year
    until = min(period.last, known_on)
    entries = keep(frames.flow_entries(prepared, keep=keep))
    rows = frames.members(prepared, entries, units=[unit], until=until, keep=keep).filter(nw.col("period") == number)
    groups: dict[str, dict[str, set[int]]] = {}
    for indicator, cell, firm in frames.fetch(rows.select("indicator", "cell", "firm")):
        groups.setdefault(indicator, {}).setdefault(cell, set()).add(firm)
    began = _began(frames.known(events, known_on), entries)
    for key, first in began.items():
        if first <= period.last:
            found[key] = _measure(key, groups.get(key, {}))
    return found


def _began(known: Frame, entries: Frame) -> dict[str, date]:
    """Return the first day of each indicator, from the events that were known and the entries of flow."""
    found = frames.began(known)
    rows = frames.fetch(entries.select(nw.col("day").min()))
    if rows and rows[0][0] is not None:
        found[FLOW] = date.fromordinal(int(rows[0][0]) + date(1970, 1, 1).toordinal())
    return found


def _measure(key: str, cells: dict[str, set[int]]) -> Measure:
    if key == FLOW:
        named = ("risen", "unconfirmed", "unchanged", "fallen")
        parts = tuple((name, frozenset(cells.get(f"part:{name}", ()))) for name in named)
        total = frozenset().union(*(firms for _, firms in parts))
        return Measure(FLOW, measured=True, total=total, hit=parts[0][1], parts=parts, hit_part="risen")
    total = frozenset(cells.get("total", ()))
    listed = sorted(cell for cell in cells if cell.startswith("part:"))
    parts = tuple((cell.removeprefix("part:"), frozenset(cells[cell])) for cell in listed)
    hit = frozenset(cells.get("hit", ())) if key == "resilience" else None
    return Measure(key, measured=True, total=total, hit=hit, parts=parts)
