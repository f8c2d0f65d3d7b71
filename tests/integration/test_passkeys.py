"""Passkeys as second factor: adding, using, taking away, and every answer that must not be taken."""

import json
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.authenticator import PRESENT, Authenticator
from tests.cast import PASSWORD, SYSTEM, client_of, log_in, member
from tests.integration.test_accounts import code_of, set_up_app
from trede.accounts import actions
from trede.accounts.entrance import LOCAL
from trede.accounts.models import Passkey, User
from trede.accounts.queries import second_factors_of
from trede.journal.models import Event

pytestmark = pytest.mark.django_db
SET_UP, STEP, LIST = "/balie/tweede-stap/passkey", "/balie/tweede-stap", "/balie/mijn-account/passkeys"


def at_home(browser: Client) -> Client:
    """Let the browser visit the site by a name for which browsers make passkeys."""
    browser.defaults["HTTP_HOST"] = "localhost"
    return browser


def questions(browser: Client, path: str) -> str:
    """Return what the page asks the device."""
    page = browser.get(path).content.decode()
    found = re.search(r'data-questions="([^"]+)"', page)
    assert found, page
    return unescape(found[1])


def add(browser: Client, device: Authenticator, path: str = SET_UP, name: str = "Laptop") -> Any:
    """Add a passkey as the page does."""
    return browser.post(path, {"name": name, "passkey": device.create(questions(browser, path))})


def fresh(user: User) -> Client:
    """Return a browser that passed the password only."""
    browser = at_home(Client())
    browser.force_login(user, backend=LOCAL)
    return browser


@pytest.fixture
def anna() -> User:
    """An adviser without a second factor yet."""
    return member("adviser")


@pytest.fixture
def device(anna: User) -> Authenticator:
    """Her device, with a passkey that is in use."""
    made = Authenticator()
    assert add(fresh(anna), made).status_code == 200
    return made


# Setting up


def test_from_an_invitation_to_a_passkey_without_an_app() -> None:
    _, token = actions.invite(by=SYSTEM, email="nieuw@ibdo.example", organisation="ibdo", roles=["adviser"])
    browser, path = at_home(Client(HTTP_USER_AGENT="Mozilla/5.0 Firefox/140.0")), f"/balie/welkom/{token}"
    browser.post(path, {"name": "Nieuw", "password": PASSWORD, "again": PASSWORD})
    assert f'href="{SET_UP}' in browser.get("/balie/tweede-stap/instellen").content.decode()
    page = browser.get(SET_UP)
    assert page["Content-Security-Policy"].endswith("; script-src 'self'")
    assert 'value="Firefox"' in page.content.decode()
    answer = add(browser, Authenticator())
    assert answer.content.decode().count("<code>") == 10
    assert browser.get("/balie/mijn-account").status_code == 200
    assert Event.objects.latest("id").data == {"passkey": Passkey.objects.get().pk}


def test_only_pages_with_passkeys_run_a_script(anna: User, device: Authenticator) -> None:
    browser = at_home(log_in(Client(), anna))
    assert "script-src" in browser.get(LIST)["Content-Security-Policy"]
    for path in ("/balie/mijn-account", "/balie/mijn-account/wachtwoord", "/balie/tweede-stap/instellen"):
        assert "script-src" not in browser.get(path)["Content-Security-Policy"]


def test_a_password_alone_adds_no_passkey_to_an_account_with_a_second_step(anna: User, device: Authenticator) -> None:
    browser = fresh(anna)
    assert browser.get(SET_UP)["Location"].startswith("/balie/tweede-stap?verder=")
    assert browser.get(LIST)["Location"].startswith("/balie/tweede-stap")
    assert browser.get("/balie/tweede-stap/instellen")["Location"].startswith("/balie/tweede-stap?verder=")
    assert at_home(Client()).get(SET_UP)["Location"].startswith("/balie/inloggen")


@pytest.mark.parametrize(
    "wrong",
    [
        {"flags": PRESENT},
        {"origin": "http://localhost.example"},
        {"site": "elsewhere.example"},
    ],
    ids=str,
)
def test_a_new_key_must_be_made_here_by_somebody_the_device_knows(anna: User, wrong: dict[str, Any]) -> None:
    answer = add(fresh(anna), Authenticator(**wrong))
    assert answer.status_code == 422
    assert 'value="Laptop"' in answer.content.decode()
    assert not Passkey.objects.exists()


