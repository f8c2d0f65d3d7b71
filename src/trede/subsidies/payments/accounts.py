"""The account of a firm: giving another one, and whether it was looked at before money goes to it."""

from datetime import date, timedelta

from stdnum import iban as iban_rules

from trede.companies.rules import clean_text
from trede.core.clocks import amsterdam_day
from trede.core.errors import InputError, NotPermitted
from trede.core.grant_life import Need, Role
from trede.core.integrity_words import PAYMENT_CODES
from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.subsidies import messages, needs
from trede.subsidies.acting import roles_of
from trede.subsidies.given import Given
from trede.subsidies.integrity.facts import account_ok
from trede.subsidies.integrity.signals import look
from trede.subsidies.models import Application, Payment
from trede.subsidies.wording import words

HOLD = timedelta(days=5)
"""How long a payment waits after the account changed. A practice of banks and paying bodies, no law."""
_SYSTEM = Actor.system("subsidy-signals")


@action
def change_account(*, by: Actor, application: Application, iban: str, holder: str) -> None:
    """Give another account, by the firm or by an officer for it. Payments wait five days, and the firm is told.

    Raises InputError `iban` or `holder`, NotPermitted for somebody of another firm.
    """
    if not roles_of(by, application) & {Role.APPLICANT, Role.OFFICER}:
        raise NotPermitted("not-yours", "Dit is niet aan jou.", "This is not yours to do.")
    if not account_ok(iban):
        raise InputError("iban", "Dit rekeningnummer klopt niet.", "This account number is not right.")
    called = clean_text(holder)[:100]
    if not called:
        raise InputError("holder", "Schrijf op wiens naam de rekening staat.", "Write in whose name the account is.")
    number = iban_rules.compact(iban)
    changes = {"iban": number, "iban_holder": called, "iban_since": clock.now()}
    Application.objects.filter(pk=application.pk).update(**changes)
    for name, value in changes.items():
        setattr(application, name, value)
    by_firm = by.kind == "firm"
    about = ("application", application.pk)
    record("application.account-changed", by=by, firm=application.firm_id, subject=about, data={"by_firm": by_firm})
    if application.received_day is not None:
        subject, body = words("account-changed", application)
        place = application.messages.count() + 1
        key = f"{application.pk}/{place}/account"
        messages.place(by=by, application=application, kind="account", subject=subject, body=body, key=key)
        look(by=_SYSTEM, application=application)


def held_until(application: Application) -> date | None:
    """Return until which day payments wait because the account changed after the application; None: they need not."""
    since, received = application.iban_since, application.received_at
    if since is None or received is None or since <= received:
        return None
    until = amsterdam_day(since) + HOLD
    return until if until > clock.today() else None


def why_not(payment: Payment) -> str:
    """Say why a payment cannot go to its account now: `form`, `other`, `changed`, `question`; nothing when it can."""
    application = payment.application
    if not account_ok(payment.iban):
        return "form"
    if payment.iban != iban_rules.compact(application.iban):
        return "other"
    if held_until(application) is not None or (payment.held_until is not None and payment.held_until > clock.today()):
        return "changed"
    if any(row.closed_at is None and row.code in PAYMENT_CODES for row in application.signals.all()):
        return "question"
    return ""


def _is_checked(_by: Actor, application: Application, given: Given) -> bool:
    payment = given.payment
    return payment is not None and payment.application_id == application.pk and not why_not(payment)


def start() -> None:
    """Look the account up from now on, instead of taking somebody's word."""
    needs.register(Need.IBAN, _is_checked)
