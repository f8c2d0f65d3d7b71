"""Open data and the register of algorithms in a real browser: they fit, axe is content, and files come down."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.checks import check_page, sideways_scroll
from tests.browser.conftest import DESKTOP, PHONE, OpenPage, Site, shot

pytestmark = pytest.mark.browser

NARROW = {"width": 320, "height": 640}
PAGES = ("/open-data", "/open-data/groepen", "/open-data/agenda", "/algoritmes", "/algoritmes/subsidy")


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_are_accessible_and_fit(site: Site, open_page: OpenPage, path: str, prefix: str) -> None:
    for viewport in (NARROW, DESKTOP):
        page = open_page(viewport, javascript=True)
        page.goto(site.url + prefix + path)
        check_page(page)


def test_a_visitor_finds_a_table_and_takes_it_along(site: Site, open_page: OpenPage) -> None:
    page = open_page(PHONE)
    page.goto(site.url + "/")
    page.get_by_role("contentinfo").get_by_role("link", name="Open data").click()
    shot(page, "open-data")
    assert not sideways_scroll(page)
    page.get_by_role("link", name="Hoe rekent de scan?", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hoe rekent de scan?")
    shot(page, "open-data-set")
    with page.expect_download() as loaded:
        page.get_by_role("link", name="Als csv").click()
    assert re.fullmatch(r"[a-z-]+-rekenregel\.csv", loaded.value.suggested_filename)
    assert loaded.value.path().read_text(encoding="utf-8").startswith("rule,answers,")


def test_a_visitor_reads_who_decides(site: Site, open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    page.goto(site.url + "/open-data")
    page.get_by_role("link", name="Bekijk de rekenregels").click()
    shot(page, "algorithms")
    page.get_by_role("link", name="Kijken of subsidie past en het geld delen").click()
    expect(page.get_by_role("heading", name="Wie beslist?")).to_be_visible()
    expect(page.get_by_role("cell", name="Zo betalen we een factuur niet twee keer.")).to_be_visible()
    shot(page, "algorithm")
