"""A partner without an account answers through the mailed link, and the firm sees it by its code."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import check_page
from tests.browser.conftest import DESKTOP, OpenPage, Site, shot, start
from tests.smtp_sink import Sink, sink

pytestmark = pytest.mark.browser
PARTNER, FIRM, FOUNDED = "petra@pvo.example", "bo@bakker.example", "fred@founded.example"

REFER = f"""
import sys
import django
django.setup()
from django.conf import settings
settings.SITE = sys.argv[1]
from trede.accounts.actions import invite
from trede.chain import actions
from trede.chain.models import AdviceRequest
from trede.journal import clock
from trede.journal.actions import Actor
user, _ = invite(by=Actor.system("story"), email="anna@ibdo.example", organisation="ibdo", roles=["adviser"])
by, today = user.actor(), clock.today()
case = actions.take_request(by=by, request=AdviceRequest.objects.get())
actions.hold_intake(by=by, case=case, held_on=today, wish="Rust over de veiligheid.", rung="starten")
draft = actions.choose_service(by=by, case=case, service="pvo-basis", question="Loop de veilige basis na.")
actions.send_referral(
    by=by,
    referral=draft,
    agreement=actions.Agreement(today),
    handover=actions.HandoverPlan(today, "Anna Advies", "Petra Veilig", to_email="{PARTNER}"),
)
"""
AGREE = f"""
import sys
from datetime import timedelta
import django
django.setup()
from django.conf import settings
settings.SITE = sys.argv[1]
from trede.accounts.actions import invite
from trede.chain.agreements.actions import Terms, write
from trede.chain.agreements.links import send_link
from trede.journal import clock
from trede.journal.actions import Actor
kees, _ = invite(by=Actor.system("story"), email="kees@ibdo.example", organisation="ibdo", roles=["chain-owner"])
by, day = kees.actor(), clock.today()
later = day + timedelta(days=300)
made = write(by=by, account=kees, terms=Terms("ibdo", "founded", "Founded helpt vijf starters.", day, later, later))
send_link(by=by, agreement=made, organisation="founded", email="{FOUNDED}")
"""
PLAN = f"""
import sys
from datetime import date
import django
django.setup()
from django.conf import settings
settings.SITE = sys.argv[1]
from trede.accounts.models import User
from trede.chain.agreements.actions_plan import Deed, begin, settle, write_action, write_goal
from trede.chain.agreements.links import send_plan_link
from trede.chain.agreements.models import PlanAction
from trede.journal import clock
by, year = User.objects.get(email="kees@ibdo.example").actor(), clock.today().year + 1
deed = PlanAction.objects.select_related("goal__plan").first()
if deed is None:
    goal = write_goal(by=by, plan=begin(by=by, year=year), text="Meer starters.")
    made = Deed("Founded houdt drie avonden.", "founded", date(year, 6, 30), date(year, 3, 31))
    deed = write_action(by=by, goal=goal, deed=made)
else:
    settle(by=by, plan=deed.goal.plan)
    deed.goal.plan.refresh_from_db()
