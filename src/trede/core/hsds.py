"""Organisations and services as Open Referral HSDS 3.0, a declared profile (docs/reference/hsds-profile.md).

Pure: a pack in, plain JSON values out. Numbers of records are made from region, kind and key, so they stay the same for
as long as the key does. What is not known is left out. The profile adds two objects to a service: `eligibility` (HSDS
took that field out) and `availability`; everything else has the meaning of the specification.
"""

from collections.abc import Iterable, Sequence
from typing import TypeAlias
from uuid import UUID, uuid5

from trede.core.pack import Organisation, Pack, Service, Text

Value: TypeAlias = "str | float | Document | list[Document] | list[str] | None"
Document: TypeAlias = dict[str, "Value"]

VERSION = "3.0"
_NAMESPACE = UUID("5f1e8a1c-0f5b-5f0e-9d0a-7e2a3c1b4d60")
_STATUS = {"open": "active", "full": "temporarily closed", "closed": "inactive"}
_NESTED = ("attributes", "languages", "cost_options", "service_areas", "services", "phones", "contacts")
"""What stands in a record on its own, and not in a list of records."""
TAXONOMIES = {
    "trede": Text(nl="Treden van de digitale ladder", en="Rungs of the digital ladder"),
    "onderwerp": Text(nl="Onderwerpen van de zelfscan", en="Topics of the self-scan"),
    "soort": Text(nl="Soort hulp", en="Kind of help"),
}


def identifier(pack: Pack, kind: str, *keys: str) -> str:
    """Return the number of a record: the same one each time for the same region, kind and keys."""
    return str(uuid5(_NAMESPACE, "/".join((pack.info.key, kind, *keys))))


def about(profile: str, openapi: str) -> Document:
    """Return what an HSDS API says of itself; both are full addresses."""
    return {"version": VERSION, "profile": profile, "openapi_url": openapi}


def organization_documents(pack: Pack, language: str = "nl") -> list[Document]:
    """Return every organisation with its services in short, in the order of the pack."""
    return [_organization(pack, item, language) for item in pack.organisations]


def service_documents(pack: Pack, language: str = "nl") -> list[Document]:
    """Return every service, fully nested, in the order of the pack."""
    return [_service(pack, item, service, language) for item in pack.organisations for service in item.services]


def in_list(document: Document) -> Document:
    """Return a record as it stands in a list: only what it has one of."""
    return {name: value for name, value in document.items() if name not in _NESTED}


def find(documents: Iterable[Document], number: str) -> Document | None:
    """Return the record with this number, or None."""
    return next((document for document in documents if document["id"] == number), None)


