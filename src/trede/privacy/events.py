"""What is done with people's rights over their data. No names: kinds, numbers, counts."""

from trede.journal.types import EventType, register

register(
    EventType(
        "privacy.exported",
        display={"nl": "Gegevens gedownload", "en": "Data downloaded"},
        data=("rows",),
    )
)
register(
    EventType(
        "privacy.erased",
        display={"nl": "Gegevens gewist op verzoek", "en": "Data erased on request"},
        data=("deleted", "blanked", "kept", "reason"),
    )
)
