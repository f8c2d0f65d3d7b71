"""Announcing a decision (Awb 3:41): in the file of the firm at once, or by post on the day its letter was posted.

Every decision goes this way, whoever took it: its terms count from that day (Awb 6:8). A firm that wants post has a
decision that waits, until staff says that the letter is on its way.
"""

from datetime import date

from django.db.models import QuerySet

from trede.core.errors import OutOfOrder
from trede.core.grant_life import Need
from trede.core.grant_life_table import MAIN
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission
from trede.regions.registry import pack
from trede.subsidies import messages
from trede.subsidies.given import Given, Letter
from trede.subsidies.letters.compose import filled, plain
from trede.subsidies.life import open_objections, take_step
from trede.subsidies.models import Application, Decision

_SYSTEM = Actor.system("subsidy-letters")
_FROM = frozenset(edge.origin for edge in MAIN.edges if edge.event == "bekendmaken")
"""States of the main line in which a decision is announced with a step; a penalty may come before the decision."""


def waiting() -> QuerySet[Decision]:
    """Return decisions that were taken and not announced: their letters have to be posted. The oldest first."""
    rows = Decision.objects.filter(decided_on__isnull=False, announced_on=None, dropped_at=None).exclude(letter="")
    return rows.order_by("decided_on", "pk")


def waits_for_post(decision: Decision) -> bool:
    """Say of one decision what `waiting` asks of rows."""
    return bool(decision.decided_on and decision.announced_on is None and not decision.dropped_at and decision.letter)


def announce(application: Application, decision: Decision) -> None:
    """Announce a decision that was taken where the firm reads mail; by post it waits. Only inside an action."""
    decision.refresh_from_db()
    if application.by_mail:
        _make_known(application, decision, "portal")


def with_days(application: Application, decision: Decision, by: Actor | None, on: date) -> str:
    """Return the letter as it reads when it is decided and announced on a day by somebody."""
    decider = decision.decided_by
    name = decider.name if decider is not None else "…"
    organisation = next(iter(decider.organisations), "") if decider is not None else (by.organisation if by else "")
    court = decision.kind == "objection"
    return filled(application, decision.letter, on, name=name, organisation=organisation, court=court)


def _make_known(application: Application, decision: Decision, how: str) -> None:
    """Fill in the days of the letter, put it in the file of the firm and open the time to object."""
    text = with_days(application, decision, None, clock.today())
    Decision.objects.filter(pk=decision.pk, announced_on=None).update(letter=text)
    decision.letter = text
    kind = _kind(decision)
    letter = Letter(kind, pack().text("subsidy.letter.subject-neutral", application.language), plain(text))
    if application.state in _FROM:
        given = Given(needs=frozenset({Need.DELIVERED}), decision=decision, letter=letter, how=how)
        take_step(by=_SYSTEM, application=application, step="bekendmaken", given=given)
        return
    Decision.objects.filter(pk=decision.pk, announced_on=None).update(announced_on=clock.today(), announced_how=how)
    messages.place(
        by=_SYSTEM,
        application=application,
        kind=kind,
        subject=letter.subject,
        body=letter.body,
        key=f"{application.pk}/decision/{decision.pk}",
    )
    if decision.kind != "objection":
        open_objections(application)


def _kind(decision: Decision) -> str:
    return "penalty" if decision.kind == "penalty" else "decision"


@action
def announce_by_post(*, by: Actor, decision: Decision) -> Application:
    """Write down that the letter was posted today: that announces the decision, and the time to object begins.

    Raises OutOfOrder when it was announced before.
    """
    check_permission(by, Permission.SUBSIDY_ASSESS)
    application = decision.application
    if decision.decided_on is None or decision.announced_on is not None:
        raise OutOfOrder("announced", "Dit besluit is al bekendgemaakt.", "This decision was announced already.")
    _make_known(application, decision, "post")
    message = application.messages.filter(kind=_kind(decision), from_firm=False).order_by("-pk").first()
    if message is not None:
        messages.mark_posted(by=by, message=message)
    return application