def page(documents: Sequence[Document], number: int = 1, size: int = 50) -> Document:
    """Return page `number` (from 1) of `size` records, as HSDS wants its lists; empty beyond the last one.

    ValueError for a page or size below 1.
    """
    if number < 1 or size < 1:
        raise ValueError("pages and sizes count from 1")
    pages = max(1, -(-len(documents) // size))
    shown = list(documents[(number - 1) * size : number * size])
    return {
        "total_items": len(documents),
        "total_pages": pages,
        "page_number": number,
        "size": len(shown),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not shown,
        "contents": shown,
    }


def taxonomy_documents(pack: Pack, language: str = "nl") -> list[Document]:
    """Return the three taxonomies: rungs, topics and kinds of help."""
    return [_taxonomy(pack, key, language) for key in TAXONOMIES]


def taxonomy_term_documents(pack: Pack, language: str = "nl") -> list[Document]:
    """Return every term of the three taxonomies; codes are the keys of the pack."""
    kinds = dict.fromkeys(service.kind for item in pack.organisations for service in item.services)
    topics = dict.fromkeys(topic for item in pack.organisations for one in item.services for topic in one.topics)
    keys = [("trede", rung.key) for rung in pack.ladder.rungs]
    keys += [("onderwerp", key) for key in dict.fromkeys((*_questions(pack), *topics))]
    return [_term(pack, taxonomy, key, language) for taxonomy, key in [*keys, *(("soort", kind) for kind in kinds)]]


def _taxonomy(pack: Pack, key: str, language: str) -> Document:
    name = TAXONOMIES[key].in_language(language)
    return {
        "id": identifier(pack, "taxonomy", key),
        "name": name,
        "description": f"{name} ({pack.info.name.in_language(language)})",
        "version": pack.info.version,
    }


def _term(pack: Pack, taxonomy: str, key: str, language: str) -> Document:
    name, description = _words_of_term(pack, taxonomy, key, language)
    return {
        "id": identifier(pack, "term", taxonomy, key),
        "code": key,
        "name": name,
        "description": description,
        "taxonomy": TAXONOMIES[taxonomy].in_language(language),
        "taxonomy_id": identifier(pack, "taxonomy", taxonomy),
        "language": language,
    }


def _words_of_term(pack: Pack, taxonomy: str, key: str, language: str) -> tuple[str, str]:
    if taxonomy == "trede":
        rung = next(item for item in pack.ladder.rungs if item.key == key)
        return rung.name.in_language(language), rung.line.in_language(language)
    if taxonomy == "onderwerp":
        title = _questions(pack).get(key)
        name = title.in_language(language) if title else f"{'Pillar' if language == 'en' else 'Pijler'} {key}"
        return name, name
    text = pack.texts.get(f"help.kind.{key}")
    name = text.in_language(language) if text else key
    return name, name


def _questions(pack: Pack) -> dict[str, Text]:
    return {question.key: question.title for question in pack.scans[pack.info.default_scan].questions}


def _organization(pack: Pack, item: Organisation, language: str) -> Document:
    return _basic(pack, item, language) | {
        "services": [in_list(_service(pack, item, service, language)) for service in item.services],
    }


def _basic(pack: Pack, item: Organisation, language: str) -> Document:
    found: Document = {
        "id": identifier(pack, "organization", item.key),
        "name": item.name,
        "description": item.role.in_language(language),
    }
    if item.url is not None:
        found["website"] = item.url
    if item.key == pack.info.front_door and pack.info.contact.email is not None:
        found["email"] = pack.info.contact.email
    return found


def _service(pack: Pack, item: Organisation, service: Service, language: str) -> Document:
    number = identifier(pack, "service", service.key)
    found: Document = {
        "id": number,
        "organization_id": identifier(pack, "organization", item.key),
        "name": service.name.in_language(language),
        "description": service.what.in_language(language),
        "status": _STATUS[service.status],
        "organization": _basic(pack, item, language),
        "eligibility": _eligibility(pack, service),
        "availability": _availability(pack, service),
        "languages": _languages(pack, service, number),
        "service_areas": _areas(pack, service, number, language),
        "attributes": _attributes(pack, service, number, language),
    }
    if service.cost is not None:
        cost = service.cost.in_language(language)
        found["fees_description"] = cost
        option: Document = {"id": identifier(pack, "cost", service.key), "service_id": number}
        option["amount_description"] = cost
        found["cost_options"] = [option]
    if service.confirmed_on is not None:
        found["assured_date"] = service.confirmed_on.isoformat()
    if service.status != "open":
        found["alert"] = pack.text(f"help.status.{service.status}", language)
    return found


def _eligibility(pack: Pack, service: Service) -> Document:
    """Return for which firms a service is; what does not limit is left out."""
    rule = service.eligibility
    codes = {town.name: town.code for town in pack.info.municipalities}
    limits: Document = {
        "rungs": list(service.rungs),
        "minimum_fte": rule.minimum_fte,
        "maximum_fte": rule.maximum_fte,
        "municipalities": None if rule.municipalities is None else [codes[name] for name in rule.municipalities],
        "sectors": None if rule.sectors is None else list(rule.sectors),
        "open_from": None if rule.open_from is None else rule.open_from.isoformat(),
        "open_until": None if rule.open_until is None else rule.open_until.isoformat(),
    }
    return {name: value for name, value in limits.items() if value is not None}


def _availability(pack: Pack, service: Service) -> Document:
    """Return how much room there is, and where to go when there is none."""
    other = None if service.alternative is None else identifier(pack, "service", service.alternative)
    known: Document = {
        "response_working_days": service.response_working_days,
        "waiting_working_days": service.waiting_working_days,
        "capacity": service.capacity,
        "status_since": None if service.status_since is None else service.status_since.isoformat(),
        "alternative_service_id": other,
    }
    return {name: value for name, value in known.items() if value is not None}


def _languages(pack: Pack, service: Service, number: str) -> list[Document]:
    return [
        {"id": identifier(pack, "language", service.key, code), "service_id": number, "code": code}
        for code in service.languages
    ]


def _areas(pack: Pack, service: Service, number: str, language: str) -> list[Document]:
    """Return the municipalities of a service, or the region when it is for all of them."""
    towns = service.eligibility.municipalities or (pack.info.region.in_language(language),)
    keys = service.eligibility.municipalities or (pack.info.key,)
    return [
        {"id": identifier(pack, "area", service.key, key), "service_id": number, "name": name}
        for key, name in zip(keys, towns, strict=True)
    ]


def _attributes(pack: Pack, service: Service, number: str, language: str) -> list[Document]:
    terms = [("trede", rung) for rung in service.rungs] + [("onderwerp", topic) for topic in service.topics]
    return [
        {
            "id": identifier(pack, "attribute", service.key, taxonomy, key),
            "link_id": number,
            "link_entity": "service",
            "taxonomy_term_id": identifier(pack, "term", taxonomy, key),
            "taxonomy_term": _term(pack, taxonomy, key, language),
        }
        for taxonomy, key in [*terms, ("soort", service.kind)]
    ]
