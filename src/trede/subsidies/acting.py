"""In which role somebody acts on an application, and who acted on it before: four eyes by person (core.grant_life)."""

from collections import defaultdict

from trede.companies.models import ContactPerson
from trede.core.grant_life import Role
from trede.core.permissions import Permission
from trede.journal.actions import Actor
from trede.journal.models import Event
from trede.subsidies.models import Application

_BY_PERMISSION = {
    Role.OFFICER: Permission.SUBSIDY_ASSESS,
    Role.READER: Permission.SUBSIDY_SECOND,
    Role.DECIDER: Permission.SUBSIDY_DECIDE,
    Role.PAYER: Permission.SUBSIDY_PAY,
    Role.OBJECTION: Permission.SUBSIDY_OBJECTION,
}

_ROLES = frozenset(role.value for role in Role)


def roles_of(by: Actor, application: Application) -> frozenset[Role]:
    """Return the roles in which an actor may act on this application; none for somebody of another firm.

    At most one query, for a firm.
    """
    if by.kind == "system":
        return frozenset({Role.SYSTEM})
    if by.kind == "firm":
        is_theirs = ContactPerson.objects.filter(pk=int(by.id or 0), firm=application.firm_id).exists()
        return frozenset({Role.APPLICANT} if is_theirs else ())
    return frozenset(role for role, permission in _BY_PERMISSION.items() if by.may(permission))


def acted(application: Application) -> dict[Role, set[str]]:
    """Return who acted in which role on this application, by number of the account, from the journal. Two queries."""
    found: dict[Role, set[str]] = defaultdict(set)
    events = Event.objects.filter(
        subject_kind="application", subject=str(application.pk), type="application.step", actor_kind="person"
    )
    for person, data in events.values_list("actor", "data"):
        role = data.get("role", "")
        if role in _ROLES:
            found[Role(role)].add(person)
    for row in application.assessments.all():
        role = Role.OFFICER if row.role == "first" else Role.READER
        found[role].add(str(row.person_id))
    if application.intake_adviser:
        found[Role.ADVISER].add(application.intake_adviser)
    return dict(found)
