"""Getting in: links in a mail that work once, a new page, a question to be let in and its answer."""

import secrets
from typing import Any

from trede.companies.models import AccessRequest, ContactPerson, Firm, OwnLink, OwnSubject
from trede.companies.own.letters import tell_asker, tell_contacts
from trede.companies.own.queries import (
    find_link,
    firm_of_mandate,
    firm_with,
    is_of,
    mailbox_is_full,
    must_be_of,
    people_with,
)
from trede.companies.own.rules import KEPT_AFTER, QUESTION_KEPT, VALID_FOR, hashed, person_name
from trede.companies.rules import (
    NAME_LENGTH,
    clean_email,
    clean_fte,
    clean_kvk,
    clean_municipality,
    clean_phone,
    clean_text,
    size_class,
)
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.privacy.erase import erase_rows
from trede.privacy.subjects import subject
from trede.regions.registry import pack


@action
def make_login_link(*, by: Actor, email: str, after: str = "") -> str | None:
    """Store a link for whoever reads this mailbox and return its token; None when the mailbox had its share.

    Known and unknown addresses are treated alike. Raises InputError (`email`).
    """
    address = clean_email(email).lower()
    if not address:
        raise InputError("email", "Schrijf je e-mailadres op.", "Write your e-mail address.")
    if mailbox_is_full(address):
        return None
    return _store_link(by, OwnLink(purpose=OwnLink.LOGIN, email=address, after=after))


@action
def make_address_link(*, by: Actor, person: ContactPerson, email: str) -> str:
    """Store a link that makes `email` the address of this person once it is used. Raises InputError (`email`)."""
    _must_be_self(by, person)
    address = clean_email(email).lower()
    if not address:
        raise InputError("email", "Schrijf je nieuwe e-mailadres op.", "Write your new e-mail address.")
    OwnLink.objects.filter(purpose=OwnLink.ADDRESS, person=person, used_at=None).delete()
    if mailbox_is_full(address):
        raise _full()
    return _store_link(by, OwnLink(purpose=OwnLink.ADDRESS, email=address, person=person, firm=person.firm))


@action
def make_invitation(*, by: Actor, firm: Firm, name: str, email: str) -> str:
    """Store a link that lets a colleague in to this firm. Raises InputError (`name`, `email`)."""
    must_be_of(by, firm.pk)
    called, address = person_name(clean_text(name)), clean_email(email).lower()
    if not address:
        raise InputError("email", "Schrijf het e-mailadres op.", "Write the e-mail address.")
    if any(person.firm_id == firm.pk for person in people_with(address)):
        raise InputError("email", "Dit adres mag al inloggen.", "This address may log in already.")
    if mailbox_is_full(address):
        raise _full()
    OwnLink.objects.filter(purpose=OwnLink.INVITE, firm=firm, email=address, used_at=None).delete()
    return _store_link(by, OwnLink(purpose=OwnLink.INVITE, email=address, name=called, firm=firm))


@action
def withdraw_invitation(*, by: Actor, link: OwnLink) -> None:
    """Let an invitation work no longer."""
    must_be_of(by, link.firm_id or 0)
    link.delete()
    record("own.links-expired", by=by, firm=link.firm_id, data={"links": 1})


def _store_link(by: Actor, link: OwnLink) -> str:
    token = secrets.token_urlsafe(32)
    link.token, link.made_at = hashed(token), clock.now()
    link.expires_at = link.made_at + VALID_FOR[link.purpose]
    link.save(force_insert=True)
    record("own.link-made", by=by, firm=link.firm_id, data={"purpose": link.purpose})
    return token


@action
def use_link(*, by: Actor, token: str) -> OwnLink:
    """Use a link up and do what it is for: nothing for `login`; an address or a colleague for the others.

    For those `link.person` is who it made or changed. Of two clicks at the same moment one gets through. Raises
    OutOfOrder (`own-link`) when it was used or is too old.
    """
    link = find_link(token)
    if link is None or not OwnLink.objects.filter(pk=link.pk, used_at=None).update(used_at=clock.now()):
        raise OutOfOrder("own-link", "Deze link werkt niet meer.", "This link no longer works.")
    link.used_at = clock.now()
    record("own.link-used", by=by, firm=link.firm_id, data={"purpose": link.purpose})
    if link.purpose == OwnLink.ADDRESS and link.person is not None:
        _take_address(link.person, link.email)
    if link.purpose == OwnLink.INVITE and link.firm is not None:
        link.person = _let_in(by, link.firm, name=link.name, email=link.email)
        link.save(update_fields=["person"])
    return link


