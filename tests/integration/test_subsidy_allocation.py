"""Sharing out through the real steps: frontier, lot, part, waiting list, ceilings. T numbers: the case list."""

from collections.abc import Iterator
from datetime import date

import pytest

from tests import subsidies as props
from tests.cast import actor, member
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.grant_life import Need
from trede.core.ledger import Refused
from trede.journal import clock
from trede.journal.actions import Actor
from trede.subsidies import allocate, book, jobs, lots, offers, periods
from trede.subsidies.models import Application, Lot, Message, Period

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with clock.at(props.OPENED):
        yield


def ceiling(cents: int) -> Period:
    """Return the period with a ceiling of this amount from the day before `OPENED`."""
    with clock.at(props.day(2027, 2, 26)):
        period = props.period_of()
        periods.publish_ceiling(
            by=actor("scheme-manager"),
            period=period,
            cents=cents,
            effective_on=date(2027, 2, 27),
            reason="voor de test",
        )
    return Period.objects.get(pk=period.pk)


def received(cents: int, on: date | None = None) -> Application:
    """Return an application that was received and is complete (today)."""
    made = props.application("ingediend", cents=cents)
    return props.complete(made, on)


def state_of(application: Application) -> str:
    return Application.objects.get(pk=application.pk).state


def test_everything_fits() -> None:
    period = ceiling(3_000_000)
    both = [received(1_500_000), received(1_500_000)]
    outcome = props.share_out(period)
    assert (outcome.reserved, outcome.lots) == (2, ())
    assert {state_of(one) for one in both} == {"in_behandeling"}
    assert props.share_out(period).reserved == 0, "twice changes nothing"
    assert book.standing(period).left == 0


def test_an_application_that_was_not_looked_at_holds_the_day() -> None:
    """Frontier: who came in earlier may still turn out to be complete on that day."""
    period = ceiling(1_000_000)
    early = props.application("ingediend", cents=1_000_000)
    with clock.at(props.day(2027, 3, 2)):
        late = received(1_000_000)
        assert props.share_out(period).reserved == 0
        assert state_of(late) == "volledig"
        props.complete(early, date(2027, 3, 1))
        assert props.share_out(period).reserved == 1
    assert (state_of(early), state_of(late)) == ("in_behandeling", "wachtlijst")


def test_the_day_of_completion_decides_not_the_day_of_receipt() -> None:
    """T44: A in on Monday and complete on Thursday; B in on Wednesday and complete; room for one: B."""
    period = ceiling(1_000_000)
    a = props.application("ingediend", cents=1_000_000)
    props.step(a, "uitnodigen_aanvullen", "officer", gaps=(("quote", ""),))
    with clock.at(props.day(2027, 3, 3)):
        b = received(1_000_000)
    with clock.at(props.day(2027, 3, 4)):
        props.step(a, "aanvullen", props.applicant(a), came=("quote",))
        props.complete(a)
        props.share_out(period)
    assert (state_of(b), state_of(a)) == ("in_behandeling", "wachtlijst")


def overflown() -> tuple[Period, list[Application]]:
    """Return a period with 15,000, and two applications for 10,000 that were complete on one day."""
    period = ceiling(1_500_000)
    both = [received(1_000_000), received(1_000_000)]
    outcome = props.share_out(period)
    assert outcome.reserved == 0
    assert outcome.lots == ((date(2027, 3, 1), tuple(sorted(one.number or "" for one in both))),)
    return period, both


def draw(period: Period) -> Lot:
    lot = lots.commit_lot(by=actor("scheme-manager"), period=period, day=date(2027, 3, 1))
    return lots.draw_lot(by=actor("decision-maker"), lot=lot, word="paardenbloem")


def test_a_day_that_overflows_waits_for_its_lot() -> None:
    """T41: the winner gets 10,000, the loser is offered 5,000."""
    period, both = overflown()
    lot = draw(period)
    assert lots.is_fair(lot)
    outcome = props.share_out(period)
    assert (outcome.reserved, outcome.offered) == (1, 1)
    first = Application.objects.get(number=lot.order[0])
    second = Application.objects.get(number=lot.order[1])
    assert {first.pk, second.pk} == {one.pk for one in both}
    assert (first.state, first.lot_place) == ("in_behandeling", 1)
    assert (second.offered_cents, second.offer_until) == (500_000, date(2027, 3, 8))
    assert Message.objects.get(application=second).answer_until == date(2027, 3, 8)
    assert book.standing(period).left == 0, "an offer holds its part"
    offers.accept_part(by=props.applicant(second), application=second)
    assert state_of(second) == "in_behandeling"
    assert book.side(second).reserved == 500_000
    assert book.check_period(period) == ()


