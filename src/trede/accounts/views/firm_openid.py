"""The door of the firms: to the provider and back. What happens then is up to the room of the firms."""

import logging
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from trede.accounts import firm_login
from trede.accounts.addresses import path_of_site
from trede.accounts.firm_login import START, Door, View
from trede.accounts.openid import flow
from trede.accounts.openid.firms import read_claims, rules
from trede.accounts.openid.flow import value_of
from trede.accounts.openid.provider import Provider, firm_provider
from trede.accounts.openid.refused import UNREACHABLE, Refused
from trede.web.access import apart
from trede.web.failures import failure
from trede.web.limits import take
from trede.web.methods import only

log = logging.getLogger("trede.accounts")

HOME = "/mijn"
TOO_MANY, FORBIDDEN, UNAVAILABLE = 429, 403, 503


def _in_session_of_firms(view: View) -> View:
    """Bring the session that the room of the firms registered: known when somebody comes, not when this is read."""

    @wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        session = _door()[1].session
        return session(view)(request, *args, **kwargs)

    return enter


def entrance(view: View) -> View:
    """Pages around the login of a firm."""
    return apart(view, "firm-entrance", _in_session_of_firms)


@entrance
@only("GET")
def start(request: HttpRequest) -> HttpResponse:
    """Send somebody of a firm to the provider; `verder` is where to go on after."""
    after = path_of_site(request.GET.get("verder", ""), HOME)
    _speak(request, after)
    provider, _ = _door()
    if not take("openid", request, capacity=40, per_minute=4):
        return failure(request, "too-many", TOO_MANY)
    try:
        return flow.start(request, provider, after=after, extra={"acr_values": rules().least})
    except Refused as refused:
        return _refused(request, refused, after)


@entrance
@only("GET")
def back(request: HttpRequest) -> HttpResponse:
    """Take somebody of a firm back from the provider and hand over to the room of the firms."""
    provider, door = _door()
    after = HOME
    try:
        answer = flow.finish(request, provider)
        after = answer.after
        _speak(request, after)
        firm = read_claims(answer.claims, issuer=value_of(answer.claims, "iss"), after=after)
    except Refused as refused:
        return _refused(request, refused, after)
    return door.handler(request, firm)


def _door() -> tuple[Provider, Door]:
    provider, found = firm_provider(), firm_login.door()
    if provider is None or found is None:
        raise Http404
    return provider, found


def _speak(request: HttpRequest, after: str) -> None:
    """Answer in the language of the page to which somebody is on the way."""
    request.LANGUAGE_CODE = "en" if after == "/en" or after.startswith("/en/") else "nl"


def _refused(request: HttpRequest, refused: Refused, after: str) -> HttpResponse:
    log.info("a firm was not let in: %s", refused.reason)
    context = {"reason": refused.reason, "again": START, "after": after}
    status = UNAVAILABLE if refused.reason == UNREACHABLE else FORBIDDEN
    response = HttpResponse(render_to_string("accounts/firm_refused.html", context, request), status=status)
    response["Cache-Control"] = "private, no-store"
    return response
