"""Charts of published figures, each with its headline, source, number of firms, table and file."""

from collections.abc import Sequence

from trede.core.charts import Chart, Point
from trede.core.disclosure import TOTAL
from trede.core.pack import Indicator
from trede.monitor.figures import Series
from trede.monitor.report import (
    NOT_MEASURED,
    CellDocument,
    Document,
    IndicatorDocument,
    cell_of,
    headline_of,
    indicator_of,
    plain_number,
)
from trede.monitor.words import Words
from trede.web.addresses import address


def trend_of(definition: Indicator, found: Series, words: Words, about: Document | None = None) -> Chart:
    """Return the line of one indicator over the quarters of a series; the headline is about the last, or `about`."""
    cells, document = found.headlines(definition.key), about or found.latest
    entry = indicator_of(document, definition.key)
    points = [point(words.short_quarter(each), cell, words) for each, cell in zip(found.quarters, cells, strict=True)]
    name = definition.name.in_language(words.language)
    rows = [(words.quarter(each), words.figure(cell)) for each, cell in zip(found.quarters, cells, strict=True)]
    return Chart(
        ident=f"{definition.key}-trend",
        kind="trend",
        headline=words.sentences(entry)[0],
        subtitle=words.text("chart.trend", name=name, region=region_of(words), period=words.span(found.quarters)),
        unit=_unit(words, definition, headline_of(entry)),
        firms=_firms(words, definition, entry),
        source=source_line(words, document),
        text=spoken(points),
        legend=words.text("legend"),
        csv=address(words.language, f"/cijfers/{definition.key}.csv"),
        definition=_definition(words, definition),
        columns=(words.text("cell.quarter"), words.cell_name(definition.key, entry["headline"])),
        rows=tuple(rows),
        points=tuple(points),
    )


def parts_of(definition: Indicator, found: Series, words: Words) -> Chart | None:
    """Return the bars of the parts in the newest quarter; None when the indicator has none."""
    entry = indicator_of(found.latest, definition.key)
    cells = [cell for cell in entry["cells"] if cell["cell"].startswith("part:")]
    if not cells:
        return None
    points = [point(words.cell_name(definition.key, cell["cell"]), cell, words) for cell in cells]
    name, period = definition.name.in_language(words.language), words.quarter(found.quarters[-1])
    return Chart(
        ident=f"{definition.key}-parts",
        kind="bars",
        headline=words.text("chart.parts-headline", name=name),
        subtitle=words.text("chart.parts", name=name, region=region_of(words), period=period),
        unit=_unit(words, definition, cells[0]),
        firms=_firms(words, definition, entry),
        source=source_line(words, found.latest),
        text=spoken(points),
        legend=words.text("legend"),
        csv=address(words.language, f"/cijfers/{definition.key}.csv"),
        definition=_definition(words, definition),
        columns=(words.text("cell.part"), words.text("cell.number")),
        rows=tuple((each.label, each.text) for each in points),
        points=tuple(points),
    )


def point(label: str, cell: CellDocument, words: Words) -> Point:
    """Return one published figure as a point of a drawing."""
    if cell["text"] is not None:
        return Point(label, words.figure(cell), "value", plain_number(cell["text"]))
    return Point(label, words.figure(cell), "gap" if cell["reason"] == NOT_MEASURED else "hidden")


def spoken(points: Sequence[Point]) -> str:
    """Return the drawing in words."""
    return " ".join(f"{each.label}: {each.text}." for each in points)


def source_line(words: Words, document: Document) -> str:
    """Return where figures come from and up to which day."""
    return words.text("chart.source", day=words.day(document["known_on"]))


def region_of(words: Words) -> str:
    """Return the name of the region."""
    return words.pack.info.region.in_language(words.language)


def _unit(words: Words, definition: Indicator, cell: CellDocument) -> str:
    if cell["unit"] == "percent":
        return words.text("chart.unit-percent")
    return words.text("chart.unit-number", unit=definition.unit.in_language(words.language))


def _firms(words: Words, definition: Indicator, entry: IndicatorDocument) -> str:
    """Return how many firms or people are behind the newest figure."""
    total = cell_of(entry, TOTAL) or headline_of(entry)
    unit = definition.unit.in_language(words.language)
    return words.text("chart.firms", unit=unit, figure=words.figure(total))


def _definition(words: Words, definition: Indicator) -> str:
    return address(words.language, f"/cijfers/{definition.key}#definition")
