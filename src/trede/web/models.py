"""State of the web layer itself: limits, and mail on its way."""

from typing import ClassVar

from django.db import models


class Bucket(models.Model):
    """A token bucket: how many tries are left for one purpose and address."""

    key = models.CharField(max_length=32, primary_key=True)
    tokens = models.FloatField()
    filled_at = models.DateTimeField()

    class Privacy:
        personal = {"key": "keyed hash of purpose and network address"}
        kept = {"tokens": "tries left", "filled_at": "moment of the last try"}
        retention = "1 day"
        ground = "legitimate interest: keep guessers out"


class Message(models.Model):
    """A mail that waits, was sent or failed. `next_at` is when it may be tried, `claimed_until` when a worker has it.

    The words are erased when the mail server took them, the address some days later: see `trede.web.outbox`.
    """

    STATES: ClassVar[tuple[str, ...]] = ("queued", "sent", "failed")

    id: int
    kind = models.CharField(max_length=40)
    about_kind = models.CharField(max_length=30)
    about = models.CharField(max_length=40)
    firm = models.BigIntegerField(null=True)
    to = models.EmailField(blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    state = models.CharField(max_length=10, default="queued", choices=[(state, state) for state in STATES])
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="queued") | ~models.Q(to=""), name="web_message_queued_has_an_address"
            ),
            models.CheckConstraint(
                condition=models.Q(state="queued") | models.Q(ended_at__isnull=False), name="web_message_ended_dated"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "next_at"], name="web_message_due"),
            models.Index(fields=["about_kind", "about"], name="web_message_about"),
        ]

    class Privacy:
        personal = {
            "to": "where it goes",
            "text": "what it says; holds codes and links that open something",
            "html": "the same as a page",
            "firm": "number of the firm it is about",
        }
        kept = {
            "id": "number of the message",
            "kind": "which letter",
            "about_kind": "kind of thing it is about",
            "about": "number of the thing it is about",
            "subject": "the same for everybody who gets this letter",
            "state": "waiting, sent or failed",
            "attempts": "how often it was tried",
            "reason": "class of what went wrong",
            "created_at": "when it was written",
            "next_at": "when it may be tried",
            "claimed_until": "until when a worker has it",
            "ended_at": "when it was sent or given up",
        }
        retention = "words until sent, address 14 days more; of a failed one 30 days; the rest one year"
        ground = "public task: tell people how their question stands"
        erase = "delete"
