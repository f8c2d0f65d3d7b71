"""Accounts and the OpenID provider of staff: link, follow the roles it gives, close, unlink.

`by` is the system: the provider decides, and an operator decided to let it.
"""

from collections.abc import Collection

from django.db import IntegrityError, transaction

from trede.accounts.actions import change_roles, deactivate
from trede.accounts.models import Identity, User
from trede.accounts.rows import hold_roles, new_account
from trede.accounts.rules import check_roles
from trede.core.errors import OutOfOrder
from trede.core.permissions import Permission
from trede.journal.actions import Actor, action, check_permission, record

VIA = "openid"


@action
def link_account(*, by: Actor, user: User, issuer: str, subject: str, managed: bool) -> Identity:
    """Remember that this account is this person at the provider. `managed`: the provider gives the roles.

    Raises OutOfOrder when the account is somebody else there, or when this person was linked a moment ago.
    """
    check_permission(by, Permission.ACCOUNTS_MANAGE)
    if Identity.objects.filter(user=user, issuer=issuer).exists():
        raise OutOfOrder(
            "linked-already",
            "Dit account is al gekoppeld aan iemand anders. Vraag je beheerder om het los te maken.",
            "This account is linked to somebody else already. Ask your administrator to unlink it.",
        )
    try:
        with transaction.atomic():
            made = Identity.objects.create(user=user, issuer=issuer, subject=subject, managed=managed, name=VIA)
    except IntegrityError as error:
        raise OutOfOrder(
            "linked-meanwhile",
            "Dit gebeurde net al in een ander venster. Begin opnieuw.",
            "This happened in another window just now. Start again.",
        ) from error
    record("account.linked", by=by, subject=("account", user.pk), data={"managed": managed})
    return made


@action
def make_from_provider(
    *, by: Actor, email: str, name: str, issuer: str, subject: str, organisation: str, roles: Collection[str]
) -> Identity:
    """Make an account for somebody to whom the provider gives roles. It has no password.

    Raises InputError for an address in use, or a role that does not fit the organisation.
    """
    check_permission(by, Permission.ACCOUNTS_MANAGE)
    check_roles(organisation, roles)
    user = new_account(email, name)
    hold_roles(user, organisation, roles)
    record("account.created", by=by, subject=("account", user.pk), data={"purpose": VIA})
    return link_account(by=by, user=user, issuer=issuer, subject=subject, managed=True)


@action
def follow_provider(
    *, by: Actor, identity: Identity, name: str, email: str, organisation: str, roles: Collection[str]
) -> None:
    """Give the account name, address and roles as the provider has them now; open it when that closed it before.

    An address that another account has stays as it was. Raises InputError for a role that does not fit, OutOfOrder
    for the last administrator.
    """
    check_permission(by, Permission.ACCOUNTS_MANAGE)
    user = identity.user
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        record("account.reopened", by=by, subject=("account", user.pk))
    if identity.closed or not identity.managed:
        identity.closed, identity.managed = False, True
        identity.save(update_fields=["closed", "managed"])
        record("account.linked", by=by, subject=("account", user.pk), data={"managed": True})
    if (user.organisations, user.roles) != ({organisation}, frozenset(roles)):
        change_roles(by=by, user=user, organisation=organisation, roles=roles)
    _follow_details(by, user, name, email)


def _follow_details(by: Actor, user: User, name: str, email: str) -> None:
    fields = []
    if name and name != user.name:
        user.name = name
        fields.append("name")
    if email and email != user.email and not User.objects.filter(email=email).exists():
        user.email = email
        fields.append("email")
    if fields:
        user.save(update_fields=fields)
        record("account.changed", by=by, subject=("account", user.pk), data={"fields": fields})


@action
def close_from_provider(*, by: Actor, identity: Identity) -> None:
    """Close the account of somebody to whom the provider gives no role any more; it opens again when that does.

    Raises OutOfOrder for the last administrator.
    """
    check_permission(by, Permission.ACCOUNTS_MANAGE)
    deactivate(by=by, user=identity.user)
    identity.closed = True
    identity.save(update_fields=["closed"])


@action
def unlink(*, by: Actor, user: User) -> None:
    """Forget who an account is at the provider; the next login there finds it again by its address.

    Sessions that the provider verified end. Raises NotPermitted.
    """
    check_permission(by, Permission.ACCOUNTS_MANAGE)
    identities = Identity.objects.filter(user=user)
    if not identities.exists():
        return
    identities.delete()
    record("account.unlinked", by=by, subject=("account", user.pk))
