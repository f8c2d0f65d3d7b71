"""What an objection is against, and what it may bring: the decision in first instance, and the amount that stood then.

An objection names one decision that was announced. The answer to an objection is none of those: after that comes the
court. No objection needs a row of its own here but that of the firm; everything is looked up.
"""

from datetime import date, datetime

from django.db.models import Q

from trede.core.ledger import Kind, book
from trede.core.terms import deadline
from trede.journal import clock
from trede.journal.models import Event
from trede.subsidies.book import as_entry, entries_of
from trede.subsidies.models import Application, Decision, Objection
from trede.subsidies.registry import scheme_of, term_of

GRANTING = Q(kind="grant") | Q(kind="objection", cents__gt=0)
"""Decisions that a grant rests on: the grant itself, and an answer to an objection that says an amount."""
_UP = (Kind.GRANT.value, Kind.OVERRIDE_GRANT.value)


def is_granting(decision: Decision) -> bool:
    """Say of one decision what `GRANTING` asks of rows."""
    return decision.kind == "grant" or (decision.kind == "objection" and decision.cents > 0)


def object_until(application: Application, announced: date) -> date:
    """Return the last day to object against a decision that is announced on a day (Awb 6:7, 6:8)."""
    return deadline(term_of(scheme_of(application), "objection"), announced).last or announced


def is_objectable(decision: Decision) -> bool:
    """Say whether a decision can be objected to: it was announced, and no objection against it stands or was answered.

    One query, and none when its objections were fetched along.
    """
    is_known = decision.announced_on is not None and decision.kind != "objection"
    return is_known and all(row.outcome == "withdrawn" for row in decision.objections.all())


def objectable(application: Application) -> list[Decision]:
    """Return the decisions that can be objected to, in time or late, the newest first. Two queries."""
    rows = application.decisions.filter(announced_on__isnull=False).prefetch_related("objections")
    return [row for row in rows.order_by("-announced_on", "-pk") if is_objectable(row)]


def in_time(application: Application, on: date | None = None) -> list[Decision]:
    """Return the decisions of which the time to object still runs (today, or on a day), the newest first."""
    day = on or clock.today()
    return [row for row in objectable(application) if day <= object_until(application, row.announced_on or day)]


def choices(application: Application, on: date | None = None) -> list[Decision]:
    """Return the decisions to choose from: those in time, and without any the newest, for who is late."""
    return in_time(application, on) or objectable(application)[:1]


def chosen(application: Application, number: int | None, on: date | None = None) -> Decision | None:
    """Return the decision that an objection names, or the newest to choose from; None when there is none.

    One that was announced may be named also when its time is over: whether that is excused is for people to say.
    """
    if number is not None:
        return next((row for row in objectable(application) if row.pk == number), None)
    return next(iter(choices(application, on)), None)


def first_instance(answer: Decision) -> Decision | None:
    """Return the decision in first instance behind an answer to an objection, also after a court; None without."""
    found: Decision | None = answer
    while found is not None and found.kind == "objection":
        row = Objection.objects.filter(pk=found.reasons.get("objection") or 0).select_related("decision").first()
        found = None if row is None else row.decision
    return found


def decided_at(application: Application, answer: Decision) -> datetime:
    """Return the moment of the decision in first instance: by it the room is judged (Awb 4:25.3).

    That of what it entered, and without entries that of its step; without a known decision that of the grant.
    """
    first = first_instance(answer)
    if first is None:
        rested = application.entries.filter(kind__in=_UP).order_by("at", "pk").first()
        return application.state_since if rested is None else rested.at
    rested = application.entries.filter(decision=str(first.pk)).order_by("at", "pk").first()
    if rested is not None:
        return rested.at
    steps = Event.objects.filter(type="application.step", subject_kind="application", subject=str(application.pk))
    taken = steps.filter(data__decision=first.pk).order_by("id").first()
    return application.state_since if taken is None else taken.recorded_at


def stood_before(application: Application, decision: Decision) -> int:
    """Return what the firm could count on before a decision, in cents: 0 before a grant. One query."""
    before = []
    for row in entries_of(application):
        if row.decision == str(decision.pk):
            break
        before.append(as_entry(row))
    return book(before).side(str(application.pk)).promised


def most(application: Application, decision: Decision) -> int:
    """Return the most an upheld objection may bring, in cents: what was asked, or what stood before it was lowered."""
    first = first_instance(decision) if decision.kind == "objection" else decision
    if first is None or first.kind in ("grant", "refuse", "not-handled"):
        return application.requested_cents
    return stood_before(application, first)
