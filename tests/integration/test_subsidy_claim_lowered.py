"""Money that was claimed back and may be kept after all: on objection, after the court, or because it was waived."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests import subsidies as props
from tests import subsidy_desk as desk
from tests.cast import actor, client_of
from tests.integration.test_subsidy_objection import other_decider
from tests.integration.test_subsidy_upheld import fresh, object_to, period_of, reads, upheld
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.ledger import Kind
from trede.journal import clock
from trede.journal.guard import unguarded
from trede.journal.models import Event
from trede.subsidies import book
from trede.subsidies.after import settle
from trede.subsidies.after.register import entries as register_lines
from trede.subsidies.applying.labels import beside
from trede.subsidies.desk import amending, objecting
from trede.subsidies.letters.compose import plain
from trede.subsidies.models import Application, Claim, Objection
from trede.subsidies.payments import actions as payments
from trede.subsidies.payments.queries import payables
from trede.subsidies.periods import end_of

pytestmark = pytest.mark.django_db

PAID, KEPT, BACK = 1_500_000, 900_000, 600_000


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with clock.at(props.OPENED):
        yield


def paid(made: Application) -> None:
    """Prepare what can be paid, release it by another person, and have the bank pay it."""
    payment = payments.prepare(by=actor("officer"), application=made)
    props.close_signals(made)
    with pytest.raises((NotPermitted, OutOfOrder)):
        payments.release(by=actor("officer"), payments=[payment])
    payments.release(by=actor("payer"), payments=[payment])
    payments.mark_paid(by=actor("payer"), payment=payment, on=clock.today())


def lowered() -> Application:
    """Return a grant of 15,000, paid in advance, running, and settled at 9,000 after a hearing."""
    made = Application.objects.get(pk=desk.decided("grant").application_id)
    paid(made)
    props.step(fresh(made), "start_uitvoering", "officer")
    settle.hear(by=actor("officer"), application=fresh(made), intention="We willen lager vaststellen.")
    with clock.at(props.day(2027, 4, 20)):
        found = settle.draft(
            by=actor("officer"),
            application=fresh(made),
            step="lager_vaststellen",
            cents=KEPT,
            grounds=("not-done",),
            reason="De website telt niet mee.",
        )
        settle.decide(by=actor("decision-maker"), decision=found, digest=found.digest)
    return fresh(made)


def claimed(made: Application, cents: int = BACK) -> Claim:
    """Have what was paid too much claimed back."""
    with clock.at(props.day(2027, 4, 21)):
        found = settle.draft(by=actor("officer"), application=fresh(made), step="terugvorderen", cents=cents)
        settle.decide(by=actor("decision-maker"), decision=found, digest=found.digest)
    return Claim.objects.get(application=made)


def against_settlement(made: Application) -> Objection:
    """Have an objection against the lower settlement written down."""
    lower = made.decisions.get(kind="settle")
    received = objecting.Received(clock.today(), "De website hoort erbij.", decision=lower.pk)
    return objecting.receive(by=actor("objection-officer"), application=fresh(made), received=received)


def holds(made: Application) -> None:
    """Check that the books of its period add up."""
    assert book.check_period(period_of(made)) == ()


class TestUpheld:
    """The claim falls first; only what is above it is paid."""

    def test_in_part_the_claim_becomes_lower(self) -> None:
        made = lowered()
        row = claimed(made)
        assert reads(fresh(made)) == "Je betaalt € 6.000 terug tot 2 juni 2027"
        with clock.at(props.day(2027, 5, 3)):
            found = against_settlement(made)
            page = client_of("objection-officer").get(f"/balie/subsidie/{made.pk}/bezwaar").content.decode()
            assert "Terug te betalen: € 6.000,00. Dat wordt eerst lager." in page
            answer = upheld(made, 1_300_000, found)
            made = fresh(made)
            side = book.side(made)
            assert (made.state, side.established, side.outstanding, side.payable) == (
                "terugvordering",
                1_300_000,
                200_000,
                0,
            )
            said = "Je moest € 6.000 terugbetalen. Dat wordt € 2.000. De laatste dag blijft 2 juni 2027."
            assert said in answer.letter
            assert "We betalen binnen" not in answer.letter
            assert plain(answer.letter).count("Wat je moet doen, blijft hetzelfde.") == 1
            assert reads(made) == "Je betaalt € 2.000 terug tot 2 juni 2027"
            row.refresh_from_db()
            assert (row.cents, row.lowered_cents, row.rest) == (BACK, 400_000, 200_000)
            assert payables() == []
            page = client_of("payer").get(f"/balie/subsidie/{made.pk}/verloop").content.decode()
            assert "Op bezwaar vervallen: € 4.000,00." in page
            assert "nog € 2.000,00" in page
            settle.receive(by=actor("payer"), claim=row, cents=200_000, on=clock.today())
            assert fresh(made).state == "vastgesteld"
            assert reads(fresh(made)) == "Definitief: € 13.000"
            holds(made)
        entry = made.entries.get(kind=Kind.CLAIM_DOWN.value)
        assert (entry.cents, entry.decision) == (400_000, str(answer.pk))
        event = Event.objects.get(type="application.claim-lowered")
        assert event.data == {"cents": 400_000, "left": 200_000}

    def test_beyond_the_claim_the_rest_is_paid_in_two_hands(self) -> None:
        """Paid 15,000, settled at 9,000, 2,000 came back, then 15,000 after all: 2,000 goes out again."""
        made = lowered()
        row = claimed(made)
        with clock.at(props.day(2027, 5, 3)):
            settle.receive(by=actor("payer"), claim=row, cents=200_000, on=clock.today())
            answer = upheld(made, PAID, against_settlement(made))
            made = fresh(made)
            side = book.side(made)
            assert (made.state, side.outstanding, side.payable) == ("vastgesteld", 0, 200_000)
            assert "Je moest € 4.000 terugbetalen. Dat hoeft niet meer." in answer.letter
            assert "We betalen binnen 6 weken." in answer.letter
            row.refresh_from_db()
            assert (row.received_cents, row.lowered_cents, row.rest) == (200_000, 400_000, 0)
            assert [(item.kind, item.cents) for item in payables()] == [("final", 200_000)]
            assert not settle.may_archive(made)
            paid(made)
            side = book.side(made)
            assert (side.paid - side.received, side.promised, side.payable) == (PAID, PAID, 0)
            assert payables() == []
            holds(made)
        assert register_lines().get(application=made).settled_cents == PAID

    def test_exactly_the_claim_ends_it_without_a_payment(self) -> None:
        made = lowered()
        claimed(made)
        with clock.at(props.day(2027, 5, 3)):
            answer = upheld(made, PAID, against_settlement(made))
            made = fresh(made)
            assert (made.state, payables()) == ("vastgesteld", [])
            assert "We betalen binnen" not in answer.letter
            page = client_of("officer").get(f"/balie/subsidie/{made.pk}").content.decode()
            assert "Terugvordering vervallen" in page
            page = client_of("payer").get(f"/balie/subsidie/{made.pk}/verloop").content.decode()
            assert "Boek wat er terugkwam" not in page
            holds(made)

    def test_what_came_back_in_full_becomes_payable_again(self) -> None:
        made = lowered()
        row = claimed(made)
        with clock.at(props.day(2027, 5, 3)):
            settle.receive(by=actor("payer"), claim=row, cents=BACK, on=clock.today())
            upheld(made, 1_300_000, against_settlement(made))
            assert [item.cents for item in payables()] == [400_000]
            holds(made)

    def test_after_the_court_the_claim_falls_as_well(self) -> None:
        made = lowered()
        claimed(made)
        with clock.at(props.day(2027, 5, 3)):
            row = against_settlement(made)
            drafted = objecting.propose(
                by=actor("objection-officer"), objection=_read(row), outcome="dismissed", reason="Het blijft zo."
            )
            objecting.answer(by=other_decider().actor(), decision=drafted, digest=drafted.digest)
            made = fresh(made)
            props.step(made, "beroep_in", "objection-officer", region="objection")
            props.step(made, "opnieuw_beslissen", "objection-officer", region="objection", reason="De rechter wil dat.")
            again = objecting.open_objection(made)
            assert again is not None
            drafted = objecting.propose(
                by=actor("objection-officer"), objection=_read(again), outcome="upheld", reason="Wel.", cents=1_200_000
            )
            third = other_decider("di@drenthe.example").actor()
            objecting.answer(by=third, decision=drafted, digest=drafted.digest)
            assert (fresh(made).state, book.side(made).outstanding) == ("terugvordering", 300_000)
            holds(made)

    def test_a_draft_from_before_a_part_came_back_is_written_again(self) -> None:
        made = lowered()
        row = claimed(made)
        with clock.at(props.day(2027, 5, 3)):
            found = against_settlement(made)
            drafted = objecting.propose(
                by=actor("objection-officer"), objection=_read(found), outcome="upheld", reason="Wel.", cents=PAID
            )
            settle.receive(by=actor("payer"), claim=row, cents=100_000, on=clock.today())
            with pytest.raises(OutOfOrder):
                objecting.answer(by=other_decider().actor(), decision=drafted, digest=drafted.digest)

    def test_the_claim_stands_in_the_books_of_the_days_before(self) -> None:
        made = lowered()
        claimed(made)
        with clock.at(props.day(2027, 5, 3)):
            upheld(made, 1_300_000, against_settlement(made))
        period, number = period_of(made), str(made.pk)
        before = book.whole(period, until=end_of(date(2027, 5, 2))).side(number)
        assert (before.outstanding, before.promised) == (BACK, KEPT)
        assert book.standing(period).above_ceiling == 0, "a lower claim is no money above the ceiling"


def test_a_withdrawn_grant_runs_again_while_its_advance_is_claimed_back() -> None:
    made = Application.objects.get(pk=desk.decided("grant").application_id)
    paid(made)
    settle.hear(by=actor("officer"), application=fresh(made), intention="Intrekken.")
    with clock.at(props.day(2027, 4, 20)):
        change = amending.Change("withdraw", 0, ("false-facts",), "Je gaf niet alles door.")
        found = amending.prepare(by=actor("officer"), application=fresh(made), change=change)
        amending.decide(by=actor("decision-maker"), decision=found, digest=found.digest)
    row = claimed(made, PAID)
    with clock.at(props.day(2027, 5, 3)):
        received = objecting.Received(clock.today(), "Ik gaf alles door.", decision=found.pk)
        objection = objecting.receive(by=actor("objection-officer"), application=fresh(made), received=received)
        upheld(made, 1_000_000, objection)
        made = fresh(made)
        side = book.side(made)
        assert (made.state, side.granted, side.outstanding) == ("in_uitvoering", 1_000_000, 500_000)
        said = beside(made, "nl")[0].replace("\N{NO-BREAK SPACE}", " ")
        assert said == "Je betaalt nog € 5.000 terug tot 2 juni 2027"
        row.refresh_from_db()
        settle.receive(by=actor("payer"), claim=row, cents=500_000, on=clock.today())
        assert not any("terug tot" in line for line in beside(fresh(made), "nl"))
        assert (fresh(made).state, book.side(made).outstanding) == ("in_uitvoering", 0)
        holds(made)


def test_an_objection_against_the_claim_alone_lowers_it_and_raises_no_grant() -> None:
    made = lowered()
    claim = claimed(made)
    with clock.at(props.day(2027, 5, 3)):
        row = object_to(made)
        assert row.decision.kind == "reclaim"
        page = client_of("objection-officer").get(f"/balie/subsidie/{made.pk}/bezwaar").content.decode()
        assert "hoeveel betaalt het bedrijf minder terug" in page
        with pytest.raises(InputError):
            upheld(made, BACK + 1, row)
        answer = upheld(made, 400_000, row)
        made, side = fresh(made), book.side(made)
        assert (made.state, side.promised, side.outstanding, side.payable) == ("terugvordering", KEPT, 200_000, 0)
        assert "Je hebt gelijk. Je betaalt minder terug." in answer.letter
        assert "Je moest € 6.000 terugbetalen. Dat wordt € 2.000." in answer.letter
        assert reads(made) == "Je betaalt € 2.000 terug tot 2 juni 2027"
        claim.refresh_from_db()
        assert (claim.lowered_cents, claim.rest) == (400_000, 200_000)
        assert (answer.cents, side.overpaid) == (0, 0), "what need not come back is not claimed again"
        holds(made)


def test_an_objection_against_the_claim_can_end_it() -> None:
    made = lowered()
    claimed(made)
    with clock.at(props.day(2027, 5, 3)):
        answer = upheld(made, BACK, object_to(made))
        made = fresh(made)
        assert (made.state, book.side(made).outstanding) == ("vastgesteld", 0)
        assert "Dat hoeft niet meer." in answer.letter
        assert payables() == []
        holds(made)


def test_a_claim_that_was_paid_leaves_nothing_to_lower() -> None:
    made = lowered()
    claim = claimed(made)
    with clock.at(props.day(2027, 5, 3)):
        settle.receive(by=actor("payer"), claim=claim, cents=BACK, on=clock.today())
        with pytest.raises(OutOfOrder) as refusal:
            upheld(made, 1, object_to(made))
        assert refusal.value.code == "no-amount"


def test_what_is_waived_is_settled_for_good() -> None:
    """Awb 4:94a: nothing is outstanding any more, so that the file can close; upheld later, nothing is paid twice."""
    made = lowered()
    row = claimed(made)
    with clock.at(props.day(2027, 5, 3)):
        third = other_decider("di@drenthe.example").actor()
        props.step(fresh(made), "kwijtschelden", third, reason="Het bedrijf kan niet betalen.")
        made = fresh(made)
        side = book.side(made)
        assert (made.state, side.outstanding, side.overpaid, side.waived) == ("vastgesteld", 0, 0, BACK)
        row.refresh_from_db()
        assert (row.waived_cents, row.rest) == (BACK, 0)
        assert "Kwijtgescholden" in client_of("payer").get(f"/balie/subsidie/{made.pk}/verloop").content.decode()
        holds(made)
        with unguarded("what was promised was done"):
            made.obligations.update(met_on=clock.today())
        assert settle.may_archive(made)
        upheld(made, PAID, against_settlement(made))
        assert payables() == []
        holds(made)


def test_the_database_keeps_a_claim_within_its_amount() -> None:
    made = lowered()
    row = claimed(made)
    for wrong in ({"lowered_cents": BACK + 1}, {"waived_cents": -1}, {"lowered_cents": BACK, "waived_cents": 1}):
        with unguarded("a write past the rules"), pytest.raises(IntegrityError), transaction.atomic():
            Claim.objects.filter(pk=row.pk).update(**wrong)


def _read(row: Objection) -> Objection:
    return Objection.objects.select_related("decision__application").get(pk=row.pk)
