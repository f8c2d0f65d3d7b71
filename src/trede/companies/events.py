"""What can happen to a firm and to its consent. No names, no numbers of the trade register, no addresses."""

from trede.journal.types import EventType, register

PLACE = ("municipality", "sector", "size")
"""Keys of the pack: CBS code, sector, size class. Empty when not known."""

for key, dutch, english, data in (
    ("firm.registered", "Bedrijf toegevoegd", "Firm added", ("source", *PLACE)),
    ("firm.updated", "Gegevens van het bedrijf bijgewerkt", "Firm details updated", ("source", "fields", *PLACE)),
    ("contact.added", "Contactpersoon toegevoegd", "Contact person added", ()),
    ("consent.given", "Toestemming gegeven", "Consent given", ("organisation", "purpose", "how")),
    ("consent.withdrawn", "Toestemming ingetrokken", "Consent withdrawn", ("organisation", "purpose")),
    ("maturity.attached", "EDIH-meting toegevoegd", "EDIH assessment attached", ("moment", "day")),
    ("maturity.corrected", "EDIH-meting verbeterd", "EDIH assessment corrected", ("moment", "day", "fields")),
    ("firm.merged", "Bedrijf samengevoegd met een ander", "Firm merged with another", ("moved", "stayed", "ended")),
    ("firm.unmerged", "Samenvoeging teruggedraaid", "Merge taken apart", ("left",)),
    ("firm.kept-apart", "Twee bedrijven blijven apart", "Two firms kept apart", ()),
    ("contacts.erased", "Contactpersonen uit een bestand gewist", "Contact persons of a file erased", ("contacts",)),
    ("file.exported", "Bestand gemaakt met gegevens", "File with data made", ("kind", "rows")),
):
    register(EventType(key, display={"nl": dutch, "en": english}, data=data))
