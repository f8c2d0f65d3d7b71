"""One verdict per rule, never a bare yes or no: what is not known stays open, and a scan alone never refuses."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sample_pack import sample_pack
from tests.sample_scheme import SOURCE, ceiling, parameters, sample_scheme
from trede.core.budget import CostLine
from trede.core.clocks import AMSTERDAM
from trede.core.eligibility import CODES, RULES, Earlier, Eligibility, Facts, check, lies_in
from trede.core.pack_places import Municipality
from trede.core.pack_rules_schemes import NEVER_REFUSED
from trede.core.pack_schemes import Basis, Parameters, Scheme, opening_at
from trede.core.scan import RUNGS

SCHEME = sample_scheme()
AT = datetime(2027, 3, 1, 12, tzinfo=AMSTERDAM)
FITS: dict[str, Any] = {
    "fte": Decimal(5),
    "project_in_region": True,
    "rung": "funderen",
    "rung_source": "intake",
    "lines": (CostLine(3_000_000, "A"),),
}

answers = st.sampled_from([True, False, None])
days = st.dates(date(2024, 1, 1), date(2029, 12, 31))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2029, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001  # made aware


@st.composite
def all_facts(draw: st.DrawFn) -> Facts:
    """Whatever may be known or not known of a firm."""
    lines = st.builds(
        CostLine,
        st.integers(0, 10_000_000),
        st.sampled_from(["A", "B", "D", "E", ""]),
        own_hours=st.booleans(),
    )
    states = st.sampled_from(["live", "granted", "refused", "not-handled", "withdrawn"])
    return Facts(
        fte=draw(st.none() | st.decimals(0, 400, places=2)),
        project_in_region=draw(answers),
        seat_in_region=draw(answers),
        branch_in_region=draw(answers),
        rung=draw(st.none() | st.sampled_from(RUNGS)),
        rung_source=draw(st.sampled_from([None, "scan", "intake", "adviser"])),
        pillars=tuple(draw(st.lists(st.sampled_from("ABCDE"), max_size=3))),
        lines=tuple(draw(st.lists(lines, max_size=4))),
        research=draw(answers),
        started=draw(answers),
        started_on=draw(st.none() | days),
        ordered_on=draw(st.none() | days),
        own_share=draw(answers),
        earlier=tuple(draw(st.lists(st.builds(Earlier, days, states), max_size=3))),
        new_facts=draw(st.booleans()),
        aid_cents=draw(st.none() | st.integers(0, 40_000_000)),
        other_aid=draw(answers),
        primary_agriculture=draw(answers),
        insolvent=draw(answers),
        cyber_baseline=draw(answers),
    )


@st.composite
def all_versions(draw: st.DrawFn) -> Parameters:
    return parameters(
        minimum=draw(st.sampled_from([None, 5000])),
        maximum=draw(st.sampled_from([None, 20000])),
        pillars_most=draw(st.sampled_from([None, 1, 2])),
        research=draw(st.sampled_from(["excluded", "allowed"])),
        minimum_fte=draw(st.sampled_from([None, 2])),
        sme_maximum_fte=draw(st.sampled_from([None, 250])),
        location=draw(st.sampled_from(["project", "seat", "branch"])),
        rungs=draw(st.sampled_from([(), ("funderen", "optimaliseren")])),
        rung_mode=draw(st.sampled_from(["hard", "soft"])),
        start=draw(st.sampled_from(["from-receipt", "free"])),
        once_per=draw(st.sampled_from(["calendar-year", "firm", "unlimited"])),
        cyber_baseline=draw(st.booleans()),
        de_minimis=draw(st.sampled_from([None, 300000])),
    )


def look(scheme: Scheme = SCHEME, at: datetime = AT, **changes: Any) -> Eligibility:
    """Check a firm that fits, with changes."""
    return check(scheme, Facts(**(FITS | changes)), at=at)


def state(found: Eligibility, code: str) -> str | None:
    """The state of one rule; None when the scheme does not have it."""
    return next((verdict.state for verdict in found.verdicts if verdict.code == code), None)


@given(all_versions(), all_facts(), moments)
def test_there_is_always_an_outcome_with_a_reason(version: Parameters, facts: Facts, at: datetime) -> None:
    found = check(sample_scheme(version), facts, at=at)

    codes = [verdict.code for verdict in found.verdicts]
    assert codes == [code for code in CODES if code in codes], "each rule once, in order"
    assert all(verdict.source for verdict in found.verdicts)
    assert (found.outcome == "not-now") == bool(found.refusals)
    assert (found.outcome == "probably-yes") == (not found.refusals and not found.open)
    assert not {verdict.code for verdict in found.refusals} & NEVER_REFUSED
    assert {door for verdict in found.verdicts for door in verdict.doors} == set(found.doors)
    if found.outcome == "probably-yes":
        assert found.budget is not None
        assert found.budget.amount_cents is not None


@given(all_versions(), all_facts(), moments)
def test_a_scan_never_refuses(version: Parameters, facts: Facts, at: datetime) -> None:
    found = check(sample_scheme(version), facts, at=at)

    if facts.rung_source not in ("intake", "adviser") or version.rung_mode == "soft":
        assert state(found, "rung") != "not-met"


def test_every_rule_has_its_code() -> None:
    assert len(RULES) == len(CODES) == len(set(CODES))


def test_a_firm_that_fits_probably_may() -> None:
    found = look()

    assert found.outcome == "probably-yes"
    assert found.budget is not None
    assert found.budget.amount_cents == 1_500_000
    assert {verdict.state for verdict in found.verdicts} == {"met"}
    assert found.doors == ()


def test_nothing_known_is_not_a_no() -> None:
    found = check(SCHEME, Facts(), at=AT)

    assert found.outcome == "person"
    assert [verdict.code for verdict in found.open] == ["location", "fte_min", "rung", "pillar", "min_amount"]
    assert all(verdict.unasked for verdict in found.open)
    assert found.budget is None
    assert found.doors == (), "what was not asked leads nowhere"


@pytest.mark.parametrize(("fte", "expected"), [("1.99", "not-met"), ("2.00", "met"), ("2", "met")])
def test_the_least_size_is_included(fte: str, expected: str) -> None:
    assert state(look(fte=Decimal(fte)), "fte_min") == expected


@pytest.mark.parametrize(("fte", "expected"), [("249.99", "met"), ("250", "not-met")])
def test_the_upper_end_is_not_included(fte: str, expected: str) -> None:
    scheme = sample_scheme(parameters(sme_maximum_fte=250))

    assert state(look(scheme, fte=Decimal(fte)), "sme_max") == expected
    assert state(look(fte=Decimal(fte)), "sme_max") is None


@pytest.mark.parametrize(
    ("rung", "source", "mode", "expected", "doors"),
    [
        ("funderen", "scan", "hard", "met", ()),
        ("starten", "scan", "hard", "unknown", ("low", "desk")),
        ("starten", None, "hard", "unknown", ("low", "desk")),
        ("starten", "intake", "hard", "not-met", ("low", "desk")),
        ("starten", "adviser", "soft", "unknown", ("low", "desk")),
        ("innoveren", "intake", "hard", "not-met", ("high", "desk")),
        (None, "intake", "hard", "unknown", ()),
    ],
)
def test_a_rung_refuses_after_an_intake_only(
    rung: str | None, source: str | None, mode: str, expected: str, doors: tuple[str, ...]
) -> None:
    found = look(sample_scheme(parameters(rung_mode=mode)), rung=rung, rung_source=source)

    assert state(found, "rung") == expected
    assert found.doors == doors


@pytest.mark.parametrize(
    ("where", "seat", "branch", "project", "expected"),
    [
        ("project", False, True, True, "met"),
        ("project", True, True, False, "not-met"),
        ("project", True, True, None, "unknown"),
        ("seat", True, False, False, "met"),
        ("seat", False, True, True, "not-met"),
        ("branch", False, True, None, "met"),
        ("branch", True, None, None, "met"),
        ("branch", False, False, True, "not-met"),
        ("branch", False, None, True, "unknown"),
        ("branch", None, False, True, "unknown"),
    ],
)
def test_what_has_to_lie_in_the_region(
    where: str, seat: bool | None, branch: bool | None, project: bool | None, expected: str
) -> None:
    scheme = sample_scheme(parameters(location=where))

    found = look(scheme, seat_in_region=seat, branch_in_region=branch, project_in_region=project)

    assert state(found, "location") == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"started_on": date(2027, 2, 28)}, "not-met"),
        ({"started_on": date(2027, 3, 1)}, "met"),
        ({"started_on": date(2027, 4, 1), "ordered_on": date(2027, 2, 28)}, "not-met"),
        ({"started": True}, "not-met"),
        ({"started": None}, "unknown"),
        ({}, "met"),
    ],
)
def test_a_start_before_the_day_of_receipt(changes: dict[str, Any], expected: str) -> None:
    assert state(look(**changes), "started") == expected
    assert state(look(sample_scheme(parameters(start="free")), **changes), "started") is None


@pytest.mark.parametrize(
    ("once", "on", "was", "expected"),
    [
        ("calendar-year", date(2027, 1, 5), "live", "not-met"),
        ("calendar-year", date(2026, 12, 31), "granted", "met"),
        ("calendar-year", date(2027, 1, 5), "withdrawn", "met"),
        ("calendar-year", date(2027, 1, 5), "not-handled", "met"),
        ("firm", date(2020, 1, 5), "granted", "not-met"),
        ("firm", date(2020, 1, 5), "refused", "met"),
        ("unlimited", date(2027, 1, 5), "live", None),
    ],
)
def test_once_per_period(once: str, on: date, was: Any, expected: str | None) -> None:
    found = look(sample_scheme(parameters(once_per=once)), earlier=(Earlier(on, was),))

    assert state(found, "once") == expected


def test_after_a_refusal_something_new_is_needed() -> None:
    refused = (Earlier(date(2026, 1, 5), "refused"),)

    assert state(look(), "repeat") is None
    assert state(look(earlier=refused), "repeat") == "unknown"
    assert state(look(earlier=refused, new_facts=True), "repeat") == "met"


@pytest.mark.parametrize(
    ("code", "fact"), [("insolvency", "insolvent"), ("agriculture", "primary_agriculture"), ("other_aid", "other_aid")]
)
def test_some_things_only_ask_for_a_look(code: str, fact: str) -> None:
    said: list[dict[str, Any]] = [{fact: True}, {fact: None}, {fact: False}]
    yes, unknown, no = (look(**changes) for changes in said)

    for found in (yes, unknown):
        assert found.outcome == "person"
        assert [verdict.code for verdict in found.open] == [code]
    assert state(no, code) == "met"


def test_research_is_passed_on_and_a_part_of_it_left_out() -> None:
    part = look(lines=(CostLine(3_000_000, "D", research_cents=1_000_000),))
    whole = look(lines=(CostLine(3_000_000, "D", research_cents=3_000_000),))
    said = look(research=True, rung="innoveren")

    assert part.outcome == "probably-yes"
    assert (whole.outcome, [verdict.code for verdict in whole.refusals]) == ("not-now", ["scope_rd"])
    assert [verdict.code for verdict in said.refusals] == ["rung", "scope_rd"]
    assert said.doors[0] == "high"
    assert state(look(research=None), "scope_rd") == "unknown"


def test_aid_that_does_not_fit_is_lowered_or_refused() -> None:
    less = look(lines=(CostLine(4_000_000, "A"),), aid_cents=28_500_000)
    none = look(aid_cents=29_700_000)
    unknown = look(aid_cents=None)

    assert less.budget is not None
    assert (less.outcome, less.budget.amount_cents) == ("probably-yes", 1_500_000)
    assert [(verdict.code, verdict.cents) for verdict in none.refusals] == [("de_minimis", 300_000)]
    assert [verdict.code for verdict in unknown.open] == ["de_minimis"]


def test_too_little_says_what_is_missing() -> None:
    (verdict,) = look(lines=(CostLine(900_000, "A"),)).refusals

    assert (verdict.code, verdict.cents, verdict.parameter, verdict.source) == (
        "min_amount",
        100_000,
        "minimum",
        SOURCE,
    )


def test_an_example_is_marked() -> None:
    rest = tuple(name for name in parameters().basis[0].of if name != "minimum_fte")
    basis = (Basis(of=rest, status="settled", source="a"), Basis(of=("minimum_fte",), status="example", source="b"))
    found = look(sample_scheme(parameters(basis=basis)), fte=Decimal(1))

    assert [(verdict.code, verdict.example, verdict.source) for verdict in found.refusals] == [("fte_min", True, "b")]
    assert [verdict.code for verdict in found.verdicts if verdict.example] == ["fte_min"]


LATER = parameters(key="2", valid_from=datetime(2027, 7, 1), rate=0.40)  # noqa: DTZ001  # as a pack writes it


@pytest.mark.parametrize(
    ("at", "version", "amount"),
    [
        (datetime(2027, 6, 30, 21, 59, 59, tzinfo=UTC), "1", 1_500_000),
        (datetime(2027, 6, 30, 22, 0, tzinfo=UTC), "2", 1_200_000),
        (datetime(2020, 1, 1, tzinfo=UTC), "1", 1_500_000),
    ],
)
def test_the_parameters_are_those_of_the_moment_of_receipt(at: datetime, version: str, amount: int) -> None:
    """T13: midnight in Amsterdam, which is ten in the evening in UTC."""
    found = look(sample_scheme(parameters(), LATER), at)

    assert found.budget is not None
    assert (found.version, found.budget.amount_cents) == (version, amount)


def test_an_application_keeps_its_version() -> None:
    scheme = sample_scheme(parameters(), LATER)

    found = check(scheme, Facts(**FITS), at=datetime(2027, 9, 1, tzinfo=UTC), version=scheme.version("1"))

    assert found.version == "1"


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2027, 3, 1, 22, 59, 30, tzinfo=UTC), date(2027, 3, 1)),
        (datetime(2027, 3, 1, 23, 0, tzinfo=UTC), date(2027, 3, 2)),
        (datetime(2027, 3, 28, 1, 30, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 10, 31, 22, 59, tzinfo=UTC), date(2027, 10, 31)),
        (datetime(2027, 10, 31, 23, 0, tzinfo=UTC), date(2027, 11, 1)),
    ],
)
def test_the_legal_day_is_that_of_amsterdam(at: datetime, day: date) -> None:
    """T24 and T25."""
    assert look(at=at).day == day


def test_a_moment_without_a_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="zone"):
        look(at=datetime(2027, 3, 1))  # noqa: DTZ001  # the mistake itself


@pytest.mark.parametrize("place", ["Emmen", " emmen ", "GM0114", "gm0114", "0114"])
def test_a_municipality_by_name_or_code(place: str) -> None:
    info = _info_with_emmen()

    assert lies_in(info, place)
    assert not lies_in(info, "Stadskanaal")
    assert not lies_in(info, "")


def _info_with_emmen() -> Any:
    return msgspec.structs.replace(sample_pack().info, municipalities=(Municipality(code="GM0114", name="Emmen"),))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2027, 1, 11, 7, 59, tzinfo=UTC), "opens"),
        (datetime(2027, 1, 11, 8, 0, tzinfo=UTC), "open"),
        (datetime(2027, 12, 31, 22, 59, 59, tzinfo=UTC), "open"),
        (datetime(2027, 12, 31, 23, 0, tzinfo=UTC), "closed"),
    ],
)
def test_a_scheme_opens_and_closes_on_time(at: datetime, expected: str) -> None:
    assert opening_at(SCHEME, at)[0] == expected
    assert opening_at(sample_scheme(status="draft"), at) == ("draft", None)
    assert opening_at(sample_scheme(status="draft"), at, rehearsal=True)[0] == expected
    assert opening_at(sample_scheme(status="closed"), at)[0] == "closed"
    assert opening_at(sample_scheme(openings=()), at) == ("closed", None)


def test_a_ceiling_holds_once_it_is_published_and_in_effect() -> None:
    first = ceiling(800_000, datetime(2026, 12, 15))  # noqa: DTZ001  # as a pack writes it
    lower = ceiling(600_000, datetime(2027, 4, 1), datetime(2027, 5, 1))  # noqa: DTZ001  # idem
    scheme = sample_scheme(ceilings=(first, lower))

    assert scheme.ceiling_at("2027", datetime(2026, 12, 31, tzinfo=UTC)) is None
    assert scheme.ceiling_at("2027", datetime(2027, 4, 30, tzinfo=UTC)) == first
    assert scheme.ceiling_at("2027", datetime(2027, 5, 1, tzinfo=UTC)) == lower
    assert scheme.ceiling_at("2028", datetime(2027, 5, 1, tzinfo=UTC)) is None
    assert lower.cents == 60_000_000
