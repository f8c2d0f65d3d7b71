"""What a step does to the money: entries of the ledger, in the transaction of the step.

Amounts are those of the decision or payment that comes along. A refusal of the ledger undoes the whole step.
"""

from collections.abc import Callable

from trede.core.errors import InputError
from trede.core.ledger import FREEING, CaseSide, Kind
from trede.core.ledger_rules import refuse
from trede.journal import clock
from trede.subsidies import against, book, locks
from trede.subsidies.effects import Taken
from trede.subsidies.models import Application, Decision, Period

GrantCheck = Callable[[Application, int], None]
"""Looks once more, inside the transaction that grants an amount in cents; raises OutOfOrder when it may not be."""

_at_grant: list[GrantCheck] = []


def check_at_grant(check: GrantCheck) -> None:
    """Have something looked at again while a grant is made, when nobody else can grant. Registered at start."""
    if check not in _at_grant:
        _at_grant.append(check)


def run_grant_checks(application: Application, cents: int) -> None:
    """Run what was registered, one grant at a time in the whole installation."""
    locks.hold(locks.GRANTS)
    for check in _at_grant:
        check(application, cents)


def side_of(application: Application) -> CaseSide:
    """Return what stands for an application in the ledger, in cents. Two queries."""
    return book.side(application)


def _reserve(taken: Taken, period: Period) -> None:
    if book.side(taken.application).reserved:
        return  # a part that was offered and taken: it was held from the offer on
    cents = taken.given.cents or taken.application.requested_cents
    _post(taken, period, Kind.RESERVE, cents)


def _release(taken: Taken, period: Period) -> None:
    _post(taken, period, Kind.RELEASE, book.side(taken.application).reserved)


def _grant(taken: Taken, period: Period) -> None:
    decision = _decision(taken)
    run_grant_checks(taken.application, decision.cents)
    _post(taken, period, Kind.GRANT, decision.cents)
    _release(taken, period)


def _refuse(taken: Taken, period: Period) -> None:
    _release(taken, period)


def _establish(taken: Taken, period: Period) -> None:
    """All that was granted is settled."""
    _post(taken, period, Kind.ESTABLISH, book.side(taken.application).granted)


def _establish_lower(taken: Taken, period: Period) -> None:
    """The amount of the decision is settled, and the rest comes free (Awb 4:46.2)."""
    decision = _decision(taken)
    _post(taken, period, Kind.ESTABLISH, decision.cents)
    _post(taken, period, Kind.GRANT_DOWN, book.side(taken.application).granted)


def _lower(taken: Taken, period: Period) -> None:
    """Bring the grant down to the amount of the decision (Awb 4:48)."""
    _down(taken, period, Kind.GRANT_DOWN, book.side(taken.application).granted)


def _withdraw(taken: Taken, period: Period) -> None:
    _post(taken, period, Kind.GRANT_DOWN, book.side(taken.application).granted)


def _lower_settled(taken: Taken, period: Period) -> None:
    """Bring what was settled down to the amount of the decision (Awb 4:49)."""
    _down(taken, period, Kind.ESTABLISH_DOWN, book.side(taken.application).established)


def _down(taken: Taken, period: Period, kind: Kind, stands: int) -> None:
    decision = _decision(taken)
    if decision.cents > stands:
        raise refuse("more-than-granted" if kind is Kind.GRANT_DOWN else "more-than-established")
    _post(taken, period, kind, stands - decision.cents)


def _claim(taken: Taken, period: Period) -> None:
    _post(taken, period, Kind.CLAIM, taken.given.cents or book.side(taken.application).overpaid)


def _receive(taken: Taken, period: Period) -> None:
    _post(taken, period, Kind.RECEIVE, taken.given.cents or book.side(taken.application).outstanding)


def _waive(taken: Taken, period: Period) -> None:
    """What is outstanding need not be paid back any more (Awb 4:94a); on objection what its answer says (7:11)."""
    less = None if taken.given.decision is None else taken.given.decision.reasons.get("claim_less")
    cents = less if isinstance(less, int) else book.side(taken.application).outstanding
    _post(taken, period, Kind.CLAIM_WAIVE, cents)


def _is_claimed_no_more(taken: Taken, _period: Period) -> None:
    if book.side(taken.application).outstanding:
        raise refuse("more-than-overclaimed")


def _pay(taken: Taken, period: Period) -> None:
    """Enter what the bank paid; a penalty for lateness is paid apart from the ceiling."""
    payment = taken.given.payment
    if payment is None:
        raise InputError("payment", "Noem de betaling.", "Name the payment.")
    if payment.kind == "penalty":
        return
    kind = Kind.PAY_ADVANCE if payment.kind == "advance" else Kind.PAY_FINAL
    _post(taken, period, kind, payment.cents, key=f"payment/{payment.pk}")


