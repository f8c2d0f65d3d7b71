"""From costs to an amount: never above a limit, never a cent lost, and every limit that was reached is said."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sample_scheme import parameters
from trede.core.budget import (
    MOST_CENTS,
    Budget,
    CostLine,
    aid_in_window,
    compute,
    eligible_cents,
    least_costs,
    lines_of,
)
from trede.core.errors import InputError
from trede.core.pack_schemes import Parameters

amounts = st.integers(0, 20_000_000)
shares = st.integers(1, 100).map(lambda whole: whole / 100)


@st.composite
def lines(draw: st.DrawFn) -> CostLine:
    cents = draw(amounts)
    return CostLine(
        cents,
        draw(st.sampled_from("ABCD")),
        supplier=draw(st.sampled_from(["", "Een", "Twee"])),
        quote=draw(st.sampled_from(["", "1", "2"])),
        vat_cents=draw(st.integers(0, cents)),
        vat_deductible=draw(st.booleans()),
        own_hours=draw(st.booleans()),
        research_cents=draw(st.integers(0, cents)),
    )


@st.composite
def versions(draw: st.DrawFn) -> Parameters:
    least = draw(st.none() | st.integers(0, 10_000))
    more = draw(st.none() | st.integers(0, 40_000))
    return parameters(
        rate=draw(shares),
        minimum=least,
        maximum=None if more is None else (least or 0) + more,
        pillar_maximums=draw(st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 20_000))),
        vat=draw(st.sampled_from(["non-deductible", "never"])),
        own_hours=draw(st.booleans()),
        research=draw(st.sampled_from(["excluded", "allowed"])),
    )


rooms = st.none() | st.integers(-1_000_000, 5_000_000)


@given(versions(), st.lists(lines(), max_size=6), rooms)
def test_amount_and_own_share_are_the_eligible_costs(
    version: Parameters, costs: list[CostLine], room: int | None
) -> None:
    found = compute(version, costs, room_cents=room)

    assert (found.amount_cents is None) == (found.refusal is not None) == (found.own_share_cents is None)
    assert 0 <= found.eligible_cents <= found.total_cents
    assert found.eligible_cents == sum(item.eligible_cents for item in found.pillars)
    assert found.total_cents == sum(item.total_cents for item in found.pillars)
    if found.amount_cents is not None and found.own_share_cents is not None:
        assert found.amount_cents + found.own_share_cents == found.eligible_cents
        assert found.amount_cents + found.pays_cents == found.total_cents
        assert found.own_share_cents >= 0


@given(versions(), st.lists(lines(), max_size=6), rooms)
def test_no_limit_is_passed(version: Parameters, costs: list[CostLine], room: int | None) -> None:
    found = compute(version, costs, room_cents=room)

    assert found.computed_cents <= Decimal(str(version.rate)) * found.eligible_cents
    if found.amount_cents is None:
        return
    assert found.amount_cents > 0
    assert version.minimum_cents <= found.amount_cents <= found.computed_cents
    assert version.maximum_cents is None or found.amount_cents <= version.maximum_cents
    assert room is None or found.amount_cents <= room


@given(versions(), st.lists(lines(), max_size=6))
def test_without_limits_the_amount_is_the_share_rounded_down(version: Parameters, costs: list[CostLine]) -> None:
    free = msgspec.structs.replace(version, minimum=None, maximum=None, pillar_maximums={})

    found = compute(free, costs)

    exact = Decimal(str(free.rate)) * found.eligible_cents
    assert 0 <= exact - found.computed_cents < 1
    assert found.amount_cents in (None, found.computed_cents)


@given(versions(), st.lists(lines(), min_size=1, max_size=5), st.integers(0, 1_000_000), st.data())
def test_more_costs_never_bring_less(
    version: Parameters, costs: list[CostLine], more: int, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(costs) - 1))
    line = costs[place]
    grown = [*costs]
    grown[place] = replace(line, cents=line.cents + more)

    before, after = compute(version, costs), compute(version, grown)

    assert after.eligible_cents >= before.eligible_cents
    assert after.computed_cents >= before.computed_cents
    assert (after.amount_cents or 0) >= (before.amount_cents or 0)


@given(versions(), st.lists(lines(), max_size=6), st.randoms())
def test_the_order_of_the_lines_does_not_matter(version: Parameters, costs: list[CostLine], random: Any) -> None:
    shuffled = [*costs]
    random.shuffle(shuffled)

    assert _sums(compute(version, shuffled)) == _sums(compute(version, costs))


def _sums(found: Budget) -> tuple[object, ...]:
    return found.total_cents, found.eligible_cents, found.amount_cents, found.refusal, found.pillars, found.suppliers


@given(versions())
def test_the_least_costs_are_the_first_that_reach_the_minimum(version: Parameters) -> None:
    plain = msgspec.structs.replace(version, maximum=None, pillar_maximums={})
    least = least_costs(plain)
    if least is None:
        assert not plain.minimum_cents
        return

    assert compute(plain, [CostLine(least, "A")]).amount_cents == plain.minimum_cents + _over(plain, least)
    assert compute(plain, [CostLine(least - 1, "A")]).amount_cents is None


def _over(version: Parameters, costs: int) -> int:
    """With a share above one half a cent of costs may step over the minimum."""
    return int(Decimal(str(version.rate)) * costs) - version.minimum_cents


@pytest.mark.parametrize(
    ("costs", "refusal", "amount"),
    [
        ([], "no_costs", None),
        ([CostLine(0, "A")], "no_costs", None),
        ([CostLine(1_000_000, "A")], None, 500_000),
        ([CostLine(999_999, "A")], "min_amount", None),
        ([CostLine(1_000_000, "A", research_cents=1_000_000)], "scope_rd", None),
        ([CostLine(1_000_000, "A", own_hours=True)], "no_costs", None),
        ([CostLine(5_000_000, "A")], None, 2_000_000),
    ],
)
def test_why_there_is_no_grant(costs: list[CostLine], refusal: str | None, amount: int | None) -> None:
    found = compute(parameters(), costs)

    assert (found.refusal, found.amount_cents) == (refusal, amount)
    assert [item.code for item in found.remarks if item.level == "stop"] == ([refusal] if refusal else [])


def test_what_is_missing_to_reach_the_minimum_is_said() -> None:
    found = compute(parameters(), [CostLine(900_000, "A")])

    assert [(item.code, item.cents) for item in found.remarks] == [("min_amount", 100_000)]


def test_room_for_aid_lowers_the_amount_or_stops_it() -> None:
    costs = [CostLine(4_000_000, "A")]

    less = compute(parameters(), costs, room_cents=1_500_000)
    none = compute(parameters(), costs, room_cents=499_999)
    over = compute(parameters(), costs, room_cents=-5)

    assert (less.amount_cents, less.own_share_cents) == (1_500_000, 2_500_000)
    assert [(item.code, item.cents) for item in less.remarks] == [("de-minimis-less", 1_500_000)]
    assert (none.refusal, over.refusal) == ("de_minimis", "de_minimis")


def test_the_same_quote_twice_is_asked_about() -> None:
    line = CostLine(600_000, "A", supplier="Voorbeeld ", quote="12")
    again = CostLine(600_000, "B", supplier="voorbeeld", quote="12")
    other = CostLine(600_001, "B", supplier="voorbeeld", quote="12")

    assert [item.code for item in compute(parameters(), [line, again]).remarks] == ["quote-twice"]
    assert compute(parameters(), [line, other]).remarks == ()
    assert compute(parameters(), [line, again]).suppliers == (("Voorbeeld ", 600_000), ("voorbeeld", 600_000))


def test_vat_counts_for_the_part_that_counts() -> None:
    line = CostLine(1_000, "A", vat_cents=210, vat_deductible=False, research_cents=500)

    assert eligible_cents(parameters(), line) == 500 + 105
    assert eligible_cents(parameters(vat="never"), line) == 500
    assert eligible_cents(parameters(research="allowed"), line) == 1_210


@pytest.mark.parametrize(
    "line",
    [
        CostLine(-1),
        CostLine(MOST_CENTS + 1),
        CostLine(1, vat_cents=-1),
        CostLine(1, research_cents=2),
        CostLine(1, research_cents=-1),
    ],
)
def test_costs_that_cannot_be_are_refused(line: CostLine) -> None:
    with pytest.raises(InputError, match="bedrag"):
        compute(parameters(), [line])


def test_plain_sums_are_lines() -> None:
    assert lines_of({"A": 5, "C": 7}) == (CostLine(5, "A"), CostLine(7, "C"))


@pytest.mark.parametrize(
    ("day", "on", "counts"),
    [
        (date(2024, 3, 1), date(2027, 3, 1), False),
        (date(2024, 3, 2), date(2027, 3, 1), True),
        (date(2027, 3, 1), date(2027, 3, 1), True),
        (date(2027, 3, 2), date(2027, 3, 1), False),
        (date(2025, 2, 28), date(2028, 2, 29), False),
        (date(2025, 3, 1), date(2028, 2, 29), True),
    ],
)
def test_aid_leaves_the_window_after_exactly_three_years(day: date, on: date, counts: bool) -> None:
    assert aid_in_window([(day, 100)], on=on, years=3) == (100 if counts else 0)
