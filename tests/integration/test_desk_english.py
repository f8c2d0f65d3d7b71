"""Staff who chose English read English: every page of every desk, its errors and what it says was done."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client

from scripts.docs import walk_routes
from tests.cast import CAST, PASSWORD, client_of, log_in, member
from tests.desks import HELD, NOW, Office, Page, a_case, complaints, fill, read
from tests.integration import test_skills as skills
from trede.accounts.models import User
from trede.chain.agreements.models import Agreement, PlanAction, PlanGoal, YearPlan
from trede.chain.models import AdviceRequest, Case, Note, Referral, Signal
from trede.chain.views_referral import STEPS
from trede.companies.models import Firm
from trede.journal import clock
from trede.journal.models import Event
from trede.privacy.subjects import subjects
from trede.scan.skills.models import SkillsInvitation

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

SUBSIDIES = "balie/subsidie"
"""Seen filled in tests of their own: test_subsidy_english and those of the pages after a grant."""
DESKS = {
    address
    for address, _, view in walk_routes()
    if view.access.kind in {"staff", "account"} and not address.startswith(SUBSIDIES)
}
REPORT = "/balie/verslag/2026-Q3"
OTHER_REGION = "balie/vaardigheden"
"""Desks that Drenthe does not have: seen in Groningen, below."""
NO_PAGE = {
    "balie": "leads to the first desk of a role",
    "balie/taal": "takes a click",
    "balie/uitloggen": "takes a click",
    "balie/aanvraag/<int:number>/opnemen": "takes a click",
    "balie/dossier/<int:number>/uitkomst": "takes a code",
    "balie/dossier/<int:number>/overnemen": "takes a click",
    "balie/dossier/<int:number>/toestemming": "takes a click",
    "balie/verwijzing/<int:number>/oppakken": "takes a click",
    "balie/overdragen/gelezen": "takes a click",
    "balie/overdragen/<int:number>/terug": "takes a click",
    "balie/dossier/<int:number>/opnemen": "takes a click",
    "balie/dossier/<int:number>/loslaten": "takes a click",
    "balie/verwijzing/<int:number>/loslaten": "takes a click",
    "balie/werklijst/csv": "is a table",
    "balie/bedrijven/samengevoegd/<int:number>/terug": "takes a click",
    "balie/mijn-account/passkeys/<int:number>/weg": "takes a click",
    "balie/mijn-account/sessies": "takes a click",
    "balie/mijn-account/vervanging/<int:number>/stoppen": "takes a click",
    "balie/openid/opnieuw": "leads to the login service",
    "balie/openid/start": "leads to the login service",
    "balie/openid/terug": "leads on from the login service",
    "beheer/accounts/<int:number>/losmaken": "leads to the account",
    "beheer/berichten/<int:number>/opnieuw": "takes a click",
    "beheer/berichten/opnieuw": "takes a click",
    "balie/toegang/<int:number>": "takes a click",
    "balie/verslag/<str:period>/verbeteren": "takes a form of another page",
    "balie/diensten/<slug:key>/publiceren": "takes a click",
    "balie/diensten/<slug:key>/weggooien": "takes a click",
    "balie/diensten/<slug:key>/klopt": "takes a click",
    "balie/diensten/<slug:key>/terugzetten": "takes a click",
    "balie/signalen/<int:number>/oppakken": "takes a click",
    "balie/afspraken/csv": "is a table",
    "balie/jaarplan": "leads to the plan of this year",
    "balie/afspraken/<int:number>/akkoord": "takes a click",
    "balie/jaarplan/<int:number>/csv": "is a table",
    "balie/jaarplan/<int:number>/vaststellen": "takes a click",
    "balie/jaarplan/actie/<int:number>/akkoord": "takes a click",
    "balie/jaarplan/actie/<int:number>/weg": "takes a click",
    "balie/gemeente/poster": "is a PDF",
    "balie/gemeente/qr": "is a picture",
    "beheer/accounts/<int:number>/link": "leads to the account",
    "beheer/accounts/<int:number>/tweede-stap": "leads to the account",
    "beheer/accounts/<int:number>/sluiten": "leads to the account",
    "beheer/accounts/<int:number>/openen": "leads to the account",
    "beheer/accounts/<int:number>/wissen": "leads to the account",
    "beheer/privacy/<slug:kind>/<int:number>/download": "leads to the desk",
    "beheer/privacy/<slug:kind>/<int:number>/wissen": "leads to the desk",
}
"""Routes that show no page of their own to who only looks; what they answer to a form is seen in other tests."""

DONE = {
    "The talk has been recorded.",
    "The referral has been sent.",
    "The referral has been accepted.",
    "The trajectory has been completed.",
    "The case has been closed.",
    "The consent has been withdrawn. This partner now sees nothing of the firm any more.",
    "The mistake has been corrected.",
    "The day is on your work list.",
    "This case is now yours.",
}
"""Some of what the desks say after a form was taken."""
SERVICES = ("it-hub-sample", "it-hub-leren", "it-hub-praktijkproef", "it-hub-invoering", "nowhere")
"""A draft, a full service, one that is off the list, one as the pack has it, and none."""
PAGES = {200, 410}
"""What counts as having seen the page of a route: a link that is gone has a page of its own."""


def addresses(route: str) -> list[str]:
    """Return what to open of a route: every file, referral, request or account there is."""
    numbers = {
        "balie/dossier": Case,
        "balie/verwijzing": Referral,
        "balie/aanvraag": AdviceRequest,
        "beheer/accounts": User,
        "balie/gemeente/signalen": Signal,
        "balie/signalen": Signal,
        "balie/afspraken": Agreement,
        "balie/jaarplan/doel": PlanGoal,
        "balie/jaarplan/actie": PlanAction,
        "balie/jaarplan": YearPlan,
    }
    route = f"/{route}".replace("<str:token>", "no-link").replace("<slug:kind>", "firm")
    pair = Firm.objects.filter(merged_into=None).order_by("pk").values_list("pk", flat=True)[:2]
    route = route.replace("<int:first>/<int:second>", "/".join(str(pk) for pk in pair))
    route = route.replace("<int:note>", str(Note.objects.values_list("pk", flat=True).first()))
    route = route.replace("<str:period>", "2026-Q3")
    filled = [route]
    if "<int:number>" in route:
        model = next((model for start, model in numbers.items() if route.startswith(f"/{start}")), User)
        number = "year" if model is YearPlan else "pk"
        known = model._default_manager.order_by("pk").values_list(number, flat=True)
        filled = [route.replace("<int:number>", str(number)) for number in (*known, 999999)]
    if "<slug:key>" in route:
        filled = [route.replace("<slug:key>", key) for key in SERVICES]
    if "<slug:step>" in route:
        filled = [address.replace("<slug:step>", step) for address in filled for step in STEPS]
    if route == "/balie/werklijst":
        tabs = ("te-doen", "mijn", "niet-opgepakt", "wacht", "alle", "geescaleerd", "afgerond")
        filled = [f"{route}?tab={tab}" for tab in tabs]
    return filled


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def office() -> Office:
    """The desks, filled."""
    made = Office()
    fill(made)
    return made


def test_every_desk_page_is_in_english(office: Office) -> None:
    shown: Counter[str] = Counter()
    for who in (*CAST, "anonymous"):
        for route in sorted(DESKS - NO_PAGE.keys()):
            for address in addresses(route):
                before = len(office.pages)
                office.look(who, address)
                shown[route] += sum(page.status in PAGES for page in office.pages[before:])
                if who == "anonymous" or (office.pages[before:] and office.pages[-1].status == 403):
                    break  # closed for this role, whatever the number
    unseen = {route for route in DESKS - NO_PAGE.keys() if not shown[route] and not route.startswith(OTHER_REGION)}
    assert unseen == set(), "fill the desks so that it is seen"
    assert complaints(office.pages) == {}
    assert {page.status for page in office.pages} >= {200, 403, 404, 409}
    assert notices(office.pages) >= DONE


def test_what_stays_dutch_is_noticed() -> None:
    """The same desks in Dutch: every page complains, so silence in English says something."""
    office = Office()
    case = a_case(office, "Firm Known")
    for who in ("adviser", "it-hub", "administrator"):
        office.browser(who).cookies["taal"] = "nl"
        office.pages.clear()
        for address in ("/balie/mijn-account", "/balie/werklijst", f"/balie/dossier/{case.pk}"):
            office.look(who, address)
        found = complaints(office.pages)
        assert len(found) == len(office.pages)
        assert all('<html lang="nl">' in wrong for wrong in found.values())
        assert {page: wrong for page, wrong in found.items() if len(wrong) < 2} == {}


def notices(pages: list[Page]) -> set[str]:
    """Return what pages said was done."""
    notice = re.compile(r'notice--success" role="status"><p>([^<]+)')
    return {words for page in pages for words in notice.findall(page.html)}


EMPTY = (
    ("adviser", "/balie/aanvraag/{request}/sluiten"),
    ("adviser", "/balie/dossier/nieuw"),
    ("adviser", "/balie/dossier/{case}/gesprek"),
    ("adviser", "/balie/dossier/{case}/plannen"),
    ("adviser", "/balie/dossier/{case}/afronden"),
    ("adviser", "/balie/dossier/{case}/terugbellen"),
    ("adviser", "/balie/dossier/{case}/uitkomst"),
    ("adviser", "/balie/dossier/{talked}/starttrede"),
    ("adviser", "/balie/dossier/{talked}/verwijzen"),
    ("adviser", "/balie/verwijzing/{draft}/versturen"),
    ("it-hub", "/balie/verwijzing/{waiting}/reject"),
    ("it-hub", "/balie/verwijzing/{running}/complete"),
    ("it-hub", "/balie/verwijzing/{running}/fail"),
    ("adviser", "/balie/code"),
    ("adviser", "/balie/scan"),
    ("chain-owner", "/balie/import"),
    ("administrator", "/beheer/accounts/uitnodigen"),
    ("administrator", "/beheer/privacy"),
    ("adviser", "/balie/mijn-account"),
    ("adviser", "/balie/mijn-account/wachtwoord"),
    ("adviser", "/balie/bevestigen"),
    ("anonymous", "/balie/inloggen"),
)
"""Forms that ask for something, sent empty."""


def test_what_went_wrong_is_said_in_english(office: Office) -> None:
    numbers = {
        "request": AdviceRequest.objects.get(firm_name="Firm Fresh").pk,
        "case": Case.objects.get(firm__name="Firm Without").pk,
        "talked": Case.objects.get(firm__name="Firm Known").pk,
        "draft": Referral.objects.filter(state="draft").latest("pk").pk,
        "waiting": Referral.objects.get(case__firm__name="Firm Waiting").pk,
        "running": Referral.objects.get(case__firm__name="Firm Underway").pk,
    }
    office.pages.clear()
    for who, address in EMPTY:
        html = office.send(who, address.format(**numbers), {}, status=422)
        assert 'class="error-summary"' in html, address
        assert "Error:" in html
    office.send("adviser", f"/balie/dossier/{numbers['case']}/gesprek", HELD | {"rung": "hoogste"}, status=422)
    office.send("adviser", f"/balie/dossier/{numbers['case']}/plannen", {"scheduled_on": "soon"}, status=422)
    office.send("it-hub", f"/balie/verwijzing/{numbers['running']}/accept", {}, status=409)
    weak = {"current": "wrong", "password": "short", "again": "other"}
    office.send("adviser", "/balie/mijn-account/wachtwoord", weak, status=422)
    unknown = {"email": "nobody@ibdo.example", "password": "nine brown horses"}
    office.send("anonymous", "/balie/inloggen", unknown, status=422)
    assert complaints(office.pages) == {}


def test_figures_are_made_final_in_english() -> None:
    office, who = Office(), "programme-manager"
    quarter = re.search(r'class="button" href="/balie/verslag/([^"]+)"', office.look(who, "/balie/cijfers"))
    assert quarter
    place = f"/balie/verslag/{quarter[1]}"
    office.look(who, place)
    office.send(who, place, {"les1": "Call sooner.", "doe": "vaststellen"}, status=422)
    sent = {"les1": "Call sooner.", "anders1": "We call within a day."}
    assert "Your report has been saved" in office.send(who, place, {**sent, "doe": "bewaren"})
    assert "The report is final" in office.send(who, place, {**sent, "doe": "vaststellen"})
    office.send(who, place, {**sent, "doe": "vaststellen"}, status=409)
    office.send(who, f"{place}/verbeteren", {"verbetering": ""}, status=422)
    assert "The correction stands with the report" in office.send(who, f"{place}/verbeteren", {"verbetering": "Typo."})
    assert complaints(office.pages) == {}


def test_people_and_data_are_administered_in_english() -> None:
    office = Office()
    bea = "administrator"
    invited = {"email": "new@hub.example", "organisation": "it-hub", "roles": ["partner"]}
    assert "/balie/welkom/" in office.send(bea, "/beheer/accounts/uitnodigen", invited, status=200)
    number = User.objects.get(email="new@hub.example").pk
    at = f"/beheer/accounts/{number}"
    office.send(bea, at, {"organisation": "it-hub", "roles": []}, status=422)
    office.send(bea, at, {"organisation": "edih-noord", "roles": ["partner"]})
    office.send(bea, f"{at}/link", {}, status=200)
    for step in ("tweede-stap", "sluiten"):
        office.send(bea, f"{at}/{step}", {})
    office.send(bea, f"{at}/openen", {}, status=200)
    for known in subjects():
        office.send(bea, "/beheer/privacy", {"kind": known.kind, "typed": "0"}, status=422)
    asked = {"kind": "account", "typed": "new@hub.example"}
    office.send(bea, "/beheer/privacy", asked, status=200)
    office.send(bea, f"/beheer/privacy/account/{number}/wissen", {}, status=422)
    office.send(bea, f"/beheer/privacy/account/{number}/wissen", {"sure": "yes"})
    office.send(bea, f"/beheer/accounts/{member('administrator').pk}/sluiten", {}, status=422)
    assert complaints(office.pages) == {}


def test_a_link_opens_in_english() -> None:
    office = Office()
    invited = {"email": "new@hub.example", "organisation": "it-hub", "roles": ["partner"]}
    page = office.send("administrator", "/beheer/accounts/uitnodigen", invited, status=200)
    link = re.search(r"/balie/welkom/[\w-]+", page)
    assert link
    office.look("anonymous", link[0])
    office.send("anonymous", link[0], {"password": "short"}, status=422)
    office.send("anonymous", link[0], {"name": "N. Sample", "password": PASSWORD, "again": PASSWORD})
    office.look("anonymous", "/balie/tweede-stap/instellen")
    office.send("anonymous", "/balie/tweede-stap/instellen", {"code": "000000"}, status=422)
    assert complaints(office.pages) == {}


def test_a_form_that_is_too_old_is_refused_in_english() -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies["taal"] = "en"
    answers: tuple[Any, ...] = (
        browser.post("/balie/inloggen", {"email": "a@b.example"}),
        browser.get("/balie/nergens"),
    )
    assert [answer.status_code for answer in answers] == [403, 404]
    pages = [Page("anonymous", "/", answer.status_code, answer.content.decode()) for answer in answers]
    assert complaints(pages) == {}


# Choosing the language


def switch_on(html: str) -> tuple[str, str]:
    """Return the language that the switch of a page offers, and where it leads back to."""
    place = re.search(r'action="/balie/taal">.*?name="verder" value="([^"]*)"><button [^>]*value="(nl|en)"', html)
    assert place, "this page has no switch"
    return place[2], unescape(place[1])


def test_one_click_changes_the_language_and_keeps_the_place() -> None:
    browser = client_of("adviser")
    at = "/balie/werklijst?tab=mijn&pagina=1"
    dutch = browser.get(at).content.decode()
    assert switch_on(dutch) == ("en", at)
    assert 'lang="en">English</button>' in dutch
    answer: Any = browser.post("/balie/taal", {"taal": "en", "verder": at})
    assert (answer.status_code, answer.headers["Location"]) == (302, at)
    assert answer.cookies["taal"].value == "en"
    assert answer.cookies["taal"]["httponly"]
    assert answer.cookies["taal"]["samesite"] == "Lax"
    page = browser.get(at).content.decode()
    assert read(page).language == "en"
    assert switch_on(page) == ("nl", at)
    browser.post("/balie/taal", {"taal": "nl", "verder": at})
    assert read(browser.get(at).content.decode()).language == "nl"


def test_the_choice_is_kept_in_the_account_once() -> None:
    browser = client_of("adviser")
    for _ in range(2):
        browser.post("/balie/taal", {"taal": "en", "verder": "/balie"})
    user = User.objects.get(email=CAST["adviser"].email)
    assert (user.name, user.language) == (CAST["adviser"].name, "en")
    assert Event.objects.filter(type="account.changed").count() == 1


def test_at_the_next_login_the_language_is_there() -> None:
    client_of("adviser").post("/balie/taal", {"taal": "en"})
    answer = Client().post("/balie/inloggen", {"email": CAST["adviser"].email, "password": PASSWORD})
    assert answer.cookies["taal"].value == "en"


def test_the_switch_is_there_before_logging_in_and_writes_nothing() -> None:
    browser = Client()
    assert switch_on(browser.get("/balie/inloggen?verder=/balie/cijfers").content.decode())[0] == "en"
    events = Event.objects.count()
    answer: Any = browser.post("/balie/taal", {"taal": "en", "verder": "/balie/inloggen"})
    assert answer.headers["Location"] == "/balie/inloggen"
    assert Event.objects.count() == events
    assert "Business owners need not log in." in browser.get("/balie/inloggen").content.decode()


def test_a_password_alone_does_not_change_an_account() -> None:
    user = member("adviser")
    browser = Client()
    browser.force_login(user, backend="trede.accounts.backends.LocalBackend")
    assert browser.post("/balie/taal", {"taal": "en"}).cookies["taal"].value == "en"
    user.refresh_from_db()
    assert user.language == "nl"


@pytest.mark.parametrize("verder", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_switch_leads_to_no_other_site(verder: str) -> None:
    answer: Any = Client().post("/balie/taal", {"taal": "en", "verder": verder})
    assert answer.headers["Location"] == "/balie"


@pytest.mark.parametrize("taal", ["de", "", "en\r\nX: y"])
def test_an_unknown_language_changes_nothing(taal: str) -> None:
    assert "taal" not in client_of("adviser").post("/balie/taal", {"taal": taal}).cookies


def test_the_switch_asks_for_a_form_token() -> None:
    assert Client(enforce_csrf_checks=True).post("/balie/taal", {"taal": "en"}).status_code == 403


def test_after_a_refused_form_the_switch_leads_to_a_page() -> None:
    """A form may be sent to an address that shows nothing itself; the switch then leads to the page it came from."""
    office = Office()
    case = a_case(office, "Firm Known").pk
    html = office.send("adviser", f"/balie/dossier/{case}/uitkomst", {"code": "x"}, status=422)
    assert switch_on(html)[1] == f"/balie/dossier/{case}"
    html = office.send("programme-manager", f"{REPORT}/verbeteren", {"verbetering": ""}, status=422)
    assert switch_on(html)[1] == REPORT


def test_my_account_says_in_the_chosen_language_that_it_was_saved() -> None:
    browser = client_of("adviser")
    browser.post("/balie/mijn-account", {"name": "Anna A.", "language": "en"})
    page = browser.get("/balie/mijn-account").content.decode()
    assert "<p>Saved.</p>" in page
    assert read(page).language == "en"
    browser.post("/balie/mijn-account", {"name": "Anna A.", "language": "nl"})
    assert "<p>Bewaard.</p>" in browser.get("/balie/mijn-account").content.decode()


# Desks of another region


def test_the_desk_of_skills_is_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TREDE_REGION", "groningen")
    office, who, at = Office(), "manager", f"/{OTHER_REGION}"
    office.browsers[who] = log_in(Client(), skills.manager())
    office.browsers[who].cookies["taal"] = "en"
    office.look(who, at)
    office.look(who, f"{at}/nieuw")
    office.send(who, f"{at}/nieuw", {"afdelingen": ""}, status=422)
    sheets = office.send(who, f"{at}/nieuw", {"soort": "nulmeting", "afdelingen": "Policy\nStaff"}, status=200)
    office.send(who, f"{at}/nieuw", {"soort": "nulmeting", "afdelingen": "Policy"})
    token = re.findall(r"/vaardigheden/([\w-]{8,})", sheets)[0]
    skills.fill(token, [skills.SUPPORT] * 12)
    kept = SkillsInvitation.objects.latest("pk")
    for place in ("", "/sluiten", "/link"):
        office.look(who, f"{at}/{kept.round_id}{place}")
    office.send(who, f"{at}/{kept.round_id}/link", {"afdeling": kept.pk}, status=200)
    closed = office.send(who, f"{at}/{kept.round_id}/sluiten", {})
    assert "The measurement is closed. All answers have been counted and erased." in closed
    office.look(who, at)
    office.look(who, f"{at}/nieuw")
    assert complaints(office.pages) == {}
