"""Everything that stands in the report of a period, as plain text: page and PDF are made from this one document.

Three columns for the three questions, each figure with its eight quarters, then what was learned.
"""

from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from trede.core.charts import Chart
from trede.core.clocks import AMSTERDAM
from trede.core.disclosure import Rules
from trede.core.indicators import REACH
from trede.core.pack import Indicator
from trede.core.periods import Period
from trede.monitor import drawings, outline, pages, queries
from trede.monitor.figures import Series, figures, series
from trede.monitor.models import MonitorReport
from trede.monitor.overview import OverviewPaper, in_words
from trede.monitor.report import Document, headline_of, indicator_of
from trede.monitor.words import Words
from trede.regions.registry import pack

MOST_LINES = 3
COLOUR = "utrecht-button-primary-action-background-color"
_OWN_COLOUR = "#00544d"
_DIGITS = frozenset("0123456789abcdefABCDEF")


class TilePaper(TypedDict):
    """One indicator: its figure and what it says, and the drawing of eight quarters with its text."""

    key: str
    name: str
    figure: str
    shown: bool
    said: list[str]
    chart: Chart


class QuestionPaper(TypedDict):
    """One of the three questions with its indicators."""

    key: str
    title: str
    tiles: list[TilePaper]


class ListPaper(TypedDict):
    """A heading with sentences below it, and the language of those sentences: people write theirs in Dutch."""

    title: str
    language: str
    lines: list[str]


class Paper(TypedDict):
    """The whole report. All texts are in one language and ready to be read."""

    language: str
    period: str
    programme: str
    colour: str
    title: str
    message: str
    status: str
    questions: list[QuestionPaper]
    outcome: ListPaper
    overview: list[OverviewPaper]
    lessons: ListPaper
    different: ListPaper
    corrections: list[str]
    notes: list[str]
    more: str


@dataclass(frozen=True, slots=True)
class _Figures:
    """The published figures of the period, of the one before it, and of eight quarters."""

    now: Document
    before: Document
    trend: Series


def paper_of(period: Period, language: str) -> Paper:
    """Return the report of a quarter or a year from the published figures; at most nine queries.

    The figures of an adopted report are those of the day of adoption. Without lessons the report says that they are
    not there yet.
    """
    region = pack()
    words = Words(region, language, Rules.public(region.info.disclosure))
    found = _Figures(figures(period), figures(period.previous()), series(period.quarters_back(0)))
    report = queries.adopted(period.key)
    name = words.quarter(period) if period.is_quarter else str(period.year)
    own = found.trend.lessons if period.is_quarter and not report else ()
    return Paper(
        language=language,
        period=period.key,
        programme=region.info.name.in_language(language),
        colour=_colour(region.info.theme.get(COLOUR, "")),
        title=words.text("paper.title", period=name),
        message=report.message if report else "",
        status=adopted_line(words, report) if report else _status(words, found.now),
        questions=_questions(words, period, found),
        outcome=ListPaper(
            title=words.text("outcome.title"),
            language=language,
            lines=outline.lines(_outline(words, period, found.now), words),
        ),
        overview=in_words(report.overview, words) if report else [],
        lessons=_lines(words, "lessons", report.lessons if report else list(own)),
        different=_lines(words, "different", report.different if report else []),
        corrections=corrections(words, report),
        notes=[_count(words, found.now), words.text("paper.legend"), words.text("paper.rounded")],
        more=words.text("paper.more"),
    )


def _outline(words: Words, period: Period, document: Document) -> outline.Outline:
    return outline.outline(period, known_on=date.fromisoformat(document["known_on"]), rules=words.rules)


def corrections(words: Words, report: MonitorReport | None) -> list[str]:
    """Return what was wrong in an adopted report, each with its day."""
    made = report.corrections if report else []
    return [words.text("corrected", day=words.day(each["day"]), words=each["text"]) for each in made]


def adopted_line(words: Words, report: MonitorReport) -> str:
    """Return who adopted a report, by role, and when."""
    day = words.day(report.adopted_on.astimezone(AMSTERDAM).date().isoformat()) if report.adopted_on else ""
    return words.text("adopted-by" if report.adopted_as else "adopted", day=day)


def _status(words: Words, document: Document) -> str:
    name = words.text(f"status.{document['status']}")
    return f"{name[:1].upper()}{name[1:]}. {words.text('known-on', day=words.day(document['known_on']))}"


def _count(words: Words, document: Document) -> str:
    """Return how many firms are behind the report, as published."""
    reach = headline_of(indicator_of(document, REACH))
    return words.text("paper.count", figure=words.figure(reach))


def _lines(words: Words, key: str, lines: list[str]) -> ListPaper:
    if not lines:
        return ListPaper(title=words.text(key), language=words.language, lines=[words.text("not-written")])
    return ListPaper(title=words.text(key), language="nl", lines=lines[:MOST_LINES])


def _questions(words: Words, period: Period, found: _Figures) -> list[QuestionPaper]:
    definitions = sorted(words.pack.indicators, key=lambda item: item.number)
    return [
        QuestionPaper(
            key=key,
            title=words.text(f"question.{key}"),
            tiles=[_tile(words, period, item, found) for item in definitions if item.question == key],
        )
        for key in pages.QUESTIONS
    ]


def _tile(words: Words, period: Period, definition: Indicator, found: _Figures) -> TilePaper:
    entry = indicator_of(found.now, definition.key)
    headlines = (headline_of(indicator_of(found.before, definition.key)), headline_of(entry))
    said = words.sentences(entry)
    if headlines[-1]["text"] is not None:
        said.append(words.change_since(headlines, "quarter" if period.is_quarter else "year"))
    return TilePaper(
        key=definition.key,
        name=definition.name.in_language(words.language),
        figure=words.figure(headlines[-1]),
        shown=headlines[-1]["text"] is not None,
        said=said,
        chart=drawings.trend_of(definition, found.trend, words, found.now),
    )


def _colour(colour: str) -> str:
    """Return the region's action colour when it is a plain hexadecimal one, else our own."""
    digits = colour.removeprefix("#")
    plain = colour.startswith("#") and len(digits) in {3, 6} and set(digits) <= _DIGITS
    return colour if plain else _OWN_COLOUR
