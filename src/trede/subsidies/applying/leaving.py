"""What happens to applications when a firm has its data erased: drafts go, what is not decided is withdrawn.

What was sent stays, because the law asks to account for it; while a grant runs the firm cannot leave.
"""

from trede.companies.models import Firm
from trede.companies.own.actions_data import when_leaving
from trede.core.errors import OutOfOrder
from trede.core.grant_life import UNDECIDED
from trede.journal.actions import Actor
from trede.subsidies.life import take_step
from trede.subsidies.models import Application

RUNNING = ("verleend", "in_uitvoering", "verantwoording", "terugvordering")
"""States in which the firm and the province owe each other something."""


def leave(by: Actor, firm: Firm) -> None:
    """End the applications of a firm. Inside the action that erases. Raises OutOfOrder `grant-runs`."""
    rows = Application.objects.filter(firm=firm)
    if rows.filter(state__in=RUNNING).exists():
        raise OutOfOrder(
            "grant-runs",
            "Er loopt nog een subsidie. Maak die eerst af, dan kun je alles wissen.",
            "A grant is still running. Finish that first, then you can erase everything.",
        )
    for application in rows.filter(state="concept"):
        take_step(by=by, application=application, step="vervallen")
    for application in rows.filter(state__in=UNDECIDED):
        take_step(by=by, application=application, step="intrekken_aanvraag")


def start() -> None:
    """Let the erasing of a firm end its applications first."""
    when_leaving(leave)
