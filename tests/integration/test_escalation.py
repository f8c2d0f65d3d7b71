"""Overdue: a reminder once, a report to the chain owner once, nothing on quiet days; twice running changes nothing."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.cast import actor, client_of, member
from tests.chain import ask
from tests.mailing import PARTNER, WORKDAY, answer, fresh, link_in, mail_on, mails, sent_referral, working_day
from tests.smtp_sink import sink
from trede.chain import actions
from trede.chain.messages import due_of
from trede.chain.models import AnswerLink
from trede.chain.reminders import escalate, remind, remind_now
from trede.companies.actions import withdraw_consent
from trede.companies.models import Consent
from trede.core.clocks import add_working_days, is_working_day
from trede.core.errors import NotPermitted
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


def later(days: int) -> datetime:
    """Return the same hour some working days later."""
    return WORKDAY + (add_working_days(WORKDAY.date(), days) - WORKDAY.date())


def test_a_silent_partner_is_reminded_once_with_a_fresh_link() -> None:
    referral = sent_referral()
    old = link_in(mails(kind="referral-link")[0])
    assert due_of(referral) == later(5).date()
    with at(later(5)):
        assert remind() == 0, "due today is not late"
    with at(later(6)):
        assert remind() == 1
        assert remind() == 0
        (mail,) = mails(kind="reminder-link")
        assert mail.to == PARTNER
        assert answer(old).status_code == 404, "the old link stopped working"
        assert answer(link_in(mail)).status_code == 303
    with at(later(7)):
        assert remind() == 0
    assert fresh(referral).state == "accepted"
    assert Event.objects.get(type="reminder.sent").data == {
        "organisation": referral.organisation,
        "act": "answer-referral",
        "due": later(5).date().isoformat(),
    }


def test_each_step_has_its_own_reminder() -> None:
    hub = actor("it-hub")
    referral = sent_referral(service="it-hub-leren", to="")
    with at(later(6)):
        assert remind() == 1
        actions.accept_referral(by=hub, referral=fresh(referral))
        assert remind() == 0
    with at(later(17)):
        assert remind() == 1
    assert [mail.kind for mail in mails() if "reminder" in mail.kind] == ["reminder-login", "reminder-login"]
    assert Event.objects.filter(type="reminder.sent").count() == 2
    assert not AnswerLink.objects.exists()


def test_who_cannot_be_reached_is_not_said_to_be_reminded(settings: Any) -> None:
    sent_referral(to="")
    with at(later(6)):
        assert remind() == 0
    settings.EMAIL_HOST = ""
    member("it-hub")
    sent_referral(service="it-hub-leren", to="")
    with at(later(6)):
        assert remind() == 0
    assert not Event.objects.filter(type="reminder.sent").exists()


def test_after_five_more_working_days_the_chain_owner_hears_once_of_all_of_it() -> None:
    owner, adviser = member("chain-owner"), member("adviser")
    referral = sent_referral()
    ask("")
    with at(later(10)):
        assert escalate() == 0
    with at(later(11)):
        assert escalate() == 2
        assert escalate() == 0
    with at(later(30)):
        assert escalate() == 0
    (mail,) = mails(kind="escalation")
    assert mail.to == owner.email != adviser.email
    assert "Nieuw op je lijst: 2." in mail.text
    assert "Bakker" not in mail.text
    assert link_in(mail) == "/balie/werklijst?tab=geescaleerd"
    event = Event.objects.get(type="referral.escalated")
    assert (event.subject, event.firm, event.data["whose"]) == (
        str(referral.pk),
        referral.case.firm_id,
        referral.organisation,
    )
    assert Event.objects.filter(type="request.escalated").count() == 1


def test_it_is_noted_without_a_mail_server_too(settings: Any) -> None:
    settings.EMAIL_HOST = ""
    sent_referral()
    with at(later(11)):
        assert escalate() == 1
    assert not mails()


def test_after_consent_was_withdrawn_the_front_door_acts_and_the_partner_hears_nothing() -> None:
    referral = sent_referral()
    withdraw_consent(by=actor("adviser"), consent=Consent.objects.get(purpose=Consent.REFERRAL))
    with at(later(6)):
        assert remind() == 0
    with at(later(11)):
        assert escalate() == 1
    assert Event.objects.get(type="referral.escalated").data["whose"] == referral.case.organisation


def test_nothing_happens_on_a_quiet_day() -> None:
    sent_referral()
    for days in range(5, 60):
        moment = WORKDAY + timedelta(days=days)
        if not is_working_day(moment.date()):
            with at(moment):
                assert remind() == escalate() == 0
    assert not Event.objects.filter(type__in=["reminder.sent", "referral.escalated"]).exists()


def test_a_day_costs_the_same_for_one_and_for_many(django_assert_max_num_queries: Any) -> None:
    member("chain-owner")
    for count in (1, 8):
        for _ in range(count):
            sent_referral()
        with at(later(11)):
            escalate()
            remind()
            with django_assert_max_num_queries(8):
                escalate()
                remind()


def test_the_adviser_reminds_and_mends_the_address() -> None:
    referral, adviser = sent_referral(to=""), client_of("adviser")
    page = f"/balie/verwijzing/{referral.pk}/herinneren"
    assert "Deze partner heeft geen account." in adviser.get(page).content.decode()
    assert page in adviser.get(f"/balie/verwijzing/{referral.pk}").content.decode()
    nobody = adviser.post(page, {"to_email": ""})
    assert nobody.status_code == 422
    assert "of bel de partner" in nobody.content.decode()
    assert adviser.post(page, {"to_email": "geen adres"}).status_code == 422
    assert not Event.objects.filter(type="reminder.sent").exists()
    assert adviser.post(page, {"to_email": PARTNER}).status_code == 303
    assert answer(link_in(mails(kind="reminder-link")[0])).status_code == 303
    assert client_of("edih").get(page).status_code == 404
    way = actions.WayOnChoice(new_route=True)
    actions.end_referral(by=actor("adviser"), referral=fresh(referral), step="cancel", reason="Anders.", way_on=way)
    assert adviser.post(page, {"to_email": PARTNER}).status_code == 409
    with pytest.raises(NotPermitted):
        remind_now(by=actor("edih"), referral=fresh(referral), to_email=PARTNER)


def test_the_adviser_sees_that_the_mail_did_not_arrive(settings: Any) -> None:
    referral, adviser = sent_referral(), client_of("adviser")
    page = f"/balie/verwijzing/{referral.pk}"
    assert "kwam niet aan" not in adviser.get(page).content.decode()
    with sink(RCPT="550 nobody") as running:
        settings.EMAIL_PORT = running.port
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        send_due()
    assert "kwam niet aan" in adviser.get(page).content.decode()
    adviser.post(f"{page}/herinneren", {"to_email": PARTNER})
    assert "kwam niet aan" not in adviser.get(page).content.decode()
