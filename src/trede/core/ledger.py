"""The ledger of a scheme in one period: double entry, append-only, integer cents (Awb 4:22 to 4:28, 4:42 to 4:57).

Two sides that never mix. The **scheme side** holds what is promised: available, reserved, granted, established, and
what came free after the period. The **cash side** holds per application what was paid, claimed back and received;
paying never changes what is available. A wrong entry is never changed: another entry sets it right. So a claim becomes
lower by an entry of its own: CLAIM_DOWN when the firm may keep more after all, CLAIM_WAIVE when it need not pay.

`Book.add` refuses what may not be, with a code. `broken` checks the invariants as a whole; it is empty, always.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise

from trede.core.clocks import amsterdam_day
from trede.core.errors import OutOfOrder


class Account(StrEnum):
    """Where money stands. OUTSIDE and BANK are the other side of what enters and leaves."""

    OUTSIDE = "outside"
    AVAILABLE = "available"
    RESERVED = "reserved"
    GRANTED = "granted"
    ESTABLISHED = "established"
    RELEASED_LATE = "released-late"
    BANK = "bank"
    ADVANCE_PAID = "advance-paid"
    FINAL_PAID = "final-paid"
    CLAIM = "claim"
    CLAIM_RECEIVED = "claim-received"


class Kind(StrEnum):
    """What an entry does."""

    CEILING = "ceiling"
    CEILING_DOWN = "ceiling-down"
    RESERVE = "reserve"
    RELEASE = "release"
    GRANT = "grant"
    GRANT_UP = "grant-up"
    GRANT_DOWN = "grant-down"
    ESTABLISH = "establish"
    ESTABLISH_UP = "establish-up"
    ESTABLISH_DOWN = "establish-down"
    OVERRIDE_GRANT = "override-grant"
    OVERRIDE_UP = "override-up"
    PAY_ADVANCE = "pay-advance"
    PAY_FINAL = "pay-final"
    CLAIM = "claim"
    CLAIM_DOWN = "claim-down"
    CLAIM_WAIVE = "claim-waive"
    RECEIVE = "receive"


MOVES: dict[Kind, tuple[Account, Account]] = {
    Kind.CEILING: (Account.OUTSIDE, Account.AVAILABLE),
    Kind.CEILING_DOWN: (Account.AVAILABLE, Account.OUTSIDE),
    Kind.RESERVE: (Account.AVAILABLE, Account.RESERVED),
    Kind.RELEASE: (Account.RESERVED, Account.AVAILABLE),
    Kind.GRANT: (Account.RESERVED, Account.GRANTED),
    Kind.GRANT_UP: (Account.AVAILABLE, Account.GRANTED),
    Kind.GRANT_DOWN: (Account.GRANTED, Account.AVAILABLE),
    Kind.ESTABLISH: (Account.GRANTED, Account.ESTABLISHED),
    Kind.ESTABLISH_UP: (Account.GRANTED, Account.ESTABLISHED),
    Kind.ESTABLISH_DOWN: (Account.ESTABLISHED, Account.AVAILABLE),
    Kind.OVERRIDE_GRANT: (Account.OUTSIDE, Account.GRANTED),
    Kind.OVERRIDE_UP: (Account.OUTSIDE, Account.GRANTED),
    Kind.PAY_ADVANCE: (Account.BANK, Account.ADVANCE_PAID),
    Kind.PAY_FINAL: (Account.BANK, Account.FINAL_PAID),
    Kind.CLAIM: (Account.OUTSIDE, Account.CLAIM),
    Kind.CLAIM_DOWN: (Account.CLAIM, Account.OUTSIDE),
    Kind.CLAIM_WAIVE: (Account.CLAIM, Account.OUTSIDE),
    Kind.RECEIVE: (Account.CLAIM, Account.CLAIM_RECEIVED),
}
"""From and to of each kind. What comes free after the period goes to RELEASED_LATE instead: see `accounts`."""
SCHEME_SIDE = (
    Account.AVAILABLE,
    Account.RESERVED,
    Account.GRANTED,
    Account.ESTABLISHED,
    Account.RELEASED_LATE,
)
COMMITTED = (Account.RESERVED, Account.GRANTED, Account.ESTABLISHED, Account.RELEASED_LATE)
"""What is no longer to be given, within the ceiling and above it."""
FREEING = frozenset({Kind.RELEASE, Kind.GRANT_DOWN, Kind.ESTABLISH_DOWN})
ABOVE = frozenset({Kind.OVERRIDE_GRANT, Kind.OVERRIDE_UP})
"""What an upheld objection brings above the ceiling of now (Awb 4:25.3)."""
_WITHOUT_CASE = frozenset({Kind.CEILING, Kind.CEILING_DOWN})
NEEDS_DECISION = frozenset(
    {
        Kind.GRANT,
        Kind.GRANT_UP,
        Kind.GRANT_DOWN,
        Kind.ESTABLISH,
        Kind.ESTABLISH_UP,
        Kind.ESTABLISH_DOWN,
        Kind.OVERRIDE_GRANT,
        Kind.OVERRIDE_UP,
        Kind.CLAIM,
        Kind.CLAIM_DOWN,
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement. `cents` is above zero; `at` is aware.

    `case` is the application; `decision` the decision it rests on; `received` (of a RESERVE, a GRANT_UP and what goes
    above the ceiling) the moment the application came in, which binds it to a ceiling; `first_decision` (of what goes
    above it) the moment of the decision that the objection was against; `key` keeps a request sent twice from counting
    twice.
    """

    kind: Kind
    cents: int
    at: datetime
    key: str
    case: str = ""
    decision: str = ""
    basis: str = ""
    received: datetime | None = None
    first_decision: datetime | None = None


