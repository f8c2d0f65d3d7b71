"""What the pages of an application share: finding it among those of the firm, the frame, going on."""

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from trede.companies.own.access import FirmRequest
from trede.companies.own.page import go, page
from trede.companies.own.session import say_next
from trede.subsidies.applying.draft import own
from trede.subsidies.models import Application
from trede.subsidies.registry import is_rehearsal, scheme_of

NONCE = 16


def find(request: FirmRequest, number: int) -> Application:
    """Return an application of the firm that is logged in. Http404 for one of another, and for one that is gone."""
    found = own(number, request.own.firm.pk)
    if found is None or found.state == "vervallen" or found.destroyed_on is not None:
        raise Http404
    return found


def draft(request: FirmRequest, number: int) -> Application | None:
    """Return a draft of the firm; None when it was sent already: then its file is the page to show."""
    found = find(request, number)
    return found if found.state == "concept" else None


def sent(request: FirmRequest, number: int) -> Application:
    """Return an application that was sent. Http404 for a draft."""
    found = find(request, number)
    if found.state == "concept":
        raise Http404
    return found


def show(request: HttpRequest, template: str, language: str, application: Application, **context: Any) -> HttpResponse:
    """Return a page about an application."""
    scheme = scheme_of(application)
    shown: dict[str, Any] = {
        "application": application,
        "scheme": scheme,
        "rehearsal": is_rehearsal(scheme),
        "tab": "applications",
    }
    return page(request, f"subsidies/applying/{template}.html", language, **shown, **context)


def home(language: str, application: Application, tail: str = "") -> HttpResponse:
    """Go on to the page of an application, or one below it."""
    return go(language, f"/mijn/aanvraag/{application.pk}{tail}")


def said(request: HttpRequest, language: str, application: Application, key: str, tail: str = "") -> HttpResponse:
    """Go on to a page that says what was done: the text `apply.said.<key>`."""
    say_next(request, f"apply.said.{key}")
    return home(language, application, tail)


def nonce() -> str:
    """Return the random number of a form: sent twice it counts once."""
    return secrets.token_hex(NONCE)


def read_nonce(request: HttpRequest) -> str:
    """Return the random number that came with a form; a new one when it was left out or changed."""
    typed = request.POST.get("nonce", "")
    plain = len(typed) == 2 * NONCE and all(sign in "0123456789abcdef" for sign in typed)
    return typed if plain else nonce()
