"""Sharing out: against a slow and simple count, and the rules that hold for any facts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.allocations import LOT, START, facts, many
from tests.timing import least_seconds
from trede.core.allocation import (
    Allocation,
    CeilingVersion,
    Change,
    ChangeKind,
    Claim,
    MoveKind,
    Sharing,
    allocate,
    complete_day,
)
from trede.core.errors import InputError
from trede.core.lot import draw as drawn_by_hash

CEILING = [CeilingVersion(100, START)]


def day(number: int) -> date:
    """A day counted from the start."""
    return START + timedelta(days=number)


def claim(key: str, on: int, cents: int) -> Claim:
    """An application that was complete and checked on the day it came in."""
    return Claim(key, day(on), cents, day(on), day(on))


def shared(claims: Sequence[Claim], on: int = 60, sharing: Sharing | None = None, **more: object) -> Allocation:
    """Share out 100 cents with a draw that is always there."""
    return allocate(claims, CEILING, sharing or Sharing(), day(on), **{"draw": LOT, **more})  # type: ignore[arg-type]


@given(facts())
def test_the_rules_hold_for_any_facts(found: tuple[list[Claim], list[Change], list[CeilingVersion], Sharing]) -> None:
    claims, changes, ceilings, sharing = found
    outcome = allocate(claims, ceilings, sharing, day(60), changes=changes, draw=LOT)
    asked = {item.id: item.cents for item in claims}
    places = [set(outcome.reserved), set(outcome.offers), set(outcome.waiting), set(outcome.pending)]
    for number, one in enumerate(places):
        assert not any(one & other for other in places[number + 1 :])
    held = sum(outcome.reserved.values()) + sum(outcome.offers.values())
    assert held + outcome.released_late <= max(ceiling.cents for ceiling in ceilings)
    assert outcome.available == ceilings[-1].cents - held - outcome.released_late
    assert all(0 < amount <= asked[key] for key, amount in outcome.reserved.items())
    assert all(sharing.minimum <= amount < asked[key] for key, amount in outcome.offers.items())
    gone = {change.id for change in changes if change.kind in (ChangeKind.WITHDRAWN, ChangeKind.REFUSED)}
    assert not gone & {*outcome.reserved, *outcome.offers, *outcome.waiting, *outcome.pending}
    by_id = {item.id: item for item in claims}
    assert all((by_id[key].complete or day(99)) > outcome.frontier for key in outcome.pending)


@given(facts(), st.integers(0, 60), st.integers(0, 60))
def test_a_later_run_repeats_an_earlier_one_and_adds_to_it(
    found: tuple[list[Claim], list[Change], list[CeilingVersion], Sharing], one: int, other: int
) -> None:
    claims, changes, ceilings, sharing = found
    early, late = sorted((one, other))
    before = allocate(claims, ceilings, sharing, day(early), changes=changes, draw=LOT).moves
    after = allocate(claims, ceilings, sharing, day(late), changes=changes, draw=LOT).moves
    assert after[: len(before)] == before
    assert all(move.day > day(early) for move in after[len(before) :])


@given(facts(), st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_told_plays_no_part(
    found: tuple[list[Claim], list[Change], list[CeilingVersion], Sharing], chance: object
) -> None:
    claims, changes, ceilings, sharing = found
    mixed = list(claims)
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    first = allocate(claims, ceilings, sharing, day(60), changes=changes, draw=LOT)
    assert allocate(mixed, ceilings, sharing, day(60), changes=changes, draw=LOT) == first


@given(facts(simple=True))
def test_it_is_the_slow_and_simple_count(
    found: tuple[list[Claim], list[Change], list[CeilingVersion], Sharing],
) -> None:
    """Without changes: day by day, in the order of the lot, the first that does not fit ends it."""
    claims, _, ceilings, sharing = found
    outcome = allocate(claims, ceilings, sharing, day(90), draw=LOT)
    room, reserved, waiting, is_over = ceilings[0].cents, dict[str, int](), list[str](), False
    offers: dict[str, int] = {}
    by_day: dict[date, list[Claim]] = {}
    for item in claims:
        by_day.setdefault(item.complete or day(0), []).append(item)
    for on in sorted(by_day):
        group = {item.id: item for item in by_day[on]}
        order = drawn_by_hash(group, str(on)) if sum(item.cents for item in group.values()) > room else sorted(group)
        if is_over and len(group) > 1:
            order = drawn_by_hash(group, str(on))
        for key in order:
            cents = group[key].cents
            if not is_over and cents <= room:
                reserved[key], room = cents, room - cents
            elif not is_over and sharing.part and room >= max(sharing.minimum, 1):
                offers[key], room = room, 0
            else:
                waiting.append(key)
                is_over = True
    assert (outcome.reserved, outcome.offers, list(outcome.waiting)) == (reserved, offers, waiting)


@given(facts())
def test_nobody_behind_an_unchecked_application_is_served_before_it(
    found: tuple[list[Claim], list[Change], list[CeilingVersion], Sharing],
) -> None:
    """Whatever the late check says about the first application, those shared out stay as they are."""
    claims, changes, ceilings, sharing = found
    first = Claim("FIRST", day(3), 40, day(3), None)
    early = allocate([*claims, first], ceilings, sharing, day(40), changes=changes, draw=LOT)
    assert early.frontier < day(3)
    assert all((item.complete or day(99)) < day(3) for item in claims if item.id in early.reserved)
    for complete, checked in ((day(3), day(41)), (day(50), day(51)), (None, day(41))):
        told = replace(first, complete=complete, checked=checked)
        late = allocate([*claims, told], ceilings, sharing, day(60), changes=changes, draw=LOT)
        assert late.moves[: len(early.moves)] == early.moves


def test_a_lot_that_was_not_drawn_holds_its_day_and_all_after() -> None:
    claims = [claim("A", 1, 60), claim("B", 1, 60), claim("C", 2, 10)]
    waits = shared(claims, draw=lambda _day, _ids: None)
    assert (waits.reserved, waits.pending) == ({}, ("A", "B", "C"))
    assert [(lot.day, lot.ids, lot.order) for lot in waits.lots] == [(day(1), ("A", "B"), None)]
    forgets_one = shared(claims, draw=lambda _day, _ids: ["A"])
    assert forgets_one.reserved == {}
    drawn = shared(claims, draw=lambda _day, _ids: ["B", "A", "gone"])
    assert (drawn.reserved, drawn.offers) == ({"B": 60}, {"A": 40})


def test_who_withdraws_before_the_draw_is_not_in_it() -> None:
    claims = [claim("A", 1, 60), claim("B", 1, 60), replace(claim("X", 1, 1), checked=day(5))]
    outcome = shared(claims, changes=[Change(day(3), ChangeKind.WITHDRAWN, "A")])
    assert (outcome.reserved, outcome.lots) == ({"B": 60, "X": 1}, ())


def test_an_open_offer_grows_before_others_are_served() -> None:
    claims = [claim("A", 1, 80), claim("B", 2, 60), claim("C", 3, 10)]
    changes = [Change(day(5), ChangeKind.GRANTED, "A", 50)]
    outcome = shared(claims, changes=changes)
    assert (outcome.offers, outcome.waiting) == ({"B": 50}, ("C",))
    more = [*changes, Change(day(6), ChangeKind.RELEASED, "A", 20)]
    assert shared(claims, changes=more).reserved == {"A": 30, "B": 60, "C": 10}


def test_when_the_one_who_blocks_withdraws_the_next_is_served() -> None:
    claims = [claim("A", 1, 90), claim("B", 2, 50), claim("C", 3, 10)]
    sharing = Sharing(part=False)
    assert shared(claims, sharing=sharing).waiting == ("B", "C")
    outcome = shared(claims, sharing=sharing, changes=[Change(day(9), ChangeKind.WITHDRAWN, "B")])
    assert (outcome.reserved, outcome.waiting) == ({"A": 90, "C": 10}, ())


def test_a_smaller_one_may_pass_when_the_scheme_skips() -> None:
    claims = [claim("A", 1, 90), claim("B", 2, 50), claim("C", 3, 10)]
    outcome = shared(claims, sharing=Sharing(part=False, unfit="skip"))
    assert (outcome.reserved, outcome.waiting) == ({"A": 90, "C": 10}, ("B",))


def test_an_answer_without_an_offer_changes_nothing() -> None:
    claims = [claim("A", 1, 100), claim("B", 2, 50)]
    answers = [Change(day(3), ChangeKind.ACCEPTED, "B"), Change(day(3), ChangeKind.DECLINED, "nobody")]
    assert shared(claims, changes=answers) == shared(claims)


def test_a_declined_offer_is_refused_when_nobody_waits() -> None:
    claims = [claim("A", 1, 80), claim("B", 2, 60)]
    sharing = Sharing(on_full="refuse")
    outcome = shared(claims, sharing=sharing, changes=[Change(day(3), ChangeKind.DECLINED, "B")])
    assert (outcome.refused, outcome.available) == (("B",), 20)


@pytest.mark.parametrize(
    ("claims", "ceilings"),
    [
        ([claim("A", 1, 1)], []),
        ([claim("A", 1, 0)], CEILING),
        ([claim("A", 1, 1), claim("A", 2, 1)], CEILING),
        ([replace(claim("A", 1, 1), complete=day(0))], CEILING),
        ([replace(claim("A", 1, 1), version=1)], CEILING),
        ([claim("A", 1, 1)], [CeilingVersion(-1, START)]),
        ([claim("A", 1, 1)], [CeilingVersion(1, START), CeilingVersion(1, START)]),
    ],
)
def test_facts_that_cannot_be(claims: list[Claim], ceilings: list[CeilingVersion]) -> None:
    with pytest.raises(InputError, match="verdelen"):
        allocate(claims, ceilings, Sharing(), day(60))


def test_the_day_of_completion_is_that_of_the_last_required_item() -> None:
    assert complete_day(day(1), [day(1), day(4), day(2)]) == day(4)
    assert complete_day(day(3), [day(1)]) == day(3)
    assert complete_day(day(1), [day(1), None]) is None
    assert complete_day(day(1), []) == day(1)


@pytest.mark.slow
@pytest.mark.exhaustive
@pytest.mark.parametrize("sharing", [Sharing(minimum=500_000), Sharing(part=False, unfit="skip")])
def test_a_hundred_thousand_applications_take_two_seconds_and_twice_as_many_about_twice(sharing: Sharing) -> None:
    spent = []
    for count in (100_000, 200_000):
        claims, changes = many(count)
        ceilings = [CeilingVersion(count * 300_000, START)]
        share_out = partial(allocate, claims, ceilings, sharing, day(500), changes=changes, draw=LOT)
        spent.append(least_seconds(share_out, goal=0, most=2))
        outcome = share_out()
        assert len(outcome.reserved) + len(outcome.waiting) > count // 2
    assert spent[0] < 2, spent
    assert all(later < earlier * 3 for earlier, later in pairwise(spent)), spent


def test_the_moves_tell_the_story() -> None:
    outcome = shared([claim("A", 1, 60), claim("B", 2, 60)])
    assert [(move.kind, move.id, move.cents) for move in outcome.moves] == [
        (MoveKind.RESERVE, "A", 60),
        (MoveKind.OFFER, "B", 40),
    ]
