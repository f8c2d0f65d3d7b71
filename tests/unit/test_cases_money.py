"""Cases of clocks, sharing out and the ledger: what they may say, and that none ever crashes."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sample_pack import sample_pack
from trede.core.cases import CaseResult, run_case
from trede.core.cases_terms import TAKES
from trede.core.ledger import Kind
from trede.core.ledger_rules import REASONS
from trede.core.terms_table import STEP_TEXTS

PACK = sample_pack()
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "cases.md"
THIRD, FOURTH = date(2027, 3, 3), date(2027, 3, 4)
A = {"id": "A", "received": date(2027, 3, 1), "complete": FOURTH, "checked": FOURTH, "amount": 20000}
B = {"id": "B", "received": THIRD, "complete": THIRD, "checked": THIRD, "amount": 20000}


def case(kind: str, name: str, given_: object, /, config: object = None, **expect: Any) -> CaseResult:
    """Run a case of a kind."""
    fields: dict[str, object] = {"case": "a case", kind: name, "given": given_, "expect": expect}
    return run_case(PACK, fields if config is None else {**fields, "config": config})


def passes(kind: str, name: str, given_: object, /, config: object = None, **expect: Any) -> bool:
    """Tell whether a case passes; one that cannot be run is a failure of the test."""
    result = case(kind, name, given_, config, **expect)
    assert result.error is None, result.error
    return result.passed


def test_the_cases_of_the_contract() -> None:
    over_easter = {"received": date(2026, 12, 28), "term": "13 weeks", "mode": "from-receipt", "suspensions": []}
    assert passes("clock", "decision", over_easter, deadline=date(2027, 3, 29))
    assert not passes("clock", "decision", over_easter, deadline=date(2027, 3, 30))
    facts = {"ceiling": 20000, "on": date(2027, 3, 12), "applications": [A, B]}
    assert passes("allocation", "any", facts, reserved={"B": 20000}, waiting=["A"], lot_day=None)
    assert not passes("allocation", "any", facts, waiting=[])


@pytest.mark.parametrize(
    ("kind", "facts", "expect"),
    [
        ("decision", {"start": "2027-03-01"}, {"deadline": "2027-05-31"}),
        ("decision", {"received": "2027-03-01T23:30:00+01:00"}, {"received_day": date(2027, 3, 1)}),
        ("decision", {"received": datetime(2027, 3, 1, 23, 0, tzinfo=UTC)}, {"received_day": date(2027, 3, 2)}),
        ("decision", {"complete": date(2027, 3, 1)}, {"deadline": date(2027, 5, 31)}),
        ("decision", {"received": date(2027, 3, 1), "extended": True}, {"deadline": date(2027, 8, 2)}),
        ("decision", {"received": date(2027, 3, 1), "extended": "22 weeks"}, {"deadline": date(2027, 8, 2)}),
        ("decision", {"received": date(2027, 3, 1), "extended": date(2027, 4, 1)}, {"extended": True}),
        ("decision", {"received": date(2027, 3, 1), "extended": {"by": "9 weeks"}}, {"deadline": date(2027, 8, 2)}),
        (
            "decision",
            {"received": date(2027, 3, 1), "extended": [{"by": "1 week"}, {"by": "1 week"}]},
            {"extended": "yes"},
        ),
        ("decision", {"received": date(2027, 2, 1), "term": "8 weeks", "atw": "no"}, {"deadline": date(2027, 3, 29)}),
        ("decision", {"received": date(2027, 2, 1), "term": "8 weeks", "atw": True}, {"deadline": date(2027, 3, 30)}),
        ("decision", {"received": date(2027, 3, 1)}, {"warnings": {50: date(2027, 4, 16), "90%": date(2027, 5, 22)}}),
        ("decision", {"received": date(2027, 3, 1), "on": date(2027, 5, 10)}, {"warned": 75, "days_left": 21}),
        ("decision", {"received": date(2027, 3, 1), "mode": "from_complete"}, {"deadline": None, "warnings": []}),
        ("Handling_Lapse", {"completed": date(2027, 3, 24)}, {"deadline": date(2027, 4, 21)}),
        ("notice", {"placed": datetime(2027, 6, 3, 8, tzinfo=UTC)}, {"deadline": date(2027, 6, 5)}),
        ("notice", {"placed": datetime(2027, 6, 3, 8, tzinfo=UTC)}, {"deadline": "2027-06-05T10:00+02:00"}),
        (
            "notice",
            {"placed": "2027-06-03T10:00", "notified": "2027-06-05T10:01"},
            {"in_time": False},
        ),
        ("notice", {"placed": "2027-06-03T10:00", "notified": "2027-06-04T10:00"}, {"state": "met", "alarm": None}),
        ("penalty", {"due": date(2027, 5, 31), "default_notice": date(2027, 6, 7)}, {"amount": 1442, "days": 42}),
        ("penalty", {"received": date(2027, 3, 1), "notice": date(2027, 6, 1)}, {"due": date(2027, 5, 31)}),
    ],
)
def test_clocks_read_generously(kind: str, facts: dict[str, Any], expect: dict[str, Any]) -> None:
    assert passes("clock", kind, facts, **expect)


def test_config_gives_the_parameters_of_a_clock() -> None:
    assert passes("clock", "decision", {"received": date(2027, 3, 1)}, {"term": "14 weeks"}, deadline=date(2027, 6, 7))


@pytest.mark.parametrize(
    ("facts", "expect"),
    [
        ({"applications": [A, B]}, {"reserved": ["B"], "waiting": ["A"]}),
        ({"applications": [{**A, "id": 1}, {**B, "id": 2}]}, {"reserved": {2: 20000}, "waiting": [1]}),
        ({"applications": [A, {**B, "checked": None}]}, {"reserved": {}, "pending": ["B", "A"]}),
        ({"applications": [{**A, "state": "herstel", "complete": None}, B]}, {"undecided": ["A"]}),
        ({"applications": [A, B], "withdrawals": {"B": date(2027, 3, 5)}}, {"reserved": 20000, "withdrawn": ["B"]}),
        ({"applications": [A, B], "part": "nee"}, {"part": [], "offers": None}),
        ({"applications": [A, B], "ceiling": 30000}, {"part": {"A": 10000}, "reserved_total": 20000}),
        ({"applications": [A, B], "committed": 20000}, {"waiting": ["B", "A"], "positions": {"B": 1, "A": 2}}),
        ({"applications": [A], "on": date(2027, 2, 1)}, {"reserved": {}, "frontier": date(2027, 2, 1)}),
        ({"applications": []}, {"available": 20000, "lot": []}),
        ({"applications": [{**A, "granted": date(2027, 4, 1)}]}, {"granted": {"A": 20000}}),
    ],
)
def test_allocations_read_generously(facts: dict[str, Any], expect: dict[str, Any]) -> None:
    assert passes("allocation", "unknown-scheme", {"ceiling": 20000, **facts}, **expect)


def test_ledgers_read_generously() -> None:
    entries = [
        {"kind": "reserve", "case": "A", "amount": "10000.50"},
        {"kind": "GRANT", "id": "A", "amount": 10000.5, "decision": "D"},
        {"kind": "pay", "case": "A", "amount": 10000.51, "key": "pay"},
    ]
    given_ = {"ceiling": 20000, "events": entries}
    assert passes("ledger", "any", given_, refused={"pay": "more-than-granted"}, cases={"A": {"granted": 10000.5}})
    assert passes("ledger", "any", given_, balances={"AVAILABLE": 9999.5, "GRANTED": 10000.5}, cases={"B": {"paid": 0}})
    assert not passes("ledger", "any", given_, cases={"A": {"granted": 1}})
    assert not passes("ledger", "any", given_, refused=[])


@pytest.mark.parametrize(
    ("kind", "name", "facts", "says"),
    [
        ("clock", "nap", {"received": date(2027, 3, 1)}, "there is no clock `nap`"),
        ("clock", "decision", {"reseived": date(2027, 3, 1)}, "unknown key `reseived`"),
        ("clock", "decision", {}, "`given` has no start"),
        ("clock", "decision", {"received": "soon"}, "`received` is a day"),
        ("clock", "decision", {"received": date(1, 1, 1)}, "between 1990 and 2085"),
        ("clock", "decision", {"received": date(2027, 3, 1), "term": "a while"}, "is not a term"),
        ("clock", "decision", {"received": date(2027, 3, 1), "mode": "later"}, "`mode` is one of"),
        ("clock", "decision", {"received": date(2027, 3, 1), "suspensions": [{"to": None}]}, "`from` is missing"),
        ("clock", "decision", {"received": date(2027, 3, 1), "suspensions": ["x"]}, "each item of `suspensions`"),
        ("clock", "hearing", {"invited": date(2027, 3, 1), "extended": True}, "`extended` needs a length"),
        ("clock", "notice", {"placed": date(2027, 3, 1), "term": "2 days"}, "in hours"),
        ("clock", "penalty", {"deadline": date(2027, 3, 1)}, "`notice` is missing"),
        ("allocation", "x", {"applications": [A]}, "no `ceiling`"),
        ("allocation", "x", {"ceiling": 1.005, "applications": [A]}, "two decimals"),
        ("allocation", "x", {"ceiling": 1, "applications": [{**A, "id": None}]}, "has an `id`"),
        ("allocation", "x", {"ceiling": 1, "applications": [A, A]}, "double number"),
        ("allocation", "x", {"ceiling": 1, "applications": [{**A, "colour": "red"}]}, "unknown key `colour`"),
        ("allocation", "x", {"ceilings": [{"amount": 1}]}, "has `from`"),
        ("allocation", "x", {"ceilings": []}, "is empty"),
        (
            "allocation",
            "x",
            {"ceiling": 1, "decisions": [{"id": "A", "on": date(2027, 1, 1), "decision": "x"}]},
            "one of",
        ),
        ("allocation", "x", {"ceiling": 1, "part": "maybe"}, "true or false"),
        ("ledger", "x", {"entries": [{"kind": "steal", "amount": 1}]}, "there is no kind of entry `steal`"),
        ("ledger", "x", {"entries": [{"kind": "GRANT", "amount": "lots"}]}, "an amount in euros"),
        ("ledger", "x", {"entries": [{"kind": "GRANT", "amount": 1, "when": 1}]}, "unknown key `when`"),
    ],
)
def test_a_case_that_cannot_be_run_says_why(kind: str, name: str, facts: dict[str, Any], says: str) -> None:
    result = case(kind, name, facts, refused=[])
    assert result.error is not None
    assert says in result.error


def test_an_unknown_key_in_expect_is_an_error() -> None:
    result = case("clock", "decision", {"received": date(2027, 3, 1)}, dead_line=None)
    assert result.error is not None
    assert "unknown key `dead_line`" in result.error


ALLOCATION = ("ceiling", "ceilings", "on", "applications", "releases", "decisions", "withdrawals", "seed", "lot_order")
LEDGER = ("ceiling", "entries", "as_of", "received", "period_ends")
KINDS = {
    **{("clock", name): keys for name, keys in TAKES.items()},
    ("allocation", "x"): ALLOCATION,
    ("ledger", "x"): LEDGER,
}
values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-5, 10**7),
        st.floats(allow_nan=True),
        st.dates(),
        st.dates(date(2026, 12, 1), date(2028, 3, 1)),
        st.datetimes(timezones=st.just(UTC)),
        st.datetimes(datetime(2026, 12, 1), datetime(2028, 3, 1)),  # noqa: DTZ001 (without a zone, as people write)
        st.sampled_from(["", "A", "13 weeks", "1 year", "2027-03-01", "20 working days", "x" * 60, "on", "RESERVE"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["id", "from", "to", "on", "kind", "amount", "received", "by"]), inner),
    ),
    max_leaves=6,
)


@st.composite
def any_case(draw: st.DrawFn) -> tuple[str, str, dict[str, Any]]:
    """A kind, its name, and facts under keys it knows."""
    kind, name = draw(st.sampled_from(sorted(KINDS)))
    return kind, name, draw(st.dictionaries(st.sampled_from(KINDS[kind, name]), values, max_size=5))


@given(any_case(), values)
def test_no_case_ever_crashes(told: tuple[str, str, dict[str, Any]], expected: Any) -> None:
    kind, name, facts = told
    for key in ("deadline", "warnings", "reserved", "refused", "cases", "waiting"):
        result = case(kind, name, facts, **{key: expected})
        assert result.passed or result.error or result.differences


def test_the_reference_names_every_key_and_code() -> None:
    named = set(re.findall(r"`([a-zA-Z_-]+)`", PAGE.read_text(encoding="utf-8")))
    assert {key for keys in TAKES.values() for key in keys} <= named
    assert set(TAKES) <= named
    assert {kind.name for kind in Kind} <= named
    assert {*REASONS, *STEP_TEXTS} <= named
    documents = {
        "clock": case("clock", "decision", {"received": date(2027, 3, 1)}, nothing=1),
        "penalty": case("clock", "penalty", {"due": date(2027, 3, 1), "notice": date(2027, 3, 2)}, nothing=1),
        "allocation": case("allocation", "x", {"ceiling": 1}, nothing=1),
        "ledger": case("ledger", "x", {"ceiling": 1}, nothing=1),
    }
    for kind, result in documents.items():
        assert result.error is not None
        keys = set(re.findall(r"`([a-z_]+)`", result.error.partition("the outcome has")[2]))
        assert keys, kind
        assert keys <= named, (kind, keys - named)
