"""May this firm ask for this subsidy? One verdict per rule, each with its reason, source and way on.

Nothing here decides: `probably-yes`, `not-now` with what the firm can do, or `person` when something is not known or
asks for a look. The check before applying never keeps anybody from applying; the desk uses the same verdicts as a list
to answer. A self-scan alone never leads to `not-met` (Beleidsaanpak 2026, bijlage 2: no exact score); an intake does.
Which rules a scheme has follows from its parameters: a parameter that is null or off has no rule.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from trede.core.budget import Budget, CostLine, compute
from trede.core.clocks import amsterdam_day
from trede.core.pack import PackInfo
from trede.core.pack_schemes import Parameters, Scheme

State = Literal["met", "not-met", "unknown"]
Outcome = Literal["probably-yes", "not-now", "person"]
RungSource = Literal["scan", "intake", "adviser"]
Answer = bool | None
"""Yes, no, or not known."""

AWB_REPEAT = "Awb, artikel 4:6"
AWB_INSOLVENCY = "Awb, artikel 4:35"
AID = "Verordening (EU) 2023/2831, artikel 3"
AID_SCOPE = "Verordening (EU) 2023/2831, artikel 1"
CUMULATION = "Verordening (EU) 2023/2831, artikel 5"


@dataclass(frozen=True, slots=True)
class Earlier:
    """An application of the same firm for the same scheme."""

    on: date
    state: Literal["live", "granted", "refused", "not-handled", "withdrawn"] = "live"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a firm and its plan. None means not known; the defaults mean nothing special was declared."""

    fte: Decimal | None = None
    project_in_region: Answer = None
    """Whether the branch where the project is done lies in the region."""
    seat_in_region: Answer = None
    branch_in_region: Answer = None
    rung: str | None = None
    rung_source: RungSource | None = None
    pillars: tuple[str, ...] = ()
    """Pillars of the plan; those of the cost lines count too."""
    lines: tuple[CostLine, ...] = ()
    research: Answer = False
    """Whether the plan as a whole is research and development."""
    started: Answer = False
    started_on: date | None = None
    ordered_on: date | None = None
    """First order or contract that binds the firm."""
    own_share: Answer = True
    """Whether the firm can pay the rest itself."""
    earlier: tuple[Earlier, ...] = ()
    new_facts: bool = False
    """Whether there is something new since an earlier refusal."""
    aid_cents: int | None = 0
    """De minimis aid of the single undertaking in the window."""
    other_aid: Answer = False
    """Whether other aid is asked or given for the same costs."""
    primary_agriculture: Answer = False
    """Primary production of farm products, fishery or aquaculture."""
    insolvent: Answer = False
    cyber_baseline: Answer = None
    """Whether the baseline check of digital safety was done."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one rule. Words stand under `eligibility.<code>.<state>` and `eligibility.<code>.do`."""

    code: str
    state: State
    source: str
    """Article or section it rests on."""
    parameter: str | None = None
    """The parameter it compares with."""
    example: bool = False
    """Whether that parameter is only an example, because the policy leaves it open."""
    doors: tuple[str, ...] = ()
    """Keys of doors of the scheme where the firm can go on."""
    cents: int | None = None
    """An amount it is about: what still fits, or what is missing."""
    unasked: bool = False
    """Unknown because a fact is missing, not because the fact asks for a look."""


@dataclass(frozen=True, slots=True)
class Eligibility:
    """All verdicts on one firm and plan at one moment."""

    scheme: str
    version: str
    day: date
    """Legal day in Amsterdam."""
    outcome: Outcome
    verdicts: tuple[Verdict, ...]
    budget: Budget | None = None
    """None when no costs are known."""
    doors: tuple[str, ...] = field(default=())

    @property
    def refusals(self) -> tuple[Verdict, ...]:
        """Verdicts that stand in the way."""
        return tuple(verdict for verdict in self.verdicts if verdict.state == "not-met")

    @property
    def open(self) -> tuple[Verdict, ...]:
        """Verdicts that somebody has to look at."""
        return tuple(verdict for verdict in self.verdicts if verdict.state == "unknown")


@dataclass(frozen=True, slots=True)
class _Look:
    """What a rule looks at."""

    scheme: Scheme
    version: Parameters
    facts: Facts
    day: date
    budget: Budget | None

    def verdict(self, code: str, state: State, parameter: str, *, law: str = "", unasked: bool = False) -> Verdict:
        """Return a verdict that rests on `parameter` of the scheme, or on `law` where that goes further."""
        basis = self.version.basis_of(parameter)
        return Verdict(code, state, law or basis.source, parameter, basis.status == "example", unasked=unasked)

    def answer(self, code: str, holds: Answer, parameter: str, *, law: str = "") -> Verdict:
        """Return the verdict on a plain yes, no or not known."""
        if holds is None:
            return self.verdict(code, "unknown", parameter, law=law, unasked=True)
        return self.verdict(code, "met" if holds else "not-met", parameter, law=law)


