"""Reading what is open in the chain, and what ended: what the work list is made of."""

from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import islice
from typing import Literal

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from trede.chain.models import AdviceRequest, Case, Referral
from trede.core.permissions import Permission
from trede.core.workflow import REFERRAL
from trede.journal.actions import Actor

OPEN_STATES = tuple(state.key for state in REFERRAL.states if not state.is_end)


def partners_with_consent() -> Q:
    """Match referrals that a partner may see: sent, and resting on consent that stands."""
    return Q(requested_on__isnull=False, consent__isnull=False, consent__withdrawn_on=None)


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


@dataclass(frozen=True, slots=True)
class Ended:
    """Something that ended: on which day, of which firm, how, and where to read it."""

    day: date
    kind: Literal["case", "referral"]
    number: int
    firm: str
    state: str

    @property
    def address(self) -> str:
        """Return where it is read."""
        return f"/balie/{'dossier' if self.kind == 'case' else 'verwijzing'}/{self.number}"


def ended_here(by: Actor, tab: str, start: int, size: int) -> list[Ended]:
    """Return what ended, newest first: files of the actor's organisation, and referrals it answered. Two queries.

    `tab`: `afgerond` for what was completed, `gestopt` for what ended otherwise.
    """
    done = tab == "afgerond"
    states = ["completed"] if done else sorted(REFERRAL.ends() - {"completed"})
    referrals = (
        Referral.objects.filter(partners_with_consent(), organisation=by.organisation, state__in=states)
        .order_by("-ended_on", "-pk")
        .values_list("ended_on", "pk", "case__firm__name", "state")[: start + size]
    )
    cases = (
        Case.objects.filter(organisation=by.organisation, state="completed" if done else "stopped")
        .order_by("-closed_on", "-pk")
        .values_list("closed_on", "pk", "firm__name", "state")[: start + size]
    )
    found = [Ended(day, "referral", number, firm, state) for day, number, firm, state in referrals if day]
    kept = cases if by.may(Permission.CASE_VIEW) else cases.none()
    files = [Ended(day, "case", number, firm, state) for day, number, firm, state in kept if day]
    together = merge(files, found, key=lambda item: item.day, reverse=True)
    return list(islice(together, start, start + size))
