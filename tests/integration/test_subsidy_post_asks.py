"""What is asked by post is asked on the day its letter went: times to answer move with it, and none runs out before."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from tests import subsidies as props
from tests.cast import actor, client_of
from tests.integration.test_subsidy_after import AFTER, decided, overpaid, running
from tests.integration.test_subsidy_allocation import draw, overflown
from trede.journal import clock
from trede.subsidies import clocks, jobs, messages, offers, posting
from trede.subsidies.after import obligations, settle
from trede.subsidies.desk import checklist
from trede.subsidies.models import Application, Message

pytestmark = pytest.mark.django_db
GAPS = (("quote", "Er staat geen datum op."),)


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with clock.at(props.OPENED):
        yield


def fresh(made: Application) -> Application:
    """Return the application as it stands."""
    return Application.objects.get(pk=made.pk)


def by_post(state: str) -> Application:
    """Return an application in a state, of a firm that wants post."""
    return wants_post(props.application(state))


def wants_post(made: Application) -> Application:
    """Let the firm want post."""
    with props.unguarded("this firm wants post"):
        Application.objects.filter(pk=made.pk).update(by_mail=False)
    return fresh(made)


def asked(made: Application, until: date) -> Message:
    """Have something asked on 10 March, to be answered by a day."""
    with clock.at(props.day(2027, 3, 10)):
        letter = checklist.request_letter(made, GAPS, until)
        props.step(made, "uitnodigen_aanvullen", "officer", gaps=GAPS, until=until, letter=letter)
    return made.messages.get(kind="repair")


def letter_page(message: Message) -> str:
    """Return the address of the letter to print."""
    return f"/balie/subsidie/{message.application_id}/berichten/{message.pk}"


def post(message: Message) -> None:
    """Say at the desk that the letter went today."""
    officer = client_of("officer")
    assert officer.post(letter_page(message)).status_code == 303
    assert officer.post(letter_page(message)).status_code == 409
    message.refresh_from_db()


def test_the_term_for_deciding_stands_still_from_the_day_after_the_letter_went() -> None:
    made = by_post("ingediend")
    before = clocks.clocks_of(made)["decision"].due
    message = asked(made, date(2027, 3, 24))
    assert not made.suspensions.exists(), "the firm was not asked yet"
    assert clocks.clocks_of(fresh(made))["decision"].due == before
    with clock.at(props.day(2027, 3, 12)):
        post(message)
    assert made.suspensions.get().first == date(2027, 3, 13)
    gap = made.gaps.get()
    assert (gap.asked_on, gap.until) == (date(2027, 3, 12), date(2027, 3, 30)), "after Easter"
    assert clocks.clocks_of(fresh(made))["repair"].due == date(2027, 3, 30)
    with clock.at(props.day(2027, 3, 30, 20)):
        jobs.let_terms_end()
        assert fresh(made).state == "herstel", "the last day still counts"
    with clock.at(props.day(2027, 3, 31)):
        jobs.let_terms_end()
        assert fresh(made).state == "herstel_verlopen"
    assert made.suspensions.get().until == date(2027, 3, 30)


def test_the_printed_letter_names_the_day_that_holds_when_it_goes_today() -> None:
    made = by_post("ingediend")
    message = asked(made, date(2027, 3, 24))
    officer = client_of("officer")
    with clock.at(props.day(2027, 3, 10)):
        assert "woensdag 24 maart 2027" in officer.get(letter_page(message)).content.decode()
    with clock.at(props.day(2027, 3, 11)):
        assert "donderdag 25 maart 2027" in officer.get(letter_page(message)).content.decode()
        post(message)
    assert "donderdag 25 maart 2027" in message.body
    assert "24 maart" not in message.body
    with clock.at(props.day(2027, 4, 2)):
        assert "donderdag 25 maart 2027" in officer.get(letter_page(message)).content.decode(), "as it went"


def test_no_time_runs_out_while_its_letter_waits() -> None:
    made = by_post("ingediend")
    message = asked(made, date(2027, 3, 24))
    with clock.at(props.day(2027, 4, 20)):
        jobs.let_terms_end()
        assert fresh(made).state == "herstel", "nobody told the firm"
        props.step(fresh(made), "aanvullen", props.applicant(made), came=("quote",))
        assert made.gaps.get().came_on == date(2027, 4, 20)
        post(message)
    assert not made.suspensions.exists(), "the answer came before the letter"


def test_who_reads_it_here_before_the_letter_went_knows_it_then() -> None:
    made = by_post("ingediend")
    message = asked(made, date(2027, 3, 24))
    with clock.at(props.day(2027, 3, 11)):
        messages.mark_read(by=props.applicant(made), message=message)
    message.refresh_from_db()
    assert (made.suspensions.get().first, message.answer_until) == (date(2027, 3, 12), date(2027, 3, 25))
    with clock.at(props.day(2027, 3, 15)):
        post(message)
    assert (made.suspensions.get().first, message.answer_until) == (date(2027, 3, 12), date(2027, 3, 25)), "once"


def test_who_reads_mail_is_asked_at_once() -> None:
    made = props.application("ingediend")
    message = asked(made, date(2027, 3, 24))
    assert made.suspensions.get().first == date(2027, 3, 11)
    with clock.at(props.day(2027, 3, 11)):
        messages.mark_read(by=props.applicant(made), message=message)
    message.refresh_from_db()
    assert message.answer_until == date(2027, 3, 24)
    assert posting.reads(message, date(2027, 3, 10)) == message.body


def test_a_reply_to_what_the_desk_intends_has_its_days_from_the_letter() -> None:
    made = by_post("in_behandeling")
    with clock.at(props.day(2027, 3, 10)):
        message = settle.hear(by=actor("officer"), application=made, intention="We willen minder geven.")
        meant = message.answer_until
    assert meant is not None
    with clock.at(props.day(2027, 4, 30)):
        assert not settle.was_heard(fresh(made)), "the letter did not go yet"
        post(message)
        assert message.answer_until is not None
        assert message.answer_until > meant
        assert not settle.was_heard(fresh(made))
    with clock.at(props.day(2027, 6, 1)):
        assert settle.was_heard(fresh(made))


def test_a_part_stays_on_offer_until_its_letter_had_its_days() -> None:
    period, both = overflown()
    for one in both:
        wants_post(one)
    lot = draw(period)
    props.share_out(period)
    made = Application.objects.get(number=lot.order[1])
    assert made.offer_until == date(2027, 3, 8)
    message = made.messages.get(kind="part-offer")
    with clock.at(props.day(2027, 3, 9)):
        assert offers.expire() == 0, "the firm does not know of it"
        post(message)
        assert fresh(made).offer_until == message.answer_until == date(2027, 3, 16)
    with clock.at(props.day(2027, 3, 16)):
        assert offers.expire() == 0, "the last day still counts"
    with clock.at(props.day(2027, 3, 17)):
        assert offers.expire() == 1


def test_a_claim_is_due_from_the_day_of_its_letter() -> None:
    made = wants_post(overpaid())
    with clock.at(AFTER + timedelta(days=40)):
        decided(made, "terugvorderen", 600_000)
        claim = made.claims.get()
        meant = claim.due_on
    with clock.at(AFTER + timedelta(days=44)):
        message = made.messages.get(kind="claim")
        post(message)
        claim.refresh_from_db()
        assert claim.due_on == message.answer_until
        assert timedelta(days=4) <= claim.due_on - meant <= timedelta(days=8)


def test_the_day_of_a_duty_does_not_move() -> None:
    made = wants_post(running())
    duty = made.obligations.order_by("due_on").first()
    assert duty is not None
    with clock.at(props.day(duty.due_on.year, duty.due_on.month, 1)):
        obligations.remind()
    found = made.messages.filter(answer_until=duty.due_on).first()
    assert found is not None
    with clock.at(props.day(duty.due_on.year, duty.due_on.month, 4)):
        post(found)
        assert found.answer_until == duty.due_on
