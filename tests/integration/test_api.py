"""The API under /api/v1: the documents, the errors, and what a caller may rely on."""

import json
from typing import Any

import pytest
from django.test import Client

from trede.commands.score import find_scan
from trede.core.advice import outcome_document, score_scan
from trede.journal.models import Event
from trede.opendata.api import allowance
from trede.regions.registry import pack
from trede.scan.models import ScanResult

pytestmark = pytest.mark.django_db
TOPICS = ("tools", "data", "processes", "skills", "safety", "ai", "strategy")
LISTS = ("questions", "instruments", "indicators")


@pytest.fixture(autouse=True)
def _fresh_allowance() -> None:
    allowance.forget()


def body(answers: str = "CCCCDDD", **more: Any) -> dict[str, Any]:
    """Return what a caller sends for these answers; a blank is left out."""
    given = {topic: letter for topic, letter in zip(TOPICS, answers, strict=True) if letter != "-"}
    return {"scan": "mkb-zelfscan", "answers": given, **more}


def send(content: Any, **headers: str) -> Any:
    return Client(headers=headers).post("/api/v1/scans", content, content_type="application/json")


def problem_of(answer: Any) -> Any:
    assert answer.headers["Content-Type"] == "application/problem+json"
    found = answer.json()
    assert found["status"] == answer.status_code
    assert found["title"]
    assert found["detail"]
    return found


def test_a_scan_is_scored_stored_and_read_back() -> None:
    answer = send(body(context={"municipality": "Assen", "sector": "bouw", "size": "10-49"}))
    assert answer.status_code == 201
    found = answer.json()
    region = pack()
    scan = find_scan(region, "mkb-zelfscan")
    expected = outcome_document(region, scan, score_scan(scan, "CCCCDDD"))
    assert {name: found[name] for name in expected} == expected
    stored = ScanResult.objects.get()
    assert (stored.channel, stored.municipality, stored.sector, stored.size) == ("api", "GM0106", "bouw", "10-49")
    assert found["code"] == f"{stored.code[:4]}-{stored.code[4:]}"
    assert found["url"].endswith(f"/uitkomst/{stored.code}")
    assert answer.headers["Cache-Control"] == "private, no-store"
    again = Client().get(answer.headers["Location"])
    assert again.json() == found
    event = Event.objects.get(type="scan.completed")
    assert event.data["channel"] == "api"


def test_english_when_the_caller_asks_for_it() -> None:
    answer = send(body("CDCCDD-"), **{"Accept-Language": "en, nl;q=0.5"})
    assert answer.headers["Content-Language"] == "en"
    assert "/en/uitkomst/" in answer.json()["url"]


def test_the_same_request_twice_gives_one_scan() -> None:
    first = send(body(), **{"Idempotency-Key": "7f3b"})
    second = send(body(), **{"Idempotency-Key": "7f3b"})
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert ScanResult.objects.count() == 1
    other = send(body("EEEEEEE"), **{"Idempotency-Key": "7f3b"})
    assert other.status_code == 409
    assert problem_of(other)["code"] == "key-used"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{", "unreadable"),
        ({"answers": {}}, "not-valid"),
        (body("CCCCDDD", scan="onbekend"), "unknown-scan"),
        (body(context={"municipality": "Utrecht"}), "unknown-municipality"),
        (body(context={"sector": "ruimtevaart"}), "unknown-sector"),
        ({"answers": {"tools": "G"}}, "not-valid"),
        ({"answers": {"onzin": "A"}}, "unknown-topic"),
        (body(naam="Bakker"), "not-valid"),
    ],
)
def test_what_cannot_be_read_is_named_and_nothing_is_stored(content: Any, code: str) -> None:
    answer = send(content)
    assert answer.status_code == 400
    assert problem_of(answer)["code"] == code
    assert ScanResult.objects.count() == 0
    assert "Bakker" not in answer.content.decode()


def test_an_unknown_code_is_not_found_and_costs_a_try() -> None:
    assert problem_of(Client().get("/api/v1/scans/AAAA-AAAA"))["code"] == "not-found"
    for _ in range(40):
        last = Client().get("/api/v1/scans/AAAABBBB")
    assert last.status_code == 429
    assert last.headers["Retry-After"]


@pytest.mark.parametrize("name", LISTS)
def test_lists_come_in_pages_with_links(name: str) -> None:
    whole = Client().get(f"/api/v1/{name}").json()
    first = Client().get(f"/api/v1/{name}?perPage=2")
    assert first.json()["contents"] == whole["contents"][:2]
    assert 'rel="next"' in first.headers["Link"]
    last = Client().get(f"/api/v1/{name}?perPage=2&page={first.json()['total_pages']}").json()
    assert last["last_page"]
    assert last["contents"][-1] == whole["contents"][-1]
    beyond = Client().get(f"/api/v1/{name}?page=999").json()
    assert beyond["empty"]
    assert problem_of(Client().get(f"/api/v1/{name}?page=0"))["errors"][0]["location"] == "page"


def test_who_has_the_document_already_gets_it_no_second_time() -> None:
    first = Client().get("/api/v1/ladder")
    again = Client(headers={"If-None-Match": first.headers["ETag"]}).get("/api/v1/ladder")
    assert (again.status_code, again.content) == (304, b"")
    assert [rung["place"] for rung in first.json()["rungs"]] == [1, 2, 3, 4, 5, 6]


def test_an_indicator_gives_the_figures_of_the_page() -> None:
    from trede.core.periods import parse_period
    from trede.monitor.figures import figures
    from trede.monitor.report import indicator_of

    found = Client().get("/api/v1/indicators/reach?period=2026-Q1").json()
    expected = indicator_of(figures(parse_period("2026-Q1")), "reach")
    assert found["cells"] == expected["cells"]
    assert found["period"] == "2026-Q1"
    assert problem_of(Client().get("/api/v1/indicators/reach?period=lente"))["status"] == 400
    assert problem_of(Client().get("/api/v1/indicators/geluk"))["status"] == 404


@pytest.mark.parametrize("path", ["/api/v1/ladder", "/api/v1/openapi.json", "/api/v1/nergens"])
def test_every_answer_says_its_version_and_may_be_read_from_another_site(path: str) -> None:
    answer = Client().get(path)
    assert answer.headers["API-Version"] == "1.0.0"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies


def test_a_wrong_method_says_which_ones_there_are() -> None:
    answer = Client().delete("/api/v1/ladder")
    assert answer.status_code == 405
    assert answer.headers["Allow"]
    assert problem_of(answer)["code"] == "method"


def test_who_asks_too_often_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time stands still: on a slow machine the allowance would fill up again meanwhile."""
    monkeypatch.setattr(allowance, "monotonic", lambda: 0.0)
    client = Client()
    codes = {client.get("/api/v1/ladder").status_code for _ in range(int(allowance.READS) + 20)}
    assert codes == {200, 429}


def test_reading_writes_nothing() -> None:
    before = Event.objects.count()
    for name in (*LISTS, "ladder", "openapi.json", "indicators/reach"):
        assert Client().get(f"/api/v1/{name}").status_code == 200
    assert Event.objects.count() == before


def test_the_example_in_the_description_works() -> None:
    document = Client().get("/api/v1/openapi.json").json()
    example = document["components"]["schemas"]["ScanIn"]["example"]
    assert send(json.dumps(example)).status_code == 201
