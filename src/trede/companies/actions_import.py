"""Take in an existing registration: the firm, whom to speak to with the consent for that, and its start rung."""

from typing import Any

from trede.companies.actions import add_contact, give_consent, register_firm, update_firm
from trede.companies.earlier import EarlierRung
from trede.companies.imports.known import Person, Rung, is_taken, lacks, same_person, stands
from trede.companies.models import Consent, ContactPerson, Firm
from trede.core.errors import InputError
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.journal.models import Event
from trede.regions.registry import pack

SOURCE = "import"


@action
def take_in(
    *, by: Actor, firm: Firm | None, facts: dict[str, Any], person: Person | None = None, rung: Rung | None = None
) -> Firm:
    """Register a firm or replace its facts (`facts` as for `register_firm`), with its contact person and start rung.

    What is known already stays as it is. Raises InputError as `register_firm` and `add_contact`; `consent-withdrawn`
    and `contact-removed` when the firm took back what the file says; `rung-known` when a rung was confirmed here.
    """
    check_permission(by, Permission.IMPORT)
    if firm is None:
        firm = register_firm(by=by, source=SOURCE, **facts)
    else:
        update_firm(by=by, firm=firm, source=SOURCE, **facts)
    if person is not None:
        _take_person(by, firm, person)
    if rung is not None:
        _take_rung(by, firm, rung)
    return firm


def _take_person(by: Actor, firm: Firm, person: Person) -> None:
    known = same_person(firm, person)
    _refuse_taken_back(firm, person, is_new=known is None)
    give_consent(
        by=by,
        firm=firm,
        organisation=person.organisation,
        purpose=Consent.CONTACT,
        given_on=person.consent_on,
        how=person.how,
    )
    if known is None:
        add_contact(by=by, firm=firm, name=person.name, phone=person.phone, email=person.email, role=person.role)
        return
    new = lacks(known, person)
    if new:
        ContactPerson.objects.filter(pk=known.pk).update(**new)
        record("contact.changed", by=by, firm=firm.pk, subject=("contact", known.pk), data={"fields": sorted(new)})


def _refuse_taken_back(firm: Firm, person: Person, *, is_new: bool) -> None:
    """An old file never overrules a firm: what it withdrew or took away later than the file's consent stays away."""
    given = Consent.objects.filter(firm=firm, organisation=person.organisation, purpose=Consent.CONTACT)
    if not stands(firm, person) and given.filter(withdrawn_on__gte=person.consent_on).exists():
        raise InputError(
            "consent-withdrawn",
            "Dit bedrijf trok deze toestemming later in. Vraag het opnieuw en schrijf die dag op.",
            "This firm withdrew that consent later. Ask again and write down that day.",
        )
    removed = Event.objects.filter(firm=firm.pk, type__in=("contact.removed", "contacts.erased"))
    if is_new and removed.filter(occurred_on__gte=person.consent_on).exists():
        raise InputError(
            "contact-removed",
            "Hier is na deze toestemming een contactpersoon weggehaald. Vraag het opnieuw en schrijf die dag op.",
            "A contact person was taken away here after that consent. Ask again and write down that day.",
        )


def _take_rung(by: Actor, firm: Firm, rung: Rung) -> None:
    if is_taken(firm, rung):
        return
    confirmed = Event.objects.filter(firm=firm.pk, type="rung.confirmed").exists()
    if confirmed or EarlierRung.objects.filter(firm=firm).exists():
        raise InputError(
            "rung-known",
            "Van dit bedrijf is al een trede vastgelegd. Een bestand verandert die niet.",
            "A rung of this firm was confirmed already. A file does not change it.",
        )
    if rung.on > clock.today():
        raise InputError("start-rung-on", "Deze dag moet nog komen.", "This day has yet to come.")
    EarlierRung(firm=firm, rung=rung.rung, confirmed_on=rung.on, organisation=rung.organisation).save(force_insert=True)
    # read as a first talk: it is where the firm starts, never a step up
    data: dict[str, object] = {
        "rung": rung.rung,
        "by_role": "adviser" if rung.organisation == pack().info.front_door else "partner",
        "source": "intake",
        "rung_before": "",
        "organisation": rung.organisation,
    }
    record("rung.confirmed", by=by, firm=firm.pk, subject=("firm", firm.pk), data=data, occurred_on=rung.on)


@action
def forget_contacts(*, by: Actor, firm: Firm) -> None:
    """Erase the contact persons of a firm that came in by import and got no file here. Only the system does this."""
    check_permission(by, Permission.PRIVACY_HANDLE)
    count, _tables = ContactPerson.objects.filter(firm=firm).delete()
    record("contacts.erased", by=by, firm=firm.pk, subject=("firm", firm.pk), data={"contacts": count})
