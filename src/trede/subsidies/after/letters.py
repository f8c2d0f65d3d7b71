"""The letter of a decision after the grant. It is announced as every decision is: see `trede.subsidies.announcing`."""

from collections.abc import Sequence

from trede.core.settlement import Ground
from trede.subsidies.letters.compose import Content, compose
from trede.subsidies.models import Application

KINDS = {
    "vaststellen": "settle",
    "vaststellen_direct": "settle",
    "lager_vaststellen": "settle-lower",
    "intrekken_vaststelling": "withdraw-settled",
    "terugvorderen": "reclaim",
}
"""Step to the kind of letter (texts `subsidy.letter.<kind>`)."""
_LAWS = {
    "vaststellen": ("Awb, artikel 4:46, eerste lid",),
    "vaststellen_direct": ("Awb, artikelen 4:29 en 4:42",),
    "terugvorderen": ("Awb, artikel 4:57",),
}


def letter_of(application: Application, step: str, cents: int, reason: str, grounds: Sequence[Ground]) -> str:
    """Return the letter of a decision, with marks where its days come; grounds follow the reason."""
    english = application.language == "en"
    said = [ground.en if english else ground.nl for ground in grounds]
    words = "\n\n".join(part for part in (reason.strip(), "\n".join(f"- {line}" for line in said)) if part)
    laws = _LAWS.get(step, tuple(ground.article for ground in grounds))
    heard = "heard" if grounds else ""
    return compose(application, Content(KINDS[step], cents, words, heard, laws))
