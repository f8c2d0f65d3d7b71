"""Taking a step in the life of an application: the only way its states change.

Who may, from where, what it needs and what it causes stand in `core.grant_life`. Of two people who take a step at the
same moment one is told that somebody was first: the state is claimed with a conditional update.
"""

from dataclasses import dataclass
from datetime import date

from trede.core.errors import NotPermitted, OutOfOrder
from trede.core.grant_life import Edge, Need, Region, Role, check_event, check_person
from trede.core.grant_life_table import MAIN, OBJECTION, PAYMENT, PENALTY
from trede.core.terms import deadline
from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.subsidies import clocks, effects, locks, messages, needs
from trede.subsidies.acting import acted, roles_of
from trede.subsidies.effects import MAIN_EFFECTS, Taken, nothing, run_also
from trede.subsidies.effects_money import MONEY
from trede.subsidies.given import Given
from trede.subsidies.models import Application, Note
from trede.subsidies.registry import scheme_of, term_of

REGIONS: dict[str, tuple[Region, str]] = {
    "main": (MAIN, "state"),
    "objection": (OBJECTION, "objection_state"),
    "payment": (PAYMENT, "payment_state"),
    "penalty": (PENALTY, "penalty_state"),
}
"""Each region with the field of Application that holds its state. Notices have their own proof: see `messages`."""
DECIDING = frozenset({"verlenen", "afwijzen", "niet_behandelen"})
"""Steps that take the decision that comes along. So do others, which name their decision; then it is taken too."""
GRANTING = frozenset({"verlenen", "verlening_op_bezwaar", "verhoging_op_bezwaar", "intrekking_herroepen"})
"""Steps that promise money: they wait for one another."""
_NOTHING = Given()


@dataclass(frozen=True, slots=True)
class Possible:
    """A step that somebody may take now, in which role, and which needs are known not to be met yet.

    `missing` leaves out what the caller vouches for: only the desk knows whether that is so.
    """

    region: str
    edge: Edge
    role: Role
    missing: tuple[Need, ...]


@action
def take_step(
    *, by: Actor, application: Application, step: str, region: str = "main", given: Given = _NOTHING
) -> Application:
    """Take a step and return the application as it stands then (the same object).

    Raises OutOfOrder when the step does not fit the state or somebody was first, NotPermitted when it is not for this
    person, InputError (`missing-<need>`) for a need that is not met, and `core.ledger.Refused` from the ledger: then
    nothing changed, and the object is as it was.
    """
    table, field = REGIONS[region]
    origin = getattr(application, field)
    known = {edge for edge in table.edges if edge.origin == origin and edge.event == step}
    period = None
    if application.period_id is not None and (region, step) in MONEY:
        if step in GRANTING:
            locks.hold(locks.GRANTS)
        period = locks.hold_period(application.period_id)
    fresh = Application.objects.select_for_update().get(pk=application.pk)
    if getattr(fresh, field) != origin:
        raise _somebody_was_first()
    role = _role(by, fresh, known)
    asked = frozenset(need for edge in known for need in edge.needs)
    edge = check_event(table, origin, step, role, needs.met(by, fresh, given, asked))
    taken = Taken(by, fresh, edge, region, given)
    fields = MAIN_EFFECTS.get(step, nothing)(taken) if region == "main" else {}
    enter = MONEY.get((region, step))
    if enter is not None:
        if period is None:
            raise OutOfOrder("no-period", "Deze aanvraag heeft geen budget.", "This application has no budget.")
        enter(taken, period)
    _take_decision(taken)
    _claim(fresh, field, edge, fields)
    _keep_words(taken)
    _record(taken, role)
    run_also(taken)
    _follow_up(taken)
    _count_again(fresh)
    _copy(fresh, application)
    return application


def steps_for(by: Actor, application: Application) -> list[Possible]:
    """Return the steps that this person may take now, in every region: for buttons. About eight queries."""
    roles = roles_of(by, application)
    before = acted(application)
    found: list[Possible] = []
    for key, (table, field) in REGIONS.items():
        for edge in table.steps(getattr(application, field), roles):
            free = [role for role in sorted(edge.who & roles) if _may(role, by, before)]
            if free:
                asked = edge.needs - needs.VOUCHED - needs.BY_FORM
                unmet = asked - needs.met(by, application, _NOTHING, asked)
                found.append(Possible(key, edge, free[0], tuple(need for need in Need if need in unmet)))
    return found


def _may(role: Role, by: Actor, before: dict[Role, set[str]]) -> bool:
    try:
        check_person(role, by.id, before if by.kind == "person" else {})
    except NotPermitted:
        return False
    return True


def _role(by: Actor, application: Application, known: set[Edge]) -> Role:
    """Return the role in which somebody takes a step, with four eyes by person. Raises NotPermitted, OutOfOrder."""
    roles = roles_of(by, application)
    if not roles:
        raise NotPermitted("not-your-step", "Deze stap is niet aan jou.", "This step is not yours to take.")
    fits = sorted(role for edge in known for role in edge.who & roles)
    if not fits:
        return min(roles)  # the table says what is wrong: the state, or the role
    if by.kind != "person":
        return fits[0]
    before = acted(application)
    for role in fits:
        if _may(role, by, before):
            return role
    check_person(fits[0], by.id, before)
    return fits[0]


