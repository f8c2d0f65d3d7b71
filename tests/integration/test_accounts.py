"""Accounts: the first administrator, invitations, two steps of logging in, administration."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.cast import CAST, PASSWORD, SYSTEM, actor, client_of, log_in, member
from trede.accounts import actions
from trede.accounts.first import first_administrator_link
from trede.accounts.models import Membership, OneUseLink, User
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.models import Event

pytestmark = pytest.mark.django_db


def code_of(user: User, *, confirmed: bool = True) -> str:
    """Return the code that the app of this user shows; a device that refused one already may want another."""
    device = TOTPDevice.objects.get(user=user, confirmed=confirmed)
    return f"{TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift).token():06d}"


def set_up_app(user: User) -> list[str]:
    """Give the user an app and return the backup codes; the app's next code is free again."""
    from trede.accounts import second_factor

    second_factor.new_app(user)
    codes = actions.set_second_factor(by=user.actor(), user=user, code=code_of(user, confirmed=False))
    assert codes is not None
    TOTPDevice.objects.filter(user=user).update(last_t=-1)
    return codes


def last_event() -> Event:
    """Return the newest event."""
    return Event.objects.latest("id")


# The first start


def test_from_the_printed_link_to_an_administrator_with_two_steps() -> None:
    path = first_administrator_link()
    assert path is not None
    browser = Client()
    given = {"name": "Bea Beheer", "email": "Bea@Ibdo.example", "password": PASSWORD, "again": PASSWORD}
    assert browser.get(path).status_code == 200
    answer = browser.post(path, given)
    assert answer["Location"] == "/balie/tweede-stap?verder=/balie"
    user = User.objects.get(email="bea@ibdo.example")
    assert user.has_permission(Permission.ACCOUNTS_MANAGE)
    assert browser.get("/beheer/accounts")["Location"].startswith("/balie/tweede-stap")
    assert browser.get("/balie/tweede-stap")["Location"].startswith("/balie/tweede-stap/instellen")
    page = browser.get("/balie/tweede-stap/instellen").content.decode()
    assert 'src="data:image/svg+xml' in page
    page = browser.post("/balie/tweede-stap/instellen", {"code": code_of(user, confirmed=False)}).content.decode()
    assert len(re.findall(r"<code>[0-9A-Z]{5}-[0-9A-Z]{5}</code>", page)) == 10
    assert browser.get("/beheer/accounts").status_code == 200
    assert [event.type for event in Event.objects.order_by("id")] == [
        "account.link-made",
        "account.created",
        "account.password-set",
        "account.second-factor-set",
    ]
    assert first_administrator_link() is None


def test_a_new_first_link_ends_the_one_before() -> None:
    first, second = first_administrator_link(), first_administrator_link()
    assert first is not None
    assert second is not None
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200


def test_a_link_works_once_and_not_for_ever() -> None:
    _, token = actions.invite(by=SYSTEM, email="nieuw@ibdo.example", organisation="ibdo", roles=["adviser"])
    path = f"/balie/welkom/{token}"
    with clock.at(clock.now() + timedelta(days=8)):
        assert Client().get(path).status_code == 410
    given = {"name": "Nieuw", "password": PASSWORD, "again": PASSWORD}
    assert Client().post(path, given).status_code == 302
    assert Client().post(path, given).status_code == 410
    with pytest.raises(OutOfOrder):
        actions.accept(by=Actor.link("invitation"), token=token, password=PASSWORD, name="Nieuw")


