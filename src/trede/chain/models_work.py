"""Work that goes from one colleague to another, and notes on what happened."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from trede.journal import clock


class Transfer(models.Model):
    """One file or one referral goes from a colleague to another, with a note that both read.

    `seen_on`: the day the new handler read it. `back_on`: the day it was handed back.
    """

    id: int
    case = models.ForeignKey("chain.Case", null=True, on_delete=models.CASCADE, related_name="transfers")
    referral = models.ForeignKey("chain.Referral", null=True, on_delete=models.CASCADE, related_name="transfers")
    organisation = models.CharField(max_length=60)
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(blank=True)
    handed_on = models.DateField(default=clock.today)
    seen_on = models.DateField(null=True)
    back_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(case__isnull=True) ^ models.Q(referral__isnull=True), name="chain_transfer_of_one"
            )
        ]
        indexes = [
            models.Index(fields=["taker", "back_on"], name="chain_transfer_taker"),
            models.Index(fields=["giver", "handed_on"], name="chain_transfer_giver"),
        ]

    class Privacy:
        personal = {
            "case": "which file",
            "referral": "which referral",
            "giver": "who kept it before",
            "taker": "who keeps it now",
            "note": "what the new handler has to know, in a colleague's words",
        }
        kept = {
            "id": "number of the record",
            "organisation": "where both work",
            "handed_on": "day it was handed over",
            "seen_on": "day the new handler read it",
            "back_on": "day it was handed back",
        }
        retention = "words that people wrote two years after the file was closed"
        ground = "public task: guide firms along the help of the programme"


class Note(models.Model):
    """What somebody wrote down about a referral or a trajectory. After a day it is corrected, not changed.

    `happened_on` is the day it is about, `written_at` when it was written. A note of kind `intern` stays within the
    organisation that wrote it; the others are read by both sides of the referral.
    """

    KINDS: ClassVar[tuple[str, ...]] = ("gesprek", "mail", "bezoek", "intern")

    id: int
    referral = models.ForeignKey("chain.Referral", on_delete=models.CASCADE, related_name="notes")
    organisation = models.CharField(max_length=60)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in KINDS])
    happened_on = models.DateField()
    text = models.TextField(blank=True)
    written_at = models.DateTimeField(default=clock.now)
    corrects = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="corrections")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(corrects=None) | ~models.Q(corrects=models.F("id")), name="chain_note_corrects_other"
            )
        ]

    class Privacy:
        personal = {
            "referral": "whose referral it is",
            "author": "who wrote it",
            "text": "what happened, in people's words",
        }
        kept = {
            "id": "number of the record",
            "organisation": "where it was written",
            "kind": "talk, mail, visit or internal",
            "happened_on": "day it is about",
            "written_at": "when it was written",
            "corrects": "the note that it corrects",
        }
        retention = "words that people wrote two years after the file was closed"
        ground = "consent: the firm agreed to this partner and this purpose"


def work_indexes() -> list[models.Index]:
    """Return the indexes on referrals that the work list reads, wide enough to answer without the rows behind them."""
    told = ["since", "answer_days", "consent"]
    return [
        models.Index(
            fields=["organisation", "state", "handler", *told, "case", "requested_on"], name="chain_referral_work"
        ),
        models.Index(fields=["state", *told, "organisation", "handler", "case"], name="chain_referral_open"),
        models.Index(fields=["case", "state", *told, "organisation", "handler"], name="chain_referral_of_case"),
    ]
