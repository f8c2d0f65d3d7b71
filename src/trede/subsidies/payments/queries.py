"""What stands on the page of payments: what can be prepared, what waits for release, files, and what failed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, Q, Sum

from trede.core.ledger import CaseSide, Entry, Kind
from trede.core.ledger import book as book_of
from trede.core.payout import to_pay
from trede.subsidies.against import GRANTING
from trede.subsidies.models import Application, Decision, LedgerEntry, Payment
from trede.subsidies.payments.accounts import why_not
from trede.subsidies.payments.actions import READY, open_payments, reference
from trede.subsidies.registry import scheme_of

MOST = 500
"""Grants that are looked at for the page; the oldest first, so that nothing is left behind for good."""
_FREE = ("none", "betaald", "mislukt")


@dataclass(frozen=True, slots=True)
class Payable:
    """A grant of which something can be prepared now, in cents. `failed`: the bank sent the last payment back."""

    application: Application
    kind: str
    cents: int
    failed: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A payment on the page. `why_not` is a code of `accounts.why_not`; nothing when it can go."""

    payment: Payment
    reference: str
    why_not: str


@dataclass(frozen=True, slots=True)
class Batch:
    """A payment file: how many payments stand in it, their sum, and how many the bank answered."""

    name: str
    number: int
    cents: int
    answered: int


def sides(applications: Iterable[Application]) -> dict[int, CaseSide]:
    """Return what stands for each application in the ledger. One query, however many there are."""
    found: dict[int, list[Entry]] = defaultdict(list)
    numbers = [row.pk for row in applications]
    for row in LedgerEntry.objects.filter(application__in=numbers).order_by("at", "pk"):
        key = row.application_id or 0
        entry = Entry(Kind(row.kind), row.cents, row.at, row.key, str(key), row.decision, row.basis, row.received)
        found[key].append(entry)
    return {key: book_of(found[key]).side(str(key)) for key in numbers}


def payables() -> list[Payable]:
    """Return grants that were announced and of which something can be prepared now, oldest first. Three queries."""
    rows = (
        Application.objects.filter(_announced(), state__in=READY, payment_state__in=_FREE)
        .select_related("firm")
        .prefetch_related("payments")
        .order_by("pk")[:MOST]
    )
    known = sides(rows)
    found = [_payable(row, known[row.pk]) for row in rows]
    return [item for item in found if item.cents > 0]


def _announced() -> Q:
    """What is paid rests on a decision that was announced; while a letter waits for the post, paying waits too."""
    granted = Decision.objects.filter(GRANTING, application=OuterRef("pk"))
    settled = Decision.objects.filter(kind="settle", application=OuterRef("pk"))
    taken = {"decided_on__isnull": False, "announced_on": None}
    known = Q(Exists(granted.filter(announced_on__isnull=False)))
    return known & ~Q(Exists(granted.filter(**taken))) & ~Q(Exists(settled.filter(**taken)))


def _payable(application: Application, side: CaseSide) -> Payable:
    waiting = sum(
        row.cents
        for row in application.payments.all()
        if row.paid_on is None and not row.failed_reason and row.kind != "penalty"
    )
    is_final = application.state == "vastgesteld"
    cents = to_pay(
        granted=side.promised,
        payable=side.payable,
        planned=waiting,
        paid=side.held,
        share=scheme_of(application).arrangement(side.promised).advance_share,
        is_final=is_final,
    )
    failed = application.payment_state == "mislukt"
    return Payable(application, "final" if is_final else "advance", cents, failed)


def waiting() -> list[Line]:
    """Return payments that were prepared and not released, the first due first. Two queries."""
    rows = open_payments().filter(released_at=None).prefetch_related("application__signals")
    return [_line(row) for row in rows]


def _line(payment: Payment) -> Line:
    return Line(payment, reference(payment), why_not(payment))


def recent_batches(most: int) -> list[Batch]:
    """Return the newest payment files. One query."""
    answered = Q(paid_on__isnull=False) | ~Q(failed_reason="")
    rows = (
        Payment.objects.exclude(batch="")
        .values("batch")
        .annotate(number=Count("pk"), sum=Sum("cents"), answered=Count("pk", filter=answered), last=Max("released_at"))
        .order_by("-last", "-batch")
    )
    return [Batch(row["batch"], row["number"], row["sum"], row["answered"]) for row in rows[:most]]


def suspended() -> list[Application]:
    """Return applications of which paying is suspended. One query."""
    return list(Application.objects.filter(payment_state="opgeschort").select_related("firm").order_by("pk"))
