"""The number on letters: year, running number, and two digits that give a typing error away."""

import re

_FORM = re.compile(r"([0-9]{4})-?([0-9]{6,9})-?([0-9]{2})", re.ASCII)


def number_of(running: int, year: int) -> str:
    """Return the number of an application, such as `2027-000042-06`. The last digits make it 1 modulo 97 (ISO 7064)."""
    body = f"{year:04d}{running:06d}"
    check = 98 - int(body + "00") % 97
    return f"{year:04d}-{running:06d}-{check:02d}"


def read_number(typed: str) -> str | None:
    """Return a number as it is written, from what somebody typed; None when it cannot be one of ours."""
    found = _FORM.fullmatch(re.sub(r"\s", "", typed))
    if found is None or int("".join(found.groups())) % 97 != 1:
        return None
    return "-".join(found.groups())
