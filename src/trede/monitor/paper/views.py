"""The report of a year as a page, and of a year or a quarter as one side of A4."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from trede.core.errors import InputError
from trede.core.periods import Period, parse_period
from trede.journal import clock
from trede.monitor.paper.document import Paper, paper_of
from trede.monitor.paper.pdf import report_pdf
from trede.web.access import public
from trede.web.addresses import absolute, address
from trede.web.methods import only

CACHE = "public, max-age=60"


@public
@only("GET")
def year(request: HttpRequest, period: str, language: str = "nl") -> HttpResponse:
    """The report of a year. Http404 for anything that is not a year that has begun."""
    found = _period_or_404(period)
    if found.is_quarter:
        raise Http404
    paper = paper_of(found, language)
    place = f"/cijfers/monitor/{found.key}"
    context = {"language": language, "place": place, "title": paper["title"], "paper": paper}
    response = render(request, "monitor/report.html", context)
    response.headers["Cache-Control"] = CACHE
    return response


@public
@only("GET")
def pdf(request: HttpRequest, period: str, language: str = "nl") -> HttpResponse:
    """The report of a year or a quarter on one side of A4. Http404 for a period that has not begun."""
    found = _period_or_404(period)
    paper = paper_of(found, language)
    made = report_pdf(paper, where=_where(request, found, language))
    headers = {"Cache-Control": CACHE, "Content-Disposition": f'inline; filename="{file_name(paper)}"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def file_name(paper: Paper) -> str:
    """Return the name of the file of a report."""
    return f"monitor-{paper['period']}-{paper['language']}.pdf"


def page_of(period: Period) -> str:
    """Return the place of the page with the same figures."""
    return f"/cijfers/{'kwartaal' if period.is_quarter else 'monitor'}/{period.key}"


def _where(request: HttpRequest, period: Period, language: str) -> str:
    return absolute(request, address(language, page_of(period)))


def _period_or_404(text: str) -> Period:
    try:
        found = parse_period(text)
    except InputError as error:
        raise Http404 from error
    if found.first > clock.today():
        raise Http404
    return found
