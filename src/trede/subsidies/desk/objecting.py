"""Objection and default: received, excused when late, handled by somebody new, answered with a letter; and the penalty.

The time for a decision on an objection counts from the end of the time to object (Awb 7:10). What an upheld objection
brings is judged on the room as it was at the first decision (Awb 4:25.3): the ledger sees to that.
"""

from dataclasses import dataclass
from datetime import date

from trede.core.errors import InputError, OutOfOrder
from trede.core.grant_life import Need, Role
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.regions.registry import pack
from trede.subsidies import clocks, life
from trede.subsidies.desk.actions import guard
from trede.subsidies.given import Given
from trede.subsidies.letters.compose import Content, compose, filled, object_until, plain
from trede.subsidies.messages import outage_for
from trede.subsidies.models import Application, Decision, Objection, PenaltyClaim

OUTCOMES = {"upheld": "bob_gegrond", "dismissed": "bob_ongegrond", "inadmissible": "niet_ontvankelijk"}
"""How an objection ends, and the step that says so."""
_SYSTEM = Actor.system("subsidy-letters")


def newest_decision(application: Application) -> Decision | None:
    """Return the newest decision that was announced: the one to object against. One query."""
    return application.decisions.filter(announced_on__isnull=False).order_by("-announced_on", "-pk").first()


def open_objection(application: Application) -> Objection | None:
    """Return the objection that is being handled; None when there is none. One query."""
    rows = Objection.objects.filter(decision__application=application, decided_on=None, outcome="")
    return rows.select_related("decision", "handler").order_by("-pk").first()


def is_late(application: Application, decision: Decision, received: date) -> bool:
    """Say whether an objection that came in on a day is late: after the last day, and no outage was in the way."""
    if decision.announced_on is None:
        return False
    until = object_until(application, decision.announced_on)
    return received > until and outage_for(until) is None


@dataclass(frozen=True, slots=True)
class Received:
    """An objection as it came in. `excuse` says why a late one counts (Awb 6:11); empty when it was in time."""

    on: date
    text: str
    excuse: str = ""
    committee: bool = False


@action
def receive(*, by: Actor, application: Application, received: Received) -> Objection:
    """Write an objection down; the officer who does so handles it. A late one needs an excuse, and else is
    inadmissible: then it is handled only to say so.

    Raises InputError (`on`, `text`), NotPermitted for who worked on the decision, OutOfOrder without a decision.
    """
    check_permission(by, Permission.SUBSIDY_OBJECTION)
    guard(by, application, Role.OBJECTION)
    decision = newest_decision(application)
    if decision is None or decision.announced_on is None:
        raise OutOfOrder(
            "no-decision", "Er is geen besluit om bezwaar tegen te maken.", "There is no decision to object to."
        )
    if not decision.announced_on <= received.on <= clock.today():
        raise InputError(
            "on",
            "Kies een dag na het besluit, en niet in de toekomst.",
            "Choose a day after the decision, and not in the future.",
        )
    if not received.text.strip():
        raise InputError("text", "Schrijf over wat er in het bezwaar staat.", "Write what the objection says.")
    made = Objection(
        decision=decision,
        received_on=received.on,
        excused=bool(received.excuse.strip()),
        text=received.text.strip(),
        handler_id=int(by.id),
        committee=received.committee,
    )
    made.save(force_insert=True)
    given = Given(needs=frozenset({Need.IN_TIME}), reason=received.excuse)
    life.take_step(by=by, application=application, step="bezwaar_in", region="objection", given=given)
    _record(by, application, made)
    return made


@action
def postpone(*, by: Actor, objection: Objection) -> None:
    """Extend the time to decide on an objection by six weeks, told to the firm today: once, in time (Awb 7:10.3)."""
    check_permission(by, Permission.SUBSIDY_OBJECTION)
    application = objection.decision.application
    guard(by, application, Role.OBJECTION)
    found = clocks.clocks_of(application).get("objection-decision")
    if objection.postponed_on is not None or found is None or not found.deadline.in_time(clock.today()):
        raise OutOfOrder("postpone", "Uitstellen kan één keer, en op tijd.", "You can postpone once, and in time.")
    Objection.objects.filter(pk=objection.pk).update(postponed_on=clock.today())
    _record(by, application, objection)


