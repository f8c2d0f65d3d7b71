"""Messages to a firm: the notice within 48 hours, what became of it, and the proof (Awb 2:10 to 2:25)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail

from tests import subsidies as props
from tests.cast import actor
from tests.mailing import mail_on
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.journal import clock
from trede.subsidies import messages
from trede.subsidies.given import Letter
from trede.subsidies.models import Application, Message
from trede.web.models import Message as Mail
from trede.web.outbox import send_due

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stage(settings: Any) -> Iterator[None]:
    mail_on(settings)
    with clock.at(props.OPENED):
        yield


def asked() -> tuple[Application, Message]:
    """Return an application of which something is missing, and the message about it."""
    made = props.application("ingediend")
    letter = Letter("repair", "We missen nog iets", "De offerte ontbreekt.")
    props.step(made, "uitnodigen_aanvullen", "officer", gaps=(("quote", ""),), letter=letter)
    return made, made.messages.get()


def kinds(message: Message) -> list[str]:
    return list(message.proof.order_by("pk").values_list("kind", flat=True))


def test_the_mail_only_says_that_there_is_a_message() -> None:
    made, message = asked()
    send_due()
    sent = mail.outbox[-1]
    assert "offerte" not in str(sent.body)
    assert f"/mijn/aanvraag/{made.pk}" in str(sent.body)
    assert made.firm.name not in sent.subject
    assert message.notice_due == props.OPENED + timedelta(hours=48)
    assert message.answer_until == date(2027, 3, 15)


def test_what_became_of_the_notice_is_written_once() -> None:
    _, message = asked()
    assert messages.follow_notices() == 0, "it has not been sent yet"
    send_due()
    assert messages.follow_notices() == 1
    assert messages.follow_notices() == 0
    assert kinds(message) == ["noticed"]
    assert messages.is_told(message)
    assert not messages.to_post()


def test_a_bounce_is_work_for_the_desk_at_once() -> None:
    """T38: the mail did not arrive, so another way has to be found; that is on file."""
    _, message = asked()
    with props.unguarded("the mail server refused the address"):
        Mail.objects.filter(about=str(message.pk)).update(state="failed", ended_at=clock.now(), reason="refused")
    messages.follow_notices()
    assert kinds(message) == ["bounced"]
    assert list(messages.to_post()) == [message]
    messages.mark_posted(by=actor("officer"), message=message)
    assert not messages.to_post()
    with pytest.raises(OutOfOrder):
        messages.mark_posted(by=actor("officer"), message=message)


def test_after_48_hours_without_proof_the_desk_hears_of_it() -> None:
    _, message = asked()
    assert not messages.to_post()
    with clock.at(props.OPENED + timedelta(hours=49)):
        assert list(messages.to_post()) == [message]


def test_without_consent_for_mail_a_letter_has_to_go() -> None:
    """T40: no mail is sent at all."""
    with props.unguarded("this firm wants post"):
        made = props.application("ingediend")
        Application.objects.filter(pk=made.pk).update(by_mail=False)
        made.refresh_from_db()
    letter = Letter("repair", "We missen nog iets", "De offerte ontbreekt.")
    props.step(made, "uitnodigen_aanvullen", "officer", gaps=(("quote", ""),), letter=letter)
    assert kinds(made.messages.get()) == ["no-address"]
    assert messages.to_post().count() == 1
    assert not Mail.objects.filter(about_kind=messages.ABOUT)


def test_reading_is_proof_and_counts_once() -> None:
    made, message = asked()
    assert messages.mark_read(by=props.applicant(made), message=message)
    assert not messages.mark_read(by=props.applicant(made), message=message)
    assert kinds(message) == ["read"]


def test_the_proof_names_no_address_and_no_words() -> None:
    made, message = asked()
    send_due()
    messages.follow_notices()
    messages.mark_read(by=props.applicant(made), message=message)
    lines = messages.export_proof(by=actor("objection-officer"), application=made)
    assert [line["event"] for line in lines] == ["noticed", "read"]
    assert "offerte" not in str(lines)
    assert "@" not in str(lines)
    with pytest.raises(NotPermitted):
        messages.export_proof(by=actor("adviser"), application=made)
    with pytest.raises(NotPermitted):
        messages.export_proof(by=props.applicant(props.concept()), application=made)


def test_the_same_message_is_placed_once() -> None:
    made, message = asked()
    assert made.messages.count() == 1
    assert message.key.startswith(f"{made.pk}/")


@pytest.mark.parametrize(
    ("closes", "came", "excused"),
    [(date(2027, 3, 1), 1, True), (date(2027, 3, 1), 2, False), (date(2027, 2, 26), 1, False)],
)
def test_an_outage_excuses_what_came_late_because_of_it(closes: date, came: int, excused: bool) -> None:
    """T39: one working day of grace after the outage, and only when it touched the last day."""
    first = props.OPENED - timedelta(hours=1)
    messages.register_outage(by=actor("scheme-manager"), first=first, until=props.OPENED, what="De site")
    found = messages.outage_for(closes, props.OPENED + timedelta(days=came))
    assert (found is not None) is excused


def test_an_outage_that_cannot_be_is_refused() -> None:
    who = actor("scheme-manager")
    with pytest.raises(InputError):
        messages.register_outage(by=who, first=props.OPENED + timedelta(days=1), until=None, what="Later")
    with pytest.raises(InputError):
        messages.register_outage(by=who, first=props.OPENED, until=None, what=" ")
    with pytest.raises(NotPermitted):
        messages.register_outage(by=actor("officer"), first=props.OPENED, until=None, what="De site")
