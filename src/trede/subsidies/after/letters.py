"""The letter of a decision after the grant, and telling it to the firm: that announces it (Awb 3:41)."""

from collections.abc import Sequence

from trede.core.grant_life import Need
from trede.core.settlement import Ground
from trede.journal import clock
from trede.journal.actions import Actor
from trede.regions.registry import pack
from trede.subsidies import messages
from trede.subsidies.given import Given, Letter
from trede.subsidies.letters.compose import Content, compose, filled, plain
from trede.subsidies.life import take_step
from trede.subsidies.models import Application, Decision

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
_SYSTEM = Actor.system("subsidy-letters")


def letter_of(application: Application, step: str, cents: int, reason: str, grounds: Sequence[Ground]) -> str:
    """Return the letter of a decision, with marks where its days come; grounds follow the reason."""
    english = application.language == "en"
    said = [ground.en if english else ground.nl for ground in grounds]
    words = "\n\n".join(part for part in (reason.strip(), "\n".join(f"- {line}" for line in said)) if part)
    laws = _LAWS.get(step, tuple(ground.article for ground in grounds))
    heard = "heard" if grounds else ""
    return compose(application, Content(KINDS[step], cents, words, heard, laws))


def announce(*, by: Actor, application: Application, decision: Decision) -> None:
    """Tell the firm in its file, inside the action that decides. A firm that wants post waits for the letter itself.

    A reclaim is told with its claim: the file is no longer where other decisions are announced from.
    """
    if not application.by_mail:
        return
    organisation = by.organisation
    name = decision.decided_by.name if decision.decided_by is not None else ""
    text = filled(application, decision.letter, clock.today(), name=name, organisation=organisation)
    Decision.objects.filter(pk=decision.pk, announced_on=None).update(letter=text)
    subject = pack().text("subsidy.letter.subject-neutral", application.language)
    told = frozenset({Need.DELIVERED})
    if application.state == "terugvordering":
        Decision.objects.filter(pk=decision.pk).update(announced_on=clock.today(), announced_how="portal")
        key = f"{application.pk}/decision/{decision.pk}"
        messages.place(by=_SYSTEM, application=application, kind="decision", subject=subject, body=plain(text), key=key)
        if application.objection_state in ("none", "gesloten", "beslist"):
            take_step(
                by=_SYSTEM, application=application, step="bekendmaken", region="objection", given=Given(needs=told)
            )
        return
    given = Given(needs=told, decision=decision, letter=Letter("decision", subject, plain(text)), how="portal")
    take_step(by=_SYSTEM, application=application, step="bekendmaken", given=given)
