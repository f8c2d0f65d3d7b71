"""Applying in a real browser: check, apply, send, receipt and status on a phone without JavaScript, twice."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import check_page
from tests.browser.conftest import DESKTOP, PHONE, OpenPage, Site, shot, start
from tests.smtp_sink import Sink, sink
from tests.subsidy_firm import PDF

pytestmark = pytest.mark.browser
NARROW = {"width": 320, "height": 640}
SCHEME = "digitale-ai-gereedheid"

FILL = """
import django
django.setup()
from trede.companies.actions import add_contact, register_firm
from trede.journal.actions import Actor
by = Actor.system("cast")
for name, mail in (("Bakker BV", "bart@bakker.example"), ("Jansen Techniek", "jan@jansen.example")):
    made = register_firm(by=by, name=name, kvk=None, municipality="GM0114", sector="bouw", fte="5", source="import")
    add_contact(by=by, firm=made, name="Bart Bakker", phone="", email=mail)
"""


@pytest.fixture(scope="module")
def world(prepared: Path | None) -> Iterator[tuple[Site, Sink]]:
    """A site that rehearses, with a mail server and two firms."""
    with sink() as server:
        settings = {
            "TREDE_MAIL_URL": f"smtp://127.0.0.1:{server.port}?tls=no",
            "TREDE_MAIL_FROM": "Drenthe Digitaal <scan@drenthe.example>",
            "TREDE_HOSTS": "localhost,127.0.0.1,testserver",
            "TREDE_REHEARSAL": "yes",
            "DJANGO_SETTINGS_MODULE": "trede.config.settings",
        }
        for site in start("serve", prepared=prepared, settings=settings):
            site.python("-c", FILL)
            yield site, server


def _log_in(page: Page, server: Sink, mail: str) -> None:
    """Log in from the page that asks for it, and come back to where one was going."""
    page.fill("input[name=email]", mail)
    page.click("main button")
    message = message_from_bytes(server.messages[-1], policy=policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    found = re.search(r"https?://\S+/mijn/inloggen/\S+", body.get_content())
    assert found, body.get_content()
    page.goto(found[0])
    page.click("main button")


CHECK = (
    ("gemeente", "GM0114"), ("banen", "12,5"), ("trede", "funderen"), ("nieuw", "nee"), ("doel", "A"),
    ("begonnen", "nee"), ("kosten", "30000"), ("zelf", "ja"), ("eerder", "nee"), ("steun", "0"), ("landbouw", "nee"),
    ("rekeningen", "nee"),
)  # fmt: skip


def _answer(page: Page, name: str, value: str) -> None:
    """Answer one field, whatever kind it is."""
    box = page.locator(f"main [name={name}]").first
    kind = box.evaluate("e => e.tagName + ' ' + (e.type || '')")
    if kind.startswith("SELECT"):
        box.select_option(value)
    elif kind.endswith(("radio", "checkbox")):
        page.check(f"main [name={name}][value={value}]")
    else:
        box.fill(value)


PARTS = {
    "firm": (("trede-van", "adviseur"), ("groep", "nee")),
    "plan": (
        ("titel", "Orders zonder overtypen"), ("plan", "We koppelen de winkel aan onze voorraad."),
        ("resultaat", "Van drie uur naar één uur."), ("wie", "Ik en Kabel BV."), ("start", "2027-05-01"),
        ("einde", "2027-11-30"),
    ),
    "statements": (("ander-geld", "nee"), ("btw", "ja"), ("mkb-waar", "ja")),
    "details": (
        ("namens", "zelf"), ("post", "mail"), ("iban", "NL29TEST0000000042"), ("naam-rekening", "Bakker BV"),
        ("cijfers", "hours-per-order"),
    ),
}  # fmt: skip
WORDS = {
    "nl": ("Waarschijnlijk wel", "Dit is nog niet klaar", "We hebben je aanvraag", "Waar staat je aanvraag?"),
    "en": ("Probably yes", "This is not ready yet", "We have your application", "Where is your application?"),
}


@pytest.mark.parametrize(("language", "mail"), [("nl", "bart@bakker.example"), ("en", "jan@jansen.example")])
def test_from_the_check_to_the_status_on_a_phone(
    world: tuple[Site, Sink], open_page: OpenPage, tmp_path: Path, language: str, mail: str
) -> None:
    site, server = world
    root = site.url + ("" if language == "nl" else "/en")
    page, (yes, open_parts, received, where) = open_page(PHONE), WORDS[language]
    page.goto(f"{root}/subsidies/{SCHEME}/check")
    for name, value in CHECK:
        _answer(page, name, value)
        page.click("main form button[type=submit] >> nth=0")
    expect(page.locator("main")).to_contain_text(yes)
    page.click("main a[href*='/mijn/aanvraag/nieuw/']")
    _log_in(page, server, mail)
    page.goto(f"{root}/mijn/aanvraag/nieuw/{SCHEME}?" + "&".join(f"{name}={value}" for name, value in CHECK))
    shot(page, f"aanvraag-begin-{language}")
    page.check("input[name=mee]")
    page.click("main form:has(input[name=mee]) button")
    place = page.url
    shot(page, f"aanvraag-lijst-{language}")
    for part, answers in PARTS.items():
        page.goto(f"{place}/onderdeel/{part}")
        for name, value in answers:
            _answer(page, name, value)
        shot(page, f"aanvraag-{part}-{language}")
        page.click("main form:has(.field) button[type=submit] >> nth=0")
        expect(page.locator(".notice--success")).to_be_visible()
    page.goto(f"{place}/begroting")
    for name, value in (("regel-wat", "Koppeling"), ("regel-doel", "A"), ("regel-bedrag", "30000")):
        _answer(page, name, value)
    page.click("section:has(#regel) button[type=submit]")
    expect(page.locator("main")).to_contain_text("15.000" if language == "nl" else "15,000")
    shot(page, f"aanvraag-kosten-{language}")
    quote = tmp_path / "offerte.pdf"
    quote.write_bytes(PDF)
    page.goto(f"{place}/bestanden")
    page.select_option("select[name=document]", "quote")
    page.set_input_files("input[type=file]", quote)
    page.click("main button[name=bestand]")
    expect(page.locator("main")).to_contain_text("offerte.pdf")
    shot(page, f"aanvraag-bestanden-{language}")
    page.goto(f"{place}/controleren")
    expect(page.locator("main")).to_contain_text(open_parts)
    page.click("section:has(#f-teken) button[type=submit]")
    expect(page.locator(".errors, .error-summary, [role=alert]").first).to_be_visible()
    page.fill("input[name=naam]", "Bart Bakker")
    page.check("input[name=tekenen]")
    page.check("input[name=waar]")
    shot(page, f"aanvraag-controleren-{language}")
    page.click("section:has(#f-teken) button[type=submit]")
    expect(page.locator("h1")).to_have_text(received)
    shot(page, f"aanvraag-ontvangen-{language}")
    page.reload()
    expect(page.locator("h1")).to_have_text(received)
    page.goto(place)
    expect(page.locator("main")).to_contain_text(where)
    shot(page, f"aanvraag-status-{language}")
    page.go_back()
    page.goto(f"{root}/mijn")
    expect(page.locator("main a[href*='/mijn/aanvraag/']")).to_have_count(1)
    shot(page, f"mijn-aanvraag-{language}")


def test_every_page_is_accessible_and_fits_a_small_phone(world: tuple[Site, Sink], open_page: OpenPage) -> None:
    site, server = world
    page = open_page(NARROW, javascript=True)
    page.goto(f"{site.url}/mijn/aanvraag/nieuw/{SCHEME}")
    _log_in(page, server, "bart@bakker.example")
    page.goto(f"{site.url}/mijn/aanvraag/nieuw/{SCHEME}")
    check_page(page)
    page.click("main form:not([action]) button[type=submit]")
    place = page.url
    for part in ("firm", "plan", "statements", "details"):
        page.goto(f"{place}/onderdeel/{part}")
        check_page(page)
        page.click("main form:has(.field) button[type=submit] >> nth=0")
        check_page(page)  # with what is wrong
    for tail in ("", "/begroting", "/bestanden", "/controleren", "/weggooien"):
        page.goto(f"{place}{tail}")
        check_page(page)
        shot(page, f"aanvraag{tail.replace('/', '-')}-320")
    sent = place.rsplit("/", 1)[0] + "/1"
    for tail in ("", "/ontvangen", "/kopie", "/intrekken", "/schrijven", "/rekening", "/bericht/1"):
        page.goto(f"{sent}{tail}")
        check_page(page)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    for tail in ("", "/ontvangen", "/kopie"):
        page.goto(f"{sent}{tail}")
        shot(page, f"aanvraag-verstuurd{tail.replace('/', '-')}-1280")
    page.goto(f"{place}/begroting")
    shot(page, "aanvraag-begroting-1280")
    page.emulate_media(media="print")
    page.goto(f"{sent}/kopie")
    shot(page, "aanvraag-kopie-print")


def test_the_form_to_sign_is_reached_and_sent_with_the_keyboard(world: tuple[Site, Sink], open_page: OpenPage) -> None:
    site, server = world
    page = open_page(DESKTOP)
    page.goto(f"{site.url}/mijn/aanvraag/nieuw/{SCHEME}")
    _log_in(page, server, "bart@bakker.example")
    page.goto(f"{site.url}/mijn/aanvraag/nieuw/{SCHEME}")
    page.focus("main form:not([action]) button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/mijn/aanvraag/\d+$"))
    page.goto(f"{page.url}/controleren")
    page.focus("input[name=naam]")
    page.keyboard.type("Bart")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#f-naam")).to_have_value("Bart")
    expect(page.locator("main")).to_contain_text("Je hebt al een aanvraag die telt")
