"""The desk of applications from the first look to the letter: three people, each with a part of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import check_page
from tests.browser.conftest import DESKTOP, OpenPage, Site, shot, start
from tests.browser.people import Account, log_in
from tests.cast import PASSWORD

pytestmark = pytest.mark.browser

NARROW = {"width": 360, "height": 740}
STAGE = ("-m", "tests.browser.subsidy_stage")


@pytest.fixture(scope="module")
def rehearsal(prepared: Path | None) -> Iterator[Site]:
    """A site on which the schemes are open to practise with."""
    yield from start("serve", prepared=prepared, settings={"TREDE_REHEARSAL": "yes"})


def _looked_at(page: Page, name: str) -> None:
    """Check the page in view at two widths, and keep a picture of both."""
    for size, mark in ((NARROW, "360"), (DESKTOP, "1280")):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        check_page(page)
        shot(page, f"subsidy-{name}-{mark}")


def _come_in(site: Site, open_page: OpenPage) -> dict[str, Page]:
    pages = {}
    for line in site.python(*STAGE, "people").splitlines():
        key, email, secret = line.split()
        page = open_page(DESKTOP, javascript=True)
        log_in(page, site.url, Account(email, PASSWORD, secret), after="/balie/subsidie")
        pages[key] = page
    return pages


def test_from_the_first_look_to_the_letter(rehearsal: Site, open_page: OpenPage) -> None:
    number = rehearsal.python(*STAGE, "apply").strip()
    people = _come_in(rehearsal, open_page)
    officer, reader, decider = people["officer"], people["second-reader"], people["decision-maker"]
    file = f"{rehearsal.url}/balie/subsidie/{number}"
    _officer_asks(officer, file)
    rehearsal.python(*STAGE, "add", number)
    officer.goto(f"{file}/nakijken")
    _untick(officer)
    officer.click("button[value=complete]")
    rehearsal.python(*STAGE, "share")
    rehearsal.python(*STAGE, "quiet", number)
    _officer_reads(officer, file)
    _reader_reads(reader, file)
    officer.goto(f"{file}/concept")
    _looked_at(officer, "draft")
    officer.check("input[name=kind][value=grant]")
    officer.check("input[name=aid_checked]")
    officer.click("main form button[type=submit]")
    reader.goto(f"{file}/besluit")
    reader.click("button[value=approve]")
    _decider_decides(decider, file)


def _untick(page: Page) -> None:
    """Say that nothing is missing."""
    ticked = page.locator("input[name=missing]:checked")
    while ticked.count():
        ticked.first.uncheck()


def _officer_asks(page: Page, file: str) -> None:
    page.goto(file.rpartition("/")[0])
    _looked_at(page, "list")
    page.click("main table a")
    _looked_at(page, "file")
    page.goto(f"{file}/nakijken")
    _looked_at(page, "check")
    _untick(page)
    page.check("#m-quote")
    page.click("button[value=preview]")
    expect(page.locator("main")).to_contain_text("We missen nog iets")
    _looked_at(page, "request")
    page.click("button[value=send]")
    expect(page.locator("main")).to_contain_text("wacht op aanvulling")


def _officer_reads(page: Page, file: str) -> None:
    page.goto(f"{file}/beoordelen")
    for box in page.locator("input[type=radio][value=yes]").all():
        box.check()
    for field in page.locator("textarea").all():
        field.fill("Dat staat zo in je plan.")
    page.check("input[name=opinion][value=grant]")
    page.check("input[name=no_interest]")
    _looked_at(page, "read")
    page.click("main form button[type=submit]")
    expect(page.locator("main")).to_contain_text("Je oordeel is bewaard")


def _reader_reads(page: Page, file: str) -> None:
    page.goto(f"{file}/tweede")
    expect(page.locator("main")).not_to_contain_text("Dat staat zo in je plan.")
    page.check("input[name=opinion][value=grant]")
    page.fill("textarea[name=reason]", "Het plan past.")
    page.check("input[name=no_interest]")
    _looked_at(page, "second")
    page.click("main form button[type=submit]")
    page.click("button[value=open]")
    page.check("input[name=agrees][value=yes]")
    _looked_at(page, "compare")
    page.click("main form button.button")
    expect(page.locator("main")).to_contain_text("Vastgelegd")


def _decider_decides(page: Page, file: str) -> None:
    page.goto(f"{file}/besluit")
    _looked_at(page, "decision")
    page.click("button[value=decide]")
    expect(page.locator("main")).to_contain_text("Zet een kruisje")
    page.check("input[name=sure]")
    page.click("button[value=decide]")
    expect(page.locator("main")).to_contain_text("toegekend")
    _looked_at(page, "granted")
    page.click("main a[href*='/brief/']")
    expect(page.locator("main")).to_contain_text("Je krijgt subsidie")
    _looked_at(page, "letter")
    with page.expect_download() as download:
        page.click("main a[href$='/pdf']")
    assert download.value.suggested_filename.endswith("-grant.pdf")
