"""Who has an interest in an application, by what we know: keep them out (Awb 2:4).

Whoever did the intake may not judge: that is a rule on persons in `core.grant_life`. Here: somebody whose organisation
is a supplier in the budget, and somebody who declared an interest.
"""

from trede.journal.actions import Actor
from trede.regions.registry import pack
from trede.subsidies.models import Application


def interested(by: Actor, application: Application) -> frozenset[str]:
    """Return the number of this person when they have an interest in the application, else nothing. Two queries."""
    declared = application.notes.filter(step="interest", person_id=int(by.id)).exists()
    return frozenset({by.id} if declared or _is_supplier(by.organisation, application) else ())


def _is_supplier(organisation: str, application: Application) -> bool:
    if not organisation:
        return False
    names = {organisation.casefold(), _name(organisation).casefold()}
    return any(
        supplier.strip().casefold() in names for supplier in application.costs.values_list("supplier", flat=True)
    )


def _name(organisation: str) -> str:
    try:
        return pack().organisation(organisation).name
    except KeyError:
        return organisation
