"""The main job, from a scan on a phone to a figure on the monitor, lived in a real browser without JavaScript."""

import json
import re
from datetime import datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, OpenPage, Site, shot, shot_for_documentation
from tests.browser.people import Account, app_code, log_in, wait_for_next_code
from tests.browser.steps import answer_questions, go_back

pytestmark = pytest.mark.browser

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
PASSWORD = "vier groene fietsen rijden"


def _accept_invitation(page: Page, link: str, name: str, email: str, *, first: bool = False) -> Account:
    """Open a one-use link, choose a password, set up the second step and end at the desk."""
    page.goto(link)
    page.fill("input[name=name]", name)
    if first:
        page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORD)
    page.fill("input[name=again]", PASSWORD)
    page.click("main button")
    expect(page.locator("h1")).to_contain_text("tweede stap")
    secret = page.locator("details code").text_content() or ""
    page.fill("input[name=code]", app_code(secret))
    page.click("main button")
    expect(page.locator("h1")).to_have_text("Je reservecodes")
    page.click("main a.button")
    return Account(email, PASSWORD, secret)


def _invite(page: Page, url: str, email: str, organisation: str, role: str) -> str:
    """As the administrator, invite somebody and return the link to hand over."""
    page.goto(f"{url}/beheer/accounts/uitnodigen")
    page.fill("input[name=email]", email)
    page.select_option("select[name=organisation]", organisation)
    page.check(f"input[name=roles][value={role}]")
    page.click("main button")
    return page.locator("#link").input_value()


def _entrepreneur_scans(page: Page, site: Site) -> str:
    page.goto(site.url)
    shot_for_documentation(page, "start")
    page.click("text=Start de scan")
    page.click("main a.button")
    shot_for_documentation(page, "question")
    code = answer_questions(page, "CCCDBDD")
    expect(page.locator("h1")).to_contain_text("tussen Funderen en Optimaliseren")
    for heading in ("Jouw plek op de ladder", "Je eerste stap", "Per onderwerp", "Wie je kan helpen"):
        expect(page.locator("main")).to_contain_text(heading)
    for heading in ("Welke regeling kan passen", "Zo komen we aan deze uitkomst", "Neem je veiligheid mee"):
        expect(page.locator("main")).to_contain_text(heading)
    expect(page.locator("p.code").first).to_have_text(f"{code[:4]}-{code[4:]}")
    assert page.context.cookies() == []
    shot(page, "uitkomst")
    shot_for_documentation(page, "outcome")
    return code


def _entrepreneur_asks(page: Page) -> None:
    page.click("main a.button:has-text('Vraag een adviseur')")
    page.fill("input[name=name]", "Bo Bakker")
    page.fill("input[name=firm]", "Bakker BV (voorbeeld)")
    page.fill("input[name=email]", "bo@bakker.example")
    page.fill("textarea[name=question]", "Mijn planning en boekhouding werken niet samen.")
    page.check("input[name=consent]")
    page.click("main button[type=submit]")
    expect(page.locator("main")).to_contain_text("Ik Ben Drents Ondernemer")
    expect(page.locator("main")).to_contain_text(re.compile(r"(maandag|dinsdag|woensdag|donderdag|vrijdag) \d+ \w+"))
    shot(page, "ontvangen")
    receipt = page.url
    go_back(page)
    page.click("main button[type=submit]")
    assert page.url == receipt


def _adviser_helps(page: Page, site: Site, code: str) -> None:
    """Take the request, open the scan, hold the intake, check the baseline, refer with consent and handover."""
    page.goto(f"{site.url}/balie/werklijst")
    first = page.locator("main table tbody tr").first
    expect(first).to_contain_text("Bakker BV (voorbeeld)")
    shot(page, "werklijst")
    page.fill("main input[name=code]", f"{code[:4].lower()} {code[4:].lower()}")
    page.click("main form[action='/balie/code'] button")
    expect(page.locator("main")).to_contain_text("Funderen")
    page.goto(f"{site.url}/balie/werklijst")
    first.locator("a").first.click()
    page.click("button:has-text('Neem deze vraag op')")
    case = page.url
    page.click("main .notice a.button")
    page.fill("textarea[name=wish]", "Planning en boekhouding koppelen.")
    page.check("input[name=obstacles][value=time]")
    page.check("input[name=rung][value=starten]")
    page.click("main button[type=submit]")
    expect(page.locator(".error-summary")).to_contain_text("waarom")
    expect(page.locator("textarea[name=wish]")).to_have_value("Planning en boekhouding koppelen.")
    page.fill("textarea[name=reason]", "Veel gaat nog met de hand.")
    page.check("input[name=rung][value=funderen]")
    page.click("main button[type=submit]")
    page.goto(f"{case}/veilige-basis")
    for group in page.locator("main fieldset").all():
        group.locator("input[value=ja]").check()
    page.click("main button[type=submit]")
    expect(page.locator("main")).to_contain_text("op orde")
    shot(page, "dossier")
    page.click("text=Kies een partner")
    page.locator("input[value^=it-hub]").first.check()
    page.click("main button[type=submit]")
    page.check("input[name=how][value=mondeling]")
    page.check("input[name=channel] >> nth=0")
    page.fill("input[name=to_person]", "Hessel Hub")
    page.check("input[name=agreed]")
    page.click("main button[type=submit]")
    expect(page.locator("main")).to_contain_text("verstuurd")


