"""The chain as tables: which step leads where, who may take it, what it needs, who acts next and when it is due.

The referral follows the closed loop of HL7 Gravity SDOH Clinical Care. The rule on top is the programme's own: no end
without a way on. Rules look at stored keys only, never at labels; `docs/reference/states.md` is made from these tables.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from trede.core.clocks import add_working_days
from trede.core.errors import InputError, NotPermitted, OutOfOrder

GRAVITY = "HL7 Gravity SDOH Clinical Care, Task-toestanden"
CHAIN = "Beleidsaanpak 2026, §6 (warme overdracht, vaste route)"
HOUSE = "Ketenregels Trede"


class Party(StrEnum):
    """Whose turn it is, or who may take a step."""

    REQUESTER = "requester"
    """The organisation that refers: the front door, which keeps the file."""
    TARGET = "target"
    """The partner the firm is referred to."""
    CHAIN_OWNER = "chain-owner"
    """Who watches over the whole chain."""


class Need(StrEnum):
    """What has to be given for a step to count."""

    REASON = "reason"
    SERVICE = "service"
    CONSENT = "consent"
    HANDOVER = "handover"
    RUNG = "rung"
    WAY_ON = "way-on"


@dataclass(frozen=True, slots=True)
class State:
    """A state: who acts next, what the act is, and in how many working days it is due.

    `due` is a number of working days, or the name of the pack's term. None when the state is an end: nobody acts.
    """

    key: str
    acts_next: Party | None
    act: str | None
    due: int | Literal["referral-answer", "first-contact"] | None
    source: str

    @property
    def is_end(self) -> bool:
        """Say whether nothing happens after this state."""
        return self.acts_next is None


@dataclass(frozen=True, slots=True)
class Edge:
    """A step from one state to another."""

    step: str
    origin: str
    to: str
    who: frozenset[Party]
    needs: frozenset[Need]
    source: str


@dataclass(frozen=True, slots=True)
class Machine:
    """A state machine: its states in reading order and its edges."""

    key: str
    start: str
    states: tuple[State, ...]
    edges: tuple[Edge, ...]

    def state(self, key: str) -> State:
        """Return the state. KeyError for an unknown key."""
        for state in self.states:
            if state.key == key:
                return state
        raise KeyError(key)

    def steps(self, origin: str, parties: frozenset[Party]) -> tuple[Edge, ...]:
        """Return the steps that these parties may take from a state."""
        return tuple(edge for edge in self.edges if edge.origin == origin and edge.who & parties)

    def ends(self) -> frozenset[str]:
        """Return the keys of the end states."""
        return frozenset(state.key for state in self.states if state.is_end)


@dataclass(frozen=True, slots=True)
class WayOn:
    """How it goes on for the firm after an end: a follow-up, or its own wish to stop, said on a day."""

    follow_up: bool = False
    firm_stops_on: date | None = None

    @property
    def is_given(self) -> bool:
        """Say whether the firm has a way on."""
        return self.follow_up or self.firm_stops_on is not None


@dataclass(frozen=True, slots=True)
class Given:
    """What comes with a step."""

    reason: str = ""
    service: bool = False
    consent: bool = False
    handover: bool = False
    rung: bool = False
    way_on: WayOn = WayOn()

    def has(self, need: Need) -> bool:
        """Say whether a need is met."""
        return {
            Need.REASON: bool(self.reason.strip()),
            Need.SERVICE: self.service,
            Need.CONSENT: self.consent,
            Need.HANDOVER: self.handover,
            Need.RUNG: self.rung,
            Need.WAY_ON: self.way_on.is_given,
        }[need]


_R, _T, _O = Party.REQUESTER, Party.TARGET, Party.CHAIN_OWNER
_END = (Need.REASON, Need.WAY_ON)


def _edge(step: str, origin: str, to: str, who: tuple[Party, ...], *needs: Need, source: str = GRAVITY) -> Edge:
    return Edge(step, origin, to, frozenset(who), frozenset(needs), source)


_OPEN = ("draft", "requested", "accepted", "in-progress", "on-hold")

REFERRAL = Machine(
    key="referral",
    start="draft",
    states=(
        State("draft", _R, "choose-service", 5, HOUSE),
        State("requested", _T, "answer-referral", "referral-answer", HOUSE),
        State("accepted", _T, "start-trajectory", 10, HOUSE),
        State("in-progress", _T, "complete-trajectory", 60, "Beleidsaanpak 2026, §7 (8 tot 12 weken)"),
        State("on-hold", _T, "resume-trajectory", 20, HOUSE),
        State("completed", None, None, None, GRAVITY),
        State("rejected", None, None, None, GRAVITY),
        State("failed", None, None, None, GRAVITY),
        State("cancelled", None, None, None, GRAVITY),
        State("entered-in-error", None, None, None, GRAVITY),
    ),
    edges=(
        _edge("request", "draft", "requested", (_R,), Need.SERVICE, Need.CONSENT, Need.HANDOVER, source=CHAIN),
        _edge("accept", "requested", "accepted", (_T,)),
        _edge("reject", "requested", "rejected", (_T,), *_END),
        _edge("start", "accepted", "in-progress", (_T,)),
        _edge("hold", "in-progress", "on-hold", (_T,), Need.REASON),
        _edge("resume", "on-hold", "in-progress", (_T,)),
        _edge("complete", "in-progress", "completed", (_T,), Need.RUNG, source=CHAIN),
        _edge("complete", "on-hold", "completed", (_T,), Need.RUNG, source=CHAIN),
        _edge("fail", "in-progress", "failed", (_T,), *_END),
        _edge("fail", "on-hold", "failed", (_T,), *_END),
        *(_edge("cancel", origin, "cancelled", (_R, _O), *_END) for origin in _OPEN),
        *(_edge("correct", origin, "entered-in-error", (_R, _O), *_END) for origin in _OPEN),
    ),
)

REQUEST = Machine(
    key="request",
    start="received",
    states=(
        State("received", _R, "take-request", "first-contact", CHAIN),
        State("taken", None, None, None, HOUSE),
        State("closed", None, None, None, HOUSE),
    ),
    edges=(
        _edge("take", "received", "taken", (_R,), source=CHAIN),
        _edge("close", "received", "closed", (_R, _O), *_END, source=HOUSE),
    ),
)

INTAKE = Machine(
    key="intake",
    start="to-schedule",
    states=(
        State("to-schedule", _R, "hold-intake", "first-contact", CHAIN),
        State("scheduled", _R, "hold-intake", 0, HOUSE),
        State("held", None, None, None, CHAIN),
    ),
    edges=(
        _edge("schedule", "to-schedule", "scheduled", (_R,), source=HOUSE),
        _edge("schedule", "scheduled", "scheduled", (_R,), source=HOUSE),
        _edge("hold-intake", "to-schedule", "held", (_R,), Need.RUNG, source=CHAIN),
        _edge("hold-intake", "scheduled", "held", (_R,), Need.RUNG, source=CHAIN),
    ),
)

MACHINES = (REQUEST, INTAKE, REFERRAL)
WITHOUT_WAY_ON = frozenset({"completed"})
"""The one end of a referral that is a way on in itself."""

_MISSING: dict[Need, tuple[str, str]] = {
    Need.REASON: ("Schrijf waarom.", "Write down why."),
    Need.SERVICE: ("Kies eerst een dienst.", "Choose a service first."),
    Need.CONSENT: (
        "Leg eerst vast dat het bedrijf dit goed vindt.",
        "First record that the firm agrees.",
    ),
    Need.HANDOVER: (
        "Noem de dag van de overdracht en de twee mensen die elkaar spreken.",
        "Name the day of the handover and the two people who speak to each other.",
    ),
    Need.RUNG: ("Kies de trede waar het bedrijf nu staat.", "Choose the rung the firm is on now."),
    Need.WAY_ON: (
        "Kies hoe het bedrijf verder gaat: een andere route, of de eigen wens om te stoppen.",
        "Choose how the firm goes on: another route, or its own wish to stop.",
    ),
}


def check_step(machine: Machine, origin: str, step: str, parties: frozenset[Party], given: Given) -> Edge:
    """Return the edge of a step that may be taken now.

    Raises OutOfOrder when the step does not fit the state (somebody was first, or it is too early), NotPermitted when
    it is not these parties' step, InputError (code `missing-<need>`) for what is not given.
    """
    edges = [edge for edge in machine.edges if edge.origin == origin and edge.step == step]
    if not edges:
        raise OutOfOrder(
            "out-of-order",
            "Deze stap kan nu niet. Iemand was je voor, of het is nog te vroeg. Je ziet hieronder hoe het nu staat.",
            "This step is not possible now. Somebody was first, or it is too early. Below you see how it stands.",
        )
    edge = edges[0]
    if not edge.who & parties:
        raise NotPermitted("not-your-step", "Deze stap is niet aan jou.", "This step is not yours to take.")
    for need in Need:
        if need in edge.needs and not given.has(need):
            dutch, english = _MISSING[need]
            raise InputError(f"missing-{need.value}", dutch, english)
    return edge


def may_end(state: str, way_on: WayOn) -> bool:
    """Say whether a referral may stand in this state: an end needs a way on, unless it is `completed`."""
    return state not in REFERRAL.ends() or state in WITHOUT_WAY_ON or way_on.is_given


def acts_next(state: str, *, consent_stands: bool) -> tuple[Party, str] | None:
    """Return who acts next on a referral and the key of the act; None at an end.

    When the firm withdrew its consent the partner sees nothing, so the requester has to find another way.
    """
    found = REFERRAL.state(state)
    if found.acts_next is None or found.act is None:
        return None
    if found.acts_next is Party.TARGET and not consent_stands:
        return Party.REQUESTER, "choose-other-way"
    return found.acts_next, found.act


def due_day(machine: Machine, state: str, since: date, *, terms: dict[str, int]) -> date | None:
    """Return the day on which the act of a state is due, counted in working days from `since`; None at an end.

    `terms` holds the working days of the named terms: `first-contact`, `referral-answer`. KeyError: one is missing.
    """
    due = machine.state(state).due
    if due is None:
        return None
    return add_working_days(since, due if isinstance(due, int) else terms[due])
