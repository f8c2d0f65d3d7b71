"""The own pages of a firm, through the whole chain: journey, consent, who looked, scans, taking along, leaving."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import actor, bakker, client_of, jansen
from tests.chain import HANDOVER, INTAKE, answered_scan, ask, post
from tests.own import contact, firm_client, text
from trede.chain.models import AdviceRequest, Case, Referral
from trede.companies.models import Consent, ContactPerson, Firm
from trede.companies.own import blocks
from trede.companies.own.actions_data import erase_own
from trede.companies.own.journey import looks, told
from trede.core.codes import spoken
from trede.core.errors import NotPermitted
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.models import Event
from trede.journal.types import SHREDDED, event_types
from trede.privacy.fields import declaration
from trede.scan.models import ScanResult

pytestmark = pytest.mark.django_db
MAIL = "k@voorbeeld.example"


@pytest.fixture(autouse=True)
def _mail(settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example"


def asked() -> Case:
    """Let a firm ask for an adviser with its scan, and the adviser take the question."""
    scan = answered_scan("CCCCDDD")
    request = AdviceRequest.objects.get(reference=ask(scan.code, email=MAIL))
    post(client_of("adviser"), f"/balie/aanvraag/{request.pk}/opnemen", {})
    return Case.objects.get(request=request)


def referred() -> Referral:
    """Let the adviser talk with the firm and refer it to the IT Hub."""
    case, adviser = asked(), client_of("adviser")
    post(adviser, f"/balie/dossier/{case.pk}/gesprek", {**INTAKE, "rung": "funderen"})
    post(adviser, f"/balie/dossier/{case.pk}/verwijzen", {"service": "it-hub-leren"})
    referral = Referral.objects.get()
    post(adviser, f"/balie/verwijzing/{referral.pk}/versturen", HANDOVER)
    referral.refresh_from_db()
    return referral


def owner() -> Client:
    """Return the browser of the entrepreneur."""
    return firm_client(MAIL)


# The journey


def test_the_first_page_says_where_the_question_is_and_who_is_next() -> None:
    asked()
    page = text(owner().get("/mijn"))
    assert "Voorbeeld Bouw" in page
    assert "Funderen, zegt de scan" in page
    assert "De adviseur voert met jou het eerste gesprek" in page
    assert "Uiterlijk" in page
    assert "Een adviseur pakte je vraag op" in page
    assert "(adviseur)" in page
    assert "Anna" not in page, "names of staff are not told"


def test_a_referral_shows_the_partner_its_state_and_whose_turn_it_is() -> None:
    referred()
    page = text(owner().get("/mijn"))
    assert "IT Hub" in page
    assert "gevraagd" in page
    assert "kijkt of het past" in page
    english = text(owner().get("/en/mijn"))
    assert "sees whether it fits" in english
    assert "Your question went to" in english


def test_a_firm_without_a_question_is_led_to_an_adviser() -> None:
    contact(bakker())
    page = firm_client().get("/mijn").content.decode()
    assert 'href="/adviseur"' in page
    assert "Er wacht niets op jou" in page


def test_only_events_with_a_sentence_for_the_firm_are_told() -> None:
    types = {kind.key for kind in event_types()}
    assert set(told()) <= types, "a sentence for an event that does not exist"
    assert not {kind for kind in told() if kind.startswith(("message.", "file.", "journal.", "own.link"))}
    assert "referral.requested" in told()
    assert "own.entered" not in told()


def test_the_whole_journey_is_leafed_through_and_costs_the_same_for_any_length() -> None:
    contact(bakker())
    browser = firm_client()

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert browser.get("/mijn/reis").status_code == 200
        return len(found)

    def overview() -> int:
        with CaptureQueriesContext(connection) as found:
            assert browser.get("/mijn").status_code == 200
        return len(found)

    first, home = cost(), overview()
    for _ in range(15):
        given = {"organisation": "it-hub", "purpose": "referral", "yes": "yes"}
        post(browser, "/mijn/toestemming/geven", given)
        consent = Consent.objects.get(firm=bakker(), withdrawn_on=None)
        post(browser, f"/mijn/toestemming/{consent.pk}/intrekken", {})
    browser.get("/mijn/toestemming")  # the notice of what was done is read once
    assert cost() <= first
    assert overview() <= home
    page = browser.get("/mijn/reis").content.decode()
    assert "?pagina=2" in page
    assert "Je bedrijf kwam in ons bestand" in text(browser.get("/mijn/reis?pagina=2"))
    assert browser.get("/mijn/reis?pagina=999").status_code == 200
    assert browser.get("/mijn/reis?pagina=x").status_code == 200


def test_a_block_of_another_room_joins_the_page_and_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    contact(bakker())
    monkeypatch.setattr(blocks, "_registry", dict(blocks._registry))

    def build(firm: Firm, language: str) -> blocks.Block:
        wait = blocks.Waits("Stuur je offerte.", "Doe dit nu", "/mijn/x", clock.today())
        return blocks.Block("test", f"Blok {language}", f"<p>van {firm.pk}</p>", (wait,))

    blocks.register_block("test", 99, build)
    page = firm_client().get("/mijn").content.decode()
    assert '<h2 id="b-test">Blok nl</h2>' in page
    assert "Stuur je offerte." in page
    with pytest.raises(ValueError, match="twice"):
        blocks.register_block("test", 1, lambda firm, language: None)


# Consent


def test_consent_taken_back_shuts_the_partner_out_at_once_and_giving_again_lets_it_in() -> None:
    referral = referred()
    partner, browser = client_of("it-hub"), owner()
    where = f"/balie/verwijzing/{referral.pk}"
    assert partner.get(where).status_code == 200
    page = text(browser.get("/mijn/toestemming"))
    assert "IT Hub" in page
    consent = Consent.objects.get(organisation="it-hub")
    effect = text(browser.get(f"/mijn/toestemming/{consent.pk}/intrekken"))
    assert "ziet meteen niets meer" in effect
    assert "Zeg dan weer ja" in effect
    assert partner.get(where).status_code == 200, "looking at what would happen changes nothing"
    post(browser, f"/mijn/toestemming/{consent.pk}/intrekken", {})
    assert partner.get(where).status_code == 404
    assert "Voorbeeld Bouw" not in partner.get("/balie/werklijst").content.decode()
    assert "Deze partner ziet nu niets" in text(browser.get("/mijn"))
    assert "De adviseur zoekt een andere weg" in text(browser.get("/mijn"))
    post(browser, f"/mijn/toestemming/{consent.pk}/intrekken", {})  # the button twice is once
    assert Event.objects.filter(type="consent.withdrawn").count() == 1
    given = {"organisation": "it-hub", "purpose": "referral", "yes": "yes"}
    post(browser, "/mijn/toestemming/geven", given)
    assert partner.get(where).status_code == 200
    assert Event.objects.filter(type="referral.shared-again").count() == 1


def test_giving_consent_says_what_is_shared_and_asks_a_tick() -> None:
    contact(bakker())
    browser = firm_client()
    page = text(browser.get("/mijn/toestemming/geven?organisation=it-hub&purpose=contact"))
    assert "mag je bellen en mailen" in page
    for sent in ({}, {"organisation": "x", "purpose": "x"}, {"organisation": "it-hub", "purpose": "contact"}):
        answer: Any = browser.post("/mijn/toestemming/geven", sent)
        assert answer.status_code == 422
    assert not Consent.objects.exists()
    given = {"organisation": "it-hub", "purpose": "contact", "yes": "yes"}
    post(browser, "/mijn/toestemming/geven", given)
    post(browser, "/mijn/toestemming/geven", given)
    assert Consent.objects.get().firm == bakker()
    assert Event.objects.get(type="consent.given").actor_kind == "firm"


# Who looked


def test_every_look_at_the_file_is_told_per_day() -> None:
    case = asked()
    adviser = client_of("adviser")
    with clock.at(clock.now() + timedelta(days=1)):
        for _ in range(3):
            adviser.get(f"/balie/dossier/{case.pk}")
        rows = looks(case.firm_id).filter(occurred_on=clock.today(), data__what="file")
        assert rows.count() == 3
    page = text(owner().get("/mijn/wie-keek"))
    assert "je dossier" in page
    assert "(adviseur)" in page
    assert "je vraag om een adviseur" not in page, "nobody opened the request before it was taken"


def test_the_look_at_a_request_before_it_had_a_firm_is_told_too() -> None:
    scan = answered_scan("CCCCDDD")
    request = AdviceRequest.objects.get(reference=ask(scan.code, email=MAIL))
    adviser = client_of("adviser")
    adviser.get(f"/balie/aanvraag/{request.pk}")
    post(adviser, f"/balie/aanvraag/{request.pk}/opnemen", {})
    assert "je vraag om een adviseur" in text(owner().get("/mijn/wie-keek"))


def test_partners_and_the_privacy_desk_are_told_and_other_firms_see_nothing_of_it() -> None:
    referral = referred()
    client_of("it-hub").get(f"/balie/verwijzing/{referral.pk}")
    desk, firm = client_of("chain-owner"), referral.case.firm_id
    desk.post("/beheer/privacy", {"kind": "firm", "typed": str(firm)})
    desk.post(f"/beheer/privacy/firm/{firm}/download")
    page = text(owner().get("/mijn/wie-keek"))
    for what in ("je vraag bij een partner", "wat we bewaren", "alles, als bestand", "(partner)", "(ketenregisseur)"):
        assert what in page
    contact(jansen(), "jan@jansen.example", "Jan")
    assert "Nog niemand keek" in text(firm_client("jan@jansen.example").get("/mijn/wie-keek"))


def test_who_may_not_look_leaves_no_trace_and_what_cannot_be_noted_is_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    referral = referred()
    seen = looks(referral.case.firm_id).count()
    assert client_of("edih").get(f"/balie/verwijzing/{referral.pk}").status_code == 404
    assert looks(referral.case.firm_id).count() == seen
    from django.db import OperationalError

    from trede.privacy import looks as room

    def broken(*_: object, **__: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(room, "record", broken)
    answer: Any = client_of("adviser").get(f"/balie/dossier/{referral.case_id}")
    assert answer.status_code == 503
    assert "Voorbeeld Bouw" not in answer.content.decode()


def test_the_public_site_and_the_own_pages_note_no_look() -> None:
    contact(bakker())
    browser = firm_client()
    before = Event.objects.count()
    for path in ("/", "/hulp", "/mijn", "/mijn/reis", "/mijn/wie-keek", "/mijn/toestemming", "/mijn/gegevens/lezen"):
        assert browser.get(path).status_code == 200
    assert Event.objects.count() == before


# Scans


def test_a_scan_joins_by_its_code_after_a_yes_and_is_let_go_of_again() -> None:
    contact(bakker())
    scan, browser = answered_scan("CCCCDDD"), firm_client()
    ask_page: Any = browser.post("/mijn/scans", {"code": f" {spoken(scan.code).lower()} "})
    assert "Mag deze uitkomst bij je bedrijf?" in text(ask_page)
    assert ScanResult.objects.get().firm is None
    answer: Any = browser.post("/mijn/scans", {"code": scan.code, "asked": "1"})
    assert answer.status_code == 422
    post(browser, "/mijn/scans", {"code": scan.code, "asked": "1", "yes": "yes"})
    assert ScanResult.objects.get().firm == bakker()
    assert "Funderen" in text(browser.get("/mijn"))
    where = f"/mijn/scans/{scan.pk}/los"
    assert "Maak los" in text(browser.get(where))
    post(browser, where, {})
    assert ScanResult.objects.get().firm is None
    assert browser.get(where).status_code == 404
    assert Client().get(f"/uitkomst/{scan.code}").status_code == 200


def test_what_an_adviser_saw_cannot_be_let_go_of() -> None:
    case = asked()
    browser, scan = owner(), answered_scan("DDDDDDD")
    warned: Any = browser.post("/mijn/scans", {"code": scan.code})
    assert "ziet hem meteen" in text(warned)
    post(browser, "/mijn/scans", {"code": scan.code, "asked": "1", "yes": "yes"})
    assert "Toen" in text(browser.get("/mijn"))
    assert browser.get(f"/mijn/scans/{scan.pk}/los").status_code == 200
    client_of("adviser").get(f"/balie/dossier/{case.pk}")
    answer: Any = browser.post(f"/mijn/scans/{scan.pk}/los")
    assert answer.status_code == 409
    assert "is al gedeeld" in text(answer)
    assert browser.post(f"/mijn/scans/{case.scan_id}/los").status_code == 409, "shared with the question itself"
    assert ScanResult.objects.filter(firm=case.firm_id).count() == 2


@pytest.mark.parametrize("typed", ["", "x", "K7M4-9QXT", "\0", "9" * 50])
def test_a_code_that_is_none_comes_back(typed: str) -> None:
    contact(bakker())
    answer: Any = firm_client().post("/mijn/scans", {"code": typed})
    assert answer.status_code == 422
    assert "Fout:" in answer.content.decode().split("</title>")[0]


def test_the_scan_of_another_firm_is_not_known() -> None:
    case = asked()
    contact(bakker())
    browser = firm_client()
    assert case.scan is not None
    answer: Any = browser.post("/mijn/scans", {"code": case.scan.code, "asked": "1", "yes": "yes"})
    assert answer.status_code == 422
    assert "Deze code kennen we niet" in text(answer)
    assert browser.get(f"/mijn/scans/{case.scan.pk}/los").status_code == 404


# Own data


def test_everything_is_taken_along_for_people_and_for_programs() -> None:
    referral = referred()
    contact(jansen(), "jan@jansen.example", "Jan Jansen")
    browser = owner()
    assert browser.get("/mijn/gegevens/download")["Location"] == "/mijn/gegevens"
    answer: Any = browser.post("/mijn/gegevens/download")
    assert answer["Content-Disposition"] == 'attachment; filename="mijn-gegevens.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["gegevens.json", "gegevens.html"]
        document, page = json.loads(archive.read("gegevens.json")), archive.read("gegevens.html").decode()
    assert document["records"]["chain.referral"][0]["question"] == "Help met de planning."
    for words in (page, json.dumps(document), browser.get("/mijn/gegevens/lezen").content.decode()):
        assert MAIL in words
        assert "Jan Jansen" not in words
    assert "Minder dubbel werk." in page
    assert Event.objects.filter(type="privacy.exported", firm=referral.case.firm_id, actor_kind="firm").count() == 1


def test_own_details_are_changed_and_kept_when_wrong() -> None:
    person = contact(bakker())
    browser = firm_client()
    post(browser, "/mijn/gegevens/wijzigen", {"name": "B. Bakker", "phone": "0591 76 54 32"})
    person.refresh_from_db()
    assert (person.name, person.phone) == ("B. Bakker", "0591765432")
    answer: Any = browser.post("/mijn/gegevens/wijzigen", {"name": "B. de Bakker", "phone": "12"})
    assert answer.status_code == 422
    assert "B. de Bakker" in answer.content.decode()
    before = Event.objects.count()
    post(browser, "/mijn/gegevens/wijzigen", {"name": "B. Bakker", "phone": "0591765432"})
    assert Event.objects.count() == before


def test_a_colleague_is_removed_but_the_last_one_stays() -> None:
    own = contact(bakker())
    colleague = contact(bakker(), "carla@bakker.example", "Carla")
    other = contact(jansen(), "jan@jansen.example", "Jan")
    browser = firm_client()
    assert browser.post(f"/mijn/gegevens/collega/{other.pk}/weg").status_code == 404
    post(browser, f"/mijn/gegevens/collega/{colleague.pk}/weg", {})
    assert not ContactPerson.objects.filter(pk=colleague.pk).exists()
    answer: Any = browser.post(f"/mijn/gegevens/collega/{own.pk}/weg")
    assert answer.status_code == 409
    assert "Er moet iemand overblijven" in text(answer)
    contact(bakker(), "carla@bakker.example", "Carla")
    assert browser.post(f"/mijn/gegevens/collega/{own.pk}/weg")["Location"] == "/mijn/uitgelogd"
    assert browser.get("/mijn").status_code == 302


def test_erasing_everything_says_what_stays_ends_what_runs_and_leaves_no_name() -> None:
    referral = referred()
    firm, partner, browser = referral.case.firm_id, client_of("it-hub"), owner()
    page = text(browser.get("/mijn/gegevens/wissen"))
    for words in ("Dit wissen we meteen", "Dit blijft", "AVG, artikel 7", "publieke taak", "IT Hub"):
        assert words in page
    assert browser.post("/mijn/gegevens/wissen", {}).status_code == 422
    assert Firm.objects.get(pk=firm).name == "Voorbeeld Bouw"
    assert browser.post("/mijn/gegevens/wissen", {"sure": "yes"})["Location"] == "/mijn/gewist"
    assert browser.get("/mijn").status_code == 302
    assert browser.get("/mijn/gewist").status_code == 200
    assert Firm.objects.get(pk=firm).name == SHREDDED
    referral.refresh_from_db()
    assert (referral.state, referral.question) == ("cancelled", "")
    assert Case.objects.get().state == "stopped"
    assert not Consent.objects.filter(withdrawn_on=None).exists()
    assert partner.get(f"/balie/verwijzing/{referral.pk}").status_code == 404
    assert not ContactPerson.objects.filter(email=MAIL).exists()
    assert not ScanResult.objects.exists()
    assert Event.objects.filter(type="scan.claimed").get().data["answers"] == SHREDDED
    erased = Event.objects.filter(type="privacy.erased").get()
    assert (erased.firm, erased.actor_kind) == (firm, "firm")
    before = len(mail.outbox)
    Client().post("/mijn/inloggen", {"email": MAIL})
    assert len(mail.outbox) == before + 1, "the answer is the same as ever"


def test_erasing_asks_for_a_login_of_a_short_while_ago() -> None:
    contact(bakker())
    browser = firm_client()
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert "Log eerst opnieuw in" in text(browser.get("/mijn/gegevens/wissen"))
        answer: Any = browser.post("/mijn/gegevens/wissen", {"sure": "yes"})
        assert "Log eerst opnieuw in" in text(answer)
        assert bakker().name == "Bakker BV"


def test_what_a_law_keeps_is_named_with_its_term_and_ground(monkeypatch: pytest.MonkeyPatch) -> None:
    person = contact(bakker())
    monkeypatch.setattr(Consent.Privacy, "erase", "keep", raising=False)
    browser = firm_client()
    post(browser, "/mijn/toestemming/geven", {"organisation": "it-hub", "purpose": "contact", "yes": "yes"})
    page = browser.get("/mijn/gegevens/wissen").content.decode()
    assert declaration(Consent).ground.split("(")[0] in page
    assert "Toestemming</h3>" in page
    erase_own(by=Actor.entrepreneur(person.pk), firm=bakker())
    assert Event.objects.get(type="privacy.erased").data["kept"] == ["companies.consent"]


def test_nobody_else_erases_downloads_or_decides() -> None:
    contact(bakker())
    stranger = contact(jansen(), "jan@jansen.example", "Jan")
    for by in (Actor.entrepreneur(stranger.pk), Actor.entrepreneur(0), Actor.anonymous(), actor("adviser")):
        with pytest.raises(NotPermitted):
            erase_own(by=by, firm=bakker())
    assert not Event.objects.filter(Q(type="privacy.erased") | Q(type="privacy.exported")).exists()
