"""Firms, the people to speak to, and what a firm agreed to."""

from datetime import date
from typing import Any, ClassVar

from django.db import models

from trede.companies.earlier import EarlierRung
from trede.companies.maturity import MaturityAssessment
from trede.companies.merging.models import FirmMerge, FirmPair
from trede.companies.naming import name_key
from trede.companies.own.models import AccessRequest, OwnLink, OwnSubject
from trede.journal import clock

__all__ = [
    "AccessRequest",
    "Consent",
    "ContactPerson",
    "EarlierRung",
    "Firm",
    "FirmMerge",
    "FirmPair",
    "MaturityAssessment",
    "OwnLink",
    "OwnSubject",
]


class Firm(models.Model):
    """A firm, or one branch of it. Empty text and null mean: not known yet.

    `people` counts who works there according to the trade register on the day `people_on`: heads, never full-time jobs.
    `likely` are codes of municipalities with the place of its address, joined by commas, until one is chosen.
    `merged_into` is set on a firm that turned out to be another one: all that belongs to it moved there.
    """

    SOURCES: ClassVar[tuple[str, ...]] = ("request", "adviser", "register", "import")

    id: int
    name = models.CharField(max_length=160)
    kvk = models.CharField(max_length=8, blank=True)
    branch = models.CharField(max_length=12, blank=True)
    municipality = models.CharField(max_length=10, blank=True)
    sector = models.CharField(max_length=40, blank=True)
    fte = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    source = models.CharField(max_length=10, choices=[(source, source) for source in SOURCES])
    since = models.DateField(default=clock.today)
    sbi = models.CharField(max_length=6, blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)
    people_on = models.DateField(null=True, blank=True)
    likely = models.CharField(max_length=120, blank=True)
    name_key = models.CharField(max_length=160, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="merged_firms"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kvk", "branch"],
                condition=~models.Q(kvk="") & models.Q(merged_into=None),
                name="companies_firm_known_once",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("id")),
                name="companies_firm_not_into_itself",
            ),
            models.CheckConstraint(
                condition=models.Q(fte__isnull=True) | models.Q(fte__gte=0), name="companies_firm_fte_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["name"], name="companies_firm_name"),
            models.Index(fields=["name_key", "municipality"], name="companies_firm_likeness"),
        ]

    class Privacy:
        personal = {
            "name": "a one-person firm often carries the name of its owner",
            "kvk": "number in the trade register; of a one-person firm it points at a person",
            "branch": "number of the branch in the trade register",
            "name_key": "the name in small letters without signs, to find the same firm twice",
        }
        kept = {
            "id": "number that the journal uses",
            "municipality": "CBS code, for reach per area in groups of ten or more",
            "sector": "sector key of the pack",
            "fte": "size in full-time jobs",
            "source": "who gave these facts",
            "since": "first day in this system",
            "sbi": "code of the main activity in the trade register",
            "people": "how many people work there according to the trade register",
            "people_on": "day that number was read",
            "likely": "which municipalities have the place of its address, until one is chosen; the place is not kept",
            "merged_into": "number of the firm that this one turned out to be",
        }
        retention = "as long as a file is open, then seven years"
        ground = "public task: guide firms along the help of the programme"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the key of the name kept in step with the name."""
        self.name_key = name_key(self.name)
        fields = kwargs.get("update_fields")
        if fields is not None and "name" in fields:
            kwargs["update_fields"] = {*fields, "name_key"}
        super().save(*args, **kwargs)


class ContactPerson(models.Model):
    """Somebody to speak to at a firm. One of phone and e-mail is always there until both are erased."""

    id: int
    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=100)
    phone = models.CharField(max_length=24, blank=True)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["firm", "name", "phone", "email"], name="companies_contact_once"),
        ]

    class Privacy:
        personal = {
            "name": "whom to ask for",
            "phone": "to call back",
            "email": "to write to",
            "role": "what this person does at the firm",
            "firm": "where this person works",
        }
        kept = {"id": "number of the record"}
        retention = "as long as a file of the firm is open, then two years"
        ground = "consent: the person asked to be contacted"
        erase = "delete"


class Consent(models.Model):
    """A firm agreed that one organisation may use its data for one purpose, from a day until it says otherwise."""

    CONTACT = "contact"
    REFERRAL = "referral"
    PURPOSES: ClassVar[tuple[str, ...]] = (CONTACT, REFERRAL)
    HOW: ClassVar[tuple[str, ...]] = ("mondeling", "formulier")

    id: int
    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="consents")
    organisation = models.CharField(max_length=60)
    purpose = models.CharField(max_length=20, choices=[(purpose, purpose) for purpose in PURPOSES])
    given_on = models.DateField()
    how = models.CharField(max_length=20, choices=[(how, how) for how in HOW])
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "organisation", "purpose"],
                condition=models.Q(withdrawn_on=None),
                name="companies_consent_stands_once",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_on=None) | models.Q(withdrawn_on__gte=models.F("given_on")),
                name="companies_consent_withdrawn_after_given",
            ),
        ]

    class Privacy:
        personal = {"firm": "whose consent it is"}
        kept = {
            "id": "number of the record",
            "organisation": "who may use the data",
            "purpose": "for what",
            "given_on": "day it was given",
            "how": "spoken or on a form",
            "withdrawn_on": "day it was withdrawn",
        }
        retention = "as long as the firm is known: it proves that sharing was allowed"
        ground = "legal duty: show that consent was given (GDPR article 7)"

    @property
    def stands(self) -> bool:
        """Say whether it was not withdrawn."""
        return self.withdrawn_on is None

    def stood_on(self, day: date) -> bool:
        """Say whether the consent held on this day."""
        return self.given_on <= day and (self.withdrawn_on is None or day < self.withdrawn_on)