def _take_address(person: ContactPerson, email: str) -> None:
    person.email = email
    person.save(update_fields=["email"])
    self = Actor.entrepreneur(person.pk)
    firm = person.firm.pk
    record("contact.changed", by=self, firm=firm, subject=("contact", person.pk), data={"fields": ["email"]})


def _let_in(by: Actor, firm: Firm, *, name: str, email: str, phone: str = "") -> ContactPerson:
    """Return the contact of this firm with this address, made when there is none. Only inside an action."""
    known = next((person for person in people_with(email) if person.firm == firm), None)
    if known is not None:
        return known
    person = ContactPerson(firm=firm, name=name, email=email, phone=phone)
    person.save(force_insert=True)
    record("contact.added", by=by, firm=firm.pk, subject=("contact", person.pk))
    return person


@action
def enter(*, by: Actor, person: ContactPerson, how: str) -> None:
    """Note that somebody of a firm logged in; `how` is `mail` or `eherkenning`."""
    record("own.entered", by=by, firm=person.firm.pk, subject=("contact", person.pk), data={"how": how})


@action
def start_page(
    *,
    by: Actor,
    email: str,
    firm_name: str,
    kvk: str,
    name: str,
    phone: str = "",
    municipality: str = "",
    fte: str = "",
    language: str = "nl",
    link: str = "",
) -> AccessRequest:
    """Make a page for a firm that is new here, or ask to be let in to the one with this number.

    `by` is the holder of a login link sent to `email`, which is proven therefore. Nobody gets to see data of a firm
    that was here before: the question waits for a contact of that firm or an adviser. A new page does not get the
    number either until an adviser checked it, so that nobody can take a number that is not his. The same question
    twice is one. `link` is the whole address of the own pages, for the mail to those contacts. Raises InputError
    (`name`, `firm`, `kvk`, `phone`, `municipality`, `fte`).
    """
    number = clean_kvk(kvk)
    if not number:
        raise InputError("kvk", "Schrijf je KVK-nummer op. Het heeft 8 cijfers.", "Write your number of 8 digits.")
    called = person_name(clean_text(name))
    dialled = clean_phone(phone)
    title = clean_text(firm_name)
    if not 0 < len(title) <= NAME_LENGTH:
        raise InputError("firm", "Schrijf de naam van je bedrijf op.", "Write the name of your business.")
    facts: dict[str, Any] = {"municipality": clean_municipality(pack(), municipality), "fte": clean_fte(fte)}
    known = firm_with(number)
    if known is None:
        firm = _new_page(by, title, facts)
        person = _let_in(by, firm, name=called, email=email, phone=dialled)
        record("own.started", by=Actor.entrepreneur(person.pk), firm=firm.pk, subject=("firm", firm.pk))
    else:
        firm, person = known, None
        waits = AccessRequest.objects.filter(firm=firm, email=email, state="waiting").first()
        if waits is not None:
            return waits
    question = AccessRequest(
        firm=firm,
        person=person,
        kvk=number,
        name=called,
        email=email,
        phone=dialled,
        language=language,
        asked_on=clock.today(),
    )
    question.save(force_insert=True)
    record("access.asked", by=by, firm=firm.pk, subject=("access", question.pk))
    if person is None:
        tell_contacts(question, link)
    return question


def _new_page(by: Actor, title: str, facts: dict[str, Any]) -> Firm:
    firm = Firm(name=title, source="request", since=clock.today(), **facts)
    firm.save(force_insert=True)
    place = {"municipality": firm.municipality, "sector": "", "size": size_class(pack(), firm.fte)}
    record("firm.registered", by=by, firm=firm.pk, subject=("firm", firm.pk), data={"source": "request", **place})
    return firm


@action
def give_access(*, by: Actor, question: AccessRequest, link: str = "") -> AccessRequest:
    """Let somebody in, or confirm the number of a page that was started; `link` to the login goes along in a mail.

    A contact of the firm may let a colleague in; an adviser may do both. Raises OutOfOrder when somebody answered
    before, InputError (`kvk-known`) when another firm got the number meanwhile.
    """
    how = _may_answer(by, question)
    _answer(question, "given", how)
    if question.is_new_page:
        other = firm_with(question.kvk)
        if other is not None and other.pk != question.firm_id:
            raise InputError(
                "kvk-known",
                f"Dit KVK-nummer hoort al bij bedrijf {other.pk}. Voeg die twee eerst samen.",
                f"This number belongs to firm {other.pk} already. Merge the two first.",
            )
        question.firm.kvk = question.kvk
        question.firm.save(update_fields=["kvk"])
    else:
        _let_in(by, question.firm, name=question.name, email=question.email, phone=question.phone)
        tell_asker(question, link)
    record("access.given", by=by, firm=question.firm_id, subject=("access", question.pk), data={"how": how})
    return question


