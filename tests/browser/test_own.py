"""The own pages in a real browser: in by a link from the mail, and a partner that is shut out at once."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import check_page
from tests.browser.conftest import DESKTOP, PHONE, OpenPage, Site, shot, start
from tests.smtp_sink import Sink, sink

pytestmark = pytest.mark.browser
NARROW = {"width": 320, "height": 640}

FILL = """
import django
django.setup()
from django.test.utils import setup_test_environment
from tests.cast import client_of
from tests.chain import answered_scan
from tests.integration.test_own_pages import referred
from trede.companies.models import Firm
from trede.journal.guard import unguarded
referral = referred()
with unguarded("an address in a place that lies in two municipalities"):
    Firm.objects.update(municipality="", likely="GM1731,GM1701,elders")
adviser = client_of("adviser").cookies["sessionid"].value
partner = client_of("it-hub")
partner.get(f"/balie/verwijzing/{referral.pk}")
print("partner", partner.cookies["sessionid"].value, referral.pk, answered_scan("DDDDDDC").code, adviser)
"""


@pytest.fixture(scope="module")
def world(prepared: Path | None) -> Iterator[tuple[Site, Sink, list[str]]]:
    """A site with a mail server, where an adviser referred a firm to a partner."""
    with sink() as server:
        settings = {
            "TREDE_MAIL_URL": f"smtp://127.0.0.1:{server.port}?tls=no",
            "TREDE_MAIL_FROM": "Drenthe Digitaal <scan@drenthe.example>",
            "TREDE_HOSTS": "localhost,127.0.0.1,testserver",
            "DJANGO_SETTINGS_MODULE": "trede.config.settings",
        }
        for site in start("serve", prepared=prepared, settings=settings):
            yield site, server, site.python("-c", FILL).split("partner ")[1].split()


def _link(server: Sink) -> str:
    """Return the link in the newest mail."""
    message = message_from_bytes(server.messages[-1], policy=policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    found = re.search(r"https?://\S+/mijn/inloggen/\S+", body.get_content())
    assert found, body.get_content()
    return found[0]


def _log_in(page: Page, site: Site, server: Sink) -> None:
    page.goto(f"{site.url}/mijn")
    page.fill("input[name=email]", "k@voorbeeld.example")
    page.click("main button")
    expect(page.locator("h1")).to_have_text("Kijk in je mail")
    link = _link(server)
    assert page.request.get(link).status == 200  # a program that looks at links in mail
    page.goto(link)
    expect(page.locator("h1")).to_have_text("Log in")
    shot(page, "mijn-link")
    page.click("main button")
    expect(page.locator("h1")).to_have_text("Voorbeeld Bouw")


def test_in_by_mail_along_the_journey_and_the_partner_out_the_next_second(
    world: tuple[Site, Sink, list[str]], open_page: OpenPage
) -> None:
    site, server, (session, referral, code, _) = world
    partner = open_page(DESKTOP)
    partner.context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
    where = f"{site.url}/balie/verwijzing/{referral}"
    answer = partner.goto(where)
    assert answer is not None
    assert answer.status == 200
    page = open_page(PHONE)
    _log_in(page, site, server)
    expect(page.locator("main")).to_contain_text("IT Hub")
    expect(page.locator("main")).to_contain_text("kijkt of het past")
    shot(page, "mijn")
    page.click("text=Wie keek mee")
    expect(page.locator("main table")).to_contain_text("(partner)")
    shot(page, "mijn-wie-keek")
    page.click("text=Mijn scans")
    page.fill("input[name=code]", code.lower())
    page.click("main form:has(input[name=code]) button")
    shot(page, "mijn-scan-erbij")
    page.check("input[name=yes]")
    page.click("main button:has-text('Voeg toe')")
    expect(page.locator(".notice--success")).to_contain_text("hoort nu bij je bedrijf")
    page.click("text=Wie mag wat")
    shot(page, "mijn-toestemming")
    page.click("main li:has-text('IT Hub') a.button")
    expect(page.locator("main")).to_contain_text("ziet meteen niets meer")
    shot(page, "mijn-intrekken")
    page.click("main button.button--danger")
    expect(page.locator(".notice--success")).to_contain_text("ziet nu niets meer")
    answer = partner.goto(where)
    assert answer is not None
    assert answer.status == 404
    assert "Voorbeeld Bouw" not in partner.content()
    page.click("text=Zeg weer ja")
    page.check("input[name=yes]")
    page.click("main button[type=submit]:has-text('Geef toestemming')")
    answer = partner.goto(where)
    assert answer is not None
    assert answer.status == 200
    page.click("text=Log uit")
    expect(page.locator("h1")).to_have_text("Je bent uitgelogd")
    page.goto(f"{site.url}/mijn/gegevens")
    expect(page.locator("h1")).to_have_text("Naar je eigen pagina")


PAGES = (
    "", "/reis", "/wie-keek", "/scans", "/toestemming", "/toestemming/geven", "/toestemming/1/intrekken", "/gegevens",
    "/gegevens/wijzigen", "/gegevens/gemeente", "/gegevens/mailadres", "/gegevens/collega", "/gegevens/lezen",
    "/gegevens/wissen",
)  # fmt: skip
ENTRANCES = ("/inloggen", "/inloggen?lang-weg=1", "/inloggen/verstuurd", "/inloggen/geen-link", "/uitgelogd", "/gewist")


def test_every_own_page_is_accessible_and_fits_a_small_phone(
    world: tuple[Site, Sink, list[str]], open_page: OpenPage
) -> None:
    site, server, _ = world
    page = open_page(DESKTOP, javascript=True)
    for path in ENTRANCES:
        _check(page, f"{site.url}/mijn{path}")
    _log_in(page, site, server)
    for path in PAGES:
        _check(page, f"{site.url}/mijn{path}")
        shot(page, f"mijn{path.replace('/', '-')}-320")
    page.goto(f"{site.url}/en/mijn")
    check_page(page)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    for path in ("", "/toestemming", "/gegevens", "/wie-keek"):
        page.goto(f"{site.url}/mijn{path}")
        shot(page, f"mijn{path.replace('/', '-')}-1280")
    page.emulate_media(media="print")
    page.goto(f"{site.url}/mijn")
    assert not page.locator("main .tabs").is_visible()
    assert page.locator("h1").is_visible()


def test_where_the_firm_is_can_be_chosen_on_its_file(world: tuple[Site, Sink, list[str]], open_page: OpenPage) -> None:
    site, _, (*_, adviser) = world
    page = open_page(DESKTOP, javascript=True)
    page.context.add_cookies([{"name": "sessionid", "value": adviser, "url": site.url}])
    _check(page, f"{site.url}/balie/dossier/1")
    shot(page, "dossier-gemeente-320")
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    shot(page, "dossier-gemeente-1280")
    page.click("main button:has-text('Bewaar de gemeente')")
    expect(page.locator(".error-summary")).to_contain_text("Kies een gemeente.")
    page.select_option("[name=municipality]", label="Westerveld")
    page.click("main button:has-text('Bewaar de gemeente')")
    expect(page.locator("main")).to_contain_text("De gemeente is bewaard.")
    expect(page.locator("main dl.summary").first).to_contain_text("Westerveld")


def _check(page: Page, address: str) -> None:
    page.goto(address)
    for size in (DESKTOP, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        check_page(page)


def test_the_whole_way_in_works_with_the_keyboard(world: tuple[Site, Sink, list[str]], open_page: OpenPage) -> None:
    site, server, _ = world
    page = open_page(PHONE)
    page.goto(f"{site.url}/mijn/inloggen")
    page.locator("input[name=email]").focus()
    page.keyboard.type("k@voorbeeld.example")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Kijk in je mail")
    page.goto(_link(server))
    page.locator("main button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Voorbeeld Bouw")
    page.goto(f"{site.url}/mijn/scans")
    page.locator("input[name=code]").focus()
    page.keyboard.type("x")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("input[name=code]")).to_be_focused()
