"""Reading amounts and sizes that people type, the Dutch and the English way. Pure."""

import re
from decimal import Decimal

MOST_EUROS = 100_000_000
_THOUSANDS = re.compile(r"([0-9]{1,3}(?:[., ][0-9]{3})+)(?:[.,]([0-9]{1,2}))?", re.ASCII)
_PLAIN = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{1,2}))?(?:,-)?", re.ASCII)
_SIZE = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,2}))?", re.ASCII)


def read_euros(typed: str) -> int | None:
    """Return cents for `12.500`, `12500,50`, `12,500.50` or `€ 12500`; None for what is no amount.

    Three digits behind one sign are thousands: `1.500` is fifteen hundred euros in both languages.
    """
    text = re.sub(r"^(?:€|eur|euro)?\s*|\s+$", "", typed.strip().lower()).replace("\u00a0", " ")
    found = _THOUSANDS.fullmatch(text) or _PLAIN.fullmatch(text)
    if found is None:
        return None
    whole = int(re.sub(r"[^0-9]", "", found[1]))
    return None if whole > MOST_EUROS else whole * 100 + int((found[2] or "0").ljust(2, "0"))


def write_euros(cents: int) -> str:
    """Return cents as somebody would type them: `12500` or `12500,50`."""
    whole, rest = divmod(cents, 100)
    return f"{whole},{rest:02}" if rest else str(whole)


def read_size(typed: str) -> Decimal | None:
    """Return a size in full-time jobs for `5`, `5,5` or `5.5`; None for anything else."""
    found = _SIZE.fullmatch(typed.strip())
    return None if found is None else Decimal(f"{found[1]}.{found[2] or 0}")
