"""What a firm answers on its own pages after a day that overflowed, and after an objection: by the browser."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests import subsidies as props
from tests import subsidy_desk as desk
from tests import subsidy_firm as firm
from tests.cast import actor, client_of
from tests.integration.test_subsidy_allocation import ceiling, draw, received
from tests.own import text
from trede.core.errors import NotPermitted
from trede.journal import clock
from trede.journal.models import Event
from trede.subsidies import book, offers
from trede.subsidies.desk import objecting
from trede.subsidies.models import Application, Message, Objection, Period

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _open(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.EMAIL_HOST = "mail.example"
    settings.VAR = tmp_path
    with clock.at(props.OPENED):
        yield


def offered() -> tuple[Period, Application, Client, str]:
    """Return a period with 15,000 of which two wanted 10,000: who lost the draw, its browser and its page."""
    period = ceiling(1_500_000)
    received(1_000_000)
    received(1_000_000)
    props.share_out(period)
    lot = draw(period)
    props.share_out(period)
    made = Application.objects.get(number=lot.order[1])
    client, _ = firm.browser(made.firm)
    return period, made, client, f"/mijn/aanvraag/{made.pk}"


def test_a_firm_is_asked_about_the_part_and_takes_it() -> None:
    """T41 to its end: the page says what was asked and what there is; a yes moves the application on."""
    period, made, client, place = offered()
    assert f"{place}/aanbod" in client.get("/mijn").content.decode()
    assert f"{place}/aanbod" in client.get(place).content.decode()
    page = text(client.get(f"{place}/aanbod")).replace("\xa0", " ")
    assert "€ 10.000" in page
    assert "€ 5.000" in page
    assert "8 maart 2027" in page
    again = firm.post(client, f"{place}/aanbod", {}, status=422)
    assert 'href="#f-keuze"' in again.content.decode()
    assert firm.post(client, f"{place}/aanbod", {"keuze": "ja"})["Location"] == place
    assert "We hebben je keuze." in client.get(place).content.decode()
    made.refresh_from_db()
    assert (made.state, made.offer_until) == ("in_behandeling", None)
    assert book.side(made).reserved == 500_000
    event = Event.objects.get(type="application.part-accepted")
    assert (event.actor_kind, event.data["cents"]) == ("firm", 500_000)
    assert client.get(f"{place}/aanbod").status_code == 303, "nothing is asked any more"
    assert firm.post(client, f"{place}/aanbod", {"keuze": "nee"})["Location"] == place
    assert book.side(made).reserved == 500_000, "a choice that was made stays"
    assert book.check_period(period) == ()


def test_a_firm_leaves_the_part_and_waits_on() -> None:
    period, made, client, place = offered()
    firm.post(client, f"/en{place}/aanbod", {"keuze": "nee"})
    assert "We have your choice." in client.get(f"/en{place}").content.decode()
    made.refresh_from_db()
    assert (made.state, made.offer_until) == ("wachtlijst", None)
    assert book.standing(period).left == 500_000, "what it left is free again"
    assert props.share_out(period).offered == 0, "the same part is not offered again"
    assert f"{place}/aanbod" not in client.get(place).content.decode()
    assert book.check_period(period) == ()


def test_after_the_last_day_the_page_says_that_it_is_too_late() -> None:
    _, made, _, place = offered()
    with clock.at(props.day(2027, 3, 9)):
        client, _ = firm.browser(made.firm)
        page = firm.post(client, f"{place}/aanbod", {"keuze": "ja"}, status=422)
        assert "De tijd om te kiezen is voorbij." in page.content.decode()
    made.refresh_from_db()
    assert made.state == "volledig"


def test_the_part_of_another_firm_does_not_exist() -> None:
    _, made, _, place = offered()
    other, _ = firm.browser()
    assert other.get(f"{place}/aanbod").status_code == 404
    assert other.post(f"{place}/aanbod", {"keuze": "ja"}).status_code == 404
    made.refresh_from_db()
    assert made.offer_until == date(2027, 3, 8)
    with pytest.raises(NotPermitted):
        offers.decline_part(by=props.applicant(received(100_000)), application=made)


def objected() -> tuple[Application, Client, str]:
    """Return a refusal against which the firm objected on its own page, with a drafted answer."""
    made = Application.objects.get(pk=desk.decided("refuse").application_id)
    client, _ = firm.browser(made.firm)
    place = f"/mijn/aanvraag/{made.pk}"
    assert client.get(f"{place}/bezwaar-intrekken").status_code == 303, "there is nothing to withdraw"
    firm.post(client, f"{place}/bezwaar", {"antwoord": "Ik ben het oneens."})
    found = Objection.objects.get()
    objecting.propose(by=actor("objection-officer"), objection=found, outcome="dismissed", reason="Het past niet.")
    return made, client, place


def test_a_firm_withdraws_its_objection() -> None:
    """Awb 6:21: in writing, by who objected; nobody answers it any more, and the firm reads that it is so."""
    made, client, place = objected()
    assert f"{place}/bezwaar-intrekken" in client.get(place).content.decode()
    assert "Het besluit blijft zoals het is." in client.get(f"{place}/bezwaar-intrekken").content.decode()
    firm.post(client, f"{place}/bezwaar-intrekken", {}, status=422)
    firm.post(client, f"{place}/bezwaar-intrekken", {"zeker": "ja"})
    assert "Je bezwaar is ingetrokken." in client.get(place).content.decode()
    made.refresh_from_db()
    assert (made.state, made.objection_state) == ("afgewezen", "gesloten")
    row = Objection.objects.get()
    assert (row.outcome, row.reason, row.decided_on) == ("withdrawn", "Je trok je bezwaar in", date(2027, 3, 1))
    kept = Message.objects.filter(application=made, kind="objection-withdrawn").order_by("pk")
    assert sorted(kept.values_list("from_firm", flat=True)) == [False, True]
    assert objecting.draft_answer(made) is None
    page = client_of("objection-officer").get(f"/balie/subsidie/{made.pk}").content.decode()
    assert "Behandel het bezwaar" not in page
    firm.post(client, f"{place}/bezwaar-intrekken", {"zeker": "ja"}, status=422)
    assert kept.count() == 2, "pressing twice tells nothing new"
    firm.post(client, f"{place}/bezwaar", {"antwoord": "Toch wel."})
    made.refresh_from_db()
    assert made.objection_state == "in_behandeling", "within the time one may object again"


def test_an_objection_of_another_firm_cannot_be_withdrawn() -> None:
    made, _, place = objected()
    other, _ = firm.browser()
    assert other.post(f"{place}/bezwaar-intrekken", {"zeker": "ja"}).status_code == 404
    made.refresh_from_db()
    assert made.objection_state == "in_behandeling"
