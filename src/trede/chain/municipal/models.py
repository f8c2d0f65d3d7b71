"""What municipalities tell the region."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from trede.companies.models import Consent
from trede.core.signals import CLOSED, GIVEN, OUTCOMES, STATES
from trede.journal import clock


class Signal(models.Model):
    """A bottleneck or need that a municipality sees. One that joined another (`joins`, its number) follows that one.

    `consent` is there only when a firm agreed that this municipality names it.
    """

    OPEN: ClassVar[tuple[str, ...]] = tuple(state for state in STATES if state != CLOSED)

    id: int
    given_by_id: int | None
    handler_id: int | None
    consent_id: int | None
    organisation = models.CharField(max_length=60)
    municipality = models.CharField(max_length=10)
    place = models.CharField(max_length=80, blank=True)
    category = models.CharField(max_length=40)
    sector = models.CharField(max_length=40, blank=True)
    quarter = models.CharField(max_length=7)
    text = models.TextField(blank=True)
    consent = models.ForeignKey(Consent, null=True, on_delete=models.SET_NULL, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    given_on = models.DateField(default=clock.today)
    state = models.CharField(max_length=10, default=GIVEN, choices=[(state, state) for state in STATES])
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_on = models.DateField(null=True)
    joins = models.BigIntegerField(null=True)  # no relation: erasing a firm would follow it to what others wrote
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True)
    outcome = models.CharField(max_length=20, blank=True, choices=[(key, key) for key in OUTCOMES])
    done = models.TextField(blank=True)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="chain_signal_known_state"),
            models.CheckConstraint(
                condition=~Q(state=CLOSED) | (Q(closed_on__isnull=False) & ~Q(outcome="")),
                name="chain_signal_closed_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(joins=None) | ~Q(joins=models.F("id")), name="chain_signal_joins_another"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "given_on"], name="chain_signal_giver"),
            models.Index(fields=["state", "given_on"], name="chain_signal_state"),
        ]

    class Privacy:
        personal = {
            "consent": "the firm that agreed to be named",
            "given_by": "who gave it",
            "handler": "who in the region handles it",
            "text": "what is going on, in own words; contact details and numbers of firms are refused",
            "answer": "what the region says, in own words",
            "done": "what was done, in own words",
        }
        kept = {
            "id": "number of the record",
            "organisation": "which municipality gave it",
            "municipality": "code of the municipality",
            "place": "village or town",
            "category": "what kind of bottleneck",
            "sector": "which trade",
            "quarter": "which quarter it is about",
            "given_on": "day it was given",
            "state": "how far it is",
            "taken_on": "day it was taken up",
            "joins": "number of the signal it goes along with",
            "answered_on": "day of the answer",
            "outcome": "what came of it",
            "closed_on": "day it was closed",
        }
        retention = "words two years after it was closed; the rest as long as the programme"
        ground = "public task: adjust the programme to what firms need locally"
