"""What a signal may say, and of whom it is. Reads only."""

from trede.chain.steps import words
from trede.companies.models import Consent
from trede.companies.queries import firm_known
from trede.core.contact_marks import Mark, contact_mark
from trede.core.errors import InputError
from trede.core.pack_places import Municipality
from trede.regions.registry import pack

MOST = 600
"""Characters of a signal or an answer: short, so that it is read."""
_FOUND = {
    Mark.MAIL: ("een mailadres", "a mail address"),
    Mark.PHONE: ("een telefoonnummer", "a phone number"),
    Mark.REGISTER: ("een KVK-nummer", "a trade register number"),
}


def municipality_of(organisation: str) -> Municipality | None:
    """Return the municipality that an organisation of the pack is; None for any other organisation."""
    for known in pack().organisations:
        if known.key == organisation and known.kind == "municipality":
            return next((town for town in pack().info.municipalities if town.name == known.municipality), None)
    return None


def checked_text(text: str, code: str) -> str:
    """Return tidy words without contact details. Raises InputError with `code` when there are none, or such details."""
    said = words(text, MOST)
    if not said:
        raise InputError(f"missing-{code}", "Schrijf het in een paar zinnen.", "Write it in a few sentences.")
    mark = contact_mark(said)
    if mark is not None:
        dutch, english = _FOUND[mark]
        raise InputError(
            f"{code}-contact",
            f"Hier staat {dutch} in. Haal dat weg: zo blijft een bedrijf of mens buiten beeld.",
            f"This holds {english}. Take it out: that keeps a firm or a person out of sight.",
        )
    return said


def standing_consent(organisation: str, kvk: str) -> Consent | None:
    """Return the consent by which this organisation may name a firm; None without a number.

    Raises InputError when there is none, in the same words for a firm that nobody knows.
    """
    number = "".join(kvk.split())
    if not number:
        return None
    firm = firm_known(number, "")
    found = None
    if firm is not None:
        standing = Consent.objects.filter(firm=firm, organisation=organisation, withdrawn_on=None)
        found = standing.select_related("firm").order_by("pk").first()
    if found is None:
        raise InputError(
            "no-consent",
            "We hebben van dit bedrijf geen toestemming voor jouw gemeente. Laat het nummer leeg.",
            "We have no consent of this firm for your municipality. Leave the number empty.",
        )
    return found
