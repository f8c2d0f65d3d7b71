"""The help finder without JavaScript, at 320 px, with a keyboard, on paper; and a partner at the desk of services."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.checks import check_page
from tests.browser.conftest import DESKTOP, OpenPage, Site, shot
from tests.browser.people import accounts_printed, log_in, wait_for_next_code

pytestmark = pytest.mark.browser

NARROW = {"width": 320, "height": 640}
DESK = {"width": 360, "height": 740}
FINDER = (
    "/hulp?trede=funderen&onderwerp=data&gemeente=Emmen",
    "/en/hulp?taal=en",
    "/hulp/it-hub",
    "/en/hulp/gemeente-emmen",
)


@pytest.mark.parametrize("path", FINDER)
def test_every_state_of_the_finder_is_accessible_and_fits(site: Site, open_page: OpenPage, path: str) -> None:
    for viewport in (NARROW, DESKTOP):
        page = open_page(viewport, javascript=True)
        page.goto(site.url + path)
        check_page(page)
        shot(page, f"hulp-{FINDER.index(path)}-{viewport['width']}")


def test_a_visitor_finds_help_without_javascript(site: Site, open_page: OpenPage) -> None:
    page = open_page(NARROW)
    page.goto(f"{site.url}/hulp")
    everybody = page.locator(".partner").count()
    page.select_option("#trede", "transformeren")
    page.select_option("#onderwerp", "ai")
    page.click("form.filters button")
    expect(page).to_have_url(re.compile(r"/hulp\?trede=transformeren&onderwerp=ai&gemeente=&taal=#gevonden$"))
    found = page.locator(".partner").count()
    assert 0 < found < everybody
    page.click(".chips a:has-text('Transformeren')")
    assert page.locator(".partner").count() > found
    page.click(".partner h3 a >> nth=0")
    expect(page.locator("h2#diensten")).to_be_visible()
    page.go_back()
    page.select_option("#taal", "en")
    page.click("form.filters button")
    expect(page.locator("#gevonden")).to_have_text("Geen hulp gevonden")
    page.click("#gevonden ~ .buttons a.button")
    expect(page).to_have_url(f"{site.url}/adviseur")


def test_the_finder_works_with_a_keyboard_and_prints_without_its_form(site: Site, open_page: OpenPage) -> None:
    page = open_page(DESKTOP, javascript=True)
    page.goto(f"{site.url}/hulp")
    page.focus("#trede")
    page.keyboard.type("Start")
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("trede=starten"))
    page.emulate_media(media="print")
    expect(page.locator("form.filters")).to_be_hidden()
    expect(page.locator(".partner >> nth=0")).to_be_visible()


def test_a_partner_keeps_its_services_up_to_date(demo_site: Site, open_page: OpenPage) -> None:
    page = open_page(DESKTOP, javascript=True)
    accounts = accounts_printed(demo_site.printed)
    account = next(known for email, known in accounts.items() if email.startswith("partner.edih"))
    log_in(page, demo_site.url, account, after="/balie/diensten")
    if "tweede-stap" in page.url:  # this half minute's code was used by the test before
        page.fill("main input[name=code]", wait_for_next_code(account.secret))
        page.click("main button")
    key = "edih-training"
    for path in ("", "/nieuw", f"/{key}", f"/{key}/wijzigen", f"/{key}/plaats", f"/{key}/intrekken"):
        for size in (DESKTOP, DESK):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.goto(f"{demo_site.url}/balie/diensten{path}")
            check_page(page)
        shot(page, f"diensten{path.replace('/', '-')}")
    page.goto(f"{demo_site.url}/balie/diensten/{key}")
    page.click("text=Klopt nog >> nth=-1")
    expect(page.locator(".notice--success")).to_be_visible()
    page.click("text=Wijzig de dienst")
    page.fill("#id_what_nl", "Je team leert hier werken met AI.")
    page.click("text=Bewaar en bekijk")
    check_page(page)
    shot(page, "diensten-voorbeeld")
    expect(page.locator("main")).to_contain_text("Je team leert hier werken met AI.")
    page.click("text=Publiceer")
    expect(page.locator(".notice--success")).to_contain_text("staat op de lijst")
    visitor = open_page(NARROW)
    visitor.goto(f"{demo_site.url}/hulp/edih-noord")
    expect(visitor.locator("main")).to_contain_text("Je team leert hier werken met AI.")
