"""The rest of the API: datasets and agenda, HEAD, refusals before a view is reached, HSDS as it goes over the wire."""

import json
from typing import Any, NoReturn

import jsonschema
import pytest
from django.test import Client

from tests.integration.test_api import problem_of
from tests.unit.test_hsds import published, validator
from trede.opendata.api import allowance
from trede.opendata.datasets import DATASETS
from trede.web.middleware import MAXIMUM_BODY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_allowance() -> None:
    allowance.forget()


def test_every_dataset_is_listed_and_its_files_are_there() -> None:
    found = Client().get("/api/v1/datasets").json()
    assert [item["key"] for item in found["contents"]] == [dataset.key for dataset in DATASETS]
    for item in found["contents"]:
        assert item == Client().get(f"/api/v1/datasets/{item['key']}").json()
        assert bool(item["files"]) is item["present"]
        places = [item["page"], item["table_schema"], *(file["url"] for file in item["files"])]
        for place in places:
            assert Client().get(place.partition(":8000")[2]).status_code == 200, place
        for file in item["files"]:
            answer = Client().head(file["url"].partition(":8000")[2])
            assert answer.headers["Content-Type"].startswith(file["media_type"])


def test_an_unknown_dataset_is_a_problem() -> None:
    assert problem_of(Client().get("/api/v1/datasets/nergens"))["status"] == 404


def test_the_agenda_is_empty_and_says_why() -> None:
    answer = Client().get("/api/v1/agenda")
    found = answer.json()
    assert (found["contents"], found["empty"], found["total_items"]) == ([], True, 0)
    assert found["note"]["nl"]
    assert found["note"]["en"]
    assert 'rel="first"' in answer.headers["Link"]


@pytest.mark.parametrize("path", ["ladder", "datasets", "services", "openapi.json", "indicators/reach"])
def test_head_gives_what_get_gives_without_the_content(path: str) -> None:
    whole, headers = Client().get(f"/api/v1/{path}"), Client().head(f"/api/v1/{path}")
    assert (headers.status_code, headers.content) == (200, b"")
    for name in ("Content-Type", "API-Version", "Content-Length"):
        assert headers.headers[name] == whole.headers[name]
    assert headers.headers.get("ETag") == whole.headers.get("ETag")


def test_head_writes_nothing_and_says_what_is_possible() -> None:
    answer = Client().head("/api/v1/scans")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert "HEAD" in Client().delete("/api/v1/ladder").headers["Allow"]


@pytest.mark.parametrize(("language", "word"), [("nl", "stuur minder"), ("en", "send less")])
def test_too_large_is_a_problem_and_no_page(language: str, word: str) -> None:
    large = json.dumps({"answers": {"tools": "A" * MAXIMUM_BODY}})
    answer = Client(headers={"Accept-Language": language}).post("/api/v1/scans", large, content_type="application/json")
    assert answer.status_code == 413
    assert answer.headers["Content-Language"] == language
    found = problem_of(answer)
    assert found["code"] == "too-large"
    assert word in found["detail"].lower()


def test_without_a_length_is_a_problem_too() -> None:
    answer = Client().generic("POST", "/api/v1/scans", headers={"transfer-encoding": "chunked"})
    assert answer.status_code == 411
    assert problem_of(answer)["code"] == "bad-request"


LARGE = b"A" * (MAXIMUM_BODY + 1)
REFUSED: tuple[tuple[int, str, str, dict[str, Any]], ...] = (
    (411, "POST", "/api/v1/scans", {"headers": {"transfer-encoding": "chunked"}}),
    (413, "POST", "/api/v1/scans", {"data": LARGE, "content_type": "application/json"}),
    (404, "GET", "/api/v1", {}),
    (404, "GET", "/api/v1/nergens/nog/verder", {}),
    (404, "GET", "/api/v1/ladder/", {}),
)


@pytest.mark.parametrize(("status", "method", "path", "more"), REFUSED)
def test_what_is_refused_before_the_api_carries_its_version_too(
    status: int, method: str, path: str, more: dict[str, Any]
) -> None:
    answer = Client().generic(method, path, **more)
    assert answer.status_code == status
    assert answer.headers["API-Version"] == "1.0.0"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert problem_of(answer)["status"] == status


@pytest.mark.parametrize("path", ["/", "/open-data", "/api/v10", "/nergens"])
def test_other_pages_carry_no_version(path: str) -> None:
    answer = Client().get(path)
    assert "API-Version" not in answer.headers
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_page_stays_a_page() -> None:
    answer = Client().post("/scan/alles", {"q1": "A" * MAXIMUM_BODY})
    assert answer.status_code == 413
    assert answer.headers["Content-Type"].startswith("text/html")


def test_a_fault_of_ours_is_a_problem_without_a_word_about_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> NoReturn:
        raise RuntimeError("secret")

    monkeypatch.setattr("trede.opendata.api.policy.pack", broken)
    answer = Client(raise_request_exception=False).get("/api/v1/ladder")
    assert answer.headers["API-Version"] == "1.0.0"
    assert answer.status_code == 500
    assert problem_of(answer)["code"] == "server-error"
    assert "secret" not in answer.content.decode()


@published
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("services", "compiled/service.json"),
        ("organizations", "compiled/organization.json"),
        ("taxonomies", "taxonomy.json"),
        ("taxonomy-terms", "taxonomy_term.json"),
    ],
)
def test_hsds_over_the_wire_is_what_the_published_schemas_ask(name: str, schema: str, language: str) -> None:
    client = Client(headers={"Accept-Language": language})
    listed = client.get(f"/api/v1/{name}?perPage=200").json()["contents"]
    assert listed
    for item in listed:
        if name.startswith("tax"):
            validator(schema).validate(item)
        else:
            validator(schema).validate(client.get(f"/api/v1/{name}/{item['id']}").json())


@published
@pytest.mark.parametrize("name", ["service", "organization"])
def test_the_lists_of_hsds_hold_what_it_asks_of_a_list(name: str) -> None:
    listed = Client().get(f"/api/v1/{name}s?perPage=200").json()["contents"]
    rules = validator(f"compiled/{name}_list.json")
    for item in listed:
        rules.validate(item)
    with pytest.raises(jsonschema.ValidationError):
        rules.validate({**listed[0], "id": "no-uuid"})
