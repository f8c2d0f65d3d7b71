"""Looking a firm up in the trade register from the forms of a desk: nothing typed is lost, nothing is guessed."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings

from tests.cast import actor, client_of
from tests.trade_register import DAGOBERT, DONALD, ENDED, GARAGE, KEY, SHIELDED, SMITHY, Stand, json_answer, standing
from trede.chain.actions import open_case
from trede.chain.models import Case
from trede.companies.actions import register_firm, update_firm
from trede.companies.models import Firm
from trede.companies.register import client as register_client
from trede.companies.register.facts import facts_of, seen_in
from trede.journal import clock
from trede.journal.models import Event
from trede.regions.registry import pack

pytestmark = pytest.mark.django_db
NEW = "/balie/dossier/nieuw"


@pytest.fixture
def stand() -> Iterator[Stand]:
    """Return the stand-in, connected, with nothing remembered."""
    register_client._register.cache_clear()
    with standing() as found, override_settings(KVK_URL=found.url, KVK_KEY=KEY, KVK_CA=""):
        yield found
    register_client._register.cache_clear()


@pytest.fixture
def adviser() -> Client:
    """Return the browser of the adviser."""
    return client_of("adviser")


@pytest.fixture
def case() -> Case:
    """Return a file of a firm of which only the name is known."""
    return open_case(
        by=actor("adviser"),
        firm_name="Onbekend",
        contact_name="An",
        phone="0592123456",
        consent_given_on=clock.today(),
    )


def opening(**more: str) -> dict[str, str]:
    """Return what an adviser typed on the form for a new file."""
    typed = {
        "firm_name": "Garage",
        "contact_name": "An de Vries",
        "phone": "0592123456",
        "email": "",
        "municipality": "",
        "consent_given_on": clock.today().isoformat(),
        "consent": "on",
    }
    return {**typed, **more}


def token_in(page: str) -> str:
    """Return the signed answer of the register in a form."""
    found = re.search(r'name="register" value="([^"]*)"', page)
    assert found
    return found[1]


def sent(client: Client, address: str, typed: dict[str, str]) -> Any:
    """Send a form."""
    return client.post(address, typed)


def test_a_new_file_is_filled_in_from_what_was_found(stand: Stand, adviser: Client) -> None:
    listed = sent(adviser, NEW, opening(zoek="55344526", opzoeken="1")).content.decode()
    assert 'name="kies" value="55344526.000055344526"' in listed
    assert "An de Vries" in listed
    chosen = sent(adviser, NEW, opening(zoek="55344526", kies="55344526.000055344526"))
    page = chosen.content.decode()
    assert chosen.status_code == 200
    for words in ('value="Test Garage Emmen"', "werken er 12 mensen", "Gemeente Emmen volgt uit de plaats Emmen"):
        assert words in page
    assert re.search(r'value="GM0114" selected', page)
    assert Firm.objects.count() == Case.objects.count() == 0
    saved = sent(adviser, NEW, opening(firm_name="Test Garage Emmen", municipality="GM0114", register=token_in(page)))
    assert saved.status_code == 303
    firm = Case.objects.get().firm
    facts = (firm.kvk, firm.branch, firm.municipality, firm.sector, firm.sbi, firm.people, firm.fte, firm.source)
    assert facts == ("55344526", "000055344526", "GM0114", "handel", "95310", 12, None, "register")
    assert firm.people_on == clock.today()
    assert Event.objects.get(type="firm.registered").data["source"] == "register"


def test_the_municipality_follows_from_the_place_in_the_address(stand: Stand, adviser: Client) -> None:
    page = sent(adviser, NEW, opening(kies=SMITHY)).content.decode()
    assert "Gemeente Midden-Drenthe volgt uit de plaats Westerbork" in page
    assert re.search(r'value="GM1731" selected', page)
    typed = opening(firm_name="Test Smederij", municipality="GM1731", register=token_in(page))
    assert sent(adviser, NEW, typed).status_code == 303
    assert Case.objects.get().firm.municipality == "GM1731"


def test_a_place_in_two_municipalities_is_left_to_people_and_keeps_what_they_chose(
    stand: Stand, adviser: Client
) -> None:
    """Ruinen lies for the most part in De Wolden and for a bit in Westerveld: nobody guesses."""
    first = sent(adviser, NEW, opening(kies=f"{SMITHY}.000090004981")).content.decode()
    assert "Er is meer dan één gemeente met een plaats Ruinen." in first
    assert not re.search(r'value="GM\d+" selected', first)
    listed = re.findall(r'<option value="(\w*)"', first)
    assert listed[:4] == ["", "GM1690", "GM1701", "elders"], "the likely ones come first"
    again = sent(adviser, NEW, opening(kies=f"{SMITHY}.000090004981", municipality="GM1690")).content.decode()
    assert re.search(r'value="GM1690" selected', again)
    assert "Je koos eerder gemeente De Wolden." in again
    assert "Je koos eerder" not in first
    typed = opening(firm_name="Test Smederij Zuid", municipality="GM1690", register=token_in(again))
    assert sent(adviser, NEW, typed).status_code == 303
    firm = Case.objects.get().firm
    assert (firm.municipality, firm.branch, firm.sector) == ("GM1690", "000090004981", "maakindustrie")


def test_who_does_not_choose_yet_is_asked_again_on_the_file(stand: Stand, adviser: Client) -> None:
    page = sent(adviser, NEW, opening(kies=f"{SMITHY}.000090004981")).content.decode()
    typed = opening(firm_name="Test Smederij Zuid", register=token_in(page))
    assert sent(adviser, NEW, typed).status_code == 303
    case = Case.objects.get()
    assert (case.firm.municipality, case.firm.likely) == ("", "GM1690,GM1701,elders")
    file = adviser.get(f"/balie/dossier/{case.pk}").content.decode()
    assert re.findall(r'<option value="(\w*)"', file)[:4] == ["", "GM1690", "GM1701", "elders"]


def test_a_firm_that_is_here_already_gets_the_file(stand: Stand, adviser: Client) -> None:
    here = register_firm(by=actor("adviser"), name="Onze garage", kvk=GARAGE, branch="000055344526")
    page = sent(adviser, NEW, opening(kies=f"{GARAGE}.000055344526")).content.decode()
    assert "staat al in Trede, als Onze garage" in page
    sent(adviser, NEW, opening(register=token_in(page)))
    assert Case.objects.get().firm == here
    assert Firm.objects.get().name == "Onze garage"


def test_the_form_of_a_firm_is_filled_in_and_what_is_not_known_stays(stand: Stand, adviser: Client, case: Case) -> None:
    address = f"/balie/dossier/{case.pk}/bedrijf"
    typed = {"name": "Donald", "kvk": "68750110", "branch": "", "municipality": "GM0106", "sector": "", "fte": "2,5"}
    listed = sent(adviser, address, {**typed, "opzoeken": "1"}).content.decode()
    assert "Test BV Donald, Lollum" in listed
    page = sent(adviser, address, {**typed, "kies": f"{DONALD}.000037178598"}).content.decode()
    assert "Welke gemeente hoort bij Lollum?" in page
    assert re.search(r'value="GM0106" selected', page)
    assert 'value="2,5"' in page
    filled = {**typed, "name": "Test BV Donald", "branch": "000037178598", "sector": "ict", "register": token_in(page)}
    assert sent(adviser, address, filled).status_code == 303
    case.firm.refresh_from_db()
    assert (case.firm.source, case.firm.people, str(case.firm.fte)) == ("register", 15, "2.50")
    assert sent(adviser, address, {**filled, "kvk": "12345678", "branch": ""}).status_code == 303
    case.firm.refresh_from_db()
    assert (case.firm.source, case.firm.people, case.firm.sbi) == ("adviser", None, "")


def test_what_the_register_said_stays_when_an_adviser_corrects_something_else(stand: Stand) -> None:
    by, seen = actor("adviser"), facts_of(pack(), GARAGE).seen
    firm = register_firm(by=by, name="Garage", kvk=seen.kvk, branch=seen.branch, seen=seen)
    update_firm(by=by, firm=firm, name="De Garage", kvk=seen.kvk, branch=seen.branch)
    firm.refresh_from_db()
    assert (firm.name, firm.sbi, firm.people) == ("De Garage", "95310", 12)


@pytest.mark.parametrize(
    ("kvk", "words"),
    [
        (ENDED, "uitgeschreven (2023-12)"),
        (SHIELDED, "Het adres is niet openbaar."),
        (DAGOBERT, "wil geen reclame per post"),
    ],
)
def test_what_a_person_has_to_know_is_said(stand: Stand, adviser: Client, kvk: str, words: str) -> None:
    assert words in sent(adviser, NEW, opening(kies=kvk)).content.decode()


def test_pages_of_what_was_found_keep_what_was_typed(stand: Stand, adviser: Client) -> None:
    second = sent(adviser, NEW, opening(zoek="keten", gezocht="keten", opzoeken="2")).content.decode()
    assert 'name="opzoeken" value="1"' in second
    assert 'name="opzoeken" value="3"' in second
    assert second.count('name="kies"') == 10
    assert 'value="An de Vries"' in second


def test_enter_in_the_search_field_searches_and_enter_elsewhere_saves(stand: Stand, adviser: Client) -> None:
    assert "Test BV Donald" in sent(adviser, NEW, opening(zoek="donald")).content.decode()
    assert Case.objects.count() == 0
    assert sent(adviser, NEW, opening(zoek="donald", gezocht="donald")).status_code == 303
    assert Case.objects.get().firm.source == "adviser"


@pytest.mark.parametrize(
    ("answer", "typed", "said"),
    [
        (None, "12345678", (422, "Het handelsregister kent dit bedrijf niet.")),
        (None, "1234567", (422, "Zoek op een KVK-nummer (8 cijfers)")),
        (json_answer(401, {}), "68750110", (503, "Waarschuw je beheerder.")),
        (json_answer(429, {}), "68750110", (503, "Wacht even.")),
        ((200, b"<html>"), "68750110", (503, "een antwoord dat we niet kunnen lezen")),
    ],
)
def test_every_failure_leaves_the_form_as_it_was(
    stand: Stand, adviser: Client, answer: Any, typed: str, said: tuple[int, str]
) -> None:
    stand.next = [answer] if answer else []
    found = sent(adviser, NEW, opening(zoek=typed, opzoeken="1"))
    page = found.content.decode()
    assert found.status_code == said[0]
    assert said[1] in page
    assert 'value="Garage"' in page
    assert 'value="An de Vries"' in page
    assert sent(adviser, NEW, opening(zoek=typed, gezocht=typed)).status_code == 303


def test_what_was_chosen_is_shown_until_it_is_saved_and_can_be_left_out(stand: Stand, adviser: Client) -> None:
    token = token_in(sent(adviser, NEW, opening(kies=GARAGE)).content.decode())
    again = sent(adviser, NEW, opening(register=token, firm_name="")).content.decode()
    assert f"gaat mee: KVK-nummer {GARAGE}." in again
    without = sent(adviser, NEW, opening(register=token, kies="-"))
    assert without.status_code == 200
    assert token_in(without.content.decode()) == ""
    assert 'value="Garage"' in without.content.decode()


@pytest.mark.parametrize("chosen", ["1", "x.y", f"{DONALD}.1", f"{DONALD}.000038509520", "../../x", "１２３４５６７８"])
def test_a_choice_that_was_not_offered_is_refused(stand: Stand, adviser: Client, chosen: str) -> None:
    assert sent(adviser, NEW, opening(kies=chosen)).status_code == 422


def test_a_forged_answer_of_the_register_counts_as_typed(stand: Stand, adviser: Client) -> None:
    assert sent(adviser, NEW, opening(register="WyJ4Il0:1:abc")).status_code == 303
    assert Case.objects.get().firm.source == "adviser"


def test_too_many_questions_from_one_desk_wait(stand: Stand, adviser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trede.companies.register.desk.LOOKS", 1)
    statuses = [sent(adviser, NEW, opening(zoek="68750110", opzoeken="1")).status_code for _ in range(2)]
    assert statuses == [200, 503]


def test_without_a_key_the_forms_do_not_offer_it(adviser: Client) -> None:
    page = adviser.get(NEW).content.decode()
    assert "handelsregister" not in page
    assert sent(adviser, NEW, opening()).status_code == 303
    asked = sent(adviser, NEW, opening(zoek="68750110", opzoeken="1"))
    assert asked.status_code == 503
    assert "niet aangesloten" in asked.content.decode()


def test_an_old_answer_is_not_taken(stand: Stand, adviser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    page = sent(adviser, NEW, opening(kies=GARAGE)).content.decode()
    token = token_in(page)
    assert seen_in(token) is not None
    later = time.time() + timedelta(days=2).total_seconds()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert seen_in(token) is None
