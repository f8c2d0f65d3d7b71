"""Reading the chain. Someone else's thing is not found, and a partner finds nothing without standing consent."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import QuerySet
from django.http import Http404

from trede.chain.models import AdviceRequest, BaselineCheck, Case, Referral, Trajectory
from trede.chain.steps import words
from trede.companies.models import Consent, EarlierRung
from trede.companies.rules import clean_email, clean_phone, clean_text
from trede.core.codes import normalise_code
from trede.core.permissions import Permission
from trede.core.workflow import Party
from trede.journal.actions import Actor
from trede.journal.models import Event
from trede.journal.queries import events_of_firm
from trede.privacy.looks import VIEWED

if TYPE_CHECKING:
    from trede.scan.models import ScanResult


def scans() -> "QuerySet[ScanResult]":
    """Return all scans. The scan room stands on the same floor, so the chain knows its model by name only."""
    model: Any = apps.get_model("scan", "ScanResult")
    found: QuerySet[ScanResult] = model.objects.all()
    return found


def scan_by_code(typed: str) -> "ScanResult | None":
    """Return the scan with this code as a person typed it, or None. One query, none for what is no code."""
    code = normalise_code(typed)
    return None if code is None else scans().filter(code=code).first()


def scan_by_number(number: object) -> "ScanResult | None":
    """Return a scan by its number, or None. One query, none for what is no number."""
    return scans().filter(pk=number).first() if isinstance(number, int) else None


def scans_of_firm(firm: int) -> "QuerySet[ScanResult]":
    """Return the scans that a firm shared, newest first. One query."""
    return scans().filter(firm=firm).order_by("-day", "-pk")


def request_by_reference(reference: str) -> AdviceRequest | None:
    """Return the request with this number as a person typed it, or None. One query."""
    code = normalise_code(reference)
    return None if code is None else AdviceRequest.objects.select_related("scan").filter(reference=code).first()


def requests_with_scan(scan: int) -> QuerySet[AdviceRequest]:
    """Return the requests that came with a scan. One query."""
    return AdviceRequest.objects.filter(scan=scan)


def request_by_nonce(nonce: str) -> AdviceRequest | None:
    """Return the request that this form made, or None. One query."""
    return AdviceRequest.objects.filter(nonce=nonce).first()


def same_request_waiting(
    *, name: str, firm_name: str, phone: str, email: str, question: str, scan: "ScanResult | None"
) -> AdviceRequest | None:
    """Return a request with all the same facts that nobody took yet, or None. Raises InputError. One query."""
    return AdviceRequest.objects.filter(
        state="received",
        name=clean_text(name),
        firm_name=clean_text(firm_name),
        phone=clean_phone(phone),
        email=clean_email(email),
        question=words(question),
        scan=scan,
    ).first()


def request_for(by: Actor, number: int) -> AdviceRequest:
    """Return a request to the actor's organisation, or raise Http404. One query."""
    found = AdviceRequest.objects.select_related("scan", "case").filter(pk=number, organisation=by.organisation).first()
    if found is None or not by.may(Permission.INTAKE):
        raise Http404
    return found


def case_for(by: Actor, number: int) -> Case:
    """Return a file of the actor's organisation, or raise Http404. One query."""
    found = (
        Case.objects.select_related("firm__earlier_rung", "request", "scan", "adviser", "intake")
        .filter(pk=number, organisation=by.organisation)
        .first()
    )
    if found is None or not by.may(Permission.CASE_VIEW):
        raise Http404
    return found


def case_of_firm(by: Actor, firm: int | None) -> Case | None:
    """Return the newest file of a firm at the actor's organisation, or None. One query, none without a firm."""
    if firm is None:
        return None
    return Case.objects.filter(firm=firm, organisation=by.organisation).order_by("-pk").first()


def consent_of_case(case: Case, typed: str) -> Consent | None:
    """Return consent of the firm of a file by its number as it was sent, or None. One query."""
    return Consent.objects.filter(firm=case.firm_id, pk=int(typed)).first() if typed.isdigit() else None


def current_rung(case: Case) -> str:
    """Return the rung a firm stands on now: what was confirmed last, else what the scan indicated.

    One query; one more before the first talk, for what another organisation confirmed, unless that was read along.
    """
    last = (
        Trajectory.objects.filter(referral__case__firm=case.firm_id, ended_on__isnull=False)
        .exclude(rung_after="")
        .order_by("-ended_on", "-pk")
        .values_list("rung_after", flat=True)
        .first()
    )
    return last or case.start_rung or earlier_rung(case) or case.scan_phase


def earlier_rung(case: Case) -> str:
    """Return the rung that came in with an existing registration; nothing when there is none. One query at most."""
    found: EarlierRung | None = getattr(case.firm, "earlier_rung", None)
    return found.rung if found else ""


def parties(by: Actor, referral: Referral) -> frozenset[Party]:
    """Return in which capacities the actor stands to a referral; none for a stranger."""
    found: set[Party] = set()
    at_front_door = by.organisation == referral.case.organisation
    if at_front_door and by.may(Permission.REFER) and by.may(Permission.CASE_VIEW):
        found.add(Party.REQUESTER)
    if at_front_door and by.may(Permission.CHAIN_OVERSEE) and by.may(Permission.CASE_VIEW):
        found.add(Party.CHAIN_OWNER)
    at_target = by.organisation == referral.organisation and bool(by.organisation)
    answers = by.may(Permission.REFERRAL_ANSWER) or _holds_link(by, referral) or Party.REQUESTER in found
    if at_target and answers and is_shared(referral):
        found.add(Party.TARGET)
    return frozenset(found)


def _holds_link(by: Actor, referral: Referral) -> bool:
    """Say whether the actor answers this referral with a link: see `trede.chain.links`."""
    return by.kind == "link" and by.id == f"referral-{referral.pk}"


def is_shared(referral: Referral) -> bool:
    """Say whether the partner may see a referral: it was sent and the consent stands."""
    return referral.requested_on is not None and referral.consent is not None and referral.consent.stands


def referral_for(by: Actor, number: int) -> tuple[Referral, frozenset[Party]]:
    """Return a referral and the actor's capacities, or raise Http404 for a stranger. One query."""
    found = (
        Referral.objects.select_related(
            "case__firm", "case__adviser", "case__scan", "case__intake", "consent", "handover", "trajectory", "handler"
        )
        .filter(pk=number)
        .first()
    )
    standing = parties(by, found) if found is not None else frozenset()
    if found is None or not standing:
        raise Http404
    return found, standing


def referrals_of(case: Case) -> QuerySet[Referral]:
    """Return the referrals of a file, newest first. One query."""
    return case.referrals.select_related("consent", "handover", "trajectory").order_by("-pk")


def draft_of(case: Case) -> Referral | None:
    """Return the draft that waits for a route, or None. One query."""
    return case.referrals.filter(state="draft").order_by("pk").first()


def last_baseline(case: Case) -> BaselineCheck | None:
    """Return the last baseline check of a file, or None. One query."""
    return case.baselines.order_by("-checked_on", "-pk").first()


def timeline_of(case: Case) -> QuerySet[Event]:
    """Return the journey of the firm of a file, newest first, as `events_of_firm` does; who looked is for the firm."""
    return events_of_firm(case.firm_id).exclude(type=VIEWED)


def timeline_of_referral(referral: Referral) -> QuerySet[Event]:
    """Return what happened to one referral, newest first: a partner sees no more of the journey. One query."""
    found = Event.objects.filter(subject_kind="referral", subject=str(referral.pk))
    return found.exclude(type=VIEWED).order_by("-id")