def test_the_database_does_not_hold_the_token() -> None:
    _, token = actions.invite(by=SYSTEM, email="nieuw@ibdo.example", organisation="ibdo", roles=["adviser"])
    assert token not in OneUseLink.objects.get().token


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": "", "password": PASSWORD, "again": PASSWORD}, "Vul je naam in."),
        ({"name": "Nieuw", "password": "kort", "again": "kort"}, "minstens 12 tekens"),
        ({"name": "Nieuw", "password": "password1234", "again": "password1234"}, "te bekend"),
        ({"name": "Nieuw", "password": "nieuwibdo.exa", "again": "nieuwibdo.exa"}, "lijkt te veel"),
        ({"name": "Nieuw", "password": PASSWORD, "again": PASSWORD + "x"}, "niet gelijk"),
        ({"name": "Nieuw\0", "password": PASSWORD, "again": PASSWORD}, "id_name"),
    ],
)
def test_the_welcome_form_says_what_to_do_and_keeps_what_was_typed(given: dict[str, str], sentence: str) -> None:
    _, token = actions.invite(by=SYSTEM, email="nieuw@ibdo.example", organisation="ibdo", roles=["adviser"])
    answer = Client().post(f"/balie/welkom/{token}", given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert given["password"] not in page
    assert not given["name"].isalpha() or f'value="{given["name"]}"' in page


# Logging in


def test_logging_in_takes_two_steps_and_comes_back_to_where_you_were() -> None:
    user = member("adviser")
    set_up_app(user)
    browser = Client()
    assert browser.get("/balie/mijn-account")["Location"] == "/balie/inloggen?verder=/balie/mijn-account"
    given = {"email": " ANNA@ibdo.example ", "password": PASSWORD, "verder": "/balie/mijn-account"}
    answer = browser.post("/balie/inloggen", given)
    assert answer["Location"] == "/balie/tweede-stap?verder=/balie/mijn-account"
    assert browser.get("/balie/mijn-account")["Location"].startswith("/balie/tweede-stap")
    answer = browser.post("/balie/tweede-stap", {"code": code_of(user), "verder": "/balie/mijn-account"})
    assert answer["Location"] == "/balie/mijn-account"
    assert browser.get("/balie/mijn-account").status_code == 200
    browser.post("/balie/uitloggen")
    assert browser.get("/balie/mijn-account").status_code == 302


@pytest.mark.parametrize("password", ["", "fout wachtwoord"])
@pytest.mark.parametrize("email", ["anna@ibdo.example", "niemand@ibdo.example"])
def test_wrong_address_and_wrong_password_get_the_same_answer(email: str, password: str) -> None:
    member("adviser")
    answer = Client().post("/balie/inloggen", {"email": email, "password": password})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{email}"' in page
    assert ("horen niet bij elkaar" in page) == bool(password)


def test_a_code_works_once_and_a_wrong_one_has_to_wait() -> None:
    user = member("adviser")
    set_up_app(user)
    browser = Client()
    browser.force_login(user, backend="trede.accounts.backends.LocalBackend")
    code = code_of(user)
    assert browser.post("/balie/tweede-stap", {"code": code}).status_code == 302
    again = browser.post("/balie/tweede-stap", {"code": code})
    assert again.status_code == 422
    assert "klopt niet" in again.content.decode()
    assert "Wacht 1 seconden" in browser.post("/balie/tweede-stap", {"code": code}).content.decode()


def test_a_backup_code_works_once_and_is_not_readable_in_the_database() -> None:
    user = member("adviser")
    codes = set_up_app(user)
    stored = set(StaticToken.objects.values_list("token", flat=True))
    assert len(stored) == 10
    assert not stored & {code.replace("-", "") for code in codes}
    browser = Client()
    browser.force_login(user, backend="trede.accounts.backends.LocalBackend")
    assert browser.post("/balie/tweede-stap", {"code": codes[0].lower()}).status_code == 302
    assert StaticToken.objects.count() == 9
    assert browser.post("/balie/tweede-stap", {"code": codes[0]}).status_code == 422


def test_a_password_alone_cannot_replace_the_second_step() -> None:
    user = member("adviser")
    set_up_app(user)
    browser = Client()
    browser.force_login(user, backend="trede.accounts.backends.LocalBackend")
    for answer in (browser.get("/balie/tweede-stap/instellen"), browser.post("/balie/tweede-stap/instellen")):
        assert answer["Location"].startswith("/balie/tweede-stap?verder=")


def test_a_new_app_ends_the_one_before() -> None:
    user = member("adviser")
    set_up_app(user)
    before = TOTPDevice.objects.get(user=user).pk
    browser = log_in(Client(), user)
    browser.get("/balie/tweede-stap/instellen")
    answer = browser.post("/balie/tweede-stap/instellen", {"code": code_of(user, confirmed=False)})
    assert answer.status_code == 200
    assert not TOTPDevice.objects.filter(pk=before).exists()


# One's own account


def test_name_and_language_are_one_s_own() -> None:
    browser = client_of("adviser")
    answer = browser.post("/balie/mijn-account", {"name": "Anna A.", "language": "en"})
    assert answer.cookies["taal"].value == "en"
    user = User.objects.get(email=CAST["adviser"].email)
    assert (user.name, user.language) == ("Anna A.", "en")
    assert last_event().data == {"fields": ["name", "language"]}
    with pytest.raises(OutOfOrder):
        actions.change_details(by=actor("it-hub"), user=user, name="x", language="nl")


def test_a_new_password_ends_other_sessions_and_keeps_this_one() -> None:
    here, elsewhere = client_of("adviser"), client_of("adviser")
    wrong = {"current": "fout", "password": "tien grijze ezels", "again": "tien grijze ezels"}
    assert here.post("/balie/mijn-account/wachtwoord", wrong).status_code == 422
    assert here.post("/balie/mijn-account/wachtwoord", wrong | {"current": PASSWORD}).status_code == 302
    assert here.get("/balie/mijn-account").status_code == 200
    assert elsewhere.get("/balie/mijn-account").status_code == 302


def test_new_backup_codes_ask_the_second_step_again() -> None:
    user = member("adviser")
    set_up_app(user)
    browser = log_in(Client(), user, sudo=False)
    path = "/balie/mijn-account/reservecodes"
    assert browser.get(path)["Location"] == f"/balie/bevestigen?verder={path}"
    assert browser.post("/balie/bevestigen", {"code": code_of(user), "verder": path})["Location"] == path
    assert browser.get(path).status_code == 200
    assert browser.post(path).content.decode().count("<code>") == 10
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert browser.get(path).status_code == 302


# Administration


def test_inviting_shows_the_link_once_and_the_list_says_invited() -> None:
    browser = client_of("administrator")
    given = {"email": "nieuw@it-hub.example", "organisation": "it-hub", "roles": ["partner"]}
    page = browser.post("/beheer/accounts/uitnodigen", given).content.decode()
    link = re.search(r'value="http://testserver(/balie/welkom/[^"]+)"', page)
    assert link is not None
    assert Client().get(link[1]).status_code == 200
    assert "uitgenodigd" in browser.get("/beheer/accounts").content.decode()
    assert last_event().type == "account.invited"
    assert "nieuw" not in str(last_event().data)
    again = browser.post("/beheer/accounts/uitnodigen", given)
    assert again.status_code == 422
    assert "heeft al een account" in again.content.decode()
    assert 'value="nieuw@it-hub.example"' in again.content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"roles": []}, "id_roles"),
        ({"roles": ["king"]}, "id_roles"),
        ({"organisation": "nergens"}, "id_organisation"),
        ({"roles": ["municipality"]}, "id_roles"),
        ({"email": "geen adres"}, "id_email"),
    ],
)
def test_an_invitation_that_cannot_be_comes_back_filled_in(change: dict[str, object], field: str) -> None:
    given = {"email": "nieuw@it-hub.example", "organisation": "it-hub", "roles": ["partner"]} | change
    answer = client_of("administrator").post("/beheer/accounts/uitnodigen", given)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.content.decode()
    assert not User.objects.filter(email="nieuw@it-hub.example").exists()


