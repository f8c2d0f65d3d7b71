"""The ledger in the database. Rules are those of `core.ledger`; the floor is a conditional UPDATE over a CHECK.

An entry is judged by what stands for its own application and by the state of its period, so it costs the same however
long the ledger is. Only an objection looks at the whole book, as it stood at the first decision (Awb 4:25.3).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet, Sum

from trede.core.clocks import amsterdam_day
from trede.core.errors import InputError
from trede.core.ledger import ABOVE, FREEING, Account, Book, CaseSide, Entry, Kind, accounts, broken
from trede.core.ledger import book as book_of
from trede.core.ledger_rules import check, refuse
from trede.journal import clock
from trede.subsidies.models import Application, CeilingVersion, LedgerEntry, Period

_CEILINGS = (Kind.CEILING, Kind.CEILING_DOWN)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a period stands, in cents."""

    ceiling: int
    reserved: int
    granted: int
    established: int
    released_late: int
    above_ceiling: int

    @property
    def left(self) -> int:
        """What may still be promised to an application that comes in now; never below zero."""
        committed = self.reserved + self.granted + self.established + self.released_late - self.above_ceiling
        return max(self.ceiling - committed, 0)


def post(
    *,
    period: Period,
    kind: Kind,
    cents: int,
    key: str,
    application: Application | None = None,
    decision: str = "",
    basis: str = "",
    first_decision: datetime | None = None,
    at: datetime | None = None,
) -> bool:
    """Write one entry, inside the action of the caller; False when it stands there already.

    `key` names what is entered once, whatever is sent twice. Raises `core.ledger.Refused` with nothing changed. At most
    six queries.
    """
    locked = Period.objects.select_for_update().get(pk=period.pk)
    entry = Entry(
        kind=kind,
        cents=cents,
        at=at or clock.now(),
        key=key,
        case="" if application is None else str(application.pk),
        decision=decision,
        basis=basis,
        received=None if application is None else application.received_at,
        first_decision=first_decision,
    )
    known = LedgerEntry.objects.filter(key=key).first()
    if known is not None:
        if as_entry(known).kind is kind and known.cents == cents and known.application_id == _number(application):
            return False
        raise refuse("key-conflict")
    found = _all(locked, entry.at) if kind in ABOVE else _around(locked, application, entry.at)
    check(found, entry)
    _write(locked, found, entry, application)
    period.committed_cents, period.ceiling_cents = locked.committed_cents, locked.ceiling_cents
    period.guard_cents = locked.guard_cents
    return True


def whole(period: Period, *, until: datetime | None = None) -> Book:
    """Return the whole book of a period, or as it stood at a moment. Two queries."""
    rows = LedgerEntry.objects.filter(period=period)
    if until is not None:
        rows = rows.filter(at__lte=until)
    return book_of((as_entry(row) for row in rows.order_by("at", "pk")), period.last)


def standing(period: Period, *, until: datetime | None = None) -> Standing:
    """Return how a period stands now, or stood at a moment, summed by the database. One query, however long the ledger.

    Without a moment the ceiling is the one published last, also when it takes effect later.
    """
    rows = LedgerEntry.objects.filter(period=period)
    if until is not None:
        rows = rows.filter(at__lte=until)
    balances = dict.fromkeys(Account, 0)
    ceiling = above = 0
    for kind, origin, to, cents in rows.values_list("kind", "from_account", "to_account").annotate(Sum("cents")):
        balances[Account(origin)] -= cents
        balances[Account(to)] += cents
        if Kind(kind) in _CEILINGS:
            ceiling += cents if Kind(kind) is Kind.CEILING else -cents
        elif Account(origin) is Account.OUTSIDE and Account(to) is Account.GRANTED:
            above += cents
        elif Account(to) is Account.OUTSIDE and Kind(kind) in FREEING:
            above -= cents
    return Standing(
        ceiling=ceiling,
        reserved=balances[Account.RESERVED],
        granted=balances[Account.GRANTED],
        established=balances[Account.ESTABLISHED],
        released_late=balances[Account.RELEASED_LATE],
        above_ceiling=above,
    )


def check_period(period: Period) -> tuple[str, ...]:
    """Return what is broken in a period: invariants of the book, and the sums kept beside it. Nothing, always."""
    found = whole(period)
    wrong = list(broken(found))
    kept = Period.objects.get(pk=period.pk)
    if kept.committed_cents != found.committed:
        wrong.append("committed-differs")
    if kept.ceiling_cents != found.ceiling:
        wrong.append("ceiling-differs")
    summed = standing(period)
    if (summed.reserved, summed.granted, summed.established, summed.released_late, summed.above_ceiling) != (
        found.balances[Account.RESERVED],
        found.balances[Account.GRANTED],
        found.balances[Account.ESTABLISHED],
        found.balances[Account.RELEASED_LATE],
        found.override,
    ):
        wrong.append("accounts-differ")
    return tuple(wrong)


