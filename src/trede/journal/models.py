"""One table without foreign keys, so that the journal never stands in the way of live data, nor the reverse."""

from django.db import models


class Event(models.Model):
    """Something that happened. A trigger in the database refuses UPDATE and DELETE.

    `occurred_on` is the day it happened (Europe/Amsterdam), `recorded_at` the moment it was written down: with both,
    any figure can be computed again as it was known on a past date. `data` holds ids, keys, days and rungs only.
    """

    id: int
    type = models.CharField(max_length=40)
    occurred_on = models.DateField()
    recorded_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor = models.CharField(max_length=40, blank=True)
    organisation = models.CharField(max_length=60, blank=True)
    firm = models.BigIntegerField(null=True)
    subject_kind = models.CharField(max_length=30, blank=True)
    subject = models.CharField(max_length=40, blank=True)
    data = models.JSONField(default=dict)
    pack = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["type", "occurred_on"], name="journal_type_day"),
            models.Index(fields=["firm", "id"], name="journal_firm"),
            models.Index(fields=["subject_kind", "subject", "id"], name="journal_subject"),
        ]

    class Privacy:
        personal = {
            "actor": "number of the staff account that acted; no name",
            "firm": "number of the firm; a one-person firm may be a person",
            "data": "ids, keys, days and rungs; what each type may hold stands in the registry, with what is shredded",
        }
        kept = {
            "id": "order of events",
            "type": "what happened",
            "occurred_on": "day of the event",
            "recorded_at": "when it was known",
            "actor_kind": "person, anonymous, system or link",
            "organisation": "for which partner",
            "subject_kind": "what it is about",
            "subject": "number of the thing it is about",
            "pack": "which rules were in force",
        }
        retention = "as long as the programme is accounted for; personal parts are shredded with their subject"
        ground = "public task: account for the programme and its public money"
