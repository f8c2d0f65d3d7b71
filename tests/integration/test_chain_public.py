"""Asking for an adviser on the public site: errors, a receipt, once only, in two languages, without a cookie."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from tests.chain import REQUEST, answered_scan, ask
from trede.chain.actions import receive_request
from trede.chain.ask_form import AskForm
from trede.chain.models import AdviceRequest
from trede.core.errors import InputError
from trede.journal.actions import Actor
from trede.journal.clock import at
from trede.journal.models import Event

pytestmark = pytest.mark.django_db


def send(address: str = "/adviseur", **changes: Any) -> Any:
    return Client().post(address, {**REQUEST, "nonce": "0" * 32, **changes})


def test_the_receipt_says_who_calls_before_which_working_day() -> None:
    with at(datetime(2026, 11, 20, 9, 0, tzinfo=UTC)):
        reference = ask("")
        page = Client().get(f"/adviseur/ontvangen/{reference}")
    html = page.content.decode()
    assert "Ik Ben Drents Ondernemer" in html
    assert "vrijdag 27 november 2026" in html
    assert f"{reference[:4]}-{reference[4:]}" in html
    assert "Voorbeeld" not in html
    assert not page.cookies


def test_in_english_too() -> None:
    with at(datetime(2026, 12, 23, 9, 0, tzinfo=UTC)):
        answer = send("/en/adviseur")
        html = Client().get(answer["Location"]).content.decode()
    assert answer["Location"].startswith("/en/adviseur/ontvangen/")
    assert "Thursday 31 December 2026" in html
    assert '<html lang="en">' in html


def test_no_personal_data_in_an_address() -> None:
    location = send()["Location"]
    for personal in ("Voorbeeld", "0592", "Bouw"):
        assert personal not in location


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "Schrijf je naam op."),
        ({"firm": ""}, "Schrijf de naam van je bedrijf op."),
        ({"phone": "", "email": ""}, "Geef een telefoonnummer of een e-mailadres."),
        ({"phone": "12345"}, "Dit telefoonnummer kunnen we niet bellen."),
        ({"phone": "bel me maar"}, "Dit telefoonnummer kunnen we niet bellen."),
        ({"email": "naam@"}, "Dit e-mailadres is niet af."),
        ({"email": "naam@bedrijf.nl\nBcc: x@y.nl"}, "Dit e-mailadres is niet af."),
        ({"consent": ""}, "Zet een vinkje als we contact met je mogen zoeken."),
        ({"question": "x" * 1001}, "Maak het korter dan 1000 tekens."),
        ({"name": "nul\x00byte"}, "Er staat een teken in dat we niet kunnen lezen."),
    ],
)
def test_errors_come_back_with_everything_filled_in(changes: dict[str, str], sentence: str) -> None:
    answer = send(**changes)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert html.count(sentence) == 2, "in the summary and at the field"
    assert "<title>Fout:" in html
    assert 'class="error-summary"' in html
    if "question" not in changes:
        assert "Onze planning" in html
    assert not AdviceRequest.objects.exists()


def test_every_error_at_once_and_each_links_to_its_field() -> None:
    html = Client().post("/adviseur", {}).content.decode()
    for field in ("name", "firm", "phone", "consent"):
        assert f'href="#f-{field}"' in html
        assert f'id="f-{field}"' in html


def test_the_same_form_twice_is_one_request() -> None:
    first, second = send(), send(question="Nog iets")
    assert first["Location"] == second["Location"]
    assert AdviceRequest.objects.count() == 1
    assert Event.objects.filter(type="request.received").count() == 1


def test_the_back_button_gives_a_fresh_form_but_no_second_request() -> None:
    first, again = send(nonce="1" * 32), send(nonce="2" * 32, phone="0592-123456")
    assert first["Location"] == again["Location"]
    other = send(nonce="3" * 32, question="Een andere vraag")
    assert other["Location"] != first["Location"]
    assert AdviceRequest.objects.count() == 2


def test_what_was_typed_is_text_not_markup() -> None:
    html = send(name='"><script>alert(1)</script>', phone="", email="").content.decode()
    assert "<script>" not in html


def test_a_form_from_another_site_is_refused() -> None:
    answer = Client().post("/adviseur", {**REQUEST, "nonce": "0" * 32}, HTTP_SEC_FETCH_SITE="cross-site")
    assert answer.status_code == 403
    assert not AdviceRequest.objects.exists()


def test_the_outcome_goes_along_with_the_code() -> None:
    scan = answered_scan("CCCCDDD")
    assert "We sturen je uitkomst mee." in Client().get(f"/adviseur/{scan.code}").content.decode()
    ask(scan.code)
    request = AdviceRequest.objects.get()
    assert request.scan_id == scan.pk
    scan.refresh_from_db()
    assert scan.firm_id is None, "the scan joins a firm only when an adviser takes the request"
    assert "al om een adviseur gevraagd" in Client().get(f"/adviseur/{scan.code}").content.decode()


def test_a_code_as_people_write_it() -> None:
    scan = answered_scan("CCCCDDD")
    typed = f"{scan.code[:4].lower()}-{scan.code[4:].lower()}"
    ask(typed)
    assert AdviceRequest.objects.get().scan_id == scan.pk


def test_an_unknown_code_is_no_dead_end() -> None:
    page = Client().get("/adviseur/ZZZZZZZZ")
    assert page.status_code == 200
    assert "Deze code kennen we niet." in page.content.decode()
    assert send("/adviseur/ZZZZZZZZ").status_code == 303
    assert AdviceRequest.objects.get().scan is None


def test_codes_cannot_be_guessed_by_the_hundred() -> None:
    statuses = [Client().get(f"/adviseur/{number:08}").status_code for number in range(30)]
    assert statuses[0] == 200
    assert statuses[-1] == 429


def test_an_unknown_receipt_is_not_found() -> None:
    assert Client().get("/adviseur/ontvangen/ZZZZZZZZ").status_code == 404
    assert Client().get("/adviseur/ontvangen/geen-nummer").status_code == 404


def test_a_flood_of_requests_is_stopped() -> None:
    statuses = [send(nonce=f"{number:032}").status_code for number in range(22)]
    assert statuses[0] == 303
    assert statuses[-1] == 429


def test_query_counts(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(0):
        Client().get("/adviseur")
    reference = ask("")
    with django_assert_max_num_queries(1):
        Client().get(f"/adviseur/ontvangen/{reference}")


def test_other_methods_are_refused_with_a_page() -> None:
    answer = Client().delete("/adviseur")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, POST"


def test_the_verb_checks_for_itself() -> None:
    anonymous = Actor.anonymous()
    with pytest.raises(InputError) as error:
        receive_request(by=anonymous, nonce="1" * 32, name="K", firm_name="B", consent=True)
    assert error.value.code == "reach"
    with pytest.raises(InputError) as unwilling:
        receive_request(by=anonymous, nonce="1" * 32, name="K", firm_name="B", consent=False, phone="0592123456")
    assert unwilling.value.code == "consent"


def test_an_odd_nonce_is_replaced() -> None:
    assert len(AskForm.empty().nonce) == 32
    for odd in ("", "x", "z" * 32, "0" * 33):
        answer = send(nonce=odd, question=f"Vraag {odd}")
        assert answer.status_code == 303
    assert AdviceRequest.objects.count() == 4
