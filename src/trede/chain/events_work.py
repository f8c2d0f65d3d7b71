"""What can happen on the work list and in notes: taken on, handed over, written, searched. No words, no names."""

from trede.journal.types import EventType, register

for key, dutch, english, data in (
    ("case.released", "Dossier losgelaten", "File let go", ()),
    ("referral.released", "Verwijzing losgelaten", "Referral let go", ("organisation",)),
    ("case.handed-over", "Dossier overgedragen aan een collega", "File handed over to a colleague", ()),
    ("case.handed-back", "Dossier teruggegeven aan een collega", "File handed back to a colleague", ()),
    ("referral.handed-over", "Verwijzing overgedragen", "Referral handed over", ("organisation",)),
    ("referral.handed-back", "Verwijzing weer bij de vorige", "Referral handed back", ("organisation",)),
    ("transfers.read", "Overdracht gelezen", "Hand-over read", ("count",)),
    ("note.written", "Notitie geschreven", "Note written", ("organisation", "kind")),
    ("note.changed", "Notitie aangepast", "Note changed", ("organisation", "kind")),
    ("note.corrected", "Notitie verbeterd", "Note corrected", ("organisation", "kind")),
    ("worklist.exported", "Werklijst meegenomen", "Work list exported", ("tab", "lines")),
    ("worklist.searched", "Gezocht op de werklijst", "Work list searched", ("found",)),
):
    register(EventType(key, display={"nl": dutch, "en": english}, data=data))
