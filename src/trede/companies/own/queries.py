"""Reading who may enter which pages, and what waits for whom."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from trede.companies.models import AccessRequest, Consent, ContactPerson, Firm, OwnLink, OwnSubject
from trede.companies.own.rules import MAILS_AN_HOUR, UNUSED, hashed
from trede.core.errors import NotPermitted
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.models import Event


def person_of(number: int) -> ContactPerson | None:
    """Return a contact with the firm, or None. One query."""
    return ContactPerson.objects.select_related("firm").filter(pk=number, firm__merged_into=None).first()


def people_with(email: str) -> list[ContactPerson]:
    """Return the contacts of all firms with this e-mail address, in whatever case, one per firm. One query."""
    if not email:
        return []
    people = ContactPerson.objects.select_related("firm").filter(firm__merged_into=None)
    found = people.filter(email__iexact=email).order_by("pk")
    return list({person.firm_id: person for person in reversed(found)}.values())[::-1]


def colleagues_of(firm: int) -> QuerySet[ContactPerson]:
    """Return the contacts of a firm, the first one first. One query."""
    return ContactPerson.objects.filter(firm=firm).order_by("pk")


def invitations_of(firm: int) -> QuerySet[OwnLink]:
    """Return the invitations that still work. One query."""
    return OwnLink.objects.filter(firm=firm, purpose=OwnLink.INVITE, used_at=None, expires_at__gt=clock.now()).order_by(
        "pk"
    )


def find_link(token: str) -> OwnLink | None:
    """Return a link that still works, or None. Looking does not use it up. One query."""
    return (
        OwnLink.objects.select_related("firm", "person")
        .filter(token=hashed(token), used_at=None, expires_at__gt=clock.now())
        .first()
    )


def used_link(number: object) -> OwnLink | None:
    """Return a link that was used and not erased yet, by its number, or None. One query, none for what is no number."""
    if not isinstance(number, int):
        return None
    return OwnLink.objects.filter(pk=number, used_at__isnull=False).first()


def mailbox_is_full(email: str) -> bool:
    """Say whether this address got as many links within the hour as it may. One query."""
    since = clock.now() - timedelta(hours=1)
    return OwnLink.objects.filter(email=email, made_at__gt=since).count() >= MAILS_AN_HOUR


def waiting_at(firm: int) -> QuerySet[AccessRequest]:
    """Return who asks to be let in to a firm; not the page that was just started. One query."""
    return AccessRequest.objects.filter(firm=firm, state="waiting", person=None).order_by("pk")


def waiting_for_desk(most: int = 50) -> QuerySet[AccessRequest]:
    """Return all questions to be let in, oldest first. One query."""
    return AccessRequest.objects.select_related("firm", "person").filter(state="waiting").order_by("pk")[:most]


def own_question(firm: int) -> AccessRequest | None:
    """Return the claim of a number that came with a new page and was not checked yet, or None. One query."""
    return AccessRequest.objects.filter(firm=firm, state="waiting", person__isnull=False).first()


def claimed_kvk(firm: Firm) -> str:
    """Return the number of a firm: the one it has, else the one it said to have, which nobody checked. One query."""
    if firm.kvk:
        return firm.kvk
    question = AccessRequest.objects.filter(firm=firm.pk, person__isnull=False).exclude(state="refused").first()
    return question.kvk if question else ""


def firm_with(kvk: str) -> Firm | None:
    """Return the firm with this number, or None; of several branches the first one. One query."""
    return Firm.objects.filter(kvk=kvk, merged_into=None).order_by("branch", "pk").first() if kvk else None


def firm_of_mandate(kvk: str, branch: str) -> Firm | None:
    """Return the firm that a mandate is for, or None: for one branch only that branch, else as `firm_with`. One query.

    A mandate for one branch opens neither another branch nor the whole firm.
    """
    if not branch:
        return firm_with(kvk)
    return Firm.objects.filter(kvk=kvk, branch=branch, merged_into=None).first()


def known_subject(subject: str) -> ContactPerson | None:
    """Return the person that logged in under this name of a provider before, or None. One query."""
    found = OwnSubject.objects.select_related("person__firm").filter(subject=hashed(subject)).first()
    return found.person if found else None


def unused_pages(most: int = 200) -> list[Firm]:
    """Return firms that exist only because somebody started a page, when nothing happened there for two years.

    A firm with a file keeps to the terms of that file. One query.
    """
    of_firm = Event.objects.filter(firm=OuterRef("pk"))
    used = of_firm.filter(Q(occurred_on__gt=clock.today() - UNUSED) | Q(type__in=("case.opened", "privacy.erased")))
    started = of_firm.filter(type="own.started")
    return list(Firm.objects.filter(Exists(started), source="request").exclude(Exists(used)).order_by("pk")[:most])


def consent_of(firm: int, number: int) -> Consent | None:
    """Return consent of this firm, or None. One query."""
    return Consent.objects.filter(firm=firm, pk=number).first()


def must_be_of(by: Actor, firm: int) -> None:
    """Raise NotPermitted unless the actor is a contact of this firm. One query."""
    if not is_of(by, firm):
        raise NotPermitted("not-your-firm", "Dit is niet jouw bedrijf.", "This is not your firm.")


def is_of(by: Actor, firm: int) -> bool:
    """Say whether the actor is a contact of this firm. One query, none for anybody else."""
    return by.kind == "firm" and by.id.isdigit() and ContactPerson.objects.filter(pk=int(by.id), firm=firm).exists()
