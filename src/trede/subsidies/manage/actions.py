"""Verbs of this desk beside those of the engine: taking the account along."""

from trede.core.permissions import Permission
from trede.journal.actions import Actor, action, check_permission, record
from trede.subsidies.models import Period
from trede.subsidies.periods import names


@action
def note_export(*, by: Actor, period: Period) -> None:
    """Record that somebody took the entries of a period along."""
    check_permission(by, Permission.SUBSIDY_VIEW)
    record("subsidy.account-exported", by=by, subject=("period", period.pk), data=names(period))
