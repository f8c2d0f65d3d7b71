"""Messages to the firm, and the proof that they were placed, announced, delivered and read (Awb 2:10-2:25)."""

from django.conf import settings
from django.db import models

from trede.subsidies.models.application import GROUND, TERM, Application


class Message(models.Model):
    """A message in the firm's file. `notice_due` is 48 hours after it was placed (Awb 2:10)."""

    id: int
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=40)
    from_firm = models.BooleanField(default=False)
    subject = models.CharField(max_length=160)
    body = models.TextField()
    language = models.CharField(max_length=2, default="nl")
    placed_at = models.DateTimeField()
    notice_due = models.DateTimeField()
    answer_until = models.DateField(null=True, blank=True)
    key = models.CharField(max_length=80, unique=True)

    class Privacy:
        personal = {"application": "whose it is", "body": "what was written"}
        kept = {
            "id": "number of the record",
            "kind": "kind of message",
            "from_firm": "who wrote it",
            "subject": "title without anything personal",
            "language": "language",
            "placed_at": "moment it was placed",
            "notice_due": "moment by which the firm has to know",
            "answer_until": "last day to answer",
            "key": "keeps one message from being placed twice",
        }
        retention = TERM
        ground = GROUND
        erase = "keep"
        expired = "delete"


class ProofEvent(models.Model):
    """One line of proof about a message: noticed, delivered, bounced, read, posted. Append-only by use."""

    id: int
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="proof")
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()
    detail = models.CharField(max_length=80, blank=True)

    class Privacy:
        personal = {"message": "about which message"}
        kept = {
            "id": "number of the record",
            "kind": "what happened",
            "at": "moment",
            "detail": "class of the failure or channel, never an address",
        }
        retention = TERM
        ground = GROUND
        erase = "keep"
        expired = "delete"


class Outage(models.Model):
    """A stretch in which the desk could not be reached; it excuses what came late because of it (Awb 2:21.3)."""

    id: int
    first = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    what = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("first")),
                name="subsidies_outage_in_order",
            )
        ]

    class Privacy:
        personal: dict[str, str] = {}
        kept = {
            "id": "number of the record",
            "first": "moment it began",
            "until": "moment it ended",
            "what": "what did not work",
        }
        retention = TERM
        ground = GROUND
        erase = "keep"


class Note(models.Model):
    """Words of staff about a step: why something was done, or a note among colleagues. Never shown to the public."""

    id: int
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="notes")
    step = models.CharField(max_length=40, blank=True)
    text = models.TextField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    class Privacy:
        personal = {
            "application": "about which application",
            "text": "what was written",
            "person": "who wrote it",
        }
        kept = {"id": "number of the record", "step": "the step it explains", "made_at": "moment"}
        retention = TERM
        ground = GROUND
        erase = "keep"
        expired = "delete"
