"""The whole chain through the real pages: request, take, intake, safe basis, referral, partner, closing."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.cast import actor, client_of
from tests.chain import (
    BASELINE,
    HANDOVER,
    INTAKE,
    answered_scan,
    ask,
    post,
)
from trede.chain.models import AdviceRequest, BaselineCheck, Case, Handover, Referral, Trajectory
from trede.companies.models import Consent, ContactPerson, Firm
from trede.journal.models import Event

pytestmark = pytest.mark.django_db
JOURNEY = [
    "firm.registered",
    "contact.added",
    "consent.given",
    "scan.claimed",
    "case.opened",
    "request.taken",
    "intake.held",
    "rung.confirmed",
    "baseline.checked",
    "referral.drafted",
    "consent.given",
    "handover.held",
    "referral.requested",
    "referral.accepted",
    "referral.started",
    "referral.completed",
    "trajectory.completed",
    "rung.confirmed",
    "case.completed",
]
"""What the journal says of one firm, from the scan to a closed file."""


def events(firm: int | None) -> list[str]:
    happened = Event.objects.filter(firm=firm).exclude(type="file.viewed").order_by("id")
    return list(happened.values_list("type", flat=True))


def test_from_the_scan_to_a_closed_file() -> None:
    scan = answered_scan("CCCCBDD")
    reference = ask(scan.code)
    adviser, partner = client_of("adviser"), client_of("it-hub")

    work = adviser.get("/balie/werklijst").content.decode()
    assert "Voorbeeld Bouw" in work
    request = AdviceRequest.objects.get(reference=reference)
    taken = post(adviser, f"/balie/aanvraag/{request.pk}/opnemen", {})
    case = Case.objects.get()
    assert taken["Location"] == f"/balie/dossier/{case.pk}"
    assert case.scan_phase == "funderen"
    assert case.start_rung == ""

    page = adviser.get(f"/balie/dossier/{case.pk}").content.decode()
    assert "Voer het eerste gesprek" in page
    assert "K. Voorbeeld" in page

    post(adviser, f"/balie/dossier/{case.pk}/gesprek", {**INTAKE, "rung": "starten", "reason": "Nog geen vaste basis."})
    case.refresh_from_db()
    assert (case.start_rung, case.scan_phase) == ("starten", "funderen")
    post(adviser, f"/balie/dossier/{case.pk}/veilige-basis", BASELINE)
    assert BaselineCheck.objects.get().reached is False

    proposals = adviser.get(f"/balie/dossier/{case.pk}/verwijzen").content.decode()
    assert proposals.index('value="pvo-basis"') < proposals.index('value="it-hub-leren"')
    chosen = post(adviser, f"/balie/dossier/{case.pk}/verwijzen", {"service": "it-hub-leren"})
    referral = Referral.objects.get()
    assert chosen["Location"] == f"/balie/verwijzing/{referral.pk}/versturen"
    assert partner.get(f"/balie/verwijzing/{referral.pk}").status_code == 404
    post(adviser, f"/balie/verwijzing/{referral.pk}/versturen", HANDOVER)
    assert Handover.objects.get().held_on is not None

    _partner_completes(partner, referral)

    page = adviser.get(f"/balie/dossier/{case.pk}").content.decode()
    assert "Sluit af met het bedrijf" in page
    post(adviser, f"/balie/dossier/{case.pk}/afronden", {"note": "Het bedrijf kan verder.", "instrument": ""})
    case.refresh_from_db()
    assert case.state == "completed"
    assert events(case.firm_id) == JOURNEY
    claimed = Event.objects.get(type="scan.claimed")
    assert claimed.data["answers"] == "CCCCBDD"
    assert "code" not in str(claimed.data)


def _partner_completes(partner: Client, referral: Referral) -> None:
    assert "Voorbeeld Bouw" in partner.get("/balie/werklijst").content.decode()
    post(partner, f"/balie/verwijzing/{referral.pk}/accept", {})
    post(partner, f"/balie/verwijzing/{referral.pk}/start", {"started_on": _today()})
    result = {"rung": "funderen", "result": "De planning staat.", "topics": ["data"], "ended_on": _today()}
    post(partner, f"/balie/verwijzing/{referral.pk}/complete", {**result, "instrument": ""})
    referral.refresh_from_db()
    assert referral.state == "completed"
    trajectory = Trajectory.objects.get()
    assert (trajectory.rung_before, trajectory.rung_after) == ("starten", "funderen")


def _today() -> str:
    from trede.journal import clock

    return clock.today().isoformat()


def sent_referral(adviser: Client, service: str = "it-hub-leren") -> Referral:
    scan = answered_scan("CCCCDDD")
    request = AdviceRequest.objects.get(reference=ask(scan.code))
    post(adviser, f"/balie/aanvraag/{request.pk}/opnemen", {})
    case = Case.objects.get(request=request)
    post(adviser, f"/balie/dossier/{case.pk}/gesprek", {**INTAKE, "rung": "funderen"})
    post(adviser, f"/balie/dossier/{case.pk}/verwijzen", {"service": service})
    referral = Referral.objects.get(case=case)
    post(adviser, f"/balie/verwijzing/{referral.pk}/versturen", HANDOVER)
    return referral


def test_a_wrong_partner_finds_nothing() -> None:
    referral = sent_referral(client_of("adviser"))
    wrong = client_of("edih")
    assert "Voorbeeld Bouw" not in wrong.get("/balie/werklijst").content.decode()
    for address in ("", "/accept", "/versturen", "/reject"):
        assert wrong.get(f"/balie/verwijzing/{referral.pk}{address}").status_code == 404
    assert wrong.post(f"/balie/verwijzing/{referral.pk}/accept", {}).status_code == 404
    assert wrong.post(f"/balie/verwijzing/{referral.pk}/oppakken", {}).status_code == 404
    referral.refresh_from_db()
    assert referral.state == "requested"


def test_a_partner_never_sees_the_file_of_a_firm() -> None:
    referral = sent_referral(client_of("adviser"))
    assert client_of("it-hub").get(f"/balie/dossier/{referral.case_id}").status_code in {403, 404}


def test_withdrawn_consent_closes_the_partners_eyes_at_once() -> None:
    adviser, partner = client_of("adviser"), client_of("it-hub")
    referral = sent_referral(adviser)
    assert partner.get(f"/balie/verwijzing/{referral.pk}").status_code == 200
    consent = Consent.objects.get(organisation="it-hub")
    post(adviser, f"/balie/dossier/{referral.case_id}/toestemming", {"consent": consent.pk})
    assert partner.get(f"/balie/verwijzing/{referral.pk}").status_code == 404
    assert "Voorbeeld Bouw" not in partner.get("/balie/werklijst").content.decode()
    assert "Het bedrijf zegt nu nee" in adviser.get("/balie/werklijst").content.decode()


def test_a_partner_sees_only_what_the_firm_shares() -> None:
    adviser, partner = client_of("adviser"), client_of("it-hub")
    scan = answered_scan("CCCCDDD")
    request = AdviceRequest.objects.get(reference=ask(scan.code))
    post(adviser, f"/balie/aanvraag/{request.pk}/opnemen", {})
    case = Case.objects.get()
    post(adviser, f"/balie/dossier/{case.pk}/gesprek", {**INTAKE, "rung": "funderen"})
    post(adviser, f"/balie/dossier/{case.pk}/verwijzen", {"service": "it-hub-leren"})
    referral = Referral.objects.get()
    post(adviser, f"/balie/verwijzing/{referral.pk}/versturen", {**HANDOVER, "shared": ["contact"]})
    page = partner.get(f"/balie/verwijzing/{referral.pk}").content.decode()
    assert "K. Voorbeeld" in page
    assert "Minder dubbel werk" not in page
    assert "Uitkomst van de scan" not in page
    assert "Funderen" not in page
    assert "Funderen" not in partner.get("/balie/werklijst").content.decode().split("<tbody>")[1]


@pytest.mark.parametrize("step", ["reject", "cancel"])
def test_an_end_asks_for_the_way_on(step: str) -> None:
    adviser, partner = client_of("adviser"), client_of("it-hub")
    referral = sent_referral(adviser)
    who = partner if step == "reject" else adviser
    refused = who.post(f"/balie/verwijzing/{referral.pk}/{step}", {"reason": "Past niet."})
    assert refused.status_code == 422
    assert "Kies hoe het bedrijf verder gaat." in refused.content.decode()
    sent = {"reason": "De vraag hoort bij de EDIH.", "way": "new-route", "service": "edih-scan"}
    post(who, f"/balie/verwijzing/{referral.pk}/{step}", sent)
    referral.refresh_from_db()
    draft = referral.follow_up
    assert draft is not None
    assert (draft.state, draft.service) == ("draft", "edih-scan")
    assert f"/balie/verwijzing/{draft.pk}/versturen" in adviser.get("/balie/werklijst").content.decode()


def test_the_firms_wish_to_stop_is_a_way_on_with_its_day() -> None:
    adviser, partner = client_of("adviser"), client_of("it-hub")
    referral = sent_referral(adviser)
    missing = partner.post(f"/balie/verwijzing/{referral.pk}/reject", {"reason": "Stopt.", "way": "firm-stops"})
    assert missing.status_code == 422
    sent = {"reason": "Stopt.", "way": "firm-stops", "firm_stops_on": _today()}
    post(partner, f"/balie/verwijzing/{referral.pk}/reject", sent)
    work = adviser.get("/balie/werklijst").content.decode()
    assert f"/balie/dossier/{referral.case_id}/veilige-basis" in work


def test_a_double_click_counts_once() -> None:
    adviser, partner = client_of("adviser"), client_of("it-hub")
    referral = sent_referral(adviser)
    post(partner, f"/balie/verwijzing/{referral.pk}/accept", {})
    again = partner.post(f"/balie/verwijzing/{referral.pk}/accept", {})
    assert again.status_code == 409
    assert "Er is niets veranderd." in again.content.decode()
    late = adviser.post(f"/balie/verwijzing/{referral.pk}/versturen", HANDOVER)
    assert late.status_code == 409
    assert Event.objects.filter(type="referral.accepted").count() == 1
    request = AdviceRequest.objects.get()
    taken = adviser.post(f"/balie/aanvraag/{request.pk}/opnemen", {})
    assert taken.status_code == 409
    assert Case.objects.count() == 1


@pytest.mark.parametrize("step", ["start", "complete", "resume", "fail", "hold"])
def test_a_step_out_of_order_says_what_happened(step: str) -> None:
    referral = sent_referral(client_of("adviser"))
    answer = client_of("it-hub").post(f"/balie/verwijzing/{referral.pk}/{step}", {"reason": "x"})
    assert answer.status_code == 409
    assert "Deze stap kan nu niet." in answer.content.decode()


def test_pause_and_failure_keep_a_way_on() -> None:
    adviser, partner = client_of("adviser"), client_of("it-hub")
    referral = sent_referral(adviser)
    post(partner, f"/balie/verwijzing/{referral.pk}/accept", {})
    post(partner, f"/balie/verwijzing/{referral.pk}/start", {"started_on": _today()})
    post(partner, f"/balie/verwijzing/{referral.pk}/hold", {"reason": "Ziek."})
    post(partner, f"/balie/verwijzing/{referral.pk}/resume", {})
    post(partner, f"/balie/verwijzing/{referral.pk}/fail", {"reason": "Lukt niet.", "way": "new-route", "service": ""})
    referral.refresh_from_db()
    assert referral.state == "failed"
    assert referral.follow_up is not None
    assert f"/balie/dossier/{referral.case_id}/verwijzen" in adviser.get("/balie/werklijst").content.decode()


def test_a_differing_rung_needs_a_reason() -> None:
    adviser = client_of("adviser")
    request = AdviceRequest.objects.get(reference=ask(answered_scan("CCCCDDD").code))
    post(adviser, f"/balie/aanvraag/{request.pk}/opnemen", {})
    case = Case.objects.get()
    answer = adviser.post(f"/balie/dossier/{case.pk}/gesprek", {**INTAKE, "rung": "innoveren"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "De trede is anders dan de scan aangeeft." in html
    assert "Minder dubbel werk" in html
    assert not Event.objects.filter(type="intake.held").exists()


def test_a_firm_with_the_same_name_is_shown_not_merged() -> None:
    adviser = client_of("adviser")
    first = AdviceRequest.objects.get(reference=ask(""))
    post(adviser, f"/balie/aanvraag/{first.pk}/opnemen", {})
    known = Firm.objects.get()
    second = AdviceRequest.objects.get(reference=ask(""))
    answer = adviser.post(f"/balie/aanvraag/{second.pk}/opnemen", {})
    assert answer["Location"] == f"/balie/aanvraag/{second.pk}#zelfde-naam"
    assert "Is dit hetzelfde bedrijf?" in adviser.get(f"/balie/aanvraag/{second.pk}").content.decode()
    post(adviser, f"/balie/aanvraag/{second.pk}/opnemen", {"firm": known.pk})
    assert Firm.objects.count() == 1
    assert ContactPerson.objects.count() == 1
    assert Case.objects.count() == 2


def test_a_request_that_does_not_fit_gets_another_door() -> None:
    adviser = client_of("adviser")
    request = AdviceRequest.objects.get(reference=ask(""))
    dead_end = adviser.post(f"/balie/aanvraag/{request.pk}/sluiten", {"reason": "Past niet.", "way": "other-door"})
    assert dead_end.status_code == 422
    sent = {"reason": "Past niet.", "way": "other-door", "other_door": "pvo"}
    post(adviser, f"/balie/aanvraag/{request.pk}/sluiten", sent)
    request.refresh_from_db()
    assert (request.state, request.way_on, request.other_door) == ("closed", "other-door", "pvo")


def test_a_code_opens_a_file() -> None:
    adviser = client_of("adviser")
    scan = answered_scan("CCCCDDD")
    wrong = adviser.post("/balie/code", {"code": "ZZZZ-ZZZ"})
    assert wrong.status_code == 422
    typed = scan.code.lower()
    opened = post(adviser, "/balie/code", {"code": f"{typed[:4]} {typed[4:]}"})
    assert opened["Location"] == "/balie/code/uitkomst"
    html = adviser.get("/balie/code/uitkomst").content.decode()
    assert "De scan geeft aan: Funderen." in html
    assert scan.code not in html
    sent: dict[str, Any] = {"firm_name": "Voorbeeld Bouw", "contact_name": "K. Voorbeeld", "phone": "0592123456"}
    refused = adviser.post("/balie/code/uitkomst", sent)
    assert refused.status_code == 422
    post(adviser, "/balie/code/uitkomst", {**sent, "consent": "on", "consent_given_on": _today()})
    scan.refresh_from_db()
    assert scan.firm_id == Firm.objects.get().pk
    assert Event.objects.filter(type="outcome.opened").count() == 1


def test_an_outcome_needs_its_code_first() -> None:
    assert client_of("adviser").get("/balie/code/uitkomst").status_code == 404


def test_a_handover_that_is_still_to_come_is_held_before_accepting() -> None:
    adviser, partner = client_of("adviser"), client_of("it-hub")
    scan = answered_scan("CCCCDDD")
    request = AdviceRequest.objects.get(reference=ask(scan.code))
    post(adviser, f"/balie/aanvraag/{request.pk}/opnemen", {})
    case = Case.objects.get()
    post(adviser, f"/balie/dossier/{case.pk}/gesprek", {**INTAKE, "rung": "funderen"})
    post(adviser, f"/balie/dossier/{case.pk}/verwijzen", {"service": "it-hub-leren"})
    referral = Referral.objects.get()
    post(adviser, f"/balie/verwijzing/{referral.pk}/versturen", {**HANDOVER, "handover_on": "2099-01-04"})
    assert partner.post(f"/balie/verwijzing/{referral.pk}/accept", {}).status_code == 422
    post(partner, f"/balie/verwijzing/{referral.pk}/accept", {"handover_on": _today()})
    assert Handover.objects.get().held_on is not None
    assert {"handover.planned", "handover.held"} <= set(events(case.firm_id))


def test_the_journal_holds_no_names() -> None:
    referral = sent_referral(client_of("adviser"))
    written = " ".join(str(event.data) for event in Event.objects.all())
    for personal in ("Voorbeeld", "0592", "example", AdviceRequest.objects.get().reference):
        assert not re.search(re.escape(personal), written)
    assert actor("adviser").organisation == "ibdo"
    referral.refresh_from_db()
    assert referral.question
