"""Reading, deciding, objecting: four eyes by person, and an approval that holds only for what was read."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from trede.subsidies.models.application import GROUND, TERM, Application


class Assessment(models.Model):
    """One person's reading: per criterion an answer and a reason. The second reader writes before seeing the first."""

    ROLES: ClassVar[tuple[str, ...]] = ("first", "second", "third")

    id: int
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="assessments")
    role = models.CharField(max_length=6, choices=[(role, role) for role in ROLES])
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    no_interest = models.BooleanField(default=False)
    criteria = models.JSONField(default=dict)
    opinion = models.CharField(max_length=10, blank=True)
    reason = models.TextField(blank=True)
    agrees = models.BooleanField(null=True, blank=True)
    made_at = models.DateTimeField()
    saw_other_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "role"], name="subsidies_assessment_role_once"),
            models.UniqueConstraint(fields=["application", "person"], name="subsidies_assessment_person_once"),
            models.CheckConstraint(
                condition=models.Q(saw_other_at=None)
                | (~models.Q(opinion="") & models.Q(saw_other_at__gte=models.F("made_at"))),
                name="subsidies_assessment_own_view_first",
            ),
        ]

    class Privacy:
        personal = {
            "application": "whose it is",
            "person": "who read it",
            "criteria": "answers and reasons per criterion",
            "reason": "in words of the reader",
        }
        kept = {
            "id": "number of the record",
            "role": "first, second or third reader",
            "no_interest": "declared to have no interest in the outcome (Awb 2:4)",
            "opinion": "grant, part, refuse",
            "agrees": "whether the second reader agrees with the first",
            "made_at": "moment of the own view",
            "saw_other_at": "moment the other view was opened",
        }
        retention = TERM
        ground = GROUND
        erase = "keep"
        expired = "delete"


class Decision(models.Model):
    """A decision, from draft to announcement. `digest` is SHA-256 of everything the decider has to have seen."""

    KINDS: ClassVar[tuple[str, ...]] = (
        "grant",
        "refuse",
        "not-handled",
        "amend",
        "withdraw",
        "settle",
        "reclaim",
        "objection",
        "penalty",
    )

    id: int
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    cents = models.BigIntegerField(default=0)
    grounds = models.JSONField(default=list)
    reasons = models.JSONField(default=dict)
    letter = models.TextField(blank=True)
    language = models.CharField(max_length=2, default="nl")
    digest = models.CharField(max_length=64)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    announced_on = models.DateField(null=True, blank=True)
    announced_how = models.CharField(max_length=10, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("prepared_by")),
                name="subsidies_decision_four_eyes",
            ),
            models.CheckConstraint(
                condition=models.Q(announced_on=None) | models.Q(decided_on__isnull=False),
                name="subsidies_decision_before_announcement",
            ),
            models.UniqueConstraint(
                fields=["application", "kind"],
                condition=models.Q(decided_on=None, dropped_at=None),
                name="subsidies_decision_one_draft",
            ),
        ]

    class Privacy:
        personal = {
            "application": "whose it is",
            "reasons": "why, per criterion",
            "letter": "text of the letter",
            "prepared_by": "who wrote it",
            "decided_by": "who decided",
        }
        kept = {
            "id": "number of the record",
            "kind": "what was decided",
            "cents": "amount",
            "grounds": "articles it rests on",
            "language": "language of the letter",
            "digest": "proof of what was read",
            "prepared_at": "moment it was written",
            "decided_on": "day of the decision",
            "announced_on": "day it was announced",
            "announced_how": "portal or post",
            "dropped_at": "moment a draft was dropped",
        }
        retention = TERM
        ground = GROUND
        erase = "keep"
        expired = "blank"


class Approval(models.Model):
    """One person agreed with a draft as it was then. A changed draft has another digest, so it counts no more."""

    id: int
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="approvals")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "person", "digest"], name="subsidies_approval_person_once")
        ]

    class Privacy:
        personal = {"decision": "of which decision", "person": "who agreed"}
        kept = {
            "id": "number of the record",
            "role": "in which role",
            "digest": "what was read",
            "at": "moment",
        }
        retention = TERM
        ground = GROUND
        erase = "keep"
        expired = "delete"


class Objection(models.Model):
    """An objection against a decision (Awb 6:7, 7:10). The handler is none of those who made the decision."""

    id: int
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="objections")
    received_on = models.DateField()
    excused = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    committee = models.BooleanField(default=False)
    postponed_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=12, blank=True)
    reason = models.TextField(blank=True)
    decided_on = models.DateField(null=True, blank=True)

    class Privacy:
        personal = {
            "decision": "against which decision",
            "text": "what the firm wrote",
            "handler": "who handles it",
            "reason": "why it ended so",
        }
        kept = {
            "id": "number of the record",
            "received_on": "day it came in",
            "excused": "whether lateness is excused",
            "committee": "whether a committee advises",
            "postponed_on": "day the term was extended",
            "outcome": "upheld, dismissed, inadmissible, withdrawn",
            "decided_on": "day it was decided",
        }
        retention = TERM
        ground = GROUND
        erase = "keep"
        expired = "delete"


class PenaltyClaim(models.Model):
    """A notice of default, and what it costs when the decision stays away (Awb 4:17, 4:18)."""

    id: int
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="penalties")
    received_on = models.DateField()
    premature = models.BooleanField(default=False)
    fixed_cents = models.BigIntegerField(null=True, blank=True)
    fixed_on = models.DateField(null=True, blank=True)

    class Privacy:
        personal = {"application": "whose it is"}
        kept = {
            "id": "number of the record",
            "received_on": "day the notice came in",
            "premature": "whether the term was not over yet",
            "fixed_cents": "amount that was fixed",
            "fixed_on": "day it was fixed",
        }
        retention = TERM
        ground = GROUND
        erase = "keep"
        expired = "delete"


class Signal(models.Model):
    """A question about integrity that a person answers with a reason. A signal never refuses by itself."""

    id: int
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="signals")
    code = models.CharField(max_length=40)
    rule = models.CharField(max_length=20)
    other = models.ForeignKey(Application, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    details = models.JSONField(default=dict)
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    outcome = models.CharField(max_length=12, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_at=None) | ~models.Q(reason=""), name="subsidies_signal_closed_with_reason"
            ),
            models.UniqueConstraint(fields=["application", "code", "other"], name="subsidies_signal_once_a_pair"),
            models.UniqueConstraint(
                fields=["application", "code"], condition=models.Q(other=None), name="subsidies_signal_once_alone"
            ),
        ]

    class Privacy:
        personal = {
            "application": "about which application",
            "other": "the other application it looks like",
            "details": "what was compared",
            "closed_by": "who answered it",
            "reason": "the answer, in words",
        }
        kept = {
            "id": "number of the record",
            "code": "which question",
            "rule": "version of the rule",
            "raised_at": "moment it was raised",
            "closed_at": "moment it was answered",
            "outcome": "no matter, or acted on",
        }
        retention = TERM
        ground = GROUND
        erase = "keep"
        expired = "delete"
        apart = ("other",)
