"""What leaves the house: the payment file for the bank (pain.001), and the list for finance.

The file tells the bank no more than it needs: name and number of the account, the amount, and the number of the
application. What it holds is counted again before it leaves.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree as ET

from django.conf import settings
from sepaxml import SepaTransfer

from trede.companies.models import Firm
from trede.core.errors import InputError, OutOfOrder
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.subsidies.models import FinanceNumber, Payment
from trede.subsidies.payments.actions import may_make_file, reference

LONGEST = 20
_NAMES = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"}
HEAD = (
    *("reference", "application", "scheme", "period", "vendor", "kvk", "kind", "cents", "due_on"),
    *("released_on", "batch", "paid_on", "failed"),
)


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """A file for the bank, with the sums that stand in it."""

    name: str
    content: bytes
    number: int
    cents: int


def batch_of(batch: str) -> list[Payment]:
    """Return the payments of a file, in the order in which they stand in it. One query."""
    rows = Payment.objects.filter(batch=batch, failed_reason="").select_related("application", "application__firm")
    return list(rows.order_by("pk")) if batch else []


@action
def payment_file(*, by: Actor, batch: str) -> PaymentFile:
    """Make the file of a batch, and record that it was taken.

    Raises InputError `no-bank` when the operator gave no account to pay from, OutOfOrder for an empty batch or one of
    which the sums differ.
    """
    check_permission(by, Permission.SUBSIDY_PAY)
    if not may_make_file():
        raise InputError(
            "no-bank",
            "Er is geen rekening ingesteld om van te betalen. Vraag de beheerder van de server.",
            "There is no account set to pay from. Ask the operator of the server.",
        )
    rows = [row for row in batch_of(batch) if row.paid_on is None]
    if not rows:
        raise OutOfOrder("empty-batch", "In dit bestand staat niets meer.", "There is nothing left in this file.")
    content = _xml(rows, batch)
    number, cents = sums(content)
    if (number, cents) != (len(rows), sum(row.cents for row in rows)):
        raise OutOfOrder("sums-differ", "De sommen van het bestand kloppen niet.", "The sums of the file differ.")
    data: dict[str, object] = {"batch": batch, "number": number, "cents": cents}
    record("payment.file-taken", by=by, subject=("batch", batch), data=data)
    return PaymentFile(f"betalingen-{batch}.xml", content, number, cents)


def _xml(rows: list[Payment], batch: str) -> bytes:
    config: dict[str, object] = {
        "name": settings.BANK_NAME,
        "IBAN": settings.BANK_IBAN,
        "batch": True,
        "currency": "EUR",
    }
    if settings.BANK_BIC:
        config["BIC"] = settings.BANK_BIC
    transfer = SepaTransfer(config, clean=True)
    transfer.msg_id = f"TREDE-{batch}"
    for row in rows:
        transfer.add_payment(
            {
                "name": row.holder,
                "IBAN": row.iban,
                "amount": row.cents,
                "execution_date": clock.today(),
                "description": row.application.number or str(row.application_id),
                "endtoend_id": reference(row),
            }
        )
    found: bytes = transfer.export(validate=True)
    return found


def sums(content: bytes) -> tuple[int, int]:
    """Return how many payments a file holds and their sum in cents, counted line by line and held to its header."""
    root = ET.fromstring(content)  # noqa: S314  # made here a moment ago, not read from outside
    amounts = [_cents(item.text) for item in root.iterfind(".//p:InstdAmt", _NAMES)]
    said = root.find(".//p:GrpHdr/p:NbOfTxs", _NAMES), root.find(".//p:GrpHdr/p:CtrlSum", _NAMES)
    if (
        said[0] is None
        or said[1] is None
        or (int(said[0].text or 0), _cents(said[1].text))
        != (
            len(amounts),
            sum(amounts),
        )
    ):
        return 0, 0
    return len(amounts), sum(amounts)


def _cents(text: str | None) -> int:
    whole, _, rest = (text or "0").partition(".")
    return int(whole) * 100 + int((rest + "00")[:2])


@action
def export_to_finance(*, by: Actor, first: date, until: date) -> str:
    """Return the payments released in a stretch of days as a table for finance, and record that it was taken."""
    check_permission(by, Permission.SUBSIDY_PAY)
    rows = list(
        Payment.objects.filter(released_at__date__gte=first, released_at__date__lte=until)
        .select_related("application", "application__firm", "application__period")
        .order_by("released_at", "pk")
    )
    known = {row.firm_id: row.vendor for row in FinanceNumber.objects.all()}
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEAD)
    for row in rows:
        writer.writerow(_line(row, known.get(row.application.firm_id, "")))
    data: dict[str, object] = {"number": len(rows), "cents": sum(row.cents for row in rows)}
    record("payment.exported", by=by, data=data)
    return out.getvalue()


def _line(row: Payment, vendor: str) -> list[object]:
    application = row.application
    return [
        reference(row),
        application.number,
        application.scheme,
        application.period.key if application.period is not None else "",
        vendor,
        application.firm.kvk,
        row.kind,
        row.cents,
        row.due_on.isoformat(),
        row.released_at.date().isoformat() if row.released_at is not None else "",
        row.batch,
        row.paid_on.isoformat() if row.paid_on is not None else "",
        row.failed_reason,
    ]


@action
def note_vendor(*, by: Actor, firm: Firm, vendor: str) -> None:
    """Write down the number under which finance knows a firm. Raises InputError `vendor` for what is no number."""
    check_permission(by, Permission.SUBSIDY_PAY)
    number = vendor.strip()
    if not number or len(number) > LONGEST or not number.replace("-", "").isalnum():
        raise InputError("vendor", "Geef het nummer uit het systeem van financiën.", "Give the number of finance.")
    FinanceNumber.objects.update_or_create(firm=firm, defaults={"vendor": number, "since": clock.today()})
    record("firm.finance-number", by=by, firm=firm.pk, subject=("firm", firm.pk), data={"number": "noted"})
