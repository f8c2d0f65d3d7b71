"""The firm tells that its project goes another way, and the desk answers (Awb 4:37)."""

from datetime import date
from typing import Any

from trede.core.errors import InputError, OutOfOrder
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.regions.registry import pack
from trede.subsidies import messages
from trede.subsidies.after.obligations import move_end
from trede.subsidies.effects import Taken, also
from trede.subsidies.models import Application, ChangeNotice

MOST = 2_000


def _take_in(taken: Taken) -> None:
    """Put what the firm wrote before the desk as a notice: its own letter, or the words that came with the step."""
    application = taken.application
    wrote = application.messages.filter(from_firm=True, kind="change").order_by("-placed_at", "-pk").first()
    text = taken.given.reason.strip() or (wrote.body.strip() if wrote is not None else "")
    notice = ChangeNotice(application=application, text=text[:MOST], received_on=clock.today())
    notice.save(force_insert=True)
    record("application.change-told", by=taken.by, **_about(application))


@action
def answer(*, by: Actor, notice: ChangeNotice, outcome: str, text: str, new_end: date | None = None) -> None:
    """Answer: agreed (with another last day, if that is what it is about), a smaller grant, withdrawn, or no.

    A smaller grant and a withdrawal are decisions of their own, drafted after this. Raises InputError `outcome`,
    `text` or `end`, OutOfOrder when it was answered.
    """
    check_permission(by, Permission.SUBSIDY_ASSESS)
    if outcome not in ChangeNotice.OUTCOMES:
        raise InputError("outcome", "Kies een antwoord.", "Choose an answer.")
    if not text.strip():
        raise InputError("text", "Schrijf het antwoord voor het bedrijf.", "Write the answer for the firm.")
    application = notice.application
    waiting = ChangeNotice.objects.filter(pk=notice.pk, answered_on=None)
    person = int(by.id) if by.kind == "person" else None
    if not waiting.update(
        outcome=outcome, answer=text.strip()[:MOST], answered_by_id=person, answered_on=clock.today(), new_end=new_end
    ):
        raise OutOfOrder("answered", "Deze melding is al beantwoord.", "This was answered already.")
    if outcome == "agreed" and new_end is not None:
        move_end(by=by, application=application, end=new_end)
    messages.place(
        by=by,
        application=application,
        kind="change-answer",
        subject=pack().text("subsidy.message.change-answer.subject", application.language),
        body=text.strip()[:MOST],
        key=f"change/{notice.pk}",
    )
    record("application.change-answered", by=by, **_about(application), data={"outcome": outcome})


def _about(application: Application) -> dict[str, Any]:
    return {"firm": application.firm_id, "subject": ("application", application.pk)}


def start() -> None:
    """Have a change that the firm tells stand before the desk."""
    also("main", "melden_wijziging", _take_in)
