"""The scan room with a database: one scan for one form, nothing lost, nothing half-saved, nothing leaked."""

import io
import logging
import re
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import pypdf
import pytest
from django.db import OperationalError
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis.extra.django import TestCase as HypothesisTestCase

from tests.strategies import answers as any_answers
from trede.companies.actions import register_firm
from trede.core.advice import score_scan
from trede.core.codes import ALPHABET, spoken
from trede.core.errors import OutOfOrder
from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.journal.models import Event
from trede.journal.types import SHREDDED
from trede.scan import outcome_views
from trede.scan.actions import correct_scan, discard_scan
from trede.scan.models import ScanResult
from trede.scan.outcome_page import book

pytestmark = pytest.mark.django_db
NONCE = re.compile(r'name="f" value="([A-Za-z0-9_-]{16})"')


def fields(answers: str, **more: str) -> dict[str, str]:
    """Return the form of seven answers."""
    return {f"q{number}": letter for number, letter in enumerate(answers, 1)} | more


def do_scan(client: Client, answers: str, prefix: str = "", **more: str) -> str:
    """Do the scan on one page and return the code."""
    response = client.post(f"{prefix}/scan/alles", fields(answers, **more))
    assert response.status_code == 303, response.content.decode()
    code = response.headers["Location"].rpartition("/")[2]
    assert response.headers["Location"] == f"{prefix}/uitkomst/{code}"
    assert len(code) == 8
    assert set(code) <= set(ALPHABET)
    return code


def share(code: str) -> ScanResult:
    """Let a firm share the outcome, as the chain does."""

    @action
    def claim(*, by: Actor) -> ScanResult:
        result = ScanResult.objects.get(code=code)
        result.firm = register_firm(by=by, name="Bakker BV", source="request")
        result.save(update_fields=["firm"])
        record("scan.claimed", by=by, firm=result.firm_id, subject=("scan", result.pk))
        return result

    return claim(by=Actor.system("test"))


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_seven_questions_one_by_one(client: Client) -> None:
    page = client.get("/scan/vraag/1")
    nonce = NONCE.search(text_of(page))
    assert nonce
    state = {"f": nonce[1]}
    for number, letter in enumerate("CCCCDD", 1):
        response = client.post(f"/scan/vraag/{number}", state | {f"q{number}": letter})
        assert response.status_code == 303
        assert response.headers["Location"].startswith(f"/scan/vraag/{number + 1}?a=")
        page = client.get(response.headers["Location"])
        state = dict(re.findall(r'type="hidden" name="(\w)" value="([^"]*)"', text_of(page)))
    assert state == {"a": "CCCCDD-", "f": nonce[1]}
    response = client.post("/scan/vraag/7", state | {"q7": "D"})
    assert response.status_code == 303
    result = ScanResult.objects.get()
    assert response.headers["Location"] == f"/uitkomst/{result.code}"
    assert (result.answers, result.phase, result.pattern) == ("CCCCDDD", "funderen", "heading-up")
    assert not response.cookies
    assert not client.cookies


def test_an_address_is_all_it_takes_to_go_on(client: Client) -> None:
    page = text_of(client.get("/scan/vraag/3?a=CC-----&f=abcdefghijklmnop"))
    assert 'href="/scan/vraag/2?a=CC-----&amp;f=abcdefghijklmnop"' in page
    assert 'value="C" id="q2-C" checked' in text_of(client.get("/scan/vraag/2?a=CC-----&f=abcdefghijklmnop"))
    assert 'href="/en/scan/vraag/3?a=CC-----&amp;f=abcdefghijklmnop"' in page


def test_a_skipped_question_is_asked_before_the_outcome(client: Client) -> None:
    response = client.post("/scan/vraag/7", {"a": "CC-CCC-", "f": "abcdefghijklmnop", "q7": "C"})
    assert response.headers["Location"] == "/scan/vraag/3?a=CC-CCCC&f=abcdefghijklmnop&open=1"
    page = text_of(client.get(response.headers["Location"]))
    assert "<title>Fout: Vraag 3 van 7" in page
    assert not ScanResult.objects.exists()


