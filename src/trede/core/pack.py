"""What a region pack may say: frozen, typed records, one per file of `packs/<region>/`.

A pack is the policy as data. It holds no conditions: what needs an `if` is a rule in `trede.core`.
Every text has Dutch and English; every item names its `source` (document, section).
"""

from datetime import date
from typing import Literal

from trede.core.pack_base import Record as Record  # noqa: PLC0414  # offered from here to everybody
from trede.core.pack_base import Text as Text  # noqa: PLC0414  # idem
from trede.core.pack_embed import Referrer
from trede.core.pack_names import ApprovedName
from trede.core.pack_places import Municipality
from trede.core.pack_schemes import Scheme

OptionKey = str
"""Key of an answer: `A`…`F` for the ladder scan, `ja`/`deels`/`nee`/`weet-niet` for a baseline check."""


class Sector(Record, frozen=True, kw_only=True):
    """A sector for comparison groups. `sbi` holds section letters or division numbers of the SBI."""

    key: str
    name: Text
    sbi: tuple[str, ...] = ()
    """Section letters of SBI 2008 (`F`) and codes of two to five digits (`62`, `953`); the longest code goes first."""


class SizeClass(Record, frozen=True, kw_only=True):
    """A size class in fte, `minimum` included, `maximum` included (left out: no upper limit)."""

    key: str
    name: Text
    minimum: float
    maximum: float | None = None


class TargetGroup(Record, frozen=True, kw_only=True):
    """Who the policy is for: firms established in the region with at least `minimum_fte` fte."""

    minimum_fte: float
    source: str


class Contact(Record, frozen=True, kw_only=True):
    """How an entrepreneur reaches a human being. What is left out, a page leaves out."""

    name: Text
    phone: str | None = None
    email: str | None = None
    hours: Text | None = None
    url: str | None = None


class Terms(Record, frozen=True, kw_only=True):
    """Terms of the chain, in working days (Dutch holidays excluded) unless the name says otherwise."""

    first_contact: int
    """From request to first contact."""
    referral_answer: int
    """From referral to the partner's answer."""
    service_confirmation_days: int
    """Calendar days after which a service reads 'not confirmed'."""
    scan_retention_months: int
    """Months that a scan is kept under its code."""
    source: str


class Disclosure(Record, frozen=True, kw_only=True):
    """Smallest group of firms a figure may stand for, in public and inside the desk; shares in percentage points."""

    public_minimum: int
    """In public: 10 or more."""
    partner_minimum: int
    """Among partners: 5 or more."""
    round_counts_to: int
    round_shares_to: int
    source: str


class BaseFigure(Record, frozen=True, kw_only=True):
    """A dated figure from outside, such as the number of firms with at least 2 fte. Null: not known yet."""

    key: str
    name: Text
    value: int | None
    on: date | None
    source: str


class PackInfo(Record, frozen=True, kw_only=True):
    """`pack.yml`: what the region is and the numbers that the whole programme shares."""

    key: str
    """Name of the folder, lower-case letters, digits and hyphens."""
    version: str
    """Stored with every result, such as `2026-06`. A change of content is a new version."""
    valid_from: date
    name: Text
    """Name of the programme, in the header of every page."""
    region: Text
    """Name of the region, as it stands in texts."""
    province: str
    languages: tuple[str, ...]
    """`nl` and `en`, the first one first."""
    source: str
    """Document and section of the policy; every item below names its own."""
    default_scan: str
    """Key of the scan of the ladder (rule `trede-1`)."""
    baseline_scan: str
    """Key of the baseline of digital safety (rule `baseline-1`)."""
    front_door: str
    """Key of the organisation that takes first requests and owns the chain."""
    municipalities: tuple[Municipality, ...]
    sectors: tuple[Sector, ...]
    size_classes: tuple[SizeClass, ...]
    target_group: TargetGroup
    contact: Contact
    terms: Terms
    disclosure: Disclosure
    base_figures: tuple[BaseFigure, ...] = ()
    theme: dict[str, str] = {}
    """Design tokens of the region's house style: CSS custom property name (without `--`) to value."""


