"""Erasing personal parts of events: the one allowed update, through one function, itself recorded."""

from trede.journal.actions import Actor, action, record
from trede.journal.models import Event
from trede.journal.triggers import update_allowed
from trede.journal.types import SHREDDED, EventType, event_type, register

register(
    EventType(
        "journal.shredded",
        display={"nl": "Gegevens gewist", "en": "Data erased"},
        data=("events", "reason"),
    )
)


@action
def shred_subject(*, by: Actor, subject: tuple[str, object], reason: str) -> int:
    """Blank what the registry marks as `shred` in all events about `subject`; return how many events changed.

    `reason` is a key such as `owner-asked` or `retention`. Costs one read and one update per event that changes.
    """
    changed = 0
    for event in Event.objects.filter(subject_kind=subject[0], subject=str(subject[1])):
        blank = {key: SHREDDED for key in event_type(event.type).shred if event.data.get(key) not in (None, SHREDDED)}
        if blank:
            with update_allowed():
                Event.objects.filter(pk=event.pk).update(data=event.data | blank)
            changed += 1
    record("journal.shredded", by=by, subject=subject, data={"events": changed, "reason": reason})
    return changed