def _claim(application: Application, field: str, edge: Edge, fields: effects.Fields) -> None:
    """Change the state where it still is what it was, with the fields of the effect in the same statement."""
    changes: effects.Fields = {field: edge.to, **fields}
    if field == "state" and edge.to != edge.origin:
        changes["state_since"] = clock.now()
    if not Application.objects.filter(pk=application.pk, **{field: edge.origin}).update(**changes):
        raise _somebody_was_first()
    for name, value in changes.items():
        setattr(application, name, value)


def _take_decision(taken: Taken) -> None:
    """Take the decision that the step rests on: by this person, today. Its constraint keeps out who prepared it."""
    decision = taken.given.decision
    if decision is None or Need.OTHER_PERSON not in taken.edge.needs:
        return
    done = type(decision).objects.filter(
        pk=decision.pk, application=taken.application, decided_on=None, dropped_at=None
    )
    if not done.update(decided_by_id=int(taken.by.id), decided_on=clock.today()):
        raise _somebody_was_first()
    decision.decided_by_id, decision.decided_on = int(taken.by.id), clock.today()


def _keep_words(taken: Taken) -> None:
    """Keep the reason as a note, and place the letter that goes with the step."""
    given, application = taken.given, taken.application
    if given.reason.strip():
        person = int(taken.by.id) if taken.by.kind == "person" else None
        Note(
            application=application,
            step=taken.edge.event,
            text=given.reason.strip(),
            person_id=person,
            made_at=clock.now(),
        ).save(force_insert=True)
    if given.letter is not None:
        place = application.messages.count() + 1
        messages.place(
            by=taken.by,
            application=application,
            kind=given.letter.kind,
            subject=given.letter.subject,
            body=given.letter.body,
            key=f"{application.pk}/{place}/{given.letter.kind}",
            answer_until=given.until or _usual_day(taken),
        )


def _usual_day(taken: Taken) -> date | None:
    """Return the last day to answer when nobody chose one: to add, or to reply to what the desk intends."""
    if taken.edge.event in ("uitnodigen_aanvullen", "herstel_heropenen"):
        return needs.repair_until(taken.application)
    if taken.edge.to == "zienswijze":
        return deadline(term_of(scheme_of(taken.application), "hearing"), clock.today()).last
    return None


def _record(taken: Taken, role: Role) -> None:
    edge, application, decision = taken.edge, taken.application, taken.given.decision
    data: dict[str, object] = {
        "scheme": application.scheme,
        "region": taken.region,
        "step": edge.event,
        "origin": edge.origin,
        "to": edge.to,
        "role": role.value,
    }
    if decision is not None:
        data |= {"decision": decision.pk, "cents": decision.cents}
    about = ("application", application.pk)
    record("application.step", by=taken.by, firm=application.firm_id, subject=about, data=data)


def _follow_up(taken: Taken) -> None:
    """An announcement opens the time for objections, and ends a notice of default that was waiting for it.

    After the answer to an objection comes the court, so that one opens nothing.
    """
    if taken.region != "main" or taken.edge.event != "bekendmaken":
        return
    application, system = taken.application, Actor.system("subsidy-life")
    told = Given(needs=frozenset({Need.DELIVERED}))
    if taken.given.decision is None or taken.given.decision.kind != "objection":
        open_objections(application)
    if application.penalty_state == "loopt":
        owed = clocks.penalty_of(Application.objects.get(pk=application.pk))
        step = "te_laat_besloten" if owed is not None and owed.days else "op_tijd_besloten"
        take_step(by=system, application=application, step=step, region="penalty", given=told)


def open_objections(application: Application) -> None:
    """Let the time to object run against a decision that was announced. Only inside an action.

    While an objection is handled nothing opens: it also covers what was decided meanwhile (Awb 4:19, 6:19).
    """
    if any(edge.origin == application.objection_state for edge in OBJECTION.edges if edge.event == "bekendmaken"):
        told = Given(needs=frozenset({Need.DELIVERED}))
        by = Actor.system("subsidy-life")
        take_step(by=by, application=application, step="bekendmaken", region="objection", given=told)


def _count_again(application: Application) -> None:
    """Keep the copy of the decision day right, for sorting."""
    due = clocks.recount(application)
    if due != application.decide_by:
        Application.objects.filter(pk=application.pk).update(decide_by=due)
        application.decide_by = due


def _copy(fresh: Application, onto: Application) -> None:
    for item in Application._meta.concrete_fields:
        setattr(onto, item.attname, getattr(fresh, item.attname))


def _somebody_was_first() -> OutOfOrder:
    return OutOfOrder(
        "out-of-order",
        "Deze stap kan nu niet. Iemand was je voor, of het is nog te vroeg.",
        "This step is not possible now. Somebody was first, or it is too early.",
    )
