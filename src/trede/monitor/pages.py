"""What the templates and the CSV show, made from documents. One list of rows serves the table and the file."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from trede.core.charts import Chart
from trede.core.pack import Indicator
from trede.monitor import drawings, table_pages
from trede.monitor.breakdowns import Tables
from trede.monitor.figures import Series
from trede.monitor.report import NOT_MEASURED, CellDocument, IndicatorDocument, headline_of, indicator_of
from trede.monitor.words import Words

QUESTIONS = ("reach", "steps", "talent")
CSV_COLUMNS = ("period", "status", "known_on", "indicator", "version", "cell", "unit", "text", "reason")


@dataclass(frozen=True, slots=True)
class Tile:
    """One indicator on the overview."""

    key: str
    name: str
    shown: bool
    figure: str
    sentences: list[str]
    change: str
    chart: Chart


@dataclass(frozen=True, slots=True)
class Question:
    """One of the three core questions with its tiles."""

    key: str
    title: str
    tiles: list[Tile]


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """Everything the page of one indicator shows."""

    tile: Tile
    chart: Chart
    parts: Chart | None
    overlap: bool
    reasons: list[tuple[str, str]]


def questions(found: Series, words: Words) -> list[Question]:
    """Return the three core questions with the tiles of their indicators, in the order of the pack."""
    definitions = sorted(words.pack.indicators, key=lambda item: item.number)
    return [
        Question(
            key,
            words.text(f"question.{key}"),
            [tile(item, found, words) for item in definitions if item.question == key],
        )
        for key in QUESTIONS
    ]


def tile(definition: Indicator, found: Series, words: Words) -> Tile:
    """Return one indicator as a tile: figure, sentence, change and eight quarters."""
    headlines = found.headlines(definition.key)
    return Tile(
        key=definition.key,
        name=definition.name.in_language(words.language),
        shown=headlines[-1]["text"] is not None,
        figure=words.figure(headlines[-1]),
        sentences=words.sentences(indicator_of(found.latest, definition.key)),
        change=words.change(headlines),
        chart=drawings.trend_of(definition, found, words),
    )


def indicator_page(definition: Indicator, found: Series, words: Words) -> IndicatorPage:
    """Return the page of one indicator: trend, table of eight quarters, breakdown of the newest, reasons."""
    documents = [indicator_of(document, definition.key) for document in found.documents]
    names = _cell_names(documents)
    rows = [
        (words.quarter(quarter), *_figures(entry, names, words), words.text(f"status.{document['status']}"))
        for quarter, document, entry in zip(found.quarters, found.documents, documents, strict=True)
    ]
    heads = [words.cell_name(definition.key, name) for name in names]
    columns = (words.text("cell.quarter"), *heads, words.text("cell.status"))
    return IndicatorPage(
        tile=tile(definition, found, words),
        chart=replace(drawings.trend_of(definition, found, words), columns=columns, rows=tuple(rows)),
        parts=drawings.parts_of(definition, found, words),
        overlap=definition.key == "instruments",
        reasons=[(code, words.reason(code)) for code in _reason_codes(documents, names)],
    )


def csv_text(key: str, found: Series, tables: Mapping[str, Tables]) -> str:
    """Return the figures of one indicator as CSV (RFC 4180): one row per quarter and cell; texts and codes only.

    `tables` are those of each frozen quarter; their cells follow those of the indicator.
    """
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(CSV_COLUMNS)
    for document in found.documents:
        entry = indicator_of(document, key)
        own = tables.get(document["period"], {})
        for cell in [*(entry["cells"] or [headline_of(entry)]), *table_pages.csv_cells(own, key)]:
            start = (document["period"], document["status"], document["known_on"], key, entry["version"])
            writer.writerow((*start, cell["cell"], cell["unit"], cell["text"] or "", cell["reason"] or ""))
    return written.getvalue()


def _cell_names(documents: Sequence[IndicatorDocument]) -> list[str]:
    """Return the cells that occur in any quarter, in the order in which they stand; a gap still has its headline."""
    names: dict[str, None] = {}
    for entry in documents:
        for cell in entry["cells"]:
            names.setdefault(cell["cell"])
    return list(names) or [documents[-1]["headline"]]


def _figures(entry: IndicatorDocument, names: Sequence[str], words: Words) -> list[str]:
    cells = {cell["cell"]: cell for cell in entry["cells"]}
    gap = CellDocument(cell="", unit="", text=None, reason=NOT_MEASURED)
    return [words.figure(cells.get(name, gap)) for name in names]


def _reason_codes(documents: Sequence[IndicatorDocument], names: Sequence[str]) -> list[str]:
    codes = {cell["reason"] for entry in documents for cell in entry["cells"] if cell["reason"]}
    missing = any(len(entry["cells"]) < len(names) for entry in documents)
    return sorted(codes | ({NOT_MEASURED} if missing else set()))
