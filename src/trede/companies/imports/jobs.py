"""Contact persons that came in with a file go when nothing came of it."""

from datetime import timedelta

from django.db.models import Exists, OuterRef

from trede.companies.actions_import import SOURCE, forget_contacts
from trede.companies.models import ContactPerson, Firm
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.jobs import register_job
from trede.journal.models import Event

KEPT_FOR = timedelta(days=2 * 365)
_AT_ONCE = 200


def forget_imported_contacts() -> int:
    """Erase the contacts of imported firms that never got a file, two years after the last thing that happened.

    A firm with a file keeps to the terms of that file. Returns how many firms; one query, and a few for each.
    """
    of_firm = Event.objects.filter(firm=OuterRef("pk"))
    recent = of_firm.filter(recorded_at__gt=clock.now() - KEPT_FOR)
    filed = of_firm.filter(type="case.opened")
    people = ContactPerson.objects.filter(firm=OuterRef("pk"))
    imported = of_firm.filter(type="firm.registered", data__source=SOURCE)
    found = Firm.objects.filter(Exists(people), Exists(imported)).exclude(Exists(recent)).exclude(Exists(filed))
    firms = list(found.order_by("pk")[:_AT_ONCE])
    for firm in firms:
        forget_contacts(by=Actor.system("retention"), firm=firm)
    return len(firms)


register_job("old-imported-contacts", forget_imported_contacts)
