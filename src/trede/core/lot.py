"""The lot on the day that overflows: published beforehand, drawn once, checked by anybody afterwards.

Before the draw the office publishes the commitment: the SHA-256 of the list and a secret nonce. At the draw a second
official adds a word of his own, so that nobody could have chosen the nonce to fit an order. Then nonce and word are
published. The order is that of the SHA-256 of nonce, word and the number of each application: any spreadsheet can
repeat it. No generator of random numbers is involved whose versions could differ.
"""

import hmac
from collections.abc import Iterable, Sequence
from hashlib import sha256

from trede.core.errors import InputError

RULE = "trede-lot-1"
"""Names this way of drawing; part of everything that is hashed."""
LEAST_NONCE = 16
"""Fewest characters of a nonce: a shorter one could be guessed from the published list and commitment."""


def frozen(ids: Iterable[str]) -> tuple[str, ...]:
    """Return the list as it is published: sorted. InputError `lot-list`: a number is empty, double or breaks a line."""
    listed = sorted(ids)
    if len(set(listed)) != len(listed) or any(not item or "\n" in item or "\r" in item for item in listed):
        raise InputError(
            "lot-list",
            "Elke aanvraag staat één keer op de lijst, met haar eigen nummer.",
            "Each application stands on the list once, with its own number.",
        )
    return tuple(listed)


def commitment(ids: Iterable[str], nonce: str) -> str:
    """Return what is published before the draw: 64 hexadecimal characters. InputError `lot-nonce`: it is too short."""
    if len(nonce) < LEAST_NONCE or "\n" in nonce:
        raise InputError(
            "lot-nonce",
            f"Gebruik een geheim van minstens {LEAST_NONCE} tekens op één regel.",
            f"Use a secret of at least {LEAST_NONCE} characters on one line.",
        )
    return _digest(nonce, *frozen(ids))


def draw(ids: Iterable[str], nonce: str, word: str = "") -> tuple[str, ...]:
    """Return the order of the draw, first first. The same list, nonce and word give the same order, always."""
    return tuple(sorted(frozen(ids), key=lambda item: (_digest(nonce, word, item), item)))


def verify(ids: Iterable[str], nonce: str, word: str, published: str, order: Sequence[str]) -> bool:
    """Say whether the published commitment fits the list and the nonce, and the order is the one they give."""
    listed = list(ids)
    return hmac.compare_digest(commitment(listed, nonce), published.strip().lower()) and tuple(order) == draw(
        listed, nonce, word
    )


def _digest(*parts: str) -> str:
    """Hash lines of text: a line feed stands after each, so that no two lists give the same bytes."""
    return sha256("".join(f"{part}\n" for part in (RULE, *parts)).encode()).hexdigest()