@action
def propose(*, by: Actor, objection: Objection, outcome: str, reason: str, cents: int = 0) -> Decision:
    """Write the answer to an objection as a draft, for somebody who did not take the first decision.

    `cents` is what an upheld objection grants after all; 0 leaves the amount as it is. Raises InputError.
    """
    check_permission(by, Permission.SUBSIDY_OBJECTION)
    application = objection.decision.application
    guard(by, application, Role.OBJECTION)
    if outcome not in OUTCOMES:
        raise InputError("outcome", "Kies hoe het bezwaar eindigt.", "Choose how the objection ends.")
    if not reason.strip():
        raise InputError("reason", "Schrijf waarom.", "Write down why.")
    late = is_late(application, objection.decision, objection.received_on) and not objection.excused
    if late and outcome != "inadmissible":
        raise InputError(
            "outcome",
            "Dit bezwaar kwam te laat en er is geen reden die dat goedmaakt.",
            "This objection came too late and no reason makes up for that.",
        )
    application.decisions.filter(kind="objection", decided_on=None, dropped_at=None).update(dropped_at=clock.now())
    amount = cents if outcome == "upheld" else 0
    said = "upheld-grant" if amount else outcome
    grounds = ("Awb, artikelen 7:11 en 7:12",) if outcome != "inadmissible" else ("Awb, artikel 6:6",)
    made = Decision(
        application=application,
        kind="objection",
        cents=amount,
        grounds=list(grounds),
        reasons={"text": reason.strip(), "outcome": outcome, "objection": objection.pk},
        letter=compose(application, Content(said, amount, reason, grounds=grounds)),
        language=application.language,
        prepared_by_id=int(by.id),
        prepared_at=clock.now(),
    )
    from trede.subsidies.desk.drafting import digest_of

    made.digest = digest_of(made)
    made.save(force_insert=True)
    _record(by, application, objection, outcome)
    return made


@action
def answer(*, by: Actor, decision: Decision, digest: str) -> Application:
    """Take the decision on an objection: by somebody else than who took the first one. The letter goes at once.

    With an amount the grant follows in the same transaction, above the ceiling of now when there was room at the first
    decision. Raises as a step does.
    """
    check_permission(by, Permission.SUBSIDY_DECIDE)
    application, outcome = decision.application, str(decision.reasons["outcome"])
    objection = open_objection(application)
    if objection is None or decision.digest != digest:
        raise OutOfOrder("out-of-order", "Dit bezwaar is al beslist.", "This objection was decided already.")
    guard(by, application, Role.DECIDER)
    if str(objection.decision.decided_by_id) == by.id:
        from trede.core.errors import NotPermitted

        raise NotPermitted(
            "four-eyes",
            "Jij nam het eerste besluit. Een collega beslist op het bezwaar.",
            "You took the first decision. A colleague decides on the objection.",
        )
    reason = str(decision.reasons["text"])
    if decision.cents and application.state in ("afgewezen", "buiten_behandeling"):
        needs = frozenset({Need.LEDGER})
        given = Given(needs=needs, decision=decision, digest=digest, reason=reason)
        life.take_step(by=by, application=application, step="verlening_op_bezwaar", given=given)
        step_decision = None
    else:
        step_decision = decision
    given = Given(decision=step_decision, digest=digest, reason=reason)
    life.take_step(by=by, application=application, step=OUTCOMES[outcome], region="objection", given=given)
    Objection.objects.filter(pk=objection.pk).update(outcome=outcome, reason=reason, decided_on=clock.today())
    _tell(application, decision, by)
    _record(by, application, objection, outcome)
    return application


def _tell(application: Application, decision: Decision, by: Actor, kind: str = "decision") -> None:
    """Fill in the letter, keep it, and place it in the file of the firm."""
    from trede.subsidies import messages

    decision.refresh_from_db()
    name = decision.decided_by.name if decision.decided_by else ""
    court = decision.kind == "objection"
    text = filled(application, decision.letter, clock.today(), name=name, organisation=by.organisation, court=court)
    Decision.objects.filter(pk=decision.pk).update(letter=text, announced_on=clock.today(), announced_how="portal")
    messages.place(
        by=_SYSTEM,
        application=application,
        kind=kind,
        subject=pack().text("subsidy.letter.subject-neutral", application.language),
        body=plain(text),
        key=f"{application.pk}/decision/{decision.pk}",
    )


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
    """Fix what a late decision costs, as computed from the days (Awb 4:17, 4:18), and tell the firm.

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
    _tell(application, made, by, kind="penalty")
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


def _record(by: Actor, application: Application, objection: Objection, outcome: str = "") -> None:
    data: dict[str, object] = {"objection": objection.pk, "outcome": outcome}
    about = ("application", application.pk)
    record("application.objection-kept", by=by, firm=application.firm_id, subject=about, data=data)
