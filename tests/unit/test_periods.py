"""Quarters and years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trede.core.errors import InputError
from trede.core.periods import months_before, parse_period, quarter_of, year_of

days = st.dates(min_value=date(2001, 1, 1), max_value=date(2098, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2028-Q1", date(2028, 1, 1), date(2028, 3, 31)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        (" 2026-q4 ", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_has_a_first_and_a_last_day(text: str, first: date, last: date) -> None:
    period = parse_period(text)
    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize("text", ["", "2026-Q5", "2026-Q0", "2026-3", "Q3", "26-Q3", "2026-Q33", "1999", "2026-Q3\n2"])
def test_anything_else_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_period(text)
    assert "2026-Q3" in caught.value.message
    assert "2026-Q3" in caught.value.message_en


@given(days)
def test_every_day_lies_in_its_own_quarter_and_year(day: date) -> None:
    quarter, year = quarter_of(day), year_of(day)
    assert quarter.contains(day)
    assert year.contains(day)
    assert year.contains(quarter.first)
    assert parse_period(quarter.key) == quarter
    assert parse_period(year.key) == year


@given(days)
def test_previous_and_next_touch_without_overlap(day: date) -> None:
    for period in (quarter_of(day), year_of(day)):
        assert period.previous().last == period.first - timedelta(days=1)
        assert period.next().first == period.last + timedelta(days=1)
        assert period.previous().next() == period


@given(days, st.integers(min_value=0, max_value=40))
def test_quarters_back_is_that_many_steps_back(day: date, count: int) -> None:
    quarter = quarter_of(day)
    walked = quarter
    for _ in range(count):
        walked = walked.previous()
    assert quarter.quarters_back(count) == walked


def test_last_quarters_are_oldest_first_and_end_with_this_one() -> None:
    keys = [quarter.key for quarter in parse_period("2026-Q2").last_quarters(3)]
    assert keys == ["2025-Q4", "2026-Q1", "2026-Q2"]
    assert parse_period("2026").last_quarters(2)[-1].key == "2026-Q4"


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 9, 30), 12, date(2025, 9, 30)),
        (date(2028, 2, 29), 12, date(2027, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
    ],
)
def test_months_before_stays_inside_the_month(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected
