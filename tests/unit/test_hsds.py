"""Organisations and services as HSDS 3.0, checked against the published schemas when those are at hand."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from trede.core import hsds
from trede.core.pack import Eligibility, Pack, Service, Text
from trede.core.service_changes import Offer, with_offers
from trede.regions.load import load_pack

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT.parent / "shared" / "data" / "standards" / "hsds-3.0" / "schema"
REGIONS = sorted(path.parent.name for path in (ROOT / "packs").glob("*/partners.yml"))
LANGUAGES = ["nl", "en"]

published = pytest.mark.skipif(
    not SCHEMAS.is_dir(), reason="the schemas that Open Referral published for HSDS 3.0 are not at hand"
)


@cache
def region(name: str) -> Pack:
    return load_pack(ROOT / "packs" / name)


@cache
def validator(name: str) -> Any:
    schema = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def changed(pack: Pack, key: str, **fields: object) -> Pack:
    organisation, service = pack.service(key)
    return with_offers(pack, [Offer(organisation.key, key, msgspec.structs.replace(service, **fields))])


def rich() -> Pack:
    """The pack of Drenthe with one service of which everything is known."""
    return changed(
        region("drenthe"),
        "it-hub-invoering",
        cost=Text(nl="Gratis", en="Free"),
        languages=("nl", "en"),
        confirmed_on=date(2026, 11, 1),
        status="full",
        status_since=date(2026, 11, 2),
        capacity=4,
        waiting_working_days=30,
        alternative="it-bedrijven-uitvoering",
        eligibility=Eligibility(minimum_fte=2, municipalities=("Emmen", "Assen"), open_from=date(2026, 1, 1)),
    )


def the_service(pack: Pack, key: str) -> Any:
    number = hsds.identifier(pack, "service", key)
    found = hsds.find(hsds.service_documents(pack), number)
    assert found is not None
    return found


@published
@pytest.mark.exhaustive
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*REGIONS, "rich"])
def test_every_record_is_what_the_published_schemas_ask(name: str, language: str) -> None:
    pack = rich() if name == "rich" else region(name)
    services, organisations = hsds.service_documents(pack, language), hsds.organization_documents(pack, language)
    for schema, documents in {
        "compiled/service_with_definitions.json": services,
        "compiled/service_list.json": [hsds.in_list(item) for item in services],
        "compiled/organization_list.json": [hsds.in_list(item) for item in organisations],
        "taxonomy.json": hsds.taxonomy_documents(pack, language),
        "taxonomy_term.json": hsds.taxonomy_term_documents(pack, language),
    }.items():
        assert documents
        for document in documents:
            validator(schema).validate(document)


@published
@pytest.mark.exhaustive
@pytest.mark.parametrize("schema", ["compiled/service.json", "compiled/organization.json"])
def test_the_fully_nested_schemas_agree(schema: str) -> None:
    """The largest two (2 and 3 MB): one region is enough."""
    made = hsds.service_documents if "service" in schema else hsds.organization_documents
    for document in made(rich()):
        validator(schema).validate(document)


@published
def test_the_schemas_would_notice() -> None:
    wrong = the_service(region("minimal"), "cursus") | {"status": "bijna open"}
    with pytest.raises(jsonschema.ValidationError):
        validator("compiled/service_list.json").validate(hsds.in_list(wrong))
    with pytest.raises(jsonschema.ValidationError):
        validator("compiled/service_list.json").validate({**hsds.in_list(wrong), "status": "active", "id": "cursus"})


@pytest.mark.exhaustive
def test_numbers_stay_and_are_each_of_one_record() -> None:
    first, again = hsds.service_documents(region("minimal")), hsds.service_documents(rich_copy())
    assert [item["id"] for item in first] == [item["id"] for item in again]
    numbers = [item["id"] for name in REGIONS for item in _all_records(region(name))]
    assert len(numbers) == len(set(numbers))


def rich_copy() -> Pack:
    """The same pack with other words: numbers depend on keys only."""
    return changed(region("minimal"), "cursus", name=Text(nl="Anders", en="Other"))


def _all_records(pack: Pack) -> list[hsds.Document]:
    return [
        *hsds.organization_documents(pack),
        *hsds.service_documents(pack),
        *hsds.taxonomy_documents(pack),
        *hsds.taxonomy_term_documents(pack),
    ]


@pytest.mark.exhaustive
def test_a_service_of_which_everything_is_known() -> None:
    pack = rich()
    found = the_service(pack, "it-hub-invoering")
    assert found["status"] == "temporarily closed"
    assert found["alert"] == "nu vol"
    assert found["assured_date"] == "2026-11-01"
    assert found["fees_description"] == "Gratis"
    assert [item["code"] for item in found["languages"]] == ["nl", "en"]
    assert [item["name"] for item in found["service_areas"]] == ["Emmen", "Assen"]
    assert found["eligibility"] == {
        "rungs": ["funderen", "optimaliseren"],
        "minimum_fte": 2,
        "municipalities": ["GM0114", "GM0106"],
        "open_from": "2026-01-01",
    }
    other = hsds.identifier(pack, "service", "it-bedrijven-uitvoering")
    assert found["availability"] == {
        "response_working_days": 5,
        "waiting_working_days": 30,
        "capacity": 4,
        "status_since": "2026-11-02",
        "alternative_service_id": other,
    }
    terms = {item["taxonomy_term"]["code"] for item in found["attributes"]}
    assert {"funderen", "optimaliseren", "data", "implementation"} <= terms


def test_what_is_not_known_is_left_out() -> None:
    found = the_service(region("minimal"), "eerste-gesprek")
    assert not {"assured_date", "fees_description", "cost_options", "alert", "wait_time"} & set(found)
    assert found["service_areas"][0]["name"] == "Voorbeeldstreek"
    assert None not in found.values()


@pytest.mark.exhaustive
def test_lists_hold_only_what_a_record_has_one_of() -> None:
    for document in hsds.service_documents(rich()):
        listed = hsds.in_list(document)
        assert not [name for name, value in listed.items() if isinstance(value, list)]


@pytest.mark.parametrize(
    ("number", "size", "shown", "first", "last"),
    [(1, 10, 10, True, False), (4, 10, 7, False, True), (9, 10, 0, False, True)],
)
def test_pages(number: int, size: int, shown: int, first: bool, last: bool) -> None:
    documents: list[hsds.Document] = [{"id": str(item)} for item in range(37)]
    found = hsds.page(documents, number, size)
    contents = found["contents"]
    assert isinstance(contents, list)
    assert (found["size"], len(contents), found["empty"]) == (shown, shown, not shown)
    assert (found["first_page"], found["last_page"]) == (first, last)
    assert (found["total_items"], found["total_pages"]) == (37, 4)


def test_no_page_is_a_page_too() -> None:
    assert hsds.page([])["total_pages"] == 1
    assert hsds.page([])["empty"] is True
    for number, size in ((0, 5), (1, 0)):
        with pytest.raises(ValueError, match="count from 1"):
            hsds.page([], number, size)


def test_english_documents_are_english() -> None:
    pack = region("drenthe")
    names = {item["name"] for item in hsds.service_documents(pack, "en")}
    assert pack.service("it-hub-invoering")[1].name.en in names


def test_every_status_has_a_word_of_hsds() -> None:
    allowed = {"active", "inactive", "defunct", "temporarily closed"}
    for status in Service.__annotations__["status"].__args__:
        other = None if status == "open" else "eerste-gesprek"
        found = the_service(changed(region("minimal"), "cursus", status=status, alternative=other), "cursus")
        assert found["status"] in allowed
