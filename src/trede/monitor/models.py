"""Frozen quarters: what was published, and which firms stood behind it."""

from django.db import models


class MonitorSnapshot(models.Model):
    """The public figures of one quarter as they were frozen; written once by `trede.monitor.actions.freeze_quarter`.

    `document` is what the public reads. `members` never leaves the house: per indicator and cell the numbers of the
    firms at its last publication, so that the next quarter can tell how many joined or left.
    """

    id: int
    period = models.CharField(max_length=7, unique=True)
    known_on = models.DateField()
    made_on = models.DateTimeField()
    document = models.JSONField()
    members = models.JSONField()
    lessons = models.JSONField(default=list)

    class Privacy:
        personal = {"members": "numbers of the firms behind each figure; a one-person firm may be a person"}
        kept = {
            "id": "order",
            "period": "which quarter",
            "known_on": "day up to which the journal was read",
            "made_on": "moment of freezing",
            "document": "published figures, protected and rounded; no firm can be recognised",
            "lessons": "what the programme learned, written for the public",
        }
        retention = "as long as the programme is accounted for"
        ground = "public task: account for the programme without figures that point at one firm"
