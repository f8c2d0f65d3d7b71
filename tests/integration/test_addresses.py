"""Addresses as people type them, names that are not ours, and forms that come too late."""

import logging

import pytest
from django.test import Client

from tests.cast import client_of
from tests.chain import answered_scan, ask
from trede.chain.models import AdviceRequest
from trede.scan.models import ScanResult
from trede.web import failures

pytestmark = pytest.mark.django_db
ANSWERS = {f"q{number}": "C" for number in range(1, 8)}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/scan/", "/scan"),
        ("/en", "/en/"),
        ("/en/ladder//", "/en/ladder"),
        ("/uitkomst/K7M49QXT/", "/uitkomst/K7M49QXT"),
        ("/scan/vraag/2/?a=C------", "/scan/vraag/2?a=C------"),
    ],
)
def test_a_slash_is_forgiven(typed: str, meant: str) -> None:
    answer = Client().get(typed)
    assert (answer.status_code, answer["Location"]) == (301, meant)


@pytest.mark.parametrize("typed", ["//elsewhere.example/", "//elsewhere.example/scan/", "/nergens/", "/scan/%0d%0ax/"])
def test_what_is_nowhere_stays_nowhere(typed: str) -> None:
    assert Client().get("/", PATH_INFO=typed).status_code == 404
    assert Client().post("/scan/").status_code == 404


@pytest.mark.parametrize("address", ["/", "/en/scan", "/scan/alles", "/balie/inloggen", "/balie/werklijst"])
def test_the_site_answers_under_its_own_names_only(
    address: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """From the first page on: a scan that can be filled in and never read would be worse."""
    monkeypatch.setattr(failures, "_refused_names", set())
    client = Client(headers={"host": "elsewhere.example"})
    with caplog.at_level(logging.WARNING):
        answer = client.get(address)
        assert client.post("/scan/alles", ANSWERS).status_code == 400
    assert answer.status_code == 400
    assert "elsewhere" not in answer.content.decode()
    assert ScanResult.objects.count() == 0
    assert [record.getMessage() for record in caplog.records] == [
        "refused a visitor of 'elsewhere.example': TREDE_HOSTS does not name it"
    ]


def test_probes_may_use_any_name() -> None:
    assert Client(headers={"host": "10.0.0.7"}).get("/healthz").status_code == 200


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page() -> None:
    """And not to the address of the form, which cannot be opened."""
    ask(answered_scan("CCCCDDD").code)
    request = AdviceRequest.objects.get()
    page, form = f"/balie/aanvraag/{request.pk}", f"/balie/aanvraag/{request.pk}/opnemen"
    late = Client().post(form, headers={"referer": f"http://testserver{page}?tab=x"})
    assert late["Location"] == f"/balie/inloggen?verder={page}"
    for elsewhere in ("https://elsewhere.example/x", "", "http://testserver"):
        assert Client().post(form, headers={"referer": elsewhere})["Location"] == "/balie/inloggen?verder=/balie"


def test_opening_the_address_of_a_form_gives_a_page_with_a_way_on() -> None:
    ask(answered_scan("CCCCDDD").code)
    answer = client_of("adviser").get(f"/balie/aanvraag/{AdviceRequest.objects.get().pk}/opnemen")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert 'href="/balie"' in answer.content.decode()
