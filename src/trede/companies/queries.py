"""Reading firms and consent."""

from django.db.models import F, QuerySet

from trede.companies.models import Consent, ContactPerson, Firm
from trede.companies.rules import clean_text


def same_name(name: str) -> QuerySet[Firm]:
    """Return firms with this name, whatever the case: people choose, nothing is merged by itself. One query."""
    return Firm.objects.filter(name__iexact=clean_text(name), merged_into=None).order_by("pk")


def firm_known(kvk: str, branch: str) -> Firm | None:
    """Return the firm that has these numbers, or the one it was merged into; None without a number. One query."""
    if not kvk:
        return None
    found = Firm.objects.select_related("merged_into").filter(kvk=kvk, branch=branch)
    first = found.order_by(F("merged_into").asc(nulls_first=True), "pk").first()
    return first.merged_into or first if first else None


def consent_stands(firm: int, organisation: str, purpose: str) -> bool:
    """Say whether this organisation may use data of this firm for this purpose now. One query."""
    return Consent.objects.filter(firm=firm, organisation=organisation, purpose=purpose, withdrawn_on=None).exists()


def same_consent_asleep(consent: Consent) -> list[Consent]:
    """Return standing consent for the same of firms that were merged into this one: a withdrawal is about it too."""
    same = Consent.objects.filter(organisation=consent.organisation, purpose=consent.purpose, withdrawn_on=None)
    return list(same.filter(firm__merged_into=consent.firm_id))


def contacts_of(firm: int) -> QuerySet[ContactPerson]:
    """Return whom to speak to, the first one first. One query."""
    return ContactPerson.objects.filter(firm=firm).order_by("pk")


def consents_of(firm: int) -> QuerySet[Consent]:
    """Return all consent a firm gave, standing first. One query."""
    return Consent.objects.filter(firm=firm).order_by("withdrawn_on", "given_on", "pk")


def likely_municipalities(firm: Firm) -> tuple[str, ...]:
    """Return the codes of the municipalities that have the place of its address; none when that is not known."""
    return tuple(code for code in firm.likely.split(",") if code)
