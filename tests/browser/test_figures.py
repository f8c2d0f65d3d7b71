"""The figures in a real browser: trend, tables and reports without JavaScript, at 320 and 360 px, for axe, on paper."""

from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.checks import check_page, fetch, sideways_scroll
from tests.browser.conftest import DESKTOP, PHONE, OpenPage, Site, shot
from trede.core.periods import quarter_of
from trede.journal import clock

pytestmark = pytest.mark.browser

NARROW = {"width": 320, "height": 640}
ENDED = quarter_of(clock.today()).previous()
PAGES = {
    "figures": "/cijfers",
    "figures-reach": "/cijfers/reach",
    "figures-flow": "/cijfers/flow",
    "figures-quarter": f"/cijfers/kwartaal/{ENDED.key}",
    "figures-year": f"/cijfers/monitor/{ENDED.year}",
}


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("name", list(PAGES))
def test_pages_with_figures_are_accessible_and_fit(
    demo_site: Site, open_page: OpenPage, name: str, prefix: str
) -> None:
    for viewport in (NARROW, DESKTOP):
        page = open_page(viewport, javascript=True)
        page.goto(demo_site.url + prefix + PAGES[name])
        check_page(page)
        shot(page, f"{name}{prefix.replace('/', '-')}-{viewport['width']}")


def _follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()
    assert sideways_scroll(page) <= 0, page.url


@pytest.mark.parametrize("viewport", [NARROW, PHONE])
def test_a_visitor_goes_from_a_tile_to_its_table_without_javascript(
    demo_site: Site, open_page: OpenPage, viewport: dict[str, int]
) -> None:
    page = open_page(viewport)
    page.goto(demo_site.url + "/cijfers")
    expect(page.locator("li.tile")).to_have_count(6)
    first = page.locator("li.tile").first
    first.locator("summary").click()
    expect(first.locator("table")).to_be_visible()
    first.get_by_role("link").last.click()
    assert page.url.endswith("/cijfers/reach")
    expect(page.locator("#tables ~ .table-region, #tables ~ figure").first).to_be_visible()
    assert page.locator("section[aria-labelledby=tables] table").count() >= 3
    assert sideways_scroll(page) <= 0


def test_the_report_of_a_quarter_says_what_was_learned_and_what_was_missing(
    demo_site: Site, open_page: OpenPage
) -> None:
    page = open_page(PHONE)
    page.goto(f"{demo_site.url}/cijfers/kwartaal/{ENDED.key}")
    for heading in ("Wat leerden we?", "Wat doen we anders?", "Waar ontbrak hulp?", "Wat gaven gemeenten door?"):
        section = page.locator("section", has=page.get_by_role("heading", name=heading, exact=True))
        assert section.locator("li, p").count() >= 1, heading
    status, headers, body = fetch(f"{demo_site.url}/cijfers/monitor/{ENDED.key}.pdf")
    assert (status, headers["content-type"]) == (200, "application/pdf")
    assert len(PdfReader(BytesIO(body)).pages) == 1


def test_a_printed_page_holds_figures_and_no_buttons_to_the_screen(demo_site: Site, open_page: OpenPage) -> None:
    page = open_page(DESKTOP, javascript=True)
    page.goto(f"{demo_site.url}/cijfers/kwartaal/{ENDED.key}")
    printed = page.pdf(format="A4")
    text = " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(printed)).pages).split())
    assert "Waar ontbrak hulp?" in text
    assert "Andere kwartalen" not in text
    page.emulate_media(media="print")
    for link in page.locator(".no-print").all():
        expect(link).to_be_hidden()
    shot(page, "figures-print")
