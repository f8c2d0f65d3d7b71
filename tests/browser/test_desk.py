"""The desks on the demonstration: accessible at two widths, valid, usable at 360 px, with every state in view."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import check_page
from tests.browser.conftest import DESKTOP, OpenPage, Site, shot, shot_for_documentation
from tests.browser.people import accounts_printed, log_in, wait_for_next_code

pytestmark = pytest.mark.browser

NARROW = {"width": 360, "height": 740}
PATHS = {
    "adviser": (
        "/balie/werklijst",
        "/balie/werklijst?tab=alle",
        "/balie/werklijst?tab=afgerond",
        "/balie/mijn-account",
    ),
    "partner.it-hub": ("/balie/werklijst", "/balie/werklijst?tab=alle"),
    "programme-manager": ("/balie/cijfers",),
    "administrator": ("/beheer/accounts", "/beheer/accounts/uitnodigen"),
}


def _logged_in(site: Site, open_page: OpenPage, who: str) -> Page:
    accounts = accounts_printed(site.printed)
    account = next(account for email, account in accounts.items() if email.startswith(who))
    page = open_page(DESKTOP, javascript=True)
    log_in(page, site.url, account)
    if "tweede-stap" in page.url:  # this half minute's code was used by the test before
        page.fill("main input[name=code]", wait_for_next_code(account.secret))
        page.click("main button")
    return page


@pytest.mark.parametrize("who", list(PATHS))
def test_the_desk_of_each_role_is_accessible_and_fits(demo_site: Site, open_page: OpenPage, who: str) -> None:
    page = _logged_in(demo_site, open_page, who)
    for path in PATHS[who]:
        page.goto(demo_site.url + path)
        for size in (DESKTOP, NARROW):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            check_page(page)


def test_every_step_of_a_file_is_accessible(demo_site: Site, open_page: OpenPage) -> None:
    page = _logged_in(demo_site, open_page, "chain-owner")
    page.goto(f"{demo_site.url}/balie/werklijst?tab=alle")
    shot_for_documentation(page, "work-list")
    numbers = sorted(set(re.findall(r"/balie/dossier/(\d+)", page.content())), key=int)
    assert numbers
    page.goto(f"{demo_site.url}/balie/dossier/{numbers[-1]}")
    shot(page, "dossier-demo")
    steps = (
        "",
        "/gesprek",
        "/plannen",
        "/starttrede",
        "/veilige-basis",
        "/bedrijf",
        "/terugbellen",
        "/afronden",
        "/verwijzen",
    )
    for step in steps:
        page.goto(f"{demo_site.url}/balie/dossier/{numbers[-1]}{step}")
        for size in (DESKTOP, NARROW):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            check_page(page)


def test_the_published_monitor_shows_eight_quarters_and_hides_small_groups(
    demo_site: Site, open_page: OpenPage
) -> None:
    page = open_page(NARROW, javascript=True)
    for path in ("/cijfers", "/cijfers/reach", "/cijfers/flow", "/cijfers/instruments", "/cijfers/resilience"):
        page.goto(demo_site.url + path)
        for size in (DESKTOP, NARROW):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            check_page(page)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    page.goto(f"{demo_site.url}/cijfers")
    shot_for_documentation(page, "figures")
    expect(page.locator("main")).to_contain_text("Bereik")
    for figure in re.findall(r"\b(\d+) bedrijven", page.inner_text("main")):
        assert int(figure) == 0 or int(figure) >= 10, figure
    assert "(voorbeeld)" not in page.inner_text("main")


def test_a_partner_does_not_see_what_was_not_shared(demo_site: Site, open_page: OpenPage) -> None:
    page = _logged_in(demo_site, open_page, "partner.edih-noord")
    for path, status in (("/balie/dossier/1", 403), ("/beheer/accounts", 403), ("/balie/verwijzing/999999", 404)):
        answer = page.goto(demo_site.url + path)
        assert answer is not None
        assert answer.status in {status, 404}
        assert page.locator("main a").count() >= 1
        check_page(page)
