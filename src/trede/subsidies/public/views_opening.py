"""Pages around the mail about an opening: ask, look in your mail, confirm or stop. No session and no cookie."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from trede.core.errors import InputError
from trede.core.pack_schemes import Scheme
from trede.journal.actions import Actor
from trede.regions.registry import pack
from trede.subsidies import opening
from trede.subsidies.models import OpeningNotice
from trede.subsidies.public.views import known_scheme, public_page
from trede.subsidies.registry import is_rehearsal, scheme_by_key
from trede.web import failures
from trede.web.access import public
from trede.web.addresses import address
from trede.web.components import OWN_COPY, PRIVATE
from trede.web.limits import take
from trede.web.mail import can_send
from trede.web.methods import only

ASKS, ASKS_PER_MINUTE = 5, 1 / 6
"""Mails that one network address may have sent: five, and then one every ten minutes."""
LINKS, LINKS_PER_MINUTE = 20, 2.0
"""Links that do not work that one network address may open."""
_LONGEST = 254
_GONE = 404


@public
@only("GET", "POST")
def ask(request: HttpRequest, key: str, language: str = "nl") -> HttpResponse:
    """Ask for one mail when a scheme opens. Http404 for a scheme that is not there."""
    scheme = known_scheme(key)
    if not opening.is_awaited(scheme):
        return _go(language, f"/subsidies/{key}")
    if not can_send():
        return _ask(scheme, language, none=True, status=503 if request.method == "POST" else 200)
    if request.method != "POST":
        return _ask(scheme, language)
    typed = request.POST.get("email", "").strip()[: _LONGEST + 1]
    if not take("subsidy-opening", request, capacity=ASKS, per_minute=ASKS_PER_MINUTE):
        return failures.failure(request, "too-many", 429)
    try:
        opening.ask(by=Actor.anonymous(), scheme=scheme, email=typed, language=language)
    except InputError as error:
        problem = error.in_language(language)
        return _ask(scheme, language, typed=typed, problem=problem, errors=[("f-email", problem)], status=422)
    return _go(language, "/subsidies/bericht/verstuurd")


def _ask(scheme: Scheme, language: str, *, status: int = 200, **more: Any) -> HttpResponse:
    place = f"/subsidies/{scheme.key}/bericht"
    rehearsal = is_rehearsal(scheme)
    return public_page(
        "opening_ask", language, place, status=status, cache=OWN_COPY, scheme=scheme, rehearsal=rehearsal, **more
    )


def _go(language: str, path: str) -> HttpResponse:
    response = HttpResponseRedirect(address(language, path))
    response.status_code = 303
    return response


@public
@only("GET")
def sent(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """Say where to look now; the same for every address."""
    return _said("sent", language, "/subsidies/bericht/verstuurd")


@public
@only("GET")
def gone(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """Say that the address is gone."""
    return _said("gone", language, "/subsidies/bericht/gewist")


@public
@only("GET", "POST")
def answer(request: HttpRequest, token: str, language: str = "nl") -> HttpResponse:
    """The page behind the link: buttons confirm or take the address away. Programs that look at mail press none."""
    notice = opening.find(token)
    if notice is None:
        if not take("subsidy-opening-link", request, capacity=LINKS, per_minute=LINKS_PER_MINUTE):
            return failures.failure(request, "too-many", 429)
        return _said("dead", language, "/subsidies", status=_GONE)
    chosen = request.POST.get("do", "") if request.method == "POST" else ""
    if chosen == "stop":
        opening.stop(by=opening.HOLDER, notice=notice)
        return _go(language, "/subsidies/bericht/gewist")
    if chosen == "confirm":
        opening.confirm(by=opening.HOLDER, notice=notice)
        return _go(language, opening.path_of(notice))
    return _answer(notice, language)


def _answer(notice: OpeningNotice, language: str) -> HttpResponse:
    return public_page(
        "opening_answer",
        language,
        opening.path_of(notice),
        cache=PRIVATE,
        scheme=scheme_by_key(notice.scheme),
        is_confirmed=notice.confirmed_at is not None,
        noindex=True,
    )


def _said(what: str, language: str, place: str, *, status: int = 200) -> HttpResponse:
    region = pack()
    title, text = (region.text(f"opening.{what}.{part}", language) for part in ("title", "text"))
    return public_page(
        "opening_said", language, place, status=status, cache=PRIVATE, title=title, said=text, noindex=True
    )
