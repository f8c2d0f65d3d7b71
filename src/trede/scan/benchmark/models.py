"""Frozen quarters of the benchmark."""

from django.db import models


class BenchmarkSnapshot(models.Model):
    """The comparison groups of one quarter, written once by `freeze_benchmark`.

    `document` is what everybody may read (`trede.core.benchmark.Snapshot`). `trace` never leaves the house: exact
    numbers and fingerprints per sector and size, so that later quarters can tell how much changed
    (`trede.core.benchmark.Trace`). Neither says which scans were counted.
    """

    id: int
    period = models.CharField(max_length=7, unique=True)
    made_on = models.DateTimeField()
    document = models.JSONField()
    trace = models.JSONField()

    class Meta:
        app_label = "scan"

    class Privacy:
        personal = {"trace": "exact numbers of small groups; with fingerprints of scans combined beyond telling apart"}
        kept = {
            "id": "order",
            "period": "which quarter",
            "made_on": "moment of freezing",
            "document": "published figures of groups, protected and rounded; no firm can be recognised",
        }
        retention = "as long as the programme is accounted for"
        ground = "public task: show a firm how others like it are doing, without pointing at one"
