"""What can happen at the end of keeping. Numbers only: no names, and nothing of what was in a file."""

from trede.journal.types import EventType, register

for key, dutch, english, data in (
    ("destruction.proposed", "Vernietiging voorgesteld", "Destruction proposed", ("files",)),
    ("destruction.refused", "Vernietiging niet doorgegaan", "Destruction not carried out", ("files",)),
    ("destruction.done", "Dossiers vernietigd", "Files destroyed", ("files", "rows", "documents")),
    ("destruction.documents-gone", "Stukken van schijf verwijderd", "Documents removed from disk", ("documents",)),
    ("application.destroyed", "Dossier vernietigd na de bewaartermijn", "File destroyed after its term", ("list",)),
    ("grant.name-gone", "Naam uit het register na de bewaartermijn", "Name gone from the register", ("scheme",)),
):
    register(EventType(key, display={"nl": dutch, "en": english}, data=data))
