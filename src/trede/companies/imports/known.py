"""What a row of an existing registration says of people and rungs, and what of it is known already. Reads only."""

from dataclasses import dataclass
from datetime import date

from trede.companies.earlier import EarlierRung
from trede.companies.models import Consent, ContactPerson, Firm
from trede.companies.rules import clean_text

ROLE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to speak to, and the consent on which that rests: its day, how it was given and to which organisation.

    There is no contact person without consent: that is the ground on which one is kept.
    """

    name: str
    email: str
    phone: str
    role: str
    consent_on: date
    how: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Rung:
    """A start rung that was confirmed elsewhere: key of the ladder, day, and key of the organisation."""

    rung: str
    on: date
    organisation: str


def same_person(firm: Firm, person: Person) -> ContactPerson | None:
    """Return the contact that the file is about: with the same address, else with the same name and nothing against it.

    Of more the one with the same name, else the one of whom the file tells least. One query.
    """
    there = list(ContactPerson.objects.filter(firm=firm).order_by("pk"))
    name, email = clean_text(person.name), person.email.casefold()
    found = [known for known in there if email and known.email.casefold() == email]
    if not found:
        found = [known for known in there if known.name == name and _agrees(known, person)]
    return min(found, key=lambda known: (known.name != name, len(lacks(known, person)), known.pk), default=None)


def _agrees(known: ContactPerson, person: Person) -> bool:
    pairs = ((known.email.casefold(), person.email.casefold()), (known.phone, person.phone))
    return all(was == now or "" in {was, now} for was, now in pairs)


def is_shared_address(firm: Firm, email: str) -> bool:
    """Say whether more people of the firm are known at this address: then it does not tell who is meant. One query."""
    return bool(email) and ContactPerson.objects.filter(firm=firm, email__iexact=email).count() > 1


def lacks(known: ContactPerson, person: Person) -> dict[str, str]:
    """Return what the file knows of a contact and we do not. What we know is never replaced: people keep it up here."""
    told = {"email": person.email, "phone": person.phone, "role": person.role}
    return {field: value for field, value in told.items() if value and not getattr(known, field)}


def stands(firm: Firm, person: Person) -> bool:
    """Say whether the consent that the file speaks of stands. One query."""
    given = Consent.objects.filter(firm=firm, organisation=person.organisation, purpose=Consent.CONTACT)
    return given.filter(withdrawn_on=None).exists()


def is_taken(firm: Firm, rung: Rung) -> bool:
    """Say whether this start rung came in before. One query."""
    same = {"rung": rung.rung, "confirmed_on": rung.on, "organisation": rung.organisation}
    return EarlierRung.objects.filter(firm=firm, **same).exists()
