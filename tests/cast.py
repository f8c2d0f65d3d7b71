"""The named cast: who plays in the tests, and how they get on stage.

People are made through the same actions as in the product. `log_in` skips the two login pages, which have tests of
their own, but ends in the same session: password and second step done.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from trede.accounts import actions
from trede.accounts.models import OneUseLink, User
from trede.companies.actions import register_firm
from trede.companies.models import Firm
from trede.journal import clock
from trede.journal.actions import Actor

PASSWORD = "negen bruine paarden"
SYSTEM = Actor.system("cast")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with an account: e-mail address, organisation of the Drenthe pack, roles."""

    name: str
    email: str
    organisation: str
    roles: tuple[str, ...]


CAST = {
    "adviser": Member("Anna Advies", "anna@ibdo.example", "ibdo", ("adviser",)),
    "it-hub": Member("Hessel Hub", "hessel@it-hub.example", "it-hub", ("partner",)),
    "hub-lead": Member("Lena Leidt", "lena@it-hub.example", "it-hub", ("partner-lead",)),
    "edih": Member("Edith Noord", "edith@edih.example", "edih-noord", ("partner",)),
    "emmen": Member("Emma Emmen", "emma@emmen.example", "gemeente-emmen", ("municipality",)),
    "programme-manager": Member("Pim Programma", "pim@drenthe.example", "provincie-drenthe", ("programme-manager",)),
    "chain-owner": Member("Kees Keten", "kees@ibdo.example", "ibdo", ("chain-owner",)),
    "administrator": Member("Bea Beheer", "bea@ibdo.example", "ibdo", ("administrator",)),
    "officer": Member("Otto Opvang", "otto@drenthe.example", "provincie-drenthe", ("subsidy-officer",)),
    "second-reader": Member("Tess Tweede", "tess@drenthe.example", "provincie-drenthe", ("second-reader",)),
    "decision-maker": Member("Bram Besluit", "bram@drenthe.example", "provincie-drenthe", ("decision-maker",)),
    "payer": Member("Petra Betaal", "petra@drenthe.example", "provincie-drenthe", ("subsidy-finance",)),
    "objection-officer": Member("Joris Jurist", "joris@drenthe.example", "provincie-drenthe", ("objection-officer",)),
    "scheme-manager": Member("Ria Regeling", "ria@drenthe.example", "provincie-drenthe", ("scheme-manager",)),
}
"""Everyone with an account; `anonymous` is whoever has none. The entrepreneurs have firms, no accounts."""


def member(key: str) -> User:
    """Return the account of this member of the cast, made at first use."""
    who = CAST[key]
    known = User.objects.filter(email=who.email).first()
    if known is not None:
        return known
    _, token = actions.invite(by=SYSTEM, email=who.email, organisation=who.organisation, roles=who.roles)
    return actions.accept(by=Actor.link(OneUseLink.INVITATION), token=token, password=PASSWORD, name=who.name)


def actor(key: str) -> Actor:
    """Return the member of the cast as the journal knows them."""
    return member(key).actor()


def log_in(client: Client, user: User, *, sudo: bool = True) -> Client:
    """Log the client in as this user, second step done; with `sudo` just now, so nothing asks for it again."""
    device, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=True, defaults={"name": "app"})
    client.force_login(user, backend="trede.accounts.backends.LocalBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    if sudo:
        session["sudo_at"] = clock.now().timestamp()
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    return client


def client_of(key: str) -> Client:
    """Return a browser of this member of the cast, or of somebody without an account (`anonymous`)."""
    return Client() if key == "anonymous" else log_in(Client(), member(key))


def bakker() -> Firm:
    """Return Bakker BV, a small manufacturer in Emmen, made at first use."""
    return _firm("Bakker BV", "68750110", "GM0114", "maakindustrie", "12.5")


def jansen() -> Firm:
    """Return Jansen Techniek, another firm, in Assen."""
    return _firm("Jansen Techniek", "90001354", "GM0106", "bouw", "6")


def _firm(name: str, kvk: str, municipality: str, sector: str, fte: str) -> Firm:
    known = Firm.objects.filter(kvk=kvk).first()
    if known is not None:
        return known
    return register_firm(
        by=actor("adviser"), name=name, kvk=kvk, municipality=municipality, sector=sector, fte=fte, source="adviser"
    )


@pytest.fixture(autouse=True)
def fast_passwords(settings: Any) -> None:
    """Hash passwords quickly: the tests are about who may do what, not about Argon2."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
