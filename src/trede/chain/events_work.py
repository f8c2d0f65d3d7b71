"""What can happen on the work list: taken on, let go, handed over, searched, exported. No words, no names."""

from trede.journal.types import EventType, register

for key, dutch, english, data in (
    ("case.released", "Dossier losgelaten", "File let go", ()),
    ("referral.released", "Verwijzing losgelaten", "Referral let go", ("organisation",)),
    ("worklist.exported", "Werklijst meegenomen", "Work list exported", ("tab", "lines")),
    ("worklist.searched", "Gezocht op de werklijst", "Work list searched", ("found",)),
):
    register(EventType(key, display={"nl": dutch, "en": english}, data=data))
