"""The help finder: filters in the address, what partners say of their services, and a way on when nothing fits."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from tests.cast import actor
from tests.integration.test_public_pages import check, outline
from trede.journal.clock import at
from trede.partners.actions import Room, confirm, set_room, withdraw
from trede.partners.queries import forget
from trede.regions.registry import pack

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
LATER = datetime(2027, 6, 1, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """No list of services of another test."""
    forget()
    yield
    forget()


def page(client: Client, path: str) -> str:
    answer: Any = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def partners(html: str) -> list[str]:
    return re.findall(r'<div class="partner" id="([^"]+)"', html)


def test_without_a_choice_everybody_is_there(client: Client) -> None:
    html = page(client, "/hulp")
    assert partners(html) == [item.key for item in pack().organisations if item.kind != "municipality"]
    assert 'class="chips"' not in html


@pytest.mark.parametrize(
    ("query", "there", "away"),
    [
        ("trede=innoveren", "Testen voor je geld uitgeeft", "Korte lessen"),
        ("onderwerp=skills", "Korte lessen", "Testen voor je geld uitgeeft"),
        ("trede=starten&onderwerp=safety", "Hulp bij je veiligheid", "Je risicoklasse"),
    ],
)
def test_filters_keep_what_fits(client: Client, query: str, there: str, away: str) -> None:
    html = page(client, f"/hulp?{query}")
    assert f"<b>{there}</b>" in html
    assert f"<b>{away}</b>" not in html


def test_a_municipality_brings_its_own_help_first_and_no_other(client: Client) -> None:
    found = partners(page(client, "/hulp?gemeente=Emmen&trede=starten"))
    assert found[0] == "gemeente-emmen"
    assert "gemeente-assen" not in found
    assert "ibdo" in found


def test_a_chosen_filter_is_a_tag_that_takes_it_away(client: Client) -> None:
    html = page(client, "/hulp?trede=starten&onderwerp=data")
    links = outline(html).links
    assert "/hulp?onderwerp=data#gevonden" in links
    assert "/hulp?trede=starten#gevonden" in links
    assert "/hulp#gevonden" in links
    assert '<option value="starten" selected>' in html


def test_what_is_no_choice_is_left_out(client: Client) -> None:
    html = page(client, '/hulp?trede=<script>&taal=xx&gemeente=GM0114&onderwerp="')
    assert html == page(client, "/hulp")


def test_nothing_found_says_so_and_leads_on(client: Client) -> None:
    for prefix, title in (("", "Geen hulp gevonden"), ("/en", "No help found")):
        answer = client.get(f"{prefix}/hulp?taal=en&onderwerp=data")
        found = check(answer, "en" if prefix else "nl")
        assert title in answer.content.decode()
        main = answer.content.decode().partition("<main")[2]
        assert main.count(f'href="{prefix}/adviseur"') == 2, "beside the empty answer, and above it"
        assert f"{prefix}/hulp?onderwerp=data#gevonden" in found.links


def test_the_switch_of_language_keeps_the_choice(client: Client) -> None:
    assert "/en/hulp?trede=starten" in outline(page(client, "/hulp?trede=starten")).links
    assert "/hulp?trede=starten" in outline(page(client, "/en/hulp?trede=starten")).links


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_organisation_has_a_page(client: Client, prefix: str) -> None:
    for item in pack().organisations:
        answer = client.get(f"{prefix}/hulp/{item.key}")
        check(answer, "en" if prefix else "nl")
        assert item.name in answer.content.decode()
        assert len(answer.content) <= 14_000
    assert client.get(f"{prefix}/hulp/nergens").status_code == 404


def test_what_a_partner_says_is_on_the_page_at_once(client: Client) -> None:
    with at(NOW):
        page(client, "/hulp")
        full = Room("full", alternative="ibdo-eerste-gesprek")
        set_room(by=actor("it-hub"), key="it-hub-leren", room=full)
        set_room(by=actor("it-hub"), key="it-hub-invoering", room=Room(waiting=15))
        for path in ("/hulp", "/hulp/it-hub"):
            html = page(client, path)
            assert "nu vol" in html
            assert "Sinds 20 november 2026." in html
            assert '<a href="/hulp/ibdo">Eerste gesprek</a>' in html
            assert "Wachttijd: ongeveer 15 werkdagen." in html
            assert "Nagekeken op 20 november 2026." in html
        english = page(client, "/en/hulp")
        assert "full now" in english
        assert '<a href="/en/hulp/ibdo">First talk</a>' in english


def test_an_old_confirmation_asks_to_check(client: Client) -> None:
    with at(NOW):
        confirm(by=actor("it-hub"), key="it-hub-leren")
        assert "Vraag of het nog klopt" not in page(client, "/hulp/it-hub")
    with at(LATER):
        assert "Voor het laatst nagekeken op 20 november 2026. Vraag of het nog klopt." in page(client, "/hulp/it-hub")


def test_a_withdrawn_service_is_gone(client: Client) -> None:
    withdraw(by=actor("it-hub"), key="it-hub-leren")
    assert "Leren met je team" not in page(client, "/hulp")
    assert "Leren met je team" not in page(client, "/hulp/it-hub")


def test_a_busy_page_asks_the_database_nothing(client: Client, django_assert_num_queries: Any) -> None:
    page(client, "/hulp")
    with django_assert_num_queries(0):
        page(client, "/hulp?trede=starten")
        page(client, "/en/hulp/it-hub")
    forget()
    with django_assert_num_queries(1):
        page(client, "/hulp")


@pytest.mark.parametrize("path", ["/hulp", "/hulp?trede=starten&onderwerp=data", "/hulp/ibdo"])
def test_light_and_the_same_for_everyone(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert len(answer.content) <= 20_000
    assert not answer.cookies
    assert client.post(path).status_code == 405
