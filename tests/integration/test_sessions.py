"""Sessions: what is kept of them, when they end, and how a person ends them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import PASSWORD, SYSTEM, client_of, log_in, member
from trede.accounts import actions
from trede.accounts.actions_sessions import end_sessions
from trede.accounts.jobs import forget_sessions
from trede.accounts.models import Session, User
from trede.accounts.queries import public_number, sessions_of
from trede.accounts.sessions import SEEN, SINCE
from trede.core.errors import OutOfOrder
from trede.journal.models import Event

pytestmark = pytest.mark.django_db
OWN, END = "/balie/mijn-account", "/balie/mijn-account/sessies"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"


@pytest.fixture
def anna() -> User:
    """An adviser."""
    return member("adviser")


def password_in(agent: str, user: User) -> Client:
    """Return a browser that logged in with a password."""
    browser = Client(HTTP_USER_AGENT=agent)
    assert browser.post("/balie/inloggen", {"email": user.email, "password": PASSWORD}).status_code == 302
    return browser


def long_ago(browser: Client, what: str, hours: float) -> None:
    """Let the session of this browser have begun, or been used, so long ago; Django writes its end anew."""
    session = browser.session
    session[what] -= hours * 3600
    session.save()


def is_in(browser: Client) -> bool:
    """Say whether this browser is logged in."""
    return browser.get(OWN).status_code == 200


def test_of_a_browser_only_its_family_is_kept(anna: User) -> None:
    password_in(FIREFOX, anna)
    password_in(EDGE, anna)
    password_in("curl/8", anna)
    kept = Session.objects.order_by("since").values_list("browser", "user")
    assert list(kept) == [("Firefox", anna.pk), ("Edge", anna.pk), ("", anna.pk)]
    stored = str(list(Session.objects.values())) + str([row.get_decoded() for row in Session.objects.all()])
    assert "127.0.0.1" not in stored
    assert "Linux" not in stored


def test_somebody_who_is_not_logged_in_leaves_no_name(anna: User) -> None:
    Client().get("/balie/inloggen")
    assert set(Session.objects.values_list("user", flat=True)) <= {None}


def test_one_s_own_page_lists_them_without_giving_one_away(anna: User) -> None:
    browser, _ = log_in(Client(), anna), password_in(FIREFOX, anna)
    log_in(Client(), member("it-hub"))
    page = browser.get(OWN).content.decode()
    assert page.count("Laatst gezien op") == 2
    assert "Firefox" in page
    assert page.count("dit apparaat") == 1
    for key in Session.objects.values_list("session_key", flat=True):
        assert key not in page


def test_ending_one_ends_that_one_at_once(anna: User) -> None:
    here, there, third = (log_in(Client(), anna) for _ in range(3))
    number = public_number(there.session.session_key or "")
    assert here.post(END, {"sessie": number})["Location"] == OWN
    assert not is_in(there)
    assert is_in(third)
    assert is_in(here)
    assert Event.objects.latest("id").data == {"sessions": 1}


def test_ending_all_others_keeps_this_one(anna: User) -> None:
    here, there, third = (log_in(Client(), anna) for _ in range(3))
    here.post(END)
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, False)


def test_nobody_ends_a_session_of_somebody_else(anna: User) -> None:
    hessel = client_of("it-hub")
    key = hessel.session.session_key or ""
    log_in(Client(), anna).post(END, {"sessie": public_number(key)})
    assert is_in(hessel)
    assert end_sessions(by=anna.actor(), user=anna, keys=[key]) == 0
    with pytest.raises(OutOfOrder):
        end_sessions(by=anna.actor(), user=member("it-hub"), keys=[key])
    assert is_in(hessel)


def test_a_closed_account_is_out_at_once(anna: User) -> None:
    browser = log_in(Client(), anna)
    actions.deactivate(by=SYSTEM, user=anna)
    assert not Session.objects.filter(user=anna).exists()
    assert not is_in(browser)


def test_an_administrator_who_closes_the_own_account_is_led_out(anna: User) -> None:
    browser = client_of("administrator")
    actions.change_roles(by=SYSTEM, user=anna, organisation="ibdo", roles=["administrator"])
    answer = browser.post(f"/beheer/accounts/{member('administrator').pk}/sluiten")
    assert answer["Location"] == "/balie/inloggen"


def test_two_hours_without_use_end_a_session(anna: User) -> None:
    browser = log_in(Client(), anna)
    age = browser.session.get_expiry_age()
    assert age == 2 * 3600
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_in(browser)
    assert sessions_of(anna) == []


def test_use_is_noted_once_in_five_minutes_and_lets_it_live_on(anna: User, django_assert_num_queries: Any) -> None:
    browser = log_in(Client(), anna)
    is_in(browser)
    before = Session.objects.get().expire_date
    is_in(browser)
    assert Session.objects.get().expire_date == before
    long_ago(browser, SEEN, 1)
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=1))
    assert is_in(browser)
    assert Session.objects.get().expire_date > timezone.now() + timedelta(minutes=100)


def test_eight_hours_after_login_it_ends_however_much_it_is_used(anna: User) -> None:
    browser = log_in(Client(), anna)
    long_ago(browser, SINCE, 7.5)
    assert browser.session.get_expiry_age() <= 1800
    assert is_in(browser)
    long_ago(browser, SINCE, 0.6)
    assert not is_in(browser)


def test_logging_in_begins_a_new_term_and_a_new_number(anna: User) -> None:
    browser = password_in(FIREFOX, anna)
    long_ago(browser, SINCE, 5)
    key = browser.session.session_key
    browser.post("/balie/inloggen", {"email": anna.email, "password": PASSWORD})
    assert browser.session.session_key != key
    assert browser.session.get_expiry_age() == 2 * 3600
    assert not Session.objects.filter(session_key=key).exists()


def test_what_somebody_else_left_behind_in_the_browser_is_gone(anna: User) -> None:
    browser = log_in(Client(), member("it-hub"))
    session = browser.session
    session["draft"] = "van Hessel"
    session.save()
    browser.post("/balie/inloggen", {"email": anna.email, "password": PASSWORD})
    assert "draft" not in browser.session
    assert not is_in(browser), "the second step of somebody else is not hers"


def test_sessions_that_ended_are_swept_away(anna: User) -> None:
    log_in(Client(), anna)
    log_in(Client(), member("it-hub"))
    Session.objects.filter(user=anna).update(expire_date=timezone.now() - timedelta(hours=1))
    assert forget_sessions() == 1
    assert Session.objects.count() == 1


def test_a_page_of_one_s_own_costs_a_fixed_number_of_queries(anna: User, django_assert_max_num_queries: Any) -> None:
    browser = log_in(Client(), anna)
    for _ in range(20):
        log_in(Client(), anna)
    is_in(browser)
    with django_assert_max_num_queries(12):
        assert is_in(browser)
