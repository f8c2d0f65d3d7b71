"""A subsidy scheme as data: `schemes/<key>.yml` of a region pack.

What a scheme asks and gives stands in dated versions of its parameters; an application keeps the version that held at
the moment it was received (Awb 4:27 for ceilings; subsidy policy for the rest). Terms, arrangements, duties and
documents change by dated amendments: `Scheme.as_of` gives the edition that an application keeps. What the policy leaves
open carries `status: example`, per parameter, and the site says so. `eligibility` and `budget` read the parameters; the
rules on time and money read terms, ceilings and arrangements (`pack_scheme_terms`).
"""

from datetime import datetime
from functools import cached_property
from typing import Literal

import msgspec

from trede.core.pack_base import Record, Text
from trede.core.pack_scheme_amendments import Amendment
from trede.core.pack_scheme_terms import (
    Arrangement,
    Ceiling,
    DataLayer,
    Distribution,
    Mandate,
    Measure,
    Obligation,
    Opening,
    PenaltyStep,
    RequiredDocument,
    Retention,
    Status,
    Term,
    TermKey,
    cents,
    moment,
)


class Basis(Record, frozen=True, kw_only=True):
    """Where parameters come from: settled by the source, or an example because the policy leaves them open."""

    of: tuple[str, ...]
    """Names of parameters of this version. Every parameter stands in exactly one basis."""
    status: Status
    source: str


class Parameters(Record, frozen=True, kw_only=True):
    """One dated version of what a scheme asks and gives. Amounts in euros, shares 0 to 1, sizes in fte."""

    key: str
    """Stored with every application, such as `2027-1`."""
    valid_from: datetime
    """First moment at which it holds; without an offset it is time in Amsterdam. It holds until the next version."""
    rate: float
    """Share of the eligible costs that is given."""
    minimum: float | None
    """Least amount that is given, in euros; less is refused. Null: no minimum."""
    maximum: float | None
    """Most that one application gets, in euros. Null: no maximum."""
    pillar_maximums: dict[str, float]
    """Most that one application gets for a pillar, in euros. A pillar left out has no maximum of its own."""
    pillars_most: int | None
    """Most pillars in one application. Null: all of them."""
    vat: Literal["non-deductible", "never"]
    """Whether VAT counts: only what the firm cannot get back, or never."""
    own_hours: bool
    """Whether hours of the firm's own people count as costs."""
    research: Literal["excluded", "allowed"]
    """Whether research and development counts."""
    minimum_fte: float | None
    """Least size of the firm. Null: any size."""
    fte_measured: Literal["received-day", "last-quarter", "last-year"]
    """On which day or over which time the size is measured."""
    sme_maximum_fte: float | None
    """The firm has to stay below this size. Null: no upper end."""
    location: Literal["project", "seat", "branch"]
    """What has to lie in the region: the branch where the project is done, the seat, or any branch."""
    rungs: tuple[str, ...]
    """Rungs it is meant for. Empty: all."""
    rung_mode: Literal["hard", "soft"]
    """Whether another rung leads to a refusal, or to a person who looks. A self-scan alone never refuses."""
    start: Literal["from-receipt", "free"]
    """Whether work or an order before the day of receipt shuts the project out."""
    once_per: Literal["calendar-year", "firm", "unlimited"]
    """How often one firm can get it."""
    cyber_baseline: bool
    """Whether the firm has to have done the baseline check of digital safety."""
    de_minimis: float | None
    """Most de minimis aid for a single undertaking in the window, in euros. Null: the scheme is no such aid."""
    de_minimis_years: int
    """Length of the rolling window in years."""
    basis: tuple[Basis, ...]

    @property
    def minimum_cents(self) -> int:
        """Least amount in cents; 0 without a minimum."""
        return 0 if self.minimum is None else cents(self.minimum)

    @property
    def maximum_cents(self) -> int | None:
        """Most in cents; None without a maximum."""
        return None if self.maximum is None else cents(self.maximum)

    @property
    def de_minimis_cents(self) -> int | None:
        """Most aid in the window in cents; None when the scheme is no de minimis aid."""
        return None if self.de_minimis is None else cents(self.de_minimis)

    def basis_of(self, name: str) -> Basis:
        """Return where the parameter `name` comes from. KeyError: the pack check was skipped."""
        for basis in self.basis:
            if name in basis.of:
                return basis
        raise KeyError(name)

    def is_example(self, name: str) -> bool:
        """Tell whether the parameter `name` is only an example."""
        return self.basis_of(name).status == "example"


