"""The kinds `services` and `organisations`: the list of services as a table, and who offers them."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from typing import get_args

from trede.companies.imports.cells import Cells, day, needed, number, written
from trede.companies.imports.frame import Column, Kind, Outcome, Plan
from trede.core.errors import InputError
from trede.core.pack import Eligibility, Organisation, Service, Text
from trede.core.pack_rules_partners import PILLARS
from trede.core.scan import RUNGS, TOPICS
from trede.journal.actions import Actor
from trede.partners.actions import take_in
from trede.partners.queries import current_pack
from trede.partners.rules import LONGEST_KEY
from trede.partners.takein import difference
from trede.regions.registry import pack

HELP_KINDS: tuple[str, ...] = get_args(Service.__annotations__["kind"])
STATUSES: tuple[str, ...] = get_args(Service.__annotations__["status"])


def _key(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) or len(text) > LONGEST_KEY:
        raise InputError(
            "key",
            "Schrijf kleine letters, cijfers en streepjes, zoals it-hub-leren.",
            "Write lower-case letters, digits and hyphens, such as it-hub-leren.",
        )
    return text


def _one_of(known: tuple[str, ...], text: str) -> str:
    found = text.casefold()
    for word in known:
        if word.casefold() == found:
            return word
    raise InputError("unknown-word", f"Kies uit: {', '.join(known)}.", f"Choose from: {', '.join(known)}.")


def _some_of(known: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Return words with commas between them, each once, in the order of the cell; nothing for an empty one."""
    return tuple(dict.fromkeys(_one_of(known, word.strip()) for word in text.split(",") if word.strip()))


def _languages(text: str) -> tuple[str, ...]:
    return tuple(word.strip().lower() for word in text.split(",") if word.strip()) or ("nl",)


def _whole(text: str) -> int | None:
    if not text:
        return None
    found = number(text)
    if found != found.to_integral_value():
        raise InputError("number", "Schrijf een heel getal.", "Write a whole number.")
    return int(found)


def _days(text: str) -> int:
    found = _whole(text)
    if found is None:
        raise InputError("number", "Schrijf een heel getal.", "Write a whole number.")
    return found


def _jobs(text: str) -> float | None:
    return float(number(text)) if text else None


def _day(text: str) -> date | None:
    return day(text) if text else None


def _plan(cells: Cells) -> Plan | None:
    """Judge one row: the service as the row describes it, against the one on the list. At most one query."""
    region = current_pack()
    keys = tuple(item.key for item in region.organisations)
    organisation = cells.read("organisation", needed(partial(_one_of, keys)))
    service = _service(cells)
    if organisation is None or service is None or cells.errors:
        return None
    try:
        owner, known = region.service(service.key)
    except KeyError:
        owner, known = None, None
    if owner is not None and owner.key != organisation:
        cells.refuse("organisation", _other(owner))
        return None
    outcome = Outcome.ADDED if known is None else Outcome.CHANGED if difference(known, service) else Outcome.SAME
    apply: Callable[[Actor], object] = partial(_apply, organisation, service)
    return Plan((service.key,), (organisation, service), outcome, apply)


def _other(owner: Organisation) -> InputError:
    return InputError(
        "other-organisation", f"Deze dienst is van {owner.name}.", f"This service belongs to {owner.name}."
    )


def _apply(organisation: str, service: Service, by: Actor) -> None:
    take_in(by=by, organisation=organisation, service=service)


def _service(cells: Cells) -> Service | None:
    """Return the service of a row, or None and a note at each cell that is wrong."""
    key = cells.read("key", needed(_key))
    words = {name: cells.read(name, needed(str)) for name in ("name_nl", "name_en", "what_nl", "what_en")}
    kind = cells.read("kind", needed(partial(_one_of, HELP_KINDS)))
    rungs = cells.read("rungs", needed(partial(_some_of, RUNGS)))
    topics = cells.read("topics", needed(partial(_some_of, (*TOPICS, *PILLARS))))
    answer = cells.read("response_working_days", needed(_days))
    limits, room = _limits(cells), _room(cells)
    if cells.errors:
        return None
    cost = Text(nl=cells.text("cost_nl"), en=cells.text("cost_en")) if cells.text("cost_nl") else None
    found: dict[str, object] = {
        "key": key,
        "name": Text(nl=words["name_nl"] or "", en=words["name_en"] or ""),
        "what": Text(nl=words["what_nl"] or "", en=words["what_en"] or ""),
        "kind": kind,
        "rungs": rungs,
        "topics": topics,
        "response_working_days": answer,
        "cost": cost,
        "languages": _languages(cells.text("languages")),
        "eligibility": limits,
        "source": cells.text("source") or "Ingelezen uit een bestand",
        **room,
    }
    return Service(**found)  # type: ignore[arg-type]  # each value was read by the reader of its own field


def _limits(cells: Cells) -> Eligibility:
    towns = tuple(town.name for town in pack().info.municipalities)
    sectors = tuple(sector.key for sector in pack().info.sectors)
    return Eligibility(
        minimum_fte=cells.read("minimum_fte", _jobs),
        maximum_fte=cells.read("maximum_fte", _jobs),
        municipalities=cells.read("municipalities", partial(_some_of, towns)) or None,
        sectors=cells.read("sectors", partial(_some_of, sectors)) or None,
        open_from=cells.read("open_from", _day),
        open_until=cells.read("open_until", _day),
    )


