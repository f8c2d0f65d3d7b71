"""Every own page in every state and both languages: valid, ordered, plain Dutch, really English."""

import re
from collections.abc import Set
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

import html5lib
import pytest
from django.test import Client

from tests.cast import bakker, client_of, jansen
from tests.chain import answered_scan, post
from tests.integration.test_own_pages import MAIL, owner, referred
from tests.integration.test_public_pages import outline
from tests.integration.test_reading_pages import own_words, without_codes
from tests.own import asked_link, contact, link_in_mail
from trede.companies.models import AccessRequest, Consent, ContactPerson, OwnLink
from trede.core.reading import Reader
from trede.core.reading_html import Block, blocks_of
from trede.core.reading_pack import dutch_words, names_of
from trede.journal.guard import unguarded
from trede.regions.registry import pack

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
APART = frozenset({"tag", "hint", "error"})
PREFIX = {"nl": "", "en": "/en"}
TYPED = {"Help met de planning.", "Onze planning", "Minder dubbel werk.", "We bellen volgende week."}
"""What people wrote in the tests, and not us."""


@dataclass(frozen=True)
class Seen:
    """A page as it was shown."""

    language: str
    place: str
    html: str

    @property
    def name(self) -> str:
        """Say which page it is."""
        return PREFIX[self.language] + self.place