@pytest.mark.parametrize("typed", ["", "{}", "[]", "null", "geen json", '{"id": 1}', "x" * 30_000])
def test_an_answer_that_is_none_comes_back_with_the_form(anna: User, typed: str) -> None:
    browser = fresh(anna)
    browser.get(SET_UP)
    assert browser.post(SET_UP, {"name": "Laptop", "passkey": typed}).status_code == 422


def test_a_challenge_works_once(anna: User) -> None:
    browser = fresh(anna)
    answer = Authenticator().create(questions(browser, SET_UP))
    assert browser.post(SET_UP, {"name": "Laptop", "passkey": answer}).status_code == 200
    assert browser.post(SET_UP, {"name": "Laptop", "passkey": answer}).status_code == 422
    assert Passkey.objects.count() == 1


def test_a_page_that_is_open_twice_works_in_both(anna: User) -> None:
    browser, device = fresh(anna), Authenticator()
    first, _ = questions(browser, SET_UP), questions(browser, SET_UP)
    assert browser.post(SET_UP, {"name": "Laptop", "passkey": device.create(first)}).status_code == 200


def test_an_answer_that_comes_too_late_is_not_taken(anna: User) -> None:
    browser, device = fresh(anna), Authenticator()
    asked = questions(browser, SET_UP)
    session = browser.session
    session["passkey_challenges"][0][1] -= 301
    session.save()
    assert browser.post(SET_UP, {"name": "Laptop", "passkey": device.create(asked)}).status_code == 422
    for _ in range(6):
        questions(browser, SET_UP)
    assert len(browser.session["passkey_challenges"]) == 5


def test_one_device_is_in_use_once(anna: User, device: Authenticator) -> None:
    other = fresh(member("it-hub"))
    answer = add(other, device)
    assert answer.status_code == 422
    assert "al in gebruik" in answer.content.decode()


def test_at_an_address_without_a_name_there_is_only_the_app(anna: User) -> None:
    browser = fresh(anna)
    browser.defaults["HTTP_HOST"] = "127.0.0.1"
    page = browser.get(SET_UP)
    assert "werkt niet op dit adres" in page.content.decode()
    assert "script-src" not in page["Content-Security-Policy"]
    assert SET_UP not in browser.get("/balie/tweede-stap/instellen").content.decode()


# Logging in


def test_logging_in_with_a_passkey(anna: User, device: Authenticator) -> None:
    browser = at_home(Client())
    browser.post("/balie/inloggen", {"email": anna.email, "password": PASSWORD})
    before = browser.session.session_key
    answer = browser.post(STEP, {"passkey": device.sign(questions(browser, STEP)), "verder": "/balie/mijn-account"})
    assert answer["Location"] == "/balie/mijn-account"
    assert browser.session.session_key != before
    assert browser.get("/balie/mijn-account").status_code == 200
    key = Passkey.objects.get()
    assert key.sign_count == 1
    assert key.used_on is not None


def test_a_passkey_confirms_before_something_that_matters(anna: User, device: Authenticator) -> None:
    browser = at_home(log_in(Client(), anna, sudo=False))
    assert browser.get(LIST)["Location"] == f"/balie/bevestigen?verder={LIST}"
    signed = device.sign(questions(browser, "/balie/bevestigen"))
    assert browser.post("/balie/bevestigen", {"passkey": signed, "verder": LIST})["Location"] == LIST
    assert browser.get(LIST).status_code == 200


def test_the_app_and_backup_codes_stay_beside_it(anna: User) -> None:
    codes = set_up_app(anna)
    browser = at_home(log_in(Client(), anna))
    assert add(browser, Authenticator(), path=LIST)["Location"] == LIST
    page = fresh(anna).get(STEP).content.decode()
    assert "Gebruik je passkey" in page
    assert "Code uit je app" in page
    assert fresh(anna).post(STEP, {"code": code_of(anna)}).status_code == 302
    assert fresh(anna).post(STEP, {"code": codes[0]}).status_code == 302


