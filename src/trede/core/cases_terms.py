"""Policy cases of the kind `clock:`: a legal term, given facts, the deadline that the law wants.

The keys stand in `docs/reference/cases.md`. Facts are days in Amsterdam; a moment is read as its day there.
"""

from collections.abc import Mapping
from datetime import date, datetime

from trede.core.cases import CaseError, CaseResult, Comparison, same, verdict
from trede.core.cases_read import Given, day, euros, first_day, known, maps, maybe_day, moment, yes
from trede.core.cases_scheme_terms import BY_SCHEME, SCHEME_TERMS, in_scheme
from trede.core.cases_terms_facts import MET, REPAIR_FACTS, STARTS, deadline_of, keys_of, outages_of
from trede.core.pack import Pack
from trede.core.penalty import RATES, penalty
from trede.core.terms import (
    WARN_AT,
    Bound,
    Deadline,
    TermState,
    Unit,
    parse_length,
)
from trede.core.terms_table import (
    excused_by_outage,
    notice_by,
    sentence,
)

_NOTICES = ("notice", "default_notice", "start")
_PENALTY_KEYS = (
    *("deadline", "due", *_NOTICES, "decided", "announced", "on"),
    *("received", "complete", "mode", "term", "suspensions", "extended", "atw", *REPAIR_FACTS),
)
_NOTICE_KEYS = ("placed", "start", "term", "on", "notified", "bounced")
_CLOSING_KEYS = ("closes", "received", "outages", "on")


def run(pack: Pack, fields: Mapping[str, object]) -> CaseResult:
    """Run one case. Raises CaseError or InputError when it cannot be run.

    The law is the same everywhere; of the pack only the terms of a scheme are read, when `given` names one.
    """
    kind = str(fields["clock"]).lower().replace("_", "-")
    config = maps(fields.get("config"), "config", "such as `term: 8 weeks`")

    def outcome(given: Given) -> Given:
        facts = in_scheme(pack, kind, {**given, **(config[0] if config else {})})
        special = _SPECIAL.get(kind)
        if special is not None:
            return special(facts)
        if kind not in STARTS:
            kinds = ", ".join(f"`{name}`" for name in (*STARTS, *_SPECIAL))
            raise CaseError(f"there is no clock `{kind}`; there are {kinds}")
        return _term_case(kind, facts)

    return verdict(fields, "clock", outcome, also=("config",), comparisons=_COMPARISONS)


def _term_case(kind: str, given: Given) -> Given:
    known(given, keys_of(kind))
    done = ("met", *MET.get(kind, ()))
    found = deadline_of(kind, given)
    met = first_day(given, done)
    on = _day_to_look(given, found, met)
    state = found.state(on, met=met)
    excused = _excused(given, found, met)
    open_ended = found.start is not None and found.last is None
    earliest = deadline_of(kind, given, closed_on=on).last if open_ended else found.last
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
    return excused_by_outage(found.last, met, outages_of(given))


def _penalty_case(given: Given) -> Given:
    known(given, _PENALTY_KEYS)
    due = first_day(given, ("deadline", "due"))
    if due is None and ("received" in given or "complete" in given):
        due = deadline_of("decision", given).last
    decided = first_day(given, ("decided", "announced"))
    notice = day(first_day(given, _NOTICES), "notice")
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
    known(given, _NOTICE_KEYS)
    placed = moment(given.get("placed", given.get("start")), "placed")
    length = parse_length(given.get("term") or "48 hours")
    if length.unit is not Unit.HOURS:
        raise CaseError("`term` of a notice is in hours, such as `48 hours`")
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
    known(given, _CLOSING_KEYS)
    closes = day(given.get("closes"), "closes")
    received = first_day(given, ("received", "on"))
    late = received is not None and received > closes
    excused = received is not None and late and excused_by_outage(closes, received, outages_of(given))
    return {
        "deadline": closes,
        "received_day": received,
        "in_time": not late or excused,
        "enabled": not late or excused,
        "excused": excused,
    }


_SPECIAL = {"penalty": _penalty_case, "notice": _notice_case, "closing": _closing_case}
TAKES: dict[str, tuple[str, ...]] = {
    **{kind: (*keys_of(kind), *(BY_SCHEME if kind in SCHEME_TERMS else ())) for kind in STARTS},
    "penalty": _PENALTY_KEYS,
    "notice": _NOTICE_KEYS,
    "closing": _CLOSING_KEYS,
}
"""Per kind of clock the keys that `given` may have."""


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
