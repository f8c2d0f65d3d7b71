"""Frozen quarters and the reports about them: what was published, and which firms stood behind it."""

from datetime import datetime

from django.db import models


class MonitorSnapshot(models.Model):
    """The public figures of one quarter as they were frozen; written once by `trede.monitor.actions.freeze_quarter`.

    `document` and `breakdowns` are what the public reads. `members` and `remembered` never leave the house: the numbers
    of the firms behind each figure and each cell of a table, so that the next quarter can tell how many joined or left.
    """

    id: int
    period = models.CharField(max_length=7, unique=True)
    known_on = models.DateField()
    made_on = models.DateTimeField()
    document = models.JSONField()
    members = models.JSONField()
    lessons = models.JSONField(default=list)
    breakdowns = models.JSONField(default=dict)
    remembered = models.JSONField(default=dict)

    class Privacy:
        personal = {
            "members": "numbers of the firms behind each figure; a one-person firm may be a person",
            "remembered": "numbers of the firms in each cell of a table; a one-person firm may be a person",
        }
        kept = {
            "id": "order",
            "period": "which quarter",
            "known_on": "day up to which the journal was read",
            "made_on": "moment of freezing",
            "document": "published figures, protected and rounded; no firm can be recognised",
            "lessons": "what the programme learned, written for the public",
            "breakdowns": "published tables, protected and rounded; no firm can be recognised",
        }
        retention = "as long as the programme is accounted for"
        ground = "public task: account for the programme without figures that point at one firm"


class MonitorReport(models.Model):
    """What the programme says about a quarter or a year: a draft until it is adopted, after that only corrections.

    `message` is the sentence of the year; `lessons` and `different` are lists of sentences. `document` holds the
    figures of a year on the day of adoption; those of a quarter are in its snapshot. `members` never leaves the house:
    the numbers of the firms in each cell of that year, the hidden ones too, so that a later year or quarter can be held
    against it. `overview` holds the white spots and signals of that day (`trede.core.overview`). `corrections` are days
    with words.
    """

    id: int
    period = models.CharField(max_length=7, unique=True)
    message = models.CharField(max_length=200, blank=True)
    lessons = models.JSONField(default=list)
    different = models.JSONField(default=list)
    adopted_on: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    adopted_as = models.CharField(max_length=40, blank=True)
    document = models.JSONField(null=True)
    members = models.JSONField(default=dict)
    corrections = models.JSONField(default=list)
    overview = models.JSONField(default=dict)

    class Privacy:
        personal = {"members": "numbers of the firms behind each figure; a one-person firm may be a person"}
        kept = {
            "id": "order",
            "period": "which quarter or year",
            "message": "the sentence of the year, written for the public",
            "lessons": "what the programme learned, written for the public",
            "different": "what the programme will do differently, written for the public",
            "adopted_on": "moment from which the report is public",
            "adopted_as": "key of the role that adopted it; who did stands in the journal",
            "document": "published figures of the year, protected and rounded; no firm can be recognised",
            "corrections": "what was corrected and when, written for the public",
            "overview": "where help was missing and how often municipalities named a theme; no firm, no words",
        }
        retention = "as long as the programme is accounted for"
        ground = "public task: account for the programme"