@action
def refuse_access(*, by: Actor, question: AccessRequest) -> AccessRequest:
    """Let somebody not in. A page that was started stays, without the number. Raises OutOfOrder as `give_access`."""
    how = _may_answer(by, question)
    _answer(question, "refused", how)
    record("access.refused", by=by, firm=question.firm_id, subject=("access", question.pk), data={"how": how})
    return question


def _may_answer(by: Actor, question: AccessRequest) -> str:
    if by.may(Permission.INTAKE) and by.organisation == pack().info.front_door:
        return "adviser"
    if not question.is_new_page and is_of(by, question.firm_id):
        return "contact"
    raise NotPermitted("not-permitted", "Dit mag je niet doen.", "You may not do this.")


def _answer(question: AccessRequest, state: str, how: str) -> None:
    changes = {"state": state, "how": how, "decided_on": clock.today()}
    if not AccessRequest.objects.filter(pk=question.pk, state="waiting").update(**changes):
        raise OutOfOrder("answered", "Iemand gaf al antwoord.", "Somebody answered already.")
    for field, value in changes.items():
        setattr(question, field, value)


@action
def join_subject(
    *, by: Actor, kvk: str, branch: str, subject: str, name: str, phone: str, firm_name: str = ""
) -> ContactPerson:
    """Let in who logged in for a firm through a provider that the firm gave a mandate to, and remember who it is.

    The firm is the one with this number, made with `firm_name` when there is none. `subject` is what the provider
    calls this person for this firm; only its hash is kept. There is no e-mail address yet: that one is proven first.
    Raises InputError (`name`, `phone`, `firm`).
    """
    called, dialled = person_name(clean_text(name)), clean_phone(phone)
    if not dialled:
        raise InputError("phone", "Schrijf je telefoonnummer op.", "Write your phone number.")
    firm = firm_of_mandate(kvk, branch) or _mandated(by, kvk, branch, clean_text(firm_name))
    person = ContactPerson.objects.filter(firm=firm, name=called, phone=dialled, email="").first()
    if person is None:
        person = ContactPerson(firm=firm, name=called, phone=dialled)
        person.save(force_insert=True)
        record("contact.added", by=by, firm=firm.pk, subject=("contact", person.pk))
    OwnSubject.objects.update_or_create(subject=hashed(subject), defaults={"person": person, "since": clock.today()})
    record("access.given", by=by, firm=firm.pk, subject=("contact", person.pk), data={"how": "eherkenning"})
    return person


def _mandated(by: Actor, kvk: str, branch: str, title: str) -> Firm:
    """Make a firm whose number a provider vouched for."""
    if not 0 < len(title) <= NAME_LENGTH:
        raise InputError("firm", "Schrijf de naam van je bedrijf op.", "Write the name of your business.")
    firm = Firm(name=title, kvk=kvk, branch=branch, source="request", since=clock.today())
    firm.save(force_insert=True)
    data: dict[str, object] = {"source": "request", "municipality": "", "sector": "", "size": ""}
    record("firm.registered", by=by, firm=firm.pk, subject=("firm", firm.pk), data=data)
    return firm


@action
def forget_old(*, by: Actor) -> int:
    """Erase links a day after they stopped working, and questions after 90 days; return how many."""
    links, _ = OwnLink.objects.filter(expires_at__lt=clock.now() - KEPT_AFTER).delete()
    old = AccessRequest.objects.filter(asked_on__lt=clock.today() - QUESTION_KEPT)
    questions, _ = old.delete()
    record("own.links-expired", by=by, data={"links": links, "questions": questions})
    return links + questions


@action
def forget_page(*, by: Actor, firm: Firm) -> None:
    """Erase a page that somebody started and nobody used for two years. Only the system does this."""
    check_permission(by, Permission.PRIVACY_HANDLE)
    data = erase_rows(by, subject("firm").rows(firm), "retention")
    record("privacy.erased", by=by, firm=firm.pk, subject=("firm", firm.pk), data={**data, "reason": "retention"})


def _must_be_self(by: Actor, person: ContactPerson) -> None:
    if (by.kind, by.id) != ("firm", str(person.pk)):
        raise NotPermitted("not-yours", "Dit zijn niet jouw gegevens.", "These are not your details.")


def _full() -> OutOfOrder:
    return OutOfOrder(
        "mailbox",
        "Dit adres kreeg net al vijf mails. Wacht een uur.",
        "This address just got five mails. Wait an hour.",
    )
