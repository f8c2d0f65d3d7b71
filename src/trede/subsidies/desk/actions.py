"""Verbs of this desk beside the steps: take on, read, agree. Everything else is a step or a draft (`drafting`)."""

from collections.abc import Mapping

from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.grant_life import Role, check_person
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.subsidies.acting import acted
from trede.subsidies.desk.criteria import checked
from trede.subsidies.desk.interest import interested
from trede.subsidies.models import Application, Approval, Assessment, Note

OPINIONS = ("grant", "part", "refuse")


def guard(by: Actor, application: Application, role: Role) -> None:
    """Raise NotPermitted (`interest`, `four-eyes`) when this person may not act in a role on this file."""
    if by.kind == "person":
        check_person(role, by.id, _acted(application), interested(by, application))


def _acted(application: Application) -> dict[Role, set[str]]:
    """Return who acted in which role, also who wrote a draft anew or approved one."""
    found = acted(application)
    for kind, prepared in application.decisions.values_list("kind", "prepared_by"):
        role = Role.OBJECTION if kind == "objection" else Role.OFFICER
        found.setdefault(role, set()).add(str(prepared))
    for approved in Approval.objects.filter(decision__application=application).values_list("person", flat=True):
        found.setdefault(Role.READER, set()).add(str(approved))
    return found


@action
def take_on(*, by: Actor, application: Application) -> None:
    """Put a file on one's own name. Raises NotPermitted for who has an interest or another role in it."""
    check_permission(by, Permission.SUBSIDY_ASSESS)
    guard(by, application, Role.OFFICER)
    Application.objects.filter(pk=application.pk).update(officer_id=int(by.id))
    application.officer_id = int(by.id)
    record("application.taken-on", by=by, firm=application.firm_id, subject=("application", application.pk))


@action
def declare_interest(*, by: Actor, application: Application) -> None:
    """Declare to have an interest in the outcome (Awb 2:4): from then on this file is for colleagues."""
    check_permission(by, Permission.SUBSIDY_VIEW)
    Note(application=application, step="interest", text="Awb 2:4", person_id=int(by.id), made_at=clock.now()).save(
        force_insert=True
    )
    Application.objects.filter(pk=application.pk, officer_id=int(by.id)).update(officer=None)
    record("application.interest", by=by, firm=application.firm_id, subject=("application", application.pk))


@action
def read_first(
    *, by: Actor, application: Application, criteria: Mapping[str, Mapping[str, str]], opinion: str, reason: str,
    no_interest: bool,
) -> Assessment:  # fmt: skip
    """Write the first reading, or write it anew as long as nobody read it after: per criterion an answer and a reason.

    Raises InputError for what is not answered (`criteria`), no opinion, or no declaration of interest; OutOfOrder when
    a second reader was there already, or the file is not being assessed.
    """
    check_permission(by, Permission.SUBSIDY_ASSESS)
    guard(by, application, Role.OFFICER)
    _must_be_read(application)
    _declared(no_interest)
    if application.assessments.exclude(role="first").exists():
        raise OutOfOrder(
            "read-already",
            "Een tweede lezer las dit al. Je oordeel staat nu vast.",
            "A second reader has read this. Your view is fixed now.",
        )
    found = application.assessments.filter(role="first").first() or Assessment(application=application, role="first")
    found.person_id = int(by.id)
    return _save(by, found, checked(application, criteria), opinion, reason)


@action
def read_second(*, by: Actor, application: Application, opinion: str, reason: str, no_interest: bool) -> Assessment:
    """Write one's own view before the first one can be seen. The third reader comes when two do not agree.

    Raises NotPermitted for somebody who worked on the file, OutOfOrder when there is nothing (more) to read.
    """
    check_permission(by, Permission.SUBSIDY_SECOND)
    guard(by, application, Role.READER)
    _must_be_read(application)
    _declared(no_interest)
    role = next_role(application)
    if role is None or application.assessments.filter(person_id=int(by.id)).exists():
        raise OutOfOrder("read-already", "Deze lezing is al gedaan.", "This reading was done already.")
    found = Assessment(application=application, role=role, person_id=int(by.id))
    return _save(by, found, {}, opinion, reason)


