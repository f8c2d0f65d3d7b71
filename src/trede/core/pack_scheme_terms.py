"""What a scheme says about time, money and keeping: ceilings, distribution, terms, arrangements, obligations, papers.

Records of `schemes/<key>.yml` of a region pack; `pack_schemes` holds the scheme itself. Money in the files is in euros
with two decimals at most; the properties give integer cents.
"""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from trede.core.clocks import AMSTERDAM
from trede.core.pack_base import Record, Text

Status = Literal["settled", "example"]
"""`settled`: the source says so. `example`: the policy leaves it open and this only illustrates; the site says so."""
Unit = Literal["hours", "days", "working-days", "weeks", "months", "years"]
TermKey = Literal[
    "completeness",
    "repair",
    "handling-lapse",
    "decision",
    "decision-with-advice",
    "hearing",
    "notice",
    "part-offer",
    "objection",
    "objection-decision",
    "payment",
    "advance",
    "payment-suspension",
    "penalty",
    "penalty-decision",
    "register",
    "settlement-claim",
    "settlement",
    "withdrawal",
    "reclaim",
]
TermStart = Literal[
    "receipt",
    "complete",
    "invitation",
    "repair-end",
    "announcement",
    "placement",
    "offer",
    "objection-end",
    "suspicion",
    "default-notice",
    "penalty-end",
    "grant",
    "end-of-project",
    "claim",
    "settlement",
]


def cents(euros: float) -> int:
    """Return an amount of a pack file (euros, two decimals at most) as whole cents."""
    return int((Decimal(str(euros)) * 100).to_integral_value())


def moment(written: datetime) -> datetime:
    """Return a moment of a pack file; without an offset it is time in Amsterdam."""
    return written.replace(tzinfo=AMSTERDAM) if written.tzinfo is None else written


class Opening(Record, frozen=True, kw_only=True):
    """A time in which the scheme takes applications. Moments without an offset are time in Amsterdam."""

    period: str
    """The budget period it belongs to, such as `2027`."""
    opens: datetime
    closes: datetime
    """First moment at which no application is taken any more: midnight after the last day."""
    status: Status
    source: str


class Ceiling(Record, frozen=True, kw_only=True):
    """One version of the most that the scheme may give in a period (Awb 4:22, 4:25). The newest in effect counts; a
    lower one does not touch applications received before `effective_from` (4:27)."""

    period: str
    amount: float
    """Euros."""
    published_at: datetime
    """Publication comes before the period (4:27)."""
    effective_from: datetime
    reason: Text
    status: Status
    source: str

    @property
    def cents(self) -> int:
        """The amount in cents."""
        return cents(self.amount)


class Distribution(Record, frozen=True, kw_only=True):
    """How the money of a period is shared out (Awb 4:26)."""

    order: Literal["completion"]
    """In order of receipt, where the day counts on which an application was complete."""
    tie: Literal["lot", "timestamp"]
    """Who comes first on the day that overflows: a draw, or the moment at which the application was complete."""
    part_grants: bool
    """Whether the first that does not fit is offered what is left (Awb 4:25: refused `in so far as`)."""
    part_minimum: float
    """Euros; less is not offered."""
    on_full: Literal["wait", "refuse"]
    """Whether who does not fit waits until the period ends, or is refused at once."""
    after_refused_part: Literal["stop", "skip"]
    """Whether the list goes on with a later, smaller application when a part is declined."""
    recycle: Literal["in-period", "never"]
    """Whether money that comes free within the period goes to the waiting list."""
    objection_reserve: float
    """Share of the ceiling kept beside it for objections that are upheld."""
    status: Status
    source: str

    @property
    def part_minimum_cents(self) -> int:
        """The least part that is offered, in cents."""
        return cents(self.part_minimum)


