"""The door of the own pages: every route, nobody and somebody else, forms from elsewhere, sessions of staff."""

import re
from typing import Any

import pytest
from django.test import Client

from scripts.docs import walk_routes
from tests.cast import CAST, bakker, client_of, jansen
from tests.own import asked_link, contact, firm_client
from trede.accounts.firm_login import FirmClaims
from trede.companies.actions import give_consent
from trede.companies.models import AccessRequest, Consent, ContactPerson, Firm, OwnLink, OwnSubject
from trede.companies.own.actions import join_subject, make_invitation
from trede.companies.own.session import COOKIE
from trede.companies.own.views_openid import MANDATED
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.guard import unguarded
from trede.journal.models import Event

pytestmark = pytest.mark.django_db
ROUTES = {address: view.access.kind for address, _, view in walk_routes() if address.startswith(("mijn", "en/mijn"))}
OWN = [address for address, kind in ROUTES.items() if kind == "firm"]
JAN = "jan@jansen.example"


@pytest.fixture(autouse=True)
def _mail(settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example"


def filled(address: str, number: int = 999_999_999) -> str:
    """Return an address that can be called."""
    filled = re.sub(r"<(?:int:\w+|str:number)>", str(number), address)
    return "/" + re.sub(r"<slug:\w+>", "geen", filled).replace("<str:token>", "geen-link")


def test_every_own_route_is_for_the_firm_or_the_way_in() -> None:
    assert len(OWN) >= 30
    assert set(ROUTES.values()) <= {"firm", "firm-entrance"}
    ways_in = {address for address, kind in ROUTES.items() if kind == "firm-entrance" and not address.startswith("en/")}
    assert ways_in == {
        "mijn/inloggen", "mijn/inloggen/verstuurd", "mijn/inloggen/<str:token>", "mijn/kies", "mijn/begin",
        "mijn/wie", "mijn/wacht", "mijn/uitloggen", "mijn/uitgelogd", "mijn/gewist",
        "mijn/openid/start", "mijn/openid/terug",
    }  # fmt: skip


@pytest.mark.parametrize("who", ["anonymous", *CAST])
def test_staff_and_strangers_are_led_to_the_login(who: str) -> None:
    browser = client_of(who)
    for address in OWN:
        for method in (browser.get, browser.post):
            answer: Any = method(filled(address))
            assert answer.status_code == 302, address
            assert answer["Location"].removeprefix("/en").startswith("/mijn/inloggen"), address


@pytest.mark.parametrize("address", [address for address in OWN if "<" in address])
def test_what_is_not_there_is_not_found(address: str) -> None:
    contact(bakker())
    browser = firm_client()
    for number in (999_999_999, int("9" * 30)):
        for method in (browser.get, browser.post):
            assert method(filled(address, number)).status_code in {404, 405}, address


def test_what_another_firm_has_does_not_exist() -> None:
    owner, stranger = contact(bakker()), contact(jansen(), JAN, "Jan")
    by = Actor.entrepreneur(owner.pk)
    given: dict[str, Any] = {
        "firm": bakker(),
        "organisation": "it-hub",
        "purpose": "referral",
        "given_on": clock.today(),
    }
    consent = give_consent(by=by, how="formulier", **given)
    make_invitation(by=by, firm=bakker(), name="Carla", email="carla@bakker.example")
    with unguarded("somebody asks"):
        question = AccessRequest.objects.create(firm=bakker(), name="X", email="x@y.example", kvk=bakker().kvk)
    browser = firm_client(JAN)
    paths = (
        f"/mijn/toestemming/{consent.pk}/intrekken",
        f"/mijn/gegevens/collega/{owner.pk}/weg",
        f"/mijn/gegevens/uitnodiging/{OwnLink.objects.get(purpose='invite').pk}/stop",
        f"/mijn/toegang/{question.pk}",
    )
    for path in paths:
        assert browser.get(path).status_code in {404, 405}
        assert browser.post(path, {"answer": "yes"}).status_code == 404
    for address in OWN:
        if "<" not in address:
            assert "Bakker" not in browser.get(f"/{address}").content.decode()
    assert Consent.objects.get().stands
    assert ContactPerson.objects.filter(pk__in=(owner.pk, stranger.pk)).count() == 2


def test_a_form_from_elsewhere_or_without_its_token_is_refused() -> None:
    contact(bakker())
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = firm_client().cookies
    given = {"organisation": "it-hub", "purpose": "referral", "yes": "yes"}
    assert strict.post("/mijn/toestemming/geven", given).status_code == 403
    strict.get("/mijn/toestemming/geven")
    token = {"csrfmiddlewaretoken": strict.cookies["csrftoken"].value}
    elsewhere = {"origin": "https://elsewhere.example"}
    assert strict.post("/mijn/toestemming/geven", given | token, headers=elsewhere).status_code == 403
    assert strict.post("/mijn/gegevens/wissen", {"sure": "yes"}).status_code == 403
    assert strict.post("/mijn/uitloggen").status_code == 403
    assert not Consent.objects.exists()
    own = {"origin": "http://testserver"}
    assert strict.post("/mijn/toestemming/geven", given | token, headers=own).status_code == 303
    path = asked_link("bart@bakker.example")
    assert Client(enforce_csrf_checks=True).post(path).status_code == 403, "nobody is logged in as somebody else"


def test_the_session_of_a_firm_opens_no_desk_and_that_of_staff_no_own_page() -> None:
    contact(bakker())
    key = firm_client().cookies[COOKIE].value
    browser = Client()
    browser.cookies["sessionid"] = key
    assert browser.get("/balie/werklijst").status_code == 302
    staff = client_of("adviser")
    browser = Client()
    browser.cookies[COOKIE] = staff.cookies["sessionid"].value
    assert browser.get("/mijn").status_code == 302


def test_the_cookie_is_closed_to_scripts_and_goes_with_the_browser(settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    contact(bakker())
    cookie = firm_client().cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == ""


def test_logging_in_gives_a_fresh_session() -> None:
    contact(bakker())
    browser = firm_client()
    before = browser.cookies[COOKIE].value
    browser.post(asked_link("bart@bakker.example", browser))
    assert browser.cookies[COOKIE].value != before
    stolen = Client()
    stolen.cookies[COOKIE] = before
    assert stolen.get("/mijn").status_code == 302


def test_own_pages_are_kept_by_no_cache_and_no_search_engine() -> None:
    contact(bakker())
    browser = firm_client()
    for address in OWN:
        if "<" in address:
            continue
        answer: Any = browser.get(f"/{address}")
        assert answer["Cache-Control"] == "private, no-store", address
        if answer.status_code == 200:
            assert b"noindex" in answer.content


def test_what_people_type_never_becomes_markup() -> None:
    contact(bakker())
    bad = "<script>alert(1)</script>"
    browser = firm_client()
    pages = [
        Client().post("/mijn/inloggen", {"email": bad, "verder": bad}),
        browser.post("/mijn/scans", {"code": bad}),
        browser.post("/mijn/gegevens/wijzigen", {"name": bad, "phone": bad}),
        browser.post("/mijn/gegevens/collega", {"name": bad, "email": bad}),
        browser.post("/mijn/toestemming/geven", {"organisation": bad, "purpose": bad}),
        browser.get(f"/mijn/reis?pagina={bad}"),
    ]
    for page in pages:
        assert "<script>" not in page.content.decode()


# Through a provider


def claims(**changes: str) -> FirmClaims:
    """Return who a provider vouches for."""
    return FirmClaims(**{"kvk": "68750110", "branch": "", "level": "loa3", "person": "abc", "after": "/mijn"} | changes)


def mandated(name: str = "Bea Mandaat", **changes: str) -> ContactPerson:
    """Let somebody in for the first time."""
    found = claims(**changes)
    subject = f"{found.person}|{found.kvk}|{found.branch}"
    return join_subject(
        by=MANDATED, kvk=found.kvk, branch=found.branch, subject=subject, name=name, phone="0591234567",
        firm_name="Nieuw BV",
    )  # fmt: skip


def test_a_mandate_opens_the_firm_with_that_number_and_no_other() -> None:
    person = mandated() if bakker() else None
    assert person is not None
    assert person.firm == bakker()
    other = mandated(kvk="90001354")
    assert other.firm_id != person.firm_id
    assert OwnSubject.objects.count() == 2
    assert "abc" not in str(list(OwnSubject.objects.values_list("subject", flat=True)))


def test_a_mandate_for_one_branch_opens_neither_another_branch_nor_the_whole_firm() -> None:
    whole = bakker()
    with unguarded("a branch"):
        branch = Firm.objects.create(name="Filiaal", kvk="68750110", branch="000037178598", source="register")
    assert mandated(branch="000037178598").firm == branch
    elsewhere = mandated(branch="000099999999", person="x").firm
    assert elsewhere not in {whole, branch}
    assert (elsewhere.kvk, elsewhere.branch) == ("68750110", "000099999999")


def test_who_comes_through_a_provider_has_no_address_to_log_in_with_until_it_is_proven() -> None:
    bakker()
    assert mandated().email == ""
    assert Event.objects.filter(type="access.given", data__how="eherkenning").count() == 1