def _grant_on_objection(taken: Taken, period: Period) -> None:
    """Grant after all: within the room of now, or else of the moment of the first decision (Awb 4:25.3)."""
    decision, application = _decision(taken), taken.application
    run_grant_checks(application, decision.cents)
    if decision.cents <= book.room(period, application.received_at):
        _post(taken, period, Kind.RESERVE, decision.cents)
        _post(taken, period, Kind.GRANT, decision.cents)
        return
    _above_ceiling(taken, period, Kind.OVERRIDE_GRANT, decision.cents)


def _raise_on_objection(taken: Taken, period: Period) -> None:
    """Bring what the firm may count on up to the amount of the decision (Awb 7:11).

    Within the room of now, or else of the moment of the first decision (4:25.3). What was settled stays so, higher;
    a grant that was withdrawn runs again. What was claimed back and may be kept now is claimed no more.
    """
    decision, application = _decision(taken), taken.application
    side = book.side(application)
    more, runs_again = decision.cents - side.promised, taken.edge.to != taken.edge.origin
    if runs_again and side.established_on is not None:
        raise refuse("already-established")
    if more <= 0:
        raise refuse("amount")
    run_grant_checks(application, decision.cents)
    if more <= book.room(period, application.received_at):
        _post(taken, period, Kind.GRANT_UP, more)
    else:
        _above_ceiling(taken, period, Kind.OVERRIDE_UP, more)
    if application.state in ("vastgesteld", "terugvordering") and not runs_again:
        kind = Kind.ESTABLISH if side.established_on is None else Kind.ESTABLISH_UP
        _post(taken, period, kind, side.granted + more)
    _post(taken, period, Kind.CLAIM_DOWN, book.side(application).overclaimed)


def _above_ceiling(taken: Taken, period: Period, kind: Kind, cents: int) -> None:
    """Enter what goes above the ceiling of now: there was room for it at the decision in first instance."""
    decision, application = _decision(taken), taken.application
    book.post(
        period=period,
        application=application,
        kind=kind,
        cents=cents,
        key=f"override/{decision.pk}",
        decision=str(decision.pk),
        basis="Awb 4:25.3",
        first_decision=against.decided_at(application, decision),
    )


def _decision(taken: Taken) -> Decision:
    if taken.given.decision is None:
        raise InputError("no-decision", "Noem het besluit waar dit op rust.", "Name the decision this rests on.")
    return taken.given.decision


def _post(taken: Taken, period: Period, kind: Kind, cents: int, key: str = "") -> None:
    """Enter an amount; nothing needs no entry. Under the lock of the period the number of the entry is its own.

    Of what comes free the part that was granted above the ceiling goes first, by an entry of its own.
    """
    if not cents:
        return
    application = taken.application
    above = book.side(application).override if kind in FREEING else 0
    if 0 < above < cents:
        _post(taken, period, kind, above)
        _post(taken, period, kind, cents - above)
        return
    place = application.entries.count() + 1
    decision = taken.given.decision
    book.post(
        period=period,
        application=application,
        kind=kind,
        cents=cents,
        key=key or f"{application.pk}/{place}/{kind.value}",
        decision="" if decision is None else str(decision.pk),
        at=clock.now(),
    )


Entering = Callable[[Taken, Period], None]

MONEY: dict[tuple[str, str], Entering] = {
    ("main", "toewijzen_ruimte"): _reserve,
    ("main", "opschuiven"): _reserve,
    ("main", "terug_naar_controle"): _release,
    ("main", "intrekken_aanvraag"): _release,
    ("main", "doorleiden"): _release,
    ("main", "verlenen"): _grant,
    ("main", "afwijzen"): _refuse,
    ("main", "niet_behandelen"): _refuse,
    ("main", "vaststellen_direct"): _establish,
    ("main", "vaststellen"): _establish,
    ("main", "lager_vaststellen"): _establish_lower,
    ("main", "wijzigen"): _lower,
    ("main", "intrekken"): _withdraw,
    ("main", "intrekken_vaststelling"): _lower_settled,
    ("main", "terugvorderen"): _claim,
    ("main", "terugbetaald"): _receive,
    ("main", "kwijtschelden"): _waive,
    ("main", "vordering_op_bezwaar"): _waive,
    ("main", "vordering_vervalt"): _is_claimed_no_more,
    ("main", "verlening_op_bezwaar"): _grant_on_objection,
    ("main", "verhoging_op_bezwaar"): _raise_on_objection,
    ("main", "intrekking_herroepen"): _raise_on_objection,
    ("payment", "betaald"): _pay,
}
"""What a step enters, by region and step. Others leave the money alone."""
