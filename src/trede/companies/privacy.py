"""A firm as a subject: download everything, delete me."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q

from trede.companies.models import Firm
from trede.companies.rules import clean_kvk
from trede.core.errors import InputError
from trede.journal.models import Event
from trede.journal.queries import events_of_firm
from trede.privacy.subjects import Subject, register_subject
from trede.privacy.walk import rows_about
from trede.web.models import Message


def _find(typed: str) -> Firm | None:
    """Return the firm with this number of ours, or with this Chamber of Commerce number."""
    number = typed.strip()
    ours = Q(pk=int(number)) if number.isascii() and number.isdigit() and len(number) < 18 else Q(pk=None)  # noqa: PLR2004
    try:
        registered = clean_kvk(number)
    except InputError:
        registered = ""
    firms = Firm.objects.select_related("merged_into").filter(ours | Q(kvk=registered) if registered else ours)
    found = firms.order_by("pk").first()
    return found.merged_into or found if found else None  # a firm that was merged goes with the one it went on in


def _rows(thing: models.Model) -> list[models.Model]:
    """Return everything that hangs on the firm, and the mail about it: that knows the firm by its number only."""
    return [*rows_about(thing), *Message.objects.filter(firm=thing.pk)]


def _events(thing: models.Model) -> Iterable[Event]:
    return events_of_firm(int(thing.pk))


register_subject(
    Subject(
        kind="firm",
        names=("bedrijf (nummer of KVK-nummer)", "firm (number or Chamber of Commerce number)"),
        model="companies.Firm",
        find=_find,
        events=_events,
        rows=_rows,
    )
)
