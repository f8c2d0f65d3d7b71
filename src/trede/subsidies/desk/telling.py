"""Placing a decision or a short letter in the file of the firm, filled in with its days."""

from trede.core.grant_life import Need
from trede.journal import clock
from trede.journal.actions import Actor
from trede.regions.registry import pack
from trede.subsidies import life, messages
from trede.subsidies.given import Given
from trede.subsidies.letters.compose import filled, plain
from trede.subsidies.models import Application, Decision

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


def tell(application: Application, decision: Decision, by: Actor, kind: str = "decision") -> None:
    """Announce a decision that was taken: fill in the letter, keep it, place it. Only inside an action.

    Of a firm that wants post the desk still has to send the letter: the message waits for that among those to post.
    """
    decision.refresh_from_db()
    name = decision.decided_by.name if decision.decided_by else ""
    court = decision.kind == "objection"
    text = filled(application, decision.letter, clock.today(), name=name, organisation=by.organisation, court=court)
    how = "portal" if application.by_mail else "post"
    Decision.objects.filter(pk=decision.pk).update(letter=text, announced_on=clock.today(), announced_how=how)
    messages.place(
        by=_SYSTEM,
        application=application,
        kind=kind,
        subject=pack().text("subsidy.letter.subject-neutral", application.language),
        body=plain(text),
        key=f"{application.pk}/decision/{decision.pk}",
    )


def open_objections(application: Application) -> None:
    """Let the time to object run against a decision that was announced where the main line does not say so."""
    if application.objection_state in ("none", "gesloten", "beslist"):
        given = Given(needs=frozenset({Need.DELIVERED}))
        life.take_step(by=_SYSTEM, application=application, step="bekendmaken", region="objection", given=given)
