"""The desk where the programme manager writes the report of a quarter or a year, adopts it and corrects it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trede.core.disclosure import Rules
from trede.core.errors import InputError, OutOfOrder
from trede.core.periods import Period, parse_period
from trede.core.permissions import Permission
from trede.journal import clock
from trede.monitor import queries
from trede.monitor.models import MonitorReport
from trede.monitor.overview import in_words, overview_of
from trede.monitor.paper.views import page_of
from trede.monitor.reports import LONGEST_LINE, LONGEST_MESSAGE, MOST_LINES
from trede.monitor.reports_actions import adopt_report, correct_report, write_report
from trede.monitor.words import Words
from trede.regions.registry import pack
from trede.web.access import staff
from trede.web.methods import only

Lines = tuple[str, ...]


@staff(Permission.MONITOR_PUBLISH)
@only("GET", "POST")
def report(request: HttpRequest, period: str) -> HttpResponse:
    """Show the report; save it as a draft, or save and adopt it. The form comes back filled in when that cannot be."""
    found = _period_or_404(period)
    if request.method == "GET":
        return _page(request, found)
    user: Any = request.user
    written = (_sentence(request, "boodschap"), _lines(request, "les"), _lines(request, "anders"))
    try:
        write_report(by=user.actor(), period=found, message=written[0], lessons=written[1], different=written[2])
        if request.POST.get("doe") == "vaststellen":
            adopt_report(by=user.actor(), period=found)
            messages.success(request, _("Het verslag staat vast en is openbaar."))
        else:
            messages.success(request, _("Je verslag is bewaard. Het is nog niet openbaar."))
    except (InputError, OutOfOrder) as error:
        return _page(request, found, status=error.status, problem=error.in_language(_language()), written=written)
    return HttpResponseRedirect(f"/balie/verslag/{found.key}")


@staff(Permission.MONITOR_PUBLISH)
@only("POST")
def correct(request: HttpRequest, period: str) -> HttpResponse:
    """Add a correction to an adopted report."""
    found, words = _period_or_404(period), _sentence(request, "verbetering")
    user: Any = request.user
    try:
        correct_report(by=user.actor(), period=found, words=words)
    except (InputError, OutOfOrder) as error:
        problem = error.in_language(_language())
        return _page(request, found, status=error.status, problem=problem, correction=words)
    messages.success(request, _("De verbetering staat bij het verslag."))
    return HttpResponseRedirect(f"/balie/verslag/{found.key}")


def _page(
    request: HttpRequest,
    period: Period,
    *,
    status: int = 200,
    problem: str = "",
    written: tuple[str, Lines, Lines] | None = None,
    correction: str = "",
) -> HttpResponse:
    found = queries.report_of(period.key) or MonitorReport(period=period.key)
    message, lessons, different = written or (found.message, tuple(found.lessons), tuple(found.different))
    region = pack()
    words = Words(region, _language(), Rules.desk(region.info.disclosure))
    public = Words(region, _language(), Rules.public(region.info.disclosure))
    user: Any = request.user
    context = {
        "name": words.quarter(period) if period.is_quarter else str(period.year),
        "period": period.key,
        "is_year": not period.is_quarter,
        "is_quarter": period.is_quarter,
        "public": page_of(period),
        "adopted": found.adopted_on,
        "adopted_as": found.adopted_as,
        "message": message,
        "lessons": _numbered(lessons),
        "different": _numbered(different),
        "corrections": [(words.day(each["day"]), each["text"]) for each in found.corrections],
        "correction": correction,
        "problem": problem,
        "over": period.last < clock.today(),
        "overview": in_words(found.overview if found.adopted_on else overview_of(period), public),
        "may_oversee": user.has_permission(Permission.CHAIN_OVERSEE),
        "longest_message": LONGEST_MESSAGE,
        "longest": LONGEST_LINE,
    }
    return render(request, "monitor/desk_report.html", context, status=status)


def _numbered(lines: Lines) -> list[tuple[int, str]]:
    return list(enumerate((*lines, *[""] * (MOST_LINES - len(lines))), 1))


def _lines(request: HttpRequest, name: str) -> Lines:
    return tuple(filter(None, (_sentence(request, f"{name}{number}") for number in range(1, MOST_LINES + 1))))


def _sentence(request: HttpRequest, name: str) -> str:
    return " ".join(request.POST.get(name, "").split())


def _language() -> str:
    return (get_language() or "nl")[:2]


def _period_or_404(text: str) -> Period:
    try:
        found = parse_period(text)
    except InputError as error:
        raise Http404 from error
    if found.first > clock.today():
        raise Http404
    return found
