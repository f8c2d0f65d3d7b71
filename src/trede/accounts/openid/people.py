"""Who of the staff may come in through the provider: nobody gets an account by just turning up.

With a table of roles the provider decides: a role makes, changes or opens the account, no role closes it. Without,
it only says who somebody is, and the account must have been made here.
"""

from collections.abc import Mapping
from typing import Any

from trede.accounts.actions_openid import close_from_provider, follow_provider, link_account, make_from_provider
from trede.accounts.models import Identity, User
from trede.accounts.openid import refused
from trede.accounts.openid.flow import value_of
from trede.accounts.openid.refused import Refused
from trede.accounts.openid.staff import Granted, granted, proved_address
from trede.core.errors import InputError, OutOfOrder
from trede.journal.actions import Actor

BY = Actor.system("openid")
_NAME = 100


def admit(claims: Mapping[str, Any]) -> Identity:
    """Return who may come in, its account up to date. Raises Refused, and InputError for a wrong table."""
    given = granted(claims)
    issuer, subject = value_of(dict(claims), "iss"), value_of(dict(claims), "sub")
    known = Identity.objects.select_related("user").filter(issuer=issuer, subject=subject).first()
    try:
        if given is None:
            return _open(known) if known is not None else _recognise(claims, issuer, subject)
        if not given.roles:
            raise _without_role(known)
        return _with_roles(known or _first_time(claims, issuer, subject, given), claims, given)
    except (InputError, OutOfOrder) as error:
        if error.code not in _REASONS:
            raise
        raise Refused(_REASONS[error.code]) from error


_REASONS = {
    "last-administrator": refused.LAST_ADMINISTRATOR,
    "linked-already": refused.TAKEN,
    "linked-meanwhile": refused.EXPIRED,  # the same person in another window: a new try finds the account
    "address-in-use": refused.EXPIRED,
}


def _open(identity: Identity) -> Identity:
    if not identity.user.is_active:
        raise Refused(refused.CLOSED)
    return identity


def _recognise(claims: Mapping[str, Any], issuer: str, subject: str) -> Identity:
    """Link an account that was made here to the person who comes in for the first time."""
    user = _account_of(_address(claims))
    if user is None:
        raise Refused(refused.NO_ACCOUNT)
    return link_account(by=BY, user=user, issuer=issuer, subject=subject, managed=False)


def _without_role(known: Identity | None) -> Refused:
    if known is not None and known.managed and known.user.is_active:
        close_from_provider(by=BY, identity=known)
    return Refused(refused.NO_ROLE)


def _first_time(claims: Mapping[str, Any], issuer: str, subject: str, given: Granted) -> Identity:
    email = _address(claims)
    user = _account_of(email)
    if user is None:
        return make_from_provider(
            by=BY,
            email=email,
            name=_name(claims),
            issuer=issuer,
            subject=subject,
            organisation=given.organisation,
            roles=given.roles,
        )
    _must_be_same_organisation(user, given)
    return link_account(by=BY, user=user, issuer=issuer, subject=subject, managed=True)


def _with_roles(identity: Identity, claims: Mapping[str, Any], given: Granted) -> Identity:
    if not identity.user.is_active and not identity.closed:
        raise Refused(refused.CLOSED)  # an administrator closed it, and only one opens it
    if not identity.managed:
        _must_be_same_organisation(identity.user, given)
    follow_provider(
        by=BY,
        identity=identity,
        name=_name(claims),
        email=proved_address(claims),
        organisation=given.organisation,
        roles=given.roles,
    )
    return identity


def _must_be_same_organisation(user: User, given: Granted) -> None:
    """A provider of one organisation does not take over somebody of another who has an address there too."""
    if user.organisations and user.organisations != {given.organisation}:
        raise Refused(refused.OTHER_ORGANISATION)


def _address(claims: Mapping[str, Any]) -> str:
    email = proved_address(claims)
    if not email:
        raise Refused(refused.NO_ADDRESS)
    return email


def _account_of(email: str) -> User | None:
    user = User.objects.filter(email=email).first()
    if user is not None and not user.is_active:
        raise Refused(refused.CLOSED)
    return user


def _name(claims: Mapping[str, Any]) -> str:
    return value_of(dict(claims), "name")[:_NAME]
