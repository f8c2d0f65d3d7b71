"""The kind `companies`: firms, known by the number of the Chamber of Commerce and of the branch."""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import QuerySet

from trede.companies.actions_import import take_in
from trede.companies.imports import people
from trede.companies.imports.cells import Cells, fte, kvk, needed, written
from trede.companies.imports.frame import Column, Kind, Outcome, Plan
from trede.companies.imports.known import Person, Rung, is_shared_address, is_taken, lacks, same_person, stands
from trede.companies.models import Firm
from trede.companies.queries import firm_known, likely_municipalities
from trede.companies.rules import (
    NAME_LENGTH,
    clean_branch,
    clean_fte,
    clean_municipality,
    clean_postcode,
    clean_sbi,
    clean_sector,
    clean_text,
)
from trede.core.errors import InputError
from trede.core.pack import Sector
from trede.core.places import candidates, municipality_of
from trede.core.sbi import sector_of
from trede.journal.actions import Actor
from trede.privacy.looks import note_look
from trede.regions.registry import pack


def _plan(cells: Cells) -> Plan | None:
    number, branch = cells.read("kvk", needed(kvk)), cells.read("branch", clean_branch)
    facts: dict[str, Any] = {
        "name": cells.read("name", _name),
        "municipality": cells.read("municipality", municipality),
        "sector": cells.read("sector", sector),
        "fte": cells.read("fte", lambda text: clean_fte(fte(text)) if text else None),
        "sbi": cells.read("sbi", clean_sbi),
    }
    place, postcode = cells.read("place", clean_text), cells.read("postcode", clean_postcode)
    person, rung = people.person(cells), people.rung(cells)
    known = firm_known(number or "", branch or "")
    if not cells.errors and known is None and not facts["name"]:
        cells.refuse("name", InputError("name", "Schrijf de naam van het bedrijf.", "Write the name of the firm."))
    if cells.errors or number is None:
        return None
    key, given = (number, branch), (*facts.values(), place, postcode)
    also = _said_of_others(key, known, person, rung)
    more: dict[str, Any] = {"person": person, "rung": rung}
    if known is not None and (known.kvk, known.branch) != key:  # it was merged: people decided what is right
        return Plan(key, given, Outcome.SAME, partial(_take_in, known, facts, more), also)
    if place and not facts["municipality"] and (known is None or not known.municipality):
        facts |= _lies_in(place, postcode or "")
    if facts["sbi"] and not facts["sector"] and (known is None or known.sbi != facts["sbi"]):
        facts["sector"] = (known.sector if known else "") or sector_of(pack().info, facts["sbi"])
    if known is None:
        apply = partial(_take_in, None, {"kvk": number, "branch": branch, **facts}, more)
        return Plan(key, given, Outcome.ADDED, apply, also)
    likely = facts.pop("likely", ())
    kept = {name: value if value not in ("", None) else getattr(known, name) for name, value in facts.items()}
    same = all(getattr(known, name) == value for name, value in kept.items()) and _is_known(known, person, rung)
    same = same and (not likely or likely == likely_municipalities(known))
    facts = {"kvk": known.kvk, "branch": known.branch, "likely": likely, **kept}
    return Plan(key, given, Outcome.SAME if same else Outcome.CHANGED, partial(_take_in, known, facts, more), also)


def _lies_in(place: str, postcode: str) -> dict[str, Any]:
    """Return the municipality of a place, else which ones it may be."""
    found = municipality_of(pack().info, place, postcode)
    return {"municipality": found} if found else {"municipality": "", "likely": candidates(pack().info, place)}


def _said_of_others(
    firm: tuple[object, ...], known: Firm | None, person: Person | None, rung: Rung | None
) -> tuple[tuple[tuple[object, ...], tuple[object, ...]], ...]:
    """Return what a row says besides the firm: the same firm may stand in several rows, each with another person."""
    found: list[tuple[tuple[object, ...], tuple[object, ...]]] = []
    if person is not None:
        who = (person.email.casefold(),) if person.email else (person.name, person.phone)
        if known is None or not is_shared_address(known, person.email):
            found.append(((*firm, "person", *who), (person.name, person.phone, person.role)))
        consent = (*firm, "consent", person.name, *who, person.organisation)
        found.append((consent, (person.consent_on, person.how)))
    if rung is not None:
        found.append(((*firm, "rung"), (rung.rung, rung.on, rung.organisation)))
    return tuple(found)


def _is_known(firm: Firm, person: Person | None, rung: Rung | None) -> bool:
    """Say whether the row tells nothing new about people and rungs. No queries when it tells nothing of them."""
    if rung is not None and not is_taken(firm, rung):
        return False
    if person is None:
        return True
    known = same_person(firm, person)
    return known is not None and not lacks(known, person) and stands(firm, person)


