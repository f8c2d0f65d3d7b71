"""The terms of an application, always computed from its rows: days, suspensions, notices. Nothing here is stored.

`decide_by` of an application is a copy of the decision term, for sorting lists only: `recount` sets it right.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from trede.core.clocks import amsterdam_day
from trede.core.grant_life_table import MAIN
from trede.core.pack_schemes import Scheme
from trede.core.penalty import RATES, Penalty, penalty
from trede.core.terms import Bound, Deadline, Length, Suspension, Term, TermState, Unit, deadline
from trede.core.terms_table import COMMITTEE_LENGTH, TERMS, lengthened
from trede.journal import clock
from trede.subsidies.against import is_granting
from trede.subsidies.models import Application, Decision, Note, Objection
from trede.subsidies.registry import scheme_of, term_of

FIRST_DECISIONS = ("grant", "refuse", "not-handled")
"""Kinds of decision that end the term for deciding."""
HEARING = "hearing"
"""Kind of the message in which a firm is asked to reply to what the desk intends."""
ACCOUNT, SHOWN = "account", "settlement"
"""Kinds of the message that asks an account of what was done, and of the one in which the firm gives it."""
REGISTERED = "aid-register"
"""Step of the note that says that a grant stands in the central register of small aid."""
_SOON = 75
PREFETCH = ("suspensions", "gaps", "decisions__objections", "penalties", "payments", "messages", "notes")
"""What a list has to prefetch, so that clocks cost no queries per application."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One term of an application: what it asks, until when, and whether it was met."""

    key: str
    deadline: Deadline
    met: date | None = None
    postponed: date | None = None
    """Day named in a notice of postponement (Awb 4:14), when it is later."""

    @property
    def due(self) -> date | None:
        """The last day; None while it stands still or has not started."""
        last = self.deadline.last
        return last if last is None or self.postponed is None else max(last, self.postponed)

    def state(self, on: date | None = None) -> TermState:
        """Say how it stands (today, or on a day)."""
        day = on or clock.today()
        found = self.deadline.state(day, met=self.met)
        due = self.due
        if found is TermState.PASSED and due is not None and (self.met or day) <= due:
            return TermState.MET if self.met is not None and self.met <= day else TermState.RUNNING
        return found

    def light(self, on: date | None = None) -> str:
        """Return a word for it: `late`, `soon` (three quarters gone), `running`, `still`, `done` or `waiting`."""
        state = self.state(on)
        if state is TermState.RUNNING:
            return "soon" if self.deadline.reached(on or clock.today()) >= _SOON else "running"
        words = {
            TermState.PASSED: "late",
            TermState.SUSPENDED: "still",
            TermState.MET: "done",
            TermState.NOT_STARTED: "waiting",
        }
        return words[state]

    @property
    def is_office(self) -> bool:
        """Whether the office has to act within it."""
        return self.deadline.term.bound is Bound.OFFICE


def suspensions_of(application: Application, term: str) -> tuple[Suspension, ...]:
    """Return the stretches in which a term of this application stands still."""
    return tuple(
        Suspension(row.first, row.until, row.ground_key)
        for row in application.suspensions.all()
        if row.term == term and (row.until is None or row.until >= row.first)
    )


def clocks_of(application: Application) -> dict[str, Clock]:
    """Return the terms of an application that have started, by key. With `PREFETCH` no queries."""
    if application.received_day is None:
        return {}
    scheme = scheme_of(application)
    found = [
        _completeness(application, scheme),
        decision_clock(application, scheme),
        *_repair(application, scheme),
        *_hearing(application, scheme),
        *_after_decision(application, scheme),
        *_settlement(application, scheme),
        *_payment(application, scheme),
        *_penalty(application, scheme),
        *_retention(application, scheme),
    ]
    return {item.key: item for item in found if item.deadline.start is not None}


def now_running(application: Application) -> Clock | None:
    """Return the clock that goes with the state of an application, as the life cycle says; None when none does."""
    key = MAIN.state(application.state).clock
    return clocks_of(application).get(key) if key else None


def decision_clock(application: Application, scheme: Scheme | None = None) -> Clock:
    """Return the term for deciding (Awb 4:13): from receipt or completion as the scheme says, without what stood still.

    With outside advice that was announced in time the longer term of the scheme counts.
    """
    scheme = scheme or scheme_of(application)
    start = application.received_day if scheme.decision_from == "receipt" else application.complete_day
    spans = suspensions_of(application, "decision")
    found = deadline(term_of(scheme, "decision"), start, suspensions=spans)
    announced = application.external_advice_on
    if announced is not None and found.in_time(announced):
        longer = term_of(scheme, "decision-with-advice")
        if longer.key == "decision-with-advice":
            found = deadline(longer, start, suspensions=spans)
        else:
            found = deadline(found.term, start, suspensions=spans, extensions=[lengthened("decision", announced)])
    return Clock("decision", found, _decided(application), application.postponed_until)


