"""What is compared of applications, read from their rows."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Q
from stdnum import iban as iban_rules
from stdnum.exceptions import ValidationError

from trede.accounts.models import User
from trede.core.clocks import amsterdam_day
from trede.core.integrity import Facts, Invoice, Supplier, shingles
from trede.regions.registry import pack
from trede.subsidies.integrity.undertakings import members_of
from trede.subsidies.models import Application
from trede.subsidies.registry import scheme_of

YEARS = 3
"""How many years back applications are compared."""
_LEAST_WORDS = 40
"""Characters from which an answer is read as a part of the plan."""
_PREFETCH = ("costs", "uploads", "invoices", "submissions")


def account_ok(iban: str) -> bool:
    """Say whether an IBAN is written as it should be: form and check digits."""
    try:
        iban_rules.validate(iban)
    except ValidationError:
        return False
    return True


def facts_of(application: Application) -> Facts:
    """Return what is compared of an application. With `candidates` a handful of queries for all of them."""
    scheme = scheme_of(application)
    received = application.received_day
    since = application.iban_since
    firm, person = application.firm, application.applicant
    content = _content(application)
    return Facts(
        number=application.pk,
        firm=firm.pk,
        name=firm.name,
        kvk=firm.kvk,
        undertaking=members_of(firm),
        mail=person.email.rpartition("@")[2].lower() if person is not None else "",
        iban=iban_rules.compact(application.iban),
        holder=application.iban_holder,
        iban_since=amsterdam_day(since) if since is not None else None,
        scheme=application.scheme,
        period=application.period.key if application.period is not None else "",
        year=received.year if received is not None else 0,
        shingles=_shingles("\n".join(_words(content))),
        files=frozenset(item.digest for item in application.uploads.all() if item.removed_at is None),
        suppliers=tuple(Supplier(row.supplier, row.supplier_kvk, row.quote) for row in application.costs.all()),
        invoices=tuple(
            Invoice(row.supplier_kvk or row.supplier, row.number, row.cents, row.dated_on)
            for row in application.invoices.all()
        ),
        requested=application.requested_cents,
        received=received,
        starts=tuple(_days(content)),
        lines=tuple(item.least_cents for item in scheme.arrangements if item.least_cents),
        adviser=_adviser(application),
    )


def candidates(application: Application) -> list[Application]:
    """Return the other applications that may be compared with one: sent, not gone, of the last three years."""
    received = application.received_day
    found = Application.objects.exclude(pk=application.pk).exclude(state__in=("concept", "vervallen"))
    found = found.filter(destroyed_on=None)
    if received is not None:
        first = date(received.year - YEARS, 1, 1)
        found = found.filter(Q(received_day__gte=first) | Q(firm=application.firm_id))
    return list(
        found.exclude(state="ingetrokken_aanv")
        .select_related("firm", "applicant", "period")
        .prefetch_related(*_PREFETCH)
        .order_by("pk")
    )


def _content(application: Application) -> Any:
    """Return the answers as sent last; of what was never sent, the draft."""
    sent = sorted(application.submissions.all(), key=lambda row: row.place)
    return sent[-1].content if sent else application.draft


def _words(content: Any) -> Iterator[str]:
    """Yield the longer texts in the answers: the plan, in whatever fields it was asked."""
    for value in _values(content):
        if len(value) >= _LEAST_WORDS:
            yield value


def _values(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for key in sorted(content):
            yield from _values(content[key])
    elif isinstance(content, Iterable):
        for item in content:
            yield from _values(item)


def _days(content: Any) -> Iterator[date]:
    """Yield the days on which an order was given or work began, where the form asked them."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key in ("ordered", "ordered_on", "started", "started_on", "start"):
                yield from _read_days(value)
            else:
                yield from _days(value)
    elif isinstance(content, list | tuple):
        for item in content:
            yield from _days(item)


def _read_days(value: Any) -> Iterator[date]:
    for text in _values(value):
        try:
            yield date.fromisoformat(text.strip())
        except ValueError:
            continue  # answered with words: the officer reads those


@lru_cache(maxsize=4096)
def _shingles(text: str) -> frozenset[str]:
    return shingles(text)


def _adviser(application: Application) -> frozenset[str]:
    """Return the names of the organisation of whoever did the intake."""
    if not application.intake_adviser.isdigit():
        return frozenset()
    person = User.objects.filter(pk=int(application.intake_adviser)).first()
    if person is None:
        return frozenset()
    return frozenset(item.name for item in pack().organisations if item.key in person.organisations)
