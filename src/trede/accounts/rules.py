"""Which roles fit which organisation."""

from collections.abc import Collection

from trede.core.errors import InputError
from trede.core.permissions import ROLES
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
