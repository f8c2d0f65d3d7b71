"""Mail of the chain: who gets what, once, at decent hours, and without a word about a firm."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.cast import actor, bakker, client_of, jansen, member
from tests.chain import ask
from tests.mailing import (
    FIRM,
    PARTNER,
    WORKDAY,
    fresh,
    link_in,
    mail_on,
    mails,
    ready_case,
    sent_referral,
    working_day,
)
from trede.chain import actions, digest
from trede.chain.messages import CLOSES, OPENS, quiet_until
from trede.chain.models import AdviceRequest
from trede.companies.actions import withdraw_consent
from trede.companies.models import Consent, ContactPerson
from trede.core.clocks import AMSTERDAM, is_working_day
from trede.core.codes import spoken
from trede.journal.clock import at
from trede.journal.models import Event
from trede.web.outbox import send_due

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on(settings: Any) -> Any:
    """A working day on a site that sends mail."""
    mail_on(settings)
    with working_day():
        yield


def test_who_asks_gets_a_receipt_with_code_and_day() -> None:
    reference = ask("", email="klant@bedrijf.example")
    (mail,) = mails()
    assert (mail.to, mail.kind, mail.next_at) == ("klant@bedrijf.example", "request-received", WORKDAY)
    assert mail.subject == "We hebben je vraag"
    assert spoken(reference) in mail.text
    assert "dinsdag 1 december 2026" in mail.text
    assert "Voorbeeld" not in mail.text + mail.html
    assert link_in(mail) == "/adviseur/waar"


def test_without_an_address_there_is_no_receipt_and_english_is_english() -> None:
    ask("")
    assert not mails()
    form = Client().get("/en/adviseur").content.decode()
    nonce = form.split('name="nonce" value="')[1][:32]
    sent = {"name": "K", "firm": "B", "email": "x@y.example", "consent": "ja", "nonce": nonce}
    assert Client().post("/en/adviseur", sent).status_code == 303
    assert mails()[0].subject == "We have your question"
    assert link_in(mails()[0]) == "/en/adviseur/waar"


def test_the_receipt_goes_out_on_sunday_and_the_rest_waits_for_monday() -> None:
    with at(datetime(2026, 11, 29, 12, tzinfo=UTC)):
        ask("", email="klant@bedrijf.example")
        sent_referral()
        receipt, to_partner = mails()
    assert receipt.next_at == datetime(2026, 11, 29, 12, tzinfo=UTC)
    assert to_partner.next_at.astimezone(AMSTERDAM) == datetime(2026, 11, 30, 7, tzinfo=AMSTERDAM)


@pytest.mark.parametrize("hours", range(0, 24 * 40, 5))
def test_nothing_at_night_at_weekends_and_on_holidays(hours: int) -> None:
    now = datetime(2026, 12, 1, tzinfo=UTC) + timedelta(hours=hours)
    then = (quiet_until(now) or now).astimezone(AMSTERDAM)
    assert is_working_day(then.date())
    assert then.time() >= OPENS
    assert then.time() < CLOSES
    assert then >= now
    assert quiet_until(then) is None


def test_a_partner_with_accounts_logs_in() -> None:
    hub = member("it-hub")
    referral = sent_referral(service="it-hub-leren", to="")
    (mail,) = mails()
    assert (mail.to, mail.kind) == (hub.email, "referral-login")
    assert link_in(mail) == f"/balie/verwijzing/{referral.pk}"


def test_the_named_person_of_a_partner_logs_in_when_there_is_an_account() -> None:
    hub = member("it-hub")
    sent_referral(service="it-hub-leren", to=hub.email.upper())
    assert [mail.kind for mail in mails()] == ["referral-login"]


def test_the_front_door_helping_itself_mails_nobody() -> None:
    sent_referral(service="ibdo-eerste-gesprek", to="")
    assert not mails()


def test_the_firm_hears_of_each_step() -> None:
    partner, case = actor("it-hub"), ready_case()
    referral = sent_referral(case, service="it-hub-leren", to="")
    actions.accept_referral(by=partner, referral=fresh(referral))
    actions.start_referral(by=partner, referral=fresh(referral))
    actions.complete_referral(by=partner, referral=fresh(referral), rung="funderen", result="Het staat.")
    told = [mail for mail in mails() if mail.to == FIRM]
    assert [mail.kind for mail in told] == ["firm-accepted", "firm-started", "firm-completed"]
    case.refresh_from_db()
    assert case.reference is not None
    assert all(spoken(case.reference) in mail.text for mail in told)
    assert all("IT Hub" in mail.text for mail in told)
    assert not any("Bakker" in mail.text + mail.html + mail.subject for mail in mails())


def test_a_returned_question_is_told_as_a_new_route() -> None:
    referral = sent_referral(service="it-hub-leren", to="")
    way = actions.WayOnChoice(new_route=True)
    actions.end_referral(by=actor("it-hub"), referral=fresh(referral), step="reject", reason="Vol.", way_on=way)
    assert [mail.kind for mail in mails() if mail.to == FIRM] == ["firm-other-route"]


def test_a_cancelled_referral_is_told_to_the_partner_without_a_word_about_the_firm() -> None:
    referral = sent_referral()
    way = actions.WayOnChoice(new_route=True)
    actions.end_referral(by=actor("adviser"), referral=fresh(referral), step="cancel", reason="Anders.", way_on=way)
    assert [mail.kind for mail in mails(kind="referral-stopped")] == ["referral-stopped"]
    assert mails(kind="referral-stopped")[0].to == PARTNER


def test_without_consent_or_address_the_firm_gets_no_mail() -> None:
    referral = sent_referral(service="it-hub-leren", to="")
    withdraw_consent(by=actor("adviser"), consent=Consent.objects.get(purpose=Consent.CONTACT))
    actions.accept_referral(by=actor("it-hub"), referral=fresh(referral))
    other = sent_referral(ready_case(jansen(), email=""), service="it-hub-leren", to="")
    assert not ContactPerson.objects.filter(firm=jansen()).exclude(email="").exists()
    actions.accept_referral(by=actor("it-hub"), referral=fresh(other))
    assert not mails(kind="firm-accepted")


def test_the_digest_has_counts_and_no_names_once_a_day() -> None:
    adviser = member("adviser")
    member("it-hub")
    with at(WORKDAY - timedelta(days=12)):
        ask("", firm="Lang Gewacht")
    ask("", firm="Net Binnen")
    referral = sent_referral(ready_case(bakker()), service="it-hub-leren", to="")
    actions.accept_referral(by=actor("it-hub"), referral=fresh(referral))
    digest.send_digests()
    digest.forget_who_was_looked_at()
    assert digest.send_digests() == 0
    (mine,) = [mail for mail in mails(kind="digest") if mail.to == adviser.email]
    assert "Te laat: 1." in mine.text
    assert "Nog niet opgepakt: 2." in mine.text
    assert "Partners namen aan: 1." in mine.text
    assert "Gewacht" not in mine.text
    assert "Bakker" not in mine.text
    assert mine.html.count("<a ") == 1
    with at(WORKDAY + timedelta(days=1)):
        digest.send_digests()
    again = [mail for mail in mails(kind="digest") if mail.to == adviser.email]
    assert len(again) == 2
    assert "Partners namen aan" not in again[1].text, "news is told once"


def test_no_digest_without_work_nor_at_the_weekend() -> None:
    member("adviser")
    assert digest.send_digests() == 0
    ask("")
    digest.forget_who_was_looked_at()
    for moment in (datetime(2026, 11, 28, 10, tzinfo=UTC), datetime(2026, 11, 25, 5, tzinfo=UTC)):
        with at(moment):
            assert digest.send_digests() == 0
    assert digest.send_digests() == 1
    assert Event.objects.get(type="digest.sent").data.keys() == {"late", "today", "free"}


def test_no_digest_without_a_mail_server(settings: Any) -> None:
    member("adviser")
    ask("")
    settings.EMAIL_HOST = ""
    assert digest.send_digests() == 0
    assert not Event.objects.filter(type="digest.sent").exists()


def test_what_is_queued_arrives(settings: Any) -> None:
    from django.core import mail as django_mail

    ask("", email="klant@bedrijf.example")
    assert send_due() == 1
    (sent,) = django_mail.outbox
    assert sent.to == ["klant@bedrijf.example"]
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_code_shows_where_it_is_and_stops_it() -> None:
    reference = ask("", email="klant@bedrijf.example", phone="")
    visitor = Client()
    assert "De code van je vraag" in visitor.get("/adviseur/waar").content.decode()
    page = visitor.post("/adviseur/waar", {"code": spoken(reference).lower()}).content.decode()
    assert "Hij wacht op een adviseur." in page
    assert "dinsdag 1 december 2026" in page
    assert "Voorbeeld" not in page
    changed = visitor.post("/adviseur/waar/contact", {"code": reference, "phone": "12", "send": "ja"})
    assert changed.status_code == 422
    assert 'value="12"' in changed.content.decode()
    assert visitor.post("/adviseur/waar/contact", {"code": reference, "send": "ja"}).status_code == 422
    done = visitor.post("/adviseur/waar/contact", {"code": reference, "phone": "0592654321", "send": "ja"})
    assert "We gebruiken nu dit contact." in done.content.decode()
    request = AdviceRequest.objects.get()
    assert (request.phone, request.email) == ("0592654321", "")
    sure = visitor.post("/adviseur/waar/stoppen", {"code": reference}).content.decode()
    assert "Ja, stop mijn vraag" in sure
    request.refresh_from_db()
    assert request.state == "received"
    stopped = visitor.post("/adviseur/waar/stoppen", {"code": reference, "sure": "ja"}).content.decode()
    assert "Je vraag is gestopt." in stopped
    assert "Stel een nieuwe vraag" in stopped
    request.refresh_from_db()
    assert (request.state, request.way_on) == ("closed", "firm-stops")
    assert Event.objects.get(type="request.closed").actor_kind == "link"


def test_the_code_follows_the_question_through_the_chain() -> None:
    case, partner = ready_case(), actor("it-hub")
    case.refresh_from_db()
    code = case.reference
    assert code is not None

    def shown() -> str:
        return Client().post("/adviseur/waar", {"code": code}).content.decode()

    assert "Nu kies je samen wat past." in shown()
    referral = sent_referral(case, service="it-hub-leren", to="")
    assert "Je vraag ligt bij IT Hub." in shown()
    actions.accept_referral(by=partner, referral=fresh(referral))
    assert "IT Hub gaat je helpen." in shown()
    actions.start_referral(by=partner, referral=fresh(referral))
    assert "IT Hub werkt met je aan je vraag." in shown()
    actions.hold_referral(by=partner, referral=fresh(referral), reason="Ziek.")
    assert "ligt even stil" in shown()
    with at(WORKDAY + timedelta(days=60)):
        assert "We zijn te laat." in shown()
    withdraw_consent(by=actor("adviser"), consent=Consent.objects.get(purpose=Consent.REFERRAL))
    assert "IT Hub" not in shown()
    assert "Nu kies je samen wat past." in shown()
    assert "geeft ander contact" not in shown(), "an open file is changed by its adviser"


def test_stopping_by_code_ends_every_referral_and_all_consent() -> None:
    case = ready_case()
    referral = sent_referral(case)
    sent_referral(case, service="it-hub-leren", to="")
    case.refresh_from_db()
    Client().post("/adviseur/waar/stoppen", {"code": case.reference, "sure": "ja"})
    case.refresh_from_db()
    assert (case.state, case.firm_stops_on) == ("stopped", WORKDAY.date())
    assert {item.state for item in case.referrals.all()} == {"cancelled"}
    assert all(item.firm_stops_on for item in case.referrals.all())
    assert not Consent.objects.filter(firm=case.firm_id, withdrawn_on=None).exists()
    assert fresh(referral).follow_up is None
    assert mails(kind="referral-stopped")[0].to == PARTNER
    again = Client().post("/adviseur/waar/stoppen", {"code": case.reference, "sure": "ja"})
    assert "Je vraag is gestopt." in again.content.decode()
    assert Event.objects.filter(type="case.stopped").count() == 1


def test_codes_cannot_be_guessed_and_stand_in_no_address() -> None:
    visitor = Client(REMOTE_ADDR="10.1.1.1")
    statuses = [visitor.post("/adviseur/waar", {"code": f"{number:08}"}).status_code for number in range(30)]
    assert statuses[0] == 422
    assert statuses[-1] == 429
    page = Client().post("/adviseur/waar", {"code": '"><b>x'})
    assert "&quot;&gt;&lt;b&gt;x" in page.content.decode()
    assert Client().get("/adviseur/waar/stoppen").status_code == 200
    assert Client().get("/en/adviseur/waar/contact").status_code == 200
    reference = ask("")
    where = Client().post("/adviseur/waar", {"code": reference})
    assert where["Cache-Control"] == "private, no-store"
    assert not where.cookies


def test_the_status_page_has_a_bound(django_assert_max_num_queries: Any) -> None:
    case = ready_case()
    case.refresh_from_db()
    for _ in range(3):
        sent_referral(case, service="it-hub-leren", to="")
    with django_assert_max_num_queries(5):
        Client().post("/adviseur/waar", {"code": case.reference})


def test_the_adviser_reads_the_code_to_a_firm_that_called() -> None:
    case = ready_case()
    case.refresh_from_db()
    assert case.reference is not None
    assert spoken(case.reference) in client_of("adviser").get(f"/balie/dossier/{case.pk}").content.decode()
