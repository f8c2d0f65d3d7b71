"""Django system checks: login through a provider that cannot work stops the start, with the setting and a hint."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from trede.accounts.openid import firms, staff
from trede.accounts.openid.provider import (
    FIRM,
    STAFF,
    Provider,
    fetch_metadata,
    firm_provider,
    is_safe,
    read_metadata,
    staff_provider,
)
from trede.accounts.rules import check_roles
from trede.core.errors import InputError

_NAMES = {STAFF: "OIDC", FIRM: "FIRM_OIDC"}


@register
def check_providers(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Return what is wrong with the settings of both providers. Asks no provider anything: see `trede doctor`."""
    found: list[CheckMessage] = []
    for provider in (staff_provider(), firm_provider()):
        if provider is not None:
            found += _of_provider(provider)
    found += _tried("accounts.E004", staff.role_table, staff.second_factor_rule, _roles_exist)
    found += _tried("accounts.E005", firms.rules)
    if not settings.LOCAL_LOGIN and staff_provider() is None:
        hint = "Set TREDE_OIDC_ISSUER, or leave TREDE_LOCAL_LOGIN out."
        found.append(Error("TREDE_LOCAL_LOGIN=no leaves staff no way in.", hint=hint, id="accounts.E006"))
    return found


def _of_provider(provider: Provider) -> Iterator[CheckMessage]:
    prefix = f"TREDE_{_NAMES[provider.key]}_"
    if provider.issuer and not is_safe(provider.issuer):
        hint = "Secrets travel to it. Only a provider on this machine itself may do without."
        yield Error(f"{prefix}ISSUER must start with https://", hint=hint, id="accounts.E001")
    if not provider.client_id or not provider.client_secret:
        hint = "The provider gives both when you register this site there; see docs/how-to/openid.md."
        yield Error(f"{prefix}CLIENT_ID and {prefix}CLIENT_SECRET are needed.", hint=hint, id="accounts.E002")
    if provider.given:
        try:
            read_metadata(json.loads(provider.given), provider.issuer)
        except ValueError as error:
            hint = f"Give the JSON that the provider publishes, or leave {prefix}METADATA out."
            yield Error(f"{prefix}METADATA: {error}", hint=hint, id="accounts.E003")


def _roles_exist() -> None:
    for pairs in staff.role_table().values():
        for role, organisation in pairs:
            try:
                check_roles(organisation, [role])
            except InputError as error:
                raise ValueError(f"TREDE_OIDC_ROLES: {role}@{organisation}: {error.message_en}") from error


def _tried(number: str, *rules: Callable[[], object]) -> Iterator[CheckMessage]:
    for rule in rules:
        try:
            rule()
        except ValueError as error:
            yield Error(str(error), hint="See docs/how-to/openid.md.", id=number)
            return


def answers(provider: Provider) -> str:
    """Ask the provider now and return what to tell the operator when it does not answer well; empty when it does."""
    try:
        fetch_metadata(provider)
    except Exception as error:  # whatever it is, the operator gets to read it
        return f"{type(error).__name__}: {error}"
    return ""