class Criterion(Record, frozen=True, kw_only=True):
    """A question that the assessor answers with yes, partly or no and a reason."""

    key: str
    question: Text
    law: str
    """Article or section it rests on."""
    must: bool
    """Whether `no` leads to a refusal."""


class Activity(Record, frozen=True, kw_only=True):
    """Something that a firm can do within a pillar."""

    key: str
    what: Text


class Pillar(Record, frozen=True, kw_only=True):
    """A part of the scheme with its own activities, examples and criteria."""

    key: str
    name: Text
    what: Text
    activities: tuple[Activity, ...]
    examples: tuple[Text, ...]
    """Two firms and what they do, so that somebody recognises himself."""
    criteria: tuple[Criterion, ...]
    source: str


class Exclusion(Record, frozen=True, kw_only=True):
    """What the scheme does not pay for."""

    key: str
    what: Text
    status: Status
    source: str


class Door(Record, frozen=True, kw_only=True):
    """Where a firm goes on when the answer is not now. Exactly one of `scheme`, `instrument` and `organisation`."""

    key: str
    what: Text
    """What is there for this firm, in one or two sentences."""
    for_reasons: tuple[str, ...]
    """Codes of reasons that lead here, such as `scope_rd`."""
    rungs: tuple[str, ...]
    """Rungs that lead here with the reason `rung`. Empty: any rung."""
    source: str
    scheme: str | None = None
    """Key of a scheme of this pack."""
    instrument: str | None = None
    """Key of an instrument that somebody else runs: an outward door."""
    organisation: str | None = None
    """Key of an organisation that helps further."""

    @property
    def target(self) -> str:
        """Key of the scheme, instrument or organisation behind the door."""
        return self.scheme or self.instrument or self.organisation or self.key


CheckQuestion = Literal[
    "location",
    "fte",
    "sme",
    "rung",
    "pillars",
    "research",
    "started",
    "costs",
    "own-share",
    "once",
    "aid",
    "agriculture",
    "insolvency",
    "cyber",
]
"""Questions of the check without an account, one rule each. Their words are in `packs/common/subsidies.yml`."""


