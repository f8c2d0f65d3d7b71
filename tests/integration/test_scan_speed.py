"""What a scan costs: queries counted, and the processor's time against a bare application that stores the same answers.

The figures themselves come from `python -m bench scan`; here stands what may never be forgotten again.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.floor import application as floor
from bench.steps import ALL, FORM, call, whole_scan
from trede.scan.models import ScanResult
from trede.web.handler import Handler

GENEROUS = 15
"""Times the floor, in one process without a server; about five on a quiet machine."""


def least_time(application: Any, tries: int) -> float:
    """Return the least seconds of this thread that a whole scan took: neighbours on the machine only add to it."""
    return min(sum(whole_scan(application).values()) for _ in range(tries))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the floor stores in SQLite")
def test_a_scan_costs_a_few_times_the_floor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOOR_DATABASE", str(tmp_path / "floor.sqlite3"))
    site = Handler()
    for application in (site, floor):
        least_time(application, 150)  # imports, statements and the pieces of pages
    least = {application: least_time(application, 150) for application in (site, floor)}
    assert least[site] <= GENEROUS * least[floor]


@pytest.mark.django_db
def test_what_each_step_asks_of_the_database(client: Client) -> None:
    with CaptureQueriesContext(connection) as empty:
        client.get(ALL)
    assert len(empty) == 0, "the form is the same for everyone"
    with CaptureQueriesContext(connection) as storing:
        stored = client.post(ALL, "f=abcdefghijklmnop&q1=A&q2=B&q3=C&q4=D&q5=E&q6=F&q7=A", content_type=FORM)
    assert [query["sql"].split()[0] for query in storing if "SAVEPOINT" not in query["sql"]] == ["INSERT", "INSERT"]
    with CaptureQueriesContext(connection) as showing:
        client.get(stored.headers["Location"])
    assert len(showing) == 1, "the outcome with its earlier one"


@pytest.mark.django_db
def test_the_handler_of_the_server_answers_as_the_one_of_the_tests(client: Client) -> None:
    site = Handler()
    stored = client.post(ALL, "f=abcdefghijklmnop&q1=A&q2=B&q3=C&q4=D&q5=E&q6=F&q7=A", content_type=FORM)
    for path in ("/", "/en/scan", stored.headers["Location"], "/balie/inloggen", "/balie/werklijst", "/nergens"):
        for _ in range(2):  # the second time its view is known
            expected: Any = client.get(path, headers={"host": "localhost"})
            status, headers, content = call(site, "GET", path)
            assert status == f"{expected.status_code} {expected.reason_phrase}"
            names = [name for name, _ in headers if name != "Set-Cookie"]
            assert sorted(names) == sorted(expected.headers)
            assert len(headers) - len(names) == len(expected.cookies)
            assert without_tokens(content) == without_tokens(expected.content)


def without_tokens(page: bytes) -> bytes:
    """Blank the form token, which is another one for each request."""
    return re.sub(rb'(name="csrfmiddlewaretoken" value=)"[^"]*"', rb"\1", page)


@pytest.mark.django_db
def test_the_handler_answers_under_its_own_names_only() -> None:
    site = Handler()
    for _ in range(2):
        assert call(site, "GET", "/scan", HTTP_HOST="localhost:8000")[0].startswith("200")
        assert call(site, "GET", "/scan", HTTP_HOST="elders.example")[0].startswith("4")


@pytest.mark.django_db
def test_the_handler_turns_an_error_of_a_view_into_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("trede.scan.views.new_nonce", broken)
    status, _, page = call(Handler(), "GET", ALL)
    assert status.startswith("500")
    assert b"<h1" in page


@pytest.mark.django_db
def test_a_body_that_is_compressed_or_not(client: Client) -> None:
    site = Handler()
    _, plain, page = call(site, "GET", "/scan")
    _, packed, small = call(site, "GET", "/scan", HTTP_ACCEPT_ENCODING="br, gzip")
    assert dict(packed)["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in dict(plain)
    assert dict(plain)["Vary"] == dict(packed)["Vary"] == "Accept-Encoding"
    for headers, content in ((plain, page), (packed, small)):
        assert dict(headers)["Content-Length"] == str(len(content))
    assert len(small) < len(page) / 2


@pytest.mark.django_db
def test_the_same_form_again_is_the_same_scan_whichever_way_it_is_read(client: Client) -> None:
    letters = {f"q{number}": letter for number, letter in enumerate("ABCDEFA", 1)}
    short = client.post(ALL, "f=abcdefghijklmnop&q1=A&q2=B&q3=C&q4=D&q5=E&q6=F&q7=A", content_type=FORM)
    apart = client.post(ALL, {**letters, "f": "abcdefghijklmnop"})
    assert short.headers["Location"] == apart.headers["Location"]
    assert ScanResult.objects.get().answers == "ABCDEFA"


@pytest.mark.django_db
def test_marks_in_a_statement() -> None:
    with connection.cursor() as cursor:
        for value in ("%s", "?", "1"):
            cursor.execute("SELECT %s, '100%%', '?'", [value])
            assert cursor.fetchone() == (value, "100%", "?")
