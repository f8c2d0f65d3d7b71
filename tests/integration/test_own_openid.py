"""A firm comes in to its own pages through a broker: a real provider on loopback, the real pages behind it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests.cast import bakker, jansen
from tests.oidc_provider import RunningProvider, running_provider, visit
from tests.own import contact, text
from trede.companies.models import ContactPerson, Firm
from trede.companies.own.session import COOKIE
from trede.journal.models import Event

pytestmark = pytest.mark.django_db
KVK = "urn:etoegang:1.9:EntityConcernedID:KvKnr"
SURE = {"acr": "urn:etoegang:core:assurance-class:loa3"}
START = "/mijn/openid/start"


@pytest.fixture(scope="module")
def provider() -> Iterator[RunningProvider]:
    """The broker."""
    with running_provider() as running:
        yield running


@pytest.fixture(autouse=True)
def broker(provider: RunningProvider, settings: Any) -> None:
    """Set the broker as the operator does."""
    settings.OPENID_FIRM = provider.settings(name="eHerkenning")
    settings.OIDC_VERIFY_KID = False


def test_the_page_of_login_offers_the_broker() -> None:
    page = Client().get("/mijn/inloggen?verder=/mijn/reis").content.decode()
    assert f'href="{START}?verder=/mijn/reis"' in page
    assert "Log in met eHerkenning" in page
    assert f'href="{START}?verder=/en/mijn"' in Client().get("/en/mijn/inloggen").content.decode()


def test_who_comes_for_the_first_time_says_a_name_and_then_comes_straight_in(provider: RunningProvider) -> None:
    contact(bakker())
    who = provider.person("bea", **{KVK: "68750110", **SURE})
    browser = Client()
    answer: Any = visit(provider, browser, who, start=f"{START}?verder=/mijn/toestemming")
    assert answer["Location"] == "/mijn/wie"
    assert browser.get("/mijn").status_code == 302, "not in before there is a name"
    answer = visit(provider, browser, who, start=f"{START}?verder=/mijn/toestemming")
    assert "Bakker BV" in text(browser.get("/mijn/wie"))
    wrong: Any = browser.post("/mijn/wie", {"name": "Bea Mandaat", "phone": "12"})
    assert wrong.status_code == 422
    assert "Bea Mandaat" in wrong.content.decode()
    answer = browser.post("/mijn/wie", {"name": "Bea Mandaat", "phone": "0591 23 45 67"})
    assert answer["Location"] == "/mijn/toestemming"
    assert "Bea Mandaat" in text(browser.get("/mijn"))
    again = Client()
    assert visit(provider, again, who, start=START)["Location"] == "/mijn"
    assert "Bakker BV" in text(again.get("/mijn"))
    assert ContactPerson.objects.filter(name="Bea Mandaat").count() == 1
    assert Event.objects.filter(type="own.entered", data__how="eherkenning").count() == 2
    assert "sessionid" not in again.cookies
    assert again.cookies[COOKIE].value


def test_a_firm_that_is_new_here_gets_its_number_at_once(provider: RunningProvider) -> None:
    browser = Client()
    visit(provider, browser, provider.person("nina", **{KVK: "12345678", **SURE}), start=f"{START}?verder=/en/mijn")
    assert "What is its name" in text(browser.get("/en/mijn/wie"))
    assert browser.post("/en/mijn/wie", {"firm_name": "", "name": "Nina", "phone": "0591234567"}).status_code == 422
    given = {"firm_name": "Nieuw Houtwerk", "name": "Nina", "phone": "0591234567"}
    assert browser.post("/en/mijn/wie", given)["Location"] == "/en/mijn"
    assert Firm.objects.get(kvk="12345678").name == "Nieuw Houtwerk"


def test_the_same_person_with_another_mandate_is_at_the_other_firm(provider: RunningProvider) -> None:
    for firm in (bakker(), jansen()):
        browser = Client()
        visit(provider, browser, provider.person("bea", **{KVK: firm.kvk, **SURE}), start=START)
        browser.post("/mijn/wie", {"name": "Bea Mandaat", "phone": "0591234567"})
        assert firm.name in text(browser.get("/mijn"))


def test_the_page_that_asks_a_name_opens_for_nobody_else() -> None:
    for method in (Client().get, Client().post):
        assert method("/mijn/wie")["Location"] == "/mijn/inloggen"
