"""Verbs on the yearly plan: begin, copy, write goals and actions, answer for one's own, say how far it is, settle."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from trede.chain.agreements.models import PlanAction, PlanGoal, YearPlan
from trede.chain.agreements.rules import MOST, moved_to
from trede.chain.steps import words
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.regions.registry import pack

FIRST, LAST = 2000, 2099
NOT_REFUSED: dict[str, Any] = {"refused_on": None, "refused_because": ""}


@dataclass(frozen=True, slots=True)
class Deed:
    """What an action of the plan says. `organisation` is a key of the pack."""

    what: str
    organisation: str
    due_on: date
    review_on: date


@action
def begin(*, by: Actor, year: int, copy_from: YearPlan | None = None) -> YearPlan:
    """Begin the plan of a year, empty or with what is still open of an earlier one; its days move along.

    Who does a copied action says yes again. Raises NotPermitted, InputError (no such year, or it has a plan).
    """
    check_permission(by, Permission.AGREEMENTS)
    if not FIRST <= year <= LAST:
        raise InputError("year", "Kies een jaar.", "Choose a year.")
    plan, made = YearPlan.objects.get_or_create(year=year)
    if not made:
        raise InputError("year", "Voor dit jaar is er al een plan.", "There is a plan for this year already.")
    if copy_from is not None:
        _copy(copy_from, plan)
    copied = {"copied_from": copy_from.year} if copy_from is not None else {}
    record("plan.begun", by=by, subject=("plan", plan.pk), data={"year": year, **copied})
    return plan


def _copy(source: YearPlan, plan: YearPlan) -> None:
    for goal in source.goals.order_by("pk"):
        copied = PlanGoal.objects.create(plan=plan, text=goal.text)
        for deed in goal.actions.filter(state__in=PlanAction.OPEN).order_by("pk"):
            PlanAction.objects.create(
                goal=copied,
                what=deed.what,
                organisation=deed.organisation,
                due_on=moved_to(deed.due_on, plan.year),
                review_on=moved_to(deed.review_on, plan.year),
            )


@action
def write_goal(*, by: Actor, plan: YearPlan, text: str, goal: PlanGoal | None = None) -> PlanGoal:
    """Write a goal, or write one anew (`goal`). Raises NotPermitted, InputError, OutOfOrder (the plan is settled)."""
    check_permission(by, Permission.AGREEMENTS)
    _in_draft(plan)
    said = words(text, MOST)
    if not said:
        raise InputError("text", "Schrijf wat jullie willen bereiken.", "Write what you want to reach.")
    written = goal or PlanGoal(plan=plan)
    written.text = said
    written.save()
    record("plan.goal-written", by=by, subject=("plan", plan.pk), data={"year": plan.year})
    return written


@action
def write_action(*, by: Actor, goal: PlanGoal, deed: Deed, instead_of: PlanAction | None = None) -> PlanAction:
    """Write an action under a goal, or one anew (`instead_of`): then who does it says yes again.

    A settled plan may get new actions; what stands in it is not changed. Raises NotPermitted, InputError, OutOfOrder.
    """
    check_permission(by, Permission.AGREEMENTS)
    checked = _checked(deed, goal.plan.year)
    if instead_of is None:
        made = PlanAction.objects.create(goal=goal, **checked)
        record_about("plan.action-written", by, made)
        return made
    _in_draft(goal.plan)
    anew: dict[str, Any] = {"agreed_on": None, "version": F("version") + 1, **NOT_REFUSED}
    PlanAction.objects.filter(pk=instead_of.pk).update(**checked, goal=goal, **anew)
    instead_of.refresh_from_db()
    record_about("plan.action-written", by, instead_of)
    return instead_of


def _checked(deed: Deed, year: int) -> dict[str, Any]:
    said = words(deed.what, MOST)
    if not said:
        raise InputError("what", "Schrijf wat er gebeurt.", "Write what is done.")
    if deed.organisation not in {item.key for item in pack().organisations}:
        raise InputError("organisation", "Kies een organisatie.", "Choose an organisation.")
    if deed.due_on.year != year:
        raise InputError("due-on", f"Kies een dag in {year}.", f"Choose a day in {year}.")
    return {"what": said, "organisation": deed.organisation, "due_on": deed.due_on, "review_on": deed.review_on}


@action
def remove_action(*, by: Actor, deed: PlanAction) -> None:
    """Take an action out of a plan that is not settled yet. Raises NotPermitted, OutOfOrder."""
    check_permission(by, Permission.AGREEMENTS)
    _in_draft(deed.goal.plan)
    record_about("plan.action-removed", by, deed)
    PlanAction.objects.filter(pk=deed.pk).delete()


@action
def agree(*, by: Actor, deed: PlanAction) -> None:
    """Say that one's own organisation will do it; `deed.version` is the text that was read.

    Raises NotPermitted, and OutOfOrder when it was changed since, or was said already.
    """
    check_permission(by, Permission.AGREEMENT_SIGN)
    say_yes(by=by, deed=deed)


@action
def refuse(*, by: Actor, deed: PlanAction, because: str) -> None:
    """Say that one's own organisation will not do this, and why. The action stays, to be changed or taken out.

    Raises NotPermitted, InputError (no reason), and OutOfOrder when it was changed since, or after a yes.
    """
    check_permission(by, Permission.AGREEMENT_SIGN)
    say_no(by=by, deed=deed, because=because)


def say_yes(*, by: Actor, deed: PlanAction) -> None:
    """Say yes for the organisation of `by`, which the caller checked may do so. Part of an action."""
    if not _to_answer(by, deed).update(agreed_on=clock.today(), **NOT_REFUSED):
        raise _late()
    record_about("plan.action-agreed", by, deed)


def say_no(*, by: Actor, deed: PlanAction, because: str) -> None:
    """Say no for the organisation of `by`, which the caller checked may do so. Part of an action."""
    why = words(because, MOST)
    if not why:
        raise InputError("missing-because", "Schrijf waarom.", "Write why.")
    if not _to_answer(by, deed).update(refused_on=clock.today(), refused_because=why):
        raise _late()
    record_about("plan.action-refused", by, deed)


def _to_answer(by: Actor, deed: PlanAction) -> QuerySet[PlanAction]:
    if by.organisation != deed.organisation:
        raise NotPermitted("not-yours", "Dit is de taak van een ander.", "Another organisation does this.")
    return PlanAction.objects.filter(pk=deed.pk, version=deed.version, agreed_on=None, state__in=PlanAction.OPEN)


@action
def move(*, by: Actor, deed: PlanAction, state: str, result: str, review_on: date) -> None:
    """Say how far an action is, what came of it and when to look again. Only by who does it, or who keeps the plan.

    Raises NotPermitted, InputError: an unknown state, an end without words, a review in the past of what is open; and
    OutOfOrder when the plan is not settled yet.
    """
    own = by.organisation == deed.organisation
    check_permission(by, Permission.AGREEMENT_SIGN if own else Permission.AGREEMENTS)
    say_how(by=by, deed=deed, state=state, result=result, review_on=review_on)


def say_how(*, by: Actor, deed: PlanAction, state: str, result: str, review_on: date) -> None:
    """Say how far an action is, for who the caller checked may do so. Part of an action."""
    if deed.goal.plan.state != YearPlan.SETTLED:
        raise _late()
    said = words(result, MOST)
    if state not in PlanAction.STATES:
        raise InputError("state", "Kies hoe het ermee staat.", "Choose how it stands.")
    if state not in PlanAction.OPEN and not said:
        raise InputError("result", "Schrijf wat ervan kwam.", "Write what came of it.")
    if state in PlanAction.OPEN and review_on <= clock.today():
        raise InputError("review-on", "Kies een dag die nog komt.", "Choose a day that is still to come.")
    PlanAction.objects.filter(pk=deed.pk).update(state=state, result=said, review_on=review_on, moved_on=clock.today())
    deed.refresh_from_db()
    record_about("plan.action-moved", by, deed, state=state, review_on=review_on.isoformat())


@action
def settle(*, by: Actor, plan: YearPlan) -> None:
    """Settle the plan once every action was agreed to by who does it. Raises NotPermitted, InputError, OutOfOrder."""
    check_permission(by, Permission.AGREEMENTS)
    deeds = PlanAction.objects.filter(goal__plan=plan)
    waiting = sorted(set(deeds.filter(agreed_on=None).values_list("organisation", flat=True)))
    if waiting or not deeds.exists():
        names = {item.key: item.name for item in pack().organisations}
        who = ", ".join(names.get(key, key) for key in waiting)
        raise InputError(
            "not-all",
            f"Nog niet iedereen zei ja: {who}." if waiting else "Schrijf eerst een doel en een actie.",
            f"Not everybody said yes yet: {who}." if waiting else "Write a goal and an action first.",
        )
    drafts = YearPlan.objects.filter(pk=plan.pk, state=YearPlan.DRAFT)
    if not drafts.update(state=YearPlan.SETTLED, settled_on=clock.today()):
        raise _late()
    record("plan.settled", by=by, subject=("plan", plan.pk), data={"year": plan.year})


def _in_draft(plan: YearPlan) -> None:
    if not YearPlan.objects.filter(pk=plan.pk, state=YearPlan.DRAFT).exists():
        raise _late()


def record_about(event: str, by: Actor, deed: PlanAction, **more: object) -> None:
    """Record something about an action. Part of an action."""
    data = {"year": deed.goal.plan.year, "organisation": deed.organisation, **more}
    record(event, by=by, subject=("plan-action", deed.pk), data=data)


def _late() -> OutOfOrder:
    return OutOfOrder(
        "plan-moved",
        "Het jaarplan is intussen veranderd. Kijk hoe het nu staat.",
        "The yearly plan has changed meanwhile. Look how it stands now.",
    )