class Rung(Record, frozen=True, kw_only=True):
    """A rung of the ladder (trede), lowest first in `ladder.yml`."""

    key: str
    name: Text
    line: Text
    """One short sentence: what a firm on this rung does."""
    meaning: Text
    """What it means to stand here, in one to three sentences."""
    action: Text
    """The one concrete action of this phase, as an instruction."""
    safety: Text
    """What digital safety asks of a firm on this rung."""
    stage: str
    """Key of the help stage this rung belongs to."""
    source: str


class Stage(Record, frozen=True, kw_only=True):
    """Two neighbouring rungs that share doors: starting, growing, renewing."""

    key: str
    name: Text
    doors: tuple[str, ...]
    """Organisation keys, the first one first."""
    help: Text
    """Who helps in this stage and how, in one or two sentences."""
    source: str


class Ladder(Record, frozen=True, kw_only=True):
    """`ladder.yml`: six rungs, lowest first, and the stages they belong to."""

    rungs: tuple[Rung, ...]
    stages: tuple[Stage, ...]
    safety_doors: tuple[str, ...]
    """Organisations that come first when digital safety comes first."""
    source: str


class Option(Record, frozen=True, kw_only=True):
    """One answer a question offers."""

    key: OptionKey
    text: Text
    """The answer in the words of the person who answers."""


class NextStep(Record, frozen=True, kw_only=True):
    """The next step for the answers of one band, such as `A-B`."""

    band: str
    answers: tuple[OptionKey, ...]
    """The answers that lead to this step; an answer has one step at most."""
    text: Text


class Question(Record, frozen=True, kw_only=True):
    """One question. `key` is the topic key; `group` and `must` are used by baseline checks."""

    key: str
    title: Text
    prompt: Text
    options: tuple[Option, ...]
    next_steps: tuple[NextStep, ...]
    source: str
    help: Text | None = None
    """A few more words for who does not see what is meant."""
    group: str | None = None
    """Key of the group it stands under."""
    must: bool = False
    """Whether the baseline asks it of every firm."""


class QuestionGroup(Record, frozen=True, kw_only=True):
    """A heading over questions of a baseline check (one of the five principles of NCSC, for example)."""

    key: str
    name: Text


class Scan(Record, frozen=True, kw_only=True):
    """`scans/<key>.yml`: a questionnaire with the named core rule that reads its answers."""

    key: str
    version: str
    """Stored with every outcome. New wording is a new version: it breaks the comparison with earlier scans."""
    rule: Literal["trede-1", "baseline-1", "ai-ready-1", "autonomy-1", "skills-1"]
    title: Text
    intro: tuple[Text, ...]
    doubt: Text
    """What to do when two answers fit; stands with every question."""
    minutes: tuple[int, int]
    """Least and most minutes it takes."""
    questions: tuple[Question, ...]
    source: str
    groups: tuple[QuestionGroup, ...] = ()
    attention_order: tuple[str, ...] = ()
    """Topic keys in the order in which equally low topics are named (rule `trede-1`), or in which what is missing comes
    first (rule `ai-ready-1`)."""
    safety_topic: str | None = None
    """Topic of digital safety, whose answer decides about `cyber` (rule `trede-1`)."""
    by_rung: dict[str, Text] = {}
    """Per rung what comes after the baseline (rule `baseline-1`), or which AI fits (rule `ai-ready-1`)."""
    subjects: tuple[QuestionGroup, ...] = ()
    """What the questions are asked about, one by one: kinds of systems (rule `autonomy-1`)."""


class Instrument(Record, frozen=True, kw_only=True):
    """A voucher, subsidy or programme. On result pages it is an indication, never a promise."""

    key: str
    name: Text
    kind: Literal["voucher", "subsidy", "programme", "fund"]
    rungs: tuple[str, ...]
    """Rungs it is meant for."""
    what: Text
    status: Literal["open", "closed", "draft", "unknown"]
    """What is known about it today; `unknown` when nobody confirmed it."""
    status_note: Text
    source: str
    checked_on: date | None = None
    """Day on which the status was looked up."""
    url: str | None = None


class Eligibility(Record, frozen=True, kw_only=True):
    """Which firms a service is for. What is left out does not limit. Rungs and topics stand on the service itself."""

    minimum_fte: float | None = None
    maximum_fte: float | None = None
    municipalities: tuple[str, ...] | None = None
    """Names of municipalities of the region."""
    sectors: tuple[str, ...] | None = None
    """Keys of sectors of the region."""
    open_from: date | None = None
    open_until: date | None = None


