"""The desk by its pages: the list, the file, checking, asking what is missing, and who may come in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests import subsidies as props
from tests import subsidy_firm as firms
from tests.cast import client_of
from trede.journal import clock
from trede.regions.registry import pack
from trede.subsidies.applying.parts import TASKS
from trede.subsidies.models import Application

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with clock.at(props.OPENED):
        yield


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def test_the_list_says_what_is_due_and_how_it_stands() -> None:
    made = props.application("ingediend")
    page = body(client_of("officer"), "/balie/subsidie")
    assert made.firm.name in page
    assert "op tijd" in page
    assert "ontvangen, nog na te kijken" in page
    with clock.at(props.day(2027, 6, 30)):
        late = body(client_of("officer"), "/balie/subsidie?telaat=1")
        assert "te laat" in late
        assert made.firm.name in late


def test_a_draft_is_not_seen_at_the_desk() -> None:
    made = props.application("concept")
    officer = client_of("officer")
    assert made.firm.name not in body(officer, "/balie/subsidie?tab=alle")
    assert officer.get(f"/balie/subsidie/{made.pk}").status_code == 404


def test_what_was_sent_is_read_in_words(settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_HOST, settings.VAR = "mail.example", tmp_path
    _, place = firms.applied()
    page = body(client_of("officer"), f"/balie/subsidie/{firms.of(place).pk}")
    sent = page.partition('id="aanvraag"')[2].partition("</section>")[0]
    for task in TASKS:
        assert pack().text(f"apply.task.{task}", "nl") in sent
    assert "answers /" not in sent
    assert "cents" not in sent


@pytest.mark.parametrize("who", ["adviser", "it-hub", "emmen", "administrator"])
def test_others_do_not_come_in(who: str) -> None:
    made = props.application("ingediend")
    assert client_of(who).get(f"/balie/subsidie/{made.pk}").status_code == 403
    assert client_of(who).get("/balie/subsidie").status_code == 403


def test_the_number_of_queries_does_not_grow(django_assert_max_num_queries: Any) -> None:
    for state in ("in_behandeling", "herstel", "ingediend"):
        props.application(state)
    officer = client_of("officer")
    body(officer, "/balie/subsidie")
    with django_assert_max_num_queries(40) as few:
        body(officer, "/balie/subsidie?tab=alle")
    for _ in range(6):
        props.application("herstel")
        props.application("ingediend")
    with django_assert_max_num_queries(len(few.captured_queries)):
        body(officer, "/balie/subsidie?tab=alle")


def test_filters_and_search_stand_in_the_address() -> None:
    other, one = props.application("in_behandeling"), props.application("ingediend")
    officer = client_of("officer")
    found = body(officer, f"/balie/subsidie?tab=alle&zoek={one.number}")
    assert one.firm.name in found
    assert other.firm.name not in found
    found = body(officer, "/balie/subsidie?tab=alle&stand=in_behandeling")
    assert other.firm.name in found
    assert one.firm.name not in found
    assert "Geen regel past" in body(officer, "/balie/subsidie?tab=alle&zoek=bestaat-niet")


def test_the_list_as_a_file() -> None:
    made = props.application("ingediend")
    answer = client_of("officer").get("/balie/subsidie/csv?tab=alle")
    assert answer.status_code == 200
    assert made.number is not None
    assert made.number in answer.content.decode("utf-8-sig")


def test_the_file_explains_its_terms() -> None:
    made = props.application("ingediend")
    page = body(client_of("officer"), f"/balie/subsidie/{made.pk}")
    assert "Awb, artikel 4:13" in page
    assert "De termijn begint na 2027-03-01." in page
    assert "maandag 31 mei 2027" in page
    assert f"/balie/subsidie/{made.pk}/nakijken" in page


def test_complete_with_one_button() -> None:
    made = props.application("ingediend")
    answer = client_of("officer").post(f"/balie/subsidie/{made.pk}/nakijken", {"do": "complete"})
    assert answer.status_code == 303
    made.refresh_from_db()
    assert (made.state, made.complete_day) == ("volledig", clock.today())


def test_ask_what_is_missing_after_reading_the_letter() -> None:
    made = props.application("ingediend")
    officer, address = client_of("officer"), f"/balie/subsidie/{made.pk}/nakijken"
    form = {"missing": ["quote", "other"], "note-quote": "van de webbouwer", "note-other": "een plattegrond"}
    preview = officer.post(address, {**form, "do": "preview"}).content.decode()
    assert "Offerte: van de webbouwer" in preview
    assert "maandag 15 maart 2027" in preview
    assert Application.objects.get(pk=made.pk).state == "ingediend"
    assert officer.post(address, {**form, "do": "send"}).status_code == 303
    made.refresh_from_db()
    assert made.state == "herstel"
    message = made.messages.get(kind="repair")
    assert "een plattegrond" in message.body
    assert str(message.answer_until) == "2027-03-15"
    page = body(officer, "/balie/subsidie?tab=wacht")
    assert "gepauzeerd tot en met 15-03-2027" in page


def test_asking_needs_something_to_ask() -> None:
    made = props.application("ingediend")
    officer, address = client_of("officer"), f"/balie/subsidie/{made.pk}/nakijken"
    assert officer.post(address, {"do": "send"}).status_code == 422
    assert officer.post(address, {"do": "preview", "missing": "other"}).status_code == 422
    assert officer.post(address, {"do": "complete", "missing": "quote"}).status_code == 422
    made.refresh_from_db()
    assert made.state == "ingediend"


def test_a_step_with_a_reason() -> None:
    made = props.application("herstel")
    officer, address = client_of("officer"), f"/balie/subsidie/{made.pk}/stap/main/herstel_beeindigen"
    assert "Wacht niet langer op aanvulling" in body(officer, address)
    assert officer.post(address, {"reason": ""}).status_code == 422
    assert officer.post(address, {"reason": "Alles bleek er te zijn"}).status_code == 303
    made.refresh_from_db()
    assert made.state == "ingediend"
    assert made.notes.filter(text="Alles bleek er te zijn").exists()
    assert officer.post(address, {"reason": "Nog eens"}).status_code == 409


def test_a_step_that_is_not_mine() -> None:
    made = props.application("herstel")
    address = f"/balie/subsidie/{made.pk}/stap/main/herstel_beeindigen"
    assert client_of("payer").post(address, {"reason": "Ik betaal"}).status_code == 403
    assert client_of("officer").get(f"/balie/subsidie/{made.pk}/stap/main/bestaat-niet").status_code == 404