def check(scheme: Scheme, facts: Facts, *, at: datetime, version: Parameters | None = None) -> Eligibility:
    """Return a verdict per rule for an application received at an aware moment.

    The parameters are those that hold at `at`, or `version`: the one that an application keeps. Raises InputError for a
    cost that cannot be, ValueError for a moment without a zone.
    """
    day = amsterdam_day(at)
    held = version or scheme.version_at(at)
    budget = compute(held, facts.lines, room_cents=_room(held, facts)) if facts.lines else None
    look = _Look(scheme, held, facts, day, budget)
    verdicts = tuple(_with_doors(look, verdict) for rule in RULES if (verdict := rule(look)) is not None)
    return Eligibility(
        scheme=scheme.key,
        version=held.key,
        day=day,
        outcome=_outcome(verdicts),
        verdicts=verdicts,
        budget=budget,
        doors=tuple(dict.fromkeys(door for verdict in verdicts for door in verdict.doors)),
    )


def lies_in(info: PackInfo, place: str) -> bool:
    """Tell whether a municipality, by name or CBS code (`GM0114`, `0114`), belongs to the region."""
    wanted = place.strip().casefold()
    return any(
        wanted in (town.name.casefold(), town.code.casefold(), town.code.removeprefix("GM"))
        for town in info.municipalities
    )


def _outcome(verdicts: tuple[Verdict, ...]) -> Outcome:
    states = {verdict.state for verdict in verdicts}
    if "not-met" in states:
        return "not-now"
    return "person" if "unknown" in states else "probably-yes"


def _with_doors(look: _Look, verdict: Verdict) -> Verdict:
    """Add where the firm can go on. What was merely not asked leads nowhere yet."""
    if verdict.state == "met" or verdict.unasked:
        return verdict
    doors = tuple(
        door.key
        for door in look.scheme.doors
        if verdict.code in door.for_reasons
        and (verdict.code != "rung" or not door.rungs or look.facts.rung in door.rungs)
    )
    return replace(verdict, doors=doors)


def _room(version: Parameters, facts: Facts) -> int | None:
    """Cents of de minimis aid that still fit. None: no limit, or not known."""
    if version.de_minimis_cents is None or facts.aid_cents is None:
        return None
    return version.de_minimis_cents - facts.aid_cents


def _location(look: _Look) -> Verdict:
    facts = look.facts
    where = {
        "project": facts.project_in_region,
        "seat": facts.seat_in_region,
        "branch": _either(facts.branch_in_region, facts.seat_in_region),
    }
    return look.answer("location", where[look.version.location], "location")


def _either(one: Answer, other: Answer) -> Answer:
    """Yes when one of them is yes, no when both are no, else not known."""
    return True if one or other else None if one is None or other is None else False


def _fte_min(look: _Look) -> Verdict | None:
    least, fte = look.version.minimum_fte, look.facts.fte
    if least is None:
        return None
    return look.answer("fte_min", None if fte is None else fte >= Decimal(str(least)), "minimum_fte")


def _sme_max(look: _Look) -> Verdict | None:
    most, fte = look.version.sme_maximum_fte, look.facts.fte
    if most is None:
        return None
    return look.answer("sme_max", None if fte is None else fte < Decimal(str(most)), "sme_maximum_fte")


def _rung(look: _Look) -> Verdict | None:
    """A rung outside the scheme: refused after an intake, and only when the scheme says `hard`."""
    version, facts = look.version, look.facts
    if not version.rungs:
        return None
    if facts.rung is None:
        return look.verdict("rung", "unknown", "rungs", unasked=True)
    if facts.rung in version.rungs:
        return look.verdict("rung", "met", "rungs")
    carries = facts.rung_source in ("intake", "adviser") and version.rung_mode == "hard"
    return look.verdict("rung", "not-met" if carries else "unknown", "rungs")


def _scope(look: _Look) -> Verdict | None:
    """Research and development is passed on. A part of it only leaves the costs of that part out."""
    if look.version.research == "allowed":
        return None
    if look.budget is not None and look.budget.refusal == "scope_rd":
        return look.verdict("scope_rd", "not-met", "research")
    research = look.facts.research
    return look.answer("scope_rd", None if research is None else not research, "research")


