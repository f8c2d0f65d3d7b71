"""What a firm has to do after the grant: planned from the scheme, reminded, met or let go."""

from dataclasses import replace
from datetime import date, timedelta

from django.db.models import QuerySet

from trede.core.errors import InputError, OutOfOrder
from trede.core.pack_scheme_terms import Obligation as Rule
from trede.core.permissions import Permission
from trede.core.terms import Length, Unit, deadline
from trede.core.terms_table import TERMS
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.journal.jobs import register_job
from trede.subsidies import messages
from trede.subsidies.against import GRANTING
from trede.subsidies.effects import Taken, also
from trede.subsidies.models import Application, Note, Obligation
from trede.subsidies.registry import scheme_of
from trede.subsidies.wording import words

AHEAD = timedelta(days=14)
"""How long before its last day a firm is reminded. A practice of ours."""
_SYSTEM = Actor.system("subsidy-obligations")


def last_day(rule: Rule, start: date) -> date | None:
    """Return the last day of an obligation that counts from a day; None when it has no end."""
    if rule.length is None:
        return None
    return deadline(
        replace(TERMS["retention"], length=Length(rule.length, Unit(rule.unit.replace("-", " ")))), start
    ).last


def end_of(application: Application) -> date | None:
    """Return the last day of the project: that of the obligation to finish. One query."""
    keys = [rule.key for rule in scheme_of(application).obligations if _ends_project(rule)]
    return application.obligations.filter(code__in=keys).order_by("-due_on").values_list("due_on", flat=True).first()


def _ends_project(rule: Rule) -> bool:
    return rule.kind == "do" and rule.starts == "grant" and rule.length is not None


def _plan(by: Actor, application: Application, start: str, day: date) -> None:
    """Write down what counts from this day: once, whoever takes the step."""
    made = 0
    for rule in scheme_of(application).obligations:
        due = last_day(rule, day) if rule.starts == start else None
        if due is not None:
            _, is_new = Obligation.objects.get_or_create(application=application, code=rule.key, due_on=due)
            made += is_new
    if made:
        _record("obligation.planned", by, application, {"number": made})


def _at_start(taken: Taken) -> None:
    application = taken.application
    decided = application.decisions.filter(GRANTING, decided_on__isnull=False).order_by("decided_on", "pk").first()
    _plan(taken.by, application, "grant", decided.decided_on or clock.today() if decided else clock.today())
    end = end_of(application)
    if end is not None:
        _plan(taken.by, application, "end-of-project", end)


def _at_settlement(taken: Taken) -> None:
    _plan(taken.by, taken.application, "settlement", clock.today())


@action
def move_end(*, by: Actor, application: Application, end: date) -> None:
    """Give the project another last day; what counts from it moves along. InputError `end` for a day that is over."""
    check_permission(by, Permission.SUBSIDY_ASSESS)
    old = end_of(application)
    if old is None or end <= clock.today():
        raise InputError("end", "Kies een dag in de toekomst.", "Choose a day in the future.")
    rules = {rule.key: rule for rule in scheme_of(application).obligations}
    for row in application.obligations.filter(met_on=None, waived_reason=""):
        rule = rules.get(row.code)
        if rule is None:
            continue
        due = end if _ends_project(rule) else last_day(rule, end) if rule.starts == "end-of-project" else None
        if due is not None:
            Obligation.objects.filter(pk=row.pk).update(due_on=due, reminded_on=None)
    _record("obligation.planned", by, application, {"number": 0})


@action
def met(*, by: Actor, obligation: Obligation, on: date) -> None:
    """Write down that the firm did it. Raises OutOfOrder when it was done or let go before, InputError `day`."""
    check_permission(by, Permission.SUBSIDY_ASSESS)
    if on > clock.today():
        raise InputError("day", "Die dag moet nog komen.", "That day is yet to come.")
    if not _open().filter(pk=obligation.pk).update(met_on=on):
        raise _closed()
    _tell("obligation.met", by, obligation)


@action
def waive(*, by: Actor, obligation: Obligation, reason: str) -> None:
    """Let an obligation go, with a reason. Raises InputError `reason`, OutOfOrder when it was done or let go."""
    check_permission(by, Permission.SUBSIDY_ASSESS)
    if not reason.strip():
        raise InputError("reason", "Schrijf waarom.", "Write down why.")
    if not _open().filter(pk=obligation.pk).update(waived_reason=reason.strip()):
        raise _closed()
    Note(
        application=obligation.application,
        step="obligation",
        text=reason.strip(),
        person_id=int(by.id) if by.kind == "person" else None,
        made_at=clock.now(),
    ).save(force_insert=True)
    _tell("obligation.waived", by, obligation)


def remind() -> int:
    """Remind firms of what they have to do soon, once each; return how many messages were placed."""
    rows = _open().filter(reminded_on=None, due_on__lte=clock.today() + AHEAD, application__ended_on=None)
    done = 0
    for row in rows.select_related("application", "application__applicant"):
        rule = next((item for item in scheme_of(row.application).obligations if item.key == row.code), None)
        if rule is not None and rule.kind != "keep":
            _remind(by=_SYSTEM, obligation=row, rule=rule)
            done += 1
    return done


@action
def _remind(*, by: Actor, obligation: Obligation, rule: Rule) -> None:
    application = obligation.application
    subject, body = words("obligation", application, until=obligation.due_on)
    messages.place(
        by=by,
        application=application,
        kind="obligation",
        subject=subject,
        body=f"{body}\n\n{rule.what.in_language(application.language)}",
        key=f"obligation/{obligation.pk}/{obligation.due_on}",
        answer_until=obligation.due_on,
    )
    Obligation.objects.filter(pk=obligation.pk).update(reminded_on=clock.today())
    _tell("obligation.reminded", by, obligation)


def _open() -> QuerySet[Obligation]:
    return Obligation.objects.filter(met_on=None, waived_reason="")


def _closed() -> OutOfOrder:
    return OutOfOrder("obligation-closed", "Dit is al afgehandeld.", "This was dealt with already.")


def _tell(kind: str, by: Actor, obligation: Obligation) -> None:
    data: dict[str, object] = {"code": obligation.code, "due": obligation.due_on.isoformat()}
    _record(kind, by, obligation.application, data)


def _record(kind: str, by: Actor, application: Application, data: dict[str, object]) -> None:
    record(kind, by=by, firm=application.firm_id, subject=("application", application.pk), data=data)


def start() -> None:
    """Have obligations planned with the steps they count from, and reminded every day."""
    for step in ("start_uitvoering", "intrekking_herroepen"):
        also("main", step, _at_start)
    for step in ("vaststellen", "lager_vaststellen", "vaststellen_direct"):
        also("main", step, _at_settlement)
    register_job("subsidy-93-obligations", remind)
