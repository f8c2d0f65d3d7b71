"""The daily mail tells who handles a case which terms run out: counts and a link, and each share once."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from tests import subsidies as props
from tests import subsidy_desk as desk
from tests.cast import PASSWORD, SYSTEM, actor, member
from tests.mailing import mail_on, mails
from trede.accounts import actions as accounts
from trede.accounts.actions_deputies import name_deputy
from trede.accounts.models import OneUseLink, User
from trede.chain import digest
from trede.journal import clock
from trede.journal.actions import Actor
from trede.subsidies.desk import actions, objecting
from trede.subsidies.manage.actions import note_registered
from trede.subsidies.models import Application
from trede.web.models import Message

pytestmark = pytest.mark.django_db

HALF, THREE_QUARTERS, NINE_TENTHS = (
    "Subsidies, de helft van de tijd is om",
    "Subsidies, drie kwart van de tijd is om",
    "Subsidies, de tijd is bijna om",
)
LATE = "Subsidies, te laat"


@pytest.fixture(autouse=True)
def _open(settings: Any) -> Iterator[None]:
    mail_on(settings)
    with clock.at(props.OPENED):
        yield
    digest.forget_who_was_looked_at()


def another(role: str, mail: str) -> User:
    """Return somebody else with a role of the desk."""
    _, token = accounts.invite(by=SYSTEM, email=mail, organisation="provincie-drenthe", roles=(role,))
    return accounts.accept(by=Actor.link(OneUseLink.INVITATION), token=token, password=PASSWORD, name="An Ander")


def sent_on(moment: datetime, to: User) -> Message | None:
    """Send the digests of a day, and return the newest mail to somebody of that run."""
    digest.forget_who_was_looked_at()
    before = {mail.pk for mail in mails(kind="digest")}
    with clock.at(moment):
        digest.send_digests()
    return next((mail for mail in mails(kind="digest") if mail.pk not in before and mail.to == to.email), None)


def looked_at() -> Application:
    """Return an application of 1 March that was looked at and is being assessed: thirteen weeks, until 31 May."""
    return props.application("in_behandeling")


def test_each_share_is_told_once_and_late_every_day() -> None:
    made, officer = looked_at(), member("officer")
    assert sent_on(props.day(2027, 3, 2), officer) is None
    told = {}
    for day in (date(2027, 4, 16), date(2027, 4, 19), date(2027, 5, 10), date(2027, 5, 24), date(2027, 6, 1)):
        mail = sent_on(props.day(day.year, day.month, day.day), officer)
        told[day.day, day.month] = "" if mail is None else mail.text
    assert f"{HALF}: 1." in told[16, 4]
    assert told[19, 4] == "", "nothing new: no mail"
    assert f"{THREE_QUARTERS}: 1." in told[10, 5]
    assert HALF not in told[10, 5]
    assert f"{NINE_TENTHS}: 1." in told[24, 5]
    assert f"{LATE}: 1." in told[1, 6]
    again = sent_on(props.day(2027, 6, 2), officer)
    assert again is not None
    assert f"{LATE}: 1." in again.text
    assert made.firm.name not in again.text + again.html
    assert (made.number or "-") not in again.text + again.html
    assert "/balie/subsidie" in again.text
    assert again.html.count("<a ") == 1


def test_only_who_handles_the_case_is_told() -> None:
    made, officer = looked_at(), member("officer")
    other = another("subsidy-officer", "an@drenthe.example")
    actions.take_on(by=actor("officer"), application=made)
    assert sent_on(props.day(2027, 4, 16), officer) is not None
    assert not [mail for mail in mails(kind="digest") if mail.to == other.email]
    assert sent_on(props.day(2027, 4, 16), member("payer")) is None
    with clock.at(props.day(2027, 5, 3)):
        name_deputy(
            by=actor("officer"), user=officer, deputy=other, first_day=date(2027, 5, 3), last_day=date(2027, 5, 31)
        )
    assert sent_on(props.day(2027, 5, 10), other) is not None, "who stands in is told too"


def test_a_case_of_who_left_is_everybodys() -> None:
    made, officer = looked_at(), member("officer")
    other = another("subsidy-officer", "an@drenthe.example")
    actions.take_on(by=actor("officer"), application=made)
    with props.unguarded("this officer left"):
        User.objects.filter(pk=officer.pk).update(is_active=False)
    mail = sent_on(props.day(2027, 4, 16), other)
    assert mail is not None
    assert f"{HALF}: 1." in mail.text


def test_an_objection_is_for_who_handles_it() -> None:
    found = desk.decided("refuse")
    received = objecting.Received(clock.today(), "Mijn plan past wel.")
    objecting.receive(by=actor("objection-officer"), application=found.application, received=received)
    jurist, other = member("objection-officer"), another("objection-officer", "jo@drenthe.example")
    mail = sent_on(props.day(2027, 5, 4), jurist)
    assert mail is not None
    assert f"{HALF}: 1." in mail.text
    assert not [mail for mail in mails(kind="digest") if mail.to == other.email]
    assert sent_on(props.day(2027, 5, 4), member("officer")) is None, "nothing of the case itself runs"


def test_what_is_done_is_told_no_more_and_english_is_english() -> None:
    officer = member("officer")
    found = desk.drafted()
    with props.unguarded("this officer reads English"):
        User.objects.filter(pk=officer.pk).update(language="en")
    mail = sent_on(props.day(2027, 4, 16), officer)
    assert mail is not None
    assert "Grants, half of the time gone: 1." in mail.text
    with clock.at(props.day(2027, 4, 19)):
        desk.approve(found)
        desk.decide(found)
        note_registered(by=actor("officer"), application=Application.objects.get(pk=found.application_id))
    assert sent_on(props.day(2027, 6, 2), officer) is None
