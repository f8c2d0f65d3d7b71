"""Accounts of the demonstration: one for every role, and one for every partner that gets referrals."""

import random
from dataclasses import dataclass

from django_otp.plugins.otp_totp.models import TOTPDevice

from trede.accounts import actions, second_factor
from trede.accounts.models import OneUseLink, User
from trede.journal.actions import Actor
from trede.regions.registry import pack

SYSTEM = Actor.system("demonstration")
WORDS = ("appel", "brug", "dijk", "eik", "fiets", "gras", "haven", "kade", "lamp", "molen", "noord", "paard", "water")
CODES_SHOWN = 3
SUBSIDY_DESK = {
    "subsidy-officer": "Olga Voorbeeld",
    "second-reader": "Tessa Voorbeeld",
    "decision-maker": "Bram Voorbeeld",
    "senior-decision-maker": "Dora Voorbeeld",
    "subsidy-finance": "Fenna Voorbeeld",
    "objection-officer": "Joris Voorbeeld",
    "scheme-manager": "Rik Voorbeeld",
}
"""Role to the name of the person who has it: one role each, for no two of them go together on one file."""


@dataclass(frozen=True, slots=True)
class Person:
    """An account to print: what somebody needs to log in once, or with an app as often as wanted."""

    role: str
    name: str
    email: str
    password: str
    secret: str
    """Secret for an app, in groups of four."""
    codes: tuple[str, ...]
    """Backup codes; each works once."""
    user: User

    @property
    def actor(self) -> Actor:
        """The person as the journal knows them."""
        return self.user.actor()


def make_people(chance: random.Random) -> dict[str, Person]:
    """Return an account per role that the region can fill, by a short key, and per partner under its own key."""
    region = pack()
    door = region.info.front_door
    municipality = next((item.key for item in region.organisations if item.kind == "municipality"), None)
    government = next((item.key for item in region.organisations if item.kind == "government"), door)
    staff = {
        "administrator": ("Bea Voorbeeld", door, "administrator"),
        "adviser": ("Anna Voorbeeld", door, "adviser"),
        "chain-owner": ("Kees Voorbeeld", door, "chain-owner"),
        "programme-manager": ("Pim Voorbeeld", government, "programme-manager"),
    }
    if municipality is not None:
        staff["municipality"] = ("Emma Voorbeeld", municipality, "municipality")
    people = {key: _make(chance, *who) for key, who in staff.items()}
    for organisation in region.organisations:
        if organisation.services and organisation.kind in {"hub", "security", "education", "private", "association"}:
            people[organisation.key] = _make(chance, f"Medewerker {organisation.name}", organisation.key, "partner")
    return people


def make_subsidy_desk(chance: random.Random) -> dict[str, Person]:
    """Return an account per role of the subsidy desk; none in a region without schemes."""
    region = pack()
    if not region.schemes:
        return {}
    place = next((item.key for item in region.organisations if item.kind == "government"), region.info.front_door)
    return {role: _make(chance, name, place, role) for role, name in SUBSIDY_DESK.items()}


def _make(chance: random.Random, name: str, organisation: str, role: str) -> Person:
    email = f"{role}.{organisation}@voorbeeld.example"
    password = "-".join(chance.sample(WORDS, 4))
    _, token = actions.invite(by=SYSTEM, email=email, organisation=organisation, roles=[role])
    user = actions.accept(by=Actor.link(OneUseLink.INVITATION), token=token, password=password, name=name)
    key = chance.randbytes(20).hex()
    app = TOTPDevice.objects.create(user=user, name="app", confirmed=True, key=key)
    codes = actions.make_codes(by=user.actor(), user=user)[:CODES_SHOWN]
    return Person(role, name, email, password, second_factor.secret_in_groups(app), tuple(codes), user)
