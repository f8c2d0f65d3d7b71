"""A payment released in a real browser, and the pages around a grant at the width of a desk and of a telephone."""

import re
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import check_page
from tests.browser.conftest import DESKTOP, PHONE, OpenPage, Site, shot, start
from tests.browser.people import app_code

pytestmark = pytest.mark.browser
HERE = "/balie/subsidie/betalingen"

FILL = """
import django
django.setup()
from django.test import Client
from tests import subsidies as props
from tests.cast import actor, client_of, log_in, member
from tests.integration.test_subsidy_after import overpaid, running
from trede.core.grant_life import Need
from trede.journal import clock
from trede.journal.guard import unguarded
from trede.subsidies.keeping import actions as keeping
from trede.subsidies.models import Application
from trede.subsidies.payments import actions
for who in ("adviser", "officer", "decision-maker", "payer", "scheme-manager"):
    member(who)  # before the clock moves on: a role counts from its first day
with clock.at(props.OPENED):
    old = [props.application("afgewezen") for _ in range(3)]
    twin = props.new_firm("Voorbeeld Dubbel BV", "90001354")
    first = running()
    props.step(first, "melden_wijziging", props.applicant(first), reason="Onze leverancier stopt. We zoeken een ander.")
    payment = actions.prepare(by=actor("officer"), application=first)
    running(800_000)
    props.application("volledig", firm=twin)
    asked = props.application("in_behandeling", firm=twin)
back = overpaid()
with unguarded("years pass"):
    for row in old:
        row.decisions.update(announced_on="2015-01-01")
    closed = {"state": "afgehandeld", "objection_state": "gesloten", "ended_on": "2015-01-01"}
    Application.objects.filter(pk__in=[row.pk for row in old]).update(**closed)
manager, ground = actor("scheme-manager"), "Selectielijst provincies, categorie subsidies"
lists = [keeping.propose(by=manager, applications=[row.pk], ground=ground) for row in old[1:]]
keeping.destroy(by=actor("decision-maker"), found=lists[1], digest=lists[1].digest)
people = {"payer": log_in(Client(), member("payer"), sudo=False)}
people |= {who: client_of(who) for who in ("officer", "decision-maker", "scheme-manager")}
device = member("payer").totpdevice_set.get()
for who, client in people.items():
    print("session", who, client.cookies["sessionid"].value)
print("device", device.bin_key.hex())
print("things", first.pk, payment.pk, asked.pk, back.pk, first.period_id, *[item.pk for item in lists])
"""


@dataclass(frozen=True)
class World:
    """The site, a session per person, the secret of the payer's app, and what there is to look at."""

    site: Site
    sessions: dict[str, str]
    secret: str
    things: tuple[str, ...]


@pytest.fixture(scope="module")
def world(prepared: Path | None) -> Iterator[World]:
    """A site that rehearses its schemes, with grants in several phases and an account to pay from."""
    settings = {
        "TREDE_REHEARSAL": "yes",
        "TREDE_BANK_NAME": "Provincie Voorbeeld",
        "TREDE_BANK_IBAN": "NL91ABNA0417164300",
        "TREDE_HOSTS": "localhost,127.0.0.1,testserver",
        "DJANGO_SETTINGS_MODULE": "trede.config.settings",
    }
    for site in start("serve", prepared=prepared, settings=settings):
        printed = site.python("-c", FILL)
        sessions = dict(re.findall(r"^session (\S+) (\S+)$", printed, re.MULTILINE))
        device, things = (
            re.search(r"^device (\S+)$", printed, re.MULTILINE),
            re.search(r"^things (.+)$", printed, re.MULTILINE),
        )
        assert device is not None
        assert things is not None
        secret = b32encode(bytes.fromhex(device[1])).decode()
        yield World(site, sessions, secret, tuple(things[1].split()))


def _as(page: Page, world: World, who: str) -> Page:
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": world.sessions[who], "url": world.site.url}])
    return page


