"""Props of the tests of the desk: costs in a file, readings and drafts, by the real verbs of the named cast."""

from collections.abc import Callable

from tests import subsidies as props
from tests.cast import SYSTEM, actor
from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.subsidies.desk import actions, drafting
from trede.subsidies.desk.criteria import all_of
from trede.subsidies.models import Application, Assessment, CostLine, Decision, Objection

COSTS = (("A", "Koppeling met de webwinkel", 2_000_000), ("C", "Back-up buiten de deur", 1_000_000))


@action
def with_costs(
    application: Application, costs: tuple[tuple[str, str, int], ...] = COSTS, supplier: str = "Kabel BV"
) -> None:
    """Put costs in a file: pillar, what, cents."""
    for pillar, what, cents in costs:
        CostLine(application=application, pillar=pillar, what=what, supplier=supplier, cents=cents).save(
            force_insert=True
        )
    about = ("application", application.pk)
    record("application.note", by=SYSTEM, firm=application.firm_id, subject=about, data={"step": "costs"})


REASON = "Je plan past bij de regeling."


def answers(application: Application, answer: str = "yes", reason: str = REASON) -> dict[str, dict[str, str]]:
    """Return an answer with a reason for each criterion."""
    return {key: {"answer": answer, "reason": reason} for key in all_of(application)}


def read_first(
    application: Application,
    by: str | Actor = "officer",
    opinion: str = "grant",
    answer: str = "yes",
    reason: str = REASON,
) -> Assessment:
    """Have the first reading written."""
    return actions.read_first(
        by=actor(by) if isinstance(by, str) else by,
        application=application,
        criteria=answers(application, answer, reason),
        opinion=opinion,
        reason=reason,
        no_interest=True,
    )


def read_second(
    application: Application,
    by: str | Actor = "second-reader",
    opinion: str = "grant",
    agrees: bool = True,
    reason: str = "Ik las het ook zo.",
) -> Assessment:
    """Have the second reading written, compared and agreed with, or not."""
    who = actor(by) if isinstance(by, str) else by
    made = actions.read_second(by=who, application=application, opinion=opinion, reason=reason, no_interest=True)
    actions.compare(by=who, reading=made)
    return actions.agree(by=who, reading=made, agrees=agrees, reason="" if agrees else "De kosten passen niet.")


def read(application: Application, opinion: str = "grant", answer: str = "yes", reason: str = REASON) -> None:
    """Have two people read who agree."""
    read_first(application, opinion=opinion, answer=answer, reason=reason)
    read_second(application, opinion=opinion, reason=reason)


REASONS = "Je plan past bij de regeling. Je kosten passen bij wat je gaat doen."


def draft(application: Application, kind: str = "grant", heard: str = "own-facts", reasons: str = REASONS) -> Decision:
    """Have the draft written on the readings."""
    plan = drafting.Plan(kind, reasons, heard if kind == "refuse" else "", aid_checked=True)
    return drafting.prepare(by=actor("officer"), application=application, plan=plan)


def drafted(kind: str = "grant") -> Decision:
    """Return a draft in a file that was read by two."""
    made = props.application("in_behandeling")
    with_costs(made)
    read(made, opinion=kind, answer="yes" if kind == "grant" else "no")
    return draft(made, kind)


def decided(kind: str = "grant") -> Decision:
    """Return a decision that was approved, taken and announced."""
    found = drafted(kind)
    drafting.approve(by=actor("second-reader"), decision=found, digest=found.digest)
    drafting.decide(by=actor("decision-maker"), decision=found, digest=found.digest)
    found.refresh_from_db()
    return found


def approve(decision: Decision) -> None:
    """Have a second reader agree with a draft."""
    drafting.approve(by=actor("second-reader"), decision=decision, digest=decision.digest)


def decide(decision: Decision) -> Application:
    """Have the decision maker take a decision."""
    return drafting.decide(by=actor("decision-maker"), decision=decision, digest=decision.digest)


def draft_without_reading(application: Application) -> Decision:
    """Return a draft that stands in a file, whatever was read."""
    return props.draft_decision(application=application, cents=application.requested_cents)


@action
def objection_row(application: Application) -> Objection:
    """Return an objection against the newest decision, as the firm would send it."""
    decision = application.decisions.get(announced_on__isnull=False)
    made = Objection(decision=decision, received_on=clock.today(), text="Ik ben het er niet mee eens.")
    made.save(force_insert=True)
    record("application.note", by=SYSTEM, data={"step": "objection"})
    return made


def draft_by_post(prepared: Callable[[Application], Application]) -> Decision:
    """Return a decision that was taken for a firm that wants post, and waits for its letter."""
    made = prepared(props.application("in_behandeling"))
    _by_post(made)
    read(made, reason="That fits your plan.")
    found = draft(made, reasons="Your plan fits the scheme.")
    approve(found)
    decide(found)
    found.refresh_from_db()
    return found


@action
def _by_post(application: Application) -> None:
    record("application.note", by=SYSTEM, data={"step": "post"})
    Application.objects.filter(pk=application.pk).update(by_mail=False)
    application.by_mail = False
