"""The report of white spots at the desk: what was missing stands beside what partners did."""

from typing import Any

import pytest

from tests.cast import actor, client_of
from trede.core.periods import quarter_of
from trede.journal import clock
from trede.partners import actions
from trede.partners.queries import current_pack
from trede.partners.white_report import white_report_of

pytestmark = pytest.mark.django_db
REPORT = "/balie/witte-vlekken/verslag"


def test_what_a_partner_did_stands_in_the_report_and_on_the_page() -> None:
    now = quarter_of(clock.today())
    service = current_pack().organisation("it-hub").services[0]
    before: Any = white_report_of(now)
    assert not before["elsewhere"]
    assert not any(spot["done"] for spot in before["spots"])
    actions.withdraw(by=actor("it-hub"), key=service.key)
    after: Any = white_report_of(now)
    deed = {"organisation": "it-hub", "service": service.key, "what": "withdrawn"}
    told = [deed in spot["done"] for spot in after["spots"]]
    assert any(told) or deed in after["elsewhere"]
    page = client_of("programme-manager").get(f"{REPORT}?kwartaal={now.key}").content.decode()
    assert "van de lijst gehaald" in page
    assert service.name.in_language("nl") in page


def test_the_report_opens_with_the_quarter_that_ended_and_reads_any_address() -> None:
    ended = quarter_of(clock.today()).previous()
    for address in (REPORT, f"{REPORT}?kwartaal=onzin"):
        assert f"Witte vlekken van {ended.key}" in client_of("chain-owner").get(address).content.decode()
    assert client_of("it-hub").get(REPORT).status_code == 403