def _partner_completes(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/balie/werklijst")
    page.locator("main table tbody tr a:has-text('Bakker BV')").first.click()
    if page.url.endswith("/accept") is False:
        referral = re.match(r".*/verwijzing/\d+", page.url)
        assert referral
        page.goto(f"{referral[0]}/accept")
    page.click("main button[type=submit]")
    here = re.match(r".*/verwijzing/\d+", page.url)
    assert here
    page.goto(f"{here[0]}/start")
    page.click("main button[type=submit]")
    page.goto(f"{here[0]}/complete")
    page.fill("textarea[name=result]", "Planning en boekhouding zijn gekoppeld.")
    page.check("input[name=rung][value=optimaliseren]")
    page.select_option("select[name=instrument]", "digitale-ai-gereedheid")
    page.click("main button[type=submit]")
    expect(page.locator("main")).to_contain_text("afgerond")


def _entrepreneur_scans_again(page: Page, site: Site, code: str) -> None:
    page.goto(f"{site.url}/code")
    page.fill("main input[name=code]", code)
    page.click("main button[type=submit]")
    page.click("text=Doe de scan opnieuw")
    if "/opnieuw" in page.url:
        page.locator("main form button, main a.button").first.click()
    assert page.locator("input:checked").count() == 0
    later = answer_questions(page, "DDDDCDD")
    assert later != code
    expect(page.locator("main")).to_contain_text("Toen")
    shot(page, "opnieuw")


def test_from_a_scan_on_a_phone_to_a_figure_on_the_monitor(site: Site, open_page: OpenPage) -> None:
    phone = open_page()
    code = _entrepreneur_scans(phone, site)
    _entrepreneur_asks(phone)

    administrator = open_page(DESKTOP)
    _accept_invitation(administrator, site.first_link, "Bea Beheer", "bea@ibdo.example", first=True)
    invitations = {
        who: _invite(administrator, site.url, email, organisation, role)
        for who, email, organisation, role in (
            ("adviser", "anna@ibdo.example", "ibdo", "adviser"),
            ("partner", "hessel@it-hub.example", "it-hub", "partner"),
        )
    }
    adviser = open_page(DESKTOP)
    account = _accept_invitation(adviser, invitations["adviser"], "Anna Advies", "anna@ibdo.example")
    adviser.context.clear_cookies()
    wait_for_next_code(account.secret)
    log_in(adviser, site.url, account)
    _adviser_helps(adviser, site, code)

    partner = open_page(DESKTOP)
    _accept_invitation(partner, invitations["partner"], "Hessel Hub", "hessel@it-hub.example")
    _partner_completes(partner, site)

    _entrepreneur_scans_again(phone, site, code)
    _the_monitor_counts_and_protects(phone, site)


def _the_monitor_counts_and_protects(page: Page, site: Site) -> None:
    """One firm is far below ten: the command counts it and hides it; the page shows nothing of this week at all."""
    today = datetime.now(AMSTERDAM).date()
    period = f"{today.year}-Q{(today.month + 2) // 3}"
    page.goto(f"{site.url}/cijfers/kwartaal/{period}")
    expect(page.locator("main")).to_contain_text("Zo stond het op")
    expect(page.locator("main")).to_contain_text("nog niet gemeten")
    printed = site.trede("monitor", period, "--json", "--as-known-on", today.isoformat())
    shown = json.loads(printed)
    assert shown["period"] == period
    reach = next(each for each in shown["indicators"] if each["key"] == "reach")
    assert reach["measured"]
    assert [(cell["text"], cell["reason"]) for cell in reach["cells"]] == [(None, "too-few")]
    assert "Bakker" not in printed


def test_the_administrators_link_works_once(fresh_site: Site, open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    _accept_invitation(page, fresh_site.first_link, "Bea Beheer", "bea@ibdo.example", first=True)
    stranger = open_page(DESKTOP)
    answer = stranger.goto(fresh_site.first_link)
    assert answer is not None
    assert answer.status == HTTPStatus.GONE
    expect(stranger.locator("main")).to_contain_text("werkt niet meer")
    expect(stranger.locator("main a").first).to_be_visible()
