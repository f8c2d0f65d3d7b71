"""Published tables as a page shows them and as rows of the file: from one document, so they cannot differ."""

from collections.abc import Iterator
from dataclasses import dataclass

from trede.core.breakdowns import DIMENSIONS, EVERY, FIRMS
from trede.core.charts import Chart
from trede.core.indicators import FLOW
from trede.core.pack import Indicator
from trede.core.table_parts import ALL
from trede.monitor import drawings
from trede.monitor.breakdowns import TableDocument, Tables
from trede.monitor.categories import column_name, members_line, row_name
from trede.monitor.figures import Series
from trede.monitor.report import CellDocument
from trede.monitor.words import Words
from trede.web.addresses import address


@dataclass(frozen=True, slots=True)
class TableView:
    """One table: head, rows (name first), and what merged rows stand for. `closed` says why there is nothing in it."""

    key: str
    title: str
    caption: str
    columns: list[str]
    rows: list[list[str]]
    notes: list[str]
    closed: str
    chart: Chart | None


def views(definition: Indicator, tables: Tables, found: Series, words: Words) -> list[TableView]:
    """Return the tables of one indicator in the newest quarter; none when it has none or the quarter is not frozen."""
    own = tables.get(definition.key, {})
    return [_view(definition, name, own[name], found, words) for name in DIMENSIONS if name in own]


def reasons(tables: Tables, key: str) -> set[str]:
    """Return the reason codes in the tables of one indicator."""
    return {cell["reason"] for table in tables.get(key, {}).values() for cell in table["cells"] if cell["reason"]}


def csv_cells(tables: Tables, key: str) -> Iterator[CellDocument]:
    """Yield each cell of the tables of one indicator: `municipality:GM0106:firms`, `*` for a margin."""
    for dimension, table in tables.get(key, {}).items():
        for cell in table["cells"]:
            name = f"{dimension}:{cell['row']}:{cell['column']}"
            yield CellDocument(cell=name, unit="firms", text=cell["text"], reason=cell["reason"])


def ladder(definition: Indicator, tables: Tables, found: Series, words: Words) -> Chart | None:
    """Return how many firms stand on each rung of the whole region; None when that is not published."""
    table = tables.get(FLOW, {}).get(DIMENSIONS[0]) if definition.key == FLOW else None
    if table is None or len(table["columns"]) < 2:  # noqa: PLR2004 - one bar compares nothing
        return None
    cells = _cells(table)
    row = ALL if (ALL, table["columns"][0]) in cells else table["rows"][0]
    bars = [(column_name(words, column), cells[row, column]) for column in table["columns"]]
    return _bars(definition, "ladder", (bars, cells[row, ALL]), found, words)


def _view(definition: Indicator, dimension: str, table: TableDocument, found: Series, words: Words) -> TableView:
    cells = _cells(table)
    what, title = words.text(f"table.what.{definition.key}"), words.text(f"table.{dimension}")
    period = words.quarter(found.quarters[-1])
    columns = [*table["columns"], *([ALL] if len(table["columns"]) > 1 else [])]
    rows = [*table["rows"], *([ALL] if len(table["rows"]) > 1 else [])]
    total = cells.get((ALL, ALL)) or cells[rows[0], columns[0]]
    if table["rows"] == [EVERY] and table["columns"] == [FIRMS]:
        rows = []  # one row of everybody is the total again
    chart = None
    if table["columns"] == [FIRMS] and len(table["rows"]) > 1:
        bars = [(row_name(words, dimension, row), cells[row, FIRMS]) for row in table["rows"]]
        chart = _bars(definition, dimension, (bars, total), found, words)
    return TableView(
        key=dimension,
        title=title,
        caption=words.text("table.caption", what=what, dimension=title.lower(), period=period),
        columns=[words.text(f"table.head.{dimension}"), *(column_name(words, column) for column in columns)],
        rows=[
            [row_name(words, dimension, row), *(words.figure(cells[row, column]) for column in columns)] for row in rows
        ],
        notes=_notes(words, dimension, table) if rows else [],
        closed="" if rows else words.text("table.closed", figure=words.figure(total)),
        chart=chart,
    )


def _notes(words: Words, dimension: str, table: TableDocument) -> list[str]:
    said = (members_line(words, dimension, row, table["members"][row]) for row in table["rows"])
    return [line for line in said if line]


def _cells(table: TableDocument) -> dict[tuple[str, str], CellDocument]:
    return {
        (cell["row"], cell["column"]): CellDocument(cell="", unit="firms", text=cell["text"], reason=cell["reason"])
        for cell in table["cells"]
    }


def _bars(
    definition: Indicator,
    key: str,
    given: tuple[list[tuple[str, CellDocument]], CellDocument],
    found: Series,
    words: Words,
) -> Chart:
    """Return bars of these cells and their total."""
    points = [drawings.point(name, cell, words) for name, cell in given[0]]
    what, unit = words.text(f"table.what.{definition.key}"), definition.unit.in_language(words.language)
    period, region = words.quarter(found.quarters[-1]), drawings.region_of(words)
    return Chart(
        ident=f"{definition.key}-{key}-bars",
        kind="bars",
        headline=words.text("table.spread" if key in DIMENSIONS else "table.ladder"),
        subtitle=words.text("chart.bars", what=what, group=_group(words, key), region=region, period=period),
        unit=words.text("chart.unit-number", unit=unit),
        firms=words.text("chart.firms", unit=unit, figure=words.figure(given[1])),
        source=drawings.source_line(words, found.latest),
        text=drawings.spoken(points),
        legend=words.text("legend"),
        csv=address(words.language, f"/cijfers/{definition.key}.csv"),
        definition=address(words.language, f"/cijfers/{definition.key}#definition"),
        columns=(words.text("cell.part"), words.text("cell.number")),
        rows=tuple((each.label, each.text) for each in points),
        points=tuple(points),
    )


def _group(words: Words, key: str) -> str:
    return words.text(f"table.{key}" if key in DIMENSIONS else "table.rung").lower()
