"""Days and lengths of agreements and plans."""

from datetime import date

from trede.core.errors import InputError
from trede.journal import clock

MOST = 1000
"""Characters of what was agreed, of a goal and of an action."""


def to_come(day: date) -> date:
    """Return a day of review. Raises InputError for today and earlier."""
    if day <= clock.today():
        raise InputError("review-on", "Kies een dag die nog komt.", "Choose a day that is still to come.")
    return day


def moved_to(day: date, year: int) -> date:
    """Return the same day of another year; 29 February becomes the 28th."""
    return day.replace(year=year, day=min(day.day, 28)) if (day.month, day.day) == (2, 29) else day.replace(year=year)
