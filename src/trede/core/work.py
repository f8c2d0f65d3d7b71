"""The work list as a computation: from the facts of a request, a file or a referral to one line with act and date.

Nothing here is stored. Source: Ketenregels Trede (work list): what is due, overdue first, one line each with firm, act
and date. Overdue acts bring a reminder, and after five working days the chain owner sees them too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import Literal

from trede.core.clocks import add_working_days, working_days_after
from trede.core.workflow import INTAKE, REFERRAL, REQUEST, Party, acts_next, due_day

ESCALATE_AFTER = 5
"""Working days overdue after which the chain owner sees a line."""
REFER_WITHIN = 5
"""Working days between intake and the choice of a service, and for the other acts of the file."""

Kind = Literal["request", "case", "referral"]
KINDS: dict[Kind, int] = {"request": 0, "referral": 1, "case": 2}
"""Order of lines that are due on the same day."""


class Urgency(IntEnum):
    """How a due day stands to today; the order is the order of the list."""

    OVERDUE = 0
    TODAY = 1
    LATER = 2
    NO_DATE = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the work list. `subject` is the number of the request, file or referral; `act` a key.

    `late` counts working days past `due`. `whose` is the organisation that acts; `handler` the account that took it on.
    """

    kind: Kind
    subject: int
    act: str
    due: date | None
    late: int
    urgency: Urgency
    whose: str
    handler: int | None
    escalated: bool

    @property
    def claimable(self) -> bool:
        """Say whether nobody took this on yet."""
        return self.handler is None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a file holds, as far as the next act depends on it. Days are None when it did not happen."""

    opened_on: date
    contact_before: date
    scheduled_on: date | None = None
    intake_on: date | None = None
    rung: str | None = None
    baseline_on: date | None = None
    referrals_open: int = 0
    referrals_completed: int = 0
    last_end_on: date | None = None
    call_back_on: date | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class ReferralFacts:
    """What a referral holds, as far as the next act depends on it."""

    state: str
    since: date
    requester: str
    target: str
    consent_stands: bool
    answer_days: int
    """Working days in which the partner answers."""


def make_line(
    subject: tuple[Kind, int], act: str, due: date | None, *, today: date, whose: str, handler: int | None
) -> Line:
    """Return a line with its lateness. `subject` is the kind and the number of what it is about."""
    kind, number = subject
    late = 0 if due is None else _late(due, today)
    return Line(kind, number, act, due, late, urgency(due, today), whose, handler, escalated=late > ESCALATE_AFTER)


@lru_cache(maxsize=4096)
def _late(due: date, today: date) -> int:
    """Return the working days past a due day; a page of old lines asks for the same few days again and again."""
    return working_days_after(due, today)


def urgency(due: date | None, today: date) -> Urgency:
    """Return how a due day stands to today."""
    if due is None:
        return Urgency.NO_DATE
    if due < today:  # on Saturday what was due on Friday stands first, and is not late yet
        return Urgency.OVERDUE
    return Urgency.TODAY if due == today else Urgency.LATER


def request_line(number: int, contact_before: date, today: date, whose: str) -> Line:
    """Return the line of a request that nobody took yet."""
    act = REQUEST.state("received").act or ""
    return make_line(("request", number), act, contact_before, today=today, whose=whose, handler=None)


def case_act(facts: CaseFacts) -> tuple[str, date] | None:
    """Return the next act on a file itself and its due day; None when it is closed or waits for a referral.

    A file never falls silent: without an open referral there is always something to do.
    """
    if facts.closed:
        return None
    if facts.call_back_on is not None:
        return "call-back", facts.call_back_on
    if facts.intake_on is None:
        return INTAKE.state("to-schedule").act or "", facts.scheduled_on or facts.contact_before
    return None if facts.referrals_open else _act_after_intake(facts, facts.intake_on)


def _act_after_intake(facts: CaseFacts, intake_on: date) -> tuple[str, date]:
    if facts.rung is None:
        return "confirm-rung", intake_on
    if facts.baseline_on is None:
        return "check-baseline", add_working_days(intake_on, REFER_WITHIN)
    act = "round-off" if facts.referrals_completed else "refer"
    return act, add_working_days(facts.last_end_on or intake_on, REFER_WITHIN)


def case_line(number: int, facts: CaseFacts, today: date, whose: str, handler: int | None) -> Line | None:
    """Return the line of a file, or None when nothing is to be done on the file itself."""
    act = case_act(facts)
    return (
        None if act is None else make_line(("case", number), act[0], act[1], today=today, whose=whose, handler=handler)
    )


def referral_line(number: int, facts: ReferralFacts, today: date, handler: int | None) -> Line | None:
    """Return the line of a referral, or None at an end."""
    turn = acts_next(facts.state, consent_stands=facts.consent_stands)
    if turn is None:
        return None
    party, act = turn
    terms = {"referral-answer": facts.answer_days, "first-contact": facts.answer_days}
    due = due_day(REFERRAL, facts.state, facts.since, terms=terms)
    whose = facts.requester if party is Party.REQUESTER else facts.target
    return make_line(("referral", number), act, due, today=today, whose=whose, handler=handler)


def in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return lines as people work through them: overdue first, then by day, people who wait for a first call first."""
    return tuple(sorted(lines, key=lambda line: (line.urgency, line.due or date.max, KINDS[line.kind], line.subject)))
