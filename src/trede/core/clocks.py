"""Days of the programme: the calendar day in Amsterdam, Dutch holidays and working days.

Holidays are those of the General Extension of Time Limits Act (Algemene termijnenwet, article 3): New Year's Day,
Good Friday, Easter Monday, Ascension Day, Whit Monday, King's Day, 5 May (each year, also when most people work) and
both Christmas days. Easter Sunday and Whit Sunday are Sundays and stay off the list. The days come from the `holidays`
library, which knows the years 1966 to 2100; it is loaded at the first question, so that `trede score` does not wait.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_SATURDAY = 5
_MOST_WORKING_DAYS = 10_000
_SUNDAYS = frozenset({"Eerste paasdag", "Eerste pinksterdag"})
_NAMES = {
    "Goede vrijdag": "Goede Vrijdag",
    "Tweede paasdag": "tweede paasdag",
    "Tweede pinksterdag": "tweede pinksterdag",
    "Eerste kerstdag": "eerste kerstdag",
    "Tweede kerstdag": "tweede kerstdag",
}
"""Names of the library that are written otherwise in a Dutch sentence."""


def amsterdam_day(moment: datetime) -> date:
    """Return the calendar day in Amsterdam of an aware moment. ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(AMSTERDAM).date()


@lru_cache(maxsize=64)
def _holidays(year: int) -> dict[date, str]:
    from holidays import country_holidays

    named = country_holidays("NL", years=year, categories=("public", "optional"), language="nl")
    days = {day: "; ".join(_NAMES.get(name, name) for name in named.get_list(day)) for day in named}
    return {day: days[day] for day in sorted(days) if days[day] not in _SUNDAYS}


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
