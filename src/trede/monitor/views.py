"""Public pages with figures. They read frozen quarters, and the journal only for what is not frozen yet."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from trede.core.breakdowns import TABLES
from trede.core.disclosure import FEWEST_CHANGES, Reason, Rules
from trede.core.errors import InputError
from trede.core.pack import Indicator
from trede.core.periods import Period, parse_period, quarter_of
from trede.journal import clock
from trede.monitor import pages, queries, table_pages
from trede.monitor.figures import Series, series, shown_quarter
from trede.monitor.overview import in_words
from trede.monitor.paper.document import adopted_line, corrections
from trede.monitor.report import NOT_MEASURED, indicator_of
from trede.monitor.words import Words
from trede.regions.registry import pack
from trede.web.access import public
from trede.web.methods import only

CACHE = "public, max-age=60"
OTHER_QUARTERS = 8


def words_for(language: str) -> Words:
    """Return the words of the public pages."""
    region = pack()
    return Words(region, language, Rules.public(region.info.disclosure))


@public
@only("GET")
def overview(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """The latest quarter: three questions, six tiles."""
    return _quarter_page(request, language, shown_quarter(), "/cijfers")


@public
@only("GET")
def quarter(request: HttpRequest, period: str, language: str = "nl") -> HttpResponse:
    """One quarter. Http404 for anything that is not a quarter that has begun."""
    found = _quarter_or_404(period)
    return _quarter_page(request, language, found, f"/cijfers/kwartaal/{found.key}")


@public
@only("GET")
def indicator(request: HttpRequest, key: str, language: str = "nl") -> HttpResponse:
    """One indicator over eight quarters, with its definition and limits. Http404 for an unknown key."""
    definition, words = _definition_or_404(key), words_for(language)
    found = series(shown_quarter())
    newest = found.quarters[-1]
    tables = queries.breakdowns_of([newest]).get(newest.key, {})
    context = {
        **_frame(words, found, f"/cijfers/{key}"),
        "title": words.text("title-indicator", name=definition.name.in_language(language)),
        "definition": definition,
        "page": pages.indicator_page(definition, found, words),
        "tables": table_pages.views(definition, tables, found, words),
        "table_reasons": [(code, words.reason(code)) for code in sorted(table_pages.reasons(tables, key))],
        "tables_later": key in TABLES and not tables and found.latest["status"] != "final",
        "ladder": table_pages.ladder(definition, tables, found, words),
        "base_line": words.base(indicator_of(found.latest, key)["base"]),
        "counting": words.counting(definition),
    }
    return _answer(render(request, "monitor/indicator.html", context))


@public
@only("GET")
def csv_file(request: HttpRequest, key: str, language: str = "nl") -> HttpResponse:
    """The table of one indicator as a file; the same in both languages. Http404 for an unknown key."""
    _definition_or_404(key)
    found = series(shown_quarter())
    written = pages.csv_text(key, found, queries.breakdowns_of(found.quarters))
    response = HttpResponse(written, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{key}-{found.quarters[-1].key}.csv"'
    return _answer(response)


@public
@only("GET")
def method(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """How we count and how we protect firms, in plain words."""
    words = words_for(language)
    rules = words.rules
    values = {"minimum": rules.minimum, "count": rules.count_step, "share": rules.share_step, "changes": FEWEST_CHANGES}
    codes = [*(str(reason) for reason in Reason), NOT_MEASURED]
    context = {
        "language": language,
        "place": "/cijfers/methode",
        "title": words.text("method.title"),
        "blocks": [
            (words.text(f"method.{key}.title", **values), words.text(f"method.{key}.text", **values))
            for key in ("count", "few", "sides", "neighbour", "round", "time", "gap", "rank")
        ],
        "codes": [(code, words.text(f"mark.{code}", **values), words.reason(code)) for code in codes],
    }
    return _answer(render(request, "monitor/method.html", context))


def _quarter_page(request: HttpRequest, language: str, period: Period, place: str) -> HttpResponse:
    words = words_for(language)
    found, report = series(period), queries.adopted(period.key)
    context = {
        **_frame(words, found, place),
        "title": words.text("title", period=words.quarter(period)),
        "questions": pages.questions(found, words),
        "lessons": report.lessons if report else found.lessons,
        "different": report.different if report else [],
        "adopted": adopted_line(words, report) if report else "",
        "corrections": corrections(words, report),
        "overview": in_words(report.overview, words) if report else [],
        "year": period.year,
        "others": [(each.key, words.quarter(each)) for each in _others(period)],
    }
    return _answer(render(request, "monitor/overview.html", context))


def _frame(words: Words, found: Series, place: str) -> dict[str, object]:
    latest = found.latest
    return {
        "language": words.language,
        "place": place,
        "status": latest["status"],
        "status_name": words.text(f"status.{latest['status']}"),
        "status_note": words.text(f"status-note.{latest['status']}"),
        "known_on": words.text("known-on", day=words.day(latest["known_on"])),
        "quarter": words.quarter(found.quarters[-1]),
        "period": found.quarters[-1].key,
    }


def _others(period: Period) -> list[Period]:
    """Return the quarters to choose from: the last eight up to today, newest first, without the one shown."""
    running = quarter_of(clock.today()).last_quarters(OTHER_QUARTERS)
    return [each for each in reversed(running) if each != period]


def _quarter_or_404(text: str) -> Period:
    try:
        found = parse_period(text)
    except InputError as error:
        raise Http404 from error
    if not found.is_quarter or found.first > clock.today():
        raise Http404
    return found


def _definition_or_404(key: str) -> Indicator:
    for definition in pack().indicators:
        if definition.key == key:
            return definition
    raise Http404


def _answer(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = CACHE
    return response
