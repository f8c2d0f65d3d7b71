"""Objection: received, excused when late, handled by somebody new, answered with a letter.

The time for a decision on an objection counts from the end of the time to object (Awb 7:10). What an upheld objection
brings stands in `trede.subsidies.desk.upholding`, more time in `postponing`; the announcement of the answer is that of
every decision.
"""

from dataclasses import dataclass
from datetime import date

from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.grant_life import Need, Role
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.subsidies import against, life
from trede.subsidies.announcing import announce
from trede.subsidies.desk import upholding
from trede.subsidies.desk.actions import guard
from trede.subsidies.desk.drafting import changed, digest_of
from trede.subsidies.desk.telling import write
from trede.subsidies.effects import Taken, also
from trede.subsidies.given import Given
from trede.subsidies.letters.compose import Content, compose
from trede.subsidies.messages import outage_for
from trede.subsidies.models import Application, Decision, Objection

OUTCOMES = {"upheld": "bob_gegrond", "dismissed": "bob_ongegrond", "inadmissible": "niet_ontvankelijk"}
"""How an objection ends, and the step that says so."""


def open_objection(application: Application) -> Objection | None:
    """Return the objection that is being handled; None when there is none. One query."""
    rows = Objection.objects.filter(decision__application=application, decided_on=None, outcome="")
    return rows.select_related("decision", "handler").order_by("-pk").first()


def is_late(application: Application, decision: Decision, received: date) -> bool:
    """Say whether an objection that came in on a day is late: after the last day, and no outage was in the way."""
    if decision.announced_on is None:
        return False
    until = against.object_until(application, decision.announced_on)
    return received > until and outage_for(until) is None


@dataclass(frozen=True, slots=True)
class Received:
    """An objection as it came in. `excuse` says why a late one counts (Awb 6:11); empty when it was in time.

    `decision` is the number of the decision that it is against; None: the newest that can be objected to.
    """

    on: date
    text: str
    excuse: str = ""
    committee: bool = False
    decision: int | None = None