def test_a_payment_is_released_with_the_second_step_and_marked_by_the_bank(world: World, open_page: OpenPage) -> None:
    """Without JavaScript: look, confirm who you are, release, take the file, take in the answer."""
    page, (first, payment, *_) = _as(open_page(DESKTOP), world, "payer"), world.things
    page.goto(f"{world.site.url}{HERE}")
    shot(page, "betalingen")
    page.click("text=Geef betalingen vrij")
    expect(page).to_have_url(re.compile("/balie/bevestigen"))
    page.fill("main input[name=code]", app_code(world.secret))
    page.click("main button")
    expect(page.locator("h1")).to_have_text("Geef betalingen vrij")
    page.click("main button:has-text('Geef vrij')")
    expect(page.locator("main")).to_contain_text("Zet een kruisje")
    page.check("input[name=sure]")
    shot(page, "betalingen-vrijgeven")
    page.click("main button:has-text('Geef vrij')")
    expect(page.locator("h1")).to_contain_text("Betaalbestand")
    shot(page, "betalingen-bestand")
    page.click("text=Neem het bestand mee")
    with page.expect_download() as taken:
        page.click("main button:has-text('Download')")
    file = taken.value.path().read_text(encoding="utf-8")
    assert f"<EndToEndId>TREDE-{payment}</EndToEndId>" in file
    assert "<CtrlSum>15000.00</CtrlSum>" in file
    page.goto(f"{world.site.url}{HERE}/antwoord")
    answer = f"reference;status;day;amount;reason\nTREDE-{payment};ACSC;2020-01-01;15000.00;\n"
    page.set_input_files(
        "input[type=file]", {"name": "antwoord.csv", "mimeType": "text/csv", "buffer": answer.encode()}
    )
    page.click("main button:has-text('Verwerk')")
    expect(page.locator("main")).to_contain_text(f"TREDE-{payment}")
    shot(page, "betalingen-antwoord")
    page.goto(f"{world.site.url}/balie/subsidie/{first}")
    expect(page.locator("main")).to_contain_text("betaald")


def test_the_pages_around_a_grant_are_accessible_and_fit(world: World, open_page: OpenPage) -> None:
    """Axe, HTML, targets and no sideways scroll, at 360 and 1280 pixels."""
    first, _payment, asked, back, period, waits, declared = world.things
    keeping = "/balie/subsidie/beheer/vernietiging"
    file, after = f"/balie/subsidie/{asked}", f"/balie/subsidie/{first}/verloop"
    pages = {
        "officer": {
            "betalingen-medewerker": HERE,
            "signalen": "/balie/subsidie/signalen",
            "dossier-signalen": f"{file}/signalen",
            "groep": f"{file}/groep",
            "groep-steun": f"{file}/groep/steun",
            "verloop": after,
            "verloop-factuur": f"{after}/factuur",
            "verloop-meting": f"{after}/meting",
            "verloop-lager": f"{after}/concept/lager_vaststellen",
            "verloop-terug": f"/balie/subsidie/{back}/verloop",
        },
        "scheme-manager": {
            "steekproef": f"/balie/subsidie/steekproef/{period}",
            "register-balie": "/balie/subsidie/register",
            "vernietiging": keeping,
            "vernietiging-lijst": f"{keeping}/{waits}",
            "vernietiging-verklaring": f"{keeping}/{declared}",
        },
        "decision-maker": {"vernietiging-besluit": f"{keeping}/{waits}/vernietigen"},
    }
    page = open_page(DESKTOP, javascript=True)
    for who, places in pages.items():
        _as(page, world, who)
        for name, place in places.items():
            _both(page, world, name, place)
    page.context.clear_cookies()
    _both(page, world, "register", "/subsidies/register")
    _both(page, world, "register-en", "/en/subsidies/register")


def _both(page: Page, world: World, name: str, place: str) -> None:
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        answer = page.goto(f"{world.site.url}{place}")
        assert answer is not None
        assert answer.status == 200, f"{place}: {page.inner_text('main')[:300]}"
        check_page(page)
        shot(page, f"subsidie-{name}-{size['width']}")
