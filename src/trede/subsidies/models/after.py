"""After the grant: obligations, payments, invoices, reclaims, and what changed at the firm."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from trede.subsidies.models.application import GROUND, TERM, Application, Upload
from trede.subsidies.models.assessment import Decision


class Obligation(models.Model):
    """Something a firm has to do before a day (Awb 4:37-4:39)."""

    id: int
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="obligations")
    code = models.CharField(max_length=40)
    due_on = models.DateField()
    reminded_on = models.DateField(null=True, blank=True)
    met_on = models.DateField(null=True, blank=True)
    waived_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "code", "due_on"], name="subsidies_obligation_once")
        ]

    class Privacy:
        personal = {"application": "whose it is", "waived_reason": "why it was let go, in words"}
        kept = {
            "id": "number of the record",
            "code": "which obligation",
            "due_on": "last day",
            "reminded_on": "day of the reminder",
            "met_on": "day it was met",
        }
        retention = TERM
        ground = GROUND
        erase = "keep"
        expired = "delete"


class Payment(models.Model):
    """Money to a firm: prepared by one person, released by another. `iban` is the account at that moment."""

    KINDS: ClassVar[tuple[str, ...]] = ("advance", "final", "penalty")

    id: int
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="payments")
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in KINDS])
    cents = models.BigIntegerField()
    most_cents = models.BigIntegerField(null=True, blank=True)
    iban = models.CharField(max_length=34)
    holder = models.CharField(max_length=100)
    due_on = models.DateField()
    held_reason = models.CharField(max_length=60, blank=True)
    held_until = models.DateField(null=True, blank=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    batch = models.CharField(max_length=40, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    failed_reason = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(cents__gt=0), name="subsidies_payment_positive"),
            models.CheckConstraint(
                condition=models.Q(most_cents=None) | models.Q(cents__lte=models.F("most_cents")),
                name="subsidies_payment_within_grant",
            ),
            models.CheckConstraint(
                condition=models.Q(released_by=None) | ~models.Q(released_by=models.F("prepared_by")),
                name="subsidies_payment_two_people",
            ),
        ]

    class Privacy:
        personal = {
            "application": "whose it is",
            "iban": "account the money went to",
            "holder": "name on the account",
            "prepared_by": "who prepared it",
            "released_by": "who released it",
        }
        kept = {
            "id": "number of the record",
            "kind": "advance, final or penalty",
            "cents": "amount",
            "most_cents": "what could still be paid when it was prepared; a penalty has no such bound",
            "due_on": "last day to pay",
            "held_reason": "why it waits",
            "held_until": "until when it waits",
            "prepared_at": "moment it was prepared",
            "released_at": "moment it was released",
            "batch": "payment file it went with",
            "paid_on": "day the bank paid",
            "failed_reason": "why the bank did not pay",
        }
        retention = TERM
        ground = GROUND
        erase = "keep"
        expired = "blank"


class Invoice(models.Model):
    """An invoice in the account of what was done. The same invoice twice is a signal."""

    id: int
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="invoices")
    supplier = models.CharField(max_length=160)
    supplier_kvk = models.CharField(max_length=8, blank=True)
    number = models.CharField(max_length=60)
    dated_on = models.DateField()
    cents = models.BigIntegerField()
    pillar = models.CharField(max_length=4, blank=True)
    file = models.ForeignKey(Upload, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    accepted_cents = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "supplier", "number"], name="subsidies_invoice_once_a_file"),
            models.CheckConstraint(condition=models.Q(cents__gt=0), name="subsidies_invoice_positive"),
        ]
        indexes = [models.Index(fields=["number", "cents"], name="subsidies_invoice_number")]

    class Privacy:
        personal = {
            "application": "whose it is",
            "supplier": "from whom",
            "supplier_kvk": "number of the supplier",
            "number": "number on the invoice",
            "file": "the invoice itself",
        }
        kept = {
            "id": "number of the record",
            "dated_on": "date on the invoice",
            "cents": "amount",
            "pillar": "pillar of the scheme",
            "accepted_cents": "amount that counts",
        }
        retention = TERM
        ground = GROUND
        erase = "keep"
        expired = "delete"


class Claim(models.Model):
    """Money that a firm pays back (Awb 4:57), and the day it came in.

    `cents` stays what the decision said. `lowered_cents` came off on objection; `waived_cents` need not be paid back
    (4:94a).
    """

    id: int
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="claims")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    cents = models.BigIntegerField()
    due_on = models.DateField()
    received_cents = models.BigIntegerField(default=0)
    received_on = models.DateField(null=True, blank=True)
    lowered_cents = models.BigIntegerField(default=0)
    waived_cents = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cents__gt=0, received_cents__gte=0, received_cents__lte=models.F("cents")),
                name="subsidies_claim_amounts",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    lowered_cents__gte=0,
                    waived_cents__gte=0,
                    cents__gte=models.F("received_cents") + models.F("lowered_cents") + models.F("waived_cents"),
                ),
                name="subsidies_claim_within",
            ),
        ]

    @property
    def rest(self) -> int:
        """What is still to come in, in cents."""
        return self.cents - self.received_cents - self.lowered_cents - self.waived_cents

    class Privacy:
        personal = {"application": "whose it is", "decision": "on which decision it rests"}
        kept = {
            "id": "number of the record",
            "cents": "amount",
            "due_on": "last day to pay back",
            "received_cents": "amount that came in",
            "received_on": "day it came in",
            "lowered_cents": "amount that is claimed no more, after an objection",
            "waived_cents": "amount that need not be paid back",
        }
        retention = TERM
        ground = GROUND
        erase = "keep"
        expired = "keep"


class Measurement(models.Model):
    """Where the firm stood at a moment: scan, safety and one to three figures it chose itself."""

    MOMENTS: ClassVar[tuple[str, ...]] = ("application", "end", "after-12")

    id: int
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="measurements")
    moment = models.CharField(max_length=12, choices=[(moment, moment) for moment in MOMENTS])
    on = models.DateField()
    scan = models.ForeignKey("scan.ScanResult", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    rung = models.CharField(max_length=20, blank=True)
    baseline_reached = models.BooleanField(null=True, blank=True)
    figures = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "moment"], name="subsidies_measurement_once")]

    class Privacy:
        personal = {
            "application": "whose it is",
            "scan": "answers of the scan",
            "figures": "business figures, confidential",
        }
        kept = {
            "id": "number of the record",
            "moment": "application, end, or twelve months after",
            "on": "day of measuring",
            "rung": "rung at that moment",
            "baseline_reached": "whether the baseline of safety was reached",
        }
        retention = "five years after settlement: evaluation (Awb 4:24)"
        ground = GROUND
        erase = "keep"
        expired = "delete"