def test_an_offer_that_nobody_takes_comes_free_and_is_not_made_again() -> None:
    period, _ = overflown()
    lot = draw(period)
    props.share_out(period)
    second = Application.objects.get(number=lot.order[1])
    with clock.at(props.day(2027, 3, 8)):
        assert offers.expire() == 0, "the last day still counts"
    with clock.at(props.day(2027, 3, 9)):
        assert offers.expire() == 1
        assert offers.expire() == 0
        assert props.share_out(period).offered == 0
        with pytest.raises(OutOfOrder):
            offers.accept_part(by=props.applicant(second), application=second)
    assert state_of(second) == "wachtlijst"
    assert book.standing(period).left == 500_000
    assert allocate.place_of(Application.objects.get(pk=second.pk)) == 1


def test_the_lot_takes_two_people_and_is_drawn_once() -> None:
    period, _ = overflown()
    with pytest.raises(NotPermitted):
        lots.commit_lot(by=actor("officer"), period=period, day=date(2027, 3, 1))
    with pytest.raises(OutOfOrder):
        lots.commit_lot(by=actor("scheme-manager"), period=period, day=date(2027, 3, 2))
    lot = lots.commit_lot(by=actor("scheme-manager"), period=period, day=date(2027, 3, 1))
    assert lot.order == []
    with pytest.raises(NotPermitted, match="collega"):
        lots.draw_lot(by=actor("scheme-manager"), lot=lot, word="roos")
    with pytest.raises(InputError):
        lots.draw_lot(by=actor("decision-maker"), lot=lot, word="  ")
    lots.draw_lot(by=actor("decision-maker"), lot=lot, word="roos")
    with pytest.raises(OutOfOrder):
        lots.draw_lot(by=actor("decision-maker"), lot=lot, word="tulp")
    lot.order = list(reversed(lot.order))
    assert not lots.is_fair(lot), "who changes the order is found out"


def test_what_comes_free_goes_to_who_waits_first() -> None:
    """T46, T47: 4,000 left is less than the minimum, so the next waits; a refusal of 18,000 lets it move up."""
    period = ceiling(2_200_000)
    first = received(1_800_000)
    with clock.at(props.day(2027, 3, 2)):
        second = received(1_500_000)
        assert props.share_out(period).waiting == 1
    assert state_of(second) == "wachtlijst"
    first.refresh_from_db()
    with clock.at(props.day(2027, 3, 9)):
        props.decide(first, kind="refuse")
        assert jobs.share_out() == 1
    assert state_of(second) == "in_behandeling"
    assert book.check_period(period) == ()


def test_after_the_period_nobody_moves_up() -> None:
    period = ceiling(1_800_000)
    first = received(1_800_000)
    with clock.at(props.day(2027, 3, 2)):
        second = received(1_500_000)
        props.share_out(period)
    first.refresh_from_db()
    with clock.at(props.day(2028, 1, 4)):
        props.decide(first, kind="refuse")
        assert jobs.share_out() == 0
        standing = book.standing(period)
        assert (standing.released_late, standing.left) == (1_800_000, 0)
    assert state_of(second) == "wachtlijst"
    assert book.check_period(period) == ()


def test_a_lowering_does_not_touch_what_came_in_before() -> None:
    """Awb 4:27: two came in on 20,000; then it is lowered; a third counts on the lower ceiling."""
    period = ceiling(2_000_000)
    before = [props.application("ingediend", cents=1_000_000) for _ in range(2)]
    periods.publish_ceiling(
        by=actor("scheme-manager"), period=period, cents=500_000, effective_on=date(2027, 3, 2), reason="bezuiniging"
    )
    with clock.at(props.day(2027, 3, 2)):
        after = props.application("ingediend", cents=500_000)
        for one in (*before, after):
            props.complete(one, one.received_day)
        props.share_out(period)
    assert [state_of(one) for one in before] == ["in_behandeling"] * 2
    assert state_of(after) == "wachtlijst"
    assert book.standing(period).left == 0
    assert book.check_period(period) == ()


def test_a_raise_counts_from_its_day() -> None:
    period = ceiling(500_000)
    made = received(1_000_000)
    periods.publish_ceiling(
        by=actor("scheme-manager"), period=period, cents=5_000_000, effective_on=date(2027, 3, 5), reason="meer geld"
    )
    props.share_out(period)
    assert state_of(made) != "in_behandeling"
    assert book.room(period, made.received_at) == 0 or made.state != "in_behandeling"
    with clock.at(props.day(2027, 3, 5)):
        jobs.share_out()
    assert state_of(made) == "in_behandeling"
    assert book.check_period(period) == ()


