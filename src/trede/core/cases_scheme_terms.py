"""A `clock:` case under a scheme: its terms as an application keeps them, by the day on which it was received.

    - case: a shorter term only counts for who applies later
      clock: decision
      config: {amendments: [{valid_from: 2028-01-01, terms: {decision: 8 weeks}}]}
      given: {scheme: digitale-ai-gereedheid, received: 2027-12-31}
      expect: {deadline: 2028-03-31}

What the scheme says fills in `term`, `atw`, `mode` and `repair_term`; what the case says itself goes before that.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Literal, get_args

import msgspec

from trede.core.cases import CaseError
from trede.core.cases_read import Given, day, known, maps, moment, one_of
from trede.core.clocks import AMSTERDAM
from trede.core.pack import Pack
from trede.core.pack_scheme_amendments import Amendment
from trede.core.pack_scheme_terms import Term, TermKey
from trede.core.pack_scheme_terms import moment as written_moment
from trede.core.pack_schemes import Scheme
from trede.core.terms import parse_length

BY_SCHEME = ("scheme", "applied", "amendments")
"""Keys that name a scheme, the day on which the application was received, and later changes for this case only."""
SCHEME_TERMS: tuple[str, ...] = tuple(key for key in get_args(TermKey) if key not in ("notice", "penalty"))
"""Kinds of clocks of which a scheme says the term."""
_NOON = time(12)
_MODES = {"receipt": "from-receipt", "complete": "from-complete"}
_FROM: dict[str, Literal["receipt", "complete"]] = {"receipt": "receipt", "complete": "complete"}
_OF_RECEIPT = ("decision", "completeness")
"""Clocks of which `received` is the receipt of the application; of others it can be that of something else."""


def in_scheme(pack: Pack, kind: str, facts: Given) -> Given:
    """Return the facts with the terms of the scheme that they name filled in; without a scheme as they are.

    Raises CaseError for a scheme that is not there, a clock that no scheme sets, or an amendment that cannot be.
    """
    if "scheme" not in facts:
        return facts
    if kind not in SCHEME_TERMS:
        raise CaseError(f"no scheme says how long `{kind}` is; leave out `scheme`")
    rest = {key: value for key, value in facts.items() if key not in BY_SCHEME}
    applied = facts.get("applied", facts.get("received") if kind in _OF_RECEIPT else None)
    edition = _amended(_scheme(pack, facts["scheme"]), facts.get("amendments")).as_of(_at(applied))
    return {**_said(edition, kind, rest), **rest}


def _said(edition: Scheme, kind: str, rest: Given) -> Given:
    terms: dict[str, Term] = {term.key: term for term in edition.terms}
    found: dict[str, object] = {}
    own = terms.get(kind)
    if own is not None:
        found |= {"term": _length(own), "atw": own.extends}
    if kind == "decision":
        found["mode"] = _MODES[edition.decision_from]
    if kind in ("decision", "handling-lapse") and "invited" in rest and "repair" in terms:
        found["repair_term"] = _length(terms["repair"])
    return found


def _length(term: Term) -> str:
    return f"{term.length} {term.unit.replace('-', ' ')}"


def _scheme(pack: Pack, name: object) -> Scheme:
    if str(name) not in pack.schemes:
        have = ", ".join(f"`{key}`" for key in pack.schemes) or "none"
        raise CaseError(f"there is no scheme `{name}` in {pack.reference}; it has {have}")
    return pack.schemes[str(name)]


def _at(value: object) -> datetime:
    """Return the moment of receipt; of a day the middle."""
    if value is None:
        raise CaseError("with `scheme`, `applied` says when the application was received")
    if isinstance(value, datetime):
        return moment(value, "applied")
    return datetime.combine(day(value, "applied"), _NOON, AMSTERDAM)


def _amended(scheme: Scheme, said: object) -> Scheme:
    added = [_amendment(scheme, item) for item in maps(said, "amendments", "`valid_from` and what changes")]
    every = sorted((*scheme.amendments, *added), key=lambda item: written_moment(item.valid_from))
    return msgspec.structs.replace(scheme, amendments=tuple(every))


def _amendment(scheme: Scheme, item: Mapping[str, object]) -> Amendment:
    known(item, ("valid_from", "terms", "decision_from"), "`amendments`")
    start = item.get("valid_from")
    at = moment(start, "valid_from") if isinstance(start, datetime) else _midnight(day(start, "valid_from"))
    lengths = {key: value for each in maps(item.get("terms"), "terms", "a length each") for key, value in each.items()}
    since = item.get("decision_from")
    return Amendment(
        valid_from=at,
        status="example",
        source="case",
        terms=tuple(_term(scheme, key, value) for key, value in lengths.items()),
        decision_from=None if since is None else _FROM[one_of(since, "decision_from", tuple(_FROM))],
    )


def _midnight(start: date) -> datetime:
    return datetime.combine(start, time.min, AMSTERDAM)


def _term(scheme: Scheme, key: str, value: object) -> Term:
    before = next((term for term in scheme.terms if term.key == key), None)
    if before is None:
        raise CaseError(f"the scheme `{scheme.key}` has no term `{key}`")
    length = parse_length(value)
    return msgspec.structs.replace(before, length=length.count, unit=length.unit.value.replace(" ", "-"))
