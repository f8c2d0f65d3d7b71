"""A partner without an account answers through a mailed link: signed, once, and only what the firm agreed to share."""

from datetime import timedelta
from typing import Any

import html5lib
import pytest
from django.test import Client

from tests.cast import actor, member
from tests.mailing import (
    PARTNER,
    WORKDAY,
    answer,
    fresh,
    link_in,
    mail_on,
    mails,
    ready_case,
    sent_referral,
    working_day,
)
from trede.chain import actions, links
from trede.chain.models import AnswerLink, Referral, Trajectory
from trede.companies.actions import withdraw_consent
from trede.companies.models import Consent
from trede.core.errors import NotPermitted, OutOfOrder
from trede.journal.clock import at
from trede.journal.models import Event
from trede.web.models import Message

pytestmark = pytest.mark.django_db
GONE = "Deze link werkt niet meer"
BACK = {"reason": "Dit past niet bij ons.", "way": "new-route", "service": "it-hub-leren"}


@pytest.fixture(autouse=True)
def on(settings: Any) -> Any:
    """A working day on a site that sends mail."""
    mail_on(settings)
    with working_day():
        yield


def asked(**more: Any) -> tuple[Referral, str]:
    """Return a referral and the path that its partner got."""
    referral = sent_referral(**more)
    (mail,) = mails(kind="referral-link")
    assert mail.to == PARTNER
    return referral, link_in(mail)


