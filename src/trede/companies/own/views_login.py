"""Getting in: ask a link by mail, use it, choose a firm, start a page, wait for a yes, leave.

No page tells whether an address is known before somebody proved to read its mail.
"""

import logging

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse

from trede.accounts.firm_login import button
from trede.companies.models import ContactPerson, OwnLink
from trede.companies.own import session
from trede.companies.own.access import entrance, own_of
from trede.companies.own.actions import enter, make_login_link, start_page, use_link
from trede.companies.own.page import attempt, go, page
from trede.companies.own.queries import find_link, people_with, used_link
from trede.companies.own.rules import own_page
from trede.core.errors import InputError, OutOfOrder, Unavailable
from trede.journal.actions import Actor
from trede.regions.registry import pack
from trede.web import failures
from trede.web.addresses import absolute, address
from trede.web.letters import letter
from trede.web.limits import take
from trede.web.mail import can_send, send
from trede.web.methods import only

log = logging.getLogger("trede.companies.own")

MAILS, MAILS_PER_MINUTE = 5, 1 / 6
"""Links that one network address may ask: five, and then one every ten minutes."""
TRIES, TRIES_PER_MINUTE = 20, 2.0
"""Links that do not work that one network address may open."""
STARTS, STARTS_PER_MINUTE = 5, 1 / 30
"""New pages, or questions to be let in, from one network address."""
HOLDER = Actor.link("own-login")


