"""The dataframe expressions say what the reader of single events says, on every engine."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import duckdb
import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import LONG
from trede.core import frames
from trede.core.indicators import EventRow, Measure, measure, read
from trede.core.periods import quarter_of, year_of
from trede.core.scan import RUNGS

pytestmark = pytest.mark.exhaustive
START = date(2025, 1, 1)
QUARTERS = [quarter_of(date(year, month, 1)) for year in (2025, 2026) for month in (2, 5, 8, 11)]
YEARS = [year_of(date(year, 6, 1)) for year in (2025, 2026)]
SCHEMA: dict[str, Any] = {
    "BIGINT": pl.Int64,
    "VARCHAR": pl.String,
    "DATE": pl.Date,
    "TIMESTAMP": pl.Datetime("us"),
}

days = st.integers(0, 729).map(lambda number: START + timedelta(days=number))
firms = st.integers(1, 6)


def _event(kind: str, data: st.SearchStrategy[Any], subject: st.SearchStrategy[str]) -> Any:
    return st.tuples(st.just(kind), days, st.integers(0, 40), st.one_of(firms, st.none()), subject, data)


# Answers of which the phase is the one most chosen, so that the phase of the event is the phase of the rule.
_even = st.sampled_from("ABCDEF").map(lambda letter: letter * 7)
_answers = st.one_of(
    _even,
    st.tuples(_even, st.integers(0, 6), st.sampled_from("ABCDEF-")).map(
        lambda drawn: drawn[0][: drawn[1]] + drawn[2] + drawn[0][drawn[1] + 1 :]
    ),
)
_scan = _answers.flatmap(
    lambda answers: st.fixed_dictionaries(
        {
            "answers": st.just(answers),
            "phase": st.just(_phase(answers)),
            "scan": st.just("mkb-zelfscan"),
            "version": st.sampled_from(["1", "2"]),
            "rule": st.just("trede-1"),
            "day_of_scan": st.one_of(st.none(), days.map(str)),
        }
    )
)


def _phase(answers: str) -> str | None:
    from trede.core.scan import score

    return score(answers).phase


nobody = st.just("")
events = st.one_of(
    _event("scan.claimed", _scan, nobody),
    _event(
        "rung.confirmed",
        st.fixed_dictionaries(
            {
                "rung": st.sampled_from(RUNGS),
                "by_role": st.sampled_from(["adviser", "partner", "robot"]),
                "source": st.sampled_from(["intake", "trajectory"]),
            }
        ),
        nobody,
    ),
    _event("baseline.checked", st.fixed_dictionaries({"reached": st.booleans()}), nobody),
    _event("intake.held", st.just({}), nobody),
    _event("referral.started", st.just({}), nobody),
    _event("instrument.used", st.fixed_dictionaries({"instrument": st.sampled_from(["voucher", "lab", ""])}), nobody),
    _event("trajectory.completed", st.fixed_dictionaries({"instrument": st.sampled_from(["voucher", ""])}), nobody),
    _event("firm.updated", st.fixed_dictionaries({"municipality": st.sampled_from(["GM0114", "elders", ""])}), nobody),
    _event("firm.merged", st.just({}), st.sampled_from(["7", "8"])),
    _event("firm.unmerged", st.just({}), st.sampled_from(["7", "8"])),
)


def rows_of(drawn: list[Any]) -> list[EventRow]:
    return [
        EventRow(
            kind,
            day,
            datetime(day.year, day.month, day.day, 9, tzinfo=UTC) + timedelta(days=late),
            firm,
            "",
            subject,
            data,
        )
        for kind, day, late, firm, subject, data in drawn
    ]


def table(rows: list[EventRow]) -> pl.DataFrame:
    """Return rows as a snapshot has them."""
    from trede.core.snapshot_rows import flat

    columns = {name: SCHEMA[kind] for name, kind in frames.COLUMNS.items()}
    flattened = [flat(number, row, region="drenthe") for number, row in enumerate(rows, 1)]
    return pl.DataFrame([dict(zip(columns, row, strict=True)) for row in flattened], schema=columns)


def exact(rows: list[EventRow], known_on: date) -> dict[tuple[str, int, str], int]:
    """Return what the reader of single events counts: indicator, period and cell to a number of firms."""
    ledger = read(rows, as_known_on=known_on)
    found: dict[tuple[str, int, str], int] = {}
    for period in (*QUARTERS, *YEARS):
        number = period.year * 4 + period.quarter - 1 if period.is_quarter else period.year
        for key, made in measure(ledger, period, known_on=known_on).items():
            for cell, number_of_firms in _cells(key, made).items():
                found[key, number, cell] = number_of_firms
    return {where: firms_there for where, firms_there in found.items() if firms_there}


def _cells(key: str, made: Measure) -> dict[str, int]:
    counted = {"part:" + name: len(group) for name, group in made.parts}
    if key == "flow":
        return counted
    whole = {"total": len(made.total)}
    if key == "resilience":
        whole["hit"] = len(made.hit or ())
    return whole | counted


def computed(frame: Any, known_on: date, keep: frames.Keep = frames.as_it_is) -> dict[tuple[str, int, str], int]:
    """Return what the expressions count on this engine."""
    prepared = frames.prepare(nw.from_native(frame).lazy(), known_on=known_on, keep=keep)
    wanted = {period.year * 4 + period.quarter - 1 for period in QUARTERS} | {period.year for period in YEARS}
    rows = frames.fetch(frames.all_counts(prepared, units=("quarter", "year"), until=known_on, keep=keep))
    found = {(key, period, cell): firms_there for key, period, cell, firms_there in rows if period in wanted}
    return _as_known(found, known_on)


def _as_known(found: Mapping[tuple[str, int, str], int], known_on: date) -> dict[tuple[str, int, str], int]:
    """Leave out periods that had not begun: a gap is not a figure."""
    first = {period.year * 4 + period.quarter - 1: period.first for period in QUARTERS}
    first |= {period.year: period.first for period in YEARS}
    return {where: firms_there for where, firms_there in found.items() if first[where[1]] <= known_on}


@given(st.lists(events, max_size=60), days)
def test_polars_says_what_the_reader_of_events_says(drawn: list[Any], known_on: date) -> None:
    rows = rows_of(drawn)
    assert computed(table(rows), known_on) == exact(rows, known_on)


@given(st.lists(events, min_size=1, max_size=60), days)
@settings(max_examples=400 if LONG else 25)
def test_duckdb_says_the_same(drawn: list[Any], known_on: date) -> None:
    rows = rows_of(drawn)
    with duckdb.connect() as connection:
        _create(connection)
        marks = ", ".join("?" for _ in frames.COLUMNS)
        connection.executemany(f"INSERT INTO events VALUES ({marks})", table(rows).rows())
        assert computed(connection.table("events"), known_on, _kept(connection)) == exact(rows, known_on)


def _create(connection: duckdb.DuckDBPyConnection) -> None:
    names = ", ".join(f"{name} {kind}" for name, kind in frames.COLUMNS.items())
    connection.execute(f"CREATE TABLE events ({names})")


def test_a_plan_stays_short() -> None:
    """A small journal waits for its plan, not for its events: dividing where comparing is enough made one of 22,783."""
    lengths: list[int] = []
    with duckdb.connect() as connection:
        _create(connection)
        keep = _kept(connection)

        def measured(frame: frames.Frame) -> frames.Frame:
            lengths.append(len(frame.to_native().sql_query()))
            return keep(frame)

        prepared = frames.prepare(nw.from_native(connection.table("events")), known_on=START, keep=measured)
        measured(frames.all_counts(prepared, units=["quarter"], until=START, keep=measured))
    assert len(lengths) == 7
    assert max(lengths) < 10_000


def _kept(connection: duckdb.DuckDBPyConnection) -> frames.Keep:
    numbers = count()

    def keep(frame: frames.Frame) -> frames.Frame:
        name = f"kept_{next(numbers)}"
        frame.to_native().create(name)
        return nw.from_native(connection.table(name))

    return keep


def test_answers_are_packed_in_the_order_of_their_letters() -> None:
    texts = ["-------", "AAAAAAA", "AAAAAAB", "ABAAAAA", "FFFFFFF"]
    packed = [frames.pack_levels(text) for text in texts]
    assert packed == sorted(number for number in packed if number is not None)
    assert frames.pack_levels("AAAAAAG") is None
    assert frames.pack_levels("AAA") is None
