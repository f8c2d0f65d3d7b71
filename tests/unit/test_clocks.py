"""Working days against an independent calendar, and the Amsterdam day against the zone database."""

from datetime import UTC, date, datetime, timedelta

import holidays as peer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trede.core.clocks import (
    add_working_days,
    amsterdam_day,
    easter,
    holidays,
    is_working_day,
    kings_day,
    working_days_after,
)

days = st.dates(date(2015, 1, 1), date(2060, 12, 31))


def test_holidays_agree_with_an_independent_calendar() -> None:
    """The peer package names Easter and Whit Sunday too and counts 5 May and Good Friday as optional."""
    for year in range(2015, 2061):
        theirs = set(peer.country_holidays("NL", years=year, categories=("public", "optional")))
        ours = set(holidays(year))
        sundays = {easter(year), easter(year) + timedelta(days=49)}
        assert ours | sundays == theirs | {date(year, 5, 5)}, year
        assert len(ours) == 9 or easter(year) + timedelta(days=39) in (date(year, 5, 5), kings_day(year))


def test_known_days() -> None:
    assert easter(2027) == date(2027, 3, 28)
    assert easter(2026) == date(2026, 4, 5)
    assert kings_day(2025) == date(2025, 4, 26)
    assert kings_day(2026) == date(2026, 4, 27)
    assert holidays(2026)[date(2026, 5, 25)] == "tweede pinksterdag"


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
