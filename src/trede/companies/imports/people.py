"""The columns of an existing registration that are not facts of the firm: whom to speak to, and the start rung."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from trede.companies.imports.cells import Cells, day, needed
from trede.companies.imports.frame import Column
from trede.companies.imports.known import ROLE_LENGTH, Person, Rung
from trede.companies.models import Consent, Firm
from trede.companies.own.rules import person_name
from trede.companies.rules import clean_email, clean_phone, clean_text
from trede.core.errors import InputError
from trede.journal import clock
from trede.regions.registry import pack

T = TypeVar("T")

PERSON_COLUMNS = (
    Column("contact", "contactpersoon", ("contact", "naam contactpersoon", "contact name")),
    Column("contact_email", "e-mail", ("email", "mail", "e-mailadres", "contact e-mail")),
    Column("contact_phone", "telefoon", ("telefoonnummer", "tel", "phone", "contact phone")),
    Column("contact_role", "functie", ("rol", "function", "job title")),
    Column("consent_on", "toestemming op", ("datum toestemming", "consent date")),
    Column("consent_how", "toestemming hoe", ("hoe toestemming", "consent given how")),
    Column("consent_for", "toestemming voor", ("consent to",)),
)
RUNG_COLUMNS = (
    Column("start_rung", "starttrede", ("bevestigde starttrede",)),
    Column("start_rung_on", "starttrede op", ("datum starttrede", "start rung date")),
    Column("start_rung_by", "starttrede door", ("vastgelegd door", "start rung confirmed by")),
)
_HOW = {"": "formulier", "form": "formulier", "spoken": "mondeling"} | {how: how for how in Consent.HOW}


def person(cells: Cells) -> Person | None:
    """Return whom to speak to; None when the row names nobody, or with a note of what is wrong with the cells."""
    if not _any(cells, PERSON_COLUMNS):
        return None
    before = len(cells.errors)
    name = cells.read("contact", needed(lambda text: person_name(clean_text(text))))
    email, phone = cells.read("contact_email", clean_email), cells.read("contact_phone", clean_phone)
    role, on = cells.read("contact_role", _role), cells.read("consent_on", _consent_day)
    how, organisation = cells.read("consent_how", _how), cells.read("consent_for", _consent_for)
    if email == "" and phone == "":
        reach = InputError("reach", "Geef een telefoonnummer of een e-mailadres.", "Give a phone number or an e-mail.")
        cells.refuse("contact_email", reach)
    if len(cells.errors) > before or on is None:
        return None
    return Person(name or "", email or "", phone or "", role or "", on, how or "", organisation or "")


def told_of(firm: Firm) -> list[tuple[str, ...]]:
    """Return the cells of the contact persons of a firm, each with a consent to be contacted that stands.

    Every one of them and every such consent stands there at least once; none when there is no consent. No query for a
    firm that was read with its contacts and consents.
    """
    given = [item for item in firm.consents.all() if item.stands and item.purpose == Consent.CONTACT]
    consents = sorted(given, key=lambda item: item.pk)
    reached = sorted((item for item in firm.contacts.all() if item.email or item.phone), key=lambda item: item.pk)
    if not consents or not reached:
        return []
    pairs = [(_at(reached, place), _at(consents, place)) for place in range(max(len(reached), len(consents)))]
    return [
        (who.name, who.email, who.phone, who.role, on.given_on.isoformat(), on.how, on.organisation)
        for who, on in pairs
    ]


def _at(items: Sequence[T], place: int) -> T:
    """Return the item in this place; the last one beyond the end."""
    return items[min(place, len(items) - 1)]


def rung(cells: Cells) -> Rung | None:
    """Return the start rung; None when the row names none, or with a note of what is wrong with the cells."""
    if not _any(cells, RUNG_COLUMNS):
        return None
    key, on = cells.read("start_rung", needed(_rung)), cells.read("start_rung_on", needed(_past))
    organisation = cells.read("start_rung_by", needed(_organisation))
    return None if key is None or on is None or organisation is None else Rung(key, on, organisation)


def _any(cells: Cells, columns: Iterable[Column]) -> bool:
    return any(cells.text(column.key) for column in columns)


def _role(text: str) -> str:
    clean = clean_text(text)
    if len(clean) > ROLE_LENGTH:
        raise InputError(
            "role",
            f"Maak deze functie korter. Er passen {ROLE_LENGTH} tekens.",
            f"Make this role shorter. It holds {ROLE_LENGTH} characters.",
        )
    return clean


def _past(text: str) -> date:
    found = day(text)
    if found > clock.today():
        raise InputError("day", "Deze dag moet nog komen.", "This day has yet to come.")
    return found


def _consent_day(text: str) -> date:
    if not text:
        raise InputError(
            "no-consent",
            "Zonder toestemming bewaren we geen contactpersoon. Schrijf op welke dag die is gegeven.",
            "Without consent we keep no contact person. Write on which day it was given.",
        )
    return _past(text)


def _how(text: str) -> str:
    found = _HOW.get(text.casefold())
    if found is None:
        raise InputError("how", "Schrijf: mondeling of formulier.", "Write: spoken or form.")
    return found


def _consent_for(text: str) -> str:
    return _organisation(text) if text else pack().info.front_door


def _organisation(text: str) -> str:
    """Return the key of an organisation of the pack for its key or name. Raises InputError for any other."""
    known = {name.casefold(): item.key for item in pack().organisations for name in (item.key, item.name)}
    found = known.get(clean_text(text).casefold())
    if found is None:
        raise InputError(
            "organisation",
            "Deze organisatie kennen we niet. Schrijf de naam zoals die in de hulpwijzer staat.",
            "We do not know this organisation. Write its name as the help finder has it.",
        )
    return found


def _rung(text: str) -> str:
    """Return the key of a rung for its key or its name in either language. Raises InputError for any other."""
    rungs = pack().ladder.rungs
    known = {name.casefold(): item.key for item in rungs for name in (item.key, item.name.nl, item.name.en)}
    found = known.get(clean_text(text).casefold())
    if found is None:
        names = ", ".join(item.key for item in rungs)
        raise InputError("rung", f"Kies een trede: {names}.", f"Choose a rung: {names}.")
    return found
