"""The kinds of terms of a subsidy, each with its legal basis, and the sentences that explain a deadline.

Lengths are defaults: a scheme says its own, and a case may too. What the law fixes names its article; what it leaves
open names where the number comes from. "Reference" marks a choice of ours that a province has to confirm.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING

from trede.core.clocks import add_working_days
from trede.core.terms import Bound, Extends, Extension, Length, Step, Suspension, Term, Unit

if TYPE_CHECKING:
    from trede.core.pack_scheme_terms import Term as SchemeTerm

_A, _O = Bound.APPLICANT, Bound.OFFICE
_REF = "referentie"


def _weeks(count: int) -> Length:
    return Length(count, Unit.WEEKS)


TERMS: dict[str, Term] = {
    term.key: term
    for term in (
        Term("completeness", Length(5, Unit.WORKING_DAYS), f"servicenorm ({_REF})", "received", _O, Extends.NO),
        Term("repair", _weeks(2), "Awb 4:5.1; Subsidieloket Drenthe: twee weken", "invited", _A, Extends.UNKNOWN),
        Term("decision", _weeks(13), "Awb 4:13; Subsidieloket Drenthe: 13 weken", "received", _O),
        Term("handling-lapse", _weeks(4), "Awb 4:5.4", "ended", _O),
        Term("hearing", _weeks(2), f"Awb 4:7 en 4:8; lengte: {_REF}", "invited", _A, Extends.UNKNOWN),
        Term("part-offer", Length(5, Unit.WORKING_DAYS), _REF, "offered", _A, Extends.NO),
        Term("notice", Length(48, Unit.HOURS), "Awb 2:10", "placed", _O, Extends.NO),
        Term("objection", _weeks(6), "Awb 6:7 en 6:8", "announced", _A),
        Term("objection-decision", _weeks(6), "Awb 7:10.1", "objection_end", _O),
        Term("payment", _weeks(6), "Awb 4:87.1", "announced", _O),
        Term("advance", _weeks(2), f"Kaderbesluit EZK- en LNV-subsidies 45 ({_REF})", "announced", _O),
        Term("payment-suspension", _weeks(13), "Awb 4:56", "notified", _O),
        Term("penalty", _weeks(2), "Awb 4:17.3", "notice", _O),
        Term("penalty-decision", _weeks(2), "Awb 4:18", "last_penalty_day", _O),
        Term(
            "register",
            Length(20, Unit.WORKING_DAYS),
            "Verordening (EU) 2023/2831, art. 6",
            "granted",
            _O,
            Extends.NO,
        ),
        Term("settlement-claim", _weeks(13), f"Kaderbesluit EZK- en LNV-subsidies 50.1 ({_REF})", "ended", _A),
        Term("settlement", _weeks(13), f"Kaderbesluit EZK- en LNV-subsidies 52 ({_REF})", "claimed", _O),
        Term("withdrawal", Length(5, Unit.YEARS), "Awb 4:49.3", "announced", _O),
        Term("reclaim", Length(5, Unit.YEARS), "Awb 4:57.4", "established", _O),
        Term("retention", Length(10, Unit.YEARS), f"selectielijst en de-minimis ({_REF})", "closed", _O, Extends.NO),
    )
}
"""Each kind of term by its key."""

_STARTS = {
    "receipt": "received",
    "invitation": "invited",
    "repair-end": "ended",
    "announcement": "announced",
    "placement": "placed",
    "offer": "offered",
    "objection-end": "objection_end",
    "suspicion": "notified",
    "default-notice": "notice",
    "penalty-end": "last_penalty_day",
    "grant": "granted",
    "end-of-project": "ended",
    "claim": "claimed",
    "settlement": "established",
}
"""Words of a scheme file for the fact that starts a term."""


def of_scheme(said: "SchemeTerm") -> Term:
    """Return the term that a scheme of the pack says; who is bound by it follows from the kind."""
    kind = TERMS.get(said.key) or TERMS["decision"]
    length = Length(said.length, Unit(said.unit.replace("-", " ")))
    starts = _STARTS.get(said.starts, said.starts)
    return Term(said.key, length, said.law, starts, kind.bound, Extends(said.extends))


COMMITTEE_LENGTH = _weeks(12)
"""The decision on an objection with an advisory committee (Awb 7:10.1)."""
LONGER: dict[str, Length] = {"decision": _weeks(9), "objection-decision": _weeks(6)}
"""How much a term may be extended by notice: 13 to 22 weeks with advice (Drenthe), 6 weeks (Awb 7:10.3)."""
GROUNDS: dict[str, str] = {
    "repair": "Awb 4:15.1 onder a (aanvullen)",
    "foreign": "Awb 4:15.1 onder b (informatie uit het buitenland)",
    "consent": "Awb 4:15.2 onder a (instemming)",
    "applicant-delay": "Awb 4:15.2 onder b (vertraging door de aanvrager)",
    "force-majeure": "Awb 4:15.2 onder c (overmacht)",
    "bibob": "Wet Bibob 31",
    "suspicion": "Awb 4:56 (ernstig vermoeden)",
}
"""Grounds on which a term may stand still."""

STEP_TEXTS: dict[str, tuple[str, str]] = {
    "not-started": ("De termijn loopt nog niet.", "The term has not started."),
    "starts": ("De termijn begint na {day}.", "The term starts after {day}."),
    "length": ("Zonder opschorting of verlenging eindigt hij op {day}.", "Without more it ends on {day}."),
    "extended": ("Hij is verlengd, bekendgemaakt op {day}.", "It was extended, announced on {day}."),
    "extended-too-late": (
        "De verlenging van {day} telt niet: de termijn was al voorbij.",
        "The extension of {day} does not count: the term was already over.",
    ),
    "suspended": (
        "Hij stond {count} dagen stil, tot en met {day} ({ground}).",
        "It stood still for {count} days, up to and with {day} ({ground}).",
    ),
    "suspended-open": ("Hij staat stil sinds {day} ({ground}).", "It has stood still since {day} ({ground})."),
    "moved": (
        "Dat is geen werkdag, dus hij loopt door tot en met {day}.",
        "That is no working day, so it runs on up to and with {day}.",
    ),
    "too-long-to-move": (
        "De laatste dag is geen werkdag. Een lange termijn schuift dan niet op.",
        "The last day is no working day. A long term does not move.",
    ),
}
"""The sentence of each step, Dutch and English."""


def sentence(step: Step, language: str = "nl") -> str:
    """Return the sentence that explains a step, with days as ISO text."""
    text = STEP_TEXTS[step.code][language == "en"]
    return text.format(day=step.day, count=step.count, ground=GROUNDS.get(step.ground, step.ground or "–"))


def lengthened(key: str, announced: date) -> Extension:
    """Return the extension that a kind of term knows. KeyError when it knows none."""
    return Extension(LONGER[key], announced)


def notice_by(placed: datetime, hours: int = 48) -> datetime:
    """Return the moment by which notice of a placed message must be given (Awb 2:10): real hours, never extended.

    `placed` is aware; the answer has the same zone.
    """
    zone = placed.tzinfo
    if zone is None:
        raise ValueError("a moment needs a time zone")
    return datetime.fromtimestamp(placed.timestamp() + hours * 3600, zone)


def excused_by_outage(closes: date, received: date, outages: tuple[tuple[date, date], ...], grace: int = 1) -> bool:
    """Say whether an outage excuses a late message (Awb 2:21.3), with the days on which outages began and ended.

    The outage touched the last day, and the message came no later than `grace` working days after it ended; the law
    says "as soon as reasonably possible", the number is a reference value.
    """
    return any(first <= closes <= last and received <= add_working_days(last, grace) for first, last in outages)


def suspended_for_repair(invited: date, completed: date | None, term_ends: date, known_on: date) -> Suspension:
    """Return how long a decision stands still for repair: until completed, or until the term passed unused."""
    if completed is not None and completed <= term_ends:
        return Suspension.after_invitation(invited, completed, "repair")
    return Suspension.after_invitation(invited, term_ends if known_on > term_ends else None, "repair")
