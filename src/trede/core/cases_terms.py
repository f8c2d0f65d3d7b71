"""Policy cases of the kind `clock:`: a legal term, given facts, the deadline that the law wants.

The keys stand in `docs/reference/cases.md`. Facts are days in Amsterdam; a moment is read as its day there.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from trede.core.cases import CaseError, CaseResult, Comparison, same, verdict
from trede.core.cases_read import Given, day, euros, first_day, known, maps, maybe_day, moment, one_of, yes
from trede.core.pack import Pack
from trede.core.penalty import RATES, penalty
from trede.core.terms import (
    WARN_AT,
    Bound,
    Deadline,
    Extends,
    Extension,
    Suspension,
    Term,
    TermState,
    deadline,
    parse_length,
)
from trede.core.terms_table import (
    COMMITTEE_LENGTH,
    LONGER,
    TERMS,
    excused_by_outage,
    notice_by,
    sentence,
    suspended_for_repair,
)

_STARTS: dict[str, tuple[str, ...]] = {
    "completeness": ("start", "received"),
    "repair": ("start", "invited"),
    "decision": ("start", "received", "complete"),
    "handling-lapse": ("start", "ended", "expired", "completed"),
    "hearing": ("start", "invited"),
    "part-offer": ("start", "offered"),
    "objection": ("start", "announced", "posted", "placed"),
    "objection-decision": ("start", "objection_end"),
    "payment": ("start", "announced"),
    "advance": ("start", "announced"),
    "payment-suspension": ("start", "notified", "notice"),
    "register": ("start", "granted", "announced"),
    "settlement-claim": ("start", "ended", "end"),
    "settlement": ("start", "claimed", "received"),
    "withdrawal": ("start", "announced"),
    "reclaim": ("start", "established", "announced"),
    "retention": ("start", "closed"),
    "penalty-decision": ("start", "last_penalty_day"),
}
"""The facts on which each kind of term may start, the first that is given counts."""
_MET: dict[str, tuple[str, ...]] = {
    "repair": ("completed",),
    "decision": ("decided", "announced"),
    "handling-lapse": ("announced",),
    "objection": ("objected",),
    "objection-decision": ("decided",),
    "payment": ("paid",),
    "withdrawal": ("withdrawn",),
    "reclaim": ("reclaimed",),
}
"""The facts that say that what the term asks was done; `met` says so for every kind."""
_REPAIR = ("invited", "completed", "expired", "repair_term")
_ALSO: dict[str, tuple[str, ...]] = {
    "decision": ("mode", *_REPAIR),
    "handling-lapse": ("invited", "repair_term"),
    "objection": ("consent", "notified"),
    "objection-decision": ("announced", "committee"),
}
_COMMON = ("term", "suspensions", "extended", "atw", "on", "met", "outages")


def run(pack: Pack, fields: Mapping[str, object]) -> CaseResult:
    """Run one case. Raises CaseError or InputError when it cannot be run; the pack plays no part in the law."""
    del pack
    kind = str(fields["clock"]).lower().replace("_", "-")
    config = maps(fields.get("config"), "config", "such as `term: 8 weeks`")

    def outcome(given: Given) -> Given:
        facts = {**given, **(config[0] if config else {})}
        special = _SPECIAL.get(kind)
        if special is not None:
            return special(facts)
        if kind not in _STARTS:
            kinds = ", ".join(f"`{name}`" for name in (*_STARTS, *_SPECIAL))
            raise CaseError(f"there is no clock `{kind}`; there are {kinds}")
        return _term_case(kind, facts)

    return verdict(fields, "clock", outcome, also=("config",), comparisons=_COMPARISONS)


def _term_case(kind: str, given: Given) -> Given:
    done = ("met", *_MET.get(kind, ()))
    known(given, dict.fromkeys((*_STARTS[kind], *_ALSO.get(kind, ()), *done, *_COMMON)))
    found = _deadline(kind, given)
    met = first_day(given, done)
    on = _day_to_look(given, found, met)
    state = found.state(on, met=met)
    excused = _excused(given, found, met)
    open_ended = found.start is not None and found.last is None
    earliest = _deadline(kind, given, closed_on=on).last if open_ended else found.last
    return {
        "deadline": found.last,
        "raw": found.raw,
        "raw_deadline": found.raw,
        "earliest": earliest,
        "start": found.start,
        "received_day": maybe_day(given.get("received"), "received"),
        "warnings": dict(zip(map(str, WARN_AT), found.warnings, strict=False)),
        "warned": found.reached(on),
        "suspended_days": found.suspended_days,
        "state": str(state),
        "running": state is TermState.RUNNING,
        "suspended": state is TermState.SUSPENDED,
        "enabled": state in (TermState.RUNNING, TermState.SUSPENDED),
        "days_left": None if found.last is None else (found.last - on).days,
        "in_time": excused or met is None or found.in_time(met),
        "excused": excused,
        "extended": any(step.code == "extended" for step in found.steps),
        "basis": found.term.basis,
        "reasons": [{"code": step.code, "text": sentence(step, "en"), "source": step.source} for step in found.steps],
    }


def _deadline(kind: str, given: Given, closed_on: date | None = None) -> Deadline:
    """Return the deadline of a case; `closed_on` ends the open suspensions on that day."""
    term = _term(kind, given)
    start = _start(kind, given)
    spans = _suspensions(given)
    if kind == "payment":
        spans = [_capped(span) for span in spans]
    if kind == "decision" and "invited" in given:
        spans.append(_repair(given))
    if closed_on is not None:
        spans = [replace(span, last=max(closed_on, span.first)) if span.last is None else span for span in spans]
    return deadline(term, start, suspensions=spans, extensions=_extensions(kind, term, start, given))


def _term(kind: str, given: Given) -> Term:
    term = TERMS[kind]
    if kind == "objection-decision" and yes(given.get("committee", False), "committee"):
        term = replace(term, length=COMMITTEE_LENGTH)
    if given.get("term") is not None:
        term = replace(term, length=parse_length(given["term"]))
    if "atw" in given:
        term = replace(term, extends=Extends(one_of(given["atw"], "atw", ("yes", "no", "unknown"))))
    return term


def _start(kind: str, given: Given) -> date | None:
    if kind == "decision":
        mode = one_of(given.get("mode", "from-receipt"), "mode", ("from-receipt", "from-complete"))
        keys = ("start", "complete", "completed") if mode == "from-complete" else ("start", "received", "complete")
        return first_day(given, keys)
    if kind == "objection" and "consent" in given and not yes(given["consent"], "consent"):
        return first_day(given, ("posted", "start"))
    if kind == "objection-decision" and not any(key in given for key in _STARTS[kind]):
        return deadline(TERMS["objection"], day(given.get("announced"), "announced")).last
    if kind == "handling-lapse" and not any(key in given for key in _STARTS[kind]):
        return _repair_ends(given)
    if not any(key in given for key in _STARTS[kind]):
        raise CaseError(f"`given` has no start; give one of {', '.join(f'`{key}`' for key in _STARTS[kind])}")
    return first_day(given, _STARTS[kind])


def _repair_ends(given: Given) -> date:
    """Return the last day for completing: as given, or the repair term after the invitation."""
    if given.get("expired") is not None:
        return day(given["expired"], "expired")
    term = TERMS["repair"]
    if given.get("repair_term") is not None:
        term = replace(term, length=parse_length(given["repair_term"]))
    ends = deadline(term, day(given.get("invited"), "invited")).last
    return day(ends, "invited")


def _repair(given: Given) -> Suspension:
    """Return how long the repair term stops the clock; without a day of knowledge it has passed, perhaps unused."""
    invited, completed = day(given["invited"], "invited"), maybe_day(given.get("completed"), "completed")
    known_on = maybe_day(given.get("on"), "on") or date.max
    return suspended_for_repair(invited, completed, _repair_ends(given), known_on)


def _suspensions(given: Given) -> list[Suspension]:
    spans = []
    for item in maps(given.get("suspensions"), "suspensions", "`from`, `to` and `ground`"):
        known(item, ("from", "to", "ground", "invited", "until"), "`suspensions`")
        ground = str(item.get("ground") or "")
        last = first_day(item, ("to", "until"))
        if "invited" in item:
            spans.append(Suspension.after_invitation(day(item["invited"], "invited"), last, ground))
        else:
            spans.append(Suspension(day(item.get("from"), "from"), last, ground))
    return spans


def _capped(span: Suspension) -> Suspension:
    """A payment may be suspended for thirteen weeks at most (Awb 4:56)."""
    most = deadline(TERMS["payment-suspension"], span.first).last
    return span if most is None or (span.last is not None and span.last <= most) else replace(span, last=most)


def _extensions(kind: str, term: Term, start: date | None, given: Given) -> list[Extension]:
    """Read `extended`: yes, a day, a length, or a map of `to` or `by` with `announced`; or a list of those."""
    value = given.get("extended")
    if value is None or value is False or start is None:
        return []
    return [_extension(kind, term, start, item) for item in (value if isinstance(value, list) else [value])]


def _extension(kind: str, term: Term, start: date, value: object) -> Extension:
    if isinstance(value, dict):
        known(value, ("to", "by", "announced", "on"), "`extended`")
        announced = first_day(value, ("announced", "on")) or start
        said = value.get("by", value.get("to"))
        is_total = "by" not in value
    else:
        announced = maybe_day(value, "extended") or start if isinstance(value, date) else start
        said = value if isinstance(value, str) and value.lower() not in ("yes", "true", "ja") else None
        is_total = True
    if said is None:
        if kind not in LONGER:
            raise CaseError(f"`extended` needs a length here, such as `by: 6 weeks`; `{kind}` has no usual one")
        return Extension(LONGER[kind], announced)
    length = parse_length(said)
    if is_total and length.unit is term.length.unit and length.count > term.length.count:
        length = replace(length, count=length.count - term.length.count)
    return Extension(length, announced)


def _day_to_look(given: Given, found: Deadline, met: date | None) -> date:
    """Return `on`, or else the day that tells most: when it was met, stands still, or starts."""
    on = maybe_day(given.get("on"), "on")
    if on is not None:
        return on
    open_since = [span.first for span in found.suspensions if span.last is None]
    return met or (open_since[0] if open_since else None) or found.start or date.min


def _excused(given: Given, found: Deadline, met: date | None) -> bool:
    """Say whether lateness is excused: the system was down (Awb 2:21.3), or no notice reached the firm (2:22)."""
    if met is None or found.last is None or found.in_time(met) or found.term.bound is not Bound.APPLICANT:
        return False
    if "notified" in given and not yes(given["notified"], "notified"):
        return True
    return excused_by_outage(found.last, met, _outages(given))


def _outages(given: Given) -> tuple[tuple[date, date], ...]:
    items = maps(given.get("outages"), "outages", "`from` and `to`")
    for item in items:
        known(item, ("from", "to"), "`outages`")
    return tuple((day(item.get("from"), "from"), day(item.get("to"), "to")) for item in items)


def _penalty_case(given: Given) -> Given:
    notices = ("notice", "default_notice", "start")
    facts = ("received", "complete", "mode", "term", "suspensions", "extended", "atw", *_REPAIR)
    known(given, ("deadline", "due", *notices, "decided", "announced", "on", *facts))
    due = first_day(given, ("deadline", "due"))
    if due is None and ("received" in given or "complete" in given):
        due = _deadline("decision", given).last
    decided = first_day(given, ("decided", "announced"))
    notice = day(first_day(given, notices), "notice")
    on = maybe_day(given.get("on"), "on") or decided or date.max
    found = penalty(due, notice, on, decided=decided)
    running = found.running or (on == date.max and not found.premature)
    return {
        "deadline": found.grace_ends,
        "due": due,
        "premature": found.premature,
        "first_day": found.first_day,
        "last_day": found.last_day,
        "days": found.days,
        "amount": euros(found.cents),
        "daily": [euros(cents) for _, cents in RATES],
        "running": running,
        "reasons": [{"code": "premature" if found.premature else "two-weeks-after-notice"}],
    }


def _notice_case(given: Given) -> Given:
    known(given, ("placed", "start", "term", "on", "notified", "bounced"))
    placed = moment(given.get("placed", given.get("start")), "placed")
    length = parse_length(given.get("term") or "48 hours")
    ends = notice_by(placed, length.count)
    done = moment(given["notified"], "notified") if given.get("notified") is not None else None
    if yes(given.get("bounced", False), "bounced"):
        done = None
    on = moment(given["on"], "on") if given.get("on") is not None else (done or placed)
    late = on > ends if done is None else done > ends
    return {
        "deadline": ends,
        "alarm": ends if done is None else None,
        "alarmed": done is None and on >= ends,
        "running": done is None and not late,
        "enabled": not late,
        "in_time": not late,
        "state": "met" if done is not None and not late else "passed" if late else "running",
    }


def _closing_case(given: Given) -> Given:
    known(given, ("closes", "received", "outages", "on"))
    closes = day(given.get("closes"), "closes")
    received = first_day(given, ("received", "on"))
    late = received is not None and received > closes
    excused = received is not None and late and excused_by_outage(closes, received, _outages(given))
    return {
        "deadline": closes,
        "received_day": received,
        "in_time": not late or excused,
        "enabled": not late or excused,
        "excused": excused,
    }


_SPECIAL = {"penalty": _penalty_case, "notice": _notice_case, "closing": _closing_case}


def _same_moment(expected: object, actual: object) -> bool:
    """Compare moments as instants, and a moment with a day by its day in Amsterdam."""
    if isinstance(actual, datetime) and expected is not None:
        if isinstance(expected, date) and not isinstance(expected, datetime):
            return expected == actual.date()
        return moment(expected, "deadline") == actual
    return same(expected, actual)


def _same_warnings(expected: object, actual: object) -> bool:
    """Compare warnings as a list of three days, or per percentage those that are named."""
    if not isinstance(actual, dict) or expected is None:
        return not expected and not actual
    if isinstance(expected, dict):
        return all(same(value, actual.get(str(key).rstrip("%"))) for key, value in expected.items())
    return same(expected, list(actual.values()))


_COMPARISONS: dict[str, Comparison] = {
    "deadline": _same_moment,
    "alarm": _same_moment,
    "warnings": _same_warnings,
}
