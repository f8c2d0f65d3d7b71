"""What the operator set about staff at their provider: which value gives which role, and what a second factor is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from trede.accounts.openid.flow import value_of, values_of
from trede.accounts.openid.refused import SEVERAL_ORGANISATIONS, Refused


@dataclass(frozen=True, slots=True)
class Granted:
    """The organisation and the roles that a provider gives somebody; no roles: nothing."""

    organisation: str = ""
    roles: frozenset[str] = frozenset()


def role_table() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return per value of the claim the roles with their organisation; empty when the provider gives no roles.

    Raises ValueError, in English for the operator.
    """
    given = settings.OPENID_STAFF.get("roles", "")
    table: dict[str, tuple[tuple[str, str], ...]] = {}
    for line in given.replace(";", "\n").splitlines():
        if not line.strip():
            continue
        value, equals, role_at = line.strip().rpartition("=")  # a value may hold = itself: cn=advisers,ou=groups
        role, at, organisation = role_at.partition("@")
        if not (equals and value and role and at and organisation):
            raise ValueError(f"TREDE_OIDC_ROLES: {line.strip()!r} is not value=role@organisation")
        table[value.strip()] = (*table.get(value.strip(), ()), (role.strip(), organisation.strip()))
    return table


def granted(claims: Mapping[str, Any]) -> Granted | None:
    """Return what the claims give; None when roles are not the provider's but given here by an administrator.

    Raises Refused(several-organisations): an account belongs to one.
    """
    table = role_table()
    if not table:
        return None
    claim = settings.OPENID_STAFF.get("roles_claim") or "roles"
    held = {pair for value in values_of(dict(claims), claim) for pair in table.get(value, ())}
    organisations = {organisation for _, organisation in held}
    if len(organisations) > 1:
        raise Refused(SEVERAL_ORGANISATIONS)
    return Granted(next(iter(organisations), ""), frozenset(role for role, _ in held))


def second_factor_rule() -> tuple[str, frozenset[str]] | None:
    """Return claim and values that say that the provider asked a second factor; None: ours is asked.

    Raises ValueError, in English for the operator.
    """
    given = settings.OPENID_STAFF.get("second_factor", "")
    if not given:
        return None
    claim, equals, values = given.partition("=")
    if not (equals and claim.strip() and values.split()):
        raise ValueError("TREDE_OIDC_SECOND_FACTOR must look like amr=mfa or acr=VALUE")
    return claim.strip(), frozenset(values.split())


def had_second_factor(claims: Mapping[str, Any]) -> bool:
    """Say whether the provider asked this person a second factor at this login."""
    rule = second_factor_rule()
    return rule is not None and bool(values_of(dict(claims), rule[0]) & rule[1])


def proved_address(claims: Mapping[str, Any]) -> str:
    """Return the e-mail address that the provider vouches for, in lower case, or nothing.

    An address that somebody may fill in freely opens the account of somebody else, so it counts only when the
    provider says that it was verified, or when the operator knows that people cannot choose it.
    """
    verified = str(claims.get("email_verified", "")).lower()
    trusted = settings.OPENID_STAFF.get("trust_email", "").lower() in {"yes", "true", "on", "1"}
    if verified == "true" or (trusted and "email_verified" not in claims):
        return value_of(dict(claims), "email").lower()
    return ""
