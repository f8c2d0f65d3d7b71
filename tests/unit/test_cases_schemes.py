"""Cases of schemes: what they may say, what is said about one that cannot be run, and that none ever crashes."""

from datetime import date, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sample_pack import sample_pack
from tests.sample_scheme import sample_scheme
from trede.core.cases import CaseResult, run_case
from trede.core.cases_schemes import GIVEN
from trede.core.cases_schemes_config import ALIASES
from trede.core.pack import Pack
from trede.core.pack_places import Municipality
from trede.core.pack_rules_schemes import PARAMETERS


def _pack() -> Pack:
    pack = sample_pack()
    info = msgspec.structs.replace(pack.info, municipalities=(Municipality(code="GM0114", name="Emmen"),))
    return msgspec.structs.replace(pack, info=info, schemes={"sample": sample_scheme()})


PACK = _pack()
FITS: dict[str, Any] = {
    "received": date(2027, 3, 1),
    "fte": 2.0,
    "municipality": "Emmen",
    "rung": "funderen",
    "rung_source": "intake",
    "pillars": {"A": 30000.0},
    "started_on": None,
}


def run(expect: dict[str, Any], config: object = None, /, without: str = "", **changes: Any) -> CaseResult:
    """Run a case of a firm that fits, with changes."""
    given = {key: value for key, value in (FITS | changes).items() if key != without}
    case: dict[str, object] = {"case": "a case", "scheme": "sample", "given": given, "expect": expect}
    return run_case(PACK, case if config is None else case | {"config": config})


def passes(expect: dict[str, Any], config: object = None, /, without: str = "", **changes: Any) -> bool:
    """Tell whether the case passes; a case that cannot be run is a failure of the test."""
    result = run(expect, config, without=without, **changes)
    assert result.error is None, result.error
    return result.passed


def test_the_case_of_the_contract() -> None:
    config = {"rate": 0.50, "minimum": 5000, "maximum": 20000}

    assert passes({"eligible": True, "amount": 15000.00, "own_share": 15000.00}, config)
    assert passes({"amount": 15000, "reasons": [], "referrals": None})
    assert not passes({"amount": 15000.01})
    assert not passes({"eligible": None})
    assert not passes({"reasons": ["fte_min"]})


@pytest.mark.parametrize(
    ("config", "amount"),
    [
        ({"rate": 40}, 12000),
        ({"percentage": 0.4}, 12000),
        ({"max": 10000}, 10000),
        ({"maximum": None, "rate": 1}, 30000),
        ({"min_amount": 15000}, 15000),
        ({"pillar_maximums": {"A": 7000}}, 7000),
        ({"ceiling": 800000, "tie": "lot"}, 15000),
        ({"versions": [{"valid_from": date(2027, 3, 1), "rate": 0.3}]}, 9000),
        ({"versions": [{"valid_from": date(2027, 3, 2), "rate": 0.3}]}, 15000),
        ({"versions": {"valid_from": datetime(2027, 3, 1, 8), "maximum": 5000}}, 5000),  # noqa: DTZ001  # as a case writes it
    ],
)
def test_config_replaces_parameters(config: dict[str, object], amount: int) -> None:
    assert passes({"amount": amount}, config)


@pytest.mark.parametrize(
    ("config", "changes", "reasons"),
    [
        ({"sme_cap": True}, {"fte": 260}, ["sme_max"]),
        ({"sme_max": 250}, {"fte": 260}, ["sme_max"]),
        ({"sme_cap": False}, {"fte": 260}, []),
        ({"sme_cap": True}, {"without": "fte", "sme": False}, ["sme_max"]),
        ({"fte_min": 3}, {"fte": 2.99}, ["fte_min"]),
        ({"minimum_fte": None}, {"fte": 0}, []),
        ({"rungs": ["starten"]}, {}, ["rung"]),
        ({"rung_mode": "soft"}, {"rung": "starten"}, ["rung"]),
        ({"location": "seat"}, {"seat": "Groningen"}, ["location"]),
        ({"once": False}, {"applications_this_year": 2}, []),
        ({"once": "firm"}, {"previous": date(2020, 1, 1)}, ["once"]),
        ({"start": "free"}, {"started_on": date(2020, 1, 1)}, []),
        ({"research": "allowed"}, {"rd": True}, []),
        ({"rd": True}, {"rd": True}, []),
        ({"pillars_most": 1}, {"pillars": {"A": 20000, "B": 20000}}, ["pillar"]),
        ({"own_hours": True}, {"lines": [{"pillar": "A", "amount": 20000, "own_hours": True}]}, []),
        ({"de_minimis": None}, {"granted_in_window": 400000}, []),
        ({}, {"applications_this_year": 1}, ["once"]),
        ({}, {"granted_in_window": None}, ["de_minimis"]),
        ({}, {"sector": "agribusiness"}, ["agriculture"]),
        ({}, {"primary_agriculture": True}, ["agriculture"]),
        ({}, {"insolvent": "unknown"}, ["insolvency"]),
        ({}, {"started": True}, ["started"]),
        ({}, {"rung_source": "self-scan", "rung": "starten"}, ["rung"]),
        ({}, {"without": "rung"}, ["rung"]),
        ({}, {"without": "pillars"}, ["pillar", "min_amount"]),
        ({}, {"pillars": ["A"], "costs": 30000}, []),
        ({}, {"pillars": "A", "costs": 30000}, []),
        ({}, {"pillars": {"A": {"costs": 30000, "rd": 30000}}}, ["scope_rd"]),
    ],
)
def test_facts_and_reasons(config: dict[str, object], changes: dict[str, Any], reasons: list[str]) -> None:
    assert passes({"reasons": reasons}, config, **changes)


