"""A measurement of digital skills inside one organisation. Nothing here can be led back to a person.

There is no name, number, cookie or address, and an answer knows no day or hour. Everybody in a department uses the same
link, so nobody can see who answered, or whether somebody answered twice. Closing the round erases the answers.
"""

from typing import ClassVar

from django.db import models

_GROUND = "public task: plan training for the people of the organisation; no data about a person that can be recognised"


class SkillsRound(models.Model):
    """One measurement: the first one, or a follow-up of an earlier one of the same organisation.

    `kinds` and `practise` are what was kept of everyone together at closing (`core.skills_round.Tally`); empty while
    the round is open, and when everyone together may not be shown.
    """

    BASELINE: ClassVar[str] = "baseline"
    FOLLOW_UP: ClassVar[str] = "follow-up"

    id: int
    before_id: int | None
    organisation = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=[("baseline", "baseline"), ("follow-up", "follow-up")])
    before = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="later")
    scan_key = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    pack = models.CharField(max_length=60)
    rule = models.CharField(max_length=20)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    kinds = models.JSONField(default=dict)
    practise = models.JSONField(default=list)

    class Meta:
        app_label = "scan"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(closed_on=None), name="scan_skills_one_open_round"
            )
        ]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        kept = {
            "id": "number that the journal uses",
            "organisation": "key of the organisation that measures among its own people",
            "kind": "first measurement or follow-up",
            "before": "the measurement that this one is compared with",
            "scan_key": "which questionnaire",
            "version": "which version of the questions",
            "pack": "which texts were in force",
            "rule": "which rule read the answers",
            "opened_on": "day the links were made",
            "closed_on": "day the answers were counted and erased",
            "kinds": "how many of each kind, everyone together; never fewer than ten people",
            "practise": "what most people want to practise",
        }
        retention = "as long as the organisation follows the growth of skills; counts only, never fewer than ten people"
        ground = _GROUND

    @property
    def is_open(self) -> bool:
        """Whether people can still answer."""
        return self.closed_on is None


class SkillsInvitation(models.Model):
    """A department in a round, and the link that all its people use. Only the SHA-256 of the link is kept."""

    id: int
    round_id: int
    round = models.ForeignKey(SkillsRound, on_delete=models.CASCADE, related_name="invitations")
    label = models.CharField(max_length=60)
    link = models.CharField(max_length=64, unique=True)
    kinds = models.JSONField(default=dict)
    practise = models.JSONField(default=list)

    class Meta:
        app_label = "scan"
        constraints = [models.UniqueConstraint(fields=["round", "label"], name="scan_skills_department_once")]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        kept = {
            "id": "number of the department in this round",
            "round": "the measurement it belongs to",
            "label": "name of a department, never of a person",
            "link": "SHA-256 of the link that the whole department shares",
            "kinds": "how many of each kind, counted at closing; never fewer than ten people",
            "practise": "what most people of the department want to practise",
        }
        retention = "as long as the round"
        ground = _GROUND


class SkillsAnswer(models.Model):
    """The answers of one person, for as long as the round is open. The number is random, so that it tells no order."""

    id: int
    invitation_id: int
    invitation = models.ForeignKey(SkillsInvitation, on_delete=models.CASCADE, related_name="answers")
    answers = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    form_nonce = models.CharField(max_length=32, null=True)  # noqa: DJ001  # null: unique only when given

    class Meta:
        app_label = "scan"
        constraints = [models.UniqueConstraint(fields=["invitation", "form_nonce"], name="scan_skills_form_once")]

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        kept = {
            "id": "random number",
            "invitation": "department in a round",
            "answers": "what somebody says about their own skills; nothing leads back to who",
            "kind": "front-runner, follower or needs support",
            "form_nonce": "random number of the form that was sent, so that sending it twice counts once",
        }
        retention = "until the round is closed, 90 days at most"
        ground = _GROUND
