"""The chain, from a request for an adviser to a trajectory at a partner. States are keys of `core.workflow`."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from trede.chain.agreements import models as of_agreements  # noqa: F401  # they stand in a module of their own
from trede.chain.fields import choices, known_state
from trede.chain.models_links import AnswerLink
from trede.chain.models_work import Note, Transfer, work_indexes
from trede.chain.municipal.models import Signal
from trede.companies.models import Consent, Firm
from trede.core.workflow import REFERRAL, REQUEST
from trede.journal import clock

__all__ = [
    "AdviceRequest",
    "AnswerLink",
    "BaselineCheck",
    "Case",
    "Handover",
    "Intake",
    "Note",
    "Referral",
    "Signal",
    "Trajectory",
    "Transfer",
]


class AdviceRequest(models.Model):
    """An entrepreneur asks for an adviser. `contact_before` is the last working day for first contact."""

    WAYS_ON: ClassVar[tuple[str, ...]] = ("firm-stops", "other-door")

    id: int
    reference = models.CharField(max_length=8, unique=True)
    nonce = models.CharField(max_length=32, unique=True)
    scan = models.ForeignKey("scan.ScanResult", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    organisation = models.CharField(max_length=60)
    name = models.CharField(max_length=100)
    firm_name = models.CharField(max_length=160)
    phone = models.CharField(max_length=24, blank=True)
    email = models.EmailField(blank=True)
    question = models.TextField(blank=True)
    language = models.CharField(max_length=2)
    consent_on = models.DateField()
    received_on = models.DateField()
    contact_before = models.DateField()
    state = models.CharField(max_length=20, default=REQUEST.start, choices=choices(REQUEST))
    closed_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    way_on = models.CharField(max_length=20, blank=True, choices=[(way, way) for way in WAYS_ON])
    other_door = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(phone="") | ~models.Q(email="") | ~models.Q(state="received"),
                name="chain_request_can_be_answered",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="closed") | ~models.Q(way_on=""), name="chain_request_no_dead_end"
            ),
            known_state(REQUEST, "chain_request_known_state"),
        ]
        indexes = [models.Index(fields=["organisation", "state", "contact_before"], name="chain_request_work")]

    class Privacy:
        personal = {
            "name": "whom to ask for",
            "firm_name": "which firm it is about; of a one-person firm often the owner's name",
            "phone": "to call back",
            "email": "to write to",
            "question": "what the person wants to talk about, in own words",
            "scan": "joins the answers of the scan to this person, with consent",
            "reason": "why it was closed, in an adviser's words",
        }
        kept = {
            "id": "number of the record",
            "reference": "random number on the receipt",
            "nonce": "random value that keeps a form sent twice from becoming two requests",
            "organisation": "who answers",
            "language": "language of the answer",
            "consent_on": "day the person agreed to be contacted",
            "received_on": "day it came in",
            "contact_before": "last day for first contact",
            "state": "how far it is",
            "closed_on": "day it was closed",
            "way_on": "how it went on",
            "other_door": "to which organisation the person was sent",
        }
        retention = "personal parts two years after the last contact"
        ground = "consent: the person asked to be contacted"
        erase = "delete"


class Case(models.Model):
    """The file of a firm at the front door.

    `scan_phase` is what the scan indicated (a hint), `start_rung` what the adviser confirmed: two different things.
    `reference` is the code of a firm that came without a request; one that came with it has the code of the request.
    """

    STATES: ClassVar[tuple[str, ...]] = ("open", "completed", "stopped")

    id: int
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="cases")
    request = models.OneToOneField(AdviceRequest, null=True, blank=True, on_delete=models.SET_NULL, related_name="case")
    scan = models.ForeignKey("scan.ScanResult", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    organisation = models.CharField(max_length=60)
    adviser = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=20, default="open", choices=[(state, state) for state in STATES])
    opened_on = models.DateField(default=clock.today)
    contact_before = models.DateField()
    reference = models.CharField(max_length=8, unique=True, null=True)  # noqa: DJ001  # unique, and many have none
    scan_phase = models.CharField(max_length=20, blank=True)
    start_rung = models.CharField(max_length=20, blank=True)
    start_rung_on = models.DateField(null=True, blank=True)
    start_rung_reason = models.TextField(blank=True)
    call_back_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closing_note = models.TextField(blank=True)
    firm_stops_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="stopped") | models.Q(firm_stops_on__isnull=False),
                name="chain_case_stops_at_the_firms_wish",
            ),
            models.CheckConstraint(
                condition=models.Q(start_rung="") | models.Q(start_rung_on__isnull=False),
                name="chain_case_start_rung_dated",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", closed_on=None)
                | models.Q(state__in=["completed", "stopped"], closed_on__isnull=False),
                name="chain_case_open_or_closed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "state", "adviser", "call_back_on", "contact_before", "start_rung"],
                name="chain_case_work",
            ),
            models.Index(fields=["organisation", "closed_on"], name="chain_case_ended"),
        ]

    class Privacy:
        personal = {
            "firm": "whose file it is",
            "request": "the request it began with",
            "scan": "the scan that was shared",
            "adviser": "who keeps the file",
            "reference": "random code with which the firm sees where its question is",
            "start_rung_reason": "why the rung differs from the scan, in an adviser's words",
            "closing_note": "how it ended, in an adviser's words",
        }
        kept = {
            "id": "number of the file",
            "organisation": "which front door",
            "state": "open, completed or stopped",
            "opened_on": "first day",
            "contact_before": "last day for first contact",
            "scan_phase": "rung that the scan indicated",
            "start_rung": "rung that the adviser confirmed",
            "start_rung_on": "day it was confirmed",
            "call_back_on": "day that was agreed to call back",
            "closed_on": "last day",
            "firm_stops_on": "day the firm said it wants to stop",
        }
        retention = "seven years after the last day; words that people wrote two years"
        ground = "public task: guide firms along the help of the programme"


class Intake(models.Model):
    """The first talk. `obstacles` holds keys: time, knowledge, money, staff, safety."""

    OBSTACLES: ClassVar[tuple[str, ...]] = ("time", "knowledge", "money", "staff", "safety")

    id: int
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="intake")
    scheduled_on = models.DateField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    wish = models.TextField(blank=True)
    obstacles = models.JSONField(default=list, blank=True)
    agreed = models.TextField(blank=True)

    class Privacy:
        personal = {
            "case": "whose talk it is",
            "wish": "what the entrepreneur wants, in an adviser's words",
            "agreed": "what was agreed, in an adviser's words",
        }
        kept = {
            "id": "number of the record",
            "scheduled_on": "day that was planned",
            "held_on": "day it was held",
            "obstacles": "keys of what stands in the way",
        }
        retention = "words that people wrote two years after the file was closed"
        ground = "public task: guide firms along the help of the programme"

    @property
    def state(self) -> str:
        """Return the state of `core.workflow.INTAKE`."""
        if self.held_on is not None:
            return "held"
        return "to-schedule" if self.scheduled_on is None else "scheduled"


class BaselineCheck(models.Model):
    """A check of digital safety. `answers` maps question keys to answer keys; `missing` lists musts not in place."""

    id: int
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="baselines")
    checked_on = models.DateField(default=clock.today)
    scan_key = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    rule = models.CharField(max_length=20)
    answers = models.JSONField(default=dict)
    reached = models.BooleanField()
    missing = models.JSONField(default=list, blank=True)

    class Privacy:
        personal = {"case": "whose check it is", "answers": "how a firm protects itself: confidential"}
        kept = {
            "id": "number of the record",
            "checked_on": "day of the check",
            "scan_key": "which questionnaire",
            "version": "version of the questionnaire",
            "rule": "rule that read the answers",
            "reached": "whether the baseline was reached",
            "missing": "keys of what is not in place",
        }
        retention = "answers two years after the file was closed"
        ground = "public task: raise the digital safety of firms"


class Referral(models.Model):
    """One step from the front door to a service of a partner. `since` is the day the state began.

    The database refuses an end without a way on, and a partner's turn without consent.
    """

    id: int
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    service = models.CharField(max_length=60, blank=True)
    organisation = models.CharField(max_length=60, blank=True)
    rung = models.CharField(max_length=20, blank=True)
    question = models.TextField(blank=True)
    shared = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=20, default=REFERRAL.start, choices=choices(REFERRAL))
    since = models.DateField(default=clock.today)
    answer_days = models.PositiveSmallIntegerField(default=5)
    consent = models.ForeignKey(Consent, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    requested_on = models.DateField(null=True, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField(blank=True)
    follow_up = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="follows_from"
    )
    firm_stops_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=["rejected", "failed", "cancelled", "entered-in-error"])
                | models.Q(follow_up__isnull=False)
                | models.Q(firm_stops_on__isnull=False),
                name="chain_referral_no_dead_end",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["requested", "accepted", "in-progress", "on-hold", "completed"])
                | (models.Q(consent__isnull=False) & ~models.Q(service="") & ~models.Q(organisation="")),
                name="chain_referral_with_consent",
            ),
            models.CheckConstraint(  # a later one: two that point at each other would be an end after all
                condition=models.Q(follow_up__isnull=True) | models.Q(follow_up__gt=models.F("id")),
                name="chain_referral_follow_up_is_later",
            ),
            known_state(REFERRAL, "chain_referral_known_state"),
            models.CheckConstraint(
                condition=~models.Q(state__in=sorted(REFERRAL.ends())) | models.Q(ended_on__isnull=False),
                name="chain_referral_end_dated",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "ended_on"], name="chain_referral_ended"),
            *work_indexes(),
        ]

    class Privacy:
        personal = {
            "case": "whose referral it is",
            "question": "what the partner is asked, in an adviser's words",
            "consent": "the consent it rests on",
            "requested_by": "who referred",
            "handler": "who handles it at the partner",
            "reason": "why it was returned, paused or ended, in people's words",
        }
        kept = {
            "id": "number of the referral",
            "service": "service key of the pack",
            "organisation": "organisation key of the pack",
            "rung": "rung of the firm at that time",
            "shared": "keys of what was shared",
            "state": "state of the referral",
            "since": "day the state began",
            "answer_days": "working days in which the partner answers",
            "requested_on": "day it was sent",
            "follow_up": "the referral that came after",
            "firm_stops_on": "day the firm said it wants to stop",
            "ended_on": "day it ended",
        }
        retention = "seven years after the last day; words that people wrote two years"
        ground = "consent: the firm agreed to this partner and this purpose"


class Handover(models.Model):
    """The contact moment with which a referral is handed over: a day and the two people who speak to each other."""

    CHANNELS: ClassVar[tuple[str, ...]] = ("meeting", "call", "video")

    id: int
    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, related_name="handover")
    planned_on = models.DateField()
    held_on = models.DateField(null=True, blank=True)
    from_person = models.CharField(max_length=100)
    to_person = models.CharField(max_length=100)
    to_email = models.EmailField(blank=True)
    channel = models.CharField(max_length=10, choices=[(channel, channel) for channel in CHANNELS])

    class Privacy:
        personal = {
            "referral": "whose handover it is",
            "from_person": "name of the adviser",
            "to_person": "name of the person at the partner",
            "to_email": "to send this person a link to answer",
        }
        kept = {
            "id": "number of the record",
            "planned_on": "day that was agreed",
            "held_on": "day it was held",
            "channel": "meeting, call or video call",
        }
        retention = "names two years after the file was closed"
        ground = "public task: guide firms along the help of the programme"


class Trajectory(models.Model):
    """What a partner did with a firm. `topics` holds keys of topics that moved; `instrument` a key of the pack;
    `new_use` whether the firm uses something digital that it did not have before, None when the partner does not know.
    """

    id: int
    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, related_name="trajectory")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    result = models.TextField(blank=True)
    rung_before = models.CharField(max_length=20, blank=True)
    rung_after = models.CharField(max_length=20, blank=True)
    topics = models.JSONField(default=list, blank=True)
    instrument = models.CharField(max_length=60, blank=True)
    next_step = models.TextField(blank=True)
    new_use = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("started_on")),
                name="chain_trajectory_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | ~models.Q(rung_after=""), name="chain_trajectory_ends_with_a_rung"
            ),
        ]

    class Privacy:
        personal = {
            "referral": "whose trajectory it is",
            "result": "what came of it, in a partner's words",
            "next_step": "how the firm goes on, in a partner's words",
        }
        kept = {
            "id": "number of the record",
            "started_on": "first day",
            "ended_on": "last day",
            "rung_before": "rung at the start",
            "rung_after": "rung that the partner confirmed",
            "topics": "keys of topics that moved",
            "instrument": "key of the scheme that was used",
            "new_use": "whether the firm took something new into use; yes, no or not known",
        }
        retention = "words that people wrote two years after the file was closed"
        ground = "consent: the firm agreed to this partner and this purpose"