@dataclass(slots=True)
class CaseSide:
    """What stands for one application, in cents. `established_on` is the day of the settlement.

    `claimed` is what was claimed back and stands, `received` what came in of it, `waived` what need not come any more.
    """

    reserved: int = 0
    granted: int = 0
    established: int = 0
    override: int = 0
    paid: int = 0
    claimed: int = 0
    received: int = 0
    waived: int = 0
    most: int = 0
    decision: str = ""
    established_on: date | None = None

    @property
    def promised(self) -> int:
        """What the firm may count on."""
        return self.granted + self.established

    @property
    def held(self) -> int:
        """What the firm has: what was paid without what came back. A claim that did not come in yet is still held."""
        return self.paid - self.received

    @property
    def payable(self) -> int:
        """What may still be paid: never what the firm has already, also while that is claimed back."""
        return max(self.promised - self.held, 0)

    @property
    def overpaid(self) -> int:
        """What was paid above the promise and has not been claimed back yet."""
        return max(self.paid - self.claimed - self.promised, 0)

    @property
    def outstanding(self) -> int:
        """What was claimed back and has not come in yet."""
        return self.claimed - self.received - self.waived

    @property
    def overclaimed(self) -> int:
        """What is outstanding although the firm may keep it, once the promise became higher."""
        return min(max(self.promised + self.claimed - self.paid, 0), self.outstanding)

    def raised(self, promised: int) -> "CaseSide":
        """Return what would stand with a higher promise, once the claim fell with it."""
        found = replace(self, granted=promised, established=0)
        return replace(found, claimed=found.claimed - found.overclaimed)


class Refused(OutOfOrder):
    """An entry that may not be made: nothing was changed. `code` says why."""


def accounts(
    kind: Kind, at: datetime, period_ends: date | None, *, above_ceiling: bool = False
) -> tuple[Account, Account]:
    """Return from and to of an entry.

    What comes free after the last day of the period is not given out again, and what was granted above the ceiling
    leaves as it came.
    """
    origin, to = MOVES[kind]
    if kind not in FREEING:
        return origin, to
    if above_ceiling:
        return origin, Account.OUTSIDE
    is_late = period_ends is not None and amsterdam_day(at) > period_ends
    return origin, Account.RELEASED_LATE if is_late else to


@dataclass(slots=True)
class Book:
    """The entries of one scheme in one period, and what follows from them."""

    period_ends: date | None = None
    entries: list[Entry] = field(default_factory=list)
    balances: dict[Account, int] = field(default_factory=lambda: dict.fromkeys(Account, 0))
    cases: dict[str, CaseSide] = field(default_factory=dict)
    ceilings: list[tuple[datetime, int]] = field(default_factory=list)
    override: int = 0
    keys: dict[str, Entry] = field(default_factory=dict)
    decisions: dict[str, str] = field(default_factory=dict)

    def add(self, entry: Entry) -> bool:
        """Add an entry. Returns False for one that stands there already: the same key and content, sent again later.

        Raises Refused, with nothing changed; the codes are in `trede.core.ledger_rules`.
        """
        from trede.core.ledger_rules import check

        stands = self.keys.get(entry.key)
        if stands is not None and stands == replace(entry, at=stands.at):
            return False
        check(self, entry)
        self.post(entry)
        return True

    def side(self, case: str) -> CaseSide:
        """Return what stands for an application; zeros when there is nothing."""
        return self.cases.get(case, CaseSide())

    @property
    def ceiling(self) -> int:
        """The ceiling as published last."""
        return self.ceilings[-1][1] if self.ceilings else 0

    @property
    def committed(self) -> int:
        """What is reserved, granted, established or released late, without what was granted above the ceiling."""
        return sum(self.balances[account] for account in COMMITTED) - self.override

    def cap(self, received: datetime | None) -> int:
        """Return the ceiling on which an application received at a moment may count (Awb 4:27).

        Raises help everybody, a lowering only touches what came in after it. None: the ceiling as it is now.
        """
        if received is None:
            return self.ceiling
        levels = [level for since, level in self.ceilings if since > received]
        before = [level for since, level in self.ceilings if since <= received]
        return max([*before[-1:], *levels], default=0)

    def room(self, received: datetime | None = None) -> int:
        """Return what may still be reserved for an application received at a moment; never below zero."""
        return max(self.cap(received) - self.committed, 0)

    def post(self, entry: Entry) -> None:
        """Take up an entry that was checked, now or before."""
        above = self.side(entry.case).override > 0
        origin, to = accounts(entry.kind, entry.at, self.period_ends, above_ceiling=above)
        self.balances[origin] -= entry.cents
        self.balances[to] += entry.cents
        self.entries.append(entry)
        self.keys[entry.key] = entry
        if entry.kind in _WITHOUT_CASE:
            sign = 1 if entry.kind is Kind.CEILING else -1
            self.ceilings.append((entry.at, self.ceiling + sign * entry.cents))
            return
        side = self.cases.setdefault(entry.case, CaseSide())
        _post_case(side, entry)
        if entry.kind in ABOVE or (above and entry.kind in FREEING):
            change = entry.cents if entry.kind in ABOVE else -entry.cents
            self.override += change
            side.override += change
        if entry.kind in (Kind.GRANT, Kind.OVERRIDE_GRANT):
            self.decisions[entry.decision] = entry.case


