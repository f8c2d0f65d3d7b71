"""A partner helps a firm that came itself: starts on the phone, writes a note, and rounds off in one form."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import check_page
from tests.browser.conftest import DESKTOP, OpenPage, Site, shot
from tests.browser.people import accounts_printed, log_in, wait_for_next_code

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


def both_widths(page: Page, name: str) -> None:
    """Check the page in view at two widths, and keep a picture of each."""
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        check_page(page)
        shot(page, f"trajectory-{name}-{size['width']}")


def test_a_firm_that_came_itself_is_helped_from_start_to_result(demo_site: Site, open_page: OpenPage) -> None:
    page = open_page(PHONE, javascript=True)
    accounts = accounts_printed(demo_site.printed)
    account = next(known for email, known in accounts.items() if email.startswith("partner.it-hub"))
    log_in(page, demo_site.url, account, after="/balie/werklijst")
    if "tweede-stap" in page.url:  # this half minute's code was used by the test before
        page.fill("main input[name=code]", wait_for_next_code(account.secret))
        page.click("main button")
    both_widths(page, "list")
    page.click("text=Start een traject voor een bedrijf dat zelf kwam")
    page.click("main form button[type=submit]")
    expect(page.locator(".error-summary")).to_be_visible()
    page.fill("[name=firm_name]", "Proefzuivel")
    page.fill("[name=contact_name]", "Zoë Zuivel")
    page.fill("[name=phone]", "0592 12 34 56")
    page.check("[name=service] >> nth=0")
    page.fill("[name=question]", "Hulp met de webwinkel.")
    page.check("[name=rung][value=starten]")
    both_widths(page, "start")
    page.check("[name=agreed]")
    page.click("main form button[type=submit]")
    expect(page).to_have_url(re.compile(r"/balie/verwijzing/\d+$"))
    expect(page.locator("main")).to_contain_text("Zoë Zuivel")

    page.click("text=Schrijf een notitie")
    page.check("[name=kind][value=bezoek]")
    page.fill("[name=text]", "Afgesproken: eerst de voorraad.")
    both_widths(page, "note")
    page.click("main form button[type=submit]")
    expect(page.locator("section[aria-labelledby=notities]")).to_contain_text("eerst de voorraad")
    both_widths(page, "running")

    page.click("main a.button:has-text('Rond af')")
    both_widths(page, "complete")
    page.check("[name=rung][value=funderen]")
    page.check("[name=topics] >> nth=0")
    page.fill("[name=result]", "De voorraad klopt.")
    page.fill("[name=next_step]", "In maart een scan.")
    page.click("main form button[type=submit]")
    expect(page.locator("section[aria-labelledby=traject]")).to_contain_text("In maart een scan.")
    both_widths(page, "done")
