"""Every public page: valid, ordered, in two languages, light, without cookies, and honest when something is wrong."""

import gzip
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import html5lib
import pytest
from django.test import Client

from tests.integration.test_scan_room import do_scan
from trede.regions.registry import pack
from trede.web.static_files import SOURCE, STYLESHEET, static_url

pytestmark = pytest.mark.django_db

SAME_FOR_ALL = [
    "/",
    "/ladder",
    "/hulp",
    "/privacy",
    "/toegankelijkheid",
    "/over-de-scan",
    "/andere-route/zzp",
    "/andere-route/buiten-regio",
    "/andere-route/groot",
    "/andere-route/leverancier",
    "/stijl",
    "/scan",
    "/scan/weggegooid",
]
FORMS = ["/scan/alles", "/scan/vraag/1", "/scan/vraag/7?a=CCCCCC-", "/scan/vraag/3?a=CC-CCCC&open=1", "/code"]
PATTERNS = [
    "BBBBBBB",
    "CCCCCDD",
    "CCCCDDD",
    "DDDDCCC",
    "CCCDDDB",
    "AAAEEEE",
    "BBCCDDE",
    "DDDDBDD",
    "AAAAAAA",
    "FFFFFFF",
]
LANGUAGES = {"nl": "", "en": "/en"}


@dataclass
class Outline(HTMLParser):
    """What the tests want to know of a page."""

    headings: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    refers: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    language: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.attributes += given
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "html":
            self.language = given["lang"]
        if tag == "a":
            self.links.append(given["href"])
        if tag in {"link", "script", "img", "iframe"} and given.get("rel") != "canonical":
            self.loads.append(given.get("href") or given.get("src") or "")
        self.ids += [given["id"]] if "id" in given else []
        for name in ("for", "aria-describedby", "aria-labelledby"):
            self.refers += given.get(name, "").split()


def outline(html: str) -> Outline:
    found = Outline()
    found.feed(html)
    return found


def check(response: Any, language: str) -> Outline:
    """Assert what holds for every page, whatever its status."""
    html = response.content.decode()
    html5lib.HTMLParser(strict=True).parse(html)
    page = outline(html)
    assert page.language == language
    assert page.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    assert len(page.ids) == len(set(page.ids))
    assert set(page.refers) <= set(page.ids)
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert page.links[0] == "#inhoud"
    assert 'class="skip"' in html
    assert "<title>" in html
    assert not response.cookies
    assert not {"script", "iframe", "style"} & set(page.tags)
    assert not [name for name in page.attributes if name.startswith("on") or name == "style"]
    assert all(load.startswith("/static/") for load in page.loads)
    assert len(page.loads) <= 3
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert not re.search(r"\{\w*\}|\{%|␞", html)
    return page


def everywhere(paths: list[str]) -> list[Any]:
    return [
        pytest.param(language, prefix + path, id=prefix + path)
        for language, prefix in LANGUAGES.items()
        for path in paths
    ]