@pytest.mark.parametrize(
    "change",
    [
        {"flags": PRESENT},
        {"origin": "https://localhost"},
        {"site": "elsewhere.example"},
        {"number": b"another-number"},
        {"key": Authenticator().key},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_the_device_did_not_sign_here_is_refused(
    anna: User, device: Authenticator, change: dict[str, Any]
) -> None:
    for name, value in change.items():
        setattr(device, name, value)
    browser = fresh(anna)
    answer = browser.post(STEP, {"passkey": device.sign(questions(browser, STEP))})
    assert answer.status_code == 422
    assert "niet herkend" in answer.content.decode()
    assert browser.get("/balie/mijn-account").status_code == 302


def test_a_signature_works_once_and_not_in_another_browser(anna: User, device: Authenticator) -> None:
    browser, other = fresh(anna), fresh(anna)
    signed = device.sign(questions(browser, STEP))
    questions(other, STEP)
    assert other.post(STEP, {"passkey": signed}).status_code == 422
    assert browser.post(STEP, {"passkey": signed}).status_code == 302
    assert browser.post(STEP, {"passkey": signed}).status_code == 422


def test_a_copy_that_counts_behind_is_noticed(anna: User, device: Authenticator) -> None:
    browser = fresh(anna)
    assert browser.post(STEP, {"passkey": device.sign(questions(browser, STEP))}).status_code == 302
    device.count = 0
    browser = fresh(anna)
    assert browser.post(STEP, {"passkey": device.sign(questions(browser, STEP))}).status_code == 422


def test_a_key_that_never_counts_keeps_working(anna: User) -> None:
    device = Authenticator(counts=False)
    add(fresh(anna), device)
    for _ in range(2):
        browser = fresh(anna)
        assert browser.post(STEP, {"passkey": device.sign(questions(browser, STEP))}).status_code == 302


def test_a_passkey_of_somebody_else_is_nothing(anna: User, device: Authenticator) -> None:
    hessel = member("it-hub")
    own = Authenticator(number=b"passkey-number-2")
    add(fresh(hessel), own)
    browser = fresh(hessel)
    assert browser.post(STEP, {"passkey": device.sign(questions(browser, STEP))}).status_code == 422


def test_a_page_without_a_script_asks_a_backup_code(anna: User, device: Authenticator) -> None:
    page = fresh(anna).get(STEP).content.decode()
    assert "data-without>Een passkey werkt alleen met JavaScript" in page
    assert 'data-passkey="get"' in page
    assert " hidden>" in page
    assert "Reservecode" in page


# Taking away


def test_the_last_second_step_stays(anna: User, device: Authenticator) -> None:
    browser = fresh(anna)
    browser.post(STEP, {"passkey": device.sign(questions(browser, STEP))})
    key = Passkey.objects.get()
    assert second_factors_of(anna) == 1
    assert "laatste tweede stap" in browser.get(LIST).content.decode()
    answer = browser.post(f"{LIST}/{key.pk}/weg")
    assert answer.status_code == 422
    assert Passkey.objects.exists()


def test_a_passkey_is_taken_away_after_asking_and_works_no_more(anna: User, device: Authenticator) -> None:
    set_up_app(anna)
    browser = at_home(log_in(Client(), anna))
    key = Passkey.objects.get()
    assert "Laptop" in browser.get(f"{LIST}/{key.pk}/weg").content.decode()
    assert Passkey.objects.exists()
    assert browser.post(f"{LIST}/{key.pk}/weg")["Location"] == LIST
    assert not Passkey.objects.exists()
    assert Event.objects.latest("id").type == "account.passkey-removed"
    other = fresh(anna)
    assert other.post(STEP, {"passkey": device.sign('{"challenge": "eA"}')}).status_code == 422


def test_a_session_that_a_passkey_opened_ends_with_the_passkey(anna: User, device: Authenticator) -> None:
    browser = fresh(anna)
    browser.post(STEP, {"passkey": device.sign(questions(browser, STEP))})
    actions.remove_second_factor(by=SYSTEM, user=anna)
    assert browser.get("/balie/mijn-account")["Location"].startswith("/balie/tweede-stap")


def test_somebody_else_s_passkey_is_not_found(anna: User, device: Authenticator) -> None:
    browser = client_of("it-hub")
    assert browser.post(f"{LIST}/{Passkey.objects.get().pk}/weg").status_code == 404


def test_an_administrator_sees_that_there_is_a_second_step_and_takes_it_away(anna: User, device: Authenticator) -> None:
    browser = client_of("administrator")
    assert "ingesteld" in browser.get(f"/beheer/accounts/{anna.pk}").content.decode()
    browser.post(f"/beheer/accounts/{anna.pk}/tweede-stap")
    assert not Passkey.objects.exists()
    assert fresh(anna).get(STEP)["Location"].startswith("/balie/tweede-stap/instellen")


def test_the_database_holds_no_secret_of_the_device(anna: User, device: Authenticator) -> None:
    secret = device.key.private_numbers().private_value
    stored = json.dumps(list(Passkey.objects.values("credential", "public_key")))
    assert f"{secret:x}" not in stored
