"""Disclosure control, with an attacker who knows every true margin and every published cell."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trede.core.disclosure import (
    HIT,
    REST,
    TOTAL,
    Counts,
    Published,
    Reason,
    Rules,
    held_back,
    part_name,
    protect_parts,
    publish,
    round_to,
    share_text,
)
from trede.core.pack import Disclosure

PACK = Disclosure(public_minimum=10, partner_minimum=5, round_counts_to=5, round_shares_to=5, source="test")
PUBLIC = Rules.public(PACK)
DESK = Rules.desk(PACK)
KEYS = ("a", "b", "c", "d", "e")


def intervals(counts: Counts, seen: Published) -> dict[str, tuple[int, int]]:
    """The attacker: bounds of each hidden part and side, from true values of everything that was published.

    Plain interval arithmetic over one sum: hidden parts are whole, not negative, and add up to what is left.
    """
    if not seen.total.shown:
        return {}
    true = dict(counts.parts)
    shown = {key for key, cell in seen.parts if cell.shown}
    left = counts.total - sum(true[key] for key in shown)
    hidden = [key for key in true if key not in shown]
    found = {key: (0 if len(hidden) > 1 else left, left) for key in hidden}
    if seen.hit is not None and not seen.hit.shown:
        low, high = 0, counts.total
        if counts.hit_part in shown:
            low = high = true[counts.hit_part]
        elif counts.hit_part is not None:
            low, high = found[counts.hit_part]
        found[HIT] = (low, high)
    if seen.hit is not None and seen.hit.shown and counts.hit_part in found and counts.hit is not None:
        found[counts.hit_part] = (counts.hit, counts.hit)
    return found


@st.composite
def tables(draw: st.DrawFn) -> Counts:
    numbers = draw(st.lists(st.integers(0, 45), min_size=2, max_size=5))
    parts = tuple(zip(KEYS, numbers, strict=False))
    with_hit = draw(st.booleans())
    return Counts(sum(numbers), numbers[0] if with_hit else None, parts, "a" if with_hit else None)


@given(tables(), st.booleans(), st.sets(st.sampled_from([TOTAL, HIT, REST, *map(part_name, KEYS)])))
@example(Counts(180, None, (("a", 177), ("b", 3))), False, set())
@example(Counts(60, 30, (("a", 30), ("b", 30), ("c", 0), ("d", 0)), "a"), False, set())
def test_no_hidden_figure_can_be_narrowed_below_the_span(counts: Counts, sensitive: bool, held: set[str]) -> None:
    seen = publish(counts, PUBLIC, sensitive=sensitive, held=frozenset(held))
    for low, high in intervals(counts, seen).values():
        assert high - low >= PUBLIC.minimum


@given(tables(), st.booleans())
def test_nothing_shown_stands_for_fewer_firms_than_the_minimum(counts: Counts, sensitive: bool) -> None:
    true = dict(counts.parts)
    for rules in (PUBLIC, DESK):
        seen = publish(counts, rules, sensitive=sensitive)
        assert all(true[key] >= rules.minimum for key, cell in seen.parts if cell.shown)
        assert not seen.total.shown or counts.total >= rules.minimum
        if seen.hit is not None and seen.hit.shown:
            assert counts.hit is not None
            assert rules.minimum <= counts.hit <= counts.total - rules.minimum
            assert not sensitive or Fraction(counts.hit, counts.total) < Fraction(9, 10)


@given(tables(), st.booleans())
def test_a_figure_has_either_a_text_or_a_reason(counts: Counts, sensitive: bool) -> None:
    seen = publish(counts, PUBLIC, sensitive=sensitive)
    cells = [seen.total, seen.hit, seen.share, *(cell for _, cell in seen.parts)]
    assert all((cell.text is None) != (cell.reason is None) for cell in cells if cell is not None)


@given(tables())
def test_public_counts_and_shares_are_round(counts: Counts) -> None:
    seen = publish(counts, PUBLIC)
    for cell in [seen.total, seen.hit, *(cell for _, cell in seen.parts)]:
        assert cell is None or cell.text is None or int(cell.text) % 5 == 0
    if seen.share is not None and seen.share.text is not None:
        assert int(seen.share.text.lstrip("<>")) % 5 == 0


@given(tables(), st.booleans())
def test_the_same_figures_always_give_the_same_outcome_in_any_order(counts: Counts, sensitive: bool) -> None:
    turned = Counts(counts.total, counts.hit, counts.parts[::-1], counts.hit_part)
    one, other = publish(counts, PUBLIC, sensitive=sensitive), publish(turned, PUBLIC, sensitive=sensitive)
    assert dict(one.parts) == dict(other.parts)
    assert (one.total, one.hit, one.share) == (other.total, other.hit, other.share)


@pytest.mark.parametrize(
    ("hit", "total", "sensitive", "reason"),
    [
        (20, 40, True, None),
        (9, 40, False, Reason.ONE_SIDED),
        (31, 40, False, Reason.ONE_SIDED),
        (0, 40, True, Reason.ONE_SIDED),
        (40, 40, True, Reason.ONE_SIDED),
        (180, 200, True, Reason.ONE_SIDED),
        (179, 200, True, None),
        (180, 200, False, None),
        (3, 9, False, Reason.TOO_FEW),
    ],
)
def test_a_share_needs_firms_on_both_sides(hit: int, total: int, sensitive: bool, reason: Reason | None) -> None:
    seen = publish(Counts(total, hit), PUBLIC, sensitive=sensitive)
    assert seen.share is not None
    assert seen.share.reason == reason


def test_the_reason_does_not_say_which_side_is_small() -> None:
    few = publish(Counts(12, 1), PUBLIC)
    most = publish(Counts(12, 11), PUBLIC)
    assert few == most


def test_hiding_one_part_takes_the_next_smallest_along() -> None:
    seen = publish(Counts(63, None, (("a", 30), ("b", 3), ("c", 12), ("d", 18))), PUBLIC)
    assert {key for key, cell in seen.parts if not cell.shown} == {"b", "c"}
    assert {cell.reason for _, cell in seen.parts if not cell.shown} == {Reason.NEIGHBOUR}


def test_two_tiny_parts_are_not_enough_cover_for_each_other() -> None:
    assert protect_parts({"a": 1, "b": 2, "c": 14, "d": 20}, {"a", "b"}, 10) == {"a", "b", "c"}
    assert protect_parts({"a": 14, "b": 20}, set(), 10) == set()


def test_the_part_an_indicator_is_known_by_is_hidden_last() -> None:
    seen = publish(Counts(30, 12, (("risen", 12), ("same", 18), ("fallen", 0)), "risen"), PUBLIC)
    assert {key: cell.text for key, cell in seen.parts} == {"risen": "10", "same": None, "fallen": None}
    assert seen.share is not None
    assert seen.share.text == "40"


def test_inside_the_desk_five_is_enough_and_nothing_is_rounded() -> None:
    seen = publish(Counts(13, 6, (("a", 6), ("b", 7)), "a"), DESK)
    assert (seen.total.text, seen.hit and seen.hit.text, seen.share and seen.share.text) == ("13", "6", "46")
    assert publish(Counts(4), DESK).total.reason == Reason.TOO_FEW


groups = st.frozensets(st.integers(0, 60), max_size=60)


@given(groups, groups)
def test_a_cell_published_twice_saw_at_least_five_firms_come_or_go(before: frozenset[int], now: frozenset[int]) -> None:
    held = held_back({TOTAL: now}, {TOTAL: before}, PUBLIC.changes)
    seen = publish(Counts(len(now)), PUBLIC, held=held)
    if seen.total.shown:
        assert len(now ^ before) >= 5


placements = st.dictionaries(st.integers(0, 70), st.sampled_from(KEYS[:4]), max_size=70)


def split(placed: dict[int, str]) -> dict[str, frozenset[int]]:
    """Every cell of a table in which each firm has one place, the two sides of the share included."""
    parts = {key: frozenset(firm for firm, place in placed.items() if place == key) for key in KEYS[:4]}
    everyone = frozenset(placed)
    sides = {TOTAL: everyone, HIT: parts["a"], REST: everyone - parts["a"]}
    return {**sides, **{part_name(key): firms for key, firms in parts.items()}}


def published(cells: dict[str, frozenset[int]], held: frozenset[str]) -> tuple[Counts, Published, set[str]]:
    parts = tuple((key, len(cells[part_name(key)])) for key in KEYS[:4])
    counts = Counts(len(cells[TOTAL]), len(cells[HIT]), parts, "a")
    seen = publish(counts, PUBLIC, held=held)
    shown = {part_name(key) for key, cell in seen.parts if cell.shown} | ({TOTAL} if seen.total.shown else set())
    return counts, seen, shown | ({HIT, REST} if seen.hit is not None and seen.hit.shown else set())


@given(placements, placements, st.booleans())
def test_two_successive_snapshots_give_no_more_than_each_of_them(
    first: dict[int, str], changes: dict[int, str], small: bool
) -> None:
    second = {**first, **dict(list(changes.items())[: 3 if small else None])}
    before, now = split(first), split(second)
    _, _, seen_before = published(before, frozenset())
    held = held_back(now, {name: before[name] for name in seen_before}, PUBLIC.changes)
    counts, seen, seen_now = published(now, held)
    assert all(len(now[name] ^ before[name]) >= 5 for name in seen_now & seen_before)
    assert all(high - low >= PUBLIC.minimum for low, high in intervals(counts, seen).values())


@given(groups)
def test_a_cell_that_was_never_published_is_not_held_back(now: frozenset[int]) -> None:
    assert held_back({TOTAL: now}, {}, PUBLIC.changes) == frozenset()
    assert held_back({TOTAL: now}, {TOTAL: now}, DESK.changes) == frozenset()


@pytest.mark.parametrize("name", [HIT, REST])
def test_a_share_waits_when_either_side_hardly_changed(name: str) -> None:
    seen = publish(Counts(60, 30), PUBLIC, held=frozenset({name}))
    assert seen.total.text == "60"
    assert seen.share is not None
    assert seen.share.reason == Reason.FEW_CHANGES


@pytest.mark.parametrize(
    ("hit", "total", "step", "text"),
    [
        (1, 3, 5, "35"),
        (1, 3, 1, "33"),
        (10, 1000, 5, "<5"),
        (990, 1000, 5, ">95"),
        (0, 10, 1, "0"),
        (10, 10, 1, "100"),
        (1, 1000, 1, "<1"),
        (999, 1000, 1, ">99"),
        (975, 1000, 5, ">95"),
        (974, 1000, 5, "95"),
    ],
)
def test_share_in_words_of_percent(hit: int, total: int, step: int, text: str) -> None:
    assert share_text(hit, total, step) == text


@given(st.integers(0, 10_000), st.integers(1, 50))
def test_rounding_is_nearest_and_halves_go_up(value: int, step: int) -> None:
    rounded = round_to(value, step)
    assert rounded % step == 0
    assert -step < 2 * (value - rounded) <= step or 2 * (rounded - value) == step
