"""What partners changed in the list of services since the pack was written. No firm and no entrepreneur stands here."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from trede.journal import clock

_GROUND = "public task: show entrepreneurs help that is really there"


class Catalogue(models.Model):
    """The one row that stands for the whole list of services.

    Who changes the list holds this row, so that two changes that are each allowed cannot shut the last door together.
    `revision` is a random word, new with every change: by it a process knows whether the list it keeps is still true.
    """

    ONLY: ClassVar[int] = 1

    id: int
    revision = models.CharField(max_length=32)

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        kept = {"id": "always the same", "revision": "random word, new with every change of the list"}
        retention = "as long as the programme; it says nothing about anybody"
        ground = _GROUND


class ServiceVersion(models.Model):
    """A service as it was written down once. `record` is a whole `core.pack.Service`, as plain JSON.

    Of one service at most one version stands (`published`, or `withdrawn` when it is off the list) and one is a draft.
    What changes from week to week (room, waiting time, confirmation) is not read from here but from `ServiceState`.
    """

    DRAFT: ClassVar[str] = "draft"
    PUBLISHED: ClassVar[str] = "published"
    WITHDRAWN: ClassVar[str] = "withdrawn"
    REPLACED: ClassVar[str] = "replaced"
    STANDING: ClassVar[tuple[str, ...]] = (PUBLISHED, WITHDRAWN)

    id: int
    author_id: int | None
    organisation = models.CharField(max_length=60)
    service = models.CharField(max_length=60)
    record = models.JSONField()
    state = models.CharField(
        max_length=10,
        choices=[("draft", "draft"), ("published", "published"), ("withdrawn", "withdrawn"), ("replaced", "replaced")],
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    written_on = models.DateField(default=clock.today)
    published_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service"], condition=Q(state="draft"), name="partners_one_draft"),
            models.UniqueConstraint(
                fields=["service"], condition=Q(state__in=["published", "withdrawn"]), name="partners_one_standing"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(withdrawn_on__isnull=False), name="partners_withdrawn_dated"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "service"], name="partners_version_service")]

    class Privacy:
        personal = {"author": "colleagues see who wrote it"}
        kept = {
            "id": "number of the version",
            "organisation": "key of the organisation that offers it",
            "service": "key of the service",
            "record": "what the service is, as everybody may read it",
            "state": "draft, published, withdrawn or replaced",
            "written_on": "day it was written",
            "published_on": "day it was published",
            "withdrawn_on": "day it was taken off the list",
        }
        retention = "as long as the programme; without a name after the account is erased"
        ground = _GROUND


class ServiceState(models.Model):
    """Room at a service, as its organisation said it once; rows are only added, the newest one holds.

    `capacity` counts trajectories at the same time, `waiting_working_days` until help can begin; null: not known.
    """

    STATUSES: ClassVar[tuple[str, ...]] = ("open", "full", "closed")

    id: int
    author_id: int | None
    organisation = models.CharField(max_length=60)
    service = models.CharField(max_length=60)
    status = models.CharField(max_length=6, choices=[("open", "open"), ("full", "full"), ("closed", "closed")])
    status_since = models.DateField(null=True)
    capacity = models.PositiveIntegerField(null=True)
    waiting_working_days = models.PositiveIntegerField(null=True)
    alternative = models.CharField(max_length=60, blank=True)
    confirmed_on = models.DateField(null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    said_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open") | ~Q(alternative=""), name="partners_no_full_service_without_alternative"
            )
        ]
        indexes = [models.Index(fields=["service", "id"], name="partners_state_service")]

    class Privacy:
        personal = {"author": "colleagues see who said it"}
        kept = {
            "id": "number of the record",
            "organisation": "key of the organisation that offers the service",
            "service": "key of the service",
            "status": "open, full or closed",
            "status_since": "day the status began",
            "capacity": "trajectories at the same time",
            "waiting_working_days": "working days until help can begin",
            "alternative": "key of the service for now",
            "confirmed_on": "day the partner last confirmed the service",
            "said_at": "when it was said",
        }
        retention = "as long as the programme; without a name after the account is erased"
        ground = _GROUND
