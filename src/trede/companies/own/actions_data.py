"""What a firm does with its own data: correct it, take it along, leave."""

from collections.abc import Callable
from typing import Any

from trede.companies.models import ContactPerson, Firm
from trede.companies.own.queries import colleagues_of, must_be_of
from trede.companies.own.rules import person_name
from trede.companies.rules import clean_phone, clean_text
from trede.core.errors import InputError, OutOfOrder
from trede.journal.actions import Actor, action, record
from trede.privacy.erase import erase_rows
from trede.privacy.export import document_of
from trede.privacy.subjects import subject

_leaving: list[Callable[[Actor, Firm], None]] = []


def when_leaving(function: Callable[[Actor, Firm], None]) -> None:
    """Let `function(by, firm)` run before the data of a firm are erased, in the same transaction: end what runs."""
    if function not in _leaving:
        _leaving.append(function)


@action
def change_details(*, by: Actor, person: ContactPerson, name: str, phone: str) -> ContactPerson:
    """Correct one's own name and phone number; nothing is written when nothing changed.

    Raises InputError (`name`, `phone`, `known`).
    """
    must_be_of(by, person.firm.pk)
    new = {"name": person_name(clean_text(name)), "phone": clean_phone(phone)}
    if not new["phone"] and not person.email:
        raise InputError("phone", "Schrijf een telefoonnummer op.", "Write a phone number.")
    changed = [field for field, value in new.items() if getattr(person, field) != value]
    if not changed:
        return person
    same = ContactPerson.objects.filter(firm=person.firm, email=person.email, **new).exclude(pk=person.pk)
    if same.exists():
        raise InputError("known", "Deze persoon staat er al.", "This person is listed already.")
    for field in changed:
        setattr(person, field, new[field])
    person.save(update_fields=changed)
    data: dict[str, object] = {"fields": changed}
    record("contact.changed", by=by, firm=person.firm.pk, subject=("contact", person.pk), data=data)
    return person


@action
def remove_person(*, by: Actor, person: ContactPerson) -> None:
    """Take somebody off the firm: who it was can log in no longer and is not called any more.

    Raises OutOfOrder (`last`) for the last one who can log in: then the firm could not be reached.
    """
    firm = person.firm.pk
    must_be_of(by, firm)
    Firm.objects.select_for_update().get(pk=firm)  # two people who remove each other at once: one of them stays
    if not colleagues_of(firm).exclude(pk=person.pk).exclude(email="").exists():
        raise OutOfOrder(
            "last",
            "Er moet iemand overblijven die kan inloggen. Laat eerst een collega toe.",
            "Somebody who can log in has to stay. Let a colleague in first.",
        )
    number = person.pk
    person.delete()
    record("contact.removed", by=by, firm=firm, subject=("contact", number))


@action
def download_own(*, by: Actor, firm: Firm) -> dict[str, Any]:
    """Return everything we hold about the firm (`privacy.export.document_of`), and note that it was downloaded."""
    must_be_of(by, firm.pk)
    document = document_of(subject("firm"), firm)
    rows = sum(len(found) for found in document["records"].values())
    record("privacy.exported", by=by, firm=firm.pk, subject=("firm", firm.pk), data={"rows": rows})
    return document


@action
def erase_own(*, by: Actor, firm: Firm) -> None:
    """Erase everything about the firm that no law keeps; what runs for it ends first, in every room.

    Nobody can log in to this firm afterwards.
    """
    must_be_of(by, firm.pk)
    for function in _leaving:
        function(by, firm)
    number = firm.pk
    data = erase_rows(by, subject("firm").rows(firm), "owner-asked")
    record("privacy.erased", by=by, firm=number, subject=("firm", number), data={**data, "reason": "owner-asked"})
