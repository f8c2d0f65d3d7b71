"""Lists of files to destroy, and the declaration that remains of a list that was carried out (Archiefbesluit 1995)."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from trede.subsidies.models.application import Application

FOR_GOOD = "for good: a declaration of destruction is never destroyed"
ARCHIVE = "legal duty: destroy by a selection list, and declare it (Archiefwet 1995, 3; Archiefbesluit 1995, 8)"


class DestructionList(models.Model):
    """Files of which one person says that they may go, and another decides so. Once carried out it is a declaration.

    `ground` names the selection list; `counts` how many rows of which table went; `files_left` the names on disk of
    documents that are yet to be thrown away. Names of people stand here as they were on the day.
    """

    STATES: ClassVar[tuple[str, ...]] = ("proposed", "refused", "destroyed")

    id: int
    state = models.CharField(max_length=10, default="proposed", choices=[(state, state) for state in STATES])
    ground = models.CharField(max_length=300)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_name = models.CharField(max_length=120)
    proposed_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_name = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    documents = models.PositiveIntegerField(default=0)
    files_left = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="destroyed")
                | (models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("proposed_by"))),
                name="subsidies_destruction_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(state="proposed", decided_at=None)
                | (~models.Q(state="proposed") & models.Q(decided_at__isnull=False)),
                name="subsidies_destruction_decided",
            ),
        ]

    class Privacy:
        personal = {
            "proposed_by": "who proposed it",
            "proposed_name": "name of who proposed it, as it stands on the declaration",
            "decided_by": "who decided",
            "decided_name": "name of who decided, as it stands on the declaration",
        }
        kept = {
            "id": "number of the list",
            "state": "proposed, refused or carried out",
            "ground": "selection list and category it rests on",
            "proposed_at": "moment of the proposal",
            "digest": "proof of what was read",
            "decided_at": "moment of the decision",
            "reason": "why a list was not carried out",
            "counts": "how many rows of which table were destroyed",
            "documents": "how many documents were thrown away",
            "files_left": "random names of documents that are yet to be thrown away",
        }
        retention = FOR_GOOD
        ground = ARCHIVE
        erase = "keep"


class DestructionItem(models.Model):
    """One file on a list, with its term and where that comes from. It `stands` until the list is refused."""

    id: int
    list = models.ForeignKey(DestructionList, on_delete=models.PROTECT, related_name="items")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="destruction_items")
    number = models.CharField(max_length=20)
    scheme = models.CharField(max_length=60)
    result = models.CharField(max_length=12)
    first_on = models.DateField()
    closed_on = models.DateField()
    years = models.PositiveSmallIntegerField()
    law = models.CharField(max_length=160)
    until = models.DateField()
    stands = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(stands=True), name="subsidies_destruction_item_once"
            ),
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("closed_on")), name="subsidies_destruction_item_in_order"
            ),
        ]

    class Privacy:
        personal = {"application": "of which application"}
        kept = {
            "id": "number of the record",
            "list": "on which list",
            "number": "number of the file",
            "scheme": "scheme key of the pack",
            "result": "how the file ended",
            "first_on": "day it came in",
            "closed_on": "day the file was closed",
            "years": "years it had to be kept",
            "law": "where that term comes from",
            "until": "last day of keeping",
            "stands": "whether it is still on the list",
        }
        retention = FOR_GOOD
        ground = ARCHIVE
        erase = "keep"
        expired = "keep"
