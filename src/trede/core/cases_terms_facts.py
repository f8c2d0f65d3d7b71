"""Reading the facts of a `clock:` case: which days start, suspend, extend and meet a term."""

from dataclasses import replace
from datetime import date

from trede.core.cases import CaseError
from trede.core.cases_read import Given, day, first_day, known, maps, maybe_day, one_of, yes
from trede.core.terms import Deadline, Extends, Extension, Suspension, Term, deadline, parse_length
from trede.core.terms_table import COMMITTEE_LENGTH, LONGER, TERMS, suspended_for_repair

STARTS: dict[str, tuple[str, ...]] = {
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
MET: dict[str, tuple[str, ...]] = {
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
REPAIR_FACTS = ("invited", "completed", "expired", "repair_term")
_ALSO: dict[str, tuple[str, ...]] = {
    "decision": ("mode", *REPAIR_FACTS),
    "handling-lapse": ("invited", "repair_term"),
    "objection": ("consent", "notified"),
    "objection-decision": ("announced", "committee"),
}
_COMMON = ("term", "suspensions", "extended", "atw", "on", "met", "outages")


def keys_of(kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*STARTS[kind], *_ALSO.get(kind, ()), "met", *MET.get(kind, ()), *_COMMON)))


def deadline_of(kind: str, given: Given, closed_on: date | None = None) -> Deadline:
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
    _need_start(kind, given)
    if kind == "decision":
        mode = one_of(given.get("mode", "from-receipt"), "mode", ("from-receipt", "from-complete"))
        keys = ("start", "complete", "completed") if mode == "from-complete" else ("start", "received", "complete")
        return first_day(given, keys)
    if kind == "objection" and "consent" in given and not yes(given["consent"], "consent"):
        return first_day(given, ("posted", "start"))
    if kind == "objection-decision" and not any(key in given for key in STARTS[kind]):
        return deadline(TERMS["objection"], day(given.get("announced"), "announced")).last
    if kind == "handling-lapse" and not any(key in given for key in STARTS[kind]):
        return _repair_ends(given)
    return first_day(given, STARTS[kind])


def _need_start(kind: str, given: Given) -> None:
    """Raise CaseError when nothing says when the term starts; saying that it is not known yet (`null`) is enough."""
    instead = {"objection-decision": "announced", "handling-lapse": "invited", "decision": "mode"}
    if not any(key in given for key in (*STARTS[kind], instead.get(kind, "start"))):
        raise CaseError(f"`given` has no start; give one of {', '.join(f'`{key}`' for key in STARTS[kind])}")


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


def outages_of(given: Given) -> tuple[tuple[date, date], ...]:
    items = maps(given.get("outages"), "outages", "`from` and `to`")
    for item in items:
        known(item, ("from", "to"), "`outages`")
    return tuple((day(item.get("from"), "from"), day(item.get("to"), "to")) for item in items)
