"""Steps that several stories share."""

import re

from playwright.sync_api import Error, Page


def fill_in_scan(page: Page, url: str, answers: str, start: str = "/scan/vraag/1") -> str:
    """Answer the seven questions one per page and return the code of the outcome."""
    page.goto(url + start)
    return answer_questions(page, answers)


def answer_questions(page: Page, answers: str) -> str:
    """Answer from the question in view to the end and return the code of the outcome."""
    first = 8 - len(answers)
    for number, letter in enumerate(answers, first):
        page.check(f"#q{number}-{letter}")
        page.click("main button[type=submit]")
    return code_in(page)


def scan_all_at_once(page: Page, url: str, answers: str) -> str:
    """Answer the seven questions on one page and return the code of the outcome."""
    page.goto(f"{url}/scan/alles")
    for number, letter in enumerate(answers, 1):
        page.check(f"#q{number}-{letter}")
    page.click("main button[type=submit]")
    return code_in(page)


def code_in(page: Page) -> str:
    """Return the code in the address of an outcome page."""
    found = re.search(r"/uitkomst/([0-9A-Z]{8})", page.url)
    assert found, f"{page.url}: {page.inner_text('main')[:300]}"
    return found[1]


def go_back(page: Page) -> None:
    """Press the back button. Chromium sometimes swaps the page's process just then and refuses; it is asked again."""
    page.wait_for_load_state("load")
    try:
        page.go_back()
    except Error:
        page.wait_for_timeout(500)
        page.go_back()
