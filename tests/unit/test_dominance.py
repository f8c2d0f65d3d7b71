"""The p % rule against every firm that tries to compute another one."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trede.core.dominance import closely_known

VALUES = st.lists(st.integers(0, 10**9), max_size=7)
PERCENT = st.integers(1, 60)


def too_close(values: list[int], percent: int) -> bool:
    """Tell whether some firm can place another one within `percent` of its value, from the sum and its own figure."""
    return any(
        (sum(values) - values[one] - values[other]) * 100 <= percent * values[other]
        for one, other in permutations(range(len(values)), 2)
    )


@given(VALUES, PERCENT)
def test_it_closes_exactly_what_some_firm_could_compute(values: list[int], percent: int) -> None:
    assert closely_known(values, percent) == (len(values) < 2 or too_close(values, percent))


@given(VALUES, PERCENT, st.integers(0, 40))
def test_a_stricter_parameter_closes_more(values: list[int], percent: int, more: int) -> None:
    assert closely_known(values, percent + more) or not closely_known(values, percent)


@given(VALUES, PERCENT, st.integers(1, 1000))
def test_another_unit_changes_nothing(values: list[int], percent: int, factor: int) -> None:
    assert closely_known([value * factor for value in values], percent) == closely_known(values, percent)


@pytest.mark.parametrize(
    ("values", "closed"),
    [
        ([], True),
        ([5], True),
        ([5, 5], True),
        ([0, 0, 0], True),
        ([100, 50, 10], True),
        ([100, 50, 11], False),
        ([100, 100, 100], False),
    ],
)
def test_examples_at_ten_percent(values: list[float], closed: bool) -> None:
    assert closely_known(values, 10) is closed
