"""What a firm can do itself with the code of its question: stop it, or be reached in another way."""

from trede.chain import messages
from trede.chain.handing import facts, move
from trede.chain.models import AdviceRequest, Case, Referral
from trede.chain.queries_work import OPEN_STATES
from trede.companies.models import Consent
from trede.companies.rules import clean_email, clean_phone
from trede.core.errors import InputError, OutOfOrder
from trede.journal import clock
from trede.journal.actions import Actor, action, record

BY_CODE = Actor.link("code")
"""Somebody who has the code of a question."""
_REASON = "Het bedrijf stopte de vraag zelf, met de code."


@action
def stop_request(*, by: Actor, request: AdviceRequest) -> AdviceRequest:
    """Close a request that nobody took yet, at the wish of who asked. Raises OutOfOrder when it is no longer open."""
    today = clock.today()
    closed = {"state": "closed", "closed_on": today, "reason": _REASON, "way_on": "firm-stops"}
    if not AdviceRequest.objects.filter(pk=request.pk, state="received").update(**closed):
        raise _too_late()
    request.refresh_from_db()
    record("request.closed", by=by, subject=("request", request.pk), data={"way_on": "firm-stops", "organisation": ""})
    return request


@action
def stop_case(*, by: Actor, case: Case) -> Case:
    """Stop a file at the wish of the firm: every open referral ends, and all its consent with it.

    Raises OutOfOrder when the file was closed meanwhile.
    """
    today = clock.today()
    closed = {
        "state": "stopped",
        "closed_on": today,
        "firm_stops_on": today,
        "closing_note": _REASON,
        "call_back_on": None,
    }
    if not Case.objects.filter(pk=case.pk, state="open").update(**closed):
        raise _too_late()
    for referral in Referral.objects.select_related("case", "consent").filter(case=case, state__in=OPEN_STATES):
        move(referral, "cancelled", {"reason": _REASON, "ended_on": today, "firm_stops_on": today})
        data = facts(referral) | {"way_on": "firm-stops"}
        record("referral.cancelled", by=by, firm=case.firm_id, subject=("referral", referral.pk), data=data)
        messages.partner_stopped(referral)
    _end_consent(by, case)
    record("case.stopped", by=by, firm=case.firm_id, subject=("case", case.pk), data={"day": today.isoformat()})
    case.refresh_from_db()
    return case


def _end_consent(by: Actor, case: Case) -> None:
    today = clock.today()
    for consent in Consent.objects.filter(firm=case.firm_id, withdrawn_on=None):
        ended = Consent.objects.filter(pk=consent.pk, withdrawn_on=None)
        if ended.update(withdrawn_on=max(today, consent.given_on)):
            data: dict[str, object] = {"organisation": consent.organisation, "purpose": consent.purpose}
            record("consent.withdrawn", by=by, firm=case.firm_id, subject=("consent", consent.pk), data=data)


@action
def change_contact(*, by: Actor, request: AdviceRequest, phone: str, email: str) -> AdviceRequest:
    """Leave other contact details on a request that nobody took yet.

    Raises InputError (`phone`, `email`, `reach`) for what cannot be read or is missing, OutOfOrder when it was taken.
    """
    number, mail = clean_phone(phone), clean_email(email)
    if not number and not mail:
        raise InputError(
            "reach", "Geef een nummer om te bellen of een mailadres.", "Give a phone number or e-mail address."
        )
    if not AdviceRequest.objects.filter(pk=request.pk, state="received").update(phone=number, email=mail):
        raise _too_late()
    record("request.contact-changed", by=by, subject=("request", request.pk))
    request.refresh_from_db()
    return request


def _too_late() -> OutOfOrder:
    return OutOfOrder(
        "too-late",
        "Dit kan niet meer. Er is net iets veranderd met je vraag.",
        "This is no longer possible. Something has just changed with your question.",
    )
