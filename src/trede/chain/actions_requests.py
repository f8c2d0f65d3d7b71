"""A request for an adviser: received from the public site, then taken or closed by the front door."""

from typing import TYPE_CHECKING

from trede.chain import messages
from trede.chain.models import AdviceRequest, Case
from trede.chain.steps import start_case, words
from trede.companies.actions import add_contact, give_consent, register_firm
from trede.companies.models import Consent, Firm
from trede.companies.rules import clean_email, clean_phone, clean_text
from trede.core.codes import new_code
from trede.core.errors import InputError, OutOfOrder
from trede.core.permissions import Permission
from trede.core.workflow import REQUEST, Given, Party, WayOn, check_step, due_day
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.regions.registry import pack

if TYPE_CHECKING:
    from trede.scan.models import ScanResult

NAME_MOST, QUESTION_MOST = 100, 1000


@action
def store_request(
    *,
    by: Actor,
    nonce: str,
    name: str,
    firm_name: str,
    consent: bool,
    phone: str,
    email: str,
    question: str,
    language: str,
    scan: "ScanResult | None",
) -> AdviceRequest:
    today = clock.today()
    region = pack()
    number, address = clean_phone(phone), clean_email(email)
    _complete(name=name, firm_name=firm_name, reach=number or address, consent=consent)
    contact_before = due_day(REQUEST, REQUEST.start, today, terms={"first-contact": region.info.terms.first_contact})
    request = AdviceRequest(
        reference=new_code(),
        nonce=nonce,
        scan=scan,
        organisation=region.info.front_door,
        name=clean_text(name),
        firm_name=clean_text(firm_name),
        phone=number,
        email=address,
        question=words(question, QUESTION_MOST),
        language=language,
        consent_on=today,
        received_on=today,
        contact_before=contact_before or today,
    )
    request.save(force_insert=True)
    data: dict[str, object] = {"scan": scan is not None, "language": language}
    record("request.received", by=by, subject=("request", request.pk), data=data)
    messages.request_received(request)
    return request


def _complete(*, name: str, firm_name: str, reach: str, consent: bool) -> None:
    for code, is_given, dutch, english in (
        ("name", 0 < len(clean_text(name)) <= NAME_MOST, "Schrijf je naam op.", "Write your name."),
        ("firm", bool(clean_text(firm_name)), "Schrijf de naam van je bedrijf op.", "Write the name of your business."),
        ("reach", bool(reach), "Geef een telefoonnummer of e-mailadres.", "Give a phone number or e-mail address."),
        ("consent", consent, "Zet een vinkje als we contact mogen zoeken.", "Tick the box if we may contact you."),
    ):
        if not is_given:
            raise InputError(code, dutch, english)


@action
def take_request(*, by: Actor, request: AdviceRequest, firm: Firm | None = None) -> Case:
    """Take a request: firm, contact person, consent and file are made, and the scan joins the firm.

    `firm`: the known firm it is about; None takes the firm that shared the scan before, or makes a new one. Raises
    OutOfOrder when somebody was first.
    """
    check_permission(by, Permission.INTAKE)
    parties = frozenset({Party.REQUESTER}) if by.organisation == request.organisation else frozenset()
    check_step(REQUEST, request.state, "take", parties, Given())
    if not AdviceRequest.objects.filter(pk=request.pk, state="received").update(state="taken"):
        raise OutOfOrder("taken", "Een collega nam deze vraag al op.", "A colleague already took this request.")
    request.state = "taken"
    if firm is None and request.scan is not None:
        firm = request.scan.firm
    if firm is None:
        firm = _new_firm(by, request)
    add_contact(by=by, firm=firm, name=request.name, phone=request.phone, email=request.email)
    give_consent(
        by=by,
        firm=firm,
        organisation=request.organisation,
        purpose=Consent.CONTACT,
        given_on=request.consent_on,
        how="formulier",
    )
    case = start_case(by=by, firm=firm, scan=request.scan, request=request, contact_before=request.contact_before)
    data: dict[str, object] = {
        "case": case.pk,
        "received_on": request.received_on.isoformat(),
        "due": request.contact_before.isoformat(),
    }
    record("request.taken", by=by, firm=firm.pk, subject=("request", request.pk), data=data)
    return case


def _new_firm(by: Actor, request: AdviceRequest) -> Firm:
    """Register the firm with its name and what the visitor told for comparison."""
    scan = request.scan
    return register_firm(
        by=by,
        name=request.firm_name,
        municipality=scan.municipality if scan else None,
        sector=scan.sector if scan else None,
        source="request",
    )


@action
def close_request(
    *, by: Actor, request: AdviceRequest, reason: str, firm_stops: bool = False, other_door: str = ""
) -> AdviceRequest:
    """Close a request without a file: the person wants to stop, or was brought to another organisation.

    Raises InputError without a reason or a way on, OutOfOrder when it is no longer open.
    """
    check_permission(by, Permission.INTAKE)
    parties = frozenset({Party.REQUESTER}) if by.organisation == request.organisation else frozenset()
    today = clock.today()
    way = WayOn(follow_up=bool(other_door), firm_stops_on=today if firm_stops else None)
    check_step(REQUEST, request.state, "close", parties, Given(reason=reason, way_on=way))
    if other_door and other_door not in {item.key for item in pack().organisations}:
        raise InputError("organisation", "Kies een organisatie uit de lijst.", "Choose an organisation from the list.")
    closed = {
        "state": "closed",
        "closed_on": today,
        "reason": words(reason),
        "way_on": "other-door" if other_door else "firm-stops",
        "other_door": other_door,
    }
    if not AdviceRequest.objects.filter(pk=request.pk, state="received").update(**closed):
        raise OutOfOrder("taken", "Een collega was je voor.", "A colleague was first.")
    for field, value in closed.items():
        setattr(request, field, value)
    data: dict[str, object] = {"way_on": closed["way_on"], "organisation": other_door}
    record("request.closed", by=by, subject=("request", request.pk), data=data)
    return request
