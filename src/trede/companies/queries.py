"""Reading firms and consent."""

from django.db.models import QuerySet

from trede.companies.models import Consent, ContactPerson, Firm
from trede.companies.rules import clean_text


def same_name(name: str) -> QuerySet[Firm]:
    """Return firms with this name, whatever the case: people choose, nothing is merged by itself. One query."""
    return Firm.objects.filter(name__iexact=clean_text(name)).order_by("pk")


def consent_stands(firm: int, organisation: str, purpose: str) -> bool:
    """Say whether this organisation may use data of this firm for this purpose now. One query."""
    return Consent.objects.filter(firm=firm, organisation=organisation, purpose=purpose, withdrawn_on=None).exists()


def contacts_of(firm: int) -> QuerySet[ContactPerson]:
    """Return whom to speak to, the first one first. One query."""
    return ContactPerson.objects.filter(firm=firm).order_by("pk")


def consents_of(firm: int) -> QuerySet[Consent]:
    """Return all consent a firm gave, standing first. One query."""
    return Consent.objects.filter(firm=firm).order_by("withdrawn_on", "given_on", "pk")
