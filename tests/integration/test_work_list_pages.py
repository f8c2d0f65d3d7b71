"""The work list as people use it: filters in the address, taking and letting go, handing over, searching, a file."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import SYSTEM, actor, client_of, log_in, member
from tests.chain import HANDOVER, INTAKE, ask, post
from trede.accounts import actions as accounts
from trede.accounts.actions_deputies import name_deputy
from trede.accounts.models import OneUseLink, User
from trede.chain.actions_transfers import hand_over
from trede.chain.agreements.actions import Terms, confirm, write
from trede.chain.agreements.models import Agreement
from trede.chain.models import AdviceRequest, Case, Referral, Transfer
from trede.companies.models import Consent, Firm
from trede.core.errors import NotPermitted
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.clock import at
from trede.journal.guard import unguarded
from trede.journal.models import Event

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 20, 11, tzinfo=UTC)
LIST = "/balie/werklijst"


def colleague(organisation: str = "ibdo", role: str = "adviser", name: str = "Carla Collega") -> User:
    """Return one more member of staff."""
    email = f"{name.split(maxsplit=1)[0].lower()}@{organisation}.example"
    _, token = accounts.invite(by=SYSTEM, email=email, organisation=organisation, roles=[role])
    link = Actor.link(OneUseLink.INVITATION)
    return accounts.accept(by=link, token=token, password="negen bruine paarden", name=name)


def taken(client: Client, firm: str = "Voorbeeld Bouw") -> Case:
    """Bring a firm to the front door and take its request."""
    request = AdviceRequest.objects.get(reference=ask("", firm=firm))
    post(client, f"/balie/aanvraag/{request.pk}/opnemen", {})
    return Case.objects.get(request=request)


def referred(client: Client, firm: str = "Voorbeeld Bouw", shared: tuple[str, ...] = ("contact", "firm")) -> Referral:
    """Send a firm to the hub."""
    case = taken(client, firm)
    post(client, f"/balie/dossier/{case.pk}/gesprek", {**INTAKE, "rung": "funderen"})
    post(client, f"/balie/dossier/{case.pk}/verwijzen", {"service": "it-hub-leren"})
    referral = Referral.objects.get(case=case)
    post(client, f"/balie/verwijzing/{referral.pk}/versturen", {**HANDOVER, "shared": list(shared)})
    return referral


def rows(client: Client, query: str = "") -> str:
    """Return the table of the list, or an empty text when there is none."""
    page = client.get(f"{LIST}?{query}").content.decode()
    return page.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in page else ""


def test_what_is_chosen_stands_in_the_address_and_can_be_taken_off() -> None:
    adviser = client_of("adviser")
    taken(adviser, "Bouw Een")
    ask("", firm="Vraag Twee")
    assert "Bouw Een" in rows(adviser)
    assert "Vraag Twee" in rows(adviser)
    page = adviser.get(f"{LIST}?soort=case&wat=hold-intake").content.decode()
    assert "Bouw Een" in page
    assert "Vraag Twee" not in page
    assert f'href="{LIST}?soort=case"' in page
    assert f'href="{LIST}?wat=hold-intake"' in page
    assert rows(adviser, "soort=referral") == ""
    assert "Geen regel past bij wat je koos." in adviser.get(f"{LIST}?soort=referral").content.decode()


MENDED = (
    "tab=bestaat-niet",
    "soort=x&wat=y&trede=z",
    "wie=' or 1",
    "wie=%C2%B2",
    "volgorde=0",
    "pagina=99999999999999999999",
    "gemeente=%00",
    "telaat=ja",
)


@pytest.mark.parametrize("query", MENDED)
def test_an_address_that_somebody_mended_still_shows_a_list(query: str) -> None:
    adviser = client_of("adviser")
    taken(adviser)
    assert "Voorbeeld Bouw" in rows(adviser, query)


def test_a_filter_tells_a_partner_no_more_than_the_page_does() -> None:
    adviser, partner = client_of("adviser"), client_of("it-hub")
    referral = referred(adviser, shared=("contact",))
    with unguarded("the firm lies in Emmen"):
        Firm.objects.filter(pk=referral.case.firm_id).update(municipality="GM0114")
    assert "Voorbeeld Bouw" in rows(partner)
    assert rows(partner, "gemeente=GM0114") == ""
    assert rows(partner, "trede=funderen") == ""
    assert "Voorbeeld Bouw" in rows(adviser, "tab=wacht&gemeente=GM0114&trede=funderen")
    searched = partner.post("/balie/zoek", {"woord": "Emmen"}).content.decode()
    assert "Voorbeeld Bouw" not in searched


def test_letting_go_and_taking_on() -> None:
    adviser, owner = client_of("adviser"), client_of("chain-owner")
    case = taken(adviser)
    assert f"/balie/dossier/{case.pk}/loslaten" in rows(adviser)
    assert owner.post(f"/balie/dossier/{case.pk}/loslaten").status_code == 409
    post(adviser, f"/balie/dossier/{case.pk}/loslaten", {})
    assert f"/balie/dossier/{case.pk}/opnemen" in rows(owner, "tab=niet-opgepakt")
    post(owner, f"/balie/dossier/{case.pk}/opnemen", {})
    late = adviser.post(f"/balie/dossier/{case.pk}/opnemen")
    assert late.status_code == 409
    assert "Een collega nam dit dossier al op." in late.content.decode()
    case.refresh_from_db()
    assert case.adviser == member("chain-owner")
    found = Event.objects.filter(firm=case.firm_id, type__in=["case.released", "case.assigned"]).order_by("id")
    assert [event.type for event in found] == ["case.released", "case.assigned"]


def test_a_partner_lets_go_of_a_referral() -> None:
    partner = client_of("it-hub")
    referral = referred(client_of("adviser"))
    post(partner, f"/balie/verwijzing/{referral.pk}/oppakken", {})
    second = log_in(Client(), colleague("it-hub", "partner"))
    assert second.post(f"/balie/verwijzing/{referral.pk}/oppakken").status_code == 409
    post(partner, f"/balie/verwijzing/{referral.pk}/loslaten", {})
    post(second, f"/balie/verwijzing/{referral.pk}/oppakken", {})
    assert "Voorbeeld Bouw" in rows(second, "tab=mijn")


def test_a_deputy_has_the_work_of_who_is_away() -> None:
    with at(MOMENT):
        adviser = client_of("adviser")
        taken(adviser)
        anna, carla = member("adviser"), colleague()
        deputy = log_in(Client(), carla)
        assert rows(deputy, "tab=mijn") == ""
        day = clock.today()
        name_deputy(by=anna.actor(), user=anna, deputy=carla, first_day=day, last_day=day + timedelta(days=7))
        assert "Voorbeeld Bouw" in rows(deputy, "tab=mijn")
        assert "afwezig: Carla Collega neemt waar" in rows(client_of("chain-owner"), "tab=alle")
    with at(MOMENT + timedelta(days=8)):
        assert rows(log_in(Client(), carla), "tab=mijn") == ""


def test_work_goes_to_a_colleague_with_a_note_and_back() -> None:
    adviser = client_of("adviser")
    case = taken(adviser)
    carla = colleague()
    page = adviser.get("/balie/overdragen").content.decode()
    assert "Voorbeeld Bouw" in page
    nothing = adviser.post("/balie/overdragen", {"to": carla.pk, "note": "Belt dinsdag."})
    assert nothing.status_code == 422
    assert "Belt dinsdag." in nothing.content.decode()
    post(adviser, "/balie/overdragen", {"chosen": [f"case-{case.pk}"], "to": carla.pk, "note": "Belt dinsdag."})
    taker = log_in(Client(), carla)
    assert "Een collega droeg 1 ding aan je over." in taker.get(LIST).content.decode()
    assert "Voorbeeld Bouw" in rows(taker, "tab=mijn")
    assert "Belt dinsdag." in taker.get("/balie/overdragen").content.decode()
    assert "Belt dinsdag." in adviser.get("/balie/overdragen").content.decode()
    post(taker, "/balie/overdragen/gelezen", {})
    assert "droeg 1 ding" not in taker.get(LIST).content.decode()
    transfer = Transfer.objects.get()
    assert client_of("chain-owner").post(f"/balie/overdragen/{transfer.pk}/terug").status_code == 404
    post(taker, f"/balie/overdragen/{transfer.pk}/terug", {})
    assert adviser.post(f"/balie/overdragen/{transfer.pk}/terug").status_code == 409
    case.refresh_from_db()
    assert case.adviser == member("adviser")
    found = Event.objects.filter(type__startswith="case.handed")
    assert [event.type for event in found.order_by("id")] == ["case.handed-over", "case.handed-back"]
    assert "dinsdag" not in str([event.data for event in Event.objects.all()])


def test_only_who_leads_the_team_hands_over_work_of_others() -> None:
    adviser, owner = client_of("adviser"), client_of("chain-owner")
    case, carla = taken(adviser), colleague()
    anna, keeper = member("adviser"), log_in(Client(), carla)
    assert keeper.get(f"/balie/overdragen?van={anna.pk}").status_code == 404
    assert owner.get(f"/balie/overdragen?van={member('it-hub').pk}").status_code == 404
    refused = keeper.post("/balie/overdragen", {"chosen": [f"case-{case.pk}"], "to": carla.pk})
    assert refused.status_code == 422
    sent = {"chosen": [f"case-{case.pk}"], "to": carla.pk, "note": ""}
    post(owner, f"/balie/overdragen?van={anna.pk}", sent)
    case.refresh_from_db()
    assert case.adviser == carla
    assert adviser.post(f"/balie/overdragen/{Transfer.objects.get().pk}/terug").status_code == 303


def test_a_referral_goes_to_a_colleague_at_the_partner_and_not_to_another_partner() -> None:
    partner = client_of("it-hub")
    referral = referred(client_of("adviser"))
    post(partner, f"/balie/verwijzing/{referral.pk}/oppakken", {})
    second = colleague("it-hub", "partner")
    sent = {"chosen": [f"referral-{referral.pk}"], "note": ""}
    assert partner.post("/balie/overdragen", {**sent, "to": member("edih").pk}).status_code == 422
    post(partner, "/balie/overdragen", {**sent, "to": second.pk})
    taker = log_in(Client(), second)
    assert "Voorbeeld Bouw" in taker.get("/balie/overdragen").content.decode()
    with unguarded("consent withdrawn"):
        Consent.objects.filter(organisation="it-hub").update(withdrawn_on=clock.today())
    assert "Voorbeeld Bouw" not in taker.get("/balie/overdragen").content.decode()
    assert taker.post(f"/balie/overdragen/{Transfer.objects.get().pk}/terug").status_code == 404


def test_the_lead_of_a_partner_hands_over_the_work_of_a_colleague_who_is_ill() -> None:
    hessel, lena = client_of("it-hub"), client_of("hub-lead")
    referral = referred(client_of("adviser"))
    post(hessel, f"/balie/verwijzing/{referral.pk}/oppakken", {})
    second = colleague("it-hub", "partner")
    of_hessel = f"/balie/overdragen?van={member('it-hub').pk}"
    assert of_hessel in lena.get("/balie/overdragen").content.decode()
    assert "Voorbeeld Bouw" in lena.get(of_hessel).content.decode()
    sent = {"chosen": [f"referral-{referral.pk}"], "to": second.pk, "note": "Hessel is er deze week niet."}
    assert log_in(Client(), second).get(of_hessel).status_code == 404, "a colleague who leads nobody"
    refused = log_in(Client(), second).post("/balie/overdragen", sent)
    assert refused.status_code == 422
    assert Transfer.objects.count() == 0
    post(lena, of_hessel, sent)
    referral.refresh_from_db()
    assert referral.handler == second
    transfer = Transfer.objects.get()
    assert (transfer.giver, transfer.taker) == (member("it-hub"), second)
    event = Event.objects.get(type="referral.handed-over")
    assert (event.actor, event.organisation) == (str(member("hub-lead").pk), "it-hub")
    assert "Lena Leidt" not in hessel.get("/balie/overdragen").content.decode(), "only what went, to whom"
    post(hessel, f"/balie/overdragen/{transfer.pk}/terug", {})
    referral.refresh_from_db()
    assert referral.handler == member("it-hub")


def test_the_lead_of_one_partner_is_a_stranger_at_another_and_at_the_front_door() -> None:
    lena, edith = client_of("hub-lead"), client_of("edih")
    case = taken(client_of("adviser"))
    for other in ("edih", "adviser", "chain-owner"):
        assert lena.get(f"/balie/overdragen?van={member(other).pk}").status_code == 404
    assert lena.post("/balie/overdragen", {"chosen": [f"case-{case.pk}"], "to": member("it-hub").pk}).status_code == 422
    assert lena.get("/balie/team").status_code == 403
    assert "Werk van een collega" not in edith.get("/balie/overdragen").content.decode()
    referral = referred(client_of("adviser"), "Ander Bedrijf")
    post(client_of("it-hub"), f"/balie/verwijzing/{referral.pk}/oppakken", {})
    elsewhere = Actor("person", str(member("edih").pk), "edih-noord", frozenset({"partner-lead"}))
    with pytest.raises(NotPermitted):
        hand_over(by=elsewhere, cases=[], referrals=[referral], to=member("edih"), note="")
    case.refresh_from_db()
    assert case.adviser == member("adviser")


def test_the_team_is_shown_in_counts() -> None:
    case = taken(client_of("adviser"))
    page = client_of("chain-owner").get("/balie/team").content.decode()
    assert "Anna Advies" in page
    assert case.firm.name not in page
    manager = client_of("programme-manager").get("/balie/team").content.decode()
    assert "Anna Advies" not in manager
    assert "Open dossiers" in manager


def test_searching_finds_by_name_place_and_code_and_keeps_no_words() -> None:
    adviser, partner = client_of("adviser"), client_of("it-hub")
    referral = referred(adviser)
    case = referral.case
    with unguarded("the firm lies in Emmen"):
        Firm.objects.filter(pk=case.firm_id).update(municipality="GM0114")
    code = case.request.reference if case.request else ""
    for typed in ("voorbeeld b", "EMMEN", f"{code[:4]} {code[4:].lower()}"):
        assert f"/balie/dossier/{case.pk}" in adviser.post("/balie/zoek", {"woord": typed}).content.decode(), typed
    assert f"/balie/verwijzing/{referral.pk}" in partner.post("/balie/zoek", {"woord": "bouw"}).content.decode()
    assert f"/balie/dossier/{case.pk}" not in partner.post("/balie/zoek", {"woord": "bouw"}).content.decode()
    assert "Niets gevonden" in client_of("edih").post("/balie/zoek", {"woord": "bouw"}).content.decode()
    assert "minstens twee tekens" in adviser.post("/balie/zoek", {"woord": "v"}).content.decode()
    events = Event.objects.filter(type="worklist.searched")
    assert events.count() == 7
    assert {tuple(event.data) for event in events} == {("found",)}


def test_the_list_as_a_file_holds_the_filtered_lines_and_no_formula() -> None:
    adviser = client_of("adviser")
    ask("", firm="=HYPERLINK(1)")
    taken(adviser, "Gewoon BV")
    answer: Any = adviser.get(f"{LIST}/csv?tab=alle&soort=request")
    assert answer["Content-Type"].startswith("text/csv")
    assert "attachment" in answer["Content-Disposition"]
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [line[2] for line in lines[1:]] == ["'=HYPERLINK(1)"]
    assert Event.objects.get(type="worklist.exported").data == {"tab": "alle", "lines": 1}
    stale = log_in(Client(), member("adviser"), sudo=False)
    assert stale.get(f"{LIST}/csv")["Location"].startswith("/balie/bevestigen")


def test_today_stands_on_top() -> None:
    with at(MOMENT - timedelta(days=30)):
        for number in range(5):
            taken(client_of("adviser"), f"Oud {number}")
    with at(MOMENT):
        page = client_of("adviser").get(LIST).content.decode()
        strip = page.split('id="vandaag"')[1].split("</section>")[0]
        assert strip.count("<li>") == 3
        assert "Begin vandaag hiermee" in page
        assert 'id="vandaag"' not in client_of("adviser").get(f"{LIST}?telaat=1").content.decode()


def test_what_ended_has_pages() -> None:
    case = taken(client_of("adviser"))
    adviser = client_of("adviser")
    post(adviser, f"/balie/dossier/{case.pk}/afronden", {"note": "Stopt.", "firm_stops_on": clock.today().isoformat()})
    assert "Voorbeeld Bouw" in rows(adviser, "tab=gestopt")
    assert rows(adviser, "tab=afgerond") == ""
    assert actor("adviser").organisation == case.organisation


def test_who_leaves_leaves_no_work_behind_that_nobody_sees() -> None:
    adviser, administrator = client_of("adviser"), client_of("administrator")
    referral = referred(adviser)
    post(client_of("it-hub"), f"/balie/verwijzing/{referral.pk}/oppakken", {})
    for who in ("adviser", "it-hub"):
        page = administrator.get(f"/beheer/accounts/{member(who).pk}").content.decode()
        assert "nog open werk" in page
        assert ("open dossiers: 1" in page) == (who == "adviser")
        assert ("verwijzingen en trajecten: 1" in page) == (who == "it-hub")
        accounts.deactivate(by=SYSTEM, user=member(who))
    referral.refresh_from_db()
    assert (referral.handler, referral.case.adviser) == (None, None)
    assert Event.objects.filter(
        type="case.released", subject=str(referral.case_id), firm=referral.case.firm_id
    ).exists()
    assert Event.objects.filter(type="referral.released", subject=str(referral.pk)).exists()
    newcomer = log_in(Client(), colleague("it-hub", "partner", "Nel Nieuw"))
    assert "Neem op" in rows(newcomer, "tab=te-doen")


def test_who_goes_to_another_organisation_leaves_the_work_here() -> None:
    carla = colleague()
    case = taken(log_in(Client(), carla))
    accounts.change_roles(by=SYSTEM, user=carla, organisation="ibdo", roles=["chain-owner"])
    case.refresh_from_db()
    assert case.adviser == carla
    accounts.change_roles(by=SYSTEM, user=User.objects.get(pk=carla.pk), organisation="it-hub", roles=["partner"])
    case.refresh_from_db()
    assert case.adviser is None


def test_services_to_confirm_stand_on_the_list_of_who_keeps_them() -> None:
    with at(MOMENT):
        hub, question = client_of("it-hub"), "Kloppen deze diensten nog?"
        page = hub.get(LIST).content.decode()
        assert question in page
        assert "/balie/diensten/it-hub-leren" in page
        assert question not in hub.get(f"{LIST}?tab=alle").content.decode()
        assert question not in client_of("adviser").get(LIST).content.decode()
        for key in ("it-hub-invoering", "it-hub-praktijkproef", "it-hub-leren"):
            post(hub, f"/balie/diensten/{key}/klopt", {})
        assert question not in hub.get(LIST).content.decode()
    with at(MOMENT + timedelta(days=190)):
        assert "nagekeken tot en met 19 mei 2027" in client_of("it-hub").get(LIST).content.decode()


def test_what_is_due_to_be_looked_at_again_stands_on_top_for_who_may_say_yes(
    django_assert_max_num_queries: Any,
) -> None:
    kees, anna = client_of("chain-owner"), client_of("adviser")
    nothing = kees.get(LIST).content.decode()
    assert "Bekijk dit opnieuw" not in nothing
    with CaptureQueriesContext(connection) as before:
        kees.get(LIST)
    queries = len(before)
    due = [agreed_on_review(f"Afspraak nummer {number}.") for number in range(7)]
    page = kees.get(LIST).content.decode()
    assert "Bekijk dit opnieuw" in page
    assert page.index("Bekijk dit opnieuw") < page.index('name="trede"')
    assert [f"/balie/afspraken/{item.pk}" in page for item in due] == [True] * 5 + [False] * 2
    assert "Bekijk alle 7" in page
    with django_assert_max_num_queries(queries):
        kees.get(LIST)
    assert "Bekijk dit opnieuw" not in kees.get(f"{LIST}?tab=mijn").content.decode()
    assert "Bekijk dit opnieuw" not in anna.get(LIST).content.decode(), "an adviser says no yes for the organisation"
    assert "Bekijk dit opnieuw" not in client_of("edih").get(LIST).content.decode(), "no side of these"
    hub = client_of("it-hub").get(LIST).content.decode()
    assert "Afspraak nummer 0." in hub


def agreed_on_review(role: str) -> Agreement:
    """Return an agreement of the front door and the hub whose day of review is today."""
    today = clock.today()
    terms = Terms("ibdo", "it-hub", role, today, today + timedelta(days=300), today + timedelta(days=1))
    made = write(by=actor("chain-owner"), account=member("chain-owner"), terms=terms)
    for who in ("chain-owner", "it-hub"):
        made = confirm(by=actor(who), agreement=made, version=1)
    with unguarded("its day has come"):
        Agreement.objects.filter(pk=made.pk).update(review_on=today)
    return made
