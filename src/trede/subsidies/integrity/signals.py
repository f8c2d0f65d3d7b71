"""Raising and answering questions about integrity. None refuses by itself; a person answers with a reason."""

from typing import Any

from django.db.models import QuerySet

from trede.core.errors import InputError, OutOfOrder
from trede.core.integrity import RULE, Finding, every
from trede.core.integrity_words import PAYMENT_CODES
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.journal.jobs import register_job
from trede.subsidies.clocks import UNDECIDED_STATES
from trede.subsidies.effects import Taken, also
from trede.subsidies.effects_money import check_at_grant
from trede.subsidies.integrity.facts import account_ok, candidates, facts_of
from trede.subsidies.integrity.undertakings import check_room, standing_of
from trede.subsidies.models import Application, Signal

OUTCOMES = ("no-matter", "acted-on")
"""How a person answers: it is nothing, or something was done with it."""
GONE = "gone"
"""The rule no longer finds it."""
_SYSTEM = Actor.system("subsidy-signals")


def findings_of(application: Application) -> list[Finding]:
    """Return what the rules find for an application now. A handful of queries, and one plan per other application."""
    found = every(
        facts_of(application),
        [facts_of(other) for other in candidates(application)],
        account_ok=account_ok(application.iban),
        today=clock.today(),
    )
    stands = standing_of(application)
    if stands is not None and not stands.fits(application.requested_cents):
        found.append(Finding("aid-window", details={"used": stands.used, "left": stands.left}))
    return found


@action
def look(*, by: Actor, application: Application) -> int:
    """Raise what the rules find and end what they no longer find; return how many were raised.

    A question that somebody answered stays answered, unless what was found has changed.
    """
    found = {(item.code, item.other): item for item in findings_of(application)}
    known = {(row.code, row.other_id): row for row in application.signals.all()}
    raised = 0
    for key, item in found.items():
        row = known.get(key)
        if row is None:
            _raise(by, application, item)
            raised += 1
        elif row.outcome == GONE or (row.closed_at is not None and row.details != item.details):
            _again(by, application, row, item)
            raised += 1
        elif row.closed_at is None and row.details != item.details:
            Signal.objects.filter(pk=row.pk).update(details=item.details)
            _record(by, application, item.code, "changed")
    for key, row in known.items():
        if key not in found and row.closed_at is None:
            _end(by, application, row, GONE, "De regel vindt dit niet meer.")
    if not raised:
        record("application.signals-looked", by=by, **_about(application), data={"found": len(found)})
    return raised


def _raise(by: Actor, application: Application, item: Finding) -> None:
    Signal(
        application=application,
        code=item.code,
        rule=RULE,
        other_id=item.other,
        details=item.details,
        raised_at=clock.now(),
    ).save(force_insert=True)
    _record(by, application, item.code, "raised")


def _again(by: Actor, application: Application, row: Signal, item: Finding) -> None:
    Signal.objects.filter(pk=row.pk).update(
        details=item.details, rule=RULE, raised_at=clock.now(), closed_at=None, closed_by=None, outcome="", reason=""
    )
    _record(by, application, item.code, "raised")


def _end(by: Actor, application: Application, row: Signal, outcome: str, reason: str) -> None:
    person = int(by.id) if by.kind == "person" else None
    open_one = Signal.objects.filter(pk=row.pk, closed_at=None)
    if not open_one.update(closed_at=clock.now(), closed_by_id=person, outcome=outcome, reason=reason):
        raise OutOfOrder("signal-closed", "Iemand sloot dit signaal al.", "Somebody closed this signal already.")
    _record(by, application, row.code, outcome)


@action
def close(*, by: Actor, signal: Signal, outcome: str, reason: str) -> None:
    """Answer a question with a reason, which names the proof for an account.

    Questions about an account are for who releases payments, never for who prepared them (T60). Raises InputError
    `outcome` or `reason`, OutOfOrder when it was answered.
    """
    about_account = signal.code in PAYMENT_CODES
    check_permission(by, Permission.SUBSIDY_PAY if about_account else Permission.SUBSIDY_ASSESS)
    if outcome not in OUTCOMES:
        raise InputError("outcome", "Kies een antwoord.", "Choose an answer.")
    if not reason.strip():
        raise InputError("reason", "Schrijf waarom je dit antwoord geeft.", "Write why you give this answer.")
    _end(by, signal.application, signal, outcome, reason.strip())


def open_signals() -> QuerySet[Signal]:
    """Return the questions that wait for an answer, oldest first."""
    return (
        Signal.objects.filter(closed_at=None)
        .select_related("application", "application__firm", "other")
        .order_by("raised_at", "pk")
    )


def look_at_all() -> int:
    """Look at every application that is not decided on; return how many questions are new."""
    rows = Application.objects.filter(state__in=UNDECIDED_STATES).select_related("firm", "applicant", "period")
    return sum(look(by=_SYSTEM, application=row) for row in rows.order_by("pk") if findings_differ(row))


def findings_differ(application: Application) -> bool:
    """Say whether looking would change anything: so that a job leaves no trace of nothing."""
    found = {(item.code, item.other): item.details for item in findings_of(application)}
    rows = {(row.code, row.other_id): row for row in application.signals.all()}
    standing = {key: row.details for key, row in rows.items() if row.outcome != GONE}
    return any(standing.get(key) != details for key, details in found.items()) or any(
        row.closed_at is None and key not in found for key, row in rows.items()
    )


def _record(by: Actor, application: Application, code: str, outcome: str) -> None:
    record("application.signal", by=by, **_about(application), data={"code": code, "outcome": outcome})


def _about(application: Application) -> dict[str, Any]:
    return {"firm": application.firm_id, "subject": ("application", application.pk)}


def _look_again(taken: Taken) -> None:
    """The application is complete: what will be assessed is compared with the rest."""
    look(by=_SYSTEM, application=taken.application)


def _check_draft(taken: Taken) -> None:
    """A draft of a grant may not go above what the undertaking may still have (T18)."""
    draft = (
        taken.given.decision
        or taken.application.decisions.filter(kind="grant", decided_on=None, dropped_at=None).first()
    )
    if draft is not None and draft.kind == "grant":
        check_room(taken.application, draft.cents)


def start() -> None:
    """Have the rules run where they belong: at completeness, at the draft, inside the grant, and every night."""
    also("main", "volledig_verklaren", _look_again)
    also("main", "concept_opstellen", _check_draft)
    check_at_grant(check_room)
    register_job("subsidy-91-signals", look_at_all)
