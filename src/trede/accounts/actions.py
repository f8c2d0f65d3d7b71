"""What can be done with accounts. Each writes one event that names accounts by number."""

from collections.abc import Collection

from django.db.models import Q

from trede.accounts import links, second_factor
from trede.accounts.load import release_all
from trede.accounts.models import Absence, Identity, Membership, OneUseLink, User
from trede.accounts.queries import administrators
from trede.accounts.rows import close_account, hold_roles, new_account
from trede.accounts.rules import ADMINISTRATOR, check_roles, must_be_open, must_be_own
from trede.core.errors import OutOfOrder
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.regions.registry import pack

ERASED = "@erased.invalid"


@action
def make_first_link(*, by: Actor) -> str:
    """Return the token of a link that makes the first administrator; earlier ones stop working.

    Raises OutOfOrder when there is an administrator.
    """
    if administrators():
        raise OutOfOrder(
            "administrator-exists",
            "Er is al een beheerder. Vraag die om een uitnodiging.",
            "There is an administrator already. Ask that person for an invitation.",
        )
    token = links.new_link(OneUseLink.FIRST_ADMINISTRATOR)
    record("account.link-made", by=by, data={"purpose": OneUseLink.FIRST_ADMINISTRATOR})
    return token


@action
def invite(*, by: Actor, email: str, organisation: str, roles: Collection[str]) -> tuple[User, str]:
    """Make an account without a password and return it with the token of its invitation.

    Raises NotPermitted, and InputError for an address in use, an unknown organisation or a role that does not fit.
    """
    check_permission(by, Permission.ACCOUNTS_MANAGE)
    check_roles(organisation, roles)
    user = new_account(email, "")
    hold_roles(user, organisation, roles)
    record("account.invited", by=by, subject=("account", user.pk), data={"roles": sorted(roles)})
    return user, links.new_link(OneUseLink.INVITATION, user)


@action
def renew_link(*, by: Actor, user: User) -> str:
    """Return the token of a new link: an invitation, or for who has a password already a new password."""
    check_permission(by, Permission.ACCOUNTS_MANAGE)
    must_be_open(user)
    purpose = OneUseLink.NEW_PASSWORD if user.has_usable_password() else OneUseLink.INVITATION
    record("account.link-made", by=by, subject=("account", user.pk), data={"purpose": purpose})
    return links.new_link(purpose, user)


@action
def accept(*, by: Actor, token: str, password: str, name: str = "", email: str = "") -> User:
    """Use a link: choose a password, and make the account when it is the first administrator's (`email`).

    `by` is the holder of the link.

    Raises OutOfOrder when the link no longer works, InputError when the address is in use.
    """
    link = links.use_link(token)
    user = link.user if link.user is not None else _first_administrator(email)
    must_be_open(user)
    if link.purpose != OneUseLink.NEW_PASSWORD:
        user.name = name
        record("account.created", by=by, subject=("account", user.pk), data={"purpose": link.purpose})
    user.set_password(password)
    user.save()
    record("account.password-set", by=by, subject=("account", user.pk))
    return user


def _first_administrator(email: str) -> User:
    if administrators():
        raise OutOfOrder(
            "administrator-exists",
            "Er is al een beheerder. Vraag die om een uitnodiging.",
            "There is an administrator already. Ask that person for an invitation.",
        )
    user = new_account(email, "")
    hold_roles(user, pack().info.front_door, [ADMINISTRATOR])
    return user


