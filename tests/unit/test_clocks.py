"""Working days against holidays computed by hand, and the Amsterdam day against the zone database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trede.core.clocks import (
    add_working_days,
    amsterdam_day,
    holidays,
    is_working_day,
    working_days_after,
)

days = st.dates(date(2015, 1, 1), date(2060, 12, 31))


def easter(year: int) -> date:
    """Easter Sunday of a Gregorian year (the anonymous algorithm of Meeus, Jones and Butcher)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap, leap_rest = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * leap_rest + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def kings_day(year: int) -> date:
    """27 April, or 26 April when the 27th is a Sunday (from 2014 on)."""
    day = date(year, 4, 27)
    return day - timedelta(days=1) if day.weekday() == 6 else day


@pytest.mark.parametrize("year", range(2014, 2101))
def test_holidays_are_those_of_the_act(year: int) -> None:
    sunday = easter(year)
    movable = {sunday + timedelta(days=shift) for shift in (-2, 1, 39, 50)}
    fixed = {date(year, month, day) for month, day in ((1, 1), (5, 5), (12, 25), (12, 26))}
    assert set(holidays(year)) == movable | fixed | {kings_day(year)}
    assert list(holidays(year)) == sorted(holidays(year))


def test_a_year_the_library_does_not_know_has_no_holidays() -> None:
    assert holidays(2101) == {}


def test_known_days() -> None:
    assert easter(2027) == date(2027, 3, 28)
    assert easter(2026) == date(2026, 4, 5)
    assert kings_day(2025) == date(2025, 4, 26)
    assert kings_day(2026) == date(2026, 4, 27)
    assert holidays(2026)[date(2026, 5, 25)] == "tweede pinksterdag"
    assert holidays(2027)[date(2027, 3, 26)] == "Goede Vrijdag"
    assert holidays(2016)[date(2016, 5, 5)] == "Bevrijdingsdag; Hemelvaartsdag"


def test_term_over_a_quiet_week_and_over_christmas() -> None:
    assert add_working_days(date(2026, 11, 20), 5) == date(2026, 11, 27)
    assert add_working_days(date(2026, 12, 23), 2) == date(2026, 12, 28)
    assert add_working_days(date(2027, 3, 25), 1) == date(2027, 3, 30)


def test_zero_days_lands_on_a_working_day() -> None:
    assert add_working_days(date(2026, 11, 20), 0) == date(2026, 11, 20)
    assert add_working_days(date(2026, 11, 21), 0) == date(2026, 11, 23)


@pytest.mark.parametrize("count", [-1, 10_001])
def test_impossible_counts_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="working days"):
        add_working_days(date(2026, 1, 1), count)


@given(days, st.integers(0, 60))
def test_adding_ends_on_a_working_day_and_counts_back(day: date, count: int) -> None:
    last = add_working_days(day, count)
    assert is_working_day(last)
    if count:
        assert working_days_after(day, last) == count


@given(days, st.integers(1, 30), st.integers(1, 30))
def test_adding_in_two_steps_is_adding_at_once(day: date, first: int, second: int) -> None:
    assert add_working_days(add_working_days(day, first), second) == add_working_days(day, first + second)


def test_the_day_in_amsterdam_is_not_the_day_in_utc() -> None:
    assert amsterdam_day(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)) == date(2026, 7, 1)
    assert amsterdam_day(datetime(2026, 12, 31, 22, 30, tzinfo=UTC)) == date(2026, 12, 31)
    with pytest.raises(ValueError, match="time zone"):
        amsterdam_day(datetime(2026, 1, 1))  # noqa: DTZ001


def test_no_working_days_when_the_last_day_is_earlier() -> None:
    assert working_days_after(date(2026, 11, 27), date(2026, 11, 20)) == 0
