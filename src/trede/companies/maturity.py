"""Results of the EU Digital Maturity Assessment that belong to a firm: a dated result of somebody else."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.db import models

from trede.core.maturity import DIMENSIONS, MOMENTS, Measurement


class MaturityAssessment(models.Model):
    """One result: scores from 0 to 100 with two decimals. It never becomes a rung by itself.

    `row_hash` is a fingerprint of the row it came from: the same row again changes nothing.
    """

    SCORES: ClassVar[tuple[str, ...]] = ("total", *DIMENSIONS)

    id: int
    firm = models.ForeignKey("companies.Firm", on_delete=models.CASCADE, related_name="maturity")
    moment = models.CharField(max_length=2, choices=[(moment, moment) for moment in MOMENTS])
    day = models.DateField()
    total = models.DecimalField(max_digits=5, decimal_places=2)
    strategy = models.DecimalField(max_digits=5, decimal_places=2)
    readiness = models.DecimalField(max_digits=5, decimal_places=2)
    people = models.DecimalField(max_digits=5, decimal_places=2)
    data = models.DecimalField(max_digits=5, decimal_places=2)
    automation = models.DecimalField(max_digits=5, decimal_places=2)
    green = models.DecimalField(max_digits=5, decimal_places=2)
    source = models.CharField(max_length=80)
    row_hash = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["firm", "moment", "day"], name="companies_maturity_once"),
            models.CheckConstraint(
                condition=models.Q(
                    *(models.Q(**{f"{field}__gte": 0, f"{field}__lte": 100}) for field in ("total", *DIMENSIONS))
                ),
                name="companies_maturity_scores",
            ),
        ]

    class Privacy:
        personal = {
            "firm": "whose result it is",
            "total": "how digital a firm is, according to the assessment: confidential",
            "strategy": "score of a part",
            "readiness": "score of a part",
            "people": "score of a part",
            "data": "score of a part",
            "automation": "score of a part",
            "green": "score of a part",
            "row_hash": "fingerprint of the row, made with the number of the firm too",
        }
        kept = {
            "id": "number of the record",
            "moment": "before the support of the hub (T0) or after it (T1, T2)",
            "day": "day of the assessment",
            "source": "which organisation measured",
        }
        retention = "as long as a file of the firm is open, then two years"
        ground = "public task: guide firms along the help of the programme"
        erase = "delete"

    @property
    def measurement(self) -> Measurement:
        """Return the result as core knows it."""
        scores: tuple[Decimal, ...] = tuple(getattr(self, name) for name in DIMENSIONS)
        day: date = self.day
        return Measurement(self.moment, day, self.total, scores)