@pytest.mark.parametrize("number", [0, 8, 99])
def test_there_are_seven_questions(client: Client, number: int) -> None:
    assert client.get(f"/scan/vraag/{number}").status_code == 404


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ("q1=C&q2=C&q3=C&q4=C&q5=C&q6=C", "Kies bij"),
        ("q1=C&q2=C&q3=C&q4=C&q5=C&q6=C&q7=X", "kennen we niet"),
        ("q1=C&q2=C&q3=C&q4=C&q5=C&q6=C&q7=%00", "kennen we niet"),
        ("q1=C&q2=C&q3=C&q4=C&q5=C&q6=C&q7=C&q7=D", "twee antwoorden"),
        ("q1=C&q2=C&q3=C&q4=C&q5=C&q6=C&q7=CCCC", "te lang"),
        ("q1=C&q2=C&q3=C&q4=C&q5=C&q6=C&q7=%FF%FE", "te lang"),
    ],
)
def test_a_wrong_answer_comes_back_filled_in(client: Client, sent: str, says: str) -> None:
    response = client.post("/scan/alles", sent, content_type="application/x-www-form-urlencoded")
    page = text_of(response)
    assert response.status_code == 422
    assert "<title>Fout:" in page
    summary = page[page.index('class="error-summary"') : page.index("</ul>", page.index('class="error-summary"'))]
    assert says in summary
    assert 'href="#q7-A"' in summary
    assert "autofocus" in summary.partition(">")[0] or "autofocus" in page
    assert page.count(" checked") == 6
    assert not ScanResult.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("sent", ["", "\x00\x00", "q1", "=&=&=", "%", "q1=C" * 50])
def test_nonsense_is_an_error_in_the_form(client: Client, sent: str) -> None:
    response = client.post("/scan/alles", sent, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("body", "kind", "statuses"),
    [
        (b"x" * 10_000_000, "application/x-www-form-urlencoded", {413}),
        (b"\xff\xfe" * 40, "application/x-www-form-urlencoded; charset=utf-16", {400, 422}),
        (b"q1=C", "application/x-www-form-urlencoded; charset=no-such-thing", {400, 422}),
        (b"no boundary", "multipart/form-data; boundary=x", {400, 422}),
        (b"{}", "application/json", {422}),
        (b"&".join(b"a%d=1" % n for n in range(2000)), "application/x-www-form-urlencoded", {400, 413}),
    ],
    ids=["10 MB", "utf-16", "unknown charset", "no boundary", "json", "2000 fields"],
)
def test_bodies_that_are_no_form_of_ours(client: Client, body: bytes, kind: str, statuses: set[int]) -> None:
    response: Any = client.generic("POST", "/scan/alles", body, content_type=kind)
    assert response.status_code in statuses
    assert "<h1>" in text_of(response)
    assert not ScanResult.objects.exists()