@action
def change_password(*, by: Actor, user: User, password: str) -> None:
    """Give one's own account a new password: all other sessions end, as each holds a hash of the old one."""
    must_be_own(by, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    record("account.password-set", by=by, subject=("account", user.pk))


@action
def change_details(*, by: Actor, user: User, name: str, language: str) -> None:
    """Change one's own name and the language of the desks."""
    must_be_own(by, user)
    user.name, user.language = name, language
    user.save(update_fields=["name", "language"])
    record("account.changed", by=by, subject=("account", user.pk), data={"fields": ["name", "language"]})


@action
def set_second_factor(*, by: Actor, user: User, code: str) -> list[str] | None:
    """Take the new app into use and return ten backup codes, or None when the code is wrong.

    Raises TooSoon after wrong codes.
    """
    must_be_own(by, user)
    if not second_factor.use_app(user, code):
        return None
    record("account.second-factor-set", by=by, subject=("account", user.pk))
    return second_factor.new_codes(user)


@action
def make_codes(*, by: Actor, user: User) -> list[str]:
    """Return ten new backup codes; the earlier ones stop working."""
    must_be_own(by, user)
    record("account.codes-made", by=by, subject=("account", user.pk))
    return second_factor.new_codes(user)


@action
def remove_second_factor(*, by: Actor, user: User) -> None:
    """Let somebody who lost app and codes set up a new second step at the next login."""
    check_permission(by, Permission.ACCOUNTS_MANAGE)
    second_factor.remove(user)
    record("account.second-factor-removed", by=by, subject=("account", user.pk))


@action
def change_roles(*, by: Actor, user: User, organisation: str, roles: Collection[str]) -> None:
    """Let the account hold exactly these roles for this organisation from today on.

    Its work stays behind when it goes to another organisation. Raises OutOfOrder when the last administrator would
    lose that role.
    """
    check_permission(by, Permission.ACCOUNTS_MANAGE)
    check_roles(organisation, roles)
    must_be_open(user)
    if ADMINISTRATOR not in roles:
        _must_not_be_last_administrator(user)
    before = sorted(user.roles)
    if organisation not in user.organisations:
        release_all(by, user.pk)
    Membership.objects.filter(user=user, until=None).update(until=clock.today())
    hold_roles(user, organisation, roles)
    del user.memberships
    data: dict[str, object] = {"roles": sorted(roles), "before": before}
    record("account.roles-changed", by=by, subject=("account", user.pk), data=data)


@action
def deactivate(*, by: Actor, user: User) -> None:
    """Close an account: its sessions and roles end, its links stop working, its work is open to colleagues.

    Raises OutOfOrder for the last administrator.
    """
    check_permission(by, Permission.ACCOUNTS_MANAGE)
    _must_not_be_last_administrator(user)
    close_account(user)
    release_all(by, user.pk)
    record("account.deactivated", by=by, subject=("account", user.pk))


@action
def reopen(*, by: Actor, user: User) -> str:
    """Open a closed account without its roles and password; return the token of a new invitation.

    Raises OutOfOrder when it is open, or when its details were erased.
    """
    check_permission(by, Permission.ACCOUNTS_MANAGE)
    if user.is_active or user.email.endswith(ERASED):
        raise OutOfOrder("cannot-reopen", "Dit account kan niet opnieuw open.", "This account cannot be opened again.")
    user.is_active = True
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    record("account.reopened", by=by, subject=("account", user.pk))
    return links.new_link(OneUseLink.INVITATION, user)


@action
def erase_account(*, by: Actor, user: User, reason: str) -> None:
    """Close the account and forget who it belonged to. The number stays, because the journal uses it."""
    check_permission(by, Permission.PRIVACY_HANDLE)
    _must_not_be_last_administrator(user)
    close_account(user)
    release_all(by, user.pk)
    user.name = ""
    user.email = f"account-{user.pk}{ERASED}"
    user.last_login = None
    user.set_unusable_password()
    user.save()
    second_factor.remove(user)
    Identity.objects.filter(user=user).delete()
    Absence.objects.filter(Q(user=user) | Q(deputy=user)).delete()
    record("account.erased", by=by, subject=("account", user.pk), data={"reason": reason})


@action
def delete_old_links(*, by: Actor) -> int:
    """Delete links that expired more than 30 days ago; return how many."""
    old = OneUseLink.objects.filter(expires_at__lt=clock.now() - links.KEPT_AFTER)
    deleted, _ = old.delete()
    record("account.links-expired", by=by, data={"links": deleted})
    return deleted


def _must_not_be_last_administrator(user: User) -> None:
    if administrators() == [user.pk]:
        raise OutOfOrder(
            "last-administrator",
            "Dit is de laatste beheerder. Maak eerst iemand anders beheerder.",
            "This is the last administrator. Make somebody else administrator first.",
        )
