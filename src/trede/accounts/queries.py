"""Reading accounts."""

from django.db import transaction

from trede.accounts.models import Membership
from trede.accounts.rules import ADMINISTRATOR


def administrators() -> list[int]:
    """Return the numbers of the accounts that can administer: open, with a password. One query.

    Inside an action their roles are locked, so two administrators cannot close each other at the same moment.
    """
    holders = Membership.objects.filter(role=ADMINISTRATOR, until=None, user__is_active=True)
    if transaction.get_connection().in_atomic_block:
        holders = holders.select_for_update(of=("self",))
    return [held.user_id for held in holders.select_related("user") if held.user.has_usable_password()]
