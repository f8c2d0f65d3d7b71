"""What a firm does with its application. Keys and numbers only; what it wrote stays in the file."""

from trede.journal.types import EventType, register

for key, dutch, english, data in (
    ("application.begun", "Aanvraag begonnen", "Application begun", ("scheme", "reused")),
    ("application.saved", "Deel van een aanvraag bewaard", "Part of an application saved", ("part",)),
    ("application.file-added", "Bestand toegevoegd", "File added", ("document",)),
    ("application.file-removed", "Bestand weggehaald", "File taken away", ("document",)),
    ("application.file-scanned", "Bestand gescand", "File scanned", ("outcome",)),
    ("application.sent", "Aanvraag verstuurd", "Application sent", ("scheme", "place", "files")),
    (
        "application.told",
        "Bericht van het bedrijf bij een aanvraag",
        "Message of the firm to an application",
        ("kind",),
    ),
    (
        "application.door-chosen",
        "Verder gegaan bij een andere regeling",
        "Went on to another scheme",
        ("scheme", "door"),
    ),
    ("application.draft-reminded", "Herinnering aan een aanvraag die wacht", "Reminder of an unsent application", ()),
    ("application.emptied", "Niet verstuurde aanvraag opgeruimd", "Unsent application cleared away", ("files",)),
):
    register(EventType(key, display={"nl": dutch, "en": english}, data=data))
