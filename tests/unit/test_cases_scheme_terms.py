"""Clock cases under a scheme: the term that an application keeps, by the day on which it was received."""

from datetime import date, datetime
from typing import Any

import msgspec
import pytest

from tests.sample_pack import sample_pack
from tests.sample_scheme import SOURCE, sample_scheme
from trede.core.cases import CaseResult, run_case
from trede.core.pack_scheme_amendments import Amendment
from trede.core.pack_scheme_terms import Term

_TERM: dict[str, Any] = {"law": "Awb", "extends": "no", "status": "settled", "source": SOURCE}
TERMS = (
    Term(key="decision", length=13, unit="weeks", starts="receipt", **_TERM),
    Term(key="repair", length=3, unit="weeks", starts="invitation", **_TERM),
    Term(key="register", length=10, unit="working-days", starts="grant", **_TERM),
)
PACK = msgspec.structs.replace(sample_pack(), schemes={"sample": sample_scheme(terms=TERMS)})
SHORTER = {"amendments": [{"valid_from": date(2028, 1, 1), "terms": {"decision": "8 weeks"}}]}


def case(kind: str, facts: dict[str, Any], config: Any = None, pack: Any = PACK, **expect: Any) -> CaseResult:
    fields: dict[str, object] = {"case": "a case", "clock": kind, "given": facts, "expect": expect}
    return run_case(pack, fields if config is None else {**fields, "config": config})


@pytest.mark.parametrize(
    ("kind", "facts", "config", "deadline"),
    [
        ("decision", {"received": date(2027, 12, 31)}, SHORTER, date(2028, 3, 31)),
        ("decision", {"received": date(2028, 1, 1)}, SHORTER, date(2028, 2, 26)),
        ("decision", {"received": date(2028, 1, 3), "term": "2 weeks"}, SHORTER, date(2028, 1, 17)),
        (
            "decision",
            {"received": date(2027, 3, 1), "complete": date(2027, 3, 8)},
            {"amendments": {"valid_from": date(2027, 1, 1), "decision_from": "complete"}},
            date(2027, 6, 7),
        ),
        ("decision", {"received": date(2027, 3, 1), "invited": date(2027, 3, 10)}, None, date(2027, 6, 21)),
        ("register", {"applied": date(2027, 3, 1), "granted": date(2027, 6, 1)}, None, date(2027, 6, 15)),
        ("payment", {"applied": date(2027, 3, 1), "announced": date(2027, 6, 1)}, None, date(2027, 7, 13)),
    ],
)
def test_the_term_is_that_of_the_receipt(kind: str, facts: dict[str, Any], config: Any, deadline: date) -> None:
    result = case(kind, {"scheme": "sample", **facts}, config, deadline=deadline)
    assert result.passed, result


def test_an_amendment_of_the_pack_counts_too() -> None:
    amendment = Amendment(
        valid_from=datetime(2027, 7, 1),  # noqa: DTZ001  # as a pack writes it: time in Amsterdam
        status="settled",
        source=SOURCE,
        terms=(msgspec.structs.replace(TERMS[0], length=4),),
    )
    pack = msgspec.structs.replace(
        PACK, schemes={"sample": msgspec.structs.replace(PACK.schemes["sample"], amendments=(amendment,))}
    )
    before, after = date(2027, 6, 30), date(2027, 7, 1)
    assert case("decision", {"scheme": "sample", "received": before}, pack=pack, deadline=date(2027, 9, 29)).passed
    assert case("decision", {"scheme": "sample", "received": after}, pack=pack, deadline=date(2027, 7, 29)).passed


@pytest.mark.parametrize(
    ("kind", "facts", "config", "says"),
    [
        ("decision", {"scheme": "other", "received": date(2027, 3, 1)}, None, "there is no scheme `other`"),
        ("objection", {"scheme": "sample", "announced": date(2027, 3, 1)}, None, "`applied` says when"),
        ("retention", {"scheme": "sample", "closed": date(2027, 3, 1)}, None, "no scheme says how long `retention` is"),
        ("penalty", {"scheme": "sample", "due": date(2027, 3, 1)}, None, "no scheme says how long `penalty` is"),
        ("decision", {"received": date(2027, 3, 1)}, SHORTER, "unknown key `amendments`"),
        (
            "decision",
            {"scheme": "sample", "received": date(2027, 3, 1)},
            {"amendments": {"valid_from": date(2028, 1, 1), "terms": {"hearing": "1 week"}}},
            "has no term `hearing`",
        ),
        (
            "decision",
            {"scheme": "sample", "received": date(2027, 3, 1)},
            {"amendments": {"valid_from": date(2028, 1, 1), "penalty": []}},
            "unknown key `penalty` in `amendments`",
        ),
        (
            "decision",
            {"scheme": "sample", "received": date(2027, 3, 1)},
            {"amendments": {"terms": {"decision": "8 weeks"}}},
            "`valid_from` is missing",
        ),
    ],
)
def test_what_cannot_be_run_says_why(kind: str, facts: dict[str, Any], config: Any, says: str) -> None:
    result = case(kind, facts, config, deadline=None)
    assert says in (result.error or "")