def _take_in(firm: Firm | None, facts: dict[str, Any], more: dict[str, Any], by: Actor) -> Firm:
    return take_in(by=by, firm=firm, facts=facts, **more)


def _name(text: str) -> str:
    clean = clean_text(text)
    if len(clean) > NAME_LENGTH:
        raise InputError(
            "name",
            f"Maak deze naam korter. Er passen {NAME_LENGTH} tekens.",
            f"Make this name shorter. It holds {NAME_LENGTH} characters.",
        )
    return clean


def municipality(text: str) -> str:
    """Return the CBS code for a code or a name of the region, `elders`, or nothing. Raises InputError."""
    region = pack()
    names = {name.casefold(): item.code for item in region.info.municipalities for name in (item.name, item.code)}
    try:
        return clean_municipality(region, names.get(text.casefold(), text))
    except InputError as error:
        raise InputError(
            "municipality",
            "Deze gemeente hoort niet bij de regio. Schrijf de naam of de CBS-code, of: elders.",
            "This municipality is not in the region. Write its name or CBS code, or: elders.",
        ) from error


def sector(text: str) -> str:
    """Return the key of a sector for its key or its name in either language, or nothing. Raises InputError."""
    region = pack()
    names = {name.casefold(): item.key for item in region.info.sectors for name in _names(item)}
    try:
        return clean_sector(region, names.get(text.casefold(), text))
    except InputError as error:
        keys = ", ".join(item.key for item in region.info.sectors)
        raise InputError(
            "sector",
            f"Deze branche kennen we niet. Kies uit: {keys}.",
            f"We do not know this sector. Choose from: {keys}.",
        ) from error


def _names(item: Sector) -> tuple[str, str, str]:
    return item.key, item.name.nl, item.name.en


_NOBODY = ("",) * len(people.PERSON_COLUMNS)


def _rows() -> Iterator[tuple[str, ...]]:
    """Yield firms with their start rung from elsewhere, without contact persons: those go along only when asked for."""
    for firm in _firms().iterator():
        yield _row(firm, _NOBODY)


def _rows_with_people(by: Actor) -> Iterator[tuple[str, ...]]:
    """Yield the same with the contact persons, on consent that stands: a row for each, as such a file comes in.

    Each firm of which somebody stands in it reads on its own pages that it was in a list.
    """
    for firm in list(_firms().prefetch_related("contacts", "consents")):
        told = people.told_of(firm)
        if told:
            note_look(by=by, firm=firm.pk, what="export", subject=("firm", firm.pk))
        for person in told or [_NOBODY]:
            yield _row(firm, person)


def _firms() -> QuerySet[Firm]:
    firms = Firm.objects.filter(merged_into=None).exclude(kvk="").select_related("earlier_rung")
    return firms.order_by("kvk", "branch", "pk")


def _row(firm: Firm, person: tuple[str, ...]) -> tuple[str, ...]:
    jobs: Decimal | None = firm.fte
    facts = (firm.kvk, firm.branch, firm.name, firm.municipality, firm.sector, written(jobs), firm.sbi)
    earlier = getattr(firm, "earlier_rung", None)
    rung = (earlier.rung, earlier.confirmed_on.isoformat(), earlier.organisation) if earlier else ("", "", "")
    return (*facts, "", "", *person, *rung)  # without place and postcode: an address is not kept


def _left_out() -> int:
    return Firm.objects.filter(kvk="", merged_into=None).count()


COMPANIES = Kind(
    key="companies",
    names=("bedrijven", "companies"),
    columns=(
        Column(
            "kvk", "kvk", ("kvk-nummer", "kvk-nr", "handelsregisternummer", "chamber of commerce number"), needed=True
        ),
        Column("branch", "vestiging", ("vestigingsnummer", "vestigingsnr", "branch number")),
        Column("name", "naam", ("bedrijf", "bedrijfsnaam", "handelsnaam", "organisatie", "company"), needed=True),
        Column("municipality", "gemeente", ("gemeentecode", "gemeentenaam", "vestigingsgemeente")),
        Column("sector", "branche", ("sectornaam", "bedrijfstak")),
        Column("fte", "fte", ("volle banen", "aantal fte", "full-time jobs")),
        Column("sbi", "sbi", ("sbi-code", "hoofdactiviteit", "activity code")),
        Column("place", "plaats", ("woonplaats", "vestigingsplaats", "plaatsnaam", "town")),
        Column("postcode", "postcode", ("pc", "vestigingspostcode", "postal code", "zip")),
        *people.PERSON_COLUMNS,
        *people.RUNG_COLUMNS,
    ),
    plan=_plan,
    rows=_rows,
    left_out=_left_out,
    together="kvk",
    rows_with_people=_rows_with_people,
)