def test_a_ceiling_needs_a_reason_a_day_and_a_manager() -> None:
    period = ceiling(500_000)
    who, today = actor("scheme-manager"), date(2027, 3, 1)
    for cents, on, reason in ((-1, today, "x"), (1, date(2027, 2, 1), "x"), (1, today, " ")):
        with pytest.raises(InputError):
            periods.publish_ceiling(by=who, period=period, cents=cents, effective_on=on, reason=reason)
    with pytest.raises(NotPermitted):
        periods.publish_ceiling(by=actor("officer"), period=period, cents=1, effective_on=today, reason="x")
    periods.publish_ceiling(by=who, period=period, cents=1_000, effective_on=date(2027, 4, 1), reason="x")
    with pytest.raises(InputError, match="later"):
        periods.publish_ceiling(by=who, period=period, cents=2_000, effective_on=date(2027, 3, 5), reason="x")


def test_an_objection_is_judged_by_the_room_of_then() -> None:
    """T50, T51: refused while there was room, upheld when it is gone: granted above the ceiling. Else not."""
    period = ceiling(1_800_000)
    refused = received(1_800_000)
    props.share_out(period)
    refused.refresh_from_db()
    props.decide(refused, kind="refuse")
    with clock.at(props.day(2027, 3, 2)):
        other = received(1_800_000)
        props.share_out(period)
        props.decide(Application.objects.get(pk=other.pk))
    with clock.at(props.day(2027, 3, 3)):
        full = received(1_800_000)
        props.share_out(period)
        assert state_of(full) == "wachtlijst"
        full.refresh_from_db()
        props.step(full, "afwijzen_plafond", "officer", reason="Het plafond is bereikt")
        draft = props.draft_decision(application=full, kind="refuse")
        props.step(full, "afwijzen", "decision-maker", Need.HEARD, decision=draft, digest=draft.digest)
    other_decider = Actor("person", str(member("payer").pk), "", frozenset({"decision-maker"}))
    with clock.at(props.day(2027, 5, 3)):
        for application in (refused, full):
            made = props.draft_decision(
                application=application, kind="objection", cents=1_800_000, by="objection-officer"
            )
            if application is full:
                with pytest.raises(Refused) as stands:
                    props.step(full, "verlening_op_bezwaar", other_decider, decision=made, digest=made.digest)
                assert stands.value.code == "no-room-then"
            else:
                with pytest.raises(NotPermitted):
                    props.step(refused, "verlening_op_bezwaar", "objection-officer", decision=made)
                with pytest.raises(InputError, match="collega"):
                    props.step(refused, "verlening_op_bezwaar", "decision-maker", decision=made, digest=made.digest)
                props.step(refused, "verlening_op_bezwaar", other_decider, decision=made, digest=made.digest)
        standing = book.standing(period)
        assert (standing.granted, standing.above_ceiling, standing.left) == (3_600_000, 1_800_000, 0)
    assert book.check_period(period) == ()


def test_the_account_as_it_stood_on_a_day() -> None:
    period = ceiling(5_000_000)
    with clock.at(props.day(2027, 3, 1)):
        made = received(1_500_000)
        props.share_out(period)
        made.refresh_from_db()
    with clock.at(props.day(2027, 3, 15)):
        props.decide(made, cents=1_000_000)
    before = book.standing(period, until=periods.end_of(date(2027, 3, 14)))
    after = book.standing(period, until=periods.end_of(date(2027, 3, 15)))
    assert (before.reserved, before.granted, before.left) == (1_500_000, 0, 3_500_000)
    assert (after.reserved, after.granted, after.left) == (0, 1_000_000, 4_000_000)


def test_a_voucher_that_does_not_fit_is_for_the_desk_to_refuse() -> None:
    """A scheme that does not let people wait: nobody gets a place on a list that leads nowhere."""
    period = props.period_of(props.VOUCHER)
    with clock.at(props.day(2027, 3, 1)):
        many = [props.complete(props.application("ingediend", scheme=props.VOUCHER, cents=300_000)) for _ in range(30)]
        assert props.share_out(period).reserved == 30
    with clock.at(props.day(2027, 3, 2)):
        late = props.complete(props.application("ingediend", scheme=props.VOUCHER, cents=300_000))
        outcome = props.share_out(period)
    assert (outcome.reserved, outcome.full) == (0, (late.number,))
    assert len(many) == 30
    assert state_of(late) == "volledig"


def test_a_reservation_beyond_the_ceiling_is_refused_whoever_asks() -> None:
    period = ceiling(500_000)
    made = received(1_000_000)
    with pytest.raises(Refused):
        allocate.give(by=Actor.system("test"), application=made)
    assert state_of(made) == "volledig"
    assert book.check_period(period) == ()
