"""Who enters the own pages of a firm: `@firm` for its people, `@entrance` for the pages around the login.

Somebody else's firm does not exist here: every page is about the firm of the person who is logged in, and what is
looked up by a number is looked up among what that firm has.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect

from trede.companies.models import ContactPerson, Firm
from trede.companies.own import session
from trede.companies.own.queries import person_of
from trede.companies.own.rules import FRESH
from trede.core.errors import NotPermitted
from trede.journal import clock
from trede.journal.actions import Actor
from trede.web.access import apart
from trede.web.addresses import address
from trede.web.failures import no_access


@dataclass(frozen=True, slots=True)
class Own:
    """Who is logged in, and for which firm. `fresh`: a short while ago, so nothing has to ask for it again."""

    person: ContactPerson
    firm: Firm
    fresh: bool

    @property
    def actor(self) -> Actor:
        """Return who acts in the journal."""
        return Actor.entrepreneur(self.person.pk)


class FirmRequest(HttpRequest):
    """A request of somebody of a firm, who is `own`."""

    own: Own


def entrance(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Pages around the login of a firm: a session of their own and a form token, nobody needs to be logged in."""

    @wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _not_kept(view(request, *args, **kwargs))

    return apart(enter, "firm-entrance", session.with_session)


def firm(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Somebody of a firm, logged in: `request.own.person` and `request.own.firm`. Others are led to the login."""

    @wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        own = own_of(request)
        if own is None:
            return _not_kept(_to_login(request, str(kwargs.get("language", "nl"))))
        request.own = own  # type: ignore[attr-defined]  # views take a FirmRequest
        try:
            return _not_kept(view(request, *args, **kwargs))
        except NotPermitted as error:
            return no_access(request, error)

    return apart(enter, "firm", session.with_session)


def own_of(request: HttpRequest) -> Own | None:
    """Return who is logged in, or None: nobody, too long ago, or no contact of the firm any more. Two queries."""
    number = session.person_in(request)
    if number is None or not session.is_alive(request):
        return None
    person = person_of(number)
    if person is None:
        session.end(request)
        return None
    return Own(person, person.firm, fresh=clock.now() - session.since_in(request) <= FRESH)


def _to_login(request: HttpRequest, language: str) -> HttpResponseBase:
    """Lead to the login, and back to this page after it; a form that came too late leads to the start."""
    if session.is_alive(request) and session.person_in(request) is None and session.link_in(request) is not None:
        return HttpResponseRedirect(address(language, "/mijn/kies"))  # proved to read a mailbox, chose no firm yet
    late = bool(request.COOKIES.get(session.COOKIE))
    session.end(request)
    after = f"verder={quote(request.path, safe='/')}" if request.method in {"GET", "HEAD"} else ""
    query = "&".join(part for part in ("lang-weg=1" if late else "", after) if part)
    return HttpResponseRedirect(address(language, "/mijn/inloggen") + (f"?{query}" if query else ""))


def _not_kept(response: HttpResponseBase) -> HttpResponseBase:
    response.headers.setdefault("Cache-Control", "private, no-store")
    response.headers.setdefault("X-Robots-Tag", "noindex")
    return response
