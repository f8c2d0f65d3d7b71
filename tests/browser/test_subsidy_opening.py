"""Mail me when it opens, in a real browser: ask, say yes, one mail on the day, and the address is gone.

The page of the grant tells what changes, too. No clock is turned for the site: between asking and the mail it starts
anew with a pack in which the day has come, as it does when the province decides.
"""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import check_page
from tests.browser.conftest import DESKTOP, PHONE, OpenPage, Site, shot, start
from tests.packs.pack_tree import Copy
from tests.smtp_sink import Sink, sink
from trede.regions.load import engine_packs

pytestmark = pytest.mark.browser
SCHEME = "digitale-ai-gereedheid"
HERE = f"/subsidies/{SCHEME}"
ANNA, KEES = "anna@bedrijf.example", "kees@bedrijf.example"
TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)

WORK = """
import sys
import django
django.setup()
from django.conf import settings
settings.SITE = sys.argv[1]
from trede.journal.jobs import run_jobs
done = run_jobs()
assert None not in done.values(), done
"""
"""What the worker does in a round; its mail leads to this site."""


def packs(folder: Path, opens: datetime) -> Path:
    """Return a folder with a pack in which the grant opens at a moment, with a change last month and one to come."""
    copy = Copy(Path(shutil.copytree(engine_packs() / "drenthe", folder / "drenthe")))
    usual = {"status": "example", "source": "Voorbeeld"}
    began = opens - timedelta(days=100)

    def change(tree: Any) -> None:
        tree["openings"] = [{**usual, "period": "1", "opens": opens, "closes": opens + timedelta(days=300)}]
        reason = {"nl": "Een voorbeeld.", "en": "An example."}
        money = {"period": "1", "amount": 800000, "published_at": began, "effective_from": began, "reason": reason}
        tree["ceilings"] = [{**usual, **money}]
        tree["versions"][0]["valid_from"] = TODAY - timedelta(days=400)
        tree["versions"].append(
            {**tree["versions"][0], "key": "later", "maximum": 15000, "valid_from": TODAY + timedelta(days=60)}
        )
        duties = [{**item, "length": 6} if item["key"] == "finish" else item for item in tree["obligations"]]
        papers = [item for item in tree["documents"] if item["key"] != "quote"]
        tree["amendments"] = [
            {**usual, "valid_from": TODAY - timedelta(days=20), "obligations": duties},
            {**usual, "valid_from": TODAY + timedelta(days=60), "documents": papers},
        ]

    copy.change(f"schemes/{SCHEME}.yml", change)
    assert copy.errors() == []
    return folder


@pytest.fixture(scope="module")
def server() -> Iterator[Sink]:
    """A mail server."""
    with sink() as found:
        yield found


def site_with(server: Sink, folder: Path, prepared: Path | None) -> Iterator[Site]:
    """A site that rehearses with these packs and this mail server; its worker works when it is told to."""
    settings = {
        "TREDE_MAIL_URL": f"smtp://127.0.0.1:{server.port}?tls=no",
        "TREDE_MAIL_FROM": "Drenthe Digitaal <scan@drenthe.example>",
        "TREDE_REHEARSAL": "yes",
        "TREDE_PACKS": str(folder),
        "TREDE_SECRET_KEY": "one-and-the-same-key-before-and-after-the-day-of-the-opening",
        "TREDE_WORK": "no",
        "DJANGO_SETTINGS_MODULE": "trede.config.settings",
    }
    yield from start("serve", prepared=prepared, settings=settings)


def work(site: Site) -> None:
    """Let the worker do a round, and another for what the first one queued."""
    for _ in range(2):
        site.python("-c", WORK, site.url)


def mails_to(server: Sink, to: str) -> list[str]:
    """Return the texts of the mails to an address, oldest first."""
    found = [message_from_bytes(raw, policy=policy.default) for raw in server.messages]
    bodies = [mail.get_body(("plain",)) for mail in found if mail["To"] == to]
    return [str(body.get_content()) for body in bodies if body is not None]


def link_to_list(mail: str) -> str:
    """Return the path of the page on which an address is confirmed or taken away."""
    (found,) = re.findall(r"http://[^/\s]+(/subsidies/bericht/\S+)", mail)
    return str(found)


def ask(page: Page, site: Site, email: str) -> None:
    """Ask for the mail on the page of the grant."""
    page.goto(site.url + HERE)
    page.fill("main input[name=email]", email)
    page.click("main button:has-text('Mail mij')")
    expect(page.locator("h1")).to_have_text("Kijk in je mail")


