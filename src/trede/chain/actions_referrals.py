"""A referral at the side of the front door: choose a service, agree with the firm, hand over, send."""

from collections.abc import Iterable

from django.db.models import Q

from trede.chain import messages
from trede.chain.handing import Agreement, HandoverPlan, facts, move, record_handover, service_of_pack
from trede.chain.models import Case, Handover, Referral
from trede.chain.queries import current_rung, draft_of, parties
from trede.chain.steps import end_call_back, open_only, own_case, person, words
from trede.companies.actions import give_consent
from trede.companies.models import Consent
from trede.companies.rules import clean_email, clean_text
from trede.core.errors import InputError, OutOfOrder
from trede.core.permissions import Permission
from trede.core.workflow import REFERRAL, Given, Party, check_step, due_day
from trede.journal import clock
from trede.journal.actions import Actor, action, record

NAME_MOST = 100


@action
def choose_service(
    *, by: Actor, case: Case, service: str, question: str = "", referral: Referral | None = None
) -> Referral:
    """Choose a service for a firm: a fresh draft, or the draft that waits for a route (`referral`, else the oldest).

    Raises OutOfOrder before the first talk, and when the draft was sent already.
    """
    own_case(by, case, Permission.REFER)
    open_only(case)
    rung = current_rung(case)
    if not case.start_rung:
        raise OutOfOrder(
            "no-rung", "Leg eerst het gesprek en de starttrede vast.", "Record the first talk and the start rung first."
        )
    organisation, days = service_of_pack(service)
    draft = referral or draft_of(case) or Referral(case=case, requested_by_id=person(by))
    if draft.state != "draft":
        raise OutOfOrder("sent", "Deze verwijzing is al verstuurd.", "This referral was already sent.")
    draft.service, draft.organisation, draft.answer_days = service, organisation, days
    draft.rung, draft.question = rung, words(question) or draft.question
    draft.save()
    end_call_back(case)
    record("referral.drafted", by=by, firm=case.firm_id, subject=("referral", draft.pk), data=facts(draft))
    return draft


@action
def send_referral(
    *, by: Actor, referral: Referral, agreement: Agreement, handover: HandoverPlan, question: str = ""
) -> Referral:
    """Send a draft to the partner, with the consent of the firm and the handover, and return it.

    Raises InputError for what is missing, OutOfOrder when it was sent already.
    """
    case = referral.case
    own_case(by, case, Permission.REFER)
    open_only(case)
    _check_people(handover)
    shared = _check_shared(agreement.shared)
    given = Given(service=bool(referral.service), consent=True, handover=True)
    check_step(REFERRAL, referral.state, "request", parties(by, referral) | {Party.REQUESTER}, given)
    consent = give_consent(
        by=by,
        firm=case.firm,
        organisation=referral.organisation,
        purpose=Consent.REFERRAL,
        given_on=agreement.given_on,
        how=agreement.how,
    )
    changes: dict[str, object] = {
        "consent": consent,
        "requested_on": clock.today(),
        "requested_by_id": person(by),
        "question": words(question) or referral.question,
        "shared": shared,
    }
    move(referral, "requested", changes)
    _plan_handover(by=by, referral=referral, plan=handover)
    due = due_day(REFERRAL, "requested", referral.since, terms={"referral-answer": referral.answer_days})
    data = facts(referral) | {"due": due.isoformat() if due else ""}
    record("referral.requested", by=by, firm=case.firm_id, subject=("referral", referral.pk), data=data)
    if by.organisation != referral.organisation:
        messages.partner_asked(referral)
    return referral


def _check_people(handover: HandoverPlan) -> None:
    names = (clean_text(handover.from_person), clean_text(handover.to_person))
    if not all(0 < len(name) <= NAME_MOST for name in names) or handover.channel not in Handover.CHANNELS:
        raise InputError(
            "missing-handover",
            "Noem de dag van de overdracht en de twee mensen die elkaar spreken.",
            "Name the day of the handover and the two people who speak to each other.",
        )


def _check_shared(shared: Iterable[str]) -> list[str]:
    chosen = [key for key in Agreement.SHARED if key in set(shared)]
    if "contact" not in chosen:
        raise InputError(
            "shared",
            "De partner moet weten wie het is. Vraag het bedrijf of je naam en contact mag delen.",
            "The partner has to know who it is. Ask the firm whether you may share name and contact.",
        )
    return chosen


def _plan_handover(*, by: Actor, referral: Referral, plan: HandoverPlan) -> None:
    held = plan.on if plan.on <= clock.today() else None
    handover = Handover(
        referral=referral,
        planned_on=plan.on,
        held_on=held,
        from_person=clean_text(plan.from_person),
        to_person=clean_text(plan.to_person),
        to_email=clean_email(plan.to_email),
        channel=plan.channel,
    )
    handover.save(force_insert=True)
    record_handover(by=by, referral=referral, handover=handover)


@action
def claim_referral(*, by: Actor, referral: Referral) -> Referral:
    """Take up a referral within the partner's organisation, or take it over from a colleague."""
    _check_open_with(by, referral)
    number = person(by)
    if not Referral.objects.filter(Q(pk=referral.pk), ~Q(handler_id=number) | Q(handler=None)).update(
        handler_id=number
    ):
        return referral
    referral.refresh_from_db()
    record(
        "referral.claimed", by=by, firm=referral.case.firm_id, subject=("referral", referral.pk), data=facts(referral)
    )
    return referral


def _check_open_with(by: Actor, referral: Referral) -> None:
    """Raise OutOfOrder unless the actor's organisation is the partner and the referral is open."""
    if Party.TARGET not in parties(by, referral) or referral.state in REFERRAL.ends():
        raise OutOfOrder(
            "not-open", "Deze verwijzing staat niet bij jullie open.", "This referral is not open with you."
        )
