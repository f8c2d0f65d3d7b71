"""What every page must pass: axe without violations, valid HTML, no sideways scroll, targets large enough."""

import urllib.request
from pathlib import Path
from typing import Any

import axe_playwright_python
import html5lib
from playwright.sync_api import Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def accessibility_faults(page: Page) -> list[str]:
    """Return axe's violations on this page, one line each with the place. Needs a page with JavaScript."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", TAGS
    )
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def sideways_scroll(page: Page) -> int:
    """Return how many pixels the page is wider than its window. Needs JavaScript."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def small_targets(page: Page, least: int = 24) -> list[str]:
    """Return controls smaller than `least` pixels; links inside a sentence are exempt (WCAG 2.5.8)."""
    return list(
        page.evaluate(
            """least => [...document.querySelectorAll('button, input:not([type=hidden]), select, summary, a.button')]
            .filter(e => {
              const label = e.closest('label') || (e.id && document.querySelector(`label[for="${e.id}"]`));
              const box = e.getBoundingClientRect(), wide = label ? label.getBoundingClientRect() : box;
              return box.width && Math.max(box.height, wide.height) < least;
            }).map(e => e.outerHTML.slice(0, 120))""",
            least,
        )
    )


def html_faults(html: str) -> list[str]:
    """Return the parse errors of an HTML document."""
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(html)
    return [f"{position}: {code} {values}" for position, code, values in parser.errors]


def fetch(url: str) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of a page as a plain client sees it, redirects followed."""
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()


def check_page(page: Page) -> None:
    """Assert that the page in view is accessible, valid and fits its window."""
    faults = accessibility_faults(page)
    assert not faults, f"{page.url}: {faults}"
    assert sideways_scroll(page) <= 0, page.url
    assert small_targets(page) == [], page.url
    assert html_faults(page.request.get(page.url).text()) == [], page.url
