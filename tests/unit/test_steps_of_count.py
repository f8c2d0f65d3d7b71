"""A growing count moves in steps: what is shown at two quarters never tells of a few firms."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trede.core.disclosure import Reason, Rules
from trede.core.steps_of_count import last_step

RULES = Rules(minimum=10, count_step=5, share_step=5, changes=5)


def grown(*sizes: int) -> list[frozenset[int]]:
    return [frozenset(range(size)) for size in sizes]


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
