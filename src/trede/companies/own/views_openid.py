"""Getting in through an OpenID provider, such as a broker of eHerkenning: the firm gave somebody a mandate there."""

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse

from trede.accounts.firm_login import FirmClaims, register_handler
from trede.companies.models import ContactPerson
from trede.companies.own import session
from trede.companies.own.access import entrance
from trede.companies.own.actions import enter, join_subject
from trede.companies.own.page import attempt, go, page
from trede.companies.own.queries import firm_of_mandate, known_subject
from trede.companies.own.rules import own_page
from trede.journal.actions import Actor
from trede.web.failures import language_of
from trede.web.methods import only

MANDATED = Actor.link("eherkenning")


def take_in(request: HttpRequest, claims: FirmClaims) -> HttpResponse:
    """Let in who the provider vouched for; who comes for the first time says a name first."""
    subject = f"{claims.person}|{claims.kvk}|{claims.branch}"
    after = own_page(claims.after)
    claim = {"kvk": claims.kvk, "branch": claims.branch, "subject": subject, "after": after}
    person = _known(claim)
    if person is not None:
        return _come_in(request, person, after)
    session.begin(request, claim=claim)
    return go(language_of(request), "/mijn/wie")


def _known(claim: dict[str, str]) -> ContactPerson | None:
    """Return who came before, as long as that is somebody of the firm that the mandate is for now."""
    person = known_subject(claim["subject"])
    if person is None or person.firm != firm_of_mandate(claim["kvk"], claim["branch"]):
        return None
    return person


def _come_in(request: HttpRequest, person: ContactPerson, after: str) -> HttpResponse:
    session.begin(request, person=person.pk)
    enter(by=Actor.entrepreneur(person.pk), person=person, how="eherkenning")
    return go("nl", after) if after else go(language_of(request), "/mijn")


@entrance
@only("GET", "POST")
def who(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """Ask the name of who comes for the first time, and that of the firm when it is new here."""
    claim = session.claim_in(request) if session.is_alive(request) else {}
    if not claim:
        return go(language, "/mijn/inloggen")
    known = firm_of_mandate(claim["kvk"], claim["branch"])
    fields = ("name", "phone") if known else ("firm_name", "name", "phone")
    typed = {field: request.POST.get(field, "")[:200] for field in fields}
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        mandate = {key: claim[key] for key in ("kvk", "branch", "subject")}
        try:
            person, errors = attempt(lambda: join_subject(by=MANDATED, **mandate, **typed), language)
        except IntegrityError:  # the other half of a double click was first
            person = _known(claim)
        if person is not None:
            return _come_in(request, person, claim["after"])
    return page(request, "who", language, errors=errors, typed=typed, firm=known.name if known else "")


register_handler(take_in, session.with_session)