def test_no_grant_is_null_and_nothing() -> None:
    for amount in (None, 0, 0.0):
        assert passes({"amount": amount, "own_share": amount}, fte=1)
    assert not passes({"amount": 15000}, fte=1)
    assert not passes({"amount": 0})


@pytest.mark.parametrize(
    ("received", "day"),
    [
        ("2027-03-01T22:59:30Z", "2027-03-01"),
        ("2027-03-01T23:00:00Z", "2027-03-02"),
        ("2027-03-28T01:30:00Z", "2027-03-28"),
        ("2027-03-01", "2027-03-01"),
        (datetime(2027, 3, 1, 23, 59), "2027-03-01"),  # noqa: DTZ001  # as a case writes it
    ],
)
def test_the_day_of_receipt(received: object, day: str) -> None:
    assert passes({"received_day": day}, received=received)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"shoe_size": 43}, "unknown key `shoe_size` in `given`"),
        ({"received": None}, "`given` has no `received`"),
        ({"received": "soon"}, "`received` is a moment"),
        ({"received": date(1, 1, 1)}, "`received` lies between"),
        ({"received": "1850-01-01T00:00Z"}, "`received` lies between"),
        ({"received": "0001-01-01T00:00+05:00"}, "lies too far away"),
        ({"fte": -1}, "`fte` is a number of 0 or more"),
        ({"fte": "many"}, "`fte` is a number of 0 or more"),
        ({"municipality": 114}, "`municipality` is the name or code"),
        ({"rung": "begin"}, "`rung` is one of"),
        ({"rung_source": "friend"}, "`rung_source` is one of"),
        ({"pillars": 3}, "`pillars` is a map"),
        ({"pillars": {"A": "much"}}, "`pillars.A` is an amount"),
        ({"pillars": {"A": 10.005}}, "two decimals"),
        ({"pillars": {"A": {"cost": 1}}}, "unknown key `cost`"),
        ({"pillars": {"A": -1}}, "cannot be right"),
        ({"pillars": ["A", "B"], "costs": 5}, "`costs` is one sum"),
        ({"rd_costs": 30001}, "`rd_costs` is a part of the costs"),
        ({"rd_costs": {"B": 1}}, "`rd_costs` is a part of the costs"),
        ({"lines": [{"amount": 5, "colour": "red"}]}, "unknown key `colour`"),
        ({"plan": "dream"}, "`plan` is one of"),
        ({"previous": [{"state": "live"}]}, "has a day"),
        ({"previous": [{"on": date(2027, 1, 1), "state": "lost"}]}, "`previous.state` is one of"),
        ({"applications_this_year": -1}, "is a whole number"),
        ({"aid": [{"amount": 5}]}, "has the day of the grant"),
        ({"insolvent": "perhaps"}, "`insolvent` is true or false"),
    ],
)
def test_what_cannot_be_run_says_why(changes: dict[str, Any], message: str) -> None:
    result = run({"eligible": True}, **changes)

    assert not result.passed
    assert result.error is not None
    assert message in result.error


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("cheap", "`config` needs keys"),
        ({"colour": "red"}, "unknown key `colour` in `config`"),
        ({"rate": 0}, "is a share"),
        ({"rate": 101}, "is a share"),
        ({"minimum": "low"}, "is a number of 0 or more"),
        ({"maximum": float("inf")}, "is a number of 0 or more"),
        ({"versions": [{"valid_from": date(1, 1, 1)}]}, "lies between"),
        ({"location": "moon"}, "`config.location` is one of"),
        ({"rungs": ["top"]}, "`config.rungs` is one of"),
        ({"versions": [{"rate": 0.4}]}, "has `valid_from`"),
        ({"versions": [{"valid_from": date(2027, 1, 1), "colour": 1}]}, "unknown key `colour`"),
    ],
)
def test_config_that_cannot_be(config: object, message: str) -> None:
    result = run({"eligible": True}, config)

    assert result.error is not None
    assert message in result.error


def test_a_scheme_or_key_that_is_not_there() -> None:
    other = run_case(PACK, {"case": "x", "scheme": "nope", "given": FITS, "expect": {"eligible": True}})
    wrong = run({"grant": 5})
    extra = run_case(PACK, {"case": "x", "scheme": "sample", "given": FITS, "expect": {"eligible": True}, "when": 1})

    assert other.error == "there is no scheme `nope` in sample@1; it has `sample`"
    assert wrong.error is not None
    assert wrong.error.startswith("unknown key `grant` in `expect`; the outcome has `eligible`, `outcome`, `amount`")
    assert extra.error is not None
    assert "unknown key `when`" in extra.error


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.dates()
    | st.datetimes()
    | st.text(max_size=8)
    | st.sampled_from(["A", "Emmen", "funderen", "intake", "research", "2027-03-01"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["A", "costs", "rd", "on", "amount", "state", "valid_from"]), inner, max_size=3
        )
    ),
    max_leaves=5,
)


@given(
    st.dictionaries(st.sampled_from(GIVEN), anything, max_size=6),
    st.dictionaries(st.sampled_from([*PARAMETERS, *ALIASES, "versions"]), anything, max_size=3),
)
def test_no_case_crashes(given_facts: dict[str, Any], config: dict[str, object]) -> None:
    result = run({"eligible": True}, config, **given_facts)

    assert result.passed or result.error or result.differences