def test_roles_change_from_today_and_the_past_stays() -> None:
    user = member("it-hub")
    browser = client_of("administrator")
    path = f"/beheer/accounts/{user.pk}"
    assert browser.get(path).status_code == 200
    assert browser.post(path, {"organisation": "edih-noord", "roles": ["partner"]}).status_code == 302
    fresh = User.objects.get(pk=user.pk)
    assert fresh.organisations == {"edih-noord"}
    assert Membership.objects.get(user=user, organisation="it-hub").until == clock.today()
    assert last_event().data == {"roles": ["partner"], "before": ["partner"]}


def test_the_last_administrator_stays() -> None:
    bea = member("administrator")
    browser = client_of("administrator")
    for path, given in (
        (f"/beheer/accounts/{bea.pk}", {"organisation": "ibdo", "roles": ["adviser"]}),
        (f"/beheer/accounts/{bea.pk}/sluiten", {}),
    ):
        answer = browser.post(path, given)
        assert answer.status_code == 422
        assert "laatste beheerder" in answer.content.decode()
    actions.change_roles(by=SYSTEM, user=member("adviser"), organisation="ibdo", roles=["administrator"])
    assert browser.post(f"/beheer/accounts/{bea.pk}/sluiten").status_code == 302


def test_closing_an_account_ends_its_sessions_roles_and_links() -> None:
    user = member("it-hub")
    theirs = log_in(Client(), user)
    token = actions.renew_link(by=actor("administrator"), user=user)
    assert theirs.get("/balie/mijn-account").status_code == 200
    assert client_of("administrator").post(f"/beheer/accounts/{user.pk}/sluiten").status_code == 302
    assert theirs.get("/balie/mijn-account").status_code == 302
    assert Client().get(f"/balie/welkom/{token}").status_code == 410
    closed = User.objects.get(pk=user.pk)
    assert closed.roles == frozenset()
    assert not closed.has_permission(Permission.WORKLIST)
    answer = Client().post("/balie/inloggen", {"email": user.email, "password": PASSWORD})
    assert answer.status_code == 422