def _decided(application: Application) -> date | None:
    """Return the day on which the term for deciding came to an end: announcement, withdrawal or passing on."""
    announced = [row.announced_on for row in application.decisions.all() if row.kind in FIRST_DECISIONS]
    days = [day for day in announced if day is not None]
    if days:
        return min(days)
    gone = application.state in ("ingetrokken_aanv", "doorgeleid")
    return amsterdam_day(application.state_since) if gone else None


def _completeness(application: Application, scheme: Scheme) -> Clock:
    asked = [gap.asked_on for gap in application.gaps.all()]
    looked = [day for day in (application.checked_day, *asked) if day is not None]
    found = deadline(term_of(scheme, "completeness"), application.received_day)
    return Clock("completeness", found, min(looked, default=_decided(application)))


def _repair(application: Application, scheme: Scheme) -> Iterable[Clock]:
    """Yield the time to add what is missing (Awb 4:5), and the four weeks in which it may be left unhandled."""
    gaps = list(application.gaps.all())
    if not gaps:
        return
    asked = max(gap.asked_on for gap in gaps)
    until = max(gap.until for gap in gaps if gap.asked_on == asked)
    came = [gap.came_on for gap in gaps if gap.asked_on == asked]
    days = [day for day in came if day is not None]
    met = max(days) if len(days) == len(came) else None
    yield Clock("repair", _until(term_of(scheme, "repair"), asked, until), met)
    ended = [row.until for row in application.suspensions.all() if row.ground_key == "repair"]
    last = max((day for day in ended if day is not None), default=None)
    if None in ended:
        return
    handled = [row.announced_on for row in application.decisions.all() if row.kind == "not-handled"]
    first = next((day for day in handled if day is not None), application.complete_day)
    yield Clock("handling-lapse", deadline(term_of(scheme, "handling-lapse"), last), first)


def _hearing(application: Application, scheme: Scheme) -> Iterable[Clock]:
    asked = [row for row in application.messages.all() if row.kind == HEARING and row.answer_until is not None]
    if not asked:
        return
    last = max(asked, key=lambda row: (row.placed_at, row.pk))
    day = amsterdam_day(last.placed_at)
    answers = [row for row in application.messages.all() if row.from_firm and row.placed_at > last.placed_at]
    met = min((amsterdam_day(row.placed_at) for row in answers), default=None)
    yield Clock("hearing", _until(term_of(scheme, "hearing"), day, last.answer_until or day), met)


def _after_decision(application: Application, scheme: Scheme) -> Iterable[Clock]:
    """Yield the terms that a decision starts: objection, its decision, register, withdrawal and reclaim."""
    decisions = [row for row in application.decisions.all() if row.announced_on is not None]
    if not decisions:
        return
    open_to = [row for row in decisions if row.kind != "objection"] if application.objection_state == "open" else []
    newest = max(open_to or decisions, key=lambda row: (row.announced_on or date.min, row.pk))
    objection = deadline(term_of(scheme, "objection"), newest.announced_on)
    yield Clock("objection", objection, min((row.received_on for row in newest.objections.all()), default=None))
    against = [row for decision in decisions for row in decision.objections.all()]
    for row in sorted(against, key=lambda row: (row.received_on, row.pk))[-1:]:
        yield Clock("objection-decision", answer_by(application, row, row.postponed_on), row.decided_on)
    for decision in sorted(decisions, key=lambda row: (row.decided_on or date.min, row.pk)):
        if is_granting(decision):
            told = [amsterdam_day(row.made_at) for row in application.notes.all() if is_registered(decision, row)]
            yield Clock("register", deadline(term_of(scheme, "register"), decision.decided_on), min(told, default=None))
        if decision.kind == "settle" or (decision.kind == "grant" and scheme.settles_at_once):
            yield Clock("withdrawal", deadline(term_of(scheme, "withdrawal"), decision.announced_on))
            yield Clock("reclaim", deadline(term_of(scheme, "reclaim"), decision.decided_on))


def answer_by(application: Application, objection: Objection, told: date | None) -> Deadline:
    """Return the time to decide on an objection, from the end of the time to object (Awb 7:10).

    `told` is the day on which the firm was told of six weeks more; None: it was not.
    """
    scheme = scheme_of(application)
    ends = deadline(term_of(scheme, "objection"), objection.decision.announced_on).last
    term = term_of(scheme, "objection-decision")
    length = COMMITTEE_LENGTH if objection.committee else term.length
    more = [] if told is None else [lengthened("objection-decision", told)]
    spans = suspensions_of(application, "objection-decision")
    return deadline(replace(term, length=length), ends, suspensions=spans, extensions=more)


def is_registered(decision: Decision, note: Note) -> bool:
    """Say whether a note tells that this grant, or this higher grant, stands in the register of small aid."""
    return note.step == REGISTERED and note.made_at >= decision.prepared_at


