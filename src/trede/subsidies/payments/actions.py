"""Preparing, releasing, taking back and marking payments. Who prepares never releases; who decides never pays."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet, Sum
from stdnum import iban as iban_rules

from trede.core.errors import InputError, OutOfOrder
from trede.core.grant_life import Need
from trede.core.payout import BankLine, to_pay
from trede.core.permissions import Permission
from trede.core.terms import deadline
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.journal.jobs import register_job
from trede.subsidies import book
from trede.subsidies.against import GRANTING
from trede.subsidies.effects import Taken, also
from trede.subsidies.given import Given, Letter
from trede.subsidies.integrity.signals import look
from trede.subsidies.life import take_step
from trede.subsidies.models import Application, Decision, Payment, Suspension
from trede.subsidies.payments import accounts
from trede.subsidies.registry import scheme_of, term_of
from trede.subsidies.wording import words

MOST = 200
"""Payments in one file: a person can still look through them."""
CANCELLED = "cancelled"
_SYSTEM = Actor.system("subsidy-payments")
READY = ("verleend", "in_uitvoering", "verantwoording", "vastgesteld")
"""States in which money can be due to the firm."""


def reference(payment: Payment) -> str:
    """Return the reference that the bank gives back with its answer."""
    return f"TREDE-{payment.pk}"


def open_payments() -> QuerySet[Payment]:
    """Return payments that were not paid, failed or cancelled, the first due first."""
    return (
        Payment.objects.filter(paid_on=None, failed_reason="")
        .select_related("application", "application__firm", "prepared_by", "released_by")
        .order_by("due_on", "pk")
    )


def open_payment(application: Application) -> Payment | None:
    """Return the payment of an application that is on its way. One query."""
    return application.payments.filter(paid_on=None, failed_reason="").order_by("-pk").first()


def payable_now(application: Application) -> tuple[str, int]:
    """Return the kind and amount in cents that can be prepared now; 0 when there is nothing. Three queries."""
    side = book.side(application)
    planned = application.payments.filter(paid_on=None, failed_reason="").exclude(kind="penalty")
    waiting = planned.aggregate(Sum("cents"))["cents__sum"] or 0
    is_final = application.state == "vastgesteld"
    granted = side.promised
    share = scheme_of(application).arrangement(granted).advance_share
    cents = to_pay(
        granted=granted,
        payable=side.payable,
        planned=waiting,
        paid=side.held,
        share=share,
        is_final=is_final,
    )
    return ("final" if is_final else "advance"), cents


def _due(application: Application, kind: str) -> date:
    """Return the last day to pay: counted from the announcement of the decision it rests on (Awb 4:87).

    A decision whose letter still waits for the post is not known yet, so nothing is paid on it.
    """
    rests_on = GRANTING | Q(kind="settle") if kind == "final" else GRANTING
    rows = Decision.objects.filter(rests_on, application=application, decided_on__isnull=False)
    newest = rows.order_by("-decided_on", "-pk").first()
    if newest is None or newest.announced_on is None:
        raise OutOfOrder(
            "not-announced", "Maak het besluit eerst bekend.", "Announce the decision first, then prepare the payment."
        )
    term = term_of(scheme_of(application), "advance" if kind == "advance" else "payment")
    return deadline(term, newest.announced_on).last or clock.today()


@action
def prepare(*, by: Actor, application: Application, reason: str = "") -> Payment:
    """Prepare what can be paid now. After a payment that failed it needs a `reason`.

    Raises OutOfOrder `nothing-to-pay`, `not-announced`, or what the life cycle says; InputError `missing-reason`.
    """
    check_permission(by, Permission.SUBSIDY_ASSESS)
    locked = Application.objects.select_for_update().get(pk=application.pk)
    kind, cents = payable_now(locked)
    if locked.state not in READY or cents <= 0:
        raise OutOfOrder("nothing-to-pay", "Er is nu niets te betalen.", "There is nothing to pay now.")
    look(by=Actor.system("subsidy-signals"), application=locked)
    payment = Payment(
        application=locked,
        kind=kind,
        cents=cents,
        most_cents=cents,
        iban=iban_rules.compact(locked.iban),
        holder=locked.iban_holder,
        due_on=_due(locked, kind),
        held_until=accounts.held_until(locked),
        prepared_by_id=int(by.id) if by.kind == "person" else None,
        prepared_at=clock.now(),
    )
    payment.held_reason = accounts.why_not(payment)
    payment.save(force_insert=True)
    if locked.payment_state != "gepland":
        step = "opnieuw_plannen" if locked.payment_state == "mislukt" else "betaling_plannen"
        take_step(by=by, application=locked, step=step, region="payment", given=Given(reason=reason))
    application.refresh_from_db()
    data: dict[str, object] = {"kind": kind, "cents": cents, "due": payment.due_on.isoformat()}
    _record("payment.prepared", by, payment, data)
    return payment


@action
def release(*, by: Actor, payments: Iterable[Payment]) -> str:
    """Release payments into one file and return its name: all of them, or none.

    Raises InputError `no-payments` or `too-many`, `missing-account-checked` for an account that was not looked at,
    `missing-other-person` for who prepared it, NotPermitted for who decided.
    """
    check_permission(by, Permission.SUBSIDY_PAY)
    chosen = sorted(payments, key=lambda payment: payment.application_id)  # in one order: nobody waits in a circle
    if not chosen:
        raise InputError("no-payments", "Kies een of meer betalingen.", "Choose one payment or more.")
    if len(chosen) > MOST:
        raise InputError("too-many", f"Kies er hooguit {MOST}.", f"Choose {MOST} at most.")
    now = clock.now()
    batch = f"{now:%Y%m%d}-{max(payment.pk for payment in chosen)}"
    for payment in chosen:
        look(by=Actor.system("subsidy-signals"), application=payment.application)
        take_step(
            by=by,
            application=payment.application,
            step="vrijgeven",
            region="payment",
            given=Given(payment=payment),
        )
        waiting = Payment.objects.filter(pk=payment.pk, released_at=None, paid_on=None, failed_reason="")
        if not waiting.update(released_by_id=int(by.id), released_at=now, batch=batch, held_reason=""):
            raise OutOfOrder("released", "Deze betaling is al vrijgegeven.", "This payment was released already.")
        _record("payment.released", by, payment, {"kind": payment.kind, "cents": payment.cents, "batch": batch})
    return batch


@action
def take_back(*, by: Actor, payment: Payment, reason: str) -> None:
    """Take a payment out of a file that the bank did not get yet. Raises InputError without a reason."""
    check_permission(by, Permission.SUBSIDY_PAY)
    take_step(by=by, application=payment.application, step="terughalen", region="payment", given=Given(reason=reason))
    _record("payment.dropped", by, payment, {"kind": payment.kind, "cents": payment.cents})


@action
def cancel(*, by: Actor, payment: Payment, reason: str) -> None:
    """Drop a payment that was prepared. Raises InputError without a reason."""
    take_step(by=by, application=payment.application, step="annuleren", region="payment", given=Given(reason=reason))
    _record("payment.dropped", by, payment, {"kind": payment.kind, "cents": payment.cents})


@action
def mark_paid(*, by: Actor, payment: Payment, on: date) -> None:
    """Write down that the bank paid, and enter it in the ledger, which refuses more than was granted (T53)."""
    check_permission(by, Permission.SUBSIDY_PAY)
    if on > clock.today():
        raise InputError("day", "Die dag moet nog komen.", "That day is yet to come.")
    take_step(by=by, application=payment.application, step="betaald", region="payment", given=Given(payment=payment))
    Payment.objects.filter(pk=payment.pk, paid_on=None).update(paid_on=on)
    payment.paid_on = on
    _record("payment.paid", by, payment, {"kind": payment.kind, "cents": payment.cents, "on": on.isoformat()})


@action
def mark_failed(*, by: Actor, payment: Payment, reason: str) -> None:
    """Write down that the bank did not pay, with its code; the firm is asked to look at its account."""
    check_permission(by, Permission.SUBSIDY_PAY)
    code = "".join(sign for sign in reason if sign.isalnum() or sign in "-.")[:20] or "unknown"
    application = payment.application
    subject, body = words("payment-failed", application)
    take_step(
        by=by,
        application=application,
        step="betaling_mislukt",
        region="payment",
        given=Given(letter=Letter("payment-failed", subject, body)),
    )
    Payment.objects.filter(pk=payment.pk).update(failed_reason=code)
    _record("payment.failed", by, payment, {"kind": payment.kind, "cents": payment.cents, "reason": code})


@action
def take_in(*, by: Actor, lines: list[BankLine]) -> dict[str, list[str]]:
    """Take in the answer of the bank; return references by outcome: `paid`, `failed`, `known`, `unknown`, `differs`.

    A line that was taken in before changes nothing. An amount that differs is left to a person.
    """
    check_permission(by, Permission.SUBSIDY_PAY)
    report: dict[str, list[str]] = {key: [] for key in ("paid", "failed", "known", "unknown", "differs")}
    rows = {reference(row): row for row in Payment.objects.exclude(batch="").select_related("application")}
    for line in lines:
        payment = rows.get(line.reference)
        if payment is None:
            report["unknown"].append(line.reference)
        elif payment.paid_on is not None or payment.failed_reason:
            report["known"].append(line.reference)
        elif payment.cents != line.cents:
            report["differs"].append(line.reference)
        elif line.paid:
            mark_paid(by=by, payment=payment, on=line.day)
            report["paid"].append(line.reference)
        else:
            mark_failed(by=by, payment=payment, reason=line.reason)
            report["failed"].append(line.reference)
    return report


# Suspension (Awb 4:56)


@action
def suspend(*, by: Actor, application: Application, suspicion: str) -> None:
    """Suspend paying on a serious suspicion, in writing, for thirteen weeks at most. By who decides.

    Raises InputError `missing-serious-suspicion` when nothing is written.
    """
    check_permission(by, Permission.SUBSIDY_DECIDE)
    subject, body = words("payment-suspended", application)
    met = frozenset({Need.SUSPICION}) if suspicion.strip() else frozenset[Need]()
    letter = Letter("payment-suspended", subject, body)
    given = Given(needs=met, reason=suspicion, letter=letter)
    take_step(by=by, application=application, step="opschorten_betaling", region="payment", given=given)
    until = suspended_until(application)
    data: dict[str, object] = {"until": until.isoformat() if until is not None else ""}
    about = ("application", application.pk)
    record("payment.suspended", by=by, firm=application.firm_id, subject=about, data=data)


def suspended_until(application: Application) -> date | None:
    """Return the last day of a suspension that runs; None when paying is not suspended. One query."""
    row = application.suspensions.filter(term="payment", until=None).order_by("-first").first()
    if row is None:
        return None
    return deadline(term_of(scheme_of(application), "payment-suspension"), row.first - timedelta(days=1)).last


@action
def resume(*, by: Actor, application: Application, reason: str) -> None:
    """Go on paying. Raises InputError without a reason."""
    take_step(by=by, application=application, step="hervatten", region="payment", given=Given(reason=reason))


def end_suspensions() -> int:
    """Go on paying where the thirteen weeks are over; return how many."""
    done = 0
    for application in Application.objects.filter(payment_state="opgeschort"):
        until = suspended_until(application)
        if until is not None and clock.today() > until:
            resume(by=_SYSTEM, application=application, reason="De dertien weken zijn voorbij (Awb 4:56).")
            done += 1
    return done


def _begin_suspension(taken: Taken) -> None:
    Suspension(
        application=taken.application, term="payment", ground_key="suspicion", first=clock.today() + timedelta(days=1)
    ).save(force_insert=True)


def _end_suspension(taken: Taken) -> None:
    still = taken.application.suspensions.filter(term="payment", until=None)
    still.filter(first__gt=clock.today()).delete()
    still.update(until=clock.today())


def _not_released(taken: Taken) -> None:
    """What was suspended or taken back has to be released anew."""
    _open(taken).update(released_by=None, released_at=None, batch="")


def _cancelled(taken: Taken) -> None:
    _open(taken).update(failed_reason=CANCELLED)


def _open(taken: Taken) -> QuerySet[Payment]:
    return taken.application.payments.filter(paid_on=None, failed_reason="")


def _record(kind: str, by: Actor, payment: Payment, data: dict[str, object]) -> None:
    record(kind, by=by, firm=payment.application.firm_id, subject=("application", payment.application_id), data=data)


def start() -> None:
    """Have suspensions kept with the step, whoever takes it, and ended in time."""
    accounts.start()
    also("payment", "opschorten_betaling", _begin_suspension)
    also("payment", "hervatten", _end_suspension)
    also("payment", "opschorten_betaling", _not_released)
    also("payment", "terughalen", _not_released)
    also("payment", "annuleren", _cancelled)
    register_job("subsidy-92-suspensions", end_suspensions)


def may_make_file() -> bool:
    """Say whether the operator gave the account that is paid from."""
    return bool(settings.BANK_NAME and settings.BANK_IBAN)
