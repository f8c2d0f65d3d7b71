"""What is paid when: the advance of an arrangement, and reading what the bank answers (Awb 4:87, 4:95). Pure."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from trede.core.errors import InputError

PAID, FAILED = frozenset({"ACSC", "ACCC", "PAID"}), frozenset({"RJCT", "FAILED"})
"""Words of a bank (ISO 20022 external status codes) for what was paid and what was not."""
MOST_LINES = 5_000


def advance_cents(granted: int, share: float) -> int:
    """Return the advance on a grant, in cents, rounded down to a whole cent. `share` is 0 to 1."""
    return int((Decimal(granted) * Decimal(str(share))).to_integral_value(ROUND_DOWN))


def to_pay(*, granted: int, payable: int, planned: int, paid: int, share: float, is_final: bool) -> int:
    """Return what may be paid now, in cents: never more than stands granted and is not paid or planned yet.

    `payable` is what the ledger allows, `planned` what waits with the bank, `paid` what was paid and not paid back.
    """
    room = max(payable - planned, 0)
    if is_final:
        return room
    return min(room, max(advance_cents(granted, share) - paid - planned, 0))


@dataclass(frozen=True, slots=True)
class BankLine:
    """One line of the answer: the reference we sent, whether it was paid, on which day, and why not."""

    reference: str
    paid: bool
    day: date
    cents: int
    reason: str


def read_answer(text: str) -> list[BankLine]:
    """Read the answer of the bank: a table with `reference;status;day;amount;reason`, day as 2027-03-01.

    Raises InputError `bank-answer` with the line that cannot be read; then nothing is taken in.
    """
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))
    if not rows or [cell.strip().lower() for cell in rows[0][:4]] != ["reference", "status", "day", "amount"]:
        raise _unreadable(1)
    if len(rows) > MOST_LINES:
        raise _unreadable(MOST_LINES)
    return list(_lines(rows[1:]))


def _lines(rows: list[list[str]]) -> Iterator[BankLine]:
    for place, row in enumerate(rows, start=2):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        try:
            reference, status, day, amount, *more = cells
            cents = Decimal(amount.replace(",", ".")) * 100
            if status not in PAID | FAILED or cents != cents.to_integral_value() or not reference:
                raise _unreadable(place)
            reason = " ".join(more)[:60]
            yield BankLine(reference, status in PAID, date.fromisoformat(day), int(cents), reason)
        except (ValueError, ArithmeticError) as error:
            raise _unreadable(place) from error


def _unreadable(line: int) -> InputError:
    return InputError(
        "bank-answer",
        f"Regel {line} van het antwoord is niet te lezen. Er is niets verwerkt.",
        f"Line {line} of the answer cannot be read. Nothing was taken in.",
    )
