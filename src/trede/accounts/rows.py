"""Rows that actions of accounts write. Only inside an action, which checks first and records after."""

from collections.abc import Collection

from django.db import IntegrityError, transaction

from trede.accounts.models import Membership, OneUseLink, Session, User
from trede.core.errors import InputError
from trede.journal import clock


def new_account(email: str, name: str) -> User:
    """Make an account without a password. InputError when the address has one already."""
    user = User(email=email.strip().lower(), name=name, created_at=clock.now())
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise InputError(
            "address-in-use", "Dit e-mailadres heeft al een account.", "This e-mail address has an account already."
        ) from error
    return user


def hold_roles(user: User, organisation: str, roles: Collection[str]) -> None:
    """Let the account hold these roles from today on."""
    Membership.objects.bulk_create(
        Membership(user=user, organisation=organisation, role=role, since=clock.today()) for role in sorted(roles)
    )


def close_account(user: User) -> None:
    """Close the account: sessions end at once, roles end today, links stop working."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    Membership.objects.filter(user=user, until=None).update(until=clock.today())
    OneUseLink.objects.filter(user=user, used_at=None).update(used_at=clock.now())
    Session.objects.filter(user=user).delete()