def test_a_closed_account_opens_again_without_its_old_password() -> None:
    user = member("it-hub")
    actions.deactivate(by=actor("administrator"), user=user)
    page = client_of("administrator").post(f"/beheer/accounts/{user.pk}/openen").content.decode()
    assert "/balie/welkom/" in page
    again = User.objects.get(pk=user.pk)
    assert again.is_active
    assert not again.has_usable_password()
    assert again.roles == frozenset()


def test_who_lost_everything_sets_up_a_new_second_step() -> None:
    user = member("adviser")
    set_up_app(user)
    assert client_of("administrator").post(f"/beheer/accounts/{user.pk}/tweede-stap").status_code == 302
    browser = Client()
    browser.post("/balie/inloggen", {"email": user.email, "password": PASSWORD})
    assert browser.get("/balie/tweede-stap")["Location"].startswith("/balie/tweede-stap/instellen")


def test_erasing_leaves_a_number_only() -> None:
    user = member("it-hub")
    browser = client_of("administrator")
    browser.post(f"/beheer/accounts/{user.pk}/sluiten")
    assert browser.post(f"/beheer/accounts/{user.pk}/wissen").status_code == 302
    erased = User.objects.get(pk=user.pk)
    assert (erased.name, erased.email) == ("", f"account-{user.pk}@erased.invalid")
    with pytest.raises(OutOfOrder):
        actions.reopen(by=SYSTEM, user=erased)


def test_administration_needs_the_permission_also_below_the_pages() -> None:
    user = member("it-hub")
    anna = actor("adviser")
    for attempt in (
        lambda: actions.invite(by=anna, email="x@y.example", organisation="ibdo", roles=["adviser"]),
        lambda: actions.change_roles(by=anna, user=user, organisation="ibdo", roles=["adviser"]),
        lambda: actions.deactivate(by=anna, user=user),
        lambda: actions.renew_link(by=anna, user=user),
        lambda: actions.remove_second_factor(by=anna, user=user),
        lambda: actions.erase_account(by=anna, user=user, reason="asked"),
        lambda: actions.reopen(by=anna, user=user),
    ):
        with pytest.raises(NotPermitted):
            attempt()


def test_an_address_is_one_account_in_any_case() -> None:
    member("adviser")
    with pytest.raises(InputError):
        actions.invite(by=SYSTEM, email="ANNA@IBDO.example", organisation="ibdo", roles=["adviser"])


def test_the_list_costs_a_fixed_number_of_queries(django_assert_max_num_queries: object) -> None:
    browser = client_of("administrator")
    for key in CAST:
        member(key)
    with django_assert_max_num_queries(6):  # type: ignore[operator]  # session, user, roles, device, accounts, their roles
        assert browser.get("/beheer/accounts").status_code == 200
