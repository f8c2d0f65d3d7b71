"""Verbs on firms. Each is one transaction: permission, rule, change, journal."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from trede.companies.consent_hooks import tell_given
from trede.companies.models import Consent, ContactPerson, Firm
from trede.companies.own.queries import is_of
from trede.companies.queries import firm_known, same_consent_asleep
from trede.companies.rules import (
    NAME_LENGTH,
    clean_branch,
    clean_email,
    clean_fte,
    clean_kvk,
    clean_municipality,
    clean_phone,
    clean_sbi,
    clean_sector,
    clean_text,
    size_class,
)
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.permissions import Permission
from trede.core.sbi import sector_of
from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.regions.registry import pack

if TYPE_CHECKING:
    from trede.companies.register.facts import Seen


def _check(by: Actor, firm: int | None = None) -> None:
    """Advisers, and partners who referred a firm, may write facts of a firm; on its own consent a firm decides."""
    if firm is not None and is_of(by, firm):
        return
    if not (by.may(Permission.INTAKE) or by.may(Permission.REFER) or by.may(Permission.IMPORT)):
        raise NotPermitted("not-permitted", "Dit mag je niet doen met deze rol.", "Your role does not allow this.")


def _place(firm: Firm) -> dict[str, object]:
    return {"municipality": firm.municipality, "sector": firm.sector, "size": size_class(pack(), firm.fte)}


def _registered(seen: "Seen | None", sbi: str | None) -> dict[str, Any]:
    """Return the facts that only the register knows. Heads are kept with the day they were read, never as jobs."""
    counted = seen is not None and seen.people is not None
    return {
        "sbi": clean_sbi(seen.sbi if seen else sbi),
        "people": seen.people if seen else None,
        "people_on": seen.on if seen and counted else None,
    }


def _name(name: str) -> str:
    clean = clean_text(name)
    if not 0 < len(clean) <= NAME_LENGTH:
        raise InputError("name", "Schrijf de naam van het bedrijf.", "Write the name of the firm.")
    return clean


def _refuse_known(kvk: str, branch: str, *, but: int | None = None) -> None:
    known = firm_known(kvk, branch)
    if known is not None and known.pk != but:
        raise InputError(
            "kvk-known",
            f"Dit KVK-nummer hoort al bij bedrijf {known.pk}.",
            f"This Chamber of Commerce number already belongs to firm {known.pk}.",
        )


@action
def register_firm(
    *,
    by: Actor,
    name: str,
    kvk: str | None = None,
    branch: str | None = None,
    municipality: str | None = None,
    sector: str | None = None,
    fte: str | Decimal | None = None,
    sbi: str | None = None,
    source: str = "adviser",
    seen: "Seen | None" = None,
    likely: Iterable[str] = (),
    occurred_on: date | None = None,
) -> Firm:
    """Add a firm. `fte` in full-time jobs, `municipality` a CBS code or `elders`; `seen` is what the register said.

    `likely` are the municipalities to choose from when none is known; what the register said comes before it.
    Raises InputError for facts that cannot be and for a Chamber of Commerce number that is already known (`kvk-known`).
    """
    _check(by)
    day = occurred_on or clock.today()
    firm = Firm(
        name=_name(name),
        kvk=clean_kvk(kvk),
        branch=clean_branch(branch),
        municipality=clean_municipality(pack(), municipality),
        sector=clean_sector(pack(), sector),
        fte=clean_fte(fte),
        source="register" if seen else source,
        since=day,
        **_registered(seen, sbi),
    )
    firm.likely = _likely(firm.municipality, seen.likely if seen else likely)
    _refuse_known(firm.kvk, firm.branch)
    firm.save(force_insert=True)
    data = {"source": firm.source, **_place(firm)}
    record("firm.registered", by=by, firm=firm.pk, subject=("firm", firm.pk), data=data, occurred_on=day)
    return firm


@action
def firm_for_file(*, by: Actor, name: str, municipality: str = "", seen: "Seen | None" = None) -> Firm:
    """Return the firm that a new file is about: the known one with the number of `seen`, else a new one.

    The sector of a new one follows from its activity. Raises as `register_firm`.
    """
    known = firm_known(seen.kvk, seen.branch) if seen else None
    if known is not None:
        return known
    number, branch = (seen.kvk, seen.branch) if seen else ("", "")
    sector = sector_of(pack().info, seen.sbi) if seen else ""
    return register_firm(
        by=by, name=name, kvk=number, branch=branch, municipality=municipality, sector=sector, seen=seen
    )


@action
def update_firm(
    *,
    by: Actor,
    firm: Firm,
    name: str,
    kvk: str | None = None,
    branch: str | None = None,
    municipality: str | None = None,
    sector: str | None = None,
    fte: str | Decimal | None = None,
    sbi: str | None = None,
    source: str = "adviser",
    seen: "Seen | None" = None,
    likely: Iterable[str] = (),
) -> Firm:
    """Replace the facts of a firm; nothing is written when nothing changed. Raises as `register_firm`.

    What the register said of it before stays until `sbi` or `seen` is given, or until it gets another number, and so do
    the municipalities to choose from until others are likely or one is known.
    """
    _check(by)
    facts: dict[str, object] = {
        "name": _name(name),
        "kvk": clean_kvk(kvk),
        "branch": clean_branch(branch),
        "municipality": clean_municipality(pack(), municipality),
        "sector": clean_sector(pack(), sector),
        "fte": clean_fte(fte),
    }
    if seen or sbi or facts["kvk"] != firm.kvk:
        facts |= _registered(seen, sbi)
    facts["likely"] = _likely(str(facts["municipality"]), seen.likely if seen else likely) or (
        "" if facts["municipality"] else firm.likely
    )
    _refuse_known(str(facts["kvk"]), str(facts["branch"]), but=firm.pk)
    changed = [field for field, value in facts.items() if getattr(firm, field) != value]
    if not changed:
        return firm
    for field in changed:
        setattr(firm, field, facts[field])
    firm.source = "register" if seen else source
    firm.save(update_fields=[*changed, "source"])
    data = {"source": firm.source, "fields": changed, **_place(firm)}
    record("firm.updated", by=by, firm=firm.pk, subject=("firm", firm.pk), data=data)
    return firm


@action
def choose_municipality(*, by: Actor, firm: Firm, municipality: str) -> None:
    """Say where a firm of which that was not known is: a CBS code of the region or `elders`. Staff, or the firm itself.

    Raises NotPermitted, InputError (`municipality`), and OutOfOrder (`municipality-known`) when it is known meanwhile.
    """
    _check(by, firm.pk)
    code = clean_municipality(pack(), municipality)
    if not code:
        raise InputError("municipality", "Kies een gemeente.", "Choose a municipality.")
    if not Firm.objects.filter(pk=firm.pk, municipality="").update(municipality=code, likely=""):
        raise OutOfOrder(
            "municipality-known",
            "De gemeente is al bekend. Kijk hoe het er nu staat.",
            "The municipality is known already. Look how it stands now.",
        )
    firm.refresh_from_db()
    data = {"source": firm.source, "fields": ["municipality"], **_place(firm)}
    record("firm.updated", by=by, firm=firm.pk, subject=("firm", firm.pk), data=data)


def _likely(municipality: str, codes: Iterable[str]) -> str:
    return "" if municipality else ",".join(codes)


@action
def add_contact(
    *,
    by: Actor,
    firm: Firm,
    name: str,
    phone: str | None = None,
    email: str | None = None,
    role: str = "",
    occurred_on: date | None = None,
) -> ContactPerson:
    """Add somebody to speak to; the same person twice is one record. Raises InputError without phone and e-mail.

    `role` is what this person does at the firm, in a few words.
    """
    _check(by)
    number, address = clean_phone(phone), clean_email(email)
    if not number and not address:
        raise InputError("reach", "Geef een telefoonnummer of een e-mailadres.", "Give a phone number or an e-mail.")
    known = ContactPerson.objects.filter(firm=firm, name=clean_text(name), phone=number, email=address).first()
    if known is not None:
        return known
    contact = ContactPerson(firm=firm, name=clean_text(name), phone=number, email=address, role=clean_text(role))
    contact.save(force_insert=True)
    record("contact.added", by=by, firm=firm.pk, subject=("contact", contact.pk), occurred_on=occurred_on)
    return contact


@action
def give_consent(*, by: Actor, firm: Firm, organisation: str, purpose: str, given_on: date, how: str) -> Consent:
    """Record that a firm agreed; consent that already stands is returned as it is.

    Raises InputError for an unknown organisation, purpose or way, and for a day that has yet to come.
    """
    _check(by, firm.pk)
    _check_consent(organisation, purpose, how, given_on)
    standing = Consent.objects.filter(firm=firm, organisation=organisation, purpose=purpose, withdrawn_on=None).first()
    if standing is not None:
        return standing
    consent = Consent(firm=firm, organisation=organisation, purpose=purpose, given_on=given_on, how=how)
    consent.save(force_insert=True)
    data: dict[str, object] = {"organisation": organisation, "purpose": purpose, "how": how}
    record("consent.given", by=by, firm=firm.pk, subject=("consent", consent.pk), data=data, occurred_on=given_on)
    tell_given(by, consent)
    return consent


def _check_consent(organisation: str, purpose: str, how: str, given_on: date) -> None:
    if organisation not in {item.key for item in pack().organisations}:
        raise InputError("organisation", "Deze organisatie kennen we niet.", "We do not know this organisation.")
    if purpose not in Consent.PURPOSES or how not in Consent.HOW:
        raise InputError("consent", "Kies iets uit de lijst.", "Choose something from the list.")
    if given_on > clock.today():
        raise InputError("given-on", "Deze dag moet nog komen.", "This day has yet to come.")


@action
def withdraw_consent(*, by: Actor, consent: Consent) -> Consent:
    """End consent at once: from now on the organisation sees nothing of the firm. Raises OutOfOrder the second time."""
    _check(by, consent.firm_id)
    today = max(clock.today(), consent.given_on)
    if not Consent.objects.filter(pk=consent.pk, withdrawn_on=None).update(withdrawn_on=today):
        raise OutOfOrder("withdrawn", "Deze toestemming was al ingetrokken.", "This consent was already withdrawn.")
    consent.withdrawn_on = today
    for asleep in same_consent_asleep(consent):
        Consent.objects.filter(pk=asleep.pk).update(withdrawn_on=max(today, asleep.given_on))
    data: dict[str, object] = {"organisation": consent.organisation, "purpose": consent.purpose}
    record("consent.withdrawn", by=by, firm=consent.firm_id, subject=("consent", consent.pk), data=data)
    return consent
