"""Deciding late: a notice of default, and the penalty that it costs (Awb 4:17, 4:18)."""

from datetime import date

from trede.core.errors import InputError, OutOfOrder
from trede.core.grant_life import Need, Role
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.subsidies import clocks, life
from trede.subsidies.announcing import announce
from trede.subsidies.desk.actions import guard
from trede.subsidies.given import Given
from trede.subsidies.letters.compose import Content, compose
from trede.subsidies.models import Application, Decision, PenaltyClaim


@action
def notice_of_default(*, by: Actor, application: Application, on: date) -> PenaltyClaim:
    """Write down that the firm says we are late. Before the term was over it is premature, starts nothing, and stays
    on file (Awb 4:17.3).
    """
    if not (by.may(Permission.SUBSIDY_ASSESS) or by.may(Permission.SUBSIDY_OBJECTION)):
        check_permission(by, Permission.SUBSIDY_ASSESS)
    if application.received_day is None or not application.received_day <= on <= clock.today():
        raise InputError(
            "on",
            "Kies een dag na de ontvangst, en niet in de toekomst.",
            "Choose a day after receipt, not in the future.",
        )
    due = clocks.decision_clock(application).due
    premature = due is None or on <= due
    claim = PenaltyClaim(application=application, received_on=on, premature=premature)
    claim.save(force_insert=True)
    step = "te_vroeg" if premature else "ingebrekestelling"
    if not premature or application.penalty_state == "none":
        given = Given(needs=frozenset() if premature else frozenset({Need.TERM_OVER}))
        life.take_step(by=by, application=application, step=step, region="penalty", given=given)
    about = ("application", application.pk)
    record("application.penalty-kept", by=by, firm=application.firm_id, subject=about, data={"claim": claim.pk})
    return claim


@action
def fix_penalty(*, by: Actor, application: Application, reason: str) -> Decision:
    """Fix what a late decision costs, as computed from the days (Awb 4:17, 4:18), and announce it: that is a decision
    to object to. While an objection against the decision itself is handled, that one covers it too (Awb 4:19).

    Raises NotPermitted for who prepared the file, InputError without a reason, OutOfOrder when nothing is owed.
    """
    check_permission(by, Permission.SUBSIDY_DECIDE)
    guard(by, application, Role.DECIDER)
    owed = clocks.penalty_of(application)
    claim = application.penalties.filter(premature=False, fixed_on=None).order_by("-received_on", "-pk").first()
    if owed is None or claim is None or not owed.cents:
        raise OutOfOrder("no-penalty", "Er is geen dwangsom om te bepalen.", "There is no penalty to fix.")
    grounds = ("Awb, artikelen 4:17 en 4:18",)
    made = Decision(
        application=application,
        kind="penalty",
        cents=owed.cents,
        grounds=list(grounds),
        reasons={"text": reason, "days": owed.days},
        letter=compose(application, Content("penalty", owed.cents, reason, grounds=grounds)),
        language=application.language,
        digest="",
        prepared_by_id=_preparer(application, by),
        prepared_at=clock.now(),
    )
    made.save(force_insert=True)
    given = Given(reason=reason, decision=made)
    life.take_step(by=by, application=application, step="dwangsom_bepalen", region="penalty", given=given)
    PenaltyClaim.objects.filter(pk=claim.pk).update(fixed_cents=owed.cents, fixed_on=clock.today())
    announce(application, made)
    data: dict[str, object] = {"claim": claim.pk, "cents": owed.cents}
    about = ("application", application.pk)
    record("application.penalty-kept", by=by, firm=application.firm_id, subject=about, data=data)
    return made


def _preparer(application: Application, by: Actor) -> int:
    """Return who stands as preparer of a computed amount: the officer of the file; nobody decides on own work."""
    if application.officer_id is None or str(application.officer_id) == by.id:
        raise InputError(
            "officer",
            "Zet de aanvraag eerst op naam van een behandelaar. Die bereidde dit voor.",
            "First put the application on the name of an officer, who prepared this.",
        )
    return application.officer_id