def test_a_form_from_another_site_is_refused(client: Client) -> None:
    response = client.post("/scan/alles", fields("CCCCCCC"), headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403
    assert not ScanResult.objects.exists()


def test_the_same_form_twice_is_one_scan(client: Client) -> None:
    nonce = NONCE.search(text_of(client.get("/scan/alles")))
    assert nonce
    first = do_scan(client, "CCCCDDD", f=nonce[1])
    assert do_scan(client, "CCCCDDD", f=nonce[1]) == first
    assert list(Event.objects.values_list("type", flat=True)) == ["scan.completed"]


def test_the_same_form_with_another_answer_corrects_the_scan(client: Client) -> None:
    first = do_scan(client, "CCCCDDD", f="abcdefghijklmnop")
    assert do_scan(client, "CCCDDDD", f="abcdefghijklmnop") == first
    assert ScanResult.objects.get().answers == "CCCDDDD"
    corrected = Event.objects.get(type="scan.corrected")
    assert corrected.data["answers"] == "CCCDDDD"
    assert corrected.data["phase"] == "optimaliseren"


def test_a_shared_outcome_stays_as_it_is(client: Client) -> None:
    first = do_scan(client, "CCCCDDD", f="abcdefghijklmnop")
    kept = share(first)
    second = do_scan(client, "CCCDDDD", f="abcdefghijklmnop")
    assert second != first
    assert ScanResult.objects.get(code=first).answers == "CCCCDDD"
    assert ScanResult.objects.get(code=second).previous == kept
    with pytest.raises(OutOfOrder):
        correct_scan(by=Actor.anonymous(), result=kept, answers="AAAAAAA")
    with pytest.raises(OutOfOrder):
        discard_scan(by=Actor.anonymous(), result=kept)


def test_each_visitor_gets_another_form(client: Client) -> None:
    found = {NONCE.search(text_of(client.get("/scan/alles"))) for _ in range(5)}
    assert len({match[1] for match in found if match}) == 5
    assert "no-cache" in client.get("/scan/alles").headers["Cache-Control"]
    assert "private" in client.get("/scan/alles").headers["Cache-Control"]


def test_one_answer_can_be_changed_from_the_outcome(client: Client) -> None:
    code = do_scan(client, "CCCCDDD")
    page = text_of(client.get(f"/uitkomst/{code}"))
    assert f'href="/scan/vraag/5?a=CCCCDDD&amp;u={code}"' in page
    question = text_of(client.get(f"/scan/vraag/5?a=CCCCDDD&u={code}"))
    assert 'id="q5-D" checked' in question
    response = client.post("/scan/vraag/5", {"u": code, "a": "AAAAAAA", "q5": "A"})
    assert response.headers["Location"] == f"/uitkomst/{code}"
    assert ScanResult.objects.get().answers == "CCCCADD"


def test_changing_an_outcome_that_is_gone(client: Client) -> None:
    assert client.post("/scan/vraag/5", {"u": "00000000", "q5": "A"}).status_code == 404


@pytest.mark.parametrize("typed", ["{0}-{1}", "{0} {1}", " {0}{1} ", "{0}–{1}"])
def test_a_code_as_people_write_it(client: Client, typed: str) -> None:
    code = do_scan(client, "CCCCDDD")
    written = typed.format(code[:4], code[4:]).lower().replace("0", "o").replace("1", "l")
    response = client.post("/code", {"code": written})
    assert response.status_code == 303
    assert response.headers["Location"] == f"/uitkomst/{code}"


def test_a_code_in_lower_case_in_the_address(client: Client) -> None:
    code = do_scan(client, "CCCCDDD")
    response = client.get(f"/uitkomst/{spoken(code).lower()}/pdf")
    assert response.status_code == 302
    assert response.headers["Location"] == f"/uitkomst/{code}/pdf"


@pytest.mark.parametrize(
    ("typed", "status", "says"),
    [
        ("", 422, "Vul je code in"),
        ("K7M4", 422, "geen volledige code"),
        ("K7M4-9QXU", 422, "geen volledige code"),
        ("\x00" * 8, 422, "geen volledige code"),
        ("0" * 500, 422, "geen volledige code"),
        ("<script>", 422, "geen volledige code"),
        ("K7M4-9QXT", 404, "kennen we niet"),
    ],
)
def test_a_code_that_is_not_right(client: Client, typed: str, status: int, says: str) -> None:
    response = client.post("/code", {"code": typed})
    assert response.status_code == status
    assert says in text_of(response)
    assert "<title>Fout:" in text_of(response)
    assert "<script" not in text_of(response)


@pytest.mark.parametrize("tail", ["", "/pdf", "/opnieuw", "/weg"])
def test_an_unknown_code_in_the_address(client: Client, tail: str) -> None:
    assert client.get(f"/uitkomst/K7M49QXT{tail}").status_code == 404
    assert client.get(f"/uitkomst/niets{tail}").status_code == 404


def test_guessing_codes_stops(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcome_views, "_shut", {})
    code = do_scan(client, "CCCCDDD")
    statuses = [client.get(f"/uitkomst/0000000{letter}").status_code for letter in ALPHABET[: outcome_views.TRIES + 2]]
    assert statuses == [404] * outcome_views.TRIES + [429, 429]
    assert client.get(f"/uitkomst/{code}").status_code == 429
    assert client.get(f"/uitkomst/{code}", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_then_and_now(client: Client) -> None:
    with clock.at(datetime(2026, 3, 2, 12, tzinfo=UTC)):
        first = do_scan(client, "CCCCCDD")
    page = text_of(client.get(f"/uitkomst/{first}/opnieuw"))
    assert f"/scan/vraag/1?v={first}" in page
    assert " checked" not in text_of(client.get(f"/scan/alles?v={first}"))
    second = do_scan(client, "DDDDDDB", v=first)
    page = text_of(client.get(f"/uitkomst/{second}"))
    block = page[page.index('id="toen"') : page.index("</section>", page.index('id="toen"'))]
    assert "2 maart 2026" in block
    assert [block.count(f"<td>{word}</td>") for word in ("vooruit", "lager", "gelijk")] == [5, 1, 1]
    assert "Lager is niet erg" in block
    assert 'class="rung-3 then"' in page
    assert ScanResult.objects.get(code=second).previous == ScanResult.objects.get(code=first)
    assert Event.objects.filter(type="scan.completed").latest("id").data["again"] is True


def test_other_questions_are_not_compared(client: Client) -> None:
    first = do_scan(client, "CCCCCDD")
    second = do_scan(client, "DDDDDDB", v=first)
    from trede.journal.guard import unguarded

    with unguarded("a scan of an older version"):
        ScanResult.objects.filter(code=first).update(version="2025-01")
    page = text_of(client.get(f"/uitkomst/{second}"))
    assert "De vragen zijn sinds die dag veranderd" in page
    assert 'id="toen-nu"' not in page


def test_throwing_an_outcome_away(client: Client) -> None:
    code = do_scan(client, "CCCCDDD")
    later = do_scan(client, "DDDDDDD", v=code)
    assert 'action="/uitkomst/' in text_of(client.get(f"/uitkomst/{code}/weg"))
    assert ScanResult.objects.filter(code=code).exists()
    response = client.post(f"/uitkomst/{code}/weg")
    assert response.headers["Location"] == "/scan/weggegooid"
    assert client.get("/scan/weggegooid").status_code == 200
    assert client.get(f"/uitkomst/{code}").status_code == 404
    assert client.get(f"/uitkomst/{later}").status_code == 200
    assert Event.objects.filter(type="scan.completed").earliest("id").data["answers"] == SHREDDED
    assert Event.objects.filter(type="scan.discarded").count() == 1


def test_a_shared_outcome_is_not_thrown_away_here(client: Client) -> None:
    code = do_scan(client, "CCCCDDD")
    share(code)
    page = text_of(client.get(f"/uitkomst/{code}/weg"))
    assert "gedeeld met een adviseur" in page
    assert "<form" not in page
    assert client.post(f"/uitkomst/{code}/weg").status_code == 409
    assert client.get(f"/uitkomst/{code}").status_code == 200


@pytest.mark.parametrize("answers", ["CCCCDDD", "AAAEEEE", "BBCCDDE", "DDDDBDD", "FFFFFFF", "ABCDEFA"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_pdf(client: Client, answers: str, prefix: str) -> None:
    code = do_scan(client, answers)
    response = client.get(f"{prefix}/uitkomst/{code}/pdf")
    document = pypdf.PdfReader(io.BytesIO(response.content))
    root: Any = document.trailer["/Root"]
    assert response.headers["Content-Type"] == "application/pdf"
    assert len(response.content) <= 100_000
    assert len(document.pages) <= 2
    assert root["/Lang"] == ("en" if prefix else "nl")
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    text = " ".join(page.extract_text() for page in document.pages)
    words = book("en" if prefix else "nl")
    assert spoken(code) in text
    assert document.metadata
    assert document.metadata.title == words.headline(score_scan(words.scan, answers))


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_database_that_fails_keeps_what_was_typed(
    client: Client, prefix: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with patch("trede.scan.actions.insert", side_effect=OperationalError("database or disk is full")):
        every = client.post(f"{prefix}/scan/alles", fields("CCCCADD", f="abcdefghijklmnop"))
        last = client.post(f"{prefix}/scan/vraag/7", {"a": "CCCCAD-", "f": "abcdefghijklmnop", "q7": "D"})
    for response, chosen in ((every, 7), (last, 1)):
        page = text_of(response)
        assert response.status_code == 503
        assert response.headers["Retry-After"]
        assert page.count(" checked") == chosen
        assert 'name="f" value="abcdefghijklmnop"' in page
        assert "notice--danger" in page
    assert not ScanResult.objects.exists()
    assert not Event.objects.exists()
    assert "CCCC" not in caplog.text
    assert "abcdefghijklmnop" not in caplog.text
    assert do_scan(client, "CCCCADD", f="abcdefghijklmnop")


def test_no_half_a_scan_when_the_journal_fails(client: Client) -> None:
    with patch("trede.journal.actions.insert", side_effect=OperationalError("disk I/O error")):
        assert client.post("/scan/alles", fields("CCCCADD")).status_code == 503
    assert not ScanResult.objects.exists()


def test_an_outcome_page_is_nobody_elses(client: Client) -> None:
    code = do_scan(client, "CCCCDDD")
    response = client.get(f"/uitkomst/{code}")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert '<meta name="robots" content="noindex' in text_of(response)
    assert not response.cookies
    assert code not in str(list(Event.objects.values()))


def test_reading_an_outcome_costs_one_query(client: Client, django_assert_num_queries: Any) -> None:
    first = do_scan(client, "CCCCDDD")
    second = do_scan(client, "DDDDDDD", v=first)
    for code in (first, second):
        with django_assert_num_queries(1):
            client.get(f"/uitkomst/{code}")
    for path in ("/scan", "/scan/alles", "/scan/vraag/1", "/code"):
        with django_assert_num_queries(0):
            client.get(path)


class EveryScan(HypothesisTestCase):
    """Whatever is answered, the page is there, in both languages, within its weight."""

    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
    @given(any_answers)
    def test_every_outcome_has_its_page(self, answers: str) -> None:
        client = Client()
        code = do_scan(client, answers)
        for prefix in ("", "/en"):
            response = client.get(f"{prefix}/uitkomst/{code}")
            page = text_of(response)
            assert response.status_code == 200
            assert len(response.content) <= 30_000
            assert spoken(code) in page
            assert f'href="{prefix}/adviseur/{code}"' in page
            assert '<ul class="doors">' in page
            assert "{" not in page
            assert "␞" not in page
