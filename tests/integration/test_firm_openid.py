"""Firms log in through a broker: a real provider on loopback, and a room that takes them in."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from tests.oidc_provider import RunningProvider, asked, running_provider, visit
from trede.accounts import firm_login
from trede.accounts.firm_login import FirmClaims
from trede.accounts.openid.firms import rules
from trede.web.access import with_session

pytestmark = pytest.mark.django_db
KVK = "urn:etoegang:1.9:EntityConcernedID:KvKnr"
BRANCH = "urn:etoegang:1.9:ServiceRestriction:Vestigingsnr"
LOA = "urn:etoegang:core:assurance-class:"
START = "/mijn/openid/start"


@pytest.fixture(scope="module")
def provider() -> Iterator[RunningProvider]:
    """The broker."""
    with running_provider() as running:
        yield running


@pytest.fixture(autouse=True)
def broker(provider: RunningProvider, settings: Any) -> None:
    """Set the broker as the operator does."""
    settings.OPENID_FIRM = provider.settings(name="")
    settings.OIDC_VERIFY_KID = False


@pytest.fixture(autouse=True)
def taken_in(monkeypatch: pytest.MonkeyPatch) -> list[FirmClaims]:
    """A room that takes in whoever is handed over, in place of the real one."""
    found: list[FirmClaims] = []

    def take_in(request: HttpRequest, firm: FirmClaims) -> HttpResponse:
        found.append(firm)
        return HttpResponse("binnen")

    monkeypatch.setattr(firm_login, "_doors", [firm_login.Door(take_in, with_session)])
    return found


def test_a_firm_comes_in_with_number_branch_level_and_a_hidden_person(
    provider: RunningProvider, taken_in: list[FirmClaims]
) -> None:
    who = provider.person("ph-1", **{KVK: "68750110", BRANCH: "000037178598", "acr": f"{LOA}loa3"})
    browser = Client()
    sent = asked(browser.get(f"{START}?verder=/mijn/scans"))
    assert sent["acr_values"] == f"{LOA}loa3"
    assert sent["code_challenge_method"] == "S256"
    assert visit(provider, browser, who, start=f"{START}?verder=/mijn/scans").content == b"binnen"
    firm = taken_in[0]
    assert (firm.kvk, firm.branch, firm.after) == ("68750110", "000037178598", "/mijn/scans")
    assert "ph-1" not in firm.person
    visit(provider, Client(), who, start=START)
    assert taken_in[1].person == firm.person


@pytest.mark.parametrize(
    ("claims", "sentence"),
    [
        ({KVK: "68750110", "acr": f"{LOA}loa2"}, "niet sterk genoeg"),
        ({KVK: "68750110", "acr": "iets anders"}, "niet sterk genoeg"),
        ({KVK: "68750110"}, "niet sterk genoeg"),
        ({"acr": f"{LOA}loa3"}, "geen KVK-nummer"),
        ({KVK: "6875011", "acr": f"{LOA}loa4"}, "geen KVK-nummer"),
        ({KVK: ["68750110", "90001354"], "acr": f"{LOA}loa4"}, "geen KVK-nummer"),
        ({KVK: "68750110", BRANCH: "12", "acr": f"{LOA}loa4"}, "geen KVK-nummer"),
    ],
)
def test_who_is_not_sure_enough_or_no_firm_stays_out_and_may_try_again(
    provider: RunningProvider, taken_in: list[FirmClaims], claims: dict[str, Any], sentence: str
) -> None:
    answer = visit(provider, Client(), provider.person("ph-2", **claims), start=f"{START}?verder=/en/mijn")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert taken_in == []
    assert f'href="{START}?verder=/en/mijn"' in page
    assert 'lang="en"' in page
    answer = visit(provider, Client(), "ph-2", start=START)
    assert sentence in answer.content.decode()


def test_a_broker_may_have_names_and_levels_of_its_own(
    provider: RunningProvider, taken_in: list[FirmClaims], settings: Any
) -> None:
    settings.OPENID_FIRM = provider.settings(claims="kvk=company.kvk level=loa", levels="laag hoog", level="hoog")
    visit(provider, Client(), provider.person("ph-3", company={"kvk": "68750110"}, loa="laag"), start=START)
    assert taken_in == []
    visit(provider, Client(), provider.person("ph-3", company={"kvk": "68750110"}, loa="hoog"), start=START)
    assert [firm.level for firm in taken_in] == ["hoog"]


@pytest.mark.parametrize("wrong", [{"claims": "naam=x"}, {"claims": "kvk"}, {"level": "loa9"}])
def test_settings_that_cannot_be_used_say_so(provider: RunningProvider, settings: Any, wrong: dict[str, str]) -> None:
    settings.OPENID_FIRM = provider.settings(**wrong)
    with pytest.raises(ValueError, match="TREDE_FIRM_OIDC_"):
        rules()


def test_without_a_broker_or_a_room_there_is_no_door(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(firm_login, "_doors", [])
    assert firm_login.button() is None
    assert Client().get(START).status_code == 404
    settings.OPENID_FIRM = {}
    assert Client().get("/mijn/openid/terug").status_code == 404


def test_firms_have_one_door() -> None:
    name, path = firm_login.button() or ("", "")
    assert (name, path) == ("eHerkenning", START)
    with pytest.raises(ValueError, match="one door"):
        firm_login.register_handler(lambda request, firm: HttpResponse())


def test_a_way_on_is_always_on_this_site(provider: RunningProvider, taken_in: list[FirmClaims]) -> None:
    who = provider.person("ph-4", **{KVK: "68750110", "acr": f"{LOA}loa3"})
    visit(provider, Client(), who, start=f"{START}?verder=//elders.example")
    assert taken_in[0].after == "/mijn"
