"""Who belongs to one undertaking, what aid it had elsewhere, and what is published of a grant."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from trede.companies.models import Firm
from trede.subsidies.models.application import GROUND, TERM, Application
from trede.subsidies.models.money import LAW, SEVEN_YEARS, Period


class GroupLink(models.Model):
    """A firm and another that stand under one control: together one undertaking for de-minimis aid."""

    RELATIONS: ClassVar[tuple[str, ...]] = ("votes", "board", "contract", "owner")

    id: int
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="group_links")
    kvk = models.CharField(max_length=8)
    name = models.CharField(max_length=160)
    relation = models.CharField(max_length=10, choices=[(key, key) for key in RELATIONS])
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "kvk"], condition=models.Q(ended_on=None), name="subsidies_group_link_once"
            )
        ]

    class Privacy:
        personal = {
            "firm": "whose group it is",
            "kvk": "number of the other firm",
            "name": "name of the other firm",
            "added_by": "who wrote it down",
        }
        kept = {
            "id": "number of the record",
            "relation": "how they belong together",
            "added_on": "day it was written down",
            "ended_on": "day it was no longer so",
        }
        retention = TERM
        ground = GROUND
        erase = "keep"


class GroupCheck(models.Model):
    """An officer looked at the group of a firm, and it is right on this day."""

    id: int
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="group_checks")
    members = models.JSONField(default=list)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    checked_on = models.DateField()

    class Privacy:
        personal = {
            "firm": "whose group it is",
            "members": "numbers in the trade register",
            "checked_by": "who looked",
        }
        kept = {"id": "number of the record", "checked_on": "day it was looked at"}
        retention = TERM
        ground = GROUND
        erase = "keep"


class OtherAid(models.Model):
    """De-minimis aid that the undertaking had from another body: from its statement, or from the central register."""

    SOURCES: ClassVar[tuple[str, ...]] = ("declaration", "register")

    id: int
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="other_aid")
    kvk = models.CharField(max_length=8, blank=True)
    cents = models.BigIntegerField()
    granted_on = models.DateField()
    giver = models.CharField(max_length=120)
    source = models.CharField(max_length=12, choices=[(key, key) for key in SOURCES])
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(cents__gt=0), name="subsidies_other_aid_positive")]

    class Privacy:
        personal = {
            "firm": "who told it",
            "kvk": "firm of the group that got it",
            "giver": "who gave it",
            "added_by": "who wrote it down",
        }
        kept = {
            "id": "number of the record",
            "cents": "amount",
            "granted_on": "day it was granted",
            "source": "statement or register",
            "added_on": "day it was written down",
        }
        retention = TERM
        ground = GROUND
        erase = "keep"


class FinanceNumber(models.Model):
    """The number under which the finance system knows a firm."""

    id: int
    firm = models.OneToOneField(Firm, on_delete=models.PROTECT, related_name="finance_number")
    vendor = models.CharField(max_length=20)
    since = models.DateField()

    class Privacy:
        personal = {"firm": "who it is", "vendor": "number in the finance system"}
        kept = {"id": "number of the record", "since": "since when"}
        retention = SEVEN_YEARS
        ground = LAW
        erase = "keep"


class GrantEntry(models.Model):
    """One line of the public register of grants, with what may be public: no rung, no safety, no results."""

    id: int
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="register_entry")
    name = models.CharField(max_length=160)
    municipality = models.CharField(max_length=10, blank=True)
    pillars = models.JSONField(default=list)
    requested_cents = models.BigIntegerField(default=0)
    granted_cents = models.BigIntegerField()
    settled_cents = models.BigIntegerField(null=True, blank=True)
    granted_on = models.DateField()
    published_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    show_name = models.BooleanField(default=True)
    correction = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(granted_cents__gte=0), name="subsidies_grant_entry_not_negative")
        ]

    class Privacy:
        personal = {
            "application": "of which application",
            "name": "name of the firm, public by the rules of the scheme",
            "correction": "why something was changed, in words",
        }
        kept = {
            "id": "number of the record",
            "municipality": "where the firm is",
            "pillars": "parts of the scheme",
            "requested_cents": "amount asked",
            "granted_cents": "amount granted",
            "settled_cents": "amount settled",
            "granted_on": "day of the grant",
            "published_at": "moment it was published",
            "changed_at": "moment of the last change",
            "show_name": "whether the name is shown",
        }
        retention = SEVEN_YEARS
        ground = LAW
        erase = "keep"
        expired = "keep"


class Sample(models.Model):
    """Which grants of a period are asked for an account, though they are settled without one. Drawn as a lot is."""

    id: int
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="samples")
    numbers = models.JSONField(default=list)
    size = models.PositiveIntegerField()
    commitment = models.CharField(max_length=64)
    nonce = models.CharField(max_length=64)
    word = models.CharField(max_length=80, blank=True)
    committed_at = models.DateTimeField()
    drawn_at = models.DateTimeField(null=True, blank=True)
    drawn_by = models.CharField(max_length=20, blank=True)
    witnessed_by = models.CharField(max_length=20, blank=True)
    drawn = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(drawn_by="") | ~models.Q(drawn_by=models.F("witnessed_by")),
                name="subsidies_sample_two_people",
            ),
            models.UniqueConstraint(
                fields=["period"], condition=models.Q(drawn_at=None), name="subsidies_sample_one_open"
            ),
        ]

    class Privacy:
        personal: dict[str, str] = {}
        kept = {
            "id": "number of the record",
            "period": "which period",
            "numbers": "numbers of the grants in the draw",
            "size": "how many are drawn",
            "commitment": "digest that was published before the draw",
            "nonce": "secret that was published after it",
            "word": "word that the second official added",
            "committed_at": "moment of the promise",
            "drawn_at": "moment of the draw",
            "drawn_by": "number of the account that drew",
            "witnessed_by": "number of the account that watched",
            "drawn": "numbers that were drawn",
        }
        retention = SEVEN_YEARS
        ground = LAW
        erase = "keep"


class ChangeNotice(models.Model):
    """The firm tells that its project goes another way; the desk answers (Awb 4:37)."""

    OUTCOMES: ClassVar[tuple[str, ...]] = ("agreed", "amend", "withdraw", "no")

    id: int
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="change_notices")
    text = models.TextField()
    received_on = models.DateField()
    outcome = models.CharField(max_length=10, blank=True)
    answer = models.TextField(blank=True)
    new_end = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_on=None) | (~models.Q(answer="") & ~models.Q(outcome="")),
                name="subsidies_change_notice_answered",
            )
        ]

    class Privacy:
        personal = {
            "application": "whose it is",
            "text": "what changes, in words of the firm",
            "answer": "in words of the desk",
            "answered_by": "who answered",
        }
        kept = {
            "id": "number of the record",
            "received_on": "day it came in",
            "outcome": "agreed, a smaller grant, withdrawn, or no",
            "new_end": "new last day of the project",
            "answered_on": "day of the answer",
        }
        retention = TERM
        ground = GROUND
        erase = "keep"
        expired = "delete"
