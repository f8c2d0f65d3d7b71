"""Closing a measurement: nothing of fewer than ten people is kept, and the whole never gives a small group away."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trede.core.disclosure import protect_parts
from trede.core.skills import KINDS, LEAST_PEOPLE, Person
from trede.core.skills_round import Closed, Tally, close_round, compare_tallies, may_show_everyone, read_tally

TOPICS = ("find", "read", "safe")
FRONT, FOLLOWER, SUPPORT = KINDS

topics = st.sets(st.sampled_from(TOPICS)).map(lambda chosen: tuple(topic for topic in TOPICS if topic in chosen))
persons = st.builds(Person, kind=st.sampled_from(KINDS), practise=topics, reasons=st.just(()))
large = st.lists(persons, min_size=LEAST_PEOPLE, max_size=25)
small = st.lists(persons, max_size=LEAST_PEOPLE - 1)


def people(kind: str | None, number: int, practise: tuple[str, ...] = ()) -> list[Person]:
    return [Person(kind, practise, ())] * number


def closed(**groups: list[Person]) -> Closed[str]:
    return close_round(groups, TOPICS)


def test_nine_people_leave_nothing_and_ten_do() -> None:
    nine, ten = closed(beleid=people(FOLLOWER, 9)), closed(beleid=people(FOLLOWER, 10))
    assert (nine.departments["beleid"], nine.everyone) == (None, None)
    assert ten.departments["beleid"] == Tally(((FRONT, 0), (FOLLOWER, 10), (SUPPORT, 0)), ())
    assert ten.everyone == ten.departments["beleid"]


def test_people_who_left_too_much_open_do_not_count() -> None:
    assert closed(beleid=people(FOLLOWER, 9) + people(None, 5)).departments["beleid"] is None


def test_a_region_may_ask_for_more_people_and_never_for_fewer() -> None:
    for minimum, shown in ((3, True), (12, True), (13, False)):
        found = close_round({"beleid": people(FOLLOWER, 12)}, TOPICS, minimum=minimum)
        assert (found.departments["beleid"] is not None) == shown


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ((10,), True),
        ((9,), False),
        ((10, 10), True),
        ((40, 9), False),
        ((40, 0), False),
        ((40, 5, 4), False),
        ((40, 5, 5), True),
        ((6, 7), True),
        ((4, 5), False),
        ((), False),
    ],
)
def test_when_all_departments_may_be_shown_together(sizes: tuple[int, ...], shown: bool) -> None:
    assert may_show_everyone(dict(enumerate(sizes))) == shown


@given(large, small, small)
def test_the_whole_says_nothing_about_the_one_small_department(
    known: list[Person], hidden: list[Person], other: list[Person]
) -> None:
    """Whatever the people of the small department answered, everything that is kept stays the same."""
    first, second = closed(beleid=known, staf=hidden), closed(beleid=known, staf=other)
    assert first == second
    assert first.departments["staf"] is None
    assert first.everyone is None


@given(st.lists(large, max_size=3), st.lists(small, max_size=4))
def test_what_is_left_after_taking_off_the_shown_departments_is_ten_people_of_two_departments(
    shown: list[list[Person]], hidden: list[list[Person]]
) -> None:
    """An attacker takes all shown departments off the whole. What is left is nobody, or a group that may be shown."""
    found = close_round(dict(enumerate([*shown, *hidden])), TOPICS)
    kept = [tally for tally in found.departments.values() if tally is not None]
    assert len(kept) == len(shown)
    if found.everyone is None:
        return
    left = Counter(dict(found.everyone.kinds))
    for tally in kept:
        left.subtract(dict(tally.kinds))
    assert (left.total() == 0 and not hidden) or (left.total() >= LEAST_PEOPLE and len(hidden) > 1)


@given(large, st.lists(persons, min_size=LEAST_PEOPLE, max_size=2 * LEAST_PEOPLE - 2), st.integers(1, 9))
def test_who_moves_between_small_departments_never_shows(known: list[Person], rest: list[Person], cut: int) -> None:
    """The whole knows the small departments only as one group."""
    halves = [(rest[:at], rest[at:]) for at in {cut, LEAST_PEOPLE - 1}]
    kept = [
        closed(beleid=known, staf=one, balie=two)
        for one, two in halves
        if len(one) < LEAST_PEOPLE and len(two) < LEAST_PEOPLE
    ]
    assert len({repr(found) for found in kept}) <= 1


@given(st.lists(st.integers(0, 30), min_size=1, max_size=8))
def test_the_cover_is_that_of_disclosure_control(sizes: list[int]) -> None:
    """Beside a shown department the rule of `disclosure` decides: the whole goes where it would hide a neighbour."""
    parts = {str(number): size for number, size in enumerate(sizes)}
    hidden = {key for key, size in parts.items() if size < LEAST_PEOPLE}
    if len(hidden) < len(parts):
        assert may_show_everyone(parts) == (protect_parts(parts, hidden, LEAST_PEOPLE) == hidden)


@given(large)
def test_what_was_kept_reads_as_the_people_themselves(group: list[Person]) -> None:
    tally = closed(beleid=group).departments["beleid"]
    assert tally is not None
    assert sorted(tally.people) == sorted(str(person.kind) for person in group)
    assert read_tally(tally).shown
    assert {word for _, word in compare_tallies(tally, tally).kinds or ()} == {"same"}


def test_topics_that_more_than_half_want_to_practise() -> None:
    tally = closed(beleid=people(SUPPORT, 6, ("safe", "find")) + people(FRONT, 5, ("read",))).departments["beleid"]
    assert tally is not None
    assert tally.practise == ("find", "safe")


def test_nothing_is_read_where_nothing_was_kept() -> None:
    tally = closed(beleid=people(FOLLOWER, 12)).departments["beleid"]
    assert not read_tally(None).shown
    assert compare_tallies(None, tally).kinds is None
    assert compare_tallies(tally, None).kinds is None
    assert compare_tallies(tally, None).reason.code == "skills-too-few-people"
