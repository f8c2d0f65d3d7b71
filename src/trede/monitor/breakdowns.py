"""Tables per municipality, sector and size: made once, when a quarter is frozen, and read from there by every way out.

A running quarter has no tables: what changes every week could be compared from week to week. Each table is held
against those of all quarters frozen before, and the tables of one indicator against each other (`trede.core.tables`).
The table of a sensitive property is published only when its figure for the whole region is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple, TypedDict

from trede.core import breakdowns
from trede.core.breakdowns import BELOW, DIMENSIONS, FIRMS, REACHED, TABLES, Profiles
from trede.core.disclosure import HIT, NEARLY_ALL, REST, TOTAL, Cell, Reason, Rules, held_back
from trede.core.indicators import REACH, RESILIENCE, SENSITIVE, Ledger, Measure, known_until, measure
from trede.core.pack import Pack
from trede.core.periods import Period
from trede.core.scan_table import scan_table
from trede.core.table_parts import Protected, Remembered, Table
from trede.core.tables import protect, protect_together
from trede.journal.queries import events_between
from trede.monitor.report import Document, Members, cell_of, headline_of, indicator_of


class TableCell(TypedDict):
    """One cell. `row` and `column` are names of categories or `*` for a margin; `text` is null with a `reason`."""

    row: str
    column: str
    text: str | None
    reason: str | None


class TableDocument(TypedDict):
    """One table as it may be read. `members` says which categories of the pack each row and column stands for."""

    rows: list[str]
    columns: list[str]
    members: dict[str, list[str]]
    cells: list[TableCell]


Tables = dict[str, dict[str, TableDocument]]
"""Per indicator and dimension."""


class Before(NamedTuple):
    """What the tables of a quarter are held against: what each quarter left, in order, and the firms behind what can be
    read of each year that is final.
    """

    quarters: Sequence[Mapping[str, Any]]
    years: Sequence[Members]


SCANS, CHANNEL = "scans", "channel"
"""First scans by way in: a table beside those of the indicators."""
_FIGURES = {REACH: (FIRMS,), RESILIENCE: (REACHED, BELOW)}
"""Indicators of which the tables add up to the figure, with their columns. The ladder has no such figure."""


def build(
    pack: Pack,
    ledger: Ledger,
    profiles: Profiles,
    period: Period,
    document: Document,
    *,
    rules: Rules,
    before: Before,
) -> tuple[Tables, dict[str, Any]]:
    """Return the tables of a quarter and what they leave for the next.

    `ledger` and `profiles` come from the same reading of the journal as `document`.
    """
    measures = measure(ledger, period, known_on=period.last)
    tables: Tables = {}
    left: dict[str, Any] = {}
    for key in TABLES:
        columns = breakdowns.columns_of(key, ledger, measures[key], period)
        if not any(columns.values()):
            continue
        found = {f"{key}/{name}": breakdowns.table(pack, profiles, name, columns) for name in DIMENSIONS}
        reason = _closed(key, document, found) or _near_a_year(measures[key], rules, before.years)
        if reason is not None:
            tables[key] = {name: _withheld(reason) for name in DIMENSIONS}
            continue
        then = {name: _all_remembered(before.quarters, name) for name in found}
        seen = protect_together(found, rules, then, known=_told(document, key, measures[key]))
        tables[key] = {name: _document(seen[f"{key}/{name}"]) for name in DIMENSIONS}
        left |= {name: _stored(each.remembered) for name, each in seen.items()}
    return tables, left


def scans(pack: Pack, period: Period, *, known_on: date, rules: Rules) -> Tables:
    """Return the table of first scans of a quarter, by way in and by rung, as known now on that day. One query."""
    events = events_between(period.first, period.last, types=("scan.completed",), known_on=known_until(known_on))
    found = scan_table(events.values_list("id", "data").iterator(chunk_size=5_000), pack.info.default_scan)
    return {SCANS: {CHANNEL: _document(protect(found, rules))}}


def _told(document: Document, key: str, measured: Measure) -> dict[frozenset[str], int]:
    """Return which sums of columns the figure of the indicator itself tells."""
    indicator, told = indicator_of(document, key), dict[frozenset[str], int]()
    if key not in _FIGURES:
        return told
    whole, side = (cell_of(indicator, name) for name in (TOTAL, HIT))
    if whole is not None and whole["text"] is not None:
        told[frozenset(_FIGURES[key])] = len(measured.total)
    if side is not None and side["text"] is not None and measured.hit is not None:
        told |= {frozenset({REACHED}): len(measured.hit), frozenset({BELOW}): len(measured.total - measured.hit)}
    return told


def _closed(key: str, document: Document, tables: Mapping[str, Table]) -> Reason | None:
    """Say why no table of an indicator may be read: its sum would tell what the sensitive figure may not."""
    if key in SENSITIVE and (headline_of(indicator_of(document, key))["text"] is None or _one_sided(tables)):
        return Reason.ONE_SIDED
    return None


def _near_a_year(measured: Measure, rules: Rules, years: Sequence[Members]) -> Reason | None:
    """Say why no table may be read: its sum would tell of a few firms more or less than in a year that is final."""
    key = measured.indicator
    near = (held_back(measured.cells(), year[key], rules.changes) for year in years if key in year)
    return Reason.FEW_CHANGES if key in _FIGURES and any(held & {TOTAL, HIT, REST} for held in near) else None


def _one_sided(tables: Mapping[str, Table]) -> bool:
    """Say whether nearly everybody in the tables is on one side: the margins would tell so."""
    sizes = dict.fromkeys((REACHED, BELOW), 0)
    for (_, column), firms in next(iter(tables.values())).cells.items():
        sizes[column] += len(firms)
    return max(sizes.values()) >= NEARLY_ALL * sum(sizes.values())


def _withheld(reason: Reason) -> TableDocument:
    cell = TableCell(row="*", column="*", text=None, reason=str(reason))
    return TableDocument(rows=[], columns=[], members={}, cells=[cell])


def _document(seen: Protected) -> TableDocument:
    return TableDocument(
        rows=list(seen.rows),
        columns=list(seen.columns),
        members={name: list(parts) for name, parts in seen.members.items()},
        cells=[_cell(label[0], label[1], cell) for label, cell in seen.cells.items()],
    )


def _cell(row: str, column: str, cell: Cell) -> TableCell:
    return TableCell(row=row, column=column, text=cell.text, reason=None if cell.reason is None else str(cell.reason))


def _stored(left: Remembered) -> dict[str, Any]:
    """Return the same as plain values; the firms of a text only where they are not those of the day itself."""
    labels = []
    for label, bases in left.bases.items():
        since = left.since.get(label)
        new = since is None or since == left.firms(bases)
        held = None if new or since is None else sorted(since)
        labels.append([list(label), sorted(map(list, bases)), left.shown.get(label), held])
    cells = [[*base, sorted(firms)] for base, firms in sorted(left.cells.items())]
    return {"cells": cells, "labels": labels, "totals": [[sorted(key), n] for key, n in left.totals.items()]}


def _all_remembered(before: Sequence[Mapping[str, Any]], name: str) -> list[Remembered]:
    return [_remembered(_as_now(each[name])) for each in before if name in each]


def _as_now(stored: Any) -> Mapping[str, Any]:
    """Return what a quarter left in the form of today; the first form listed the firms of every cell and margin."""
    if not isinstance(stored, list):
        return dict(stored)
    inner = [entry for entry in stored if "*" not in entry["cell"]]
    return {
        "cells": [[*entry["bases"][0], entry["firms"]] for entry in inner],
        "labels": [[entry["cell"], entry["bases"], entry["text"], entry["since"]] for entry in stored],
        "totals": [],
    }


def _remembered(stored: Mapping[str, Any]) -> Remembered:
    found = Remembered(
        cells={(row, column): frozenset(firms) for row, column, firms in stored["cells"]},
        bases={(label[0], label[1]): frozenset(map(tuple, bases)) for label, bases, _, _ in stored["labels"]},
        shown={(label[0], label[1]): text for label, _, text, _ in stored["labels"] if text is not None},
        since={},
        totals={frozenset(columns): count for columns, count in stored["totals"]},
    )
    held = {(label[0], label[1]): firms for label, _, _, firms in stored["labels"] if firms is not None}
    since = {
        label: frozenset(held[label]) if label in held else found.firms(found.bases[label]) for label in found.shown
    }
    return replace(found, since=since)
