"""What every answer carries, and what forms from elsewhere get: nothing."""

from typing import Any

import pytest
from django.test import Client, override_settings

from scripts.docs import walk_routes
from tests.cast import PASSWORD, client_of, member
from trede.accounts.addresses import own_path
from trede.accounts.models import User
from trede.journal.actions import Actor
from trede.scan.actions import complete_scan
from trede.scan.models import ScanResult

pytestmark = pytest.mark.django_db

EXAMPLES = {
    "<int:number>": "1",
    "<slug:kind>": "zzp",
    "<slug:organisation>": "it-hub",
    "<str:reference>": "RRRRRRRR",
    "<str:period>": "2026-Q3",
    "<slug:key>": "bereik",
    "<str:token>": "geen-link",
    "<slug:step>": "aannemen",
    "<slug:form>": "csv",
}
ADDRESSES = [(address, view.access.kind) for address, _, view in walk_routes()]
OPEN = [address for address, kind in ADDRESSES if kind in {"public", "operator"}]
ANSWERS = {f"q{number}": "C" for number in range(1, 8)}


def filled(address: str, code: str) -> str:
    """Return an address that can be called."""
    for placeholder, value in {**EXAMPLES, "<str:code>": code}.items():
        address = address.replace(placeholder, value)
    return f"/{address}"


@pytest.fixture
def code() -> str:
    """The code of a scan."""
    return complete_scan(by=Actor.anonymous(), answers="CCCCDDD").code


def check_headers(answer: Any) -> None:
    """Fail unless the answer carries what protects it."""
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert "http" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] in {"same-origin", "no-referrer"}


def test_every_answer_is_protected_also_the_ones_that_refuse(code: str) -> None:
    client = client_of("administrator")
    for address, _ in ADDRESSES:
        check_headers(client.get(filled(address, code)))
        check_headers(client.post(filled(address, code), headers={"origin": "https://elsewhere.example"}))
    check_headers(client.get("/nergens"))
    check_headers(Client().get("/", headers={"host": "elsewhere.example"}))


@pytest.mark.parametrize("address", OPEN)
def test_public_pages_set_no_cookie_and_ask_no_session(address: str, code: str) -> None:
    for client in (Client(), client_of("adviser")):
        answer = client.get(filled(address, code))
        assert answer.status_code < 500
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")


def test_a_whole_scan_leaves_no_cookie() -> None:
    client = Client()
    answer = client.post("/scan/alles", ANSWERS, follow=True)
    assert answer.status_code == 200
    assert not client.cookies


ELSEWHERE = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": "https://elsewhere.example"},
    {"origin": "http://testserver:81"},
]


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_a_public_form_from_another_site_is_refused(headers: dict[str, str], code: str) -> None:
    for address, kind in ADDRESSES:
        if kind == "public":
            answer = Client().post(filled(address, code), ANSWERS, headers=headers)
            assert answer.status_code == 403
    assert ScanResult.objects.count() == 1


@pytest.mark.parametrize("headers", [{}, {"sec-fetch-site": "same-origin"}, {"origin": "http://testserver"}])
def test_our_own_public_form_is_accepted(headers: dict[str, str]) -> None:
    assert Client().post("/scan/alles", ANSWERS, headers=headers).status_code == 303


def test_a_desk_form_without_its_token_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_of("administrator").cookies
    given = {"email": "x@y.example", "organisation": "ibdo", "roles": ["adviser"]}
    assert strict.post("/beheer/accounts/uitnodigen", given).status_code == 403
    assert not User.objects.filter(email="x@y.example").exists()
    assert Client(enforce_csrf_checks=True).post("/balie/inloggen", {"email": "x", "password": "y"}).status_code == 403


def test_a_desk_form_with_its_token_is_accepted_and_one_from_elsewhere_is_not() -> None:
    client = Client(enforce_csrf_checks=True)
    token = client.get("/balie/inloggen").cookies["csrftoken"].value
    given = {"email": "x@y.example", "password": "z", "csrfmiddlewaretoken": token}
    assert client.post("/balie/inloggen", given, headers={"origin": "http://testserver"}).status_code == 422
    assert client.post("/balie/inloggen", given, headers={"origin": "https://elsewhere.example"}).status_code == 403


@pytest.mark.parametrize(
    "wanted",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "\\\\elsewhere.example",
        "///elsewhere.example",
        "javascript:alert(1)",
        "/\t/elsewhere.example",
        "http:elsewhere.example",
        " /balie/x",
        "",
    ],
)
def test_nobody_is_sent_to_another_site(wanted: str) -> None:
    assert own_path(wanted) == "/balie"
    member("adviser")
    given = {"email": "anna@ibdo.example", "password": PASSWORD, "verder": wanted}
    assert Client().post("/balie/inloggen", given)["Location"] == "/balie/tweede-stap?verder=/balie"


def test_an_own_path_is_kept() -> None:
    assert own_path("/balie/dossier/3?tab=route") == "/balie/dossier/3?tab=route"


def test_desk_pages_are_kept_by_no_cache() -> None:
    client = client_of("administrator")
    for path in ("/balie/mijn-account", "/beheer/accounts", "/beheer/privacy", "/balie/inloggen"):
        assert client.get(path)["Cache-Control"] == "private, no-store"


def test_cookies_cannot_be_read_by_scripts_or_sent_along_from_elsewhere() -> None:
    member("adviser")
    answer = Client().post("/balie/inloggen", {"email": "anna@ibdo.example", "password": PASSWORD})
    assert {"sessionid", "taal"} <= set(answer.cookies)
    for cookie in answer.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def test_over_https_cookies_are_secure_and_browsers_stay_there() -> None:
    with override_settings(SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True):
        answer = Client().get("/balie/inloggen", secure=True)
    assert "max-age=31536000" in answer["Strict-Transport-Security"]
    assert answer.cookies["csrftoken"]["secure"]


@pytest.mark.parametrize("code_typed", ["<script>alert(1)</script>", "%3Cscript%3E", "'\"><img src=x>"])
def test_what_is_typed_never_becomes_markup(code_typed: str) -> None:
    client = client_of("administrator")
    pages = [
        Client().post("/code", {"code": code_typed}),
        Client().post("/balie/inloggen", {"email": code_typed, "password": "x"}),
        client.post("/beheer/accounts/uitnodigen", {"email": code_typed, "organisation": code_typed}),
        client.post("/beheer/privacy", {"kind": "firm", "typed": code_typed}),
        Client().get(f"/balie/inloggen?verder={code_typed}"),
    ]
    for page in pages:
        assert "<script>alert" not in page.content.decode()
        assert "<img src=x>" not in page.content.decode()


def test_a_body_without_its_length_is_refused_and_not_read_as_empty(client: Client) -> None:
    response = client.generic("POST", "/scan/alles", b"q1=C", CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked")
    assert response.status_code == 411
