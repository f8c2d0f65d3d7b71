"""My data: details, colleagues, everything we hold to read or take along, and leaving."""

from django.http import Http404, HttpRequest, HttpResponse

from trede.companies.actions import choose_municipality
from trede.companies.own import session
from trede.companies.own.access import FirmRequest, firm
from trede.companies.own.actions import make_address_link, make_invitation, withdraw_invitation
from trede.companies.own.actions_data import change_details, download_own, erase_own, remove_person
from trede.companies.own.document import archive, kept_by_law, readable
from trede.companies.own.page import attempt, done, go, organisation_name, page
from trede.companies.own.queries import colleagues_of, invitations_of
from trede.companies.own.views_login import MAILS, MAILS_PER_MINUTE, link_address
from trede.companies.queries import consents_of, likely_municipalities
from trede.core.errors import InputError, Unavailable
from trede.journal import clock
from trede.privacy.export import document_of
from trede.privacy.subjects import subject
from trede.regions.registry import pack
from trede.web import failures
from trede.web.letters import letter
from trede.web.limits import take
from trede.web.mail import can_send, send
from trede.web.methods import only

Errors = list[tuple[str, str]]


@firm
@only("GET")
def mine(request: FirmRequest, language: str = "nl") -> HttpResponse:
    """My details, my colleagues, taking along and leaving."""
    number = request.own.firm.pk
    return page(request, "mine", language, people=colleagues_of(number), invitations=invitations_of(number))


@firm
@only("GET", "POST")
def details(request: FirmRequest, language: str = "nl") -> HttpResponse:
    """Change my name and phone number."""
    person = request.own.person
    typed = {"name": person.name, "phone": person.phone}
    errors: Errors = []
    if request.method == "POST":
        typed = {field: request.POST.get(field, "")[:200] for field in typed}
        found, errors = attempt(lambda: change_details(by=request.own.actor, person=person, **typed), language)
        if found is not None:
            return done(request, language, "/mijn/gegevens", "details")
    return page(request, "details", language, errors=errors, typed=typed)


@firm
@only("GET", "POST")
def place(request: FirmRequest, language: str = "nl") -> HttpResponse:
    """Say in which municipality my business is, when nobody knows that yet."""
    own = request.own
    if own.firm.municipality:
        return go(language, "/mijn/gegevens")
    typed = request.POST.get("municipality", "")[:10]
    errors: Errors = []
    if request.method == "POST":

        def act() -> bool:
            choose_municipality(by=own.actor, firm=own.firm, municipality=typed)
            return True

        found, errors = attempt(act, language)
        if found is not None:
            return done(request, language, "/mijn", "place")
    codes = likely_municipalities(own.firm)
    towns = {item.code: item.name for item in pack().info.municipalities}
    towns["elders"] = pack().text("own.start.elsewhere", language)
    likely = [(code, towns.pop(code)) for code in codes if code in towns]
    others = list(towns.items())
    return page(request, "place", language, errors=errors, typed=typed, likely=likely, others=others)


@firm
@only("GET", "POST")
def mail_address(request: FirmRequest, language: str = "nl") -> HttpResponse:
    """Change my e-mail address: it counts when the link that was sent there is used."""
    typed = request.POST.get("email", "").strip()[:254]
    errors: Errors = []
    if request.method == "POST":
        token, errors = attempt(
            lambda: make_address_link(by=request.own.actor, person=request.own.person, email=typed), language
        )
        if token is not None:
            refused, errors = _mail(request, language, "own-address", typed, token)
            if refused is not None:
                return refused
            if not errors:
                return done(request, language, "/mijn/gegevens", "address-sent")
    return page(request, "address", language, errors=errors, typed=typed, can_send=can_send())


@firm
@only("GET", "POST")
def colleague(request: FirmRequest, language: str = "nl") -> HttpResponse:
    """Let a colleague in, with a link by mail."""
    typed = {field: request.POST.get(field, "").strip()[:254] for field in ("name", "email")}
    errors: Errors = []
    if request.method == "POST":
        own = request.own
        token, errors = attempt(lambda: make_invitation(by=own.actor, firm=own.firm, **typed), language)
        if token is not None:
            refused, errors = _mail(request, language, "own-invitation", typed["email"], token)
            if refused is not None:
                return refused
            if not errors:
                return done(request, language, "/mijn/gegevens", "invited")
    return page(request, "colleague", language, errors=errors, typed=typed, can_send=can_send())


def _mail(request: HttpRequest, language: str, kind: str, to: str, token: str) -> tuple[HttpResponse | None, Errors]:
    """Send a link. Return another answer to give, or the error to show at the field; neither when it is on its way."""
    if not take("own-mail", request, capacity=MAILS, per_minute=MAILS_PER_MINUTE):
        return failures.failure(request, "too-many", 429), []
    try:
        send(letter(kind, language, link=link_address(request, language, token)), to=to)
    except (InputError, Unavailable) as error:
        return None, [("email", error.in_language(language))]
    return None, []


@firm
@only("GET", "POST")
def remove_colleague(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """Take somebody off the firm; oneself too."""
    own = request.own
    person = colleagues_of(own.firm.pk).filter(pk=number).first()
    if person is None:
        raise Http404
    errors: Errors = []
    if request.method == "POST":
        _, errors = attempt(lambda: remove_person(by=own.actor, person=person), language)
        if not errors and number == own.person.pk:
            session.end(request)
            return go(language, "/mijn/uitgelogd")
        if not errors:
            return done(request, language, "/mijn/gegevens", "removed")
    is_self = number == own.person.pk
    status = 409 if errors else 200
    return page(request, "remove", language, errors=errors, status=status, person=person, is_self=is_self)


@firm
@only("POST")
def stop_invitation(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """Let an invitation work no longer."""
    link = invitations_of(request.own.firm.pk).filter(pk=number).first()
    if link is None:
        raise Http404
    withdraw_invitation(by=request.own.actor, link=link)
    return done(request, language, "/mijn/gegevens", "invitation-stopped")


@firm
@only("GET")
def read(request: FirmRequest, language: str = "nl") -> HttpResponse:
    """Everything we hold, to read and to print."""
    document = document_of(subject("firm"), request.own.firm)
    return page(request, "read", language, tables=readable(document, language), today=clock.today())


@firm
@only("GET", "POST")
def download(request: FirmRequest, language: str = "nl") -> HttpResponse:
    """Everything we hold in one file: for people and for programs. A GET only leads back."""
    if request.method == "GET":
        return go(language, "/mijn/gegevens")
    document = download_own(by=request.own.actor, firm=request.own.firm)
    name = "mijn-gegevens.zip" if language == "nl" else "my-data.zip"
    return HttpResponse(
        archive(document, language),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@firm
@only("GET", "POST")
def erase(request: FirmRequest, language: str = "nl") -> HttpResponse:
    """Say what goes, what stays and why, and then erase. Asks for a login of a short while ago."""
    own = request.own
    if not own.fresh:
        return page(request, "erase_again", language)
    errors: Errors = []
    if request.method == "POST":
        if request.POST.get("sure") == "yes":
            _, refused = attempt(lambda: erase_own(by=own.actor, firm=own.firm), language)
            if not refused:
                session.end(request)
                return go(language, "/mijn/gewist")
            errors = [("sure", sentence) for _, sentence in refused]
        else:
            errors = [("sure", pack().text("own.error.sure", language))]
    rows = subject("firm").rows(own.firm)
    given = {organisation_name(item.organisation) for item in consents_of(own.firm.pk)}
    return page(request, "erase", language, errors=errors, kept=kept_by_law(rows, language), partners=sorted(given))
