"""Invoices in the account of what was done: written down by the firm or by the desk, and how much of each counts."""

from datetime import date

from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.grant_life import Role
from trede.core.permissions import Permission
from trede.journal.actions import Actor, action, check_permission, record
from trede.subsidies.acting import roles_of
from trede.subsidies.models import Application, Invoice

RUNNING = ("in_uitvoering", "verantwoording")
"""States in which an account is made up."""


@action
def add_invoice(
    *,
    by: Actor,
    application: Application,
    supplier: str,
    number: str,
    dated_on: date,
    cents: int,
    pillar: str = "",
    supplier_kvk: str = "",
) -> Invoice:
    """Write an invoice down in the account, by the firm or by an officer who has it on paper.

    Raises InputError `supplier`, `number` (left out, or there already) or `cents`; OutOfOrder `no-invoices` when no
    account is made up; NotPermitted for anybody else.
    """
    if not roles_of(by, application) & {Role.APPLICANT, Role.OFFICER}:
        raise NotPermitted("not-yours", "Dit is niet aan jou.", "This is not yours to do.")
    fresh = Application.objects.select_for_update().get(pk=application.pk)
    if fresh.state not in RUNNING:
        raise OutOfOrder("no-invoices", "Er kan nu geen factuur bij.", "No invoice can be added now.")
    name, known = " ".join(supplier.split())[:160], " ".join(number.split())[:60]
    if not name:
        raise InputError("supplier", "Schrijf op van wie de factuur is.", "Write whose invoice it is.")
    if not known:
        raise InputError("number", "Schrijf het nummer van de factuur op.", "Write the number of the invoice.")
    if cents <= 0:
        raise InputError("cents", "Schrijf een bedrag in euro's op.", "Write an amount in euros.")
    if fresh.invoices.filter(supplier__iexact=name, number__iexact=known).exists():
        raise InputError("number", "Deze factuur staat er al.", "This invoice is there already.")
    row = Invoice(
        application=fresh,
        supplier=name,
        supplier_kvk=supplier_kvk,
        number=known,
        dated_on=dated_on,
        cents=cents,
        pillar=pillar,
    )
    row.save(force_insert=True)
    _note(by, row)
    return row


@action
def accept_invoice(*, by: Actor, invoice: Invoice, cents: int) -> None:
    """Say how much of an invoice counts; nothing may too. Raises InputError `cents` for more than it is."""
    check_permission(by, Permission.SUBSIDY_ASSESS)
    if not 0 <= cents <= invoice.cents:
        raise InputError("cents", "Er telt niet meer mee dan de factuur.", "No more counts than the invoice.")
    Invoice.objects.filter(pk=invoice.pk).update(accepted_cents=cents)
    invoice.accepted_cents = cents
    _note(by, invoice)


def _note(by: Actor, row: Invoice) -> None:
    data: dict[str, object] = {"pillar": row.pillar, "cents": row.cents, "accepted": row.accepted_cents}
    about = ("application", row.application_id)
    record("application.invoice", by=by, firm=row.application.firm_id, subject=about, data=data)
