"""Reading signals: of one municipality, of the whole region, and what the overview of a quarter says of them."""

from datetime import date

from django.db.models import QuerySet

from trede.chain.municipal.actions import CATEGORY
from trede.chain.municipal.models import Signal
from trede.companies.models import Consent
from trede.core.periods import Period
from trede.core.permissions import Permission
from trede.core.signals import SignalFact, signals_document
from trede.journal.actions import Actor
from trede.journal.queries import events_between
from trede.regions.registry import pack

GIVEN, CLOSED = "signal.given", "signal.closed"
MOST_AT_ONCE = 200
"""Signals whose words are erased in one round."""


def categories() -> tuple[str, ...]:
    """Return the keys of the categories, in the order of the pack; the last one is for everything else."""
    return tuple(key.removeprefix(CATEGORY) for key in pack().texts if key.startswith(CATEGORY))


def visible_to(by: Actor) -> QuerySet[Signal]:
    """Match the signals that somebody may read: all who handles them, else those of the own organisation."""
    found = Signal.objects.select_related("consent__firm", "handler")
    return found if by.may(Permission.SIGNAL_HANDLE) else found.filter(organisation=by.organisation)


def one(by: Actor, number: int) -> Signal | None:
    """Return a signal that somebody may read. One query."""
    return visible_to(by).filter(pk=number).first()


def firm_shown(by: Actor, signal: Signal) -> str:
    """Return the name of the firm, when it now agrees that both the giver and the reader know it. Two queries."""
    consent = signal.consent
    if consent is None or not consent.stands:
        return ""
    if by.organisation == signal.organisation:
        return consent.firm.name
    known = Consent.objects.filter(firm=consent.firm_id, organisation=by.organisation, withdrawn_on=None)
    return consent.firm.name if known.exists() else ""


def old_signals(limit: date) -> list[int]:
    """Return the numbers of signals that were closed before `limit` and still hold words. One query."""
    found = Signal.objects.filter(closed_on__lt=limit).exclude(text="", answer="", done="")
    return list(found.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])


def signals_of(period: Period) -> dict[str, object]:
    """Return the signals of a period per category, from the journal and without words, for the quarterly report.

    One query.
    """
    rows = events_between(period.first, period.last, types=(GIVEN, CLOSED)).values_list("type", "data")
    facts = (
        SignalFact(str(data.get("category", "")), kind == CLOSED, str(data.get("outcome", ""))) for kind, data in rows
    )
    return signals_document(period, facts, categories())
