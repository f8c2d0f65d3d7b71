"""Ending sessions of one's own account."""

from collections.abc import Collection

from trede.accounts.models import Session, User
from trede.accounts.rules import must_be_own
from trede.journal.actions import Actor, action, record


@action
def end_sessions(*, by: Actor, user: User, keys: Collection[str]) -> int:
    """End these sessions of the account at once and return how many. Keys of others' sessions do nothing."""
    must_be_own(by, user)
    ended, _ = Session.objects.filter(user=user, session_key__in=keys).delete()
    if ended:
        record("account.sessions-ended", by=by, subject=("account", user.pk), data={"sessions": ended})
    return ended
