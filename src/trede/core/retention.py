"""Which files may be destroyed: closed, past their term of keeping, and with nothing open (Archiefwet 1995, art. 3).

A file is only ever destroyed on a list that two people looked at; this module says what may stand on such a list.
"""

from dataclasses import dataclass
from datetime import date

from trede.core.grant_life_table import MAIN, OBJECTION, PAYMENT, PENALTY

REASONS: dict[str, tuple[str, str]] = {
    "not-closed": ("Het dossier is niet afgesloten.", "The file is not closed."),
    "term-runs": ("De bewaartermijn loopt nog.", "The term of keeping still runs."),
    "objection": ("Er loopt een bezwaar of beroep.", "An objection or appeal runs."),
    "payment": ("Er staat een betaling open.", "A payment is open."),
    "penalty": ("Er loopt een dwangsom.", "A penalty for lateness runs."),
    "claim": ("Er is geld terug te betalen.", "Money is to be paid back."),
    "money": ("Er is nog geld te betalen of te verrekenen.", "There is money still to pay or to settle."),
    "message": ("Er wacht nog een besluit of bericht.", "A decision or message still waits."),
}
"""Why a file may not be destroyed yet, by code: Dutch and English."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a file stands. `until` is its last day of keeping, None when that is not known; money is in cents.

    The four states are those of `core.grant_life`; the counts are rows that nobody finished, whatever a state says.
    """

    state: str
    until: date | None
    objection: str = "none"
    payment: str = "none"
    penalty: str = "none"
    payable: int = 0
    overpaid: int = 0
    outstanding: int = 0
    reserved: int = 0
    open_objections: int = 0
    open_payments: int = 0
    open_claims: int = 0
    open_messages: int = 0


def why_not(standing: Standing, today: date) -> tuple[str, ...]:
    """Return the codes of what keeps a file from being destroyed; nothing when it may be.

    A term that is over today was over yesterday: the last day of keeping is a day of keeping.
    """
    open_now = {
        "not-closed": not MAIN.state(standing.state).end,
        "term-runs": standing.until is None or today <= standing.until,
        "objection": not OBJECTION.state(standing.objection).closed or standing.open_objections > 0,
        "payment": not PAYMENT.state(standing.payment).closed or standing.open_payments > 0,
        "penalty": not PENALTY.state(standing.penalty).closed,
        "claim": standing.outstanding > 0 or standing.open_claims > 0,
        "money": max(standing.payable, standing.overpaid, standing.reserved) > 0,
        "message": standing.open_messages > 0,
    }
    return tuple(code for code, is_so in open_now.items() if is_so)