send_plan_link(by=by, deed=deed, email="{FOUNDED}")
"""
NOW = """
import django
django.setup()
from trede.journal import clock
from trede.web.models import Message
Message.objects.filter(state="queued").update(next_at=clock.now())  # it does not wait for Monday
"""


@pytest.fixture(scope="module")
def mailing(prepared: Path | None) -> Iterator[tuple[Site, Sink]]:
    """A site with a mail server."""
    with sink() as server:
        settings = {
            "TREDE_MAIL_URL": f"smtp://127.0.0.1:{server.port}?tls=no",
            "TREDE_MAIL_FROM": "Drenthe Digitaal <scan@drenthe.example>",
            "DJANGO_SETTINGS_MODULE": "trede.config.settings",
        }
        for site in start("serve", prepared=prepared, settings=settings):
            yield site, server


def text_for(site: Site, server: Sink, to: str) -> str:
    """Let the worker send what waits, and return the text of the newest mail to an address."""
    site.python("-c", NOW)
    site.trede("work", "--once")
    found = [message_from_bytes(raw, policy=policy.default) for raw in server.messages]
    body = [mail for mail in found if mail["To"] == to][-1].get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_from_the_mailed_link_to_the_code(mailing: tuple[Site, Sink], open_page: OpenPage) -> None:
    site, server = mailing
    firm = open_page()
    _ask(firm, site)
    receipt = text_for(site, server, FIRM)
    assert f"{site.url}/adviseur/waar" in receipt, "mail of the site leads to the site"
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", receipt)
    assert code is not None
    site.python("-c", REFER, site.url)
    mail = text_for(site, server, PARTNER)
    assert "Bakker" not in mail
    link = re.search(r"http://\S+/antwoord/\S+", mail)
    assert link is not None

    partner = open_page(DESKTOP)
    _answer(partner, link[0])
    _look(firm, site, code[0], "gaat je helpen.")
    assert firm.context.cookies() == partner.context.cookies() == []
    _stop(firm)
    after = text_for(site, server, PARTNER)
    assert "is gestopt" in after


def test_an_organisation_without_an_account_answers_about_an_agreement(
    mailing: tuple[Site, Sink], open_page: OpenPage
) -> None:
    site, server = mailing
    site.python("-c", AGREE, site.url)
    mail = text_for(site, server, FOUNDED)
    assert "starters" not in mail
    link = re.search(r"http://\S+/afspraak/\S+", mail)
    assert link is not None
    looker = open_page(javascript=True)
    for address in (link[0], f"{link[0]}/nee"):
        looker.goto(address)
        check_page(looker)
    page = open_page(DESKTOP)
    page.goto(link[0])
    expect(page.locator("main")).to_contain_text("Founded helpt vijf starters.")
    shot(page, "afspraak")
    page.click("main a:has-text('Wij zeggen nee')")
    shot(page, "afspraak-nee")
    page.click("main button[type=submit]")
    expect(page.locator(".error-summary")).to_contain_text("Schrijf waarom.")
    page.click("main a.back")
    page.click("main button:has-text('Wij zeggen ja')")
    expect(page.locator("h1")).to_have_text("Je antwoord is binnen")
    shot(page, "afspraak-klaar")
    page.goto(link[0])
    expect(page.locator("main")).not_to_contain_text("starters")
    looker.goto(link[0])
    check_page(looker)
    assert page.context.cookies() == looker.context.cookies() == []

    _answer_about_the_plan(mailing, open_page)


def _answer_about_the_plan(mailing: tuple[Site, Sink], open_page: OpenPage) -> None:
    """The same organisation says yes to an action of the plan, and later that it was done."""
    site, server = mailing
    site.python("-c", PLAN, site.url)
    page, looker = open_page(DESKTOP), open_page(javascript=True)
    page.goto(_link_in(text_for(site, server, FOUNDED)))
    expect(page.locator("main")).to_contain_text("Founded houdt drie avonden.")
    shot(page, "actie")
    page.click("main button:has-text('Wij zeggen ja')")
    expect(page.locator("h1")).to_have_text("Je antwoord is binnen")
    site.python("-c", PLAN, site.url)
    link = _link_in(text_for(site, server, FOUNDED))
    for address in (link, f"{link}/klaar"):
        looker.goto(address)
        check_page(looker)
        shot(looker, "actie-klaar" if address == link else "actie-klaar-stap")
    page.goto(link)
    page.click("main a:has-text('Het is klaar')")
    page.click("main button[type=submit]")
    expect(page.locator(".error-summary")).to_contain_text("Schrijf wat ervan kwam.")
    page.fill("main textarea", "Er kwamen vijftig mensen.")
    page.click("main button[type=submit]")
    expect(page.locator("h1")).to_have_text("Je antwoord is binnen")
    page.goto(link)
    expect(page.locator("main")).not_to_contain_text("avonden")
    assert page.context.cookies() == looker.context.cookies() == []


def _link_in(mail: str) -> str:
    assert "avonden" not in mail
    found = re.search(r"http://\S+/afspraak/\S+", mail)
    assert found is not None
    return found[0]


def _ask(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/adviseur")
    page.fill("input[name=name]", "Bo Bakker")
    page.fill("input[name=firm]", "Bakker BV (voorbeeld)")
    page.fill("input[name=email]", FIRM)
    page.check("input[name=consent]")
    page.click("main button[type=submit]")
    page.click("text=Kijk waar je vraag is")
    expect(page.locator("main")).to_contain_text("Hij wacht op een adviseur.")
    shot(page, "waar-ontvangen")


def _answer(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.locator("h1")).to_have_text("Een bedrijf wil je hulp")
    expect(page.locator("main")).to_contain_text("Loop de veilige basis na.")
    shot(page, "antwoord")
    page.click("main a.button:has-text('Neem aan')")
    shot(page, "antwoord-stap")
    page.click("main button[type=submit]")
    expect(page.locator("h1")).to_have_text("Je antwoord is binnen")
    shot(page, "antwoord-klaar")
    page.goto(link)
    expect(page.locator("main")).not_to_contain_text("Bakker")


def _look(page: Page, site: Site, code: str, said: str) -> None:
    page.goto(f"{site.url}/adviseur/waar")
    shot(page, "waar-vraag")
    page.fill("input[name=code]", code.lower())
    page.click("main button[type=submit]")
    expect(page.locator("main")).to_contain_text(said)
    assert code not in page.url
    shot(page, "waar-aangenomen")


def _stop(page: Page) -> None:
    page.click("text=Stop je vraag")
    shot(page, "waar-stoppen")
    page.click("text=Ja, stop mijn vraag")
    expect(page.locator("main")).to_contain_text("Je vraag is gestopt.")
    shot(page, "waar-gestopt")