class Scheme(Record, frozen=True, kw_only=True, dict=True):
    """`schemes/<key>.yml`: a subsidy that the programme itself runs."""

    key: str
    """Name of the file. It stands in addresses and is stored with every application."""
    instrument: str
    """Key of the instrument under which result pages name it."""
    name: Text
    short: Text
    """The name in a few words, for lists."""
    status: Literal["draft", "open", "closed"]
    """`draft`: not in force yet, nobody can apply; `open`: the openings say when; `closed`: over."""
    status_note: Text
    lead: Text
    """What a firm gets out of it, in two or three short sentences."""
    who: Text
    """For whom it is."""
    regulation: str | None
    """The regulation as it is cited. Null: it is not there yet."""
    source: str
    versions: tuple[Parameters, ...]
    """Dated versions of the parameters, the oldest first."""
    openings: tuple[Opening, ...]
    ceilings: tuple[Ceiling, ...]
    distribution: Distribution
    settles_at_once: bool
    """Whether the decision gives and settles in one (no settlement afterwards)."""
    terms: tuple[Term, ...]
    decision_from: Literal["receipt", "complete"]
    """Whether the decision term starts with the receipt or with the day on which the application is complete."""
    penalty: tuple[PenaltyStep, ...]
    """What a late decision costs a day, in order (Awb 4:17)."""
    arrangements: tuple[Arrangement, ...]
    obligations: tuple[Obligation, ...]
    data_layers: tuple[DataLayer, ...]
    measures: tuple[Measure, ...]
    mandates: tuple[Mandate, ...]
    retention: tuple[Retention, ...]
    pillars: tuple[Pillar, ...]
    """Empty: the scheme has no parts, and costs are given as one."""
    criteria: tuple[Criterion, ...]
    """What is assessed whichever pillar is chosen."""
    exclusions: tuple[Exclusion, ...]
    doors: tuple[Door, ...]
    documents: tuple[RequiredDocument, ...]
    questions: tuple[CheckQuestion, ...]
    """The check without an account, in this order."""
    amendments: tuple[Amendment, ...] = ()
    """Later changes of terms, arrangements, duties and documents, the oldest first."""

    def as_of(self, at: datetime) -> "Scheme":
        """Return the edition that holds at an aware moment: this scheme with every amendment that began by then.

        Before the first amendment that is the scheme itself. An edition keeps the amendments that are still to come, so
        it can be taken further: `as_of(a).as_of(b)` is `as_of` the later of the two. Computed once per scheme.
        """
        if not self.amendments:
            return self
        begun = [edition for start, edition in self._editions if start <= at]
        return begun[-1] if begun else self

    @cached_property
    def _editions(self) -> tuple[tuple[datetime, "Scheme"], ...]:
        """The first moment of each amendment, and the scheme from then on."""
        found: list[tuple[datetime, Scheme]] = []
        edition = self
        for place, amendment in enumerate(self.amendments, 1):
            changes = amendment.changes(edition.terms)
            edition = msgspec.structs.replace(edition, amendments=self.amendments[place:], **changes)
            found.append((moment(amendment.valid_from), edition))
        return tuple(found)

    @property
    def measures_ever(self) -> tuple[Measure, ...]:
        """The measures of this edition and all that come after it, each once: figures outlive the list they were on."""
        lists = [self.measures, *(item.measures or () for item in self.amendments)]
        return tuple({item.key: item for measures in lists for item in measures}.values())

    def version_at(self, at: datetime) -> Parameters:
        """Return the parameters that hold at an aware moment; before the first version that first one."""
        held = [version for version in self.versions if moment(version.valid_from) <= at]
        return held[-1] if held else self.versions[0]

    def version(self, key: str) -> Parameters:
        """Return the version with `key`, as stored with an application. KeyError when there is none."""
        for version in self.versions:
            if version.key == key:
                return version
        raise KeyError(key)

    def term(self, key: TermKey) -> Term:
        """Return the term with `key`. KeyError when the scheme has none."""
        for term in self.terms:
            if term.key == key:
                return term
        raise KeyError(key)

    def ceiling_at(self, period: str, at: datetime) -> Ceiling | None:
        """Return the ceiling of a period in effect at an aware moment; None when none was published by then."""
        held = [
            item
            for item in self.ceilings
            if item.period == period and max(moment(item.published_at), moment(item.effective_from)) <= at
        ]
        return max(held, key=lambda item: moment(item.effective_from)) if held else None

    def arrangement(self, amount_cents: int) -> Arrangement:
        """Return the arrangement for a grant of this amount. KeyError: the pack check was skipped."""
        for item in self.arrangements:
            if item.least_cents <= amount_cents and (item.below_cents is None or amount_cents < item.below_cents):
                return item
        raise KeyError(amount_cents)

    def pillar(self, key: str) -> Pillar:
        """Return the pillar with `key`. KeyError when there is none."""
        for pillar in self.pillars:
            if pillar.key == key:
                return pillar
        raise KeyError(key)


def opening_at(
    scheme: Scheme, at: datetime, *, rehearsal: bool = False
) -> tuple[Literal["draft", "opens", "open", "closed"], Opening | None]:
    """Say whether an application can be handed in at an aware moment, and the opening that this is about.

    `opens` comes with the next opening; `closed` with the last one, if there was any. The moment of closing is closed.
    Under a draft nobody can apply, but for a `rehearsal`: a demonstration or test in which its examples count.
    """
    if scheme.status == "draft" and not rehearsal:
        return "draft", None
    openings = sorted(scheme.openings, key=lambda item: moment(item.opens))
    if scheme.status == "closed":
        return "closed", openings[-1] if openings else None
    for item in openings:
        if at < moment(item.opens):
            return "opens", item
        if at < moment(item.closes):
            return "open", item
    return "closed", openings[-1] if openings else None
