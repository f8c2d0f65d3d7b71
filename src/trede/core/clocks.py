"""Days of the programme: the calendar day in Amsterdam, Dutch holidays and working days.

Holidays are those of the General Extension of Time Limits Act (Algemene termijnenwet, article 3): New Year's Day,
Good Friday, Easter Monday, Ascension Day, Whit Monday, King's Day, 5 May and both Christmas days. Easter Sunday and
Whit Sunday are Sundays and need no line of their own.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_SATURDAY = 5
_SUNDAY = 6
_FIRST_KINGS_DAY = 2014
_MOST_WORKING_DAYS = 10_000


def amsterdam_day(moment: datetime) -> date:
    """Return the calendar day in Amsterdam of an aware moment. ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(AMSTERDAM).date()


def easter(year: int) -> date:
    """Return Easter Sunday of a Gregorian year (the anonymous algorithm of Meeus, Jones and Butcher)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap, leap_rest = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * leap_rest + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def kings_day(year: int) -> date:
    """Return King's Day: 27 April, or 26 April when the 27th is a Sunday (from 2014 on)."""
    day = date(year, 4, 27)
    return day - timedelta(days=1) if day.weekday() == _SUNDAY else day


@lru_cache(maxsize=64)
def _holidays(year: int) -> dict[date, str]:
    sunday = easter(year)
    days = {
        date(year, 1, 1): "Nieuwjaarsdag",
        sunday - timedelta(days=2): "Goede Vrijdag",
        sunday + timedelta(days=1): "tweede paasdag",
        sunday + timedelta(days=39): "Hemelvaartsdag",
        sunday + timedelta(days=50): "tweede pinksterdag",
        date(year, 5, 5): "Bevrijdingsdag",
        date(year, 12, 25): "eerste kerstdag",
        date(year, 12, 26): "tweede kerstdag",
    }
    if year >= _FIRST_KINGS_DAY:
        days.setdefault(kings_day(year), "Koningsdag")
    return dict(sorted(days.items()))


def holidays(year: int) -> dict[date, str]:
    """Return the days of a year on which Dutch terms do not end, with their Dutch name, in order."""
    return dict(_holidays(year))


def is_working_day(day: date) -> bool:
    """Say whether offices work: Monday to Friday, no holiday."""
    return day.weekday() < _SATURDAY and day not in _holidays(day.year)


def add_working_days(day: date, count: int) -> date:
    """Return the working day that is `count` working days after `day`; `day` itself does not count.

    With 0 it is `day` itself, or the first working day after it. ValueError below 0 or above 10,000.
    """
    if not 0 <= count <= _MOST_WORKING_DAYS:
        raise ValueError("count must be between 0 and 10,000 working days")
    current = day
    left = count
    while left or not is_working_day(current):
        current += timedelta(days=1)
        if left and is_working_day(current):
            left -= 1
    return current


def working_days_after(day: date, last: date) -> int:
    """Return how many working days lie after `day`, up to and with `last`; 0 when `last` is not later."""
    return sum(is_working_day(day + timedelta(days=step)) for step in range(1, (last - day).days + 1))