def entries_of(application: Application) -> QuerySet[LedgerEntry]:
    """Return the entries of one application, oldest first. One query."""
    return LedgerEntry.objects.filter(application=application).order_by("at", "pk")


def side(application: Application) -> CaseSide:
    """Return what stands for one application, in cents: both its promise and its cash side. One query."""
    return book_of(as_entry(row) for row in entries_of(application)).side(str(application.pk))


def room(period: Period, received: datetime | None, at: datetime | None = None) -> int:
    """Return the cents that may still be promised to who came in at a moment (None: comes in now). Two queries."""
    return _around(Period.objects.get(pk=period.pk), None, at or clock.now()).room(received)


def publish_ceiling(
    *, period: Period, cents: int, published_at: datetime, effective_from: datetime, reason: str
) -> None:
    """Enter a new ceiling of a period: the difference with the one before, and the version receipts are bound to.

    Inside the action of the caller. Raises Refused. A first ceiling of zero needs no entry. One that takes effect on or
    before the day of the last one is refused (InputError): what applications count on may not change behind them.
    """
    last = period.ceilings.order_by("effective_from").last()
    if last is not None and amsterdam_day(effective_from) <= amsterdam_day(last.effective_from):
        raise InputError(
            "ceiling-day",
            "Dit plafond moet later ingaan dan het vorige.",
            "This ceiling has to take effect later than the one before.",
        )
    change = cents - Period.objects.get(pk=period.pk).ceiling_cents
    if change:
        kind = Kind.CEILING if change > 0 else Kind.CEILING_DOWN
        key = f"ceiling/{period.pk}/{effective_from.isoformat()}"
        post(period=period, kind=kind, cents=abs(change), key=key, at=effective_from)
    CeilingVersion(
        period=period, cents=cents, published_at=published_at, effective_from=effective_from, reason=reason
    ).save(force_insert=True)


def _number(application: Application | None) -> int | None:
    return None if application is None else application.pk


def _all(period: Period, at: datetime) -> Book:
    """Return the whole book, with the ceilings that are in effect at a moment. One query."""
    found = whole(period)
    found.ceilings = [(since, cents) for since, cents in found.ceilings if since <= at]
    return found


def _around(period: Period, application: Application | None, at: datetime) -> Book:
    """Return a book with the entries of one application, in which all the others are one lump sum. Two queries.

    A ceiling counts from the moment it takes effect: what is published for later gives no room today.
    """
    rows = [] if application is None else list(entries_of(application))
    found = book_of((as_entry(row) for row in rows), period.last)
    rest = period.committed_cents - found.committed
    found.balances[Account.RESERVED] += rest
    levels = period.ceilings.filter(effective_from__lte=at).order_by("effective_from")
    found.ceilings = [(version.effective_from, version.cents) for version in levels]
    return found


def _write(period: Period, found: Book, entry: Entry, application: Application | None) -> None:
    """Change the sums of the period under their guard, and write the entry."""
    above = found.side(entry.case).override > 0
    origin, to = accounts(entry.kind, entry.at, period.last, above_ceiling=above)
    before = found.committed
    found.post(entry)
    change = found.committed - before if entry.kind not in _CEILINGS else 0
    if entry.kind in _CEILINGS:
        sign = 1 if entry.kind is Kind.CEILING else -1
        period.ceiling_cents += sign * entry.cents
        period.guard_cents = max(period.guard_cents, period.ceiling_cents)
        Period.objects.filter(pk=period.pk).update(ceiling_cents=period.ceiling_cents, guard_cents=period.guard_cents)
    elif change:
        limit = found.cap(entry.received) if change > 0 else period.guard_cents
        fits = Period.objects.filter(pk=period.pk, committed_cents__lte=limit - change)
        if not fits.update(committed_cents=F("committed_cents") + change):
            raise refuse("over-ceiling")
        period.committed_cents += change
    LedgerEntry(
        period=period,
        application=application,
        kind=entry.kind.value,
        from_account=origin.value,
        to_account=to.value,
        cents=entry.cents,
        at=entry.at,
        decision=entry.decision,
        basis=entry.basis,
        received=entry.received,
        first_decision=entry.first_decision,
        key=entry.key,
    ).save(force_insert=True)


def as_entry(row: LedgerEntry) -> Entry:
    """Return a row of the ledger as the value that core reckons with."""
    return Entry(
        kind=Kind(row.kind),
        cents=row.cents,
        at=row.at,
        key=row.key,
        case="" if row.application_id is None else str(row.application_id),
        decision=row.decision,
        basis=row.basis,
        received=row.received,
        first_decision=row.first_decision,
    )
