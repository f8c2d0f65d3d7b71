"""The policy through the API: ladder, questions, instruments and the definitions and figures of indicators."""

from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router

from trede.core.errors import InputError
from trede.core.pack import Text
from trede.core.periods import parse_period
from trede.monitor.figures import figures, shown_quarter
from trede.monitor.report import indicator_of
from trede.opendata.api.answers import LARGEST_PAGE, PAGE_SIZE, document, paged
from trede.opendata.api.shapes import (
    FigureOut,
    IndicatorPage,
    InstrumentPage,
    LadderOut,
    QuestionPage,
)
from trede.regions.registry import pack

router = Router(tags=["policy"])
PERIOD = r"^20[0-9]{2}(-Q[1-4])?$"
Page = Annotated[int, Query(ge=1, le=100_000, description="Number of the page, from 1")]
Size = Annotated[int, Query(alias="perPage", ge=1, le=LARGEST_PAGE, description="Items on a page")]


def both(text: Text) -> dict[str, str]:
    """Return a text in both languages."""
    return {"nl": text.in_language("nl"), "en": text.in_language("en")}


@router.get("/ladder", response=LadderOut, operation_id="readLadder", summary="The six rungs of the ladder")
def read_ladder(request: HttpRequest) -> HttpResponse:
    """Return the ladder of the region, lowest rung first."""
    region = pack()
    rungs = [
        {
            "key": rung.key,
            "place": place,
            "name": both(rung.name),
            "meaning": both(rung.meaning),
            "stage": rung.stage,
        }
        for place, rung in enumerate(region.ladder.rungs, 1)
    ]
    found = {"region": region.info.key, "pack": region.reference, "source": region.ladder.source, "rungs": rungs}
    return document(request, found)


@router.get("/questions", response=QuestionPage, operation_id="listQuestions", summary="Questions of a questionnaire")
def list_questions(
    request: HttpRequest,
    scan: Annotated[str | None, Query(description="Key of the questionnaire; without it the region's own")] = None,
    page: Page = 1,
    size: Size = PAGE_SIZE,
) -> HttpResponse:
    """Return the questions with the answers they offer, in the order they are asked."""
    region = pack()
    found = region.scans.get(scan or region.info.default_scan)
    if found is None:
        keys = ", ".join(sorted(region.scans))
        raise InputError("unknown-scan", f"Kies een van deze scans: {keys}.", f"Choose one of these scans: {keys}.")
    questions = [
        {
            "key": question.key,
            "number": number,
            "title": both(question.title),
            "prompt": both(question.prompt),
            "options": [{"key": option.key, "text": both(option.text)} for option in question.options],
            "source": question.source,
        }
        for number, question in enumerate(found.questions, 1)
    ]
    return paged(request, questions, page, size)


@router.get(
    "/instruments", response=InstrumentPage, operation_id="listInstruments", summary="Vouchers, subsidies, programmes"
)
def list_instruments(request: HttpRequest, page: Page = 1, size: Size = PAGE_SIZE) -> HttpResponse:
    """Return the instruments of the region. What is said about them is an indication, never a promise."""
    found = [
        {
            "key": item.key,
            "name": both(item.name),
            "kind": item.kind,
            "rungs": list(item.rungs),
            "what": both(item.what),
            "status": item.status,
            "status_note": both(item.status_note),
            "url": item.url,
            "source": item.source,
        }
        for item in pack().instruments
    ]
    return paged(request, found, page, size)


@router.get(
    "/indicators", response=IndicatorPage, operation_id="listIndicators", summary="Definitions of the six indicators"
)
def list_indicators(request: HttpRequest, page: Page = 1, size: Size = PAGE_SIZE) -> HttpResponse:
    """Return what each indicator counts, who registers it and what it does not say."""
    found = [
        {
            "key": item.key,
            "number": item.number,
            "version": item.version,
            "name": both(item.name),
            "question": item.question,
            "numerator": both(item.numerator),
            "denominator": both(item.denominator) if item.denominator else None,
            "unit": both(item.unit),
            "owner": both(item.owner),
            "events": list(item.events),
            "limits": both(item.limits),
            "source": item.source,
        }
        for item in pack().indicators
    ]
    return paged(request, found, page, size)


@router.get(
    "/indicators/{key}", response=FigureOut, operation_id="readIndicator", summary="One indicator in one period"
)
def read_indicator(
    request: HttpRequest,
    key: str,
    period: Annotated[
        str | None, Query(pattern=PERIOD, description="2027-Q3 or 2027; without it the last quarter shown")
    ] = None,
) -> HttpResponse:
    """Return the same figures as the public page: texts, or the reason why a figure is not shown."""
    if key not in {item.key for item in pack().indicators}:
        raise Http404
    chosen = shown_quarter() if period is None else parse_period(period)
    whole = figures(chosen)
    about = {name: whole[name] for name in ("period", "status", "known_on", "pack")}
    return document(request, {**indicator_of(whole, key), **about})
