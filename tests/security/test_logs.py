"""The log says what happened, and never who it was about."""

import logging
import re
from collections.abc import Iterator

import pytest
from django.test import Client

from tests.cast import PASSWORD, client_of, member
from trede.journal.actions import Actor
from trede.journal.models import Event
from trede.scan.actions import complete_scan
from trede.scan.models import ScanResult

pytestmark = pytest.mark.django_db
NAME, FIRM, PHONE, EMAIL = "Gerrit-Jan Zonneveld", "Zonneveld Dakwerken", "0591 76 54 32", "gj@zonneveld.example"


class Kept(logging.Handler):
    """Keeps whole lines as the log would show them, trace-backs included."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def log() -> Iterator[list[str]]:
    """What the site writes to its log, at the level of a chatty installation."""
    handler, root = Kept(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield handler.lines
    root.setLevel(level)
    root.removeHandler(handler)


def visit(code: str) -> None:
    """Do what people do, right and wrong."""
    anonymous = Client(raise_request_exception=False)
    for path in (
        f"/uitkomst/{code}",
        f"/en/uitkomst/{code}",
        f"/uitkomst/{code}x",
        f"/adviseur/{code}",
        f"/uitkomst/{code}/pdf",
    ):
        anonymous.get(path)
    anonymous.post("/code", {"code": code})
    person = {"name": NAME, "firm_name": FIRM, "phone": PHONE, "email": EMAIL, "question": NAME, "consent": "yes"}
    for path in ("/adviseur", f"/adviseur/{code}"):
        anonymous.post(path, person)
        anonymous.post(path, person, headers={"origin": "https://elsewhere.example"})
    anonymous.post("/balie/inloggen", {"email": EMAIL, "password": PASSWORD + "!"})
    for _ in range(8):
        anonymous.post("/balie/inloggen", {"email": "anna@ibdo.example", "password": PASSWORD + "!"})
    Client(enforce_csrf_checks=True).post("/balie/inloggen", {"email": EMAIL, "password": PASSWORD})
    client_of("adviser").post("/balie/code", {"code": code})
    client_of("administrator").post(
        "/beheer/accounts/uitnodigen", {"email": EMAIL, "organisation": "ibdo", "roles": ["adviser"]}
    )
    client_of("chain-owner").post("/beheer/privacy", {"kind": "scan", "typed": code})


def secrets_in(text: str, code: str) -> list[str]:
    """Return which personal words stand in a text."""
    words = (
        NAME,
        FIRM,
        "Zonneveld",
        "765432",
        "76 54 32",
        EMAIL,
        "anna@ibdo.example",
        PASSWORD,
        code,
        f"{code[:4]}-{code[4:]}",
    )
    return [word for word in words if word.lower() in text.lower()]


def test_no_name_phone_address_password_or_code_is_logged(log: list[str]) -> None:
    member("adviser")
    code = complete_scan(by=Actor.anonymous(), answers="CCCCDDD").code
    visit(code)
    assert any("form token refused" in line for line in log)
    assert secrets_in("\n".join(log), code) == []


def test_an_error_is_logged_with_its_place_and_without_what_was_sent(
    log: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from trede.accounts.views import login

    def break_down(*_: object, **__: object) -> None:
        raise RuntimeError(f"Key (email)=({EMAIL}) already exists.")

    monkeypatch.setattr(login, "authenticate", break_down)
    client = Client(raise_request_exception=False)
    answer = client.post("/balie/inloggen", {"email": EMAIL, "password": PASSWORD})
    text = "\n".join(log)
    assert answer.status_code == 500
    assert "accounts:sign-in" in text
    assert "in break_down" in text
    assert secrets_in(text, "K7M49QXT") == []


def test_the_journal_holds_nothing_personal_either() -> None:
    member("adviser")
    code = complete_scan(by=Actor.anonymous(), answers="CCCCDDD").code
    visit(code)
    text = "\n".join(str(event) for event in Event.objects.values())
    assert ScanResult.objects.exists()
    assert secrets_in(text, code) == []
    assert not re.search(r"[\w.]+@[\w.]+\.\w+", text.replace("drenthe@", ""))
