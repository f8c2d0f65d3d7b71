"""The session of a firm's own pages: a cookie of its own, so that it never mixes with the login of staff.

It holds numbers and moments only: which contact logged in, with which link, and when.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponseBase

from trede.companies.own.rules import IDLE, LONGEST
from trede.journal import clock

COOKIE = "mijn"
_PERSON, _LINK, _SINCE, _SEEN, _SAID, _CLAIM = "person", "link", "since", "seen", "said", "claim"
_SEEN_EVERY = 60
"""Seconds between two notes that somebody is still there: not every page writes."""

View = Callable[..., HttpResponseBase]


def with_session(view: View) -> View:
    """Bring the session of this room to a view, and keep what the view changed of it."""

    @wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.session = SessionStore(request.COOKIES.get(COOKIE))
        return _keep(request, view(request, *args, **kwargs))

    return enter


def _keep(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    session = request.session
    if COOKIE in request.COOKIES and session.is_empty():
        response.delete_cookie(COOKIE, samesite="Lax")
    elif session.modified and not session.is_empty() and response.status_code < 500:  # noqa: PLR2004  # as HTTP has it
        session.save()
        response.set_cookie(
            COOKIE,
            str(session.session_key),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )  # no age: it goes with the browser
    return response


def begin(request: HttpRequest, *, link: int | None = None, person: int | None = None, claim: object = None) -> None:
    """Start a fresh session for who proved something: a mailbox (`link`), a person, or the claims of a provider."""
    request.session.flush()
    now = clock.now().timestamp()
    values = {_LINK: link, _PERSON: person, _CLAIM: claim, _SINCE: now, _SEEN: now}
    request.session.update({name: value for name, value in values.items() if value is not None})
    request.session.set_expiry(int(LONGEST.total_seconds()))


def become(request: HttpRequest, person: int) -> None:
    """Let the session be of this person from now on."""
    request.session[_PERSON] = person
    request.session.cycle_key()


def end(request: HttpRequest) -> None:
    """End the session."""
    request.session.flush()


def is_alive(request: HttpRequest) -> bool:
    """Say whether the session began, is not too old and was used lately; note that it is used."""
    now = clock.now().timestamp()
    since, seen = request.session.get(_SINCE), request.session.get(_SEEN)
    if not isinstance(since, float) or not isinstance(seen, float):
        return False
    if now - since > LONGEST.total_seconds() or now - seen > IDLE.total_seconds():
        return False
    if now - seen > _SEEN_EVERY:
        request.session[_SEEN] = now
    return True


def person_in(request: HttpRequest) -> int | None:
    """Return the number of the contact of this session, or None."""
    number = request.session.get(_PERSON)
    return number if isinstance(number, int) else None


def link_in(request: HttpRequest) -> int | None:
    """Return the number of the link with which the session began, or None."""
    number = request.session.get(_LINK)
    return number if isinstance(number, int) else None


def claim_in(request: HttpRequest) -> dict[str, str]:
    """Return what a provider said of who logs in, while it is not yet known which person that is."""
    claim = request.session.get(_CLAIM)
    return claim if isinstance(claim, dict) else {}


def since_in(request: HttpRequest) -> datetime:
    """Return when this session began."""
    return datetime.fromtimestamp(float(request.session.get(_SINCE, 0.0)), UTC)


def say_next(request: HttpRequest, key: str) -> None:
    """Let the next page say the text with this key."""
    request.session[_SAID] = key


def said(request: HttpRequest) -> str:
    """Return the key of what was to be said, once."""
    key = request.session.pop(_SAID, "")
    return key if isinstance(key, str) else ""
