"""Where the scan goes beyond its own pages: in a frame on another site, into a calendar, onto paper, by an adviser."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import conftest
from tests.browser.checks import check_page
from tests.browser.conftest import DESKTOP, PHONE, OpenPage, Site, start
from tests.browser.people import accounts_printed, log_in, wait_for_next_code

HOME = "https://www.voorbeeld.example"
STRANGER = "https://www.vreemd.example"
VIA = "gemeente-voorbeeld"


@pytest.fixture(scope="module")
def region(prepared: Path | None) -> Iterator[Site]:
    """The minimal region, whose pack lets one site use a frame."""
    with pytest.MonkeyPatch.context() as patch:
        plain = conftest._environment
        patch.setattr(conftest, "_environment", lambda var: plain(var) | {"TREDE_REGION": "minimal"})
        running = start("serve", prepared=prepared)
        site = next(running)
    yield site
    next(running, None)


@pytest.fixture
def window(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser that believes the two sites exist; the scan itself is real."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    for host in (HOME, STRANGER):  # or Chromium keeps pages of the internet away from this machine
        context.grant_permissions(["local-network-access"], origin=host)
    yield context
    context.close()


def framed(context: BrowserContext, site: Site, host: str, address: str) -> Page:
    """Open a page of `host` with the scan in a frame."""
    page = context.new_page()
    frame = f'<iframe title="Scan" width="1000" height="800" src="{site.url}{address}"></iframe>'
    html = f"<!doctype html><title>Gemeente</title><h1>Gemeente</h1>{frame}"
    page.route(f"{host}/**", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    page.goto(f"{host}/digitaal")
    return page


def test_a_whole_scan_in_a_frame_of_a_known_site(region: Site, window: BrowserContext) -> None:
    page = framed(window, region, HOME, f"/scan?via={VIA}")
    inside = page.frame_locator("iframe")
    inside.locator("a.button").click()
    for number in range(1, 8):
        inside.locator(f"#q{number}-C").check()
        inside.locator("button[type=submit]").click()
    expect(inside.locator("h1")).to_contain_text("Funderen")
    assert page.url == f"{HOME}/digitaal"
    assert window.cookies() == []
    inside.locator('a[href*="/bewaren"]').click()
    page.wait_for_url(f"{region.url}/uitkomst/*/bewaren")
    expect(page.locator("h1")).to_have_text("Bewaar je uitkomst")


@pytest.mark.parametrize(
    ("host", "address"), [(STRANGER, f"/scan?via={VIA}"), (HOME, "/scan"), (HOME, f"/hulp?via={VIA}")]
)
def test_the_browser_refuses_every_other_frame(region: Site, window: BrowserContext, host: str, address: str) -> None:
    said: list[str] = []
    window.on("console", lambda message: said.append(message.text))
    page = framed(window, region, host, address)
    page.wait_for_timeout(500)
    expect(page.frame_locator("iframe").locator("body")).not_to_contain_text("scan")
    assert "frame-ancestors" in " ".join(said)
    assert [frame.url for frame in page.frames if frame.url.startswith(region.url)] == []


@pytest.mark.parametrize("size", [PHONE, DESKTOP, {"width": 320, "height": 640}])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_page_to_take_along_passes_every_check(chromium: Browser, site: Site, size: Any, prefix: str) -> None:
    context = chromium.new_context(viewport=size)
    page = context.new_page()
    page.goto(f"{site.url}{prefix}/scan/alles")
    for number in range(1, 8):
        page.locator(f"#q{number}-C").check()
    page.locator("button[type=submit]").click()
    page.locator('a[href$="/bewaren"]').click()
    check_page(page)
    page.screenshot(path=str(conftest.OUT / f"bewaren-{size['width']}{prefix.replace('/', '-')}.png"), full_page=True)
    with page.expect_download() as fetched:
        page.locator('a[href$=".ics"]').click()
    assert re.fullmatch(r"(herinnering-scan|scan-reminder)\.ics", fetched.value.suggested_filename)
    context.close()


def test_an_adviser_types_in_a_scan_with_the_keyboard(demo_site: Site, open_page: OpenPage) -> None:
    accounts = accounts_printed(demo_site.printed)
    account = next(account for email, account in accounts.items() if email.startswith("adviser"))
    page = open_page(DESKTOP, javascript=True)
    log_in(page, demo_site.url, account, after="/balie/scan")
    if "tweede-stap" in page.url:
        page.fill("main input[name=code]", wait_for_next_code(account.secret))
        page.click("main button")
    page.goto(f"{demo_site.url}/balie/scan")
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        check_page(page)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    page.screenshot(path=str(conftest.OUT / "scan-invoeren.png"), full_page=True)
    assert page.evaluate("document.activeElement.id") == "row", "typing may start at once"
    page.keyboard.type("333424")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_contain_text("Je typte 6 antwoorden.")
    check_page(page)
    page.fill("#row", "")
    page.focus("#q1")
    for key in "3334244":
        page.keyboard.type(key)
        page.keyboard.press("Tab")
    page.locator("#q7").press("Enter")
    expect(page.locator("h1")).to_have_text("Je bedrijf staat tussen Funderen en Optimaliseren")
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        check_page(page)
    page.screenshot(path=str(conftest.OUT / "scan-ingevoerd.png"), full_page=True)
    page.click("text=Open een dossier met deze uitkomst")
    page.wait_for_url("**/balie/code/uitkomst")
