"""The one thing the monitor writes down itself: that a quarter was frozen."""

from trede.journal.types import EventType, register

FROZEN = register(
    EventType(
        "monitor.frozen",
        display={"nl": "Kwartaalcijfers vastgesteld", "en": "Quarterly figures frozen"},
        data=("period", "known_on"),
    )
)
