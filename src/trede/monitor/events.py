"""What the monitor writes down itself: that a quarter was frozen, and what happened to a report."""

from trede.journal.types import EventType, register

FROZEN = register(
    EventType(
        "monitor.frozen",
        display={"nl": "Kwartaalcijfers vastgesteld", "en": "Quarterly figures frozen"},
        data=("period", "known_on"),
    )
)

for key, dutch, english in (
    ("monitor.report-written", "Verslag opgeslagen als concept", "Report saved as a draft"),
    ("monitor.report-adopted", "Verslag vastgesteld", "Report adopted"),
    ("monitor.report-corrected", "Verbetering bij een verslag gezet", "Correction added to a report"),
):
    register(EventType(key, display={"nl": dutch, "en": english}, data=("period",)))