@entrance
@only("GET", "POST")
def sign_in(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """Ask for a link by mail. Who is logged in goes on."""
    after = own_page(request.POST.get("verder") or request.GET.get("verder", ""))
    if request.method == "POST":
        return _ask_link(request, language, after)
    if own_of(request) is not None and request.GET.get("opnieuw") != "1":
        return go(language, "/mijn")
    return _sign_in(request, language, after, late=bool(request.GET.get("lang-weg")))


def _ask_link(request: HttpRequest, language: str, after: str) -> HttpResponse:
    typed = request.POST.get("email", "").strip()[:254]
    if not can_send():
        return _sign_in(request, language, after, status=503)
    if not take("own-login", request, capacity=MAILS, per_minute=MAILS_PER_MINUTE):
        return failures.failure(request, "too-many", 429)
    try:
        token, errors = attempt(lambda: make_login_link(by=Actor.anonymous(), email=typed, after=after), language)
        if token is not None:
            send(letter("own-login", language, link=link_address(request, language, token)), to=typed)
    except InputError as error:
        errors = [("email", error.in_language(language))]
    except Unavailable:
        return _sign_in(request, language, after, typed=typed, failed=True, status=503)
    if errors:
        return _sign_in(request, language, after, typed=typed, errors=errors)
    return go(language, "/mijn/inloggen/verstuurd")


def link_address(request: HttpRequest, language: str, token: str) -> str:
    """Return the whole address of the page that a link opens."""
    return absolute(request, address(language, f"/mijn/inloggen/{token}"))


def _sign_in(
    request: HttpRequest,
    language: str,
    after: str,
    *,
    typed: str = "",
    late: bool = False,
    failed: bool = False,
    errors: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    return page(
        request,
        "sign_in",
        language,
        errors=errors,
        status=status,
        after=after,
        typed=typed,
        late=late,
        failed=failed,
        can_send=can_send(),
        broker=button(),
    )


@entrance
@only("GET")
def sent(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """Say where to look now; the same for every address."""
    return page(request, "sent", language)


@entrance
@only("GET", "POST")
def landing(request: HttpRequest, token: str, language: str = "nl") -> HttpResponse:
    """The page behind a link: a button uses it up. Programs that look at links in mail press no buttons."""
    link = find_link(token)
    if link is None:
        return _dead(request, language)
    if request.method != "POST":
        return page(request, "landing", language, purpose=link.purpose, firm=_firm_to_name(link))
    try:
        used = use_link(by=HOLDER, token=token)
    except OutOfOrder:
        return _dead(request, language)
    people = [used.person] if used.person is not None else people_with(used.email)
    session.begin(request, link=used.pk)
    if len(people) == 1:
        return _come_in(request, people[0], language, after=used.after)
    return go(language, "/mijn/kies" if people else "/mijn/begin")


def _firm_to_name(link: OwnLink) -> str:
    """Return the firm of an invitation: who was invited may know by whom."""
    return link.firm.name if link.purpose == OwnLink.INVITE and link.firm is not None else ""


def _dead(request: HttpRequest, language: str) -> HttpResponse:
    if not take("own-link", request, capacity=TRIES, per_minute=TRIES_PER_MINUTE):
        return failures.failure(request, "too-many", 429)
    return page(request, "dead_link", language, status=410)


def _come_in(request: HttpRequest, person: ContactPerson, language: str, *, after: str = "") -> HttpResponse:
    enter(by=Actor.entrepreneur(person.pk), person=person, how="mail")
    session.become(request, person.pk)
    if after:
        return go("nl", after)  # it says its own language
    return go(language, "/mijn")


def _proven(request: HttpRequest) -> OwnLink | None:
    """Return the link with which this session proved to read a mailbox, while it lasts."""
    return used_link(session.link_in(request)) if session.is_alive(request) else None


@entrance
@only("GET", "POST")
def choose(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """Choose between the firms that this mailbox belongs to."""
    link = _proven(request)
    if link is None:
        return go(language, "/mijn/inloggen")
    people = people_with(link.email)
    if request.method != "POST":
        if not people:
            return go(language, "/mijn/begin")
        return page(request, "choose", language, people=people)
    typed = request.POST.get("person", "")
    chosen = next((person for person in people if str(person.pk) == typed), None)
    if chosen is not None:
        return _come_in(request, chosen, language, after=link.after)
    if typed:
        raise Http404  # somebody else's firm
    said = [("person", pack().text("own.error.choose", language))]
    return page(request, "choose", language, people=people, errors=said)


FIELDS = ("firm_name", "kvk", "municipality", "fte", "name", "phone")


@entrance
@only("GET", "POST")
def start(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """Start a page for a firm, or ask to be let in to one that is known."""
    link = _proven(request)
    if link is None:
        return go(language, "/mijn/inloggen")
    typed = {field: request.POST.get(field, "")[:200] for field in FIELDS}
    if request.method != "POST":
        return _start(request, language, link, typed)
    if not take("own-start", request, capacity=STARTS, per_minute=STARTS_PER_MINUTE):
        return failures.failure(request, "too-many", 429)
    return _begin(request, language, link, typed)


def _begin(request: HttpRequest, language: str, link: OwnLink, typed: dict[str, str]) -> HttpResponse:
    where = absolute(request, address(language, "/mijn"))
    try:
        question, errors = attempt(
            lambda: start_page(by=HOLDER, email=link.email, language=language, link=where, **typed), language
        )
    except IntegrityError:  # the other half of a double click was first
        return go(language, "/mijn/kies")
    if question is None:
        return _start(request, language, link, typed, errors)
    if question.person is not None:
        return _come_in(request, question.person, language, after=link.after)
    return go(language, "/mijn/wacht")


def _start(
    request: HttpRequest,
    language: str,
    link: OwnLink,
    typed: dict[str, str],
    errors: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    region = pack()
    return page(
        request,
        "start",
        language,
        errors=errors,
        typed=typed,
        has_others=bool(people_with(link.email)),
        municipalities=region.info.municipalities,
        least=f"{region.info.target_group.minimum_fte:g}",
    )


@entrance
@only("GET")
def waiting(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """Say that somebody has to say yes first, and what to do meanwhile. Tells nothing about the firm."""
    if _proven(request) is None:
        return go(language, "/mijn/inloggen")
    region = pack()
    return page(request, "waiting", language, front=region.organisation(region.info.front_door).name)


@entrance
@only("GET", "POST")
def sign_out(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """End the session. A GET ends nothing: it leads to the pages."""
    if request.method == "GET":
        return go(language, "/mijn")
    session.end(request)
    return go(language, "/mijn/uitgelogd")


@entrance
@only("GET")
def signed_out(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """Say that nobody is logged in any more."""
    return page(request, "signed_out", language)


@entrance
@only("GET")
def erased(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """Say that the data are gone."""
    return page(request, "erased", language)