def test_from_asking_to_the_one_mail_on_the_day_it_opens(
    server: Sink, prepared: Path | None, tmp_path: Path, open_page: OpenPage
) -> None:
    kept, link = tmp_path / "kept.sqlite3", ""
    for site in site_with(server, packs(tmp_path / "before", TODAY + timedelta(days=30)), prepared):
        _what_changes(site, open_page)
        page = open_page(PHONE)
        link = _say_yes(page, site, server, open_page)
        _change_ones_mind(page, site, server)
        work(site)
        assert len(mails_to(server, ANNA)) == 1, "it is not open yet"
        assert page.context.cookies() == []
        with closing(sqlite3.connect(site.var / "trede.sqlite3")) as database:
            database.execute("VACUUM INTO ?", [str(kept)])
    for site in site_with(server, packs(tmp_path / "after", TODAY - timedelta(days=1)), kept):
        page = open_page(PHONE)
        page.goto(site.url + HERE)
        expect(page.locator("main")).to_contain_text("Begin je aanvraag")
        expect(page.locator("main input[name=email]")).to_have_count(0)
        work(site)
        work(site)
        _one_mail(page, site, server, link)
        _nothing_is_left(site)


def _what_changes(site: Site, open_page: OpenPage) -> None:
    """The page of the grant says what changed lately and what is to come, with what held before."""
    for viewport, name in ((PHONE, "regeling-verandert-360"), (DESKTOP, "regeling-verandert")):
        page = open_page(viewport, javascript=True)
        page.goto(site.url + HERE)
        changes = page.locator("section:has(#verandert)")
        expect(changes.locator("h3")).to_have_text([re.compile("^Sinds "), re.compile("^Vanaf ")])
        expect(changes).to_contain_text("Je krijgt nooit meer dan €\u00a015.000.")
        expect(changes).to_contain_text("Tot dan: Je krijgt nooit meer dan €\u00a020.000.")
        check_page(page)
        shot(page, name)
    page.goto(f"{site.url}/en{HERE}")
    expect(page.locator("section:has(#verandert) h3")).to_have_text([re.compile("^Since "), re.compile("^From ")])
    check_page(page)


def _say_yes(page: Page, site: Site, server: Sink, open_page: OpenPage) -> str:
    """Ask, with a mistake first, and say yes behind the link of the mail; return the path of that link."""
    page.goto(site.url + HERE)
    page.fill("main input[name=email]", "anna@")
    page.click("main button:has-text('Mail mij')")
    expect(page.locator(".error-summary")).to_contain_text("niet af")
    ask(page, site, ANNA)
    work(site)
    (mail,) = mails_to(server, ANNA)
    link = link_to_list(mail)
    looker = open_page(PHONE, javascript=True)
    looker.goto(site.url + link)
    check_page(looker)
    page.goto(site.url + link)
    expect(page.locator("h1")).to_have_text("Mogen we je mailen?")
    shot(page, "opening-vraag-360")
    page.click("main button:has-text('Ja, mail mij')")
    expect(page.locator("h1")).to_have_text("Je staat op de lijst")
    shot(page, "opening-op-de-lijst-360")
    looker.goto(site.url + link)
    check_page(looker)
    return link


def _change_ones_mind(page: Page, site: Site, server: Sink) -> None:
    """Somebody else says yes as well, and takes it back with the same link."""
    ask(page, site, KEES)
    work(site)
    (mail,) = mails_to(server, KEES)
    link = link_to_list(mail)
    page.goto(site.url + link)
    page.click("main button:has-text('Ja, mail mij')")
    page.click("main button:has-text('Toch niet: wis mijn adres')")
    expect(page.locator("h1")).to_have_text("Je adres is gewist")
    page.goto(site.url + link)
    expect(page.locator("h1")).to_have_text("Deze link werkt niet meer")


def _one_mail(page: Page, site: Site, server: Sink, link: str) -> None:
    """One mail to who said yes, with one thing to do; its other link says that the address is gone."""
    assert len(mails_to(server, KEES)) == 1, "who took it back hears nothing"
    _, mail = mails_to(server, ANNA)
    assert "Je kunt nu een aanvraag sturen" in mail
    links = re.findall(r"http://\S+", mail)
    assert links.count(site.url + HERE) == 1
    assert site.url + link in links
    page.goto(site.url + HERE)
    expect(page.locator("main a:has-text('Begin je aanvraag')")).to_be_visible()
    page.goto(site.url + link)
    expect(page.locator("h1")).to_have_text("Deze link werkt niet meer")
    expect(page.locator("main")).to_contain_text("Je adres staat niet op de lijst.")
    assert page.context.cookies() == []


def _nothing_is_left(site: Site) -> None:
    """No address stands in the database any more, in any table."""
    with closing(sqlite3.connect(site.var / "trede.sqlite3")) as database:
        words = "\n".join(database.iterdump())
    assert "opening.told" in words
    assert ANNA not in words
    assert KEES not in words
