"""What the templates and the CSV show, made from documents. One list of rows serves the table and the file."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from trede.core.charts import Point, bars, trend
from trede.core.pack import Indicator
from trede.core.periods import Period
from trede.monitor.figures import Series
from trede.monitor.report import NOT_MEASURED, CellDocument, IndicatorDocument, headline_of, indicator_of, plain_number
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
    chart: str


@dataclass(frozen=True, slots=True)
class Question:
    """One of the three core questions with its tiles."""

    key: str
    title: str
    tiles: list[Tile]


@dataclass(frozen=True, slots=True)
class Row:
    """One quarter in the table of an indicator."""

    quarter: str
    status: str
    figures: list[str]


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a breakdown."""

    name: str
    figure: str


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """Everything the page of one indicator shows."""

    tile: Tile
    columns: list[str]
    rows: list[Row]
    parts: list[Part]
    parts_chart: str
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
    name = definition.name.in_language(words.language)
    return Tile(
        key=definition.key,
        name=name,
        shown=headlines[-1]["text"] is not None,
        figure=words.figure(headlines[-1]),
        sentences=words.sentences(indicator_of(found.latest, definition.key)),
        change=words.change(headlines),
        chart=trend_of(definition.key, name, found.quarters, headlines, words).svg,
    )


def indicator_page(definition: Indicator, found: Series, words: Words) -> IndicatorPage:
    """Return the page of one indicator: trend, table of eight quarters, breakdown of the newest, reasons."""
    documents = [indicator_of(document, definition.key) for document in found.documents]
    names = _cell_names(documents)
    rows = [
        Row(words.quarter(quarter), words.text(f"status.{document['status']}"), _figures(entry, names, words))
        for quarter, document, entry in zip(found.quarters, found.documents, documents, strict=True)
    ]
    parts = [cell for cell in documents[-1]["cells"] if cell["cell"].startswith("part:")]
    return IndicatorPage(
        tile=tile(definition, found, words),
        columns=[words.cell_name(definition.key, name) for name in names],
        rows=rows,
        parts=[Part(words.cell_name(definition.key, cell["cell"]), words.figure(cell)) for cell in parts],
        parts_chart=_parts(definition, parts, words),
        overlap=definition.key == "instruments",
        reasons=[(code, words.reason(code)) for code in _reason_codes(documents, names)],
    )


def csv_text(key: str, found: Series) -> str:
    """Return the figures of one indicator as CSV (RFC 4180): one row per quarter and cell; texts and codes only."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(CSV_COLUMNS)
    for document in found.documents:
        entry = indicator_of(document, key)
        for cell in entry["cells"] or [headline_of(entry)]:
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


def _point(label: str, cell: CellDocument, words: Words) -> Point:
    if cell["text"] is not None:
        return Point(label, words.figure(cell), "value", plain_number(cell["text"]))
    return Point(label, words.figure(cell), "gap" if cell["reason"] == NOT_MEASURED else "hidden")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing and the same in words."""

    svg: str
    text: str


def trend_of(key: str, name: str, quarters: Sequence[Period], cells: Sequence[CellDocument], words: Words) -> Drawing:
    """Return the line of one indicator over the quarters."""
    points = [_point(words.short_quarter(each), cell, words) for each, cell in zip(quarters, cells, strict=True)]
    title, spoken = words.text("chart.trend", name=name), _spoken(points)
    return Drawing(trend(points, ident=f"{key}-trend", title=title, description=spoken), f"{title}. {spoken}")


def _parts(definition: Indicator, cells: Sequence[CellDocument], words: Words) -> str:
    if not cells:
        return ""
    points = [_point(words.cell_name(definition.key, cell["cell"]), cell, words) for cell in cells]
    title = words.text("chart.parts", name=definition.name.in_language(words.language))
    return bars(points, ident=f"{definition.key}-parts", title=title, description=_spoken(points))


def _spoken(points: Sequence[Point]) -> str:
    return " ".join(f"{point.label}: {point.text}." for point in points)
