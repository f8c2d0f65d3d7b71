"""Logging in as people do: a passkey on a device that Chromium plays, and without a script a code instead."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import check_page
from tests.browser.conftest import DESKTOP, OpenPage, Site, shot, start
from tests.oidc_provider import running_provider

pytestmark = pytest.mark.browser

NARROW = {"width": 360, "height": 740}
PASSWORD = "negen bruine paarden"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Device:
    """A device with passkeys that Chromium plays for one page."""

    def __init__(self, page: Page) -> None:
        self.protocol = page.context.new_cdp_session(page)
        self.protocol.send("WebAuthn.enable")
        made: Any = self.protocol.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        self.number = str(made["authenticatorId"])

    def recognises(self, who: bool) -> None:
        """Let the finger on the device be the right one, or not."""
        self.protocol.send("WebAuthn.setUserVerified", {"authenticatorId": self.number, "isUserVerified": who})


def home(site: Site) -> str:
    """Return the address with a name: for a number browsers make no passkeys."""
    return site.url.replace("127.0.0.1", "localhost")


def look(page: Page, name: str) -> None:
    """Check the page at two widths and save a picture of each."""
    for size in (DESKTOP, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        check_page(page)
        shot(page, f"login-{name}-{size['width']}")
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]


def welcome(page: Page, site: Site) -> None:
    """Open the link of the first administrator and choose a password."""
    page.goto(site.first_link.replace("127.0.0.1", "localhost"))
    page.fill("main input[name=name]", "Bea Beheer")
    page.fill("main input[name=email]", "bea@ibdo.example")
    for field in ("password", "again"):
        page.fill(f"main input[name={field}]", PASSWORD)
    page.click("main button")


def sign_in(page: Page, site: Site) -> None:
    """Fill in address and password."""
    page.goto(f"{home(site)}/balie/mijn-account")
    page.fill("main input[name=email]", "bea@ibdo.example")
    page.fill("main input[name=password]", PASSWORD)
    page.click("main button")


def test_a_passkey_from_the_first_link_to_the_last(fresh_site: Site, open_page: OpenPage) -> None:
    page = open_page(DESKTOP, javascript=True)
    device = Device(page)
    welcome(page, fresh_site)
    look(page, "choose")
    page.click("text=Kies een passkey")
    look(page, "passkey-new")
    page.fill("main input[name=name]", "Laptop")
    expect(page.locator("[data-failed]")).to_be_hidden()
    device.recognises(False)
    page.click("text=Maak een passkey")
    expect(page.locator("[data-failed]")).to_be_visible()
    look(page, "passkey-failed")
    device.recognises(True)
    page.click("text=Maak een passkey")
    expect(page.locator("h1")).to_have_text("Je reservecodes")
    code = page.locator("main code").first.inner_text()
    page.click("text=Ik heb ze bewaard")

    page.goto(f"{home(fresh_site)}/balie/mijn-account/passkeys")
    expect(page.locator("main")).to_contain_text("Dit is je laatste tweede stap")
    look(page, "passkeys")
    page.goto(f"{home(fresh_site)}/balie/mijn-account")
    look(page, "own")
    page.goto(f"{home(fresh_site)}/balie/mijn-account/vervanging")
    look(page, "deputies")
    page.click("text=Uitloggen")

    sign_in(page, fresh_site)
    expect(page.locator("main")).to_contain_text("Gebruik je passkey")
    look(page, "second-step")
    page.click("text=Gebruik je passkey")
    expect(page.locator("h1")).to_have_text("Mijn account")
    page.keyboard.press("Tab")

    plain = open_page(NARROW)
    sign_in(plain, fresh_site)
    expect(plain.locator("main")).to_contain_text("Een passkey werkt alleen met JavaScript")
    expect(plain.locator("text=Gebruik je passkey")).to_be_hidden()
    plain.fill("main input[name=code]", code)
    plain.click("main form:not([hidden]) button")
    expect(plain.locator("h1")).to_have_text("Mijn account")

    page.goto(f"{home(fresh_site)}/balie/mijn-account")
    expect(page.locator("main")).to_contain_text("Log hier uit")
    page.click("text=Log hier uit")
    plain.goto(f"{home(fresh_site)}/balie/mijn-account")
    expect(plain.locator("h1")).to_have_text("Inloggen")


@pytest.fixture
def linked_site(prepared: Path | None) -> Iterator[Site]:
    """A site whose staff log in through a provider, and with passwords too."""
    with running_provider() as provider:
        settings = {
            "TREDE_OIDC_ISSUER": provider.issuer,
            "TREDE_OIDC_CLIENT_ID": "trede",
            "TREDE_OIDC_CLIENT_SECRET": "geheim",
            "TREDE_OIDC_NAME": "de provincie",
        }
        yield from start("serve", prepared=prepared, settings=settings)


def test_to_the_provider_and_back_in_a_real_browser(linked_site: Site, open_page: OpenPage) -> None:
    """Our own policy for pages lets a browser go there. This provider names no key, so what comes back is refused."""
    page = open_page(DESKTOP, javascript=True)
    page.goto(f"{linked_site.url}/balie/inloggen")
    look(page, "sign-in")
    page.click("text=Log in via de provincie")
    page.fill("input[name=sub]", "nina@ibdo.example")
    page.click("button:has-text('Authorize')")
    expect(page.locator("h1")).to_have_text("Inloggen lukte niet")
    assert page.url.startswith(f"{linked_site.url}/balie/openid/terug")
    look(page, "refused")
    page.click("text=Probeer het nog een keer")
    page.click("button:has-text('Deny')")
    expect(page.locator("h1")).to_have_text("Inloggen lukte niet")
