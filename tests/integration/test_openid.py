"""Staff log in through their organisation: a real provider on loopback, and every way in which it can go wrong."""

import time
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.core import checks
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.cast import CAST, PASSWORD, SYSTEM, client_of, log_in, member
from tests.oidc_provider import RunningProvider, asked, running_provider, visit
from trede.accounts import actions
from trede.accounts.first import first_administrator_link
from trede.accounts.models import Identity, User
from trede.accounts.openid import client as openid_client
from trede.accounts.openid.provider import forget_metadata, read_metadata
from trede.journal.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
ROLES = "adviseurs=adviser@ibdo; regie=chain-owner@ibdo; hub=partner@it-hub; cn=beheer,ou=trede=administrator@ibdo"
START = "/balie/openid/start"


@pytest.fixture(scope="module")
def provider() -> Iterator[RunningProvider]:
    """The provider of an organisation."""
    with running_provider() as running:
        yield running


@pytest.fixture(autouse=True)
def with_roles(provider: RunningProvider, settings: Any) -> None:
    """Set it as the operator does who lets the provider give the roles."""
    settings.OPENID_STAFF = provider.settings(roles=ROLES, roles_claim="groups", second_factor="amr=mfa hwk")
    settings.OIDC_VERIFY_KID = False


@pytest.fixture
def without_roles(provider: RunningProvider, settings: Any) -> None:
    """Set it so that it only says who somebody is."""
    settings.OPENID_STAFF = provider.settings()


def nina(provider: RunningProvider, sub: str, **claims: Any) -> str:
    """Put Nina, an adviser, in at the provider; a number of her own in each test."""
    known = {"email": "nina@ibdo.example", "email_verified": True, "name": "Nina Nieuw", "groups": ["adviseurs"]}
    known["auth_time"] = None  # this provider remembered a login, and does not say of when
    return provider.person(sub, **(known | claims))


def types() -> list[str]:
    """Return the types of all events about accounts, oldest first."""
    return list(Event.objects.filter(subject_kind="account").order_by("id").values_list("type", flat=True))


# Coming in


def test_a_role_at_the_provider_makes_the_account_and_our_second_step_follows(provider: RunningProvider) -> None:
    browser = Client()
    sign_in = browser.get("/balie/inloggen?verder=/balie/mijn-account").content.decode()
    assert f'href="{START}?verder=/balie/mijn-account"' in sign_in
    assert "Log in via Provincie" in sign_in
    answer = visit(provider, browser, nina(provider, "n1"), start=f"{START}?verder=/balie/mijn-account")
    assert answer["Location"] == "/balie/tweede-stap?verder=/balie/mijn-account"
    user = User.objects.get(email="nina@ibdo.example")
    assert user.name == "Nina Nieuw"
    assert user.roles == {"adviser"}
    assert user.organisations == {"ibdo"}
    assert not user.has_usable_password()
    assert browser.get("/balie/mijn-account")["Location"].startswith("/balie/tweede-stap")
    assert types() == ["account.created", "account.linked"]
    assert "nina" not in str(list(Event.objects.values_list("data", flat=True)))


def test_a_second_factor_at_the_provider_is_enough(provider: RunningProvider) -> None:
    browser = Client()
    answer = visit(provider, browser, nina(provider, "n2", amr=["pwd", "mfa"]), start=f"{START}?verder=/balie")
    assert answer["Location"] == "/balie"
    assert browser.get("/balie/mijn-account").status_code == 200
    assert "sudo_at" not in browser.session