class Service(Record, frozen=True, kw_only=True):
    """What a partner offers. `topics` are the seven topic keys or the pillars `A`…`D`."""

    key: str
    name: Text
    what: Text
    kind: Literal["advice", "scan", "training", "test-before-invest", "implementation", "funding", "talent"]
    rungs: tuple[str, ...]
    """Rungs it serves."""
    topics: tuple[str, ...]
    """Topics it helps with, and the pillars `A`…`D` of the readiness subsidy."""
    response_working_days: int
    """Working days within which the partner answers a referral."""
    source: str
    status: Literal["open", "full", "closed"] = "open"
    """`full`: no room now; `closed`: not offered now. Both need an `alternative`."""
    status_since: date | None = None
    """Day on which the status began, when a partner set it."""
    capacity: int | None = None
    """Trajectories at the same time."""
    waiting_working_days: int | None = None
    """Working days until help can begin. None: not known."""
    cost: Text | None = None
    languages: tuple[str, ...] = ("nl",)
    confirmed_on: date | None = None
    """Day on which the partner last confirmed this service; until then it reads 'not confirmed'."""
    eligibility: Eligibility = Eligibility()
    alternative: str | None = None
    """Key of the service to offer when this one is full or closed."""


class Organisation(Record, frozen=True, kw_only=True):
    """A partner in the chain, with the services it offers along the ladder."""

    key: str
    name: str
    role: Text
    """What it does in the chain, in one or two sentences."""
    kind: Literal[
        "front-door", "hub", "security", "education", "municipality", "association", "private", "government", "fund"
    ]
    source: str
    services: tuple[Service, ...] = ()
    url: str | None = None
    municipality: str | None = None
    """Where it sits; for the kind `municipality` which one it is."""


class Partners(Record, frozen=True, kw_only=True):
    """`partners.yml`."""

    organisations: tuple[Organisation, ...]


class Instruments(Record, frozen=True, kw_only=True):
    """`instruments.yml`."""

    instruments: tuple[Instrument, ...]


class Indicator(Record, frozen=True, kw_only=True):
    """Definition of one core indicator. Values are computed from events, never typed in."""

    key: str
    number: int
    """Its place in the report, from 1."""
    name: Text
    question: Literal["reach", "steps", "talent"]
    """Which of the three questions of the monitor it answers."""
    numerator: Text
    denominator: Text | None
    unit: Text
    events: tuple[str, ...]
    """Journal events that are counted."""
    owner: Text
    """Who registers it."""
    limits: Text
    """What the figure does not say."""
    version: str
    source: str


class Indicators(Record, frozen=True, kw_only=True):
    """`indicators.yml`."""

    indicators: tuple[Indicator, ...]


class Pack(Record, frozen=True, kw_only=True):
    """A whole region pack, loaded and checked. Immutable: the same object serves every request."""

    info: PackInfo
    ladder: Ladder
    scans: dict[str, Scan]
    instruments: tuple[Instrument, ...]
    organisations: tuple[Organisation, ...]
    indicators: tuple[Indicator, ...]
    texts: dict[str, Text]
    """Engine texts of `packs/common/`, overridden by the region's own `texts.yml`."""
    referrers: dict[str, Referrer] = {}
    """Key to the site that may send visitors to the scan."""
    schemes: dict[str, Scheme] = {}
    """Key to the subsidy scheme that the programme itself runs."""
    names: tuple[ApprovedName, ...] = ()
    """Approved names of the engine and of the region, for the reading level."""

    @property
    def reference(self) -> str:
        """`drenthe@2026-06`, stored with every result."""
        return f"{self.info.key}@{self.info.version}"

    def text(self, key: str, language: str, **values: object) -> str:
        """Return text `key` with `{name}` placeholders filled in. KeyError: the pack check was skipped."""
        template = self.texts[key].in_language(language)
        return template.format_map(values) if values else template

    def organisation(self, key: str) -> Organisation:
        """Return the organisation with `key`. KeyError when there is none."""
        return {organisation.key: organisation for organisation in self.organisations}[key]

    def service(self, key: str) -> tuple[Organisation, Service]:
        """Return the service with `key` and the organisation that offers it. KeyError when there is none."""
        for organisation in self.organisations:
            for service in organisation.services:
                if service.key == key:
                    return organisation, service
        raise KeyError(key)
