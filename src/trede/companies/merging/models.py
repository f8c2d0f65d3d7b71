"""What is remembered of a merge, so that it can be taken apart, and of pairs that are not the same firm."""

from datetime import date, timedelta

from django.db import models

from trede.journal import clock

UNDO_DAYS = 30
"""How long a merge can be taken apart."""


class FirmMerge(models.Model):
    """`gone` turned out to be `kept`. `moved` says which rows went along: table → field → numbers.

    `before` holds the facts that the kept firm took over, as they were and became; `ended` the consents that ended.
    """

    id: int
    kept = models.ForeignKey("companies.Firm", on_delete=models.CASCADE, related_name="merges")
    gone = models.ForeignKey("companies.Firm", on_delete=models.CASCADE, related_name="merged_as")
    done_on = models.DateField(default=clock.today)
    undone_on = models.DateField(null=True, blank=True)
    moved = models.JSONField(default=dict, blank=True)
    before = models.JSONField(default=dict, blank=True)
    ended = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], condition=models.Q(undone_on=None), name="companies_merge_stands_once"
            ),
            models.CheckConstraint(condition=~models.Q(kept=models.F("gone")), name="companies_merge_of_two"),
        ]

    class Privacy:
        personal = {
            "kept": "whose file went on",
            "gone": "whose file was added to it",
            "before": "name and numbers of the firm as they were, to take the merge apart",
        }
        kept = {
            "id": "number of the record",
            "done_on": "day of the merge",
            "undone_on": "day it was taken apart",
            "moved": "numbers of the rows that went along",
            "ended": "numbers of the consents that ended",
        }
        retention = "as long as the firm is known; it can be taken apart for thirty days"
        ground = "public task: keep one file per firm"
        erase = "delete"

    @property
    def until(self) -> date:
        """Return the last day on which it can be taken apart."""
        day: date = self.done_on
        return day + timedelta(days=UNDO_DAYS)


class FirmPair(models.Model):
    """Two firms that somebody looked at: they are alike and not the same. `first` has the lower number."""

    id: int
    first = models.ForeignKey("companies.Firm", on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey("companies.Firm", on_delete=models.CASCADE, related_name="+")
    since = models.DateField(default=clock.today)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="companies_pair_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="companies_pair_in_order"),
        ]

    class Privacy:
        personal = {"first": "one of two firms that are alike", "second": "the other one"}
        kept = {"id": "number of the record", "since": "day it was said"}
        retention = "as long as both firms are known"
        ground = "public task: keep one file per firm"
        erase = "delete"
