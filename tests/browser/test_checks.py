"""The checks on a phone without JavaScript, and every page of them accessible at two widths."""

import pytest
from playwright.sync_api import Page

from tests.browser.checks import check_page, sideways_scroll, small_targets
from tests.browser.conftest import DESKTOP, PHONE, OpenPage, Site, shot

NARROW = {"width": 320, "height": 640}


def fill(page: Page, *turns: int) -> None:
    """Choose an answer to every question: the first, second, third or fourth, in turns."""
    for number, question in enumerate(page.locator("fieldset").all()):
        question.locator("input").nth(turns[number % len(turns)]).check()


def finish(page: Page) -> None:
    page.locator("main form button[type=submit]").last.click()


def test_safety_on_a_phone_without_javascript(site: Site, open_page: OpenPage) -> None:
    page = open_page()
    page.goto(f"{site.url}/veilig")
    fill(page, 0, 1, 2, 3)
    page.select_option("#trede", "starten")
    page.select_option("#klasse", "3")
    finish(page)
    assert page.locator(".error-summary a").inner_text() == "Vul de dag in waarop je de klasse kreeg."
    page.fill("#klasse-dag", "03-02-2025")
    finish(page)
    assert page.locator("h1").inner_text() == "De basis van je veiligheid is nog niet klaar"
    page.locator("input[name=klaar]").first.check()
    page.get_by_role("button", name="Bewaar mijn vinkjes").click()
    assert page.get_by_role("status").inner_text() == "Je vinkjes zijn bewaard."
    assert page.locator("input[name=klaar]").first.is_checked()
    assert page.context.cookies() == []
    shot(page, "check-safety")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP, NARROW], ids=["phone", "desktop", "narrow"])
def test_every_page_is_accessible(site: Site, open_page: OpenPage, viewport: dict[str, int]) -> None:
    page = open_page(viewport, javascript=True)
    for path in ("/veilig", "/ai-check", "/ai-check/lijst", "/kiezen/blad", "/en/veilig"):
        page.goto(f"{site.url}{path}")
        check_page(page)
    page.goto(f"{site.url}/kiezen")
    check_page(page)
    for system in ("mail", "files"):
        page.check(f"#s-{system}")
    finish(page)
    check_page(page)
    finish(page)
    assert page.locator(".error-summary").is_visible()
    assert (sideways_scroll(page), small_targets(page)) == (0, [])
    fill(page, 0, 2, 3)
    finish(page)
    check_page(page)
    page.get_by_role("link", name="Bekijk het blad om te printen").click()
    check_page(page)
    page.goto(f"{site.url}/ai-check")
    fill(page, 0, 1, 2)
    finish(page)
    check_page(page)
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Bewaar mijn vinkjes").is_visible()


def test_with_the_keyboard_alone(site: Site, open_page: OpenPage) -> None:
    page = open_page(DESKTOP, javascript=True)
    page.goto(f"{site.url}/kiezen")
    page.focus("#s-mail")
    page.keyboard.press("Space")
    page.focus("main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kiezen?*s=mail")
    for question in page.locator("fieldset").all():
        question.locator("input").first.focus()
        page.keyboard.press("Space")
    page.focus("main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/uitkomst/*")
    assert page.locator("h1").inner_text() == "Je bent vrij in deze systemen"