@action
def receive(*, by: Actor, application: Application, received: Received) -> Objection:
    """Write an objection down; the officer who does so handles it. A late one needs an excuse, and else is
    inadmissible: then it is handled only to say so.

    Raises InputError (`on`, `text`), NotPermitted for who worked on the decision, OutOfOrder without a decision.
    """
    check_permission(by, Permission.SUBSIDY_OBJECTION)
    guard(by, application, Role.OBJECTION)
    decision = against.chosen(application, received.decision, received.on)
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
def propose(*, by: Actor, objection: Objection, outcome: str, reason: str, cents: int = 0) -> Decision:
    """Write the answer to an objection as a draft, for somebody who did not take the first decision.

    `cents` is what an upheld objection brings (Awb 7:11.2: the new decision comes with it): what is granted after all,
    the new amount of a grant or settlement, or of a penalty. Raises InputError (`outcome`, `reason`, `cents`).
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
    brought = upholding.brought(application, objection, cents) if outcome == "upheld" else upholding.NOTHING
    application.decisions.filter(kind="objection", decided_on=None, dropped_at=None).update(dropped_at=clock.now())
    grounds = ("Awb, artikelen 7:11 en 7:12",) if outcome != "inadmissible" else ("Awb, artikel 6:6",)
    content = Content(
        brought.letter or outcome,
        brought.cents,
        reason,
        grounds=grounds,
        before=brought.before,
        claim=brought.claim,
        more=brought.more,
    )
    made = Decision(
        application=application,
        kind="objection",
        cents=brought.cents if brought.step else 0,
        grounds=list(grounds),
        reasons={"text": reason.strip(), "outcome": outcome, "objection": objection.pk, **brought.kept},
        letter=compose(application, content),
        language=application.language,
        prepared_by_id=int(by.id),
        prepared_at=clock.now(),
    )
    made.digest = digest_of(made)
    made.save(force_insert=True)
    Objection.objects.filter(pk=objection.pk, handler=None).update(handler_id=int(by.id))
    _record(by, application, objection, outcome)
    return made


def draft_answer(application: Application) -> Decision | None:
    """Return the drafted answer that waits for a decision; None when there is none. One query."""
    rows = application.decisions.filter(kind="objection", decided_on=None, dropped_at=None)
    return rows.select_related("prepared_by", "application").order_by("-pk").first()


@action
def answer(*, by: Actor, decision: Decision, digest: str) -> Application:
    """Take the decision on an objection: by somebody else than who took the first one. It is announced at once, or by
    post.

    What it brings follows in the same transaction: a grant, or a higher one, above the ceiling of now when there was
    room at the first decision. Raises as a step does, and OutOfOrder when something changed since the draft.
    """
    check_permission(by, Permission.SUBSIDY_DECIDE)
    application, outcome = decision.application, str(decision.reasons["outcome"])
    objection = open_objection(application)
    if objection is None:
        raise OutOfOrder("out-of-order", "Dit bezwaar is al beslist.", "This objection was decided already.")
    if decision.digest != digest or digest_of(decision) != digest or upholding.is_stale(application, decision):
        raise changed()
    guard(by, application, Role.DECIDER)
    _not_the_first(by, objection)
    upholding.check_mandate(by, application, decision)
    reason = str(decision.reasons["text"])
    given = Given(decision=decision, digest=digest, reason=reason)
    if upholding.carry_out(by, application, given):
        given = Given(reason=reason)
    life.take_step(by=by, application=application, step=OUTCOMES[outcome], region="objection", given=given)
    Objection.objects.filter(pk=objection.pk).update(outcome=outcome, reason=reason, decided_on=clock.today())
    announce(application, decision)
    if against.in_time(application):
        life.open_objections(application)  # against another decision there is time left
    _record(by, application, objection, outcome)
    return application


def _not_the_first(by: Actor, objection: Objection) -> None:
    """Nobody decides on an objection against a decision of their own (Awb 10:3.3)."""
    if str(objection.decision.decided_by_id) == by.id:
        raise NotPermitted(
            "four-eyes",
            "Jij nam het eerste besluit. Een collega beslist op het bezwaar.",
            "You took the first decision. A colleague decides on the objection.",
        )


def _record(by: Actor, application: Application, objection: Objection, outcome: str = "") -> None:
    data: dict[str, object] = {"objection": objection.pk, "outcome": outcome}
    about = ("application", application.pk)
    record("application.objection-kept", by=by, firm=application.firm_id, subject=about, data=data)


def _confirm(taken: Taken) -> None:
    """Confirm that an objection came in, whoever wrote it down (Awb 6:14)."""
    application = taken.application
    write(application, "objection-in", f"{application.pk}/objection-in/{application.messages.count() + 1}")


def _withdrawn(taken: Taken) -> None:
    """An objection that was withdrawn needs no answer; a draft of one goes. The firm reads that it is so (Awb 6:21)."""
    rows = Objection.objects.filter(decision__application=taken.application, decided_on=None, outcome="")
    rows.update(outcome="withdrawn", reason=taken.given.reason, decided_on=clock.today())
    taken.application.decisions.filter(kind="objection", decided_on=None, dropped_at=None).update(
        dropped_at=clock.now()
    )
    application = taken.application
    key = f"{application.pk}/objection-withdrawn-seen/{application.messages.count() + 1}"
    write(application, "objection-withdrawn", key)


def _again(taken: Taken) -> None:
    """Decide anew after the court (Awb 8:72): the objection stands open again, against the answer that fell."""
    told = taken.application.decisions.filter(announced_on__isnull=False).order_by("-announced_on", "-pk")
    decision = told.filter(kind="objection").first() or told.first()
    if decision is not None:
        text = taken.given.reason
        Objection(decision=decision, received_on=clock.today(), excused=True, text=text).save(force_insert=True)


def start() -> None:
    """Have objections followed, whether the desk or the firm takes the step."""
    also("objection", "bezwaar_in", _confirm)
    also("objection", "bezwaar_ingetrokken", _withdrawn)
    also("objection", "opnieuw_beslissen", _again)
