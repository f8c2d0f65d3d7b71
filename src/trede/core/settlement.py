"""Settling a grant: on which grounds it may be lower, what invoices come to, and how many are drawn for a look.

Articles are of the Algemene wet bestuursrecht. The grounds are an exhaustive list: what is not on it lowers nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_UP, Decimal

from trede.core.errors import InputError


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground in the law on which a grant may be lowered, withdrawn or settled lower."""

    key: str
    article: str
    nl: str
    en: str


LOWER = (
    Ground("not-done", "Awb 4:46.2.a", "Het project ging niet of niet helemaal door.", "The project was not all done."),
    Ground("obligation", "Awb 4:46.2.b", "Aan een verplichting is niet voldaan.", "An obligation was not fulfilled."),
    Ground("false-facts", "Awb 4:46.2.c", "Gegevens klopten niet of ontbraken.", "Facts were wrong or missing."),
    Ground(
        "knew-wrong",
        "Awb 4:46.2.d",
        "De verlening klopte niet, en het bedrijf wist dat of hoorde dat te weten.",
        "The grant was wrong, and the firm knew or should have known.",
    ),
)
"""At settlement (4:46, second paragraph)."""
BEFORE = tuple(
    Ground(ground.key, f"Awb 4:48.1.{letter}", ground.nl, ground.en)
    for ground, letter in zip(LOWER, "abcd", strict=True)
)
"""Changing or withdrawing a grant before it is settled (4:48, first paragraph)."""
AFTER = (
    Ground(
        "unknown-then",
        "Awb 4:49.1.a",
        "Er zijn feiten die we bij de vaststelling niet konden weten.",
        "There are facts that we could not know at the settlement.",
    ),
    Ground(
        "knew-wrong",
        "Awb 4:49.1.b",
        "De vaststelling klopte niet, en het bedrijf wist dat of hoorde dat te weten.",
        "The settlement was wrong, and the firm knew or should have known.",
    ),
    Ground(
        "obligation-after",
        "Awb 4:49.1.c",
        "Na de vaststelling is niet aan een verplichting voldaan.",
        "After the settlement an obligation was not fulfilled.",
    ),
)
"""Changing or withdrawing what was settled, within five years (4:49, first paragraph)."""
GROUNDS: dict[str, tuple[Ground, ...]] = {
    "lager_vaststellen": LOWER,
    "wijzigen": BEFORE,
    "intrekken": BEFORE,
    "intrekken_vaststelling": AFTER,
}
"""Which grounds go with a step of the life cycle."""


def check_grounds(step: str, keys: Iterable[str]) -> tuple[Ground, ...]:
    """Return the grounds chosen for a step. InputError `grounds` when none was chosen, or one that is not its own."""
    known = {ground.key: ground for ground in GROUNDS[step]}
    chosen = list(dict.fromkeys(keys))
    if not chosen or any(key not in known for key in chosen):
        raise InputError("grounds", "Kies een grond uit de wet.", "Choose a ground in the law.")
    return tuple(known[key] for key in chosen)


def settled_cents(accepted: int, rate: float, granted: int) -> int:
    """Return what accepted costs come to, in cents, rounded down; never more than was granted. `rate` is 0 to 1."""
    share = (Decimal(accepted) * Decimal(str(rate))).to_integral_value(ROUND_DOWN)
    return min(max(int(share), 0), granted)


def sample_size(number: int, share: float) -> int:
    """Return how many of a number of grants are drawn, rounded up: at least one when anything is drawn at all."""
    return min(int((Decimal(number) * Decimal(str(share))).to_integral_value(ROUND_UP)), number)
