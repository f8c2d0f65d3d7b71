"""The rung that another organisation confirmed for a firm before it had a file here."""

from django.db import models


class EarlierRung(models.Model):
    """What came in with an existing registration: a rung of the ladder, the day it was confirmed, and who did that."""

    id: int
    firm = models.OneToOneField("companies.Firm", on_delete=models.CASCADE, related_name="earlier_rung")
    rung = models.CharField(max_length=20)
    confirmed_on = models.DateField()
    organisation = models.CharField(max_length=60)

    class Privacy:
        personal = {
            "firm": "whose rung it is",
            "rung": "how digital a firm is, according to an adviser: confidential",
        }
        kept = {
            "id": "number of the record",
            "confirmed_on": "day it was confirmed",
            "organisation": "which organisation confirmed it",
        }
        retention = "as long as the firm is known"
        ground = "public task: guide firms along the help of the programme"
        erase = "delete"
