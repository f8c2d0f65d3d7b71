"""Paying a grant: prepared, released by somebody else, sent to the bank, marked (T36, T37, T53, T60)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests import subsidies as props
from tests.cast import actor, member
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.grant_life import Need
from trede.core.payout import read_answer
from trede.journal import clock
from trede.journal.guard import unguarded
from trede.subsidies import book
from trede.subsidies.integrity import signals
from trede.subsidies.models import Application, Payment
from trede.subsidies.payments import accounts, actions, files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _bank(settings: Any) -> None:
    settings.BANK_NAME, settings.BANK_IBAN, settings.BANK_BIC = "Provincie Voorbeeld", "NL91ABNA0417164300", ""


def granted(cents: int = 1_500_000) -> Application:
    """Return an application that was granted and announced."""
    made = props.application("verleend", cents=cents, firm=props.new_firm())
    return props.step(made, "bekendmaken", "officer", Need.DELIVERED)


def prepared() -> Payment:
    """Return the advance of a grant, ready to be released."""
    return actions.prepare(by=actor("officer"), application=granted())


def answer(payment: Payment, status: str = "ACSC", cents: int | None = None, day: str = "2027-03-01") -> str:
    """Return what the bank says about a payment."""
    amount = f"{(payment.cents if cents is None else cents) / 100:.2f}"
    return f"reference;status;day;amount;reason\n{actions.reference(payment)};{status};{day};{amount};AC04\n"


class TestOrdinary:
    """The path on which nothing goes wrong."""

    def test_a_small_grant_is_paid_whole_in_two_weeks(self) -> None:
        """The arrangement below 25,000 gives it all as an advance."""
        with clock.at(props.OPENED):
            payment = prepared()
            assert (payment.kind, payment.cents) == ("advance", 1_500_000)
            assert payment.due_on == date(2027, 3, 15)
            batch = actions.release(by=actor("payer"), payments=[payment])
            made = files.payment_file(by=actor("payer"), batch=batch)
            assert (made.number, made.cents) == (1, 1_500_000)
            assert files.sums(made.content) == (1, 1_500_000)
            text = made.content.decode()
            assert payment.iban in text
            assert payment.application.number is not None
            assert f"<Ustrd>{payment.application.number}</Ustrd>" in text
            report = actions.take_in(by=actor("payer"), lines=read_answer(answer(payment)))
            assert report["paid"] == [actions.reference(payment)]
            application = Application.objects.get(pk=payment.application_id)
            assert application.payment_state == "betaald"
            assert book.side(application).paid == 1_500_000
            assert actions.payable_now(application) == ("advance", 0)

    def test_the_same_answer_twice_counts_once_and_a_strange_one_never(self) -> None:
        """The file of the bank may come again; an amount that differs is for a person."""
        with clock.at(props.OPENED):
            payment = prepared()
            actions.release(by=actor("payer"), payments=[payment])
            wrong = actions.take_in(by=actor("payer"), lines=read_answer(answer(payment, cents=1)))
            assert wrong["differs"]
            for expected in ("paid", "known"):
                assert actions.take_in(by=actor("payer"), lines=read_answer(answer(payment)))[expected]
            assert payment.application.entries.filter(kind="pay-advance").count() == 1

    def test_an_answer_that_cannot_be_read_changes_nothing(self) -> None:
        """The sentence names the line."""
        with pytest.raises(InputError, match="Regel 2"):
            read_answer("reference;status;day;amount\nTREDE-1;MISSCHIEN;2027-03-01;5\n")
        with pytest.raises(InputError, match="Regel 1"):
            read_answer("iets anders")

    def test_a_payment_that_failed_is_prepared_anew_with_a_reason(self) -> None:
        """The firm is told; the first row stays as proof."""
        with clock.at(props.OPENED):
            payment = prepared()
            actions.release(by=actor("payer"), payments=[payment])
            actions.take_in(by=actor("payer"), lines=read_answer(answer(payment, "RJCT")))
            application = Application.objects.get(pk=payment.application_id)
            assert application.payment_state == "mislukt"
            assert application.messages.filter(kind="payment-failed").exists()
            with pytest.raises(InputError):
                actions.prepare(by=actor("officer"), application=application)
            again = actions.prepare(by=actor("officer"), application=application, reason="Nieuwe rekening")
            assert again.cents == payment.cents
            assert application.payments.count() == 2


class TestGuards:
    """Who may, and how much."""

    def test_two_people_by_person_and_by_the_database(self) -> None:
        """The officer who prepared cannot release, whatever roles come with it; nor can who decided."""
        with clock.at(props.OPENED):
            payment = prepared()
            with pytest.raises(NotPermitted):
                actions.release(by=actor("officer"), payments=[payment])
            with pytest.raises(NotPermitted):
                actions.release(by=actor("decision-maker"), payments=[payment])
            with unguarded("the database on its own"), pytest.raises(IntegrityError), transaction.atomic():
                Payment.objects.filter(pk=payment.pk).update(released_by=member("officer"))

    def test_a_cent_more_than_granted_is_refused_by_ledger_and_database(self) -> None:
        """T53."""
        with clock.at(props.OPENED):
            payment = prepared()
            with unguarded("the database on its own"), pytest.raises(IntegrityError), transaction.atomic():
                Payment.objects.filter(pk=payment.pk).update(cents=payment.cents + 1)
            actions.release(by=actor("payer"), payments=[payment])
            with unguarded("a row that was tampered with"):
                Payment.objects.filter(pk=payment.pk).update(cents=1_500_001, most_cents=None)
            payment.refresh_from_db()
            with pytest.raises(OutOfOrder):
                actions.mark_paid(by=actor("payer"), payment=payment, on=date(2027, 3, 1))
            assert not payment.application.entries.filter(kind="pay-advance").exists()

    def test_nothing_is_paid_before_the_announcement_and_nothing_twice(self) -> None:
        """The term starts with the announcement; what is planned cannot be planned again."""
        with clock.at(props.OPENED):
            made = props.application("verleend", firm=props.new_firm())
            with pytest.raises(OutOfOrder, match="bekend"):
                actions.prepare(by=actor("officer"), application=made)
            props.step(made, "bekendmaken", "officer", Need.DELIVERED)
            actions.prepare(by=actor("officer"), application=made)
            with pytest.raises(OutOfOrder, match="niets te betalen"):
                actions.prepare(by=actor("officer"), application=made)

    def test_all_of_a_file_or_nothing(self) -> None:
        """One payment that may not go keeps the others back, so that the file is what was seen."""
        with clock.at(props.OPENED):
            good, bad = prepared(), prepared()
            with unguarded("an account that was tampered with"):
                Payment.objects.filter(pk=bad.pk).update(iban="NL00TEST0000000000")
            bad.refresh_from_db()
            with pytest.raises(InputError, match="rekening"):
                actions.release(by=actor("payer"), payments=[good, bad])
            good.refresh_from_db()
            assert good.released_at is None

    def test_without_an_account_of_the_region_there_is_no_file(self, settings: Any) -> None:
        """The sentence says who can set it."""
        settings.BANK_IBAN = ""
        with clock.at(props.OPENED):
            batch = actions.release(by=actor("payer"), payments=[prepared()])
            with pytest.raises(InputError, match="beheerder"):
                files.payment_file(by=actor("payer"), batch=batch)


class TestAccounts:
    """Whose account it is."""

    def test_another_name_holds_the_payment_until_the_payer_saw_proof(self) -> None:
        """T60: not the officer who prepared it, but the second person answers."""
        with clock.at(props.OPENED):
            made = props.concept(firm=props.new_firm("Jansen Techniek BV"))
            with unguarded("a firm that types another name"):
                Application.objects.filter(pk=made.pk).update(iban_holder="J. Jansen")
            props.send(made)
            props.complete(made)
            assert made.period is not None
            props.share_out(made.period)
            made.refresh_from_db()
            props.decide(made)
            props.step(made, "bekendmaken", "officer", Need.DELIVERED)
            payment = actions.prepare(by=actor("officer"), application=made)
            assert payment.held_reason == "question"
            with pytest.raises(InputError, match="rekening"):
                actions.release(by=actor("payer"), payments=[payment])
            row = made.signals.get(code="account-holder")
            with pytest.raises(NotPermitted):
                signals.close(by=actor("officer"), signal=row, outcome="no-matter", reason="Klopt wel")
            signals.close(by=actor("payer"), signal=row, outcome="no-matter", reason="Afschrift van de bank gezien.")
            assert actions.release(by=actor("payer"), payments=[payment])

    def test_an_account_that_changed_after_the_grant_waits_five_days(self) -> None:
        """The firm is told, and the old payment row no longer fits the new account."""
        with clock.at(props.OPENED):
            made = granted()
        with clock.at(props.OPENED + timedelta(days=1)):
            accounts.change_account(
                by=props.applicant(made), application=made, iban="NL91 ABNA 0417 1643 00", holder=made.firm.name
            )
            assert made.messages.filter(kind="account").exists()
            payment = actions.prepare(by=actor("officer"), application=made)
            assert payment.held_until == date(2027, 3, 7)
            with pytest.raises(InputError):
                actions.release(by=actor("payer"), payments=[payment])
        with clock.at(props.OPENED + timedelta(days=6)):
            assert actions.release(by=actor("payer"), payments=[payment])

    def test_a_number_with_a_typing_error_is_refused(self) -> None:
        """The check digits do not add up."""
        with clock.at(props.OPENED):
            made = granted()
            person = props.applicant(made)
            with pytest.raises(InputError):
                accounts.change_account(by=person, application=made, iban="NL92ABNA0417164300", holder="Bakker")


class TestSuspension:
    """Suspending on a serious suspicion (Awb 4:56)."""

    def test_thirteen_weeks_at_most_and_then_it_goes_on_by_itself(self) -> None:
        """T37: suspended on 1 September 2027, at most until 1 December."""
        with clock.at(props.OPENED):
            made = granted()
            actions.prepare(by=actor("officer"), application=made)
        with clock.at(props.day(2027, 9, 1)):
            with pytest.raises(InputError):
                actions.suspend(by=actor("decision-maker"), application=made, suspicion=" ")
            actions.suspend(by=actor("decision-maker"), application=made, suspicion="Facturen lijken vals.")
            assert actions.suspended_until(made) == date(2027, 12, 1)
            assert made.payment_state == "opgeschort"
        with clock.at(props.day(2027, 12, 1)):
            assert actions.end_suspensions() == 0
        with clock.at(props.day(2027, 12, 2)):
            assert actions.end_suspensions() == 1
            made.refresh_from_db()
            assert made.payment_state == "gepland"


def test_finance_gets_one_table_with_its_own_numbers() -> None:
    """Released payments of a stretch, in cents."""
    with clock.at(props.OPENED):
        payment = prepared()
        files.note_vendor(by=actor("payer"), firm=payment.application.firm, vendor="C-10042")
        actions.release(by=actor("payer"), payments=[payment])
        head, line = files.export_to_finance(
            by=actor("payer"), first=date(2027, 3, 1), until=date(2027, 3, 1)
        ).splitlines()
        assert head.split(";")[:2] == ["reference", "application"]
        assert "C-10042" in line
        assert ";1500000;" in line
        with pytest.raises(InputError):
            files.note_vendor(by=actor("payer"), firm=payment.application.firm, vendor="=1+1")
