"""The desks of municipalities and of agreements, in a browser: accessible, valid, and usable at 360 px."""

import pytest
from playwright.sync_api import Page

from tests.browser.checks import check_page
from tests.browser.conftest import DESKTOP, OpenPage, Site, shot
from tests.browser.people import accounts_printed, log_in, wait_for_next_code

pytestmark = pytest.mark.browser
NARROW = {"width": 360, "height": 740}


def _logged_in(site: Site, open_page: OpenPage, who: str) -> Page:
    account = next(found for email, found in accounts_printed(site.printed).items() if email.startswith(who))
    page = open_page(DESKTOP, javascript=True)
    log_in(page, site.url, account)
    if "tweede-stap" in page.url:  # this half minute's code was used by the test before
        page.fill("main input[name=code]", wait_for_next_code(account.secret))
        page.click("main button")
    return page


def _look(page: Page, name: str) -> None:
    for size, width in ((NARROW, 360), (DESKTOP, 1280)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        check_page(page)
        shot(page, f"{name}-{width}")


def test_a_municipality_reads_its_figures_and_finds_its_kit(demo_site: Site, open_page: OpenPage) -> None:
    page = _logged_in(demo_site, open_page, "municipality")
    assert page.url.endswith("/balie/gemeente")
    _look(page, "gemeente")
    page.goto(f"{demo_site.url}/balie/gemeente/signalen/nieuw")
    _look(page, "gemeente-signaal")


def test_an_agreement_and_a_plan_are_written_and_read(demo_site: Site, open_page: OpenPage) -> None:
    page = _logged_in(demo_site, open_page, "chain-owner")
    page.goto(f"{demo_site.url}/balie/afspraken/nieuw")
    _look(page, "afspraak-nieuw")
    page.select_option("[name=first]", "ibdo")
    page.select_option("[name=second]", "it-hub")
    page.fill("[name=role]", "De hub helpt twintig bedrijven met veilig werken.")
    page.fill("[name=capacity]", "20")
    page.select_option("[name=capacity_unit]", "firms")
    page.fill("[name=euros]", "12500")
    for name, day in (("valid_from", "2030-01-01"), ("valid_until", "2030-12-31"), ("review_on", "2030-06-30")):
        page.fill(f"[name={name}]", day)
    page.click("main form .button")
    _look(page, "afspraak")
    page.click("text=Wij zeggen ja")
    page.goto(f"{demo_site.url}/balie/afspraken")
    _look(page, "afspraken")
    page.goto(f"{demo_site.url}/balie/jaarplan/nieuw")
    page.fill("[name=year]", "2030")
    page.click("main form .button")
    page.click("text=Schrijf een doel")
    page.fill("[name=text]", "Meer bedrijven werken veilig.")
    page.click("main form .button")
    page.click("text=Schrijf een actie")
    page.fill("[name=what]", "Twintig bedrijven doen de basischeck met een adviseur.")
    page.select_option("[name=organisation]", "ibdo")
    page.fill("[name=due_on]", "2030-10-01")
    page.fill("[name=review_on]", "2030-05-01")
    _look(page, "jaarplan-actie-nieuw")
    page.click("main form .button")
    _look(page, "jaarplan")
    page.click("main td a, main th a")
    _look(page, "jaarplan-actie")
