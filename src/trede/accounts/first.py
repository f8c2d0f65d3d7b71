"""The very first start: nobody can invite anybody yet."""

from trede.accounts.actions import make_first_link
from trede.accounts.links import address_of
from trede.accounts.queries import administrators
from trede.journal.actions import Actor


def first_administrator_link() -> str | None:
    """Return the path of a fresh link that makes the first administrator, or None when there is one already."""
    return None if administrators() else address_of(make_first_link(by=Actor.system("start")))
