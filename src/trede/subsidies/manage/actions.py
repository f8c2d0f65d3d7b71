"""Verbs of this desk beside those of the engine: taking the account along, and the register of small aid."""

from trede.core.errors import OutOfOrder
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.subsidies.against import GRANTING
from trede.subsidies.clocks import REGISTERED, is_registered
from trede.subsidies.models import Application, Note, Period
from trede.subsidies.periods import names


@action
def note_export(*, by: Actor, period: Period) -> None:
    """Record that somebody took the entries of a period along."""
    check_permission(by, Permission.SUBSIDY_VIEW)
    record("subsidy.account-exported", by=by, subject=("period", period.pk), data=names(period))


@action
def note_registered(*, by: Actor, application: Application) -> None:
    """Write down that a grant stands in the central register of small aid since today: that ends its twenty days.

    A grant that became higher on objection is entered again. Raises OutOfOrder without a grant, or when it was written
    down before (Regulation (EU) 2023/2831, article 6).
    """
    check_permission(by, Permission.SUBSIDY_ASSESS)
    granted = application.decisions.filter(GRANTING, decided_on__isnull=False).order_by("-decided_on", "-pk").first()
    notes = application.notes.filter(step=REGISTERED)
    if granted is None or any(is_registered(granted, note) for note in notes):
        raise OutOfOrder("registered", "Dit hoeft nu niet, of het is al gedaan.", "Not needed now, or done already.")
    Note(
        application=application, step=REGISTERED, text="Steunregister", person_id=int(by.id), made_at=clock.now()
    ).save(force_insert=True)
    about = ("application", application.pk)
    record("application.note", by=by, firm=application.firm_id, subject=about, data={"step": REGISTERED})
