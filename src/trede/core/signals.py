"""Signals of municipalities: how far one is, what may be done with it, and what a quarter's overview says of them.

Source: Beleidsaanpak 2026 §6 bouwsteen 1 (rollen: gemeenten) and §9: signals feed the monitoring, without words.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from trede.core.periods import Period

GIVEN, TAKEN, ANSWERED, CLOSED = "given", "taken", "answered", "closed"
STATES = (GIVEN, TAKEN, ANSWERED, CLOSED)
OUTCOMES = ("solved", "passed-on", "plan", "no-follow-up")
"""What came of it: solved, passed on to who can solve it, taken up in the yearly plan, or nothing, with a reason."""


class Step(StrEnum):
    """What the region does with a signal."""

    TAKE = "take"
    ANSWER = "answer"
    GROUP = "group"
    CLOSE = "close"


_FROM: Mapping[Step, frozenset[str]] = {
    Step.TAKE: frozenset({GIVEN}),
    Step.ANSWER: frozenset({GIVEN, TAKEN, ANSWERED}),
    Step.GROUP: frozenset({GIVEN, TAKEN, ANSWERED}),
    Step.CLOSE: frozenset({TAKEN, ANSWERED}),
}


def states_before(step: Step) -> frozenset[str]:
    """Return the states in which a step may be taken."""
    return _FROM[step]


def steps_from(state: str) -> tuple[Step, ...]:
    """Return what may be done in a state."""
    return tuple(step for step in Step if state in _FROM[step])


@dataclass(frozen=True, slots=True)
class SignalFact:
    """What the journal says of one signal on one day: `closed` with its outcome, else given."""

    category: str
    closed: bool = False
    outcome: str = ""


def signals_document(period: Period, facts: Iterable[SignalFact], categories: Iterable[str]) -> dict[str, object]:
    """Return the overview of a period, in the order of the categories; unknown ones are counted as the last.

    Signals are counted, not firms: nothing has to be hidden. No words stand in it.
    """
    known = tuple(categories)
    given, closed = Counter[str](), Counter[str]()
    outcomes = Counter[str]()
    for fact in facts:
        category = fact.category if fact.category in known else known[-1]
        (closed if fact.closed else given)[category] += 1
        if fact.closed:
            outcomes[fact.outcome] += 1
    return {
        "period": period.key,
        "given": given.total(),
        "closed": closed.total(),
        "categories": [{"category": key, "given": given[key], "closed": closed[key]} for key in known],
        "outcomes": {key: outcomes[key] for key in OUTCOMES},
    }
