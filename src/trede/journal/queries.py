"""Reading the journal."""

from datetime import date, datetime

from django.db.models import QuerySet

from trede.journal.models import Event


def events_about(kind: str, key: object) -> QuerySet[Event]:
    """Return the events about one thing, newest first. One query."""
    return Event.objects.filter(subject_kind=kind, subject=str(key)).order_by("-id")


def events_of_firm(firm: int) -> QuerySet[Event]:
    """Return the journey of one firm, newest first. One query."""
    return Event.objects.filter(firm=firm).order_by("-id")


def events_between(
    first: date, last: date, *, types: tuple[str, ...] = (), known_on: datetime | None = None
) -> QuerySet[Event]:
    """Return events that happened from `first` up to and including `last`, oldest first.

    With `known_on` only what was recorded before that moment. One query.
    """
    found = Event.objects.filter(occurred_on__range=(first, last)).order_by("occurred_on", "id")
    if types:
        found = found.filter(type__in=types)
    return found if known_on is None else found.filter(recorded_at__lt=known_on)
