"""Marks of a person or a firm in free text: a mail address, a phone number, a number of the trade register.

What a municipality tells the region must not point at anybody. Names cannot be found by a rule; these can. Days, years
and amounts are not marks: `01-02-2026`, `2025-2026` and `10.000.000 euro` may stand.
"""

import re
from enum import StrEnum

_MAIL = re.compile(r"[^\s@]+\s?@\s?[^\s@]+\.[^\s@]{2,}")
_HARMLESS = re.compile(
    r"(?<![\d.\-/])(?:"
    r"\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d"
    r"|(?:19|20)\d\d-\d{2}-\d{2}"
    r"|(?:19|20)\d\d\s?[-/–]\s?(?:19|20)\d\d"
    r"|\d{1,3}(?:\.\d{3})+(?:,\d{2})?"
    r")(?![-./]?\d)"
)
_DIGITS = re.compile(r"(?<!\d)\+?\d(?:[ ().\-/]{0,3}\d){7,}")
_REGISTER = frozenset({8, 12})
"""Digits of a number of a firm and of a branch in the trade register."""


class Mark(StrEnum):
    """What was found."""

    MAIL = "mail"
    PHONE = "phone"
    REGISTER = "register"


def contact_mark(text: str) -> Mark | None:
    """Return the first kind of mark in a text, or None. Eight digits or more in a row, however written, are a mark."""
    if _MAIL.search(text):
        return Mark.MAIL
    found = _DIGITS.search(_HARMLESS.sub(" ; ", text))
    if found is None:
        return None
    digits = re.sub(r"\D", "", found[0])
    dialled = found[0].startswith(("+", "0"))
    return Mark.REGISTER if len(digits) in _REGISTER and not dialled else Mark.PHONE
