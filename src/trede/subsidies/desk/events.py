"""What this desk writes in the journal beside the steps. Keys, numbers and days only; words stay in the file."""

from trede.journal.types import EventType, register

for key, dutch, english, data in (
    (
        "subsidy.work-list-exported",
        "Lijst van aanvragen meegenomen",
        "List of applications taken along",
        ("tab", "lines"),
    ),
    ("application.taken-on", "Aanvraag opgenomen door een behandelaar", "Application taken on by an officer", ()),
    ("application.read", "Aanvraag beoordeeld door een lezer", "Application read by an assessor", ("role", "opinion")),
    ("application.reading-compared", "Lezer zag het eerste oordeel", "Reader saw the first view", ("role",)),
    ("application.reader-agrees", "Lezer is het eens of oneens", "Reader agrees or does not", ("role", "agrees")),
    ("application.interest", "Medewerker heeft een belang", "Member of staff has an interest", ()),
    (
        "application.decision-drafted",
        "Conceptbesluit geschreven",
        "Draft decision written",
        ("decision", "kind", "cents"),
    ),
    ("application.decision-approved", "Conceptbesluit goedgekeurd", "Draft decision approved", ("decision", "role")),
    (
        "application.objection-kept",
        "Bezwaar vastgelegd of beslist",
        "Objection recorded or decided",
        ("objection", "outcome"),
    ),
    ("application.penalty-kept", "Ingebrekestelling of dwangsom", "Notice of default or penalty", ("claim", "cents")),
    (
        "application.file-exported",
        "Dossier meegenomen voor het archief",
        "File taken along for the archive",
        ("files",),
    ),
    ("subsidy.set-printed", "Stapel aanvragen geprint om te lezen", "Set of applications printed to read", ("files",)),
):
    register(EventType(key, display={"nl": dutch, "en": english}, data=data))
