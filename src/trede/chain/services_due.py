"""Services of an organisation that it has to look at again, as they stand on the work list of its people."""

from dataclasses import dataclass
from datetime import date, timedelta

from trede.core.permissions import Permission
from trede.journal.actions import Actor
from trede.partners.queries import current_pack, to_confirm

MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ServiceDue:
    """A service to confirm: where, its name, and the last day its confirmation held; None when there was none."""

    address: str
    name: str
    due: date | None


def services_due(by: Actor, today: date, language: str) -> list[ServiceDue]:
    """Return what somebody who keeps services has to confirm, never confirmed first, then the oldest. Two queries."""
    if not by.may(Permission.SERVICES_EDIT):
        return []
    term = timedelta(days=current_pack().info.terms.service_confirmation_days)
    found = [
        ServiceDue(
            f"/balie/diensten/{item.key}",
            item.name.in_language(language),
            None if item.confirmed_on is None else item.confirmed_on + term,
        )
        for item in to_confirm(by.organisation, today)
    ]
    return sorted(found, key=lambda item: (item.due or date.min, item.name))
