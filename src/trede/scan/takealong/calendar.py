"""A reminder as a calendar file (RFC 5545). Pure: days, moments and texts in, the text of the file out."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from trede.core.clocks import add_working_days

MONTHS = 6
"""After how many months a scan is worth doing again: well over the 90 days that the rule on progress asks."""
LONGEST_LINE = 75
"""Octets of a line, its own line end not counted (§3.1)."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Reminder:
    """One day in somebody's calendar. `uid` names it, so that the file read twice gives one appointment."""

    uid: str
    day: date
    title: str
    text: str
    address: str
    language: str


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def reminder_day(scanned_on: date, today: date) -> date:
    """Return the working day on which to do the scan again: six months after the scan, or after today when that is
    over.
    """
    day = months_after(scanned_on, MONTHS)
    return add_working_days(day if day > today else months_after(today, MONTHS), 0)


def escaped(text: str) -> str:
    """Return a value of the type TEXT (§3.3.11); characters that a calendar may not hold are left out."""
    plain = _CONTROL.sub("", text.replace("\r\n", "\n"))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """Return a content line cut into lines of at most 75 octets, never inside a character (§3.1)."""
    pieces, piece, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > LONGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece += character
        size += width
    return "\r\n".join([*pieces, piece])


def calendar_file(reminder: Reminder, *, made_at: datetime) -> str:
    """Return the file: one event of a whole day that blocks no time, with an alarm at nine in the morning.

    `made_at` is an aware moment.
    """
    moment = made_at.astimezone(UTC)
    language = f";LANGUAGE={reminder.language}"
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Trede//scan//NL",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        f"UID:{reminder.uid}",
        f"DTSTAMP:{moment:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{reminder.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{reminder.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY{language}:{escaped(reminder.title)}",
        f"DESCRIPTION{language}:{escaped(reminder.text)}",
        f"URL:{reminder.address}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION{language}:{escaped(reminder.title)}",
        "TRIGGER:PT9H",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{folded(line)}\r\n" for line in lines)
