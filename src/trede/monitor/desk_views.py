"""The desk's own figures, and the way to the reports."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trede.core.disclosure import Rules
from trede.core.periods import Period, quarter_of, year_of
from trede.core.permissions import Permission
from trede.journal import clock
from trede.monitor import pages, queries
from trede.monitor.figures import TREND_QUARTERS, desk_series
from trede.monitor.words import Words
from trede.regions.registry import pack
from trede.web.access import staff


@staff(Permission.MONITOR_DESK)
def figures(request: HttpRequest) -> HttpResponse:
    """Exact figures of one quarter for five firms or more, and the way to the reports."""
    return _page(request)


def _page(request: HttpRequest) -> HttpResponse:
    region = pack()
    user: Any = request.user
    words = Words(region, _language(), Rules.desk(region.info.disclosure))
    quarter = _chosen(request)
    found = desk_series(quarter)
    may_freeze = user.has_permission(Permission.MONITOR_PUBLISH)
    upcoming = _next_to_freeze() if may_freeze else None
    context = {
        "title": words.text("title", period=words.quarter(quarter)),
        "minimum": words.rules.minimum,
        "period": quarter.key,
        "quarter": words.quarter(quarter),
        "status_name": words.text(f"status.{found.latest['status']}"),
        "choices": [(each.key, words.quarter(each)) for each in reversed(_recent())],
        "questions": pages.questions(found, words),
        "referrers": _referrers(quarter, words.rules.minimum),
        "may_freeze": may_freeze,
        "may_oversee": user.has_permission(Permission.CHAIN_OVERSEE),
        "next_quarter": upcoming.key if upcoming else "",
        "next_name": words.quarter(upcoming) if upcoming else "",
        "reports": [(each.key, _name(each, words)) for each in _reports()] if may_freeze else [],
    }
    return render(request, "monitor/desk.html", context)


def _language() -> str:
    return (get_language() or "nl")[:2]


def _recent() -> tuple[Period, ...]:
    return quarter_of(clock.today()).last_quarters(TREND_QUARTERS)


def _chosen(request: HttpRequest) -> Period:
    """Return the quarter asked for when it is one of the last eight, else the running one."""
    asked = request.GET.get("kwartaal", "")
    return next((each for each in _recent() if each.key == asked), _recent()[-1])


def _referrers(period: Period, minimum: int) -> list[tuple[str, str]]:
    """Return per site that sends visitors its name and how many scans it brought, in words when there are too few."""
    names = pack().referrers
    few = _("minder dan %(minimum)s") % {"minimum": minimum}
    return [
        (names[key].name if key in names else key, str(count) if count >= minimum else few)
        for key, count in sorted(queries.scans_per_referrer(period).items())
        if count
    ]


def _next_to_freeze() -> Period | None:
    """Return the first quarter that ended and comes after the last frozen one; None when all are frozen."""
    ended = _recent()[:-1]
    newest = queries.newest_frozen()
    if newest is None:
        return ended[-1]
    return next((each for each in ended if each.key > newest), None)


def _reports() -> list[Period]:
    """Return what a report can be about, newest first: the last eight quarters and the years they lie in."""
    quarters = _recent()[::-1]
    return [*quarters, *sorted({year_of(each.first) for each in quarters}, key=lambda year: year.key, reverse=True)]


def _name(period: Period, words: Words) -> str:
    return words.quarter(period) if period.is_quarter else str(period.year)