def next_role(application: Application) -> str | None:
    """Return which reading comes next, `second` or `third`; None when there is none to do. One query."""
    rows = {row.role: row for row in application.assessments.all()}
    if "first" not in rows:
        return None
    if "second" not in rows:
        return "second"
    return "third" if rows["second"].agrees is False and "third" not in rows else None


@action
def compare(*, by: Actor, reading: Assessment) -> Assessment:
    """Open the first view beside one's own: only after one's own was written, and that moment is kept."""
    _own(by, reading)
    if reading.saw_other_at is None:
        reading.saw_other_at = clock.now()
        reading.save(update_fields=["saw_other_at"])
        application = reading.application
        about = ("application", application.pk)
        record(
            "application.reading-compared", by=by, firm=application.firm_id, subject=about, data={"role": reading.role}
        )
    return reading


@action
def agree(*, by: Actor, reading: Assessment, agrees: bool, reason: str) -> Assessment:
    """Say whether one agrees with the first view, after seeing it; not agreeing needs a reason. Only once."""
    _own(by, reading)
    if reading.saw_other_at is None:
        raise OutOfOrder("own-view-first", "Bekijk eerst het andere oordeel.", "First look at the other view.")
    if reading.agrees is not None:
        raise OutOfOrder("read-already", "Dit heb je al gezegd.", "You said this already.")
    if not agrees and not reason.strip():
        raise InputError("reason", "Schrijf waarom je het niet eens bent.", "Write why you do not agree.")
    reading.agrees = agrees
    if reason.strip():
        reading.reason = f"{reading.reason}\n\n{reason.strip()}".strip()
    reading.save(update_fields=["agrees", "reason"])
    application = reading.application
    data: dict[str, object] = {"role": reading.role, "agrees": agrees}
    about = ("application", application.pk)
    record("application.reader-agrees", by=by, firm=application.firm_id, subject=about, data=data)
    return reading


def is_read(application: Application) -> bool:
    """Say whether the readings are done: two who agree, or a third after two who did not."""
    rows = {row.role: row for row in application.assessments.all()}
    if "first" not in rows or "second" not in rows:
        return False
    return rows["second"].agrees is True or ("third" in rows and rows["third"].agrees is not None)


def _own(by: Actor, reading: Assessment) -> None:
    check_permission(by, Permission.SUBSIDY_SECOND)
    if str(reading.person_id) != by.id or reading.role == "first":
        raise NotPermitted("not-your-reading", "Dit is niet jouw oordeel.", "This is not your view.")


def _must_be_read(application: Application) -> None:
    if application.state != "in_behandeling":
        raise OutOfOrder(
            "out-of-order",
            "Deze stap kan nu niet. Iemand was je voor, of het is nog te vroeg.",
            "This step is not possible now. Somebody was first, or it is too early.",
        )


def _declared(no_interest: bool) -> None:
    if not no_interest:
        raise InputError(
            "no-interest",
            "Zeg eerst dat je geen belang hebt. Heb je dat wel? Draag de zaak dan over.",
            "First say that you have no interest. Do you have one? Then hand the case over.",
        )


def _save(by: Actor, reading: Assessment, criteria: dict[str, object], opinion: str, reason: str) -> Assessment:
    if opinion not in OPINIONS:
        raise InputError("opinion", "Kies wat jij zou besluiten.", "Choose what you would decide.")
    if not reason.strip():
        raise InputError("reason", "Schrijf waarom.", "Write down why.")
    reading.no_interest, reading.criteria = True, criteria
    reading.opinion, reading.reason, reading.made_at = opinion, reason.strip(), clock.now()
    reading.save()
    application = reading.application
    data: dict[str, object] = {"role": reading.role, "opinion": opinion}
    about = ("application", application.pk)
    record("application.read", by=by, firm=application.firm_id, subject=about, data=data)
    return reading
