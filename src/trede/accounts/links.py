"""Links that work once. The token itself exists only in the link; the database keeps its SHA-256."""

import secrets
from datetime import timedelta
from hashlib import sha256

from trede.accounts.models import OneUseLink, User
from trede.core.errors import OutOfOrder
from trede.journal import clock

VALID_FOR = {
    OneUseLink.FIRST_ADMINISTRATOR: timedelta(days=1),
    OneUseLink.INVITATION: timedelta(days=7),
    OneUseLink.NEW_PASSWORD: timedelta(days=1),
}
KEPT_AFTER = timedelta(days=30)


def address_of(token: str) -> str:
    """Return the path of the page that the link opens."""
    return f"/balie/welkom/{token}"


def new_link(purpose: str, user: User | None = None) -> str:
    """Store a link and return its token; earlier links with the same purpose for the same account stop working.

    Only inside an action.
    """
    token = secrets.token_urlsafe(32)
    moment = clock.now()
    OneUseLink.objects.filter(purpose=purpose, user=user, used_at=None).update(used_at=moment)
    OneUseLink.objects.create(
        token=_hash(token), purpose=purpose, user=user, made_at=moment, expires_at=moment + VALID_FOR[purpose]
    )
    return token


def find_link(token: str) -> OneUseLink | None:
    """Return the link when it still works, else None. One query."""
    found = OneUseLink.objects.select_related("user").filter(
        token=_hash(token), used_at=None, expires_at__gt=clock.now()
    )
    return found.first()


def use_link(token: str) -> OneUseLink:
    """Use the link up and return it. Only inside an action.

    Raises OutOfOrder when it was used or is too old: of two people at the same moment one gets through.
    """
    link = find_link(token)
    if link is None or not OneUseLink.objects.filter(pk=link.pk, used_at=None).update(used_at=clock.now()):
        raise OutOfOrder(
            "link-used",
            "Deze link werkt niet meer. Vraag je beheerder om een nieuwe.",
            "This link no longer works. Ask your administrator for a new one.",
        )
    return link


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