class Term(Record, frozen=True, kw_only=True):
    """One term: how long, from when, and on which article. Deadlines are computed, never stored as the only truth."""

    key: TermKey
    length: int
    unit: Unit
    starts: TermStart
    law: str
    """Article that gives or allows the term."""
    extends: Literal["yes", "no", "unknown"]
    """Whether the term moves on when it ends on a Saturday, Sunday or holiday (Algemene termijnenwet). `unknown`: set
    in a provincial ordinance, to be asked; until then it moves for who applies and not for the office."""
    status: Status
    source: str


class PenaltyStep(Record, frozen=True, kw_only=True):
    """Days in a row that cost the same when a decision is late."""

    days: int
    amount: float
    """Euros a day."""

    @property
    def cents(self) -> int:
        """The amount a day in cents."""
        return cents(self.amount)


class Arrangement(Record, frozen=True, kw_only=True):
    """How much a firm has to show, by the amount of the grant (uniform framework for subsidies)."""

    key: Literal["small", "middle", "large"]
    least: float
    """Grants from this amount on, in euros."""
    below: float | None
    """Grants below this amount, in euros; null: no upper end."""
    advance_share: float
    """Share of the grant that is paid in advance, 0 to 1."""
    settlement: Literal["ex-officio", "on-claim"]
    """Whether the desk settles by itself after the end day, or the firm claims."""
    sample_share: float
    """Share of ex officio settlements that is drawn for a look, 0 to 1."""
    report: Literal["none", "activities", "costs", "auditor"]
    """What a firm hands in: nothing unless drawn, what was done, what it cost, or that with an auditor's statement."""
    status: Status
    source: str

    @property
    def least_cents(self) -> int:
        """Lower end in cents, included."""
        return cents(self.least)

    @property
    def below_cents(self) -> int | None:
        """Upper end in cents, not included."""
        return None if self.below is None else cents(self.below)


class Obligation(Record, frozen=True, kw_only=True):
    """What a firm has to do after the grant. `length` and `unit` count from `starts`; without length: always."""

    key: str
    what: Text
    kind: Literal["do", "tell", "keep", "measure"]
    law: str
    status: Status
    source: str
    starts: Literal["grant", "end-of-project", "settlement"] = "grant"
    length: int | None = None
    unit: Unit = "weeks"


class DataLayer(Record, frozen=True, kw_only=True):
    """One layer of the data clause: what is shared, why, with whom and for how long (Awb 4:38, 4:39)."""

    number: int
    """1 to 5."""
    key: str
    what: Text
    purpose: Text
    seen_by: Text
    voluntary: bool
    """Whether the firm may say no, and take its yes back."""
    public: Literal["as-is", "aggregated", "no"]
    months: int
    """Months after settlement that it is kept for this purpose."""
    law: str
    status: Status
    source: str


class Mandate(Record, frozen=True, kw_only=True):
    """Up to which amount somebody with this role may decide. Null: any amount."""

    role: str
    """Key of a staff role, such as `decision-maker`."""
    upto: float | None
    """Euros, included."""
    status: Status
    source: str

    @property
    def upto_cents(self) -> int | None:
        """The limit in cents, included; None: no limit."""
        return None if self.upto is None else cents(self.upto)


class RequiredDocument(Record, frozen=True, kw_only=True):
    """A document on the checklist of an application."""

    key: str
    name: Text
    help: Text
    needed: Literal["always", "when", "optional"]
    stage: Literal["application", "settlement"]
    """When it is handed in: with the application, or after the end."""
    when: Literal["intermediary", "no-deductible-vat", "group", "other-aid", "sampled", "own-hours"] | None = None
    """With `needed: when`: what makes it needed."""
    status: Status
    source: str


class Retention(Record, frozen=True, kw_only=True):
    """How long a file is kept after it was closed, by how it ended."""

    result: Literal["granted", "refused", "not-handled", "withdrawn"]
    years: int
    law: str
    status: Status
    source: str


class Measure(Record, frozen=True, kw_only=True):
    """A figure that a firm may choose to show the effect with; the same definition before and after."""

    key: str
    name: Text
    how: Text
    unit: Literal["euros", "hours", "days", "percent"]
    better: Literal["higher", "lower"]
    source: str
