"""After the grant: obligations, changes, the sample, settling, lowering, reclaiming (T53 to T56, T64)."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests import subsidies as props
from tests.cast import actor
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.grant_life import Need
from trede.core.payout import BankLine
from trede.journal import clock
from trede.journal.guard import unguarded
from trede.journal.models import Event
from trede.subsidies import book
from trede.subsidies.after import changes, invoices, obligations, sample, settle
from trede.subsidies.models import Application, ChangeNotice, Claim, Decision, Obligation, Sample
from trede.subsidies.payments import actions as payments

pytestmark = pytest.mark.django_db
GRANTED = props.OPENED
AFTER = props.day(2028, 3, 6)
"""A day after the last day of a project that was granted on the first of March 2027."""


def running(cents: int = 1_500_000) -> Application:
    """Return a project that is under way."""
    made = props.application("verleend", cents=cents, firm=props.new_firm())
    props.step(made, "bekendmaken", "officer", Need.DELIVERED)
    return props.step(made, "start_uitvoering", "officer")


def pay(made: Application) -> None:
    """Have what can be paid now paid by the bank."""
    payment = payments.prepare(by=actor("officer"), application=made)
    payments.release(by=actor("payer"), payments=[payment])
    line = BankLine(payments.reference(payment), paid=True, day=clock.today(), cents=payment.cents, reason="")
    payments.take_in(by=actor("payer"), lines=[line])
    made.refresh_from_db()


def decided(made: Application, step: str, cents: int, **more: object) -> Application:
    """Have a decision drafted by the officer and taken by the decision maker."""
    found = settle.draft(by=actor("officer"), application=made, step=step, cents=cents, **more)  # type: ignore[arg-type]  # fields by name
    taken = settle.decide(by=actor("decision-maker"), decision=found, digest=found.digest)
    made.refresh_from_db()
    return taken


def lower(made: Application, cents: int) -> Decision:
    """Return the draft of a lower settlement."""
    return settle.draft(
        by=actor("officer"),
        application=made,
        step="lager_vaststellen",
        cents=cents,
        grounds=("not-done",),
        reason="De koppeling kwam er niet.",
    )


class TestObligations:
    """What a firm has to do, and when."""

    def test_they_are_planned_from_the_grant_and_reminded_once(self) -> None:
        """A year to finish; the measurements count from that last day; papers only from the settlement."""
        with clock.at(GRANTED):
            made = running()
            found = dict(made.obligations.values_list("code", "due_on"))
            assert found["finish"] == date(2028, 3, 1)
            assert found["measure-end"] == date(2028, 3, 29)
            assert "keep-papers" not in found
        with clock.at(props.day(2028, 2, 20)):
            assert obligations.remind() == 1
            assert obligations.remind() == 0
            assert made.messages.filter(kind="obligation").count() == 1

    def test_met_or_let_go_once_and_with_a_reason(self) -> None:
        """Letting go leaves a note in the file; both at once is not possible."""
        with clock.at(GRANTED):
            made = running()
            first, second = made.obligations.order_by("due_on")[:2]
            with pytest.raises(InputError):
                obligations.met(by=actor("officer"), obligation=first, on=date(2027, 3, 2))
            obligations.met(by=actor("officer"), obligation=first, on=date(2027, 3, 1))
            with pytest.raises(OutOfOrder):
                obligations.waive(by=actor("officer"), obligation=first, reason="Toch niet")
            with pytest.raises(InputError):
                obligations.waive(by=actor("officer"), obligation=second, reason=" ")
            obligations.waive(by=actor("officer"), obligation=second, reason="Het bedrijf is gestopt.")
            assert made.notes.filter(step="obligation").exists()
            with pytest.raises(NotPermitted):
                obligations.met(by=actor("payer"), obligation=second, on=date(2027, 3, 1))


class TestChanges:
    """The firm tells, the desk answers (Awb 4:37)."""

    def test_more_time_moves_what_counts_from_the_last_day(self) -> None:
        """The measurements move along, and the firm reads the answer."""
        with clock.at(GRANTED):
            made = running()
            props.step(made, "melden_wijziging", props.applicant(made), reason="Onze leverancier stopt.")
            notice = ChangeNotice.objects.get(application=made)
            assert notice.text == "Onze leverancier stopt."
            with pytest.raises(InputError):
                changes.answer(by=actor("officer"), notice=notice, outcome="agreed", text=" ")
            end = date(2028, 6, 30)
            changes.answer(by=actor("officer"), notice=notice, outcome="agreed", text="Dat is goed.", new_end=end)
            assert obligations.end_of(made) == end
            assert made.obligations.get(code="measure-end").due_on == date(2028, 7, 28)
            assert made.messages.filter(kind="change-answer").count() == 1
            with pytest.raises(OutOfOrder):
                changes.answer(by=actor("officer"), notice=notice, outcome="no", text="Toch niet.")


class TestSample:
    """Who is asked an account: promised before, drawn once, by another."""

    def test_a_promise_a_draw_by_a_colleague_and_the_rest_is_settled_as_it_stands(self) -> None:
        """T64: not drawn and the last day over: settled without a claim, for all that was granted."""
        with clock.at(GRANTED):
            made = [running(1_000_000) for _ in range(3)]
            period = made[0].period
            assert period is not None
            with pytest.raises(OutOfOrder):
                sample.promise(by=actor("scheme-manager"), period=period)
        with clock.at(AFTER):
            found = sample.promise(by=actor("scheme-manager"), period=period)
            assert (len(found.numbers), found.size) == (3, 1)
            with pytest.raises(NotPermitted):
                sample.pull(by=actor("scheme-manager"), sample=found, word="zomer")
            with pytest.raises(OutOfOrder):
                settle.draft(by=actor("officer"), application=made[0], step="vaststellen", cents=1_000_000)
            drawn = sample.pull(by=actor("decision-maker"), sample=found, word="zomer")
            assert sample.is_right(Sample.objects.get())
            with pytest.raises(OutOfOrder):
                sample.pull(by=actor("decision-maker"), sample=found, word="winter")
            asked = Application.objects.get(number=drawn[0])
            assert asked.state == "verantwoording"
            assert asked.messages.filter(kind="account").exists()
            spared = next(row for row in made if row.number not in drawn)
            decided(spared, "vaststellen", 1_000_000)
            assert spared.state == "vastgesteld"
            assert book.side(spared).established == 1_000_000
            with pytest.raises(OutOfOrder):
                sample.promise(by=actor("scheme-manager"), period=period)

    def test_a_draw_that_was_tampered_with_shows(self) -> None:
        """Anybody can repeat it with what is published."""
        with clock.at(GRANTED):
            made = [running(1_000_000) for _ in range(2)]
        with clock.at(AFTER):
            assert made[0].period is not None
            found = sample.promise(by=actor("scheme-manager"), period=made[0].period)
            drawn = sample.pull(by=actor("decision-maker"), sample=found, word="zomer")
            other = next(number for number in found.numbers if number not in drawn)
            with unguarded("somebody with the database in hand"):
                Sample.objects.update(drawn=[other])
            assert not sample.is_right(Sample.objects.get())

    def test_the_lists_of_the_voucher_are_settled_without_a_draw(self) -> None:
        """A scheme that settles with the grant itself: no account, no sample."""
        with clock.at(GRANTED):
            made = props.application("verleend", scheme=props.VOUCHER, cents=200_000, firm=props.new_firm())
            decided(made, "vaststellen_direct", 200_000)
            assert made.state == "vastgesteld"
            assert made.obligations.filter(code="keep-papers").exists()


class TestLower:
    """Less than was granted: on a ground, heard, and by another person."""

    def test_nobody_lowers_without_a_hearing(self) -> None:
        """T56; a reply of the firm, or the end of its time, is enough."""
        with clock.at(GRANTED):
            made = running()
        with clock.at(AFTER):
            props.step(made, "verantwoording_openen", "officer", reason="Einde")
            draft = lower(made, 900_000)
            with pytest.raises(InputError) as caught:
                settle.decide(by=actor("decision-maker"), decision=draft, digest=draft.digest)
            assert caught.value.code == "missing-heard"
            settle.hear(by=actor("officer"), application=made, intention="We willen lager vaststellen.")
            with pytest.raises(InputError):
                settle.decide(by=actor("decision-maker"), decision=draft, digest=draft.digest)
        with clock.at(AFTER + timedelta(days=30)):
            settle.decide(by=actor("decision-maker"), decision=draft, digest=draft.digest)
            made.refresh_from_db()
            side = book.side(made)
            assert (made.state, side.established, side.granted) == ("vastgesteld", 900_000, 0)

    def test_a_ground_a_reason_and_a_lower_amount(self) -> None:
        """What the law does not name lowers nothing."""
        with clock.at(GRANTED):
            made = running()
            by = actor("officer")
            for grounds, reason, cents in (
                (("costly",), "x", 1),
                (("not-done",), " ", 1),
                (("not-done",), "x", 1_500_000),
            ):
                with pytest.raises(InputError):
                    settle.draft(
                        by=by,
                        application=made,
                        step="lager_vaststellen",
                        cents=cents,
                        grounds=grounds,
                        reason=reason,
                    )

    def test_who_drafted_does_not_decide_and_a_changed_draft_is_void(self) -> None:
        """T57, T58 for decisions after the grant."""
        with clock.at(GRANTED):
            made = running()
        with clock.at(AFTER):
            props.step(made, "verantwoording_openen", "officer", reason="Einde")
            old = settle.draft(by=actor("officer"), application=made, step="vaststellen", cents=1_500_000)
            with pytest.raises(NotPermitted):
                settle.decide(by=actor("officer"), decision=old, digest=old.digest)
            settle.draft(by=actor("officer"), application=made, step="vaststellen", cents=1_500_000)
            with pytest.raises(InputError) as caught:
                settle.decide(by=actor("decision-maker"), decision=old, digest=old.digest)
            assert caught.value.code == "missing-snapshot-unchanged"

    def test_the_account_counts_what_was_accepted_at_the_rate_of_the_scheme(self) -> None:
        """Half of 20,000.01, rounded down."""
        with clock.at(GRANTED):
            made = running()
            assert settle.proposal(made) == 1_500_000
            row = invoices.add_invoice(
                by=actor("officer"),
                application=made,
                supplier="Netwerk BV",
                number="2027-14",
                dated_on=date(2027, 3, 1),
                cents=2_500_000,
                pillar="A",
            )
            invoices.accept_invoice(by=actor("officer"), invoice=row, cents=2_000_001)
            assert settle.proposal(made) == 1_000_000
            with pytest.raises(InputError):
                invoices.accept_invoice(by=actor("officer"), invoice=row, cents=2_500_001)

    def test_an_invoice_is_for_who_makes_up_the_account_while_there_is_one(self) -> None:
        """The firm or the officer; nobody of another firm, no colleague with another task, and not once settled."""
        with clock.at(GRANTED):
            made = running()
            bill: dict[str, Any] = {"supplier": "Netwerk BV", "dated_on": date(2027, 3, 1), "cents": 1}
            other = props.applicant(props.application("concept", firm=props.new_firm()))
            for stranger in (other, actor("payer"), actor("decision-maker")):
                with pytest.raises(NotPermitted):
                    invoices.add_invoice(by=stranger, application=made, number="1", **bill)
            invoices.add_invoice(by=props.applicant(made), application=made, number="1", **bill)
            with pytest.raises(InputError, match="al"):
                invoices.add_invoice(by=actor("officer"), application=made, number="1", **bill)
            with unguarded("an account that was closed"):
                Application.objects.filter(pk=made.pk).update(state="vastgesteld")
            with pytest.raises(OutOfOrder):
                invoices.add_invoice(by=actor("officer"), application=made, number="2", **bill)


def overpaid() -> Application:
    """Return a grant of 15,000 that was paid and then settled at 9,000."""
    with clock.at(GRANTED):
        made = running()
        pay(made)
    with clock.at(AFTER):
        props.step(made, "verantwoording_openen", "officer", reason="Einde")
        settle.hear(by=actor("officer"), application=made, intention="We willen lager vaststellen.")
    with clock.at(AFTER + timedelta(days=30)):
        draft = lower(made, 900_000)
        settle.decide(by=actor("decision-maker"), decision=draft, digest=draft.digest)
    made.refresh_from_db()
    return made


class TestReclaim:
    """Money that comes back (Awb 4:57)."""

    def test_a_claim_is_paid_back_in_parts_and_the_books_close(self) -> None:
        """The last part ends it; more than is outstanding is refused."""
        made = overpaid()
        with clock.at(AFTER + timedelta(days=40)):
            assert book.side(made).overpaid == 600_000
            with pytest.raises(InputError):
                settle.draft(by=actor("officer"), application=made, step="terugvorderen", cents=600_001)
            decided(made, "terugvorderen", 600_000)
            claim = Claim.objects.get(application=made)
            assert (made.state, claim.cents) == ("terugvordering", 600_000)
            assert made.messages.filter(kind="claim").exists()
            for cents, day in ((600_001, clock.today()), (1, clock.today() + timedelta(days=1))):
                with pytest.raises(InputError):
                    settle.receive(by=actor("payer"), claim=claim, cents=cents, on=day)
            settle.receive(by=actor("payer"), claim=claim, cents=200_000, on=clock.today())
            settle.receive(by=actor("payer"), claim=claim, cents=400_000, on=clock.today())
            made.refresh_from_db()
            side = book.side(made)
            assert (made.state, side.overpaid, side.outstanding) == ("vastgesteld", 0, 0)
            assert made.period is not None
            assert book.check_period(made.period) == ()

    def test_five_years_and_a_day_is_too_late(self) -> None:
        """T55: settled on 5 April 2028, so until 5 April 2033."""
        made = overpaid()
        with clock.at(props.day(2033, 4, 6)):
            draft = settle.draft(by=actor("officer"), application=made, step="terugvorderen", cents=600_000)
            with pytest.raises(InputError) as caught:
                settle.decide(by=actor("decision-maker"), decision=draft, digest=draft.digest)
            assert caught.value.code == "missing-within-five-years"
        with clock.at(props.day(2033, 4, 5)):
            settle.decide(by=actor("decision-maker"), decision=draft, digest=draft.digest)


def test_a_file_goes_to_the_archive_when_nothing_is_open_any_more() -> None:
    """Money to pay keeps it; so does something the firm still has to do."""
    with clock.at(GRANTED):
        made = props.application("verleend", scheme=props.VOUCHER, cents=200_000, firm=props.new_firm())
        props.step(made, "bekendmaken", "officer", Need.DELIVERED)
        decided(made, "vaststellen_direct", 200_000)
        assert not settle.may_archive(made)
        pay(made)
        assert not settle.may_archive(made)
        with unguarded("years pass"):
            Obligation.objects.update(met_on=clock.today())
        assert settle.may_archive(made)


def test_nothing_of_it_leaves_words_in_the_journal() -> None:
    """Keys, days and cents only."""
    made = overpaid()
    words = " ".join(str(row) for row in Event.objects.filter(subject=str(made.pk)).values_list("data", flat=True))
    assert "koppeling" not in words
    assert "willen" not in words
