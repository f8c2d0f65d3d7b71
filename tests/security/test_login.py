"""Guessing passwords and codes, and pretending to be somebody else's address."""

import pytest
from axes.models import AccessAttempt
from django.test import Client, RequestFactory, override_settings

from tests.cast import PASSWORD, member
from trede.web.limits import visitor_address
from trede.web.models import Bucket

pytestmark = pytest.mark.django_db
WRONG = {"email": "anna@ibdo.example", "password": "fout wachtwoord"}
RIGHT = {"email": "anna@ibdo.example", "password": PASSWORD}


def guess(client: Client, times: int, **headers: str) -> list[int]:
    """Return the answers to so many wrong passwords."""
    return [client.post("/balie/inloggen", WRONG, headers=headers).status_code for _ in range(times)]


def test_after_seven_wrong_passwords_the_door_closes_and_says_until_when() -> None:
    member("adviser")
    client = Client()
    assert guess(client, 7) == [422] * 6 + [429]
    answer = client.post("/balie/inloggen", RIGHT)
    page = answer.content.decode()
    assert answer.status_code == 429
    assert "7 keer een verkeerd wachtwoord" in page
    assert "weer proberen om" in page
    assert client.get("/balie/mijn-account").status_code == 302


def test_somebody_elsewhere_is_not_locked_out_with_them() -> None:
    member("adviser")
    guess(Client(), 7)
    assert Client(REMOTE_ADDR="192.0.2.7").post("/balie/inloggen", RIGHT).status_code == 302


def test_waiting_helps_and_trying_meanwhile_does_not_make_it_longer() -> None:
    from datetime import timedelta

    member("adviser")
    guess(Client(), 7)
    last = AccessAttempt.objects.get().attempt_time
    guess(Client(), 2)
    assert AccessAttempt.objects.get().attempt_time == last
    AccessAttempt.objects.update(attempt_time=last - timedelta(minutes=16))
    assert Client().post("/balie/inloggen", RIGHT).status_code == 302


def test_a_forged_forwarded_address_changes_nothing() -> None:
    member("adviser")
    answers = [guess(Client(), 1, **{"x-forwarded-for": f"198.51.100.{number}"})[0] for number in range(8)]
    assert answers[-1] == 429
    assert set(AccessAttempt.objects.values_list("ip_address", flat=True)) == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.1", "203.0.113.9"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "10.0.0.1, 198.51.100.1", "198.51.100.1"),
        (2, "10.0.0.1, 198.51.100.1, 192.0.2.2", "198.51.100.1"),
        (2, "198.51.100.1", "203.0.113.9"),
        (1, "", "203.0.113.9"),
    ],
)
def test_only_hops_of_our_own_count(proxies: int, forwarded: str, address: str) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.9", HTTP_X_FORWARDED_FOR=forwarded)
    with override_settings(TRUSTED_PROXIES=proxies):
        assert visitor_address(request) == address


def test_one_address_cannot_try_one_password_on_everybody() -> None:
    client = Client()
    answers = [
        client.post("/balie/inloggen", {"email": f"p{number}@ibdo.example", "password": "welkom"}).status_code
        for number in range(45)
    ]
    assert answers[0] == 422
    assert answers[-1] == 429
    assert "127.0.0.1" not in Bucket.objects.get().key


def test_the_session_gets_a_new_number_at_login() -> None:
    member("adviser")
    client = Client()
    client.get("/balie/inloggen")
    before = client.session.session_key
    client.post("/balie/inloggen", RIGHT)
    assert client.session.session_key != before


def test_an_unknown_address_takes_the_time_of_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from trede.accounts import backends

    spent: list[str] = []
    monkeypatch.setattr(backends, "make_password", spent.append)
    Client().post("/balie/inloggen", {"email": "niemand@ibdo.example", "password": "iets"})
    assert spent == ["iets"]


def test_wrong_codes_make_each_next_try_wait_longer() -> None:
    from tests.cast import log_in

    user = member("adviser")
    client = log_in(Client(), user)
    assert "klopt niet" in client.post("/balie/tweede-stap", {"code": "000000"}).content.decode()
    assert "Wacht 1 seconden" in client.post("/balie/tweede-stap", {"code": "000000"}).content.decode()
