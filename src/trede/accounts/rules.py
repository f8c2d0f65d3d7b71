"""Which roles fit which organisation, and whose account it must be."""

from collections.abc import Collection

from trede.accounts.models import User
from trede.core.errors import InputError, OutOfOrder
from trede.core.permissions import ROLES
from trede.journal.actions import Actor
from trede.regions.registry import pack

ADMINISTRATOR = "administrator"
MUNICIPALITY = "municipality"


def check_roles(organisation: str, roles: Collection[str]) -> None:
    """Raise InputError unless the organisation stands in the pack and each role fits it."""
    kinds = {known.key: known.kind for known in pack().organisations}
    if organisation not in kinds:
        raise InputError("unknown-organisation", "Kies een organisatie uit de lijst.", "Choose an organisation.")
    if not roles or not set(roles) <= ROLES.keys():
        raise InputError("unknown-role", "Kies minstens één rol.", "Choose at least one role.")
    if MUNICIPALITY in roles and kinds[organisation] != MUNICIPALITY:
        raise InputError(
            "role-does-not-fit",
            "De rol gemeente past alleen bij een gemeente.",
            "The role municipality only fits a municipality.",
        )


def may_stand_in(user: User, deputy: User) -> bool:
    """Say whether somebody may do the work of another: open, of the same organisation, with the same roles or wider.

    Wider is what the roles allow, not what they are called. Up to two queries.
    """
    same = bool(user.organisations) and user.organisations == deputy.organisations
    return same and deputy.is_active and deputy.pk != user.pk and user.permissions <= deputy.permissions


def check_deputy(user: User, deputy: User) -> None:
    """Raise InputError unless this colleague may do the work."""
    if not may_stand_in(user, deputy):
        raise InputError(
            "deputy-does-not-fit",
            "Kies een collega van je eigen organisatie die minstens hetzelfde mag.",
            "Choose a colleague of your own organisation who may do at least the same.",
        )


def must_be_open(user: User) -> None:
    """Raise OutOfOrder for a closed account."""
    if not user.is_active:
        raise OutOfOrder("account-closed", "Dit account is afgesloten.", "This account is closed.")


def must_be_own(by: Actor, user: User) -> None:
    """Raise OutOfOrder unless somebody acts on the own account, or the system does."""
    if by.kind != "system" and (by.kind, by.id) != ("person", str(user.pk)):
        raise OutOfOrder("not-yours", "Dit is niet jouw account.", "This is not your account.")