_FIELDS = {
    Account.RESERVED: "reserved",
    Account.GRANTED: "granted",
    Account.ESTABLISHED: "established",
    Account.ADVANCE_PAID: "paid",
    Account.FINAL_PAID: "paid",
}
_CLAIMS = {
    Kind.CLAIM: ("claimed", 1),
    Kind.CLAIM_DOWN: ("claimed", -1),
    Kind.CLAIM_WAIVE: ("waived", 1),
    Kind.RECEIVE: ("received", 1),
}


def _post_case(side: CaseSide, entry: Entry) -> None:
    if entry.kind in _CLAIMS:
        name, sign = _CLAIMS[entry.kind]
        setattr(side, name, getattr(side, name) + sign * entry.cents)
    for account, sign in zip(MOVES[entry.kind], (-1, 1), strict=True):
        if account in _FIELDS:
            name = _FIELDS[account]
            setattr(side, name, getattr(side, name) + sign * entry.cents)
    side.most = max(side.most, side.promised)
    if entry.kind in (Kind.GRANT, Kind.OVERRIDE_GRANT):
        side.decision = entry.decision
    if entry.kind is Kind.ESTABLISH:
        side.established_on = amsterdam_day(entry.at)


def book(entries: Iterable[Entry], period_ends: date | None = None) -> Book:
    """Return the book of entries that were accepted before: they are not checked again."""
    made = Book(period_ends)
    for entry in entries:
        made.post(entry)
    return made


def apply(entries: Sequence[Entry], entry: Entry, period_ends: date | None = None) -> tuple[Entry, ...]:
    """Return the entries with one more. Raises Refused; the same entry again changes nothing."""
    found = book(entries, period_ends)
    return (*entries, entry) if found.add(entry) else tuple(entries)


def as_of(entries: Iterable[Entry], moment: datetime, period_ends: date | None = None) -> Book:
    """Return the book as it stood at a moment, that moment included."""
    return book((entry for entry in entries if entry.at <= moment), period_ends)


def broken(found: Book) -> tuple[str, ...]:
    """Return the names of the invariants that do not hold: always none."""
    balances, sides = found.balances, found.cases.values()
    levels = [level for _, level in found.ceilings] or [0]
    lowered = any(later < earlier for earlier, later in pairwise(levels))
    holds = {
        "scheme-side-adds-up": sum(balances[account] for account in SCHEME_SIDE) == levels[-1] + found.override,
        "never-overspent": found.committed <= max(levels),
        "available-not-negative": lowered or balances[Account.AVAILABLE] >= 0,
        "no-negative-account": all(balances[account] >= 0 for account in COMMITTED),
        "cases-add-up": all(
            sum(getattr(side, name) for side in sides) == balances[account]
            for account, name in (
                (Account.RESERVED, "reserved"),
                (Account.GRANTED, "granted"),
                (Account.ESTABLISHED, "established"),
                (Account.CLAIM, "outstanding"),
                (Account.CLAIM_RECEIVED, "received"),
            )
        ),
        "no-negative-case": all(min(side.reserved, side.granted, side.established, side.waived) >= 0 for side in sides),
        "paid-within-grant": all(side.held <= side.most for side in sides),
        "claimed-was-paid": all(side.received + side.waived <= side.claimed <= side.paid for side in sides),
        "one-decision-per-grant": len(found.decisions) == len({side.decision for side in sides if side.decision}),
        "grants-have-decisions": all(side.decision for side in sides if side.most),
    }
    return tuple(name for name, is_so in holds.items() if not is_so)
