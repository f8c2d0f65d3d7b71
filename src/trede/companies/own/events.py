"""What happens on a firm's own pages. No names and no addresses: numbers, keys and days."""

from trede.journal.types import EventType, register

for key, dutch, english, data in (
    ("own.link-made", "Link voor de eigen pagina gemaakt", "Link to the own pages made", ("purpose",)),
    ("own.link-used", "Link voor de eigen pagina gebruikt", "Link to the own pages used", ("purpose",)),
    ("own.links-expired", "Oude links gewist", "Old links erased", ("links", "questions")),
    ("own.entered", "Ingelogd op de eigen pagina", "Logged in to the own pages", ("how",)),
    ("own.started", "Eigen pagina gemaakt", "Own page made", ()),
    ("access.asked", "Toegang gevraagd tot de eigen pagina", "Access to the own pages asked", ()),
    ("access.given", "Toegang gegeven tot de eigen pagina", "Access to the own pages given", ("how",)),
    ("access.refused", "Toegang geweigerd tot de eigen pagina", "Access to the own pages refused", ("how",)),
    ("contact.changed", "Contactgegevens veranderd", "Contact details changed", ("fields",)),
    ("contact.removed", "Contactpersoon weggehaald", "Contact person removed", ()),
):
    register(EventType(key, display={"nl": dutch, "en": english}, data=data))
