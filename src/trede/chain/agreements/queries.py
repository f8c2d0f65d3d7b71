"""Reading agreements and the yearly plan, and what is due for review."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from trede.chain.agreements.models import Agreement, AgreementLink, PlanAction, PlanGoal, YearPlan
from trede.chain.messages import people_of
from trede.core.permissions import Permission
from trede.journal.actions import Actor


def visible_to(by: Actor) -> QuerySet[Agreement]:
    """Match the agreements that somebody may read: all who keeps them, else those of the own organisation."""
    found = Agreement.objects.select_related("owner")
    if by.may(Permission.AGREEMENTS):
        return found
    return found.filter(Q(first=by.organisation) | Q(second=by.organisation))


def waits_for(agreement: Agreement, organisation: str) -> bool:
    """Say whether a draft waits for the yes of this organisation."""
    if agreement.state != Agreement.DRAFT:
        return False
    sides = ((agreement.first, agreement.first_agreed_on), (agreement.second, agreement.second_agreed_on))
    return any(side == organisation and said_on is None for side, said_on in sides)


def asked_of(deed: PlanAction) -> str:
    """Return what who does an action has to answer: `agree`, later `report`; nothing when neither. Reads its plan."""
    if deed.state not in PlanAction.OPEN:
        return ""
    if deed.agreed_on is None:
        return AgreementLink.AGREE
    return AgreementLink.REPORT if deed.goal.plan.state == YearPlan.SETTLED else ""


@dataclass(frozen=True, slots=True)
class Sorted:
    """The agreements of one reader: what waits for the own yes, other drafts, what stands, and what is over."""

    to_confirm: tuple[Agreement, ...]
    drafts: tuple[Agreement, ...]
    standing: tuple[Agreement, ...]
    over: tuple[Agreement, ...]


def sorted_for(by: Actor, today: date) -> Sorted:
    """Return what somebody may read, what comes first on top. An agreement past its last day is over. One query."""
    found = list(visible_to(by).order_by("review_on", "pk"))
    drafts = [item for item in found if item.state == Agreement.DRAFT]
    standing = [item for item in found if item.state == Agreement.AGREED and item.valid_until >= today]
    to_confirm = [item for item in drafts if waits_for(item, by.organisation)]
    shown = {item.pk for item in (*drafts, *standing)}
    return Sorted(
        tuple(to_confirm),
        tuple(item for item in drafts if item not in to_confirm),
        tuple(standing),
        tuple(
            sorted((item for item in found if item.pk not in shown), key=lambda item: item.valid_until, reverse=True)
        ),
    )


def plan_of(year: int) -> YearPlan | None:
    """Return the plan of a year with its goals and actions. Three queries."""
    deeds = Prefetch("actions", queryset=PlanAction.objects.order_by("due_on", "pk"))
    goals = Prefetch("goals", queryset=PlanGoal.objects.order_by("pk").prefetch_related(deeds))
    return YearPlan.objects.filter(year=year).prefetch_related(goals).first()


def plan_years() -> tuple[int, ...]:
    """Return the years that have a plan, newest first. One query."""
    return tuple(YearPlan.objects.order_by("-year").values_list("year", flat=True))


def goal_of(number: int) -> PlanGoal | None:
    """Return a goal with its plan. One query."""
    return PlanGoal.objects.select_related("plan").filter(pk=number).first()


def action_of(number: int) -> PlanAction | None:
    """Return an action with its goal and plan. One query."""
    return PlanAction.objects.select_related("goal__plan").filter(pk=number).first()


@dataclass(frozen=True, slots=True)
class Review:
    """Something to look at again: the day, a line of words, and the address of its page."""

    day: date
    words: str
    address: str


def due_reviews(organisation: str, today: date, *, keeps: bool = False) -> tuple[Review, ...]:
    """Return what an organisation has to look at again by today, oldest first. Two queries, for who `keeps` them more.

    Agreements come to both sides and to the organisation of the owner, actions of the plan to who does them; those of
    an organisation without an account to who keeps the plan, to ask with a link.
    """
    agreed, deeds = _due(organisation, today, keeps=keeps)
    found = [Review(item.review_on, item.role, f"/balie/afspraken/{item.pk}") for item in agreed]
    found += [Review(item.review_on, item.what, f"/balie/jaarplan/actie/{item.pk}") for item in deeds]
    return tuple(sorted(found, key=lambda review: (review.day, review.address)))


def reviews_waiting(organisation: str, today: date, *, keeps: bool = False) -> int:
    """Return how many things `due_reviews` gives. Two queries, for who `keeps` them more."""
    return sum(found.count() for found in _due(organisation, today, keeps=keeps))


def _due(organisation: str, today: date, *, keeps: bool) -> tuple[QuerySet[Agreement], QuerySet[PlanAction]]:
    sides = Q(first=organisation) | Q(second=organisation) | Q(owner_organisation=organisation)
    deeds = PlanAction.objects.filter(
        state__in=PlanAction.OPEN, review_on__lte=today, goal__plan__state=YearPlan.SETTLED
    )
    who = {organisation}
    if keeps:
        others = deeds.exclude(organisation=organisation).values_list("organisation", flat=True).distinct()
        who |= {key for key in others if not has_signer(key)}
    return (
        Agreement.objects.filter(sides, state=Agreement.AGREED, review_on__lte=today),
        deeds.filter(organisation__in=who),
    )


def has_signer(organisation: str) -> bool:
    """Say whether somebody of the organisation has an account that may say yes: then no link is needed, or given.

    One query, and one per account of the organisation.
    """
    return next(people_of(organisation, {Permission.AGREEMENT_SIGN}), None) is not None


def actions_of(plan: YearPlan) -> Iterable[PlanAction]:
    """Yield the actions of a plan that was read with `plan_of`, in the order of its goals. No query."""
    for goal in plan.goals.all():
        yield from goal.actions.all()