def test_what_is_asked_of_the_provider_is_bound_to_this_browser(
    provider: RunningProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PKCE and nonce: the provider gets the hash of a word that only we have."""
    sent: list[dict[str, str]] = []
    original = openid_client.Client.get_token

    def noted(self: Any, payload: dict[str, str]) -> Any:
        sent.append(dict(payload))
        return original(self, payload)

    monkeypatch.setattr(openid_client.Client, "get_token", noted)
    browser = Client()
    first = browser.get(START)
    question = asked(first)
    browser.get(provider.log_in(first["Location"], nina(provider, "n3")).removeprefix("http://testserver"))
    from base64 import urlsafe_b64encode

    hashed = urlsafe_b64encode(sha256(sent[0]["code_verifier"].encode()).digest()).decode().rstrip("=")
    assert question["code_challenge"] == hashed
    assert len(question["nonce"]) == len(question["state"]) == 32
    assert question["redirect_uri"] == "http://testserver/balie/openid/terug"


def test_the_session_gets_a_new_number_and_no_token(provider: RunningProvider) -> None:
    browser = Client()
    browser.get(START)
    before = browser.session.session_key
    visit(provider, browser, nina(provider, "n4", amr="mfa"))
    assert browser.session.session_key != before
    assert not any("token" in key for key in dict(browser.session.items()))


# Roles


def test_roles_follow_the_provider_at_each_login(provider: RunningProvider) -> None:
    visit(provider, Client(), nina(provider, "n5"))
    visit(provider, Client(), nina(provider, "n5", groups=["adviseurs", "regie", "anders"], name="Nina N."))
    user = User.objects.get()
    assert user.roles == {"adviser", "chain-owner"}
    assert user.name == "Nina N."
    before = Event.objects.count()
    visit(provider, Client(), "n5")
    assert Event.objects.count() == before, "nothing changed, so nothing is written"


def test_without_a_role_any_more_the_account_closes_and_a_role_opens_it_again(provider: RunningProvider) -> None:
    inside = Client()
    visit(provider, inside, nina(provider, "n6", amr="mfa"))
    answer = visit(provider, Client(), nina(provider, "n6", groups=[]))
    assert answer.status_code == 403
    assert "geen rol voor deze site" in answer.content.decode()
    assert "/balie/inloggen" in answer.content.decode()
    assert not User.objects.get().is_active
    assert inside.get("/balie/mijn-account").status_code == 302
    visit(provider, Client(), nina(provider, "n6", groups="regie"))
    user = User.objects.get()
    assert user.is_active
    assert user.roles == {"chain-owner"}
    assert types()[-4:] == ["account.deactivated", "account.reopened", "account.linked", "account.roles-changed"]


def test_nobody_gets_an_account_by_turning_up(provider: RunningProvider) -> None:
    for groups in ([], ["iedereen"], None):
        answer = visit(provider, Client(), nina(provider, "n7", groups=groups))
        assert answer.status_code == 403
    assert not User.objects.exists()
    assert not Event.objects.exists()


def test_what_an_administrator_closed_stays_closed(provider: RunningProvider) -> None:
    visit(provider, Client(), nina(provider, "n8"))
    actions.deactivate(by=SYSTEM, user=User.objects.get())
    answer = visit(provider, Client(), "n8")
    assert answer.status_code == 403
    assert "afgesloten" in answer.content.decode()
    assert not User.objects.get().is_active


def test_roles_at_two_organisations_fit_no_account(provider: RunningProvider) -> None:
    answer = visit(provider, Client(), nina(provider, "n9", groups=["adviseurs", "hub"]))
    assert "meer dan één organisatie" in answer.content.decode()
    assert not User.objects.exists()


def test_a_provider_does_not_take_over_somebody_of_another_organisation(provider: RunningProvider) -> None:
    hessel = member("it-hub")
    answer = visit(provider, Client(), nina(provider, "n10", email=hessel.email))
    assert "andere organisatie" in answer.content.decode()
    assert User.objects.get(pk=hessel.pk).roles == {"partner"}
    assert not Identity.objects.exists()


def test_the_last_administrator_is_not_closed_by_a_provider(provider: RunningProvider) -> None:
    visit(provider, Client(), nina(provider, "n11", groups=["cn=beheer,ou=trede"], amr="mfa"))
    assert first_administrator_link() is None, "somebody who comes in through the provider can administer"
    for groups in ([], ["adviseurs"]):
        answer = visit(provider, Client(), nina(provider, "n11", groups=groups))
        assert "laatste beheerder" in answer.content.decode()
    assert User.objects.get().roles == {"administrator"}


# Who is who


@pytest.mark.parametrize("claims", [{"email_verified": False}, {"email_verified": None}, {"email": ""}])
def test_an_address_that_nobody_vouches_for_opens_nothing(provider: RunningProvider, claims: dict[str, Any]) -> None:
    anna = member("adviser")
    answer = visit(provider, Client(), nina(provider, "n12", **({"email": anna.email} | claims)))
    assert "geen bevestigd e-mailadres" in answer.content.decode()
    assert not Identity.objects.exists()


def test_an_operator_may_vouch_for_addresses_but_not_against_the_provider(
    provider: RunningProvider, settings: Any
) -> None:
    settings.OPENID_STAFF |= {"trust_email": "yes"}
    nina(provider, "n13")
    provider.person("n13", email="nina@ibdo.example", groups=["adviseurs"])
    visit(provider, Client(), "n13")
    assert User.objects.get().email == "nina@ibdo.example"
    provider.person("n14", email="otto@ibdo.example", groups=["adviseurs"], email_verified=False)
    assert visit(provider, Client(), "n14").status_code == 403


def test_a_local_account_is_found_by_address_once_and_by_number_from_then_on(
    provider: RunningProvider, without_roles: None
) -> None:
    anna = member("adviser")
    visit(provider, Client(), nina(provider, "n15", email=anna.email.upper()))
    assert Identity.objects.get().user == anna
    visit(provider, Client(), nina(provider, "n15", email="elders@ibdo.example"))
    assert User.objects.count() == 1
    assert User.objects.get().roles == {"adviser"}
    answer = visit(provider, Client(), nina(provider, "n16", email=anna.email))
    assert "hoort bij iemand anders" in answer.content.decode()
    assert client_of("administrator").post(f"/beheer/accounts/{anna.pk}/losmaken").status_code == 302
    visit(provider, Client(), "n16")
    assert Identity.objects.get().subject == "n16"


def test_without_a_table_of_roles_an_account_must_be_there(provider: RunningProvider, without_roles: None) -> None:
    answer = visit(provider, Client(), nina(provider, "n17"))
    assert "nog geen account" in answer.content.decode()
    anna = member("adviser")
    actions.deactivate(by=SYSTEM, user=anna)
    answer = visit(provider, Client(), nina(provider, "n18", email=anna.email))
    assert "afgesloten" in answer.content.decode()


def test_a_first_login_in_two_windows_makes_one_account(
    provider: RunningProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second window looked before the first one wrote: what it finds taken is told as a new try."""
    from trede.accounts.openid import people

    first = Identity.objects.none()
    visit(provider, Client(), nina(provider, "n32"))
    with monkeypatch.context() as patch:
        patch.setattr(Identity.objects, "select_related", lambda *_: first)
        patch.setattr(people, "_account_of", lambda _: None)
        assert "Begin opnieuw" in visit(provider, Client(), "n32").content.decode()
        patch.setattr(people, "_account_of", lambda _: member("chain-owner"))
        nina(provider, "n32", groups=["regie"])
        assert "Begin opnieuw" in visit(provider, Client(), "n32").content.decode()
    assert Identity.objects.count() == 1
    assert visit(provider, Client(), "n32")["Location"].startswith("/balie/tweede-stap")


def test_an_address_locked_by_wrong_passwords_comes_in_here(provider: RunningProvider, without_roles: None) -> None:
    anna = member("adviser")
    for _ in range(7):
        Client().post("/balie/inloggen", {"email": anna.email, "password": "fout wachtwoord"})
    assert AccessAttempt.objects.get().failures_since_start == 7
    answer = visit(provider, Client(), nina(provider, "n19", email=anna.email))
    assert answer["Location"].startswith("/balie/tweede-stap")


# What goes wrong on the way


def test_who_says_no_comes_back_to_a_page_with_a_way_on(provider: RunningProvider) -> None:
    answer = visit(provider, Client(), None)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "gestopt bij de inlogdienst" in page
    assert START in page


def test_an_answer_works_once_and_only_in_the_browser_that_asked(provider: RunningProvider) -> None:
    browser = Client()
    back = provider.log_in(browser.get(START)["Location"], nina(provider, "n20")).removeprefix("http://testserver")
    assert "begin opnieuw" in Client().get(back).content.decode().lower()
    assert browser.get(back).status_code == 302
    browser.post("/balie/uitloggen")
    assert browser.get(back).status_code == 403
    assert Client().get("/balie/openid/terug?code=x&state=y").status_code == 403
    assert Client().get("/balie/openid/terug").status_code == 403


def test_an_answer_that_comes_too_late_is_not_taken(provider: RunningProvider) -> None:
    browser = Client()
    sent = browser.get(START)
    session = browser.session
    state = asked(sent)["state"]
    session["oidc_states"][state]["started"] -= 16 * 60
    session.save()
    back = provider.log_in(sent["Location"], nina(provider, "n21")).removeprefix("http://testserver")
    assert "duurde te lang" in browser.get(back).content.decode()


@pytest.mark.parametrize(("what", "value"), [("nonce", "anders"), ("provider", "firm")])
def test_a_state_that_does_not_fit_is_refused(provider: RunningProvider, what: str, value: str) -> None:
    browser = Client()
    sent = browser.get(START)
    session = browser.session
    session["oidc_states"][asked(sent)["state"]][what] = value
    session.save()
    back = provider.log_in(sent["Location"], nina(provider, "n22")).removeprefix("http://testserver")
    assert browser.get(back).status_code == 403
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another-site"},
        {"aud": ["trede", "another-site"]},
        {"exp": 1},
        {"exp": None},
        {"nonce": "anders"},
        {"iat": 4_000_000_000},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_login_is_refused(provider: RunningProvider, wrong: dict[str, Any]) -> None:
    answer = visit(provider, Client(), nina(provider, "n23", **wrong))
    assert answer.status_code == 403
    assert "niet vertrouwen" in answer.content.decode()
    assert not User.objects.exists()


def test_an_answer_of_another_issuer_is_refused(provider: RunningProvider) -> None:
    browser = Client()
    back = provider.log_in(browser.get(START)["Location"], nina(provider, "n30")).removeprefix("http://testserver")
    assert browser.get(f"{back}&iss=https://elsewhere.example").status_code == 403


def test_a_token_signed_with_a_key_that_is_not_named_is_refused(provider: RunningProvider, settings: Any) -> None:
    settings.OIDC_VERIFY_KID = True
    assert visit(provider, Client(), nina(provider, "n31")).status_code == 403


def test_a_provider_that_is_down_says_so_quickly(settings: Any, provider: RunningProvider) -> None:
    settings.OPENID_STAFF = provider.settings() | {"issuer": "http://127.0.0.1:9"}
    forget_metadata()
    started = time.monotonic()
    answer = Client().get(START)
    assert answer.status_code == 503
    assert "geeft nu geen antwoord" in answer.content.decode()
    assert Client().get(START).status_code == 503
    assert time.monotonic() - started < 10
    forget_metadata()


def test_a_provider_that_goes_down_on_the_way_says_so(provider: RunningProvider) -> None:
    browser = Client()
    back = provider.log_in(browser.get(START)["Location"], nina(provider, "n24")).removeprefix("http://testserver")
    from dataclasses import replace

    from trede.accounts.openid import provider as module

    with pytest.MonkeyPatch.context() as patch:
        away = replace(module.metadata(module.staff_provider()), token="http://127.0.0.1:9/token")  # type: ignore[arg-type]  # it is set
        patch.setattr(openid_client, "metadata", lambda _: away)
        assert browser.get(back).status_code == 503


def test_without_a_provider_there_is_no_door(settings: Any) -> None:
    settings.OPENID_STAFF = {}
    for path in (START, "/balie/openid/terug"):
        assert Client().get(path).status_code == 404
    assert START not in Client().get("/balie/inloggen").content.decode()


# Sudo, logging out, local login off


def test_who_has_no_factor_here_logs_in_again_before_something_that_matters(provider: RunningProvider) -> None:
    browser, path = Client(), "/beheer/accounts/uitnodigen"
    visit(provider, browser, nina(provider, "n25", groups=["cn=beheer,ou=trede"], amr="mfa"))
    assert browser.get(path)["Location"] == f"/balie/bevestigen?verder={path}"
    again = f"/balie/openid/opnieuw?verder={path}"
    assert again in browser.get(f"/balie/bevestigen?verder={path}").content.decode()
    question = asked(browser.get(again))
    assert (question["prompt"], question["max_age"]) == ("login", "0")
    early = visit(provider, browser, "n25", start=again)
    assert "niet dat je opnieuw inlogde" in early.content.decode()
    nina(provider, "n25", groups=["cn=beheer,ou=trede"], amr="mfa", auth_time=int(time.time()) - 3600)
    assert visit(provider, browser, "n25", start=again).status_code == 403
    nina(provider, "n25", groups=["cn=beheer,ou=trede"], amr="pwd", auth_time=int(time.time()))
    assert visit(provider, browser, "n25", start=again).status_code == 403
    nina(provider, "n26", email="otto@ibdo.example", amr="mfa", auth_time=int(time.time()))
    assert "iemand anders" in visit(provider, browser, "n26", start=again).content.decode()
    nina(provider, "n25", groups=["cn=beheer,ou=trede"], amr="mfa", auth_time=int(time.time()))
    assert visit(provider, browser, "n25", start=again)["Location"] == path
    assert browser.get(path).status_code == 200


def test_logging_out_offers_to_log_out_at_the_provider_too(provider: RunningProvider) -> None:
    browser = Client()
    visit(provider, browser, nina(provider, "n27", amr="mfa"))
    page = browser.post("/balie/uitloggen").content.decode()
    assert f'href="{provider.issuer}/oauth2/end_session?client_id=trede&amp;post_logout' in page
    assert "id_token" not in page
    assert browser.get("/balie/mijn-account").status_code == 302
    assert log_in(Client(), member("adviser")).post("/balie/uitloggen").status_code == 302


def test_with_local_login_off_a_password_opens_nothing_and_an_operator_still_gets_in(settings: Any) -> None:
    settings.LOCAL_LOGIN = False
    anna = member("adviser")
    answer = Client().post("/balie/inloggen", {"email": anna.email, "password": PASSWORD})
    assert answer.status_code == 403
    assert 'name="password"' not in answer.content.decode()
    invited = client_of("administrator").post(
        "/beheer/accounts/uitnodigen", {"email": "nieuw@ibdo.example", "organisation": "ibdo", "roles": ["adviser"]}
    )
    assert "/balie/welkom/" not in invited.content.decode()
    token = actions.renew_link(by=SYSTEM, user=anna)
    browser = Client()
    assert browser.post(f"/balie/welkom/{token}", {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert browser.get("/balie/tweede-stap/instellen").status_code == 200


def test_an_erased_account_is_nobody_at_the_provider_either(provider: RunningProvider) -> None:
    visit(provider, Client(), nina(provider, "n28"))
    actions.erase_account(by=SYSTEM, user=User.objects.get(), reason="asked")
    assert not Identity.objects.exists()


# What an operator may set


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ({"issuer": "http://login.example.org"}, "accounts.E001"),
        ({"client_secret": ""}, "accounts.E002"),
        ({"metadata": "{}"}, "accounts.E003"),
        ({"metadata": "geen json"}, "accounts.E003"),
        ({"roles": "adviseurs"}, "accounts.E004"),
        ({"roles": "adviseurs=keizer@ibdo"}, "accounts.E004"),
        ({"roles": "adviseurs=adviser@nergens"}, "accounts.E004"),
        ({"second_factor": "mfa"}, "accounts.E004"),
    ],
)
def test_a_setting_that_cannot_work_stops_the_start_with_a_hint(
    provider: RunningProvider, settings: Any, given: dict[str, str], number: str
) -> None:
    settings.OPENID_STAFF |= given
    found = [problem for problem in checks.run_checks() if problem.id == number]
    assert found
    assert all(problem.hint for problem in found)
    assert "geheim" not in str(found)


def test_the_doctor_asks_each_provider(provider: RunningProvider, settings: Any) -> None:
    from trede.commands.doctor import _logins

    settings.OPENID_FIRM = provider.settings() | {"issuer": "http://127.0.0.1:9"}
    staff, firms = list(_logins())
    assert staff.detail == f"staff: {provider.issuer} answers"
    assert not staff.hint
    assert firms.detail.startswith("firms: http://127.0.0.1:9 does not answer well")
    assert firms.hint


def test_no_way_in_stops_the_start(settings: Any) -> None:
    settings.OPENID_STAFF, settings.LOCAL_LOGIN = {}, False
    assert "accounts.E006" in {problem.id for problem in checks.run_checks()}


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "https://other.example"},
        {"token_endpoint": "http://login.example.org/token"},
        {"jwks_uri": ""},
        {"id_token_signing_alg_values_supported": ["none", "HS256"]},
    ],
)
def test_a_configuration_that_is_not_safe_is_not_used(wrong: dict[str, Any]) -> None:
    well = {
        "issuer": "https://login.example.org",
        "authorization_endpoint": "https://login.example.org/authorize",
        "token_endpoint": "https://login.example.org/token",
        "jwks_uri": "https://login.example.org/keys",
    }
    assert read_metadata(well, "https://login.example.org").algorithm == "RS256"
    with pytest.raises(ValueError, match=r"configuration|issuer|signs"):
        read_metadata(well | wrong, "https://login.example.org")


def test_the_list_of_accounts_does_not_call_them_invited(provider: RunningProvider) -> None:
    visit(provider, Client(), nina(provider, "n29"))
    page = client_of("administrator").get("/beheer/accounts").content.decode()
    assert "uitgenodigd" not in page
    assert CAST["administrator"].email in page
    assert not TOTPDevice.objects.filter(user__email="nina@ibdo.example").exists()
