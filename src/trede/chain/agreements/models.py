"""Agreements between two organisations, and the yearly plan of the programme."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from trede.journal import clock

_GROUND = "public task: let the partners of the programme work as one chain"
_RETENTION = "as long as the programme is accounted for; without a name after the account is erased"


class Agreement(models.Model):
    """What two organisations agreed. Keys of the pack; money in cents for the whole term.

    A draft has a `version`, new with every change; each side agrees to one version. What was agreed is not changed any
    more: a new draft `replaces` it (its number) and takes its place when both sides agree.
    """

    DRAFT, AGREED, REPLACED, ENDED = "draft", "agreed", "replaced", "ended"
    STATES: ClassVar[tuple[str, ...]] = (DRAFT, AGREED, REPLACED, ENDED)
    UNITS: ClassVar[tuple[str, ...]] = ("firms", "days", "places")

    id: int
    owner_id: int | None
    first = models.CharField(max_length=60)
    second = models.CharField(max_length=60)
    role = models.TextField()
    capacity = models.PositiveIntegerField(null=True)
    capacity_unit = models.CharField(max_length=10, blank=True, choices=[(unit, unit) for unit in UNITS])
    money_cents = models.PositiveBigIntegerField(null=True)
    valid_from = models.DateField()
    valid_until = models.DateField()
    review_on = models.DateField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    owner_organisation = models.CharField(max_length=60)
    state = models.CharField(max_length=10, default=DRAFT, choices=[(state, state) for state in STATES])
    version = models.PositiveIntegerField(default=1)
    written_on = models.DateField(default=clock.today)
    first_agreed_on = models.DateField(null=True)
    second_agreed_on = models.DateField(null=True)
    agreed_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ended_because = models.TextField(blank=True)
    replaces = models.BigIntegerField(null=True)
    refused_on = models.DateField(null=True)
    refused_by = models.CharField(max_length=60, blank=True)
    refused_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(first=F("second")), name="chain_agreement_two_sides"),
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="chain_agreement_term"),
            models.CheckConstraint(
                condition=~Q(state="agreed")
                | Q(agreed_on__isnull=False, first_agreed_on__isnull=False, second_agreed_on__isnull=False),
                name="chain_agreement_both_said_yes",
            ),
            models.CheckConstraint(
                condition=Q(refused_on=None, refused_by="", refused_because="")
                | (Q(refused_on__isnull=False) & ~Q(refused_by="") & ~Q(refused_because="")),
                name="chain_agreement_no_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["state", "review_on"], name="chain_agreement_review")]

    class Privacy:
        personal = {"owner": "whom to ask about it"}
        kept = {
            "id": "number of the record",
            "first": "the one organisation",
            "second": "the other organisation",
            "role": "what the second does; about organisations, not about people",
            "capacity": "how much a year",
            "capacity_unit": "firms, days or places",
            "money_cents": "money for the whole term, in cents",
            "valid_from": "first day",
            "valid_until": "last day",
            "review_on": "day to look at it again",
            "owner_organisation": "where the owner works",
            "state": "draft, agreed, replaced or ended",
            "version": "counts the changes of the draft",
            "written_on": "day it was written",
            "first_agreed_on": "day the one side agreed",
            "second_agreed_on": "day the other side agreed",
            "agreed_on": "day both had agreed",
            "ended_on": "day it was ended",
            "ended_because": "why it was ended",
            "replaces": "number of the agreement whose place it takes",
            "refused_on": "day a side said no to this version",
            "refused_by": "which organisation said no",
            "refused_because": "why; about the agreement, not about people",
        }
        retention = _RETENTION
        ground = _GROUND


class YearPlan(models.Model):
    """The plan of one calendar year: goals, with actions under each."""

    DRAFT, SETTLED = "draft", "settled"

    id: int
    year = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=10, default=DRAFT, choices=[("draft", "draft"), ("settled", "settled")])
    written_on = models.DateField(default=clock.today)
    settled_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(settled_on__isnull=False), name="chain_plan_settled_dated"
            )
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        kept = {
            "id": "number of the record",
            "year": "calendar year",
            "state": "draft or settled",
            "written_on": "day it was begun",
            "settled_on": "day it was settled",
        }
        retention = _RETENTION
        ground = _GROUND


class PlanGoal(models.Model):
    """A goal of a year."""

    id: int
    plan_id: int
    plan = models.ForeignKey(YearPlan, on_delete=models.CASCADE, related_name="goals")
    text = models.TextField()

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        kept = {"id": "number of the record", "plan": "of which year", "text": "what the partners want to reach"}
        retention = _RETENTION
        ground = _GROUND


class PlanAction(models.Model):
    """Something that one organisation does for a goal. `agreed_on`: the day that organisation said it will.

    Each change of the text makes a new `version`, for which it says yes or no anew.
    """

    OPEN: ClassVar[tuple[str, ...]] = ("planned", "busy")
    STATES: ClassVar[tuple[str, ...]] = (*OPEN, "done", "dropped")

    id: int
    goal_id: int
    goal = models.ForeignKey(PlanGoal, on_delete=models.CASCADE, related_name="actions")
    what = models.TextField()
    organisation = models.CharField(max_length=60)
    due_on = models.DateField()
    review_on = models.DateField()
    state = models.CharField(max_length=10, default="planned", choices=[(state, state) for state in STATES])
    result = models.TextField(blank=True)
    agreed_on = models.DateField(null=True)
    moved_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    refused_on = models.DateField(null=True)
    refused_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["done", "dropped"]) | ~Q(result=""), name="chain_plan_action_ends_with_words"
            ),
            models.CheckConstraint(
                condition=Q(refused_on=None, refused_because="")
                | (Q(refused_on__isnull=False, agreed_on=None) & ~Q(refused_because="")),
                name="chain_plan_action_no_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["state", "review_on"], name="chain_plan_review")]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        kept = {
            "id": "number of the record",
            "goal": "for which goal",
            "what": "what is done",
            "organisation": "who does it",
            "due_on": "day it is to be done",
            "review_on": "day to look at it again",
            "state": "planned, busy, done or dropped",
            "result": "what came of it; about the work, not about people",
            "agreed_on": "day the organisation agreed",
            "moved_on": "day of the last change",
            "version": "counts the changes of the text",
            "refused_on": "day the organisation said no to this text",
            "refused_because": "why; about the work, not about people",
        }
        retention = _RETENTION
        ground = _GROUND


class AgreementLink(models.Model):
    """A link for an organisation without an account to answer about one version of a draft, or of a plan's action.

    It `asks` whether they say yes, or how an action ended: `said` yes is then that it was done. Its token is kept as
    SHA-256.
    """

    AGREE, REPORT = "agree", "report"

    agreement_id: int | None
    deed_id: int | None
    id: int
    agreement = models.ForeignKey(Agreement, null=True, on_delete=models.CASCADE, related_name="links")
    deed = models.ForeignKey(PlanAction, null=True, on_delete=models.CASCADE, related_name="links")
    asks = models.CharField(max_length=6, default=AGREE, choices=[("agree", "agree"), ("report", "report")])
    asked_by = models.CharField(max_length=60, blank=True)
    organisation = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    token = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=3, blank=True, choices=[("yes", "yes"), ("no", "no")])

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at=None, said="") | (Q(used_at__isnull=False, withdrawn_at=None) & ~Q(said="")),
                name="chain_agreement_link_used_once",
            ),
            models.CheckConstraint(
                condition=Q(agreement__isnull=True, deed__isnull=False)
                | Q(agreement__isnull=False, deed__isnull=True, asks="agree"),
                name="chain_agreement_link_about_one",
            ),
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        kept = {
            "id": "number of the record",
            "agreement": "which agreement it opens",
            "deed": "which action of the plan it opens",
            "asks": "whether they say yes, or how it ended",
            "asked_by": "which organisation asked, to be told the answer",
            "organisation": "who answers",
            "version": "the text it is about",
            "token": "SHA-256 of a random token",
            "made_at": "when it was made",
            "expires_at": "until when it works",
            "used_at": "when it was answered with",
            "withdrawn_at": "when a newer link took its place",
            "said": "yes or no",
        }
        retention = "30 days after it expired"
        ground = _GROUND

    @property
    def subject(self) -> tuple[str, int]:
        """Return what it is about, as the journal names it."""
        return ("agreement", self.agreement_id) if self.agreement_id else ("plan-action", self.deed_id or 0)
