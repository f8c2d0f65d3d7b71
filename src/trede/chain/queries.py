"""Reading the chain. Someone else's thing is not found, and a partner finds nothing without standing consent."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.http import Http404

from trede.chain.models import AdviceRequest, BaselineCheck, Case, Referral, Trajectory
from trede.chain.steps import words
from trede.companies.models import Consent
from trede.companies.rules import clean_email, clean_phone, clean_text
from trede.core.codes import normalise_code
from trede.core.permissions import Permission
from trede.core.workflow import REFERRAL, Party
from trede.journal.actions import Actor
from trede.journal.models import Event

if TYPE_CHECKING:
    from trede.scan.models import ScanResult

OPEN_STATES = tuple(state.key for state in REFERRAL.states if not state.is_end)


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
        Case.objects.select_related("firm", "request", "scan", "adviser", "intake")
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


def ended_here(by: Actor, most: int = 50) -> tuple[list[Case], list[Referral]]:
    """Return what ended last: files of the actor's organisation, and referrals it answered. Two queries."""
    cases = Case.objects.select_related("firm").filter(organisation=by.organisation).exclude(state="open")
    referrals = (
        Referral.objects.select_related("case__firm")
        .filter(partners_with_consent(), organisation=by.organisation, ended_on__isnull=False)
        .order_by("-ended_on", "-pk")
    )
    may_see = by.may(Permission.CASE_VIEW)
    return list(cases.order_by("-closed_on", "-pk")[:most]) if may_see else [], list(referrals[:most])


def current_rung(case: Case) -> str:
    """Return the rung a firm stands on now: what was confirmed last, else what the scan indicated. One query."""
    last = (
        Trajectory.objects.filter(referral__case__firm=case.firm_id, ended_on__isnull=False)
        .exclude(rung_after="")
        .order_by("-ended_on", "-pk")
        .values_list("rung_after", flat=True)
        .first()
    )
    return last or case.start_rung or case.scan_phase


def partners_with_consent() -> Q:
    """Match referrals that a partner may see: sent, and resting on consent that stands."""
    return Q(requested_on__isnull=False, consent__isnull=False, consent__withdrawn_on=None)


def parties(by: Actor, referral: Referral) -> frozenset[Party]:
    """Return in which capacities the actor stands to a referral; none for a stranger."""
    found: set[Party] = set()
    at_front_door = by.organisation == referral.case.organisation
    if at_front_door and by.may(Permission.REFER) and by.may(Permission.CASE_VIEW):
        found.add(Party.REQUESTER)
    if at_front_door and by.may(Permission.CHAIN_OVERSEE) and by.may(Permission.CASE_VIEW):
        found.add(Party.CHAIN_OWNER)
    at_target = by.organisation == referral.organisation and bool(by.organisation)
    if at_target and (by.may(Permission.REFERRAL_ANSWER) or Party.REQUESTER in found) and is_shared(referral):
        found.add(Party.TARGET)
    return frozenset(found)


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


def open_requests(organisation: str) -> QuerySet[AdviceRequest]:
    """Return requests nobody took yet. One query."""
    return AdviceRequest.objects.filter(organisation=organisation, state="received").order_by("contact_before", "pk")


def open_cases(organisation: str) -> QuerySet[Case]:
    """Return open files with what their next act depends on, in one query."""
    ended = Referral.objects.filter(Q(state="completed") | Q(firm_stops_on__isnull=False), case=OuterRef("pk"))
    return (
        Case.objects.filter(organisation=organisation, state="open")
        .select_related("firm", "adviser", "intake")
        .annotate(
            referrals_open=Count("referrals", filter=Q(referrals__state__in=OPEN_STATES), distinct=True),
            last_end_on=Max("referrals__ended_on"),
            has_result=Exists(ended),
            baseline_on=Max("baselines__checked_on"),
        )
        .order_by("pk")
    )


def open_referrals(by: Actor) -> QuerySet[Referral]:
    """Return open referrals the actor's organisation made or may answer, in one query."""
    made = Q(case__organisation=by.organisation) if by.may(Permission.CASE_VIEW) else Q(pk__in=[])
    to_answer = Q(organisation=by.organisation) & partners_with_consent()
    return (
        Referral.objects.filter(made | to_answer, state__in=OPEN_STATES)
        .select_related("case__firm", "case__adviser", "consent", "handler")
        .order_by("pk")
    )


def timeline_of(case: Case) -> QuerySet[Event]:
    """Return the journey of the firm of a file, newest first. One query."""
    return Event.objects.filter(firm=case.firm_id).order_by("-id")


def timeline_of_referral(referral: Referral) -> QuerySet[Event]:
    """Return what happened to one referral, newest first: a partner sees no more of the journey. One query."""
    return Event.objects.filter(subject_kind="referral", subject=str(referral.pk)).order_by("-id")
