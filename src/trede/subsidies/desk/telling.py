"""Placing a short letter in the file of the firm. Decisions are announced: see `trede.subsidies.announcing`."""

from trede.journal.actions import Actor
from trede.regions.registry import pack
from trede.subsidies import messages
from trede.subsidies.models import Application

_SYSTEM = Actor.system("subsidy-letters")


def write(application: Application, key: str, unique: str, **values: str) -> None:
    """Put a short letter of the pack (`subsidy.letter.<key>`) in the file of the firm. Only inside an action."""
    language, text = application.language, pack().text
    messages.place(
        by=_SYSTEM,
        application=application,
        kind=key,
        subject=text(f"subsidy.letter.{key}.subject", language),
        body=text(f"subsidy.letter.{key}.body", language, **values),
        key=unique,
    )
