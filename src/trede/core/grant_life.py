"""The life of an application: states, events, who may do what, what an event needs and what it causes.

One main line and four regions beside it: objection, payment, penalty, notification. The tables stand in
`trede.core.grant_life_table`, with the article or the norm each line rests on; `docs/reference/grant-life.md` is made
from them. What an applicant reads is a label apart from the state.

Nobody gets stuck: from every state that is no end, staff has a step of its own that needs nothing from others.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from json import dumps

from trede.core.errors import InputError, NotPermitted, OutOfOrder


class Role(StrEnum):
    """In which role somebody acts on a case. The keys are those of the roles of accounts, where these exist."""

    APPLICANT = "applicant"
    OFFICER = "officer"
    READER = "second-reader"
    DECIDER = "decision-maker"
    PAYER = "payer"
    OBJECTION = "objection-officer"
    ADVISER = "intake-adviser"
    SYSTEM = "system"


STAFF = frozenset({Role.OFFICER, Role.READER, Role.DECIDER, Role.PAYER, Role.OBJECTION})
"""People of the office who act on a case."""


class Need(StrEnum):
    """What has to be so for an event. Who calls says what is so; the rules behind each are elsewhere in core."""

    OPEN = "scheme-open"
    SIGNED = "signed"
    DELIVERY = "delivery-choice"
    ITEMS = "items-complete"
    GAPS = "gaps-named"
    WITHIN_REPAIR = "within-repair-term"
    REPAIR_OVER = "repair-term-over"
    WITHIN_LAPSE = "within-four-weeks"
    ROOM = "room"
    NO_ROOM = "no-room"
    PERIOD = "period-runs"
    REASON = "reason"
    REPLY_OVER = "reply-term-over"
    CRITERIA = "criteria-answered"
    STATE_AID = "state-aid-checked"
    SIGNALS = "signals-closed"
    HEARD = "heard"
    OTHER_PERSON = "other-person"
    MANDATE = "mandate"
    UNCHANGED = "snapshot-unchanged"
    LEDGER = "ledger-allows"
    DELIVERED = "delivered"
    CONSENT = "partner-and-consent"
    ENDED = "end-date-passed"
    LOWER_GROUND = "ground-to-lower"
    FIVE_YEARS = "within-five-years"
    SUSPICION = "serious-suspicion"
    NOTHING_OPEN = "nothing-open"
    IN_TIME = "in-time-or-excused"
    TERM_OVER = "term-over"
    IBAN = "account-checked"


BY_STAFF = frozenset({Need.REASON, Need.GAPS, Need.CRITERIA, Need.STATE_AID, Need.SIGNALS, Need.OTHER_PERSON})
"""Needs that staff can meet by doing its own work: no term, applicant or money has to play along."""


@dataclass(frozen=True, slots=True)
class State:
    """A state. `nl` and `en` are what the applicant reads, with fields in braces; `money` is where the amount stands.

    `closed` says that a region rests here, or that the file may go to the archive.
    """

    key: str
    nl: str
    en: str
    money: str
    clock: str
    end: bool
    closed: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """An event that leads from one state to another; from and to may be the same."""

    event: str
    origin: str
    to: str
    who: frozenset[Role]
    needs: frozenset[Need]
    effects: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Region:
    """The main line, or one of the regions beside it."""

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

    def steps(self, origin: str, roles: Iterable[Role]) -> tuple[Edge, ...]:
        """Return the events that somebody in one of these roles may cause from a state."""
        acting = frozenset(roles)
        return tuple(edge for edge in self.edges if edge.origin == origin and edge.who & acting)

    def exits(self, origin: str) -> tuple[Edge, ...]:
        """Return the events by which staff alone gets a case on from a state."""
        return tuple(edge for edge in self.steps(origin, STAFF) if edge.needs <= BY_STAFF and edge.to != origin)


UNDECIDED = (
    "ingediend",
    "herstel",
    "herstel_verlopen",
    "volledig",
    "wachtlijst",
    "in_behandeling",
    "advies",
    "zienswijze",
    "conceptbesluit",
)
"""The states between sending and deciding."""


def region(key: str, start: str, *, states: str, events: str) -> Region:
    """Return a region from its tables in text: see `trede.core.grant_life_table` for the form."""
    return Region(key, start, tuple(_states(_pairs(states))), tuple(_edges(_pairs(events))))


def _pairs(text: str) -> Iterator[tuple[list[str], list[str]]]:
    """Return the cells of each row and of the indented row below it; a dash is an empty cell."""
    lines = text.strip().splitlines()
    for head, below in zip(lines[::2], lines[1::2], strict=True):
        yield [_cell(cell) for cell in head.split("|")], [_cell(cell) for cell in below.split("|")]


def _cell(text: str) -> str:
    return text.strip().removeprefix("–")


def _states(rows: Iterable[tuple[list[str], list[str]]]) -> Iterator[State]:
    for (key, money, clock, flag), (dutch, english) in rows:
        yield State(key, dutch, english, money, clock, end=flag == "end", closed=flag in ("end", "closed"))


def _edges(rows: Iterable[tuple[list[str], list[str]]]) -> Iterator[Edge]:
    for (way, who), (needs, effects, source) in rows:
        event, _, path = way.partition(":")
        origins, _, to = (part.strip() for part in path.partition(">"))
        roles = frozenset(Role(word) for word in who.split())
        needed = frozenset(Need(word) for word in needs.split())
        caused = tuple(effect.strip() for effect in effects.split(";") if effect.strip())
        for origin in UNDECIDED if origins == "undecided" else origins.split():
            yield Edge(event, origin, origin if to == "=" else to, roles, needed, caused, source)


def check_event(region: Region, origin: str, event: str, role: Role, given: Iterable[Need]) -> Edge:
    """Return the edge of an event that may happen now.

    Raises OutOfOrder when the event does not fit the state, NotPermitted when it is not for this role, and InputError
    (code `missing-<need>`) for the first need that is not met.
    """
    from trede.core.grant_life_table import MISSING

    edges = [edge for edge in region.edges if edge.origin == origin and edge.event == event]
    if not edges:
        raise OutOfOrder(
            "out-of-order",
            "Deze stap kan nu niet. Iemand was je voor, of het is nog te vroeg.",
            "This step is not possible now. Somebody was first, or it is too early.",
        )
    edge = next((edge for edge in edges if role in edge.who), None)
    if edge is None:
        raise NotPermitted("not-your-step", "Deze stap is niet aan jou.", "This step is not yours to take.")
    met = frozenset(given)
    for need in Need:
        if need in edge.needs and need not in met:
            dutch, english = MISSING[need]
            raise InputError(f"missing-{need.value}", dutch, english)
    return edge


def open_regions(states: Mapping[str, str]) -> tuple[str, ...]:
    """Return the regions beside the main line that do not rest, given their states by key: none before the archive."""
    from trede.core.grant_life_table import REGIONS

    return tuple(item.key for item in REGIONS[1:] if not item.state(states.get(item.key, item.start)).closed)


# Four eyes, by person


@dataclass(frozen=True, slots=True)
class Apart:
    """Two roles on one case that one person may not have."""

    one: Role
    other: Role
    source: str


APART: tuple[Apart, ...] = (
    Apart(Role.OFFICER, Role.DECIDER, "vier ogen: wie voorbereidt, besluit niet"),
    Apart(Role.OFFICER, Role.READER, "vier ogen: de tweede lezer is een ander"),
    Apart(Role.DECIDER, Role.PAYER, "functiescheiding: wie besluit, betaalt niet"),
    Apart(Role.OBJECTION, Role.OFFICER, "Awb 7:5: niet bij de voorbereiding betrokken"),
    Apart(Role.OBJECTION, Role.READER, "Awb 7:5: niet bij de voorbereiding betrokken"),
    Apart(Role.OBJECTION, Role.DECIDER, "Awb 7:5 en 10:3.3"),
    Apart(Role.ADVISER, Role.READER, "Awb 2:4: wie de intake deed, oordeelt niet"),
    Apart(Role.ADVISER, Role.DECIDER, "Awb 2:4: wie de intake deed, besluit niet"),
)
"""Person constraints on one case. They hold both ways and by person, whatever rights somebody has."""


def conflicts(role: Role, person: str, acted: Mapping[Role, Iterable[str]]) -> tuple[Apart, ...]:
    """Return the constraints that keep a person from acting in a role, given who acted in which role on this case."""
    had = {other for other, people in acted.items() if person in people}
    return tuple(
        rule for rule in APART if (rule.one is role and rule.other in had) or (rule.other is role and rule.one in had)
    )


def check_person(role: Role, person: str, acted: Mapping[Role, Iterable[str]], interested: Iterable[str] = ()) -> None:
    """Raise NotPermitted when a person may not act in a role on this case.

    Codes: `interest` for somebody who has an interest in the outcome (Awb 2:4), `four-eyes` for a person who acted in
    a role that does not go with it.
    """
    if person in interested:
        raise NotPermitted(
            "interest",
            "Je hebt een belang bij deze zaak. Draag haar over aan een collega.",
            "You have an interest in this case. Hand it over to a colleague.",
        )
    if conflicts(role, person, acted):
        raise NotPermitted(
            "four-eyes",
            "Je deed al iets anders in deze zaak. Een collega moet dit doen.",
            "You did something else in this case already. A colleague has to do this.",
        )


# Approvals


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody agreed with a draft as it was: `digest` is that of what was read."""

    person: str
    role: Role
    digest: str


def snapshot(document: Mapping[str, object]) -> str:
    """Return the SHA-256 of everything that a decider has to have seen; the order of keys does not matter."""
    text = dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return sha256(text.encode()).hexdigest()


def standing(approvals: Iterable[Approval], digest: str) -> tuple[Approval, ...]:
    """Return the approvals that still count: of this very draft, one per person. Any change voids them all."""
    found: dict[str, Approval] = {}
    for approval in approvals:
        if approval.digest == digest:
            found.setdefault(approval.person, approval)
    return tuple(found.values())


def is_approved(approvals: Iterable[Approval], digest: str, needed: int = 1, *, by: str = "") -> bool:
    """Say whether enough people other than the decider (`by`) agreed with the draft as it is."""
    return len([approval for approval in standing(approvals, digest) if approval.person != by]) >= needed


def within_mandate(cents: int, limit: int | None) -> bool:
    """Say whether an amount in cents lies within a mandate; the limit itself does, None is no limit."""
    return limit is None or cents <= limit
