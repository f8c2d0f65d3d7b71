"""Adding a passkey to one's own account, and taking it away."""

from typing import Any

from django.db import IntegrityError, transaction

from trede.accounts import second_factor
from trede.accounts.models import Passkey, User
from trede.accounts.queries import second_factors_of
from trede.accounts.rules import must_be_own
from trede.core.errors import InputError, OutOfOrder
from trede.journal.actions import Actor, action, record


@action
def add_passkey(*, by: Actor, user: User, name: str, values: dict[str, Any]) -> tuple[Passkey, list[str]]:
    """Take a passkey into use; return it with ten backup codes when the account had none left.

    `values` are those of `passkeys.row_values`. Raises InputError when this key is in use already.
    """
    must_be_own(by, user)
    try:
        with transaction.atomic():
            key = Passkey.objects.create(user=user, name=name, **values)
    except IntegrityError as error:
        raise InputError(
            "passkey-in-use",
            "Deze passkey is al in gebruik. Kies een ander apparaat.",
            "This passkey is in use already. Choose another device.",
        ) from error
    record("account.passkey-added", by=by, subject=("account", user.pk), data={"passkey": key.pk})
    return key, [] if second_factor.codes_left(user) else second_factor.new_codes(user)


@action
def remove_passkey(*, by: Actor, user: User, key: Passkey) -> None:
    """Take a passkey away. Raises OutOfOrder for the last second factor of the account."""
    must_be_own(by, user)
    if second_factors_of(user) == 1:
        raise OutOfOrder(
            "last-factor",
            "Dit is je laatste tweede stap. Stel eerst een andere in.",
            "This is your last second step. Set up another one first.",
        )
    number = key.pk
    key.delete()
    record("account.passkey-removed", by=by, subject=("account", user.pk), data={"passkey": number})
