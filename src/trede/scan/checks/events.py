"""What can happen to a check beside what can happen to every scan."""

from trede.journal.types import EventType, register

register(
    EventType(
        "check.updated",
        display={"nl": "Vinkjes op de lijst veranderd", "en": "Ticks on the list changed"},
        data=("scan", "ticked", "unticked"),
        shred=("ticked", "unticked"),
    )
)
