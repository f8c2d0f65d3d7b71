"""Trajectories at a partner: completed in one form, and started for a firm that came straight to it."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from tests.cast import actor, bakker, client_of, member
from tests.chain import post
from tests.integration.test_chain import sent_referral
from tests.own import contact
from trede.chain.actions_direct import DirectFirm, start_direct
from trede.chain.models import Case, Referral, Trajectory
from trede.chain.own_block import build
from trede.chain.queries import current_rung
from trede.companies.actions import withdraw_consent
from trede.companies.models import Consent, Firm
from trede.core.clocks import add_working_days
from trede.core.errors import NotPermitted
from trede.journal import clock
from trede.journal.clock import at
from trede.journal.models import Event
from trede.web.models import Message

pytestmark = pytest.mark.django_db
NOW = datetime.combine(clock.today(), time(12), tzinfo=UTC)
"""Of today, as the props of the chain are."""
DAY, TOMORROW = NOW.date().isoformat(), (NOW.date() + timedelta(days=1)).isoformat()
RESULT: dict[str, Any] = {
    "rung": "funderen",
    "topics": ["data", "processen"],
    "instrument": "",
    "result": "De planning staat in één pakket.",
    "next_step": "Het bedrijf vraagt in januari een scan aan.",
    "ended_on": DAY,
}
CAME: dict[str, Any] = {
    "firm_name": "Voorbeeld Zuivel",
    "kvk": "",
    "contact_name": "Z. Voorbeeld",
    "phone": "0592 12 34 56",
    "email": "",
    "service": "it-hub-leren",
    "question": "Hulp met de webwinkel.",
    "rung": "starten",
    "started_on": DAY,
    "agreed_on": DAY,
    "agreed": "on",
}
START = "/balie/traject/nieuw"


def start(**changes: str) -> Referral:
    with at(NOW):
        post(client_of("it-hub"), START, CAME | changes)
    return Referral.objects.latest("pk")


def complete(client: Client, referral: Referral, **changes: Any) -> Trajectory:
    with at(NOW):
        post(client, f"/balie/verwijzing/{referral.pk}/complete", RESULT | changes)
    return Trajectory.objects.get(referral=referral)


# Completing


def test_one_form_says_rung_topics_scheme_result_and_next_step() -> None:
    adviser, hub = client_of("adviser"), client_of("it-hub")
    with at(NOW):
        referral = sent_referral(adviser)
        post(hub, f"/balie/verwijzing/{referral.pk}/accept", {})
        post(hub, f"/balie/verwijzing/{referral.pk}/start", {"started_on": DAY})
        form = hub.get(f"/balie/verwijzing/{referral.pk}/complete").content.decode()
        assert f'value="{DAY}"' in form, "the last day is filled in"
        topic = form.split('name="topics" value="')[1].split('"')[0]
    done = complete(hub, referral, topics=[topic])
    assert (done.rung_before, done.rung_after, done.topics) == ("funderen", "funderen", [topic])
    assert done.next_step == RESULT["next_step"]
    with at(NOW):
        for client in (adviser, hub):
            page = client.get(f"/balie/verwijzing/{referral.pk}").content.decode()
            assert RESULT["result"] in page
            assert RESULT["next_step"] in page
        assert RESULT["next_step"] in build(referral.case.firm, "nl").html, "the firm reads how it goes on"
    recorded = Event.objects.get(type="trajectory.completed").data
    assert recorded["topics"] == [topic]
    assert (done.new_use, recorded["new_use"]) == (None, None), "nobody said whether something new is in use"
    assert "januari" not in str(recorded), "words stay in the record"


# A firm that came straight to the partner


def test_a_firm_that_came_itself_is_helped_at_once_and_known_at_the_front_door() -> None:
    referral = start()
    assert (referral.state, referral.organisation, referral.handler) == ("in-progress", "it-hub", member("it-hub"))
    case = referral.case
    assert (case.organisation, case.adviser, case.contact_before) == ("ibdo", None, add_working_days(NOW.date(), 5))
    stands = Consent.objects.filter(firm=case.firm, withdrawn_on=None)
    assert {(item.organisation, item.purpose) for item in stands} == {("it-hub", "referral"), ("ibdo", "contact")}
    with at(NOW):
        work = client_of("adviser").get("/balie/werklijst").content.decode()
        assert "Voorbeeld Zuivel" in work
        assert f"/balie/dossier/{case.pk}/opnemen" in work, "an adviser can take it on"
        mine = client_of("it-hub").get("/balie/werklijst?tab=mijn").content.decode()
        assert "Voorbeeld Zuivel" in mine
        page = client_of("it-hub").get(f"/balie/verwijzing/{referral.pk}").content.decode()
        assert "Z. Voorbeeld" in page
    events = list(Event.objects.filter(firm=case.firm_id).exclude(type="file.viewed").values_list("type", flat=True))
    assert [item for item in events if item.startswith("referral")] == ["referral.direct", "referral.started"]
    assert "Zuivel" not in str(list(Event.objects.values_list("data", flat=True)))


@pytest.mark.parametrize(("answer", "known"), [("yes", True), ("no", False)])
def test_the_partner_says_whether_something_new_is_in_use(answer: str, known: bool) -> None:
    hub = client_of("it-hub")
    referral = start()
    assert complete(hub, referral, topics=[], new_use=answer).new_use is known
    assert Event.objects.get(type="trajectory.completed").data["new_use"] is known
    with at(NOW):
        assert "Iets nieuws in gebruik" in hub.get(f"/balie/verwijzing/{referral.pk}").content.decode()


def test_the_result_counts_from_the_rung_the_partner_saw() -> None:
    referral = start()
    done = complete(client_of("it-hub"), referral, topics=[])
    assert (done.rung_before, done.rung_after) == ("starten", "funderen")
    assert current_rung(referral.case) == "funderen"


def test_stopping_it_leads_to_the_front_door_with_the_rung() -> None:
    referral = start()
    end = {"reason": "Past beter bij een ander.", "way": "new-route", "service": "edih-scan"}
    with at(NOW):
        post(client_of("it-hub"), f"/balie/verwijzing/{referral.pk}/fail", end)
        referral.refresh_from_db()
        follow_up = referral.follow_up
        assert follow_up is not None
        assert (follow_up.state, follow_up.rung) == ("draft", "starten")
        assert "Voorbeeld Zuivel" in client_of("adviser").get("/balie/werklijst").content.decode()


def test_a_firm_with_a_known_number_keeps_its_file_and_nothing_of_it_is_told() -> None:
    with at(NOW):
        before = sent_referral(client_of("adviser"), service="edih-scan")
        firm = before.case.firm
        post(
            client_of("adviser"),
            f"/balie/dossier/{before.case_id}/bedrijf",
            {"name": firm.name, "kvk": "68750110", "branch": "", "municipality": "GM0114", "sector": "bouw", "fte": ""},
        )
    referral = start(kvk="6875 0110")
    assert (Firm.objects.count(), Case.objects.count(), referral.case_id) == (1, 1, before.case_id)
    with at(NOW):
        page = client_of("it-hub").get(f"/balie/verwijzing/{referral.pk}").content.decode()
        assert "Z. Voorbeeld" in page
        assert "Minder dubbel werk." not in page, "the wish of the first talk was not shared"
        assert "K. Voorbeeld" not in page, "nor whom others speak to"
        assert "Emmen" not in page.split('id="vraag"')[1]
        assert client_of("it-hub").get(f"/balie/dossier/{before.case_id}").status_code in {403, 404}


def test_the_same_help_twice_is_refused_with_what_was_typed() -> None:
    start(kvk="68750110")
    with at(NOW):
        answer = client_of("it-hub").post(START, CAME | {"kvk": "68750110", "contact_name": "A. Ander"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Jullie helpen dit bedrijf al" in page
    assert "A. Ander" in page
    assert Referral.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"firm_name": ""},
        {"kvk": "123"},
        {"phone": "", "email": ""},
        {"service": "edih-scan"},
        {"agreed": ""},
        {"rung": "springen"},
        {"question": " "},
        {"started_on": TOMORROW},
        {"agreed_on": TOMORROW},
    ],
)
def test_nothing_is_kept_of_a_form_with_a_mistake(wrong: dict[str, str]) -> None:
    with at(NOW):
        answer = client_of("it-hub").post(START, CAME | wrong)
    assert answer.status_code == 422
    assert "Hulp met de webwinkel." in answer.content.decode() or "question" in wrong
    assert not Firm.objects.exists()
    assert not Referral.objects.exists()


def test_a_partner_starts_its_own_services_only() -> None:
    came = DirectFirm("Voorbeeld Zuivel", "Z. Voorbeeld", "0592 12 34 56", "", NOW.date())
    with at(NOW), pytest.raises(NotPermitted):
        start_direct(
            by=actor("it-hub"), firm=came, service="edih-scan", rung="starten", question="Hulp", started_on=NOW.date()
        )
    assert client_of("adviser").get(START).status_code == 403
    assert client_of("emmen").get(START).status_code == 403


def test_consent_taken_back_hides_it_at_once() -> None:
    referral = start()
    with at(NOW):
        assert referral.consent is not None
        withdraw_consent(by=actor("adviser"), consent=referral.consent)
        assert client_of("it-hub").get(f"/balie/verwijzing/{referral.pk}").status_code == 404
        assert "Voorbeeld Zuivel" not in client_of("it-hub").get("/balie/werklijst").content.decode()


def test_the_firm_hears_of_it_when_it_left_an_address(settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example"
    contact(bakker())
    referral = start(email="z@zuivel.example")
    assert Message.objects.filter(kind="firm-started", about=str(referral.pk)).count() == 1
    assert mail.outbox == []