def page(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200
    assert not response.cookies
    assert response["Cache-Control"] == "private, no-store"
    html5lib.HTMLParser(strict=True).parse(response.content.decode())
    return response.content.decode()


def test_the_mail_says_nothing_about_the_firm() -> None:
    _, path = asked()
    (mail,) = mails()
    for personal in ("Bakker", "0592", "veiligheid.", "dubbel", "PVO", "Petra", PARTNER):
        assert personal not in mail.subject + mail.text.replace(path, "")
    assert "Bakker" not in path


def test_from_the_mail_to_the_result_without_an_account() -> None:
    referral, path = asked()
    shown = page(path)
    assert "Bakker BV" in shown
    assert "Help met veiligheid." in shown
    assert "Minder dubbel werk." in shown
    assert "Je geeft dit antwoord één keer." in Client().get(f"{path}/accept").content.decode()
    assert answer(path).status_code == 303
    assert fresh(referral).state == "accepted"
    done = page(path)
    assert "Je antwoord is binnen" in done
    assert "Bakker" not in done
    assert answer(path).status_code == 200, "the second time it says that the answer came in"

    second = link_in(mails(kind="referral-next")[0])
    assert answer(second, "start", started_on=WORKDAY.date().isoformat()).status_code == 303
    third = link_in(mails(kind="referral-next")[1])
    assert answer(third, "hold", reason="De vakman is ziek.").status_code == 303
    fourth = link_in(mails(kind="referral-next")[2])
    assert "Ga verder" in page(fourth)
    assert answer(fourth, "resume").status_code == 303
    fifth = link_in(mails(kind="referral-next")[3])
    empty = answer(fifth, "complete", result="De basis staat.", ended_on=WORKDAY.date().isoformat())
    assert empty.status_code == 422, "completing asks the rung"
    assert "De basis staat." in empty.content.decode()
    result = {"result": "De basis staat.", "rung": "optimaliseren", "ended_on": WORKDAY.date().isoformat()}
    assert answer(fifth, "complete", **result).status_code == 303
    assert fresh(referral).state == "completed"
    assert Trajectory.objects.get().rung_after == "optimaliseren"
    assert len(mails(kind="referral-next")) == 4
    kinds = set(
        Event.objects.filter(type__in=["referral.accepted", "referral.completed"]).values_list("actor_kind", "actor")
    )
    assert kinds == {("link", f"referral-{referral.pk}")}
    assert Event.objects.filter(type="referral.link-used").count() == 5


def test_returning_asks_a_reason_and_a_next_route() -> None:
    referral, path = asked()
    assert answer(path, "reject", reason="").status_code == 422
    without = answer(path, "reject", reason="Past niet.")
    assert without.status_code == 422
    assert "Kies hoe het bedrijf verder gaat." in without.content.decode()
    assert fresh(referral).state == "requested", "a refused form does not use the link up"
    assert answer(path, "reject", **BACK).status_code == 303
    back = fresh(referral)
    assert back.state == "rejected"
    assert back.follow_up is not None
    assert back.follow_up.service == "it-hub-leren"


def test_only_what_the_firm_agreed_to_share_is_shown() -> None:
    _, path = asked(shared=("contact",))
    shown = page(path)
    assert "Bakker BV" in shown
    assert "Minder dubbel werk." not in shown
    assert "Emmen" not in shown
    assert "Funderen" not in shown


def test_withdrawn_consent_makes_it_disappear_at_once() -> None:
    _, path = asked()
    assert "Bakker" in page(path)
    withdraw_consent(by=actor("adviser"), consent=Consent.objects.get(purpose=Consent.REFERRAL))
    for address in (path, f"{path}/accept"):
        gone = Client().get(address)
        assert gone.status_code == 404
        assert GONE in gone.content.decode()
        assert "Bakker" not in gone.content.decode()
        assert "/hulp" in gone.content.decode()
    assert answer(path).status_code == 404
    assert Referral.objects.get().state == "requested"


def test_it_disappears_when_the_referral_moved_on() -> None:
    referral, path = asked()
    way = actions.WayOnChoice(new_route=True)
    actions.end_referral(by=actor("adviser"), referral=fresh(referral), step="cancel", reason="Anders.", way_on=way)
    assert Client().get(path).status_code == 404


def test_it_expires_and_a_newer_one_takes_its_place() -> None:
    referral, path = asked()
    with at(WORKDAY + links.VALID_FOR):
        assert Client().get(path).status_code == 404
    assert answer(path).status_code == 303
    assert links.find(path.rsplit("/", 1)[1]) is not None
    newer = link_in(mails(kind="referral-next")[0])
    with at(WORKDAY + links.VALID_FOR + links.KEPT_AFTER + timedelta(days=1)):
        assert links.forget_links() == 2
    assert not AnswerLink.objects.exists()
    assert Client().get(newer).status_code == 404
    assert fresh(referral).state == "accepted"


@pytest.mark.parametrize("token", ["geen-link", "a.b", "x" * 500, "%00", "é"])
def test_a_forged_link_costs_no_query(token: str, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(0):
        assert Client().get(f"/antwoord/{token}").status_code == 404
        assert Client().post(f"/antwoord/{token}/accept").status_code == 404


def test_a_token_is_kept_nowhere_once_the_mail_is_gone() -> None:
    from trede.web.outbox import send_due

    _, path = asked()
    token = path.rsplit("/", 1)[1]
    send_due()
    assert token not in str(list(Message.objects.values()))
    assert token not in str(list(AnswerLink.objects.values()))
    assert token not in str(list(Event.objects.values()))
    signed, _ = links._tokens.new()  # signed by us, and never mailed
    assert Client().get(f"/antwoord/{signed}").status_code == 404


def test_the_firm_sees_that_its_question_was_read() -> None:
    referral, path = asked()
    page(path)
    (event,) = Event.objects.filter(type="file.viewed", subject_kind="referral")
    assert (event.firm, event.actor_kind, event.organisation) == (referral.case.firm_id, "link", referral.organisation)


def test_a_link_is_for_one_referral_and_the_steps_of_a_partner() -> None:
    referral, path = asked()
    other = sent_referral(referral.case, service="it-hub-leren", to="")
    assert Client().get(f"{path}/cancel").status_code == 404
    assert Client().get(f"{path}/start").status_code == 404, "not before it was accepted"
    with pytest.raises(NotPermitted):
        actions.accept_referral(by=links.answerer(referral), referral=fresh(other))


def test_of_two_answers_one_counts() -> None:
    referral, path = asked()
    opened = links.find(path.rsplit("/", 1)[1])
    assert opened is not None
    assert opened.referral is not None
    assert answer(path).status_code == 303
    with pytest.raises(OutOfOrder):
        links.answer_with(
            by=links.answerer(referral),
            link=opened.link,
            act=lambda by, item: actions.accept_referral(by=by, referral=item),
        )
    assert Event.objects.filter(type="referral.accepted").count() == 1


def test_english() -> None:
    _, path = asked()
    shown = page(f"/en{path}")
    assert "A firm wants your help" in shown
    assert '<html lang="en">' in shown


def test_a_page_has_a_bound(django_assert_max_num_queries: Any) -> None:
    _, path = asked()
    page(path)
    with django_assert_max_num_queries(9):
        Client().get(path)


def test_a_handover_that_is_yet_to_come_is_asked_for() -> None:
    by, case = actor("adviser"), ready_case()
    draft = actions.choose_service(by=by, case=case, service="pvo-basis", question="Help.")
    later = WORKDAY.date() + timedelta(days=2)
    referral = actions.send_referral(
        by=by,
        referral=draft,
        agreement=actions.Agreement(WORKDAY.date()),
        handover=actions.HandoverPlan(later, "Anna Advies", "Petra Veilig", to_email=PARTNER),
    )
    path = link_in(mails(kind="referral-link")[0])
    assert answer(path).status_code == 422
    assert answer(path, handover_on=WORKDAY.date().isoformat()).status_code == 303
    assert fresh(referral).state == "accepted"


def test_somebody_with_an_account_gets_no_link() -> None:
    member("it-hub")
    sent_referral(service="it-hub-leren", to="")
    assert not AnswerLink.objects.exists()
