"""Draft decisions: written by one, approved by a second, taken by a third. Any change makes approvals void.

What somebody agreed with is a digest of everything there is to read: the letter, amount, grounds, readings, and what
the firm sent. An addition that comes in later changes it too.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from trede.core.errors import InputError, OutOfOrder
from trede.core.grant_life import Approval as CoreApproval
from trede.core.grant_life import Need, Role, is_approved, snapshot
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.subsidies import life
from trede.subsidies.announcing import announce
from trede.subsidies.clocks import clocks_of
from trede.subsidies.desk.actions import guard, is_read
from trede.subsidies.desk.criteria import AmountStep, all_of, amount_steps, failed
from trede.subsidies.effects_money import side_of
from trede.subsidies.given import Given
from trede.subsidies.letters.compose import Content, compose
from trede.subsidies.models import Application, Approval, Assessment, Decision
from trede.subsidies.registry import scheme_of

DRAFT_STEPS = {
    "grant": "concept_opstellen",
    "refuse": "concept_opstellen",
    "not-handled": "buiten_behandeling_stellen",
    "refuse-incomplete": "afwijzing_voorbereiden",
    "refuse-ceiling": "afwijzen_plafond",
}
"""Kind of draft to the step that brings the file to `conceptbesluit`."""
TAKING = {"grant": "verlenen", "refuse": "afwijzen", "not-handled": "niet_behandelen"}
NEED_APPROVAL = ("grant", "refuse")
_LAWS = {
    "grant": ("Awb, artikelen 4:29 tot en met 4:31",),
    "refuse": ("Awb, artikel 4:35",),
    "not-handled": ("Awb, artikel 4:5",),
    "refuse-incomplete": ("Awb, artikel 4:35",),
    "refuse-ceiling": ("Awb, artikel 4:25, tweede lid",),
}
_HEARD = {"refuse-ceiling": "ceiling", "refuse-incomplete": "own-facts"}
"""Refusals that need no hearing: they rest on the money, or on what the firm did (not) send (Awb 4:7)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the officer wants decided. `heard`: `heard`, `own-facts` or `ceiling` (Awb 4:7); `aid_checked`: looked at
    state aid today (Awb 4:35.3)."""

    kind: str
    reasons: str
    heard: str = ""
    aid_checked: bool = False
    lower: int = 0
    """An amount in cents below what the costs come to; 0 keeps the computed amount."""


@action
def prepare(*, by: Actor, application: Application, plan: Plan) -> Decision:
    """Write the draft and bring the file to `conceptbesluit`; in that state, write the draft anew.

    Raises InputError for what is missing, OutOfOrder when the file is elsewhere, NotPermitted for who may not.
    """
    check_permission(by, Permission.SUBSIDY_ASSESS)
    guard(by, application, Role.OFFICER)
    step = DRAFT_STEPS[plan.kind]
    _check(application, plan, step)
    kind = plan.kind.partition("-")[0] if plan.kind != "not-handled" else plan.kind
    application.decisions.filter(decided_on=None, dropped_at=None).update(dropped_at=clock.now())
    decision = _drafted(by, application, kind, plan)
    if application.state != "conceptbesluit":
        vouched = frozenset({Need.CRITERIA, Need.STATE_AID, Need.NO_ROOM})
        reason = "" if step == "concept_opstellen" else plan.reasons
        given = Given(needs=vouched, reason=reason, decision=decision)
        life.take_step(by=by, application=application, step=step, given=given)
    data: dict[str, object] = {"decision": decision.pk, "kind": kind, "cents": decision.cents}
    about = ("application", application.pk)
    record("application.decision-drafted", by=by, firm=application.firm_id, subject=about, data=data)
    return decision


def _check(application: Application, plan: Plan, step: str) -> None:
    if not plan.reasons.strip():
        raise InputError("reasons", "Schrijf de redenen van het besluit.", "Write the reasons of the decision.")
    if step != "concept_opstellen":
        return
    if not is_read(application):
        raise InputError(
            "criteria",
            "Laat eerst twee mensen lezen. Zijn ze het oneens? Dan leest een derde.",
            "First have two people read it. Do they differ? Then a third reads it.",
        )
    if plan.kind == "grant" and not plan.aid_checked:
        raise InputError("aid", "Kijk eerst de staatssteun na.", "First check state aid.")
    if (plan.kind == "refuse" or plan.lower) and not _is_heard(application, plan.heard):
        raise InputError(
            "heard",
            "Laat het bedrijf eerst reageren, of leg uit waarom dat niet hoeft.",
            "Let the firm reply first, or say why that is not needed.",
        )


def _is_heard(application: Application, heard: str) -> bool:
    """Say whether the firm was heard, or need not be: refused on what it wrote itself (Awb 4:7)."""
    return heard == "own-facts" or (heard == "heard" and "hearing" in clocks_of(application))


def _drafted(by: Actor, application: Application, kind: str, plan: Plan) -> Decision:
    steps, amount = amount_steps(application, side_of(application).reserved)
    cents = amount if kind == "grant" else 0
    if kind == "grant" and cents <= 0:
        raise InputError("amount", "Er blijft geen bedrag over om toe te kennen.", "No amount is left to grant.")
    if kind == "grant" and plan.lower:
        steps, cents = _lowered(steps, cents, plan.lower)
    heard = _HEARD.get(plan.kind, plan.heard)
    grounds = laws_of(application, plan.kind)
    said = kind if kind != "grant" or cents >= application.requested_cents else "part"
    content = Content(said, cents, plan.reasons, heard, grounds, steps if kind == "grant" else ())
    decision = Decision(
        application=application,
        kind=kind,
        cents=cents,
        grounds=list(grounds),
        reasons={"text": plan.reasons, "heard": heard, "steps": [asdict(step) for step in content.steps]},
        letter=compose(application, content),
        language=application.language,
        prepared_by_id=int(by.id),
        prepared_at=clock.now(),
    )
    decision.digest = digest_of(decision)
    decision.save(force_insert=True)
    return decision


def _lowered(steps: list[AmountStep], amount: int, lower: int) -> tuple[list[AmountStep], int]:
    """Return the calculation with less at its end than the costs come to."""
    if not 0 < lower < amount:
        raise InputError(
            "lower",
            "Schrijf een bedrag boven nul, en lager dan wat is berekend.",
            "Write an amount above zero, and lower than what was computed.",
        )
    return [*steps[:-1], AmountStep("lower", amount - lower), AmountStep("amount", lower)], lower


def laws_of(application: Application, kind: str) -> tuple[str, ...]:
    """Return the articles a decision rests on: the regulation, those of criteria that failed, and of the law."""
    scheme = scheme_of(application)
    found = [scheme.regulation] if scheme.regulation else []
    first = application.assessments.filter(role="first").first()
    if kind == "refuse" and first is not None:
        found += [item.law for item in failed(application, first.criteria)]
    return tuple(dict.fromkeys([*found, *_LAWS[kind]]))


def digest_of(decision: Decision) -> str:
    """Return the digest of everything that a decider has to have seen, as it stands now. Two queries."""
    application = decision.application
    readings = application.assessments.order_by("role").values_list("role", "person", "opinion", "agrees", "criteria")
    return snapshot(
        {
            "application": application.pk,
            "kind": decision.kind,
            "cents": decision.cents,
            "grounds": decision.grounds,
            "reasons": decision.reasons,
            "letter": decision.letter,
            "language": decision.language,
            "sent": list(application.submissions.order_by("place").values_list("digest", flat=True)),
            "readings": [list(row) for row in readings],
        }
    )


def draft_of(application: Application) -> Decision | None:
    """Return the draft on the table; None when there is none. One query."""
    drafts = application.decisions.filter(decided_on=None, dropped_at=None, kind__in=TAKING)
    return drafts.select_related("prepared_by", "application").order_by("-pk").first()


def approvals_of(decision: Decision) -> list[CoreApproval]:
    """Return who agreed with a draft, whatever it said then. One query."""
    return [CoreApproval(str(row.person_id), Role(row.role), row.digest) for row in decision.approvals.order_by("pk")]


@action
def approve(*, by: Actor, decision: Decision, digest: str) -> Approval:
    """Agree with a draft as it was read: `digest` is that of what was on the page. OutOfOrder when it changed since."""
    check_permission(by, Permission.SUBSIDY_SECOND)
    application = decision.application
    guard(by, application, Role.READER)
    if decision.digest != digest or digest_of(decision) != digest:
        raise changed()
    if decision.approvals.filter(person_id=int(by.id), digest=digest).exists():
        raise OutOfOrder("approved", "Je keurde dit al goed.", "You approved this already.")
    found = Approval(decision=decision, person_id=int(by.id), role=Role.READER.value, digest=digest, at=clock.now())
    found.save(force_insert=True)
    data: dict[str, object] = {"decision": decision.pk, "role": Role.READER.value}
    about = ("application", application.pk)
    record("application.decision-approved", by=by, firm=application.firm_id, subject=about, data=data)
    return found


def too_late() -> OutOfOrder:
    """Return the refusal of a step that does not fit the file as it stands."""
    return OutOfOrder(
        "out-of-order",
        "Deze stap kan nu niet. Iemand was je voor, of het is nog te vroeg.",
        "This step is not possible now. Somebody was first, or it is too early.",
    )


def changed() -> OutOfOrder:
    """Return the refusal of a draft that changed after it was read."""
    return OutOfOrder(
        "missing-snapshot-unchanged",
        "Het concept is veranderd. Laat het opnieuw goedkeuren.",
        "The draft has changed. Have it approved again.",
    )


@action
def decide(*, by: Actor, decision: Decision, digest: str) -> Application:
    """Take the decision as it was read, fill in its days, and announce it where the firm reads mail (Awb 3:41, 3:46).

    Ledger, letter and announcement stand or fall together. A firm that wants post gets a letter: the announcement
    waits until it was posted. Raises NotPermitted for the same person or above the mandate's limit, OutOfOrder for a
    draft that changed, InputError without the approval of a second reader.
    """
    check_permission(by, Permission.SUBSIDY_DECIDE)
    application = decision.application
    guard(by, application, Role.DECIDER)
    if digest_of(decision) != digest or decision.digest != digest:
        raise changed()
    if decision.kind in NEED_APPROVAL and "ceiling" not in str(decision.reasons.get("heard")):
        _must_be_approved(by, decision, digest)
    heard = bool(decision.reasons.get("heard"))
    given = Given(needs=frozenset({Need.HEARD} if heard else ()), decision=decision, digest=digest)
    life.take_step(by=by, application=application, step=TAKING[decision.kind], given=given)
    announce(application, decision)
    return application


def _must_be_approved(by: Actor, decision: Decision, digest: str) -> None:
    if not is_approved(approvals_of(decision), digest, by=by.id):
        raise InputError(
            "not-approved",
            "Laat eerst een tweede lezer dit concept goedkeuren.",
            "First have a second reader approve this draft.",
        )


def suggested_reasons(application: Application) -> str:
    """Return reasons to start from: what the first reader wrote per criterion, once each. To be edited by a person."""
    first: Assessment | None = application.assessments.filter(role="first").first()
    if first is None:
        return ""
    answers: Mapping[str, Mapping[str, str]] = first.criteria
    said = [answers[key]["reason"] for key in all_of(application) if key in answers]
    return "\n".join(f"- {reason}" for reason in dict.fromkeys(said))
