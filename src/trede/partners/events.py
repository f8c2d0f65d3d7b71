"""What can happen to a service of a partner. Keys, numbers and days only."""

from trede.journal.types import EventType, register

SERVICE = ("organisation", "service")

for key, dutch, english, data in (
    ("service.drafted", "Dienst geschreven als concept", "Service written as a draft", SERVICE),
    ("service.draft-discarded", "Concept van een dienst weggegooid", "Draft of a service discarded", SERVICE),
    ("service.published", "Dienst gepubliceerd", "Service published", (*SERVICE, "version", "new")),
    ("service.confirmed", "Dienst klopt nog", "Service confirmed", SERVICE),
    (
        "service.room-changed",
        "Plaats en wachttijd van een dienst veranderd",
        "Room and waiting time of a service changed",
        (*SERVICE, "status", "capacity", "waiting_working_days", "alternative"),
    ),
    ("service.withdrawn", "Dienst van de lijst gehaald", "Service taken off the list", SERVICE),
    ("service.restored", "Dienst teruggezet op de lijst", "Service put back on the list", SERVICE),
):
    register(EventType(key, display={"nl": dutch, "en": english}, data=data))
