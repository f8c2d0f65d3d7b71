"""The public site in a real browser: without JavaScript, at 320 px, with a keyboard, on paper, and for axe."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.checks import accessibility_faults, check_page, fetch, html_faults, sideways_scroll
from tests.browser.conftest import DESKTOP, OpenPage, Site, shot
from tests.browser.steps import fill_in_scan, go_back, scan_all_at_once

pytestmark = pytest.mark.browser

NARROW = {"width": 320, "height": 640}
QUESTION_BYTES, RESULT_BYTES, MOST_REQUESTS = 14_000, 30_000, 4
PATTERNS = {
    "clear": "CCCCCDD",
    "equal": "BBBBBBB",
    "between": "CCCDDDC",
    "heading-up": "CCCCDDD",
    "partly-lower": "DDDDCCC",
    "two-sided": "AAAEEEE",
    "spread": "BBCCDDE",
    "safety-first": "EEEDAFE",
    "top": "FFFFFFF",
}
PUBLIC: tuple[str, ...] = (
    "/",
    "/scan",
    "/scan/vraag/1",
    "/scan/alles",
    "/code",
    "/ladder",
    "/hulp",
    "/subsidies",
    "/adviseur",
    "/cijfers",
)
PUBLIC += ("/cijfers/methode", "/privacy", "/toegankelijkheid", "/over-de-scan", "/andere-route/zzp", "/stijl")


def _both_languages() -> Iterator[str]:
    for path in PUBLIC:
        yield path
        yield "/en" + path if path != "/" else "/en/"


@pytest.mark.parametrize("path", list(_both_languages()))
def test_every_public_page_is_accessible_and_fits(site: Site, open_page: OpenPage, path: str) -> None:
    for viewport in (NARROW, DESKTOP):
        page = open_page(viewport, javascript=True)
        page.goto(site.url + path)
        check_page(page)


@pytest.mark.parametrize("pattern", list(PATTERNS))
def test_every_kind_of_result_is_accessible_and_light(site: Site, open_page: OpenPage, pattern: str) -> None:
    page = open_page(NARROW, javascript=True)
    code = scan_all_at_once(page, site.url, PATTERNS[pattern])
    for language in ("", "/en"):
        page.goto(f"{site.url}{language}/uitkomst/{code}")
        for summary in page.locator("summary").all():
            summary.click()
        check_page(page)
        assert not re.search(r"\d+ ?%|score|percent", page.inner_text("main"), re.IGNORECASE)
    assert len(page.request.get(page.url).body()) <= RESULT_BYTES


@pytest.mark.parametrize("page_of_outcome", ["vergelijken", "bewaren", "opnieuw", "weg"])
def test_every_page_around_an_outcome_is_accessible_and_fits(
    site: Site, open_page: OpenPage, page_of_outcome: str
) -> None:
    page = open_page(NARROW, javascript=True)
    code = scan_all_at_once(page, site.url, "CCCDBDD")
    for language in ("", "/en"):
        page.goto(f"{site.url}{language}/uitkomst/{code}/{page_of_outcome}")
        check_page(page)


@pytest.mark.parametrize("path", ["/scan", "/scan/vraag/1", "/scan/alles"])
def test_a_question_page_is_light_and_asks_nobody_else(site: Site, open_page: OpenPage, path: str) -> None:
    page = open_page()
    requests: list[str] = []
    sizes: list[int] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on(
        "requestfinished",
        lambda request: sizes.append(sum(request.sizes()[key] for key in ("responseBodySize", "responseHeadersSize"))),
    )
    page.goto(site.url + path, wait_until="networkidle")
    assert len(requests) <= MOST_REQUESTS
    assert all(url.startswith(site.url) for url in requests), requests
    assert sum(sizes) <= QUESTION_BYTES, dict(zip(requests, sizes, strict=False))
    assert not any(url.endswith(".js") for url in requests)
    assert page.context.cookies() == []


def test_errors_are_named_and_nothing_typed_is_lost(site: Site, open_page: OpenPage) -> None:
    page = open_page(NARROW, javascript=True)
    page.goto(f"{site.url}/scan/alles")
    page.check("#q1-C")
    page.check("#q3-D")
    with page.expect_navigation() as navigation:
        page.click("main button[type=submit]")
    assert navigation.value.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert page.title().startswith("Fout")
    expect(page.locator("#q1-C")).to_be_checked()
    expect(page.locator("#q3-D")).to_be_checked()
    links = page.locator(".error-summary a")
    assert links.count() == 5
    assert accessibility_faults(page) == []
    assert sideways_scroll(page) <= 0
    links.first.click()
    assert page.evaluate("document.activeElement.name") == "q2"


def test_the_whole_scan_goes_with_the_keyboard_alone(site: Site, open_page: OpenPage) -> None:
    page = open_page()
    page.goto(f"{site.url}/scan/vraag/1")
    pressed = 0
    for number in range(1, 8):
        while not page.locator(f"input[name=q{number}]:focus").count():
            page.keyboard.press("Tab")
            pressed += 1
            assert pressed < 200
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Starten")
    page.keyboard.press("Tab")
    assert page.locator("a.skip:focus").count() == 1


def test_the_language_switch_keeps_the_place(site: Site, open_page: OpenPage) -> None:
    page = open_page()
    page.goto(f"{site.url}/scan/vraag/1")
    page.check("#q1-C")
    page.click("main button[type=submit]")
    page.click("footer a[hreflang=en]")
    assert "/en/scan/vraag/2" in page.url
    assert "a=C------" in page.url
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_back_and_send_again_is_one_scan_with_one_code(site: Site, open_page: OpenPage) -> None:
    page = open_page()
    first = fill_in_scan(page, site.url, "CCCCDDD")
    go_back(page)
    page.click("main button[type=submit]")
    assert page.url.rsplit("/", 1)[1] == first
    go_back(page)
    page.check("#q7-C")
    page.click("main button[type=submit]")
    assert page.url.rsplit("/", 1)[1] == first


@pytest.mark.parametrize("typed", ["{0} {1}", "{0}-{1}", "  {0}{1}  "])
def test_a_code_is_understood_as_people_type_it(site: Site, open_page: OpenPage, typed: str) -> None:
    page = open_page()
    code = scan_all_at_once(page, site.url, "CCCCDDD")
    page.goto(f"{site.url}/code")
    spelled = code.lower().replace("0", "o").replace("1", "i")
    page.fill("main input[name=code]", typed.format(spelled[:4], spelled[4:]))
    page.click("main button[type=submit]")
    assert page.url.endswith(f"/uitkomst/{code}")


def test_an_unknown_code_and_page_say_what_to_do(site: Site, open_page: OpenPage) -> None:
    page = open_page(NARROW, javascript=True)
    for path, status in (("/uitkomst/ZZZZZZZZ", 404), ("/bestaat-niet", 404)):
        answer = page.goto(site.url + path)
        assert answer is not None
        assert answer.status == status
        assert page.locator("main a").count() >= 1
        assert accessibility_faults(page) == []
        assert html_faults(answer.text()) == []


def test_a_result_prints_on_two_pages_and_makes_a_small_tagged_pdf(site: Site, open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    code = scan_all_at_once(page, site.url, "CCCDBDD")
    printed = page.pdf(format="A4")
    assert len(PdfReader(BytesIO(printed)).pages) <= 2
    status, headers, body = fetch(f"{site.url}/uitkomst/{code}/pdf")
    assert (status, headers["content-type"]) == (200, "application/pdf")
    reader = PdfReader(BytesIO(body))
    assert len(reader.pages) <= 2
    assert len(body) <= 100_000
    catalog = reader.root_object
    assert "'/Marked': True" in str(catalog["/MarkInfo"])
    assert str(catalog["/Lang"]).startswith("nl")


def test_an_outcome_can_be_thrown_away(site: Site, open_page: OpenPage) -> None:
    page = open_page()
    code = scan_all_at_once(page, site.url, "CCCCDDD")
    page.click("text=Gooi mijn uitkomst weg")
    page.click("main button[type=submit]")
    shot(page, "weggegooid")
    answer = page.goto(f"{site.url}/uitkomst/{code}")
    assert answer is not None
    assert answer.status == HTTPStatus.NOT_FOUND


def test_forced_colours_and_wide_text_spacing_keep_the_page_whole(site: Site, open_page: OpenPage) -> None:
    page = open_page(NARROW, javascript=True)
    page.emulate_media(forced_colors="active")
    scan_all_at_once(page, site.url, "CCCCDDD")
    page.evaluate(
        """document.querySelectorAll('*').forEach(e => {
          e.style.lineHeight = '1.5'; e.style.letterSpacing = '0.12em'; e.style.wordSpacing = '0.16em';
        })"""
    )
    assert sideways_scroll(page) <= 0
