"""The life of an application by the real steps: who, from where, what it needs, and what it leaves behind.

T numbers are those of the list of test cases of the subsidy desk.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from tests import subsidies as props
from tests.cast import actor, member
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.grant_life import Need
from trede.core.ledger import Refused
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.models import Event
from trede.subsidies import book, clocks, jobs
from trede.subsidies.given import Given, Letter
from trede.subsidies.life import steps_for, take_step
from trede.subsidies.messages import register_outage
from trede.subsidies.models import Application, Note, Period
from trede.subsidies.numbers import number_of, read_number

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with clock.at(props.OPENED):
        yield


def period(made: Application) -> Period:
    assert made.period is not None
    return made.period


def test_from_draft_to_grant() -> None:
    made = props.application("verleend")
    assert made.state == "verleend"
    assert read_number(made.number or "") == made.number
    standing = book.standing(period(made))
    assert (standing.reserved, standing.granted) == (0, 1_500_000)
    assert standing.left == 80_000_000 - 1_500_000
    assert book.check_period(period(made)) == ()
    steps = Event.objects.filter(type="application.step", subject=str(made.pk)).order_by("id")
    assert [event.data["step"] for event in steps] == [
        "indienen",
        "volledig_verklaren",
        "toewijzen_ruimte",
        "concept_opstellen",
        "verlenen",
    ]


def test_what_was_reserved_above_the_grant_comes_free() -> None:
    made = props.application("in_behandeling")
    props.decide(made, cents=1_000_000)
    standing = book.standing(period(made))
    assert (standing.reserved, standing.granted, standing.left) == (0, 1_000_000, 79_000_000)


def test_a_refusal_frees_the_room_and_withdrawing_too() -> None:
    """T52, T47 in part: nothing stays reserved."""
    refused, withdrawn = props.application("afgewezen"), props.application("in_behandeling")
    props.step(withdrawn, "intrekken_aanvraag", props.applicant(withdrawn))
    assert (refused.state, withdrawn.state) == ("afgewezen", "ingetrokken_aanv")
    assert book.standing(period(refused)).left == 80_000_000
    assert book.check_period(period(refused)) == ()


def test_the_firm_can_only_be_itself() -> None:
    made, other = props.application("ingediend"), props.application("ingediend")
    with pytest.raises(NotPermitted, match="niet aan jou"):
        props.step(made, "intrekken_aanvraag", props.applicant(other))
    assert Application.objects.get(pk=made.pk).state == "ingediend"


def test_who_prepared_does_not_decide() -> None:
    """T57: the preparer cannot approve, also not with another role, and nothing changed."""
    made = props.application("in_behandeling")
    both = Actor("person", str(member("officer").pk), "", frozenset({"subsidy-officer", "decision-maker"}))
    draft = props.draft_decision(application=made, cents=made.requested_cents)
    props.close_signals(made)
    props.step(made, "concept_opstellen", "officer", Need.CRITERIA, Need.STATE_AID)
    with pytest.raises(NotPermitted, match="collega"):
        props.step(made, "verlenen", both, decision=draft, digest=draft.digest)
    assert made.state == "conceptbesluit"
    assert book.standing(period(made)).granted == 0


def test_a_changed_draft_cannot_be_decided() -> None:
    """T58: what was read is not what stands there."""
    made = props.application("in_behandeling")
    draft = props.draft_decision(application=made, cents=made.requested_cents)
    props.close_signals(made)
    props.step(made, "concept_opstellen", "officer", Need.CRITERIA, Need.STATE_AID)
    with pytest.raises(InputError, match="veranderd"):
        props.step(made, "verlenen", "decision-maker", decision=draft, digest="e" * 64)


def test_who_did_the_intake_does_not_decide() -> None:
    """T59: by person, whatever rights somebody has."""
    made = props.application("conceptbesluit")
    draft = made.decisions.get()
    with props.unguarded("the intake was done by somebody who later became a decision maker"):
        Application.objects.filter(pk=made.pk).update(intake_adviser=str(member("decision-maker").pk))
    made.refresh_from_db()
    assert not [item for item in steps_for(actor("decision-maker"), made) if item.edge.event == "verlenen"]
    with pytest.raises(NotPermitted):
        props.step(made, "verlenen", "decision-maker", decision=draft, digest=draft.digest)


def test_more_than_was_reserved_cannot_be_granted() -> None:
    """T53: the ledger refuses, and the whole step is undone."""
    made = props.application("in_behandeling")
    draft = props.draft_decision(application=made, cents=made.requested_cents + 1)
    props.close_signals(made)
    props.step(made, "concept_opstellen", "officer", Need.CRITERIA, Need.STATE_AID)
    with pytest.raises(Refused) as refused:
        props.step(made, "verlenen", "decision-maker", decision=draft, digest=draft.digest)
    assert refused.value.code == "more-than-reserved"
    made.refresh_from_db()
    draft.refresh_from_db()
    assert (made.state, draft.decided_on) == ("conceptbesluit", None)


def test_repair_stands_still_until_it_is_answered() -> None:
    """T30, T31: asked on 10 March, nothing until 24 March: fourteen days later; four weeks for not handling."""
    with clock.at(props.day(2027, 3, 1)):
        made = props.application("ingediend")
        assert made.decide_by == date(2027, 5, 31)
    with clock.at(props.day(2027, 3, 10)):
        letter = Letter("repair", "We missen nog iets", "De offerte ontbreekt.")
        gaps = (("quote", "De offerte ontbreekt"),)
        props.step(made, "uitnodigen_aanvullen", "officer", gaps=gaps, letter=letter)
        assert made.decide_by is None, "it stands still"
        message = made.messages.get()
        assert message.answer_until == date(2027, 3, 24)
    with clock.at(props.day(2027, 3, 24, 22)):
        jobs.let_terms_end()
        made.refresh_from_db()
        assert made.state == "herstel", "the last day still counts"
    with clock.at(props.day(2027, 3, 27)):
        assert jobs.let_terms_end() == 1
        assert jobs.let_terms_end() == 0
        made.refresh_from_db()
        assert made.state == "herstel_verlopen"
        assert made.decide_by == date(2027, 6, 14)
        assert clocks.clocks_of(made)["handling-lapse"].due == date(2027, 4, 21)
    with clock.at(props.day(2027, 4, 22)), pytest.raises(InputError, match="vier weken"):
        props.step(made, "buiten_behandeling_stellen", "officer")


def test_an_answer_in_time_makes_it_complete_on_the_day_it_came() -> None:
    with clock.at(props.day(2027, 3, 2)):
        made = props.application("herstel")
    with clock.at(props.day(2027, 3, 5)):
        props.step(made, "aanvullen", props.applicant(made), came=("quote",))
    with clock.at(props.day(2027, 3, 9)):
        props.complete(made)
    assert (made.complete_day, made.checked_day) == (date(2027, 3, 5), date(2027, 3, 9))
    assert made.suspensions.get().until == date(2027, 3, 5)


def test_words_stay_out_of_the_journal() -> None:
    made = props.application("in_behandeling")
    props.step(made, "advies_vragen", "officer", reason="Mevrouw Jansen vraagt om advies")
    assert Note.objects.get(application=made, step="advies_vragen").text.startswith("Mevrouw")
    assert not [event for event in Event.objects.all() if "Jansen" in str(event.data)]


def test_announcing_opens_the_time_to_object() -> None:
    """T32: announced Friday 13 November, six weeks end on 25 December, so Monday 28 December."""
    with clock.at(props.day(2027, 3, 1)):
        made = props.application("verleend")
    with clock.at(props.day(2027, 11, 12)):
        props.step(made, "bekendmaken", "officer", Need.DELIVERED)
    assert made.objection_state == "open"
    found = clocks.clocks_of(Application.objects.get(pk=made.pk))
    assert found["objection"].due == date(2027, 12, 24)
    with clock.at(props.day(2027, 12, 27)):
        assert jobs.let_terms_end() == 1
        made.refresh_from_db()
        assert made.objection_state == "gesloten"


def test_a_late_notice_of_default_and_what_it_costs() -> None:
    with clock.at(props.day(2027, 3, 1)):
        made = props.application("in_behandeling")
    with clock.at(props.day(2027, 6, 1)):
        props.step(made, "ingebrekestelling", props.applicant(made), Need.TERM_OVER, region="penalty")
        props.penalty_claim(made)
    with clock.at(props.day(2027, 6, 20)):
        props.decide(made)
        props.step(made, "bekendmaken", "officer", Need.DELIVERED)
    assert made.penalty_state == "te_bepalen"
    owed = clocks.penalty_of(Application.objects.get(pk=made.pk), date(2027, 6, 20))
    assert owed is not None
    assert (owed.days, owed.cents) == (5, 5 * 2300)


def test_a_step_out_of_order_changes_nothing() -> None:
    made = props.application("ingediend")
    stale = Application.objects.get(pk=made.pk)
    props.complete(made)
    with pytest.raises(OutOfOrder):
        props.complete(stale)
    with pytest.raises(OutOfOrder):
        take_step(by=actor("officer"), application=made, step="volledig_verklaren")


def test_needs_that_are_looked_up_cannot_be_vouched_for() -> None:
    made = props.application("in_behandeling")
    with props.unguarded("a signal was raised"):
        made.signals.create(code="duplicate", rule="1", raised_at=clock.now())
    with pytest.raises(InputError, match="signaal"):
        props.step(made, "concept_opstellen", "officer", Need.CRITERIA, Need.STATE_AID, Need.SIGNALS)


@pytest.mark.parametrize("state", props.STATES[1:])
def test_every_state_gives_staff_a_step(state: str) -> None:
    made = props.application(state)
    cast = ("officer", "decision-maker", "objection-officer", "payer")
    assert [item for who in cast for item in steps_for(actor(who), made) if item.region == "main"]


def test_a_step_costs_no_more_queries_when_the_file_grows(django_assert_max_num_queries: object) -> None:
    made = props.application("ingediend")
    with django_assert_max_num_queries(50):  # type: ignore[operator]  # fixture of pytest-django
        props.complete(made)


def test_sending_outside_the_opening_is_refused_unless_an_outage_excuses_it() -> None:
    """T39: down on the last evening, sent the next working day; the outage is on file."""
    made = props.concept()
    with clock.at(props.day(2028, 1, 1)), pytest.raises(InputError, match="niet open"):
        props.send(made)
    last = props.day(2027, 12, 31, 20)
    with clock.at(props.day(2028, 1, 3, 8)):
        register_outage(by=actor("scheme-manager"), first=last, until=last + timedelta(hours=3), what="De site")
        props.send(made)
    assert made.state == "ingediend"
    assert made.outage is not None


@pytest.mark.parametrize(("running", "year"), [(1, 2027), (123456, 2030), (999999, 2027)])
def test_a_number_gives_a_typing_error_away(running: int, year: int) -> None:
    number = number_of(running, year)
    assert read_number(number) == number
    digits = [place for place, sign in enumerate(number) if sign.isdigit()]
    for place in digits:
        wrong = str((int(number[place]) + 1) % 10)
        assert read_number(number[:place] + wrong + number[place + 1 :]) is None


def test_given_is_empty_by_default() -> None:
    assert Given() == Given(needs=frozenset())