@pytest.mark.parametrize(("language", "path"), everywhere(SAME_FOR_ALL))
def test_a_page_that_is_the_same_for_everyone(client: Client, language: str, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    page = check(response, language)
    other = path.removeprefix("/en") or "/" if language == "en" else f"/en{path}"
    assert other in page.links
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert len(response.content) <= (30_000 if path.endswith(("/hulp", "/stijl")) else 14_000)
    assert client.get(path).content == response.content


@pytest.mark.parametrize(("language", "path"), everywhere(FORMS))
def test_a_page_with_a_form(client: Client, language: str, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    check(response, language)
    assert "public" not in response.headers["Cache-Control"]
    assert len(response.content) <= 14_000


@pytest.mark.parametrize("answers", PATTERNS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_outcome_in_every_pattern(client: Client, language: str, answers: str) -> None:
    prefix = LANGUAGES[language]
    code = do_scan(client, answers, prefix)
    page = check(client.get(f"{prefix}/uitkomst/{code}"), language)
    assert (f"/uitkomst/{code}" if prefix else f"/en/uitkomst/{code}") in page.links
    later = do_scan(client, "DDDDCCC", prefix, v=code)
    for tail in ("", "/opnieuw", "/weg"):
        check(client.get(f"{prefix}/uitkomst/{later}{tail}"), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_failures_are_pages_too(client: Client, language: str) -> None:
    prefix = LANGUAGES[language]
    requests = [
        (client.get(f"{prefix}/nergens"), 404),
        (client.get(f"{prefix}/andere-route/nergens"), 404),
        (client.get(f"{prefix}/uitkomst/K7M49QXT"), 404),
        (client.post(f"{prefix}/code", {"code": "?"}), 422),
        (client.post(f"{prefix}/scan/alles", {}), 422),
        (client.post(f"{prefix}/scan/vraag/2", {}), 422),
        (client.post(f"{prefix}/ladder", {}), 405),
        (client.put(f"{prefix}/scan/alles"), 405),
        (client.post(f"{prefix}/scan/alles", {}, headers={"origin": "https://elders.example"}), 403),
    ]
    for response, status in requests:
        assert response.status_code == status
        check(response, language)
    assert requests[6][0].headers["Allow"] == "GET"


def test_every_link_within_the_public_site_leads_somewhere(client: Client) -> None:
    code = do_scan(client, "CCCCADD")
    seen: set[str] = set()
    queue = ["/", "/en/", f"/uitkomst/{code}", f"/en/uitkomst/{code}"]
    elsewhere = ("/balie", "/beheer", "/adviseur", "/en/adviseur", "/cijfers", "/en/cijfers")
    while queue:
        path = queue.pop()
        response = client.get(path)
        assert response.status_code in {200, 302}, path
        if not response.headers["Content-Type"].startswith("text/html"):
            continue
        for link in outline(response.content.decode()).links:
            target = link.partition("#")[0]
            if target.startswith("/") and not target.startswith(elsewhere) and target not in seen:
                seen.add(target)
                queue.append(target)
    assert len(seen) > 40


def test_anchors_of_doors_stand_on_the_help_page(client: Client) -> None:
    ids = set(outline(client.get("/hulp").content.decode()).ids)
    assert {organisation.key for organisation in pack().organisations} <= ids
    rungs = set(outline(client.get("/ladder").content.decode()).ids)
    assert {rung.key for rung in pack().ladder.rungs} <= rungs


def test_an_instrument_is_never_a_promise(client: Client) -> None:
    page = client.get("/subsidies").content.decode()
    assert "geen recht op geld" in page
    for instrument in pack().instruments:
        assert f'id="{instrument.key}"' in page


def test_the_stylesheet_is_light_and_complete(client: Client) -> None:
    css = (SOURCE / STYLESHEET).read_text(encoding="utf-8")
    assert len(gzip.compress(css.encode(), 9)) <= 5_000
    assert "@import" not in css
    assert "url(" not in css
    assert set(re.findall(r"var\(--([a-z-]+)", css)) <= set(re.findall(r"--([a-z-]+)\s*:", css))
    selectors = re.sub(r"/\*.*?\*/|\{[^{}]*\}", " ", css, flags=re.DOTALL)
    styled = set(re.findall(r"\.([a-z][a-z0-9-]*)", selectors))
    pages = [client.get(path).content.decode() for path in ("/stijl", "/", "/hulp", "/scan/alles", "/scan/vraag/1")]
    shown = {name for page in pages for names in re.findall(r'class="([^"]*)"', page) for name in names.split()}
    assert shown <= styled


def test_the_stylesheet_is_where_the_pages_say(client: Client) -> None:
    assert f'href="{static_url(STYLESHEET)}"' in client.get("/").content.decode()


@pytest.mark.parametrize("path", ["/", "/scan", "/scan/alles", "/code"])
def test_head_is_answered_like_get(client: Client, path: str) -> None:
    assert client.head(path).status_code == 200


def test_the_page_on_privacy_says_what_is_kept_of_who_asks_for_an_adviser(client: Client) -> None:
    """The form for an adviser sends people there with 'What do we do with your data?'."""
    page = client.get("/privacy").content.decode()
    for kept in ("je naam, je bedrijf, je vraag", "Ik Ben Drents Ondernemer", "Twee jaar", "je branche, je gemeente"):
        assert kept in page
    assert 'href="/hulp"' in page.partition("<main")[2].partition("</main>")[0]
