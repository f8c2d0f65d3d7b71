"""Tables per municipality, sector and size: made once, when a quarter is frozen, and read from there by every way out.

A running quarter has no tables: what changes every week could be compared from week to week. Each table is held
against the one of the quarter frozen before (`trede.core.tables`). The table of a sensitive property is published
only when its figure for the whole region is.
"""

from collections.abc import Mapping
from typing import Any, TypedDict

from trede.core import breakdowns
from trede.core.breakdowns import BELOW, DIMENSIONS, REACHED, TABLES, Profiles
from trede.core.disclosure import NEARLY_ALL, Cell, Reason, Rules
from trede.core.indicators import SENSITIVE, Ledger, measure
from trede.core.pack import Pack
from trede.core.periods import Period
from trede.core.tables import Protected, Remembered, Table, protect
from trede.monitor.report import Document, headline_of, indicator_of


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


def build(
    pack: Pack,
    ledger: Ledger,
    profiles: Profiles,
    period: Period,
    document: Document,
    *,
    rules: Rules,
    before: Mapping[str, Any],
) -> tuple[Tables, dict[str, Any]]:
    """Return the tables of a quarter and what they leave for the next; `before` is what the last one left.

    `ledger` and `profiles` come from the same reading of the journal as `document`.
    """
    measures = measure(ledger, period, known_on=period.last)
    tables: Tables = {}
    left: dict[str, Any] = dict(before)
    for key in TABLES:
        columns = breakdowns.columns_of(key, ledger, measures[key], period)
        if not any(columns.values()):
            continue
        for dimension in DIMENSIONS:
            found, name = breakdowns.table(pack, profiles, dimension, columns), f"{key}/{dimension}"
            if key in SENSITIVE and (headline_of(indicator_of(document, key))["text"] is None or _one_sided(found)):
                tables.setdefault(key, {})[dimension] = _withheld()
                continue
            seen = protect(found, rules, _remembered(before.get(name)))
            tables.setdefault(key, {})[dimension] = _document(seen)
            left[name] = _stored(seen.remembered)
    return tables, left


def _one_sided(table: Table) -> bool:
    """Say whether nearly everybody in the table is on one side: its margins would tell so."""
    sizes = dict.fromkeys((REACHED, BELOW), 0)
    for (_, column), firms in table.cells.items():
        sizes[column] += len(firms)
    return max(sizes.values()) >= NEARLY_ALL * sum(sizes.values())


def _withheld() -> TableDocument:
    cell = TableCell(row="*", column="*", text=None, reason=str(Reason.ONE_SIDED))
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


def _stored(left: Remembered) -> list[dict[str, Any]]:
    return [
        {
            "cell": list(label),
            "bases": [list(base) for base in sorted(bases)],
            "firms": sorted(left.firms[label]),
            "text": left.shown.get(label),
            "since": sorted(left.since.get(label, ())),
        }
        for label, bases in left.bases.items()
    ]


def _remembered(stored: list[dict[str, Any]] | None) -> Remembered | None:
    if stored is None:
        return None
    labels = [((entry["cell"][0], entry["cell"][1]), entry) for entry in stored]
    return Remembered(
        bases={label: frozenset((base[0], base[1]) for base in entry["bases"]) for label, entry in labels},
        firms={label: frozenset(entry["firms"]) for label, entry in labels},
        shown={label: entry["text"] for label, entry in labels if entry["text"] is not None},
        since={label: frozenset(entry["since"]) for label, entry in labels if entry["text"] is not None},
    )