def _pillar(look: _Look) -> Verdict | None:
    if not look.scheme.pillars:
        return None
    chosen = {*look.facts.pillars, *(line.pillar for line in look.facts.lines if line.pillar)}
    known = {pillar.key for pillar in look.scheme.pillars}
    if not chosen:
        return look.verdict("pillar", "unknown", "pillars_most", unasked=True)
    most = look.version.pillars_most
    return look.answer("pillar", chosen <= known and (most is None or len(chosen) <= most), "pillars_most")


def _started(look: _Look) -> Verdict | None:
    """Work or an order before the day of receipt. That day itself is in time."""
    if look.version.start == "free":
        return None
    facts = look.facts
    days = [day for day in (facts.started_on, facts.ordered_on) if day is not None]
    if days:
        return look.answer("started", min(days) >= look.day, "start")
    return look.answer("started", None if facts.started is None else not facts.started, "start")


def _once(look: _Look) -> Verdict | None:
    """One application that runs or was granted per period. What was refused or withdrawn does not count."""
    if look.version.once_per == "unlimited":
        return None
    counting = [item for item in look.facts.earlier if item.state in ("live", "granted")]
    if look.version.once_per == "calendar-year":
        counting = [item for item in counting if item.on.year == look.day.year]
    return look.answer("once", not counting, "once_per")


def _repeat(look: _Look) -> Verdict | None:
    """After a refusal something new is needed; a person judges whether it is new."""
    if not any(item.state == "refused" for item in look.facts.earlier):
        return None
    state: State = "met" if look.facts.new_facts else "unknown"
    return Verdict("repeat", state, AWB_REPEAT)


def _cyber(look: _Look) -> Verdict | None:
    if not look.version.cyber_baseline:
        return None
    return look.answer("cyber", look.facts.cyber_baseline, "cyber_baseline")


def _agriculture(look: _Look) -> Verdict | None:
    """General de minimis aid does not reach primary production: an officer looks which rules hold."""
    if look.version.de_minimis is None:
        return None
    state: State = "met" if look.facts.primary_agriculture is False else "unknown"
    return look.verdict("agriculture", state, "de_minimis", law=AID_SCOPE)


def _other_aid(look: _Look) -> Verdict:
    state: State = "met" if look.facts.other_aid is False else "unknown"
    return Verdict("other_aid", state, CUMULATION)


def _insolvency(look: _Look) -> Verdict:
    """The body may refuse, it need not (4:35, second paragraph): never by itself."""
    return Verdict("insolvency", "met" if look.facts.insolvent is False else "unknown", AWB_INSOLVENCY)


def _own_share(look: _Look) -> Verdict | None:
    if look.version.rate >= 1:
        return None
    return look.answer("own_share", look.facts.own_share, "rate")


def _min_amount(look: _Look) -> Verdict:
    if look.budget is None or look.budget.refusal == "no_costs":
        return look.verdict("min_amount", "unknown", "minimum", unasked=True)
    if look.budget.refusal != "min_amount":
        return look.verdict("min_amount", "met", "minimum")
    missing = next((item.cents for item in look.budget.remarks if item.code == "min_amount"), None)
    return replace(look.verdict("min_amount", "not-met", "minimum"), cents=missing)


def _de_minimis(look: _Look) -> Verdict | None:
    """Aid that does not fit is not given; what still fits is offered when it reaches the minimum."""
    if look.version.de_minimis is None:
        return None
    room = _room(look.version, look.facts)
    if room is None:
        return look.verdict("de_minimis", "unknown", "de_minimis", law=AID, unasked=True)
    nothing = room < max(look.version.minimum_cents, 1) or (
        look.budget is not None and look.budget.refusal == "de_minimis"
    )
    return replace(look.answer("de_minimis", not nothing, "de_minimis", law=AID), cents=max(room, 0))


RULES: tuple[Callable[[_Look], Verdict | None], ...] = (
    _location,
    _fte_min,
    _sme_max,
    _rung,
    _scope,
    _pillar,
    _started,
    _once,
    _repeat,
    _cyber,
    _agriculture,
    _other_aid,
    _insolvency,
    _own_share,
    _min_amount,
    _de_minimis,
)
"""In the order in which a firm reads them. A rule that a scheme does not have gives nothing."""
CODES = (
    "location",
    "fte_min",
    "sme_max",
    "rung",
    "scope_rd",
    "pillar",
    "started",
    "once",
    "repeat",
    "cyber",
    "agriculture",
    "other_aid",
    "insolvency",
    "own_share",
    "min_amount",
    "de_minimis",
)
"""Codes of reasons, in the order of the rules."""
