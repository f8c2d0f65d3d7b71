"""Reading the journal."""

from collections import Counter
from datetime import date, datetime

from django.db.models import QuerySet

from trede.core.merges import MERGED, UNMERGED
from trede.journal.models import Event


def events_about(kind: str, key: object) -> QuerySet[Event]:
    """Return the events about one thing, newest first. One query."""
    return Event.objects.filter(subject_kind=kind, subject=str(key)).order_by("-id")


def events_of_firm(firm: int) -> QuerySet[Event]:
    """Return the journey of one firm, newest first, with that of firms merged into it. Two queries, one per merge."""
    return Event.objects.filter(firm__in=firms_in(firm)).order_by("-id")


def firms_in(firm: int) -> set[int]:
    """Return a firm and those that were merged into it and not taken apart since. One query, one more per merge."""
    found, waiting = {firm}, {firm}
    while waiting:
        steps = Event.objects.filter(firm__in=waiting, type__in=(MERGED, UNMERGED)).values_list(
            "type", "firm", "subject"
        )
        standing = Counter[tuple[int, int]]()
        for kind, kept, gone in steps:
            if kept is not None:
                standing[kept, int(gone)] += 1 if kind == MERGED else -1
        waiting = {gone for (_, gone), times in standing.items() if times > 0} - found
        found |= waiting
    return found


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
