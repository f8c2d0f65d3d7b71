"""The pages of a firm that wants post say nothing of a decision before its letter went (Awb 3:40, 3:41)."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import subsidies as props
from tests import subsidy_desk as desk
from tests import subsidy_firm as firm
from tests.cast import actor
from tests.integration.test_subsidy_by_post import by_ended, by_post, fresh, late_and_fixed, post, waits
from tests.integration.test_subsidy_objection import other_decider
from tests.integration.test_subsidy_register import LESS, changed, granted, settled
from trede.journal import clock
from trede.subsidies import announcing
from trede.subsidies.applying.labels import beside, label, stages
from trede.subsidies.desk import objecting
from trede.subsidies.models import Application, Decision

pytestmark = pytest.mark.django_db

ASSESSED = "We beoordelen je aanvraag"


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with clock.at(props.OPENED):
        yield


def reads(made: Application) -> str:
    """Return what the firm reads about where its application is."""
    return label(fresh(made), "nl").replace("\N{NO-BREAK SPACE}", " ")


def at_work(made: Application) -> str:
    """Return the stage that is at work."""
    return next((stage.key for stage in stages(fresh(made), "nl") if stage.mark == "now"), "")


def taken(kind: str) -> Decision:
    """Return a first decision that was taken for a firm that wants post."""
    found = desk.drafted(kind)
    by_post(found.application)
    found.refresh_from_db()
    desk.approve(found)
    desk.decide(found)
    return found


@pytest.mark.parametrize(("kind", "then"), [("grant", "Toegekend: € 15.000"), ("refuse", "Afgewezen")])
def test_a_first_decision(kind: str, then: str) -> None:
    made = taken(kind).application
    assert (reads(made), at_work(made)) == (ASSESSED, "assessed")
    assert all(stage.day is None for stage in stages(fresh(made), "nl")[2:])
    post(announcing.waiting().get(application=made))
    assert reads(made) == then
    assert any(stage.key == "decided" and stage.day for stage in stages(fresh(made), "nl"))


def test_the_page_of_the_firm_and_its_list(settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example"
    made = taken("grant").application
    client, _ = firm.browser(made.firm)
    for place in (f"/mijn/aanvraag/{made.pk}", "/mijn"):
        page = client.get(place).content.decode()
        assert ASSESSED in page
        assert "Toegekend" not in page
    post(announcing.waiting().get(application=made))
    assert "Toegekend" in client.get(f"/mijn/aanvraag/{made.pk}").content.decode()


def test_a_smaller_grant_and_a_withdrawal() -> None:
    made = granted()
    lower = changed(made, "amend", LESS)
    assert reads(made) == "Toegekend: € 15.000"
    with clock.at(props.day(2027, 3, 22)):
        post(lower)
        assert reads(made) == "Toegekend: € 9.000"
        gone = changed(made, "withdraw", 0)
        assert (reads(made), at_work(made)) == ("Toegekend: € 9.000", "carried-out")
    with clock.at(props.day(2027, 4, 20)):
        post(gone)
        assert reads(made) == "Definitief: € 0"
        received = objecting.Received(clock.today(), "We deden alles.")
        row = objecting.receive(by=actor("objection-officer"), application=fresh(made), received=received)
        drafted = objecting.propose(
            by=actor("objection-officer"), objection=row, outcome="upheld", reason="Je deed alles.", cents=LESS
        )
        objecting.answer(by=other_decider().actor(), decision=drafted, digest=drafted.digest)
        assert reads(made) == "Definitief: € 0"
        assert any(said.startswith("We behandelen je bezwaar") for said in beside(fresh(made), "nl"))
        post(waits(made, "objection"))
        assert reads(made).startswith("Aan de slag")
        assert not any(said.startswith("We behandelen") for said in beside(fresh(made), "nl"))


def test_a_settlement() -> None:
    made = by_ended(props.step(granted(), "start_uitvoering", "officer"))
    found = settled(made, "vaststellen", 1_500_000)
    assert reads(made) == "Toegekend: € 15.000"
    post(found)
    assert reads(made) == "Definitief: € 15.000"


def test_a_grant_on_objection() -> None:
    made = by_post(Application.objects.get(pk=desk.decided("refuse").application_id))
    received = objecting.Received(clock.today(), "Mijn plan past wel.")
    row = objecting.receive(by=actor("objection-officer"), application=made, received=received)
    drafted = objecting.propose(
        by=actor("objection-officer"), objection=row, outcome="upheld", reason="Je plan past.", cents=1_200_000
    )
    objecting.answer(by=other_decider().actor(), decision=drafted, digest=drafted.digest)
    assert reads(made) == "Afgewezen"
    post(waits(made, "objection"))
    assert reads(made) == "Toegekend: € 12.000"


def test_a_penalty() -> None:
    made = late_and_fixed(post_first=True)
    assert "We bepalen wat we je moeten betalen" in " ".join(beside(made, "nl"))
    with clock.at(props.day(2027, 7, 1)):
        post(waits(made, "penalty"))
        assert any(said.startswith("Je krijgt €") for said in beside(fresh(made), "nl"))
