"""A growing count moves in steps: what is shown at two quarters never tells of a few firms."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trede.core.disclosure import Cell, Firms, Reason, Rules
from trede.core.steps_of_count import Answers, Steps, last_answers

RULES = Rules(minimum=10, count_step=5, share_step=5, changes=5)


def grown(*sizes: int) -> list[frozenset[int]]:
    return [frozenset(range(size)) for size in sizes]


def last_step(groups: list[Firms], rules: Rules) -> Cell:
    return last_answers([Answers(each, frozenset(), frozenset()) for each in groups], rules).every


@pytest.mark.parametrize(
    ("sizes", "text"),
    [
        ((9,), None),
        ((10,), "10"),
        ((9, 12), "10"),
        ((12, 16), "10"),
        ((12, 17), "15"),
        ((13, 16, 18), "20"),
        ((), None),
    ],
)
def test_the_next_number_waits_for_five_firms(sizes: tuple[int, ...], text: str | None) -> None:
    found = last_step(grown(*sizes), RULES)
    assert found.text == text
    assert (found.reason == Reason.TOO_FEW) is (text is None)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=12))
def test_two_quarters_show_the_same_or_differ_by_five_firms(joined: list[int]) -> None:
    """The attacker knows the true number behind each text: that of the first quarter in which it could be read."""
    sizes = [sum(joined[: place + 1]) for place in range(len(joined))]
    true: list[int] = []
    for place, size in enumerate(sizes):
        text = last_step(grown(*sizes[: place + 1]), RULES).text
        if text is not None and (not true or size - true[-1] >= RULES.changes):
            true.append(size)
        assert (text is None) == (not true)
        if true:
            assert abs(int(text or 0) - true[-1]) <= 2
    assert all(later - earlier >= RULES.changes for earlier, later in pairwise(true))


def answered(yes: int, no: int, rest: int = 0) -> Answers:
    """Return firms with these answers, numbered so that a larger group holds the smaller."""
    groups = [frozenset(range(1000 * place, 1000 * place + size)) for place, size in enumerate((yes, no, rest))]
    return Answers(frozenset().union(*groups), groups[0], groups[1])


def texts(found: Steps) -> tuple[str | None, ...]:
    return tuple(cell.text for cell in (found.every, found.asked, found.yes))


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ([answered(9, 20)], ("30", None, None)),
        ([answered(20, 9)], ("30", None, None)),
        ([answered(10, 10)], ("20", "20", "10")),
        ([answered(20, 20, 3)], ("45", None, None)),
        ([answered(20, 20, 12)], ("50", "40", "20")),
        ([answered(20, 20), answered(24, 30)], ("55", "40", "20")),
        ([answered(20, 20), answered(26, 24)], ("50", "40", "20")),
        ([answered(20, 20), answered(26, 26)], ("50", "50", "25")),
        ([answered(9, 15), answered(12, 15)], ("25", None, None)),
        ([], (None, None, None)),
    ],
)
def test_answers_are_shown_when_every_side_is_large_enough(groups: list[Answers], said: tuple[str | None, ...]) -> None:
    assert texts(last_answers(groups, RULES)) == said


@given(st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=1, max_size=12))
def test_neither_two_quarters_nor_the_whole_tell_of_a_few_answers(joined: list[tuple[int, ...]]) -> None:
    """The attacker knows the firms behind each text: those of the first quarter in which it could be read so."""
    sums = [tuple(map(sum, zip(*joined[: place + 1], strict=True))) for place in range(len(joined))]
    groups = [answered(*each) for each in sums]
    whole: list[Firms] = []
    shown: list[Answers] = []
    for place, group in enumerate(groups):
        found = last_answers(groups[: place + 1], RULES)
        if found.every.shown and (not whole or len(group.every) - len(whole[-1]) >= RULES.changes):
            whole.append(group.every)
        before = last_answers(groups[:place], RULES)
        if found.yes.shown and (not before.yes.shown or texts(found)[1:] != texts(before)[1:]):
            assert group.every == whole[-1]
            shown.append(group)
    for known in shown:
        yes, no, rest = known.parts()
        assert min(len(yes), len(no)) >= RULES.minimum
        assert not rest or len(rest) >= RULES.minimum
    for then, now in pairwise(shown):
        moved = [len(first ^ second) for first, second in zip(then.parts(), now.parts(), strict=True)]
        assert all(each >= RULES.changes for each in moved[:2])
        assert moved[2] == 0 or moved[2] >= RULES.changes