class Walk:
    """Looks at pages in both languages and keeps them."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []

    def look(self, browser: Client, *places: str) -> None:
        """Get pages."""
        for place in places:
            for language, prefix in PREFIX.items():
                self.keep(language, place, browser.get(prefix + place))

    def send(self, browser: Client, place: str, sent: dict[str, str], expect: int = 422) -> None:
        """Send a form that comes back."""
        for language, prefix in PREFIX.items():
            answer: Any = browser.post(prefix + place, sent)
            assert answer.status_code == expect, (place, answer.status_code)
            self.keep(language, place, answer)

    def keep(self, language: str, place: str, answer: Any) -> None:
        """Remember a page."""
        assert answer.status_code not in {302, 303, 500}, (place, answer.status_code)
        self.seen.append(Seen(language, place, answer.content.decode()))


@pytest.fixture
def seen(settings: Any) -> list[Seen]:
    """Walk all pages: before the login, with much and with nothing in view, and with each form sent wrongly."""
    settings.EMAIL_HOST = "mail.example"
    walk = Walk()
    _the_way_in(walk)
    _a_firm_with_much(walk)
    _a_firm_with_nothing(walk)
    settings.EMAIL_HOST = ""
    walk.look(Client(), "/mijn/inloggen")
    return walk.seen


def _the_way_in(walk: Walk) -> None:
    browser = Client()
    walk.look(browser, "/mijn/inloggen", "/mijn/inloggen?lang-weg=1", "/mijn/inloggen/verstuurd", "/mijn/uitgelogd")
    walk.look(browser, "/mijn/gewist", "/mijn/inloggen/geen-link")
    walk.send(browser, "/mijn/inloggen", {"email": "x"})
    path = asked_link("nina@nieuw.example", browser)
    walk.look(browser, path)
    browser.post(path)
    walk.look(browser, "/mijn/begin", "/mijn/wacht")
    walk.send(browser, "/mijn/begin", {"kvk": "1", "fte": "x", "phone": "x"})


def _a_firm_with_much(walk: Walk) -> None:
    referral = referred()
    firm = referral.case.firm
    with unguarded("a second scan, a colleague, and somebody who asks"):
        answered = answered_scan("DDDDDDC")
        type(answered).objects.filter(pk=answered.pk).update(firm=firm)
        question = AccessRequest.objects.create(
            firm=firm, name="Carla", email="c@v.example", phone="0591234567", kvk="1"
        )
        colleague = ContactPerson.objects.create(firm=firm, name="Dirk", phone="0591234568")
    for partner in (client_of("it-hub"), client_of("adviser")):
        partner.get(f"/balie/verwijzing/{referral.pk}")
    browser = owner()
    consent = Consent.objects.get(organisation="it-hub")
    contact_consent = Consent.objects.get(purpose="contact")
    walk.look(
        browser, "/mijn", "/mijn/reis", "/mijn/wie-keek", "/mijn/scans", "/mijn/toestemming",
        f"/mijn/toestemming/{consent.pk}/intrekken", f"/mijn/toestemming/{contact_consent.pk}/intrekken",
        "/mijn/toestemming/geven", f"/mijn/toegang/{question.pk}", "/mijn/gegevens/wijzigen",
        "/mijn/gegevens/mailadres", "/mijn/gegevens/collega", "/mijn/gegevens/wissen",
        f"/mijn/gegevens/collega/{colleague.pk}/weg", f"/mijn/scans/{answered.pk}/los",
    )  # fmt: skip
    walk.send(browser, "/mijn/toestemming/geven", {})
    walk.send(browser, "/mijn/scans", {"code": "x"})
    walk.send(browser, "/mijn/scans", {"code": answered_scan("CCCCCCC").code, "asked": "1"})
    walk.send(browser, "/mijn/gegevens/wijzigen", {"name": "", "phone": "x"})
    walk.send(browser, "/mijn/gegevens/mailadres", {"email": "x"})
    walk.send(browser, "/mijn/gegevens/collega", {"name": "", "email": ""})
    walk.send(browser, "/mijn/gegevens/wissen", {})
    walk.send(browser, f"/mijn/toegang/{question.pk}", {})
    walk.send(browser, "/mijn/scans", {"code": answered_scan("CCCCCCC").code}, expect=200)
    browser.post("/mijn/gegevens/collega", {"name": "Eva", "email": "eva@v.example"})
    walk.look(Client(), link_in_mail())
    walk.look(browser, "/mijn/gegevens")
    post(browser, f"/mijn/toestemming/{consent.pk}/intrekken", {})
    walk.look(browser, "/mijn/toestemming", "/mijn")
    assert OwnLink.objects.filter(purpose="invite").exists()


def _a_firm_with_nothing(walk: Walk) -> None:
    person = contact(bakker(), "leeg@bakker.example")
    contact(jansen(), "leeg@bakker.example", "Bart")
    browser = Client()
    browser.post(asked_link("leeg@bakker.example", browser))
    walk.look(browser, "/mijn/kies")
    walk.send(browser, "/mijn/kies", {})
    browser.post("/mijn/kies", {"person": str(person.pk)})
    walk.look(browser, "/mijn", "/mijn/wie-keek", "/mijn/scans", "/mijn/toestemming", "/mijn/gegevens/wissen")
    walk.send(browser, f"/mijn/gegevens/collega/{person.pk}/weg", {}, expect=409)


def _blocks(page: Seen) -> list[Block]:
    return [block for block in blocks_of(page.html, apart=APART) if block.text not in TYPED]


def _structure(page: Seen) -> None:
    html5lib.HTMLParser(strict=True).parse(page.html)
    found = outline(page.html)
    assert found.language == page.language, page.name
    assert found.headings.count(1) == 1, page.name
    assert all(b <= a + 1 for a, b in zip(found.headings, found.headings[1:], strict=False)), page.name
    assert len(found.ids) == len(set(found.ids)), page.name
    assert set(found.refers) <= set(found.ids), page.name
    assert {link[1:] for link in found.links if link.startswith("#")} <= set(found.ids), page.name
    assert "style" not in found.attributes, page.name
    assert "script" not in found.tags, page.name
    assert MAIL not in "".join(found.links), page.name
    assert len(page.html.encode()) < 20_000, page.name


def _faults(page: Seen, reader: Reader) -> list[str]:
    dutch = [block.text for block in _blocks(page) if block.language == "nl"]
    hard = [f"{page.name}: {fault.rule} {fault.sentence}: {text}" for text in dutch for fault in reader.faults(text)]
    main = [block.text for block in _blocks(page) if block.main and block.language == "nl"]
    return hard + [f"{page.name} as a whole: {fault.rule}" for fault in reader.page_faults(main)]


def check_pages(seen: list[Seen], typed: Set[str] = frozenset()) -> None:
    """Check the markup, the Dutch and the English of pages. `typed` is what people wrote, and not us."""
    names = {"Voorbeeld Bouw", "K. Voorbeeld", "Bakker BV", "Jansen Techniek"}
    reader = Reader(names_of(pack()) | names)
    hard, left = set(), set()
    for shown in seen:
        _structure(shown)
        html = reduce(lambda html, words: html.replace(words, ""), typed, shown.html)
        page = replace(shown, html=without_codes(html))
        if page.language == "nl":
            hard |= set(_faults(page, reader))
        else:
            words = [block for block in _blocks(page) if block.language == "en"]
            left |= {f"{page.name}: {b.text}" for b in words if dutch_words(own_words(reader, b.text))}
    assert sorted(hard) == []
    assert sorted(left) == []


def test_a_code_without_a_figure_is_no_hard_word(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    letters = iter("ABCDEFGHJKMNPQRSTVWXYZ")
    monkeypatch.setattr("trede.scan.actions.new_code", lambda: "WXYZWXY" + next(letters))
    settings.EMAIL_HOST = "mail.example"
    walk = Walk()
    _a_firm_with_much(walk)
    assert any("WXYZ-WXY" in page.html for page in walk.seen)
    check_pages(walk.seen)


def test_every_own_page_is_valid_plain_and_in_its_own_language(seen: list[Seen]) -> None:
    check_pages(seen)
    assert len(seen) > 80
    assert {"Fout:", "Error:"} <= {found for page in seen for found in re.findall(r"<title>(\w+:)", page.html)}