def _settlement(application: Application, scheme: Scheme) -> Iterable[Clock]:
    """Yield the time to show what was done, once that was asked, and the time to settle on it."""
    asked = [row for row in application.messages.all() if row.kind == ACCOUNT and row.answer_until is not None]
    if not asked:
        return
    last = max(asked, key=lambda row: (row.placed_at, row.pk))
    day = amsterdam_day(last.placed_at)
    shown = [row for row in application.messages.all() if row.kind == SHOWN and row.from_firm]
    came = min((amsterdam_day(row.placed_at) for row in shown if row.placed_at >= last.placed_at), default=None)
    settled = [row.announced_on for row in application.decisions.all() if row.kind == "settle"]
    announced = min((found for found in settled if found is not None), default=None)
    yield Clock("settlement-claim", _until(term_of(scheme, "settlement-claim"), day, last.answer_until or day), came)
    yield Clock("settlement", deadline(term_of(scheme, "settlement"), came), announced)


def _penalty(application: Application, scheme: Scheme) -> Iterable[Clock]:
    """Yield the two weeks in which deciding costs nothing, and the two weeks to fix what it cost (Awb 4:17, 4:18)."""
    counted = [row for row in application.penalties.all() if not row.premature]
    if not counted:
        return
    first = min(counted, key=lambda row: (row.received_on, row.pk))
    decided = decision_clock(application, scheme).met
    yield Clock("penalty", deadline(term_of(scheme, "penalty"), first.received_on), decided)
    owed = penalty_of(application)
    if owed is None or not owed.days or owed.running:
        return
    ends = owed.last_day if decided is None or owed.last_day is None else min(decided, owed.last_day)
    yield Clock("penalty-decision", deadline(term_of(scheme, "penalty-decision"), ends), first.fixed_on)


def _payment(application: Application, scheme: Scheme) -> Iterable[Clock]:
    """Yield the payment that is due first, and how long it may be held back at most (Awb 4:56, 4:87)."""
    held = [row for row in application.suspensions.all() if row.term == "payment"]
    for row in sorted(application.payments.all(), key=lambda row: (row.paid_on is not None, row.due_on))[:1]:
        start = amsterdam_day(row.prepared_at)
        spans = suspensions_of(application, "payment")
        found = _until(term_of(scheme, "payment"), min(start, row.due_on), row.due_on)
        yield Clock("payment", replace(found, suspensions=spans), row.paid_on)
    if held:
        row_ = max(held, key=lambda row: (row.first, row.pk))
        started = row_.first - timedelta(days=1)
        yield Clock("payment-suspension", deadline(term_of(scheme, "payment-suspension"), started), row_.until)


def result_of(application: Application) -> str:
    """Return how a file ended, as terms of keeping tell it: granted, refused, not-handled or withdrawn."""
    taken = [row for row in application.decisions.all() if row.decided_on is not None]
    kinds = {"grant" if is_granting(row) else row.kind for row in taken}
    ends = (("grant", "granted"), ("refuse", "refused"), ("not-handled", "not-handled"))
    return next((result for kind, result in ends if kind in kinds), "withdrawn")


def _retention(application: Application, scheme: Scheme) -> Iterable[Clock]:
    if application.ended_on is None:
        return
    result = result_of(application)
    years = next((item.years for item in scheme.retention if item.result == result), TERMS["retention"].length.count)
    term = replace(TERMS["retention"], length=Length(years, Unit.YEARS))
    yield Clock("retention", deadline(term, application.ended_on))


def penalty_of(application: Application, on: date | None = None) -> Penalty | None:
    """Return how the penalty for deciding late stands (Awb 4:17); None without a notice of default."""
    notices = sorted(application.penalties.all(), key=lambda row: (row.received_on, row.pk))
    if not notices:
        return None
    scheme = scheme_of(application)
    found = decision_clock(application, scheme)
    rates = tuple((step.days, step.cents) for step in scheme.penalty)
    counted = next((row for row in notices if found.due is not None and row.received_on > found.due), notices[-1])
    return penalty(
        found.due,
        counted.received_on,
        on or clock.today(),
        decided=found.met,
        rates=rates or RATES,
        grace=term_of(scheme, "penalty"),
    )


def _until(term: Term, start: date, until: date) -> Deadline:
    """Return the deadline of a term of which the last day was said to the firm."""
    return deadline(
        replace(term, length=Length((until - start).days, Unit.DAYS), extends=TERMS["notice"].extends), start
    )


def recount(application: Application) -> date | None:
    """Return the day by which to decide as it should stand in `decide_by`; None when it is decided, or stands still."""
    if application.received_day is None or application.state not in UNDECIDED_STATES:
        return None
    return decision_clock(application).due


UNDECIDED_STATES = frozenset(
    state.key for state in MAIN.states if state.clock in ("decision", "repair", "handling-lapse", "hearing")
)
"""States in which the term for deciding matters."""