def _room(cells: Cells) -> dict[str, object]:
    status = cells.read("status", lambda text: _one_of(STATUSES, text or "open"))
    return {
        "status": status,
        "capacity": cells.read("capacity", _whole),
        "waiting_working_days": cells.read("waiting_working_days", _whole),
        "alternative": cells.text("alternative") or None,
        "confirmed_on": cells.read("confirmed_on", _day),
    }


def _rows() -> Iterator[tuple[str, ...]]:
    for organisation in current_pack().organisations:
        for service in organisation.services:
            yield _row(organisation.key, service)


def _row(organisation: str, service: Service) -> tuple[str, ...]:
    rule, cost = service.eligibility, service.cost
    return (
        service.key,
        organisation,
        service.name.nl,
        service.name.en,
        service.what.nl,
        service.what.en,
        service.kind,
        ", ".join(service.rungs),
        ", ".join(service.topics),
        str(service.response_working_days),
        cost.nl if cost else "",
        cost.en if cost else "",
        ", ".join(service.languages),
        _number(rule.minimum_fte),
        _number(rule.maximum_fte),
        ", ".join(rule.municipalities or ()),
        ", ".join(rule.sectors or ()),
        _written(rule.open_from),
        _written(rule.open_until),
        service.status,
        _number(service.capacity),
        _number(service.waiting_working_days),
        service.alternative or "",
        _written(service.confirmed_on),
        service.source,
    )


def _number(value: float | None) -> str:
    return "" if value is None else written(Decimal(str(value)))


def _written(value: date | None) -> str:
    return "" if value is None else value.isoformat()


def _nothing() -> int:
    return 0


SERVICES = Kind(
    key="services",
    names=("Diensten van partners", "Services of partners"),
    columns=(
        Column("key", "sleutel", ("service", "dienst"), needed=True),
        Column("organisation", "organisatie", ("partner",), needed=True),
        Column("name_nl", "naam", ("name", "naam nl"), needed=True),
        Column("name_en", "naam engels", ("naam en",), needed=True),
        Column("what_nl", "omschrijving", ("wat", "what"), needed=True),
        Column("what_en", "omschrijving engels", ("wat en",), needed=True),
        Column("kind", "soort", ("soort hulp",), needed=True),
        Column("rungs", "treden", ("trede", "rung"), needed=True),
        Column("topics", "onderwerpen", ("topic", "onderwerp"), needed=True),
        Column("response_working_days", "antwoord in werkdagen", ("reactietermijn",), needed=True),
        Column("cost_nl", "kosten", ("cost",)),
        Column("cost_en", "kosten engels"),
        Column("languages", "talen", ("taal", "language")),
        Column("minimum_fte", "minimum fte"),
        Column("maximum_fte", "maximum fte"),
        Column("municipalities", "gemeenten", ("gemeente",)),
        Column("sectors", "branches", ("branche", "sectoren")),
        Column("open_from", "open vanaf"),
        Column("open_until", "open tot en met"),
        Column("status", "stand"),
        Column("capacity", "capaciteit", ("tegelijk",)),
        Column("waiting_working_days", "wachttijd in werkdagen", ("wachttijd",)),
        Column("alternative", "in plaats daarvan", ("alternatief",)),
        Column("confirmed_on", "nagekeken op", ("bevestigd op",)),
        Column("source", "bron"),
    ),
    plan=_plan,
    rows=_rows,
    left_out=_nothing,
)


def _plan_organisation(cells: Cells) -> Plan | None:
    """Compare a row with the pack: who takes part is written there, so a file can only say the same."""
    key = cells.read("key", needed(str))
    if key is None:
        return None
    given = tuple(cells.text(column.key) for column in ORGANISATIONS.columns)
    known = next((row for row in _organisations() if row[0] == key), None)
    if given != known:
        says = "Wie meedoet, staat in partners.yml van het regiopakket. Verander het daar."
        english = "Who takes part is written in partners.yml of the region pack. Change it there."
        cells.refuse("key", InputError("in-the-pack", says, english))
        return None
    return Plan((key,), given, Outcome.SAME, _leave)


def _leave(by: Actor) -> None:
    """Do nothing: the row says what is known."""


def _organisations() -> Iterator[tuple[str, ...]]:
    for item in pack().organisations:
        yield item.key, item.name, item.kind, item.role.nl, item.role.en, item.url or "", item.municipality or ""


ORGANISATIONS = Kind(
    key="organisations",
    names=("Organisaties in de keten", "Organisations of the chain"),
    columns=(
        Column("key", "sleutel", ("organisation", "organisatie"), needed=True),
        Column("name", "naam", needed=True),
        Column("kind", "soort", needed=True),
        Column("role_nl", "rol", ("role",), needed=True),
        Column("role_en", "rol engels", needed=True),
        Column("url", "website"),
        Column("municipality", "gemeente"),
    ),
    plan=_plan_organisation,
    rows=_organisations,
    left_out=_nothing,
)
