"""The whole story of a grant, from a firm's first click to the archive, for both schemes, by all rooms of the desk."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests import subsidies as props
from tests import subsidy_desk as desk
from tests import subsidy_firm as theirs
from tests.cast import actor
from tests.mailing import mail_on
from trede.core.errors import InputError
from trede.core.integrity_words import PAYMENT_CODES
from trede.journal import clock
from trede.journal.models import Event
from trede.subsidies import book, clocks, jobs, messages
from trede.subsidies.after import evidence, invoices, obligations, register, sample, settle
from trede.subsidies.applying import answering
from trede.subsidies.desk import actions as reading
from trede.subsidies.desk import checklist, drafting
from trede.subsidies.given import Letter
from trede.subsidies.integrity import signals
from trede.subsidies.models import Application, Decision, GrantEntry, Message, Obligation, Payment
from trede.subsidies.payments import actions as payments
from trede.subsidies.payments.files import payment_file
from trede.web.outbox import send_due

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stage(settings: Any, tmp_path: Any) -> None:
    settings.VAR = tmp_path
    settings.BANK_NAME, settings.BANK_IBAN, settings.BANK_BIC = "Provincie Voorbeeld", "NL91ABNA0417164300", ""
    mail_on(settings)


def at(day: int) -> AbstractContextManager[None]:
    """Return the clock, some days after the first morning."""
    return on(props.OPENED.date() + timedelta(days=day))


@contextmanager
def on(day: date) -> Iterator[None]:
    """Set the clock to a morning; before it ends the mail of that day goes out."""
    with clock.at(datetime.combine(day, props.OPENED.timetz())):
        yield
        send_due()
        messages.follow_notices()


def apply(scheme: str) -> Application:
    """Have a firm apply through its own pages."""
    _, place = theirs.applied(scheme)
    return theirs.of(place)


def repair(made: Application) -> None:
    """Have something asked, mailed, read and added."""
    gaps = (("quote", "Er staat geen datum op."),)
    until = clock.today() + timedelta(days=14)
    letter = checklist.request_letter(made, gaps, until)
    props.step(made, "uitnodigen_aanvullen", "officer", gaps=gaps, until=until, letter=letter)
    send_due()
    messages.follow_notices()
    asked = made.messages.get(kind="repair")
    messages.mark_read(by=props.applicant(made), message=asked)
    texts = {"quote": "De offerte is van 12 februari."}
    answering.add(by=props.applicant(made), application=made, texts=texts, key="added")


def assess(made: Application) -> Decision:
    """Have two people read, a draft written and approved, and a third decide."""
    for signal in made.signals.filter(closed_at=None).exclude(code__in=PAYMENT_CODES):
        signals.close(by=actor("officer"), signal=signal, outcome="no-matter", reason="Nagekeken, het klopt.")
    desk.read(made)
    found = desk.draft(made)
    drafting.approve(by=actor("second-reader"), decision=found, digest=found.digest)
    drafting.decide(by=actor("decision-maker"), decision=found, digest=found.digest)
    made.refresh_from_db()
    found.refresh_from_db()
    return found


def pay(made: Application) -> Payment:
    """Have a payment prepared by one, released by another, sent in a file, and paid by the bank."""
    payment = payments.prepare(by=actor("officer"), application=made)
    for signal in made.signals.filter(closed_at=None):
        signals.close(by=actor("payer"), signal=signal, outcome="no-matter", reason="Het afschrift noemt dit bedrijf.")
    batch = payments.release(by=actor("payer"), payments=[payment])
    assert payment.iban.encode() in payment_file(by=actor("payer"), batch=batch).content
    payments.mark_paid(by=actor("payer"), payment=Payment.objects.get(pk=payment.pk), on=clock.today())
    made.refresh_from_db()
    return payment


def settled(made: Application, step: str) -> Application:
    """Have it settled: drafted by one, decided by another."""
    made.refresh_from_db()
    found = settle.draft(by=actor("officer"), application=made, step=step, cents=settle.proposal(made))
    settle.decide(by=actor("decision-maker"), decision=found, digest=found.digest)
    made.refresh_from_db()
    return made


def steps_of(made: Application) -> list[str]:
    """Return the steps of the main line in the journal."""
    events = Event.objects.filter(type="application.step", subject_kind="application", subject=str(made.pk))
    data = events.order_by("pk").values_list("data", flat=True)
    return [item["step"] for item in data if item["region"] == "main"]


def sound(made: Application) -> None:
    """Check what holds after everything: the account adds up, and what was promised is what was paid."""
    assert made.period is not None
    assert book.check_period(made.period) == ()
    assert jobs.check_books() == 0


def test_the_readiness_grant_from_first_click_to_archive() -> None:
    with at(0):
        made = apply(props.READINESS)
        assert made.state == "ingediend"
        assert made.number
        assert made.requested_cents == 1_500_000
    with at(3):
        repair(made)
        assert made.state == "ingediend"
        assert made.submissions.count() == 2
    with at(5):
        made.refresh_from_db()
        props.complete(made)
        assert made.complete_day == date(2027, 3, 4), "the day on which the last item came in"
        jobs.share_out()
        made.refresh_from_db()
        assert made.state == "in_behandeling"
        assert book.side(made).reserved == 1_500_000
    with at(20):
        decision = assess(made)
        assert made.state == "verleend"
        assert decision.announced_on == clock.today()
        assert book.side(made).granted == decision.cents == 1_500_000
        assert GrantEntry.objects.get(application=made).granted_cents == 1_500_000
        assert clocks.clocks_of(Application.objects.get(pk=made.pk))["objection"].due == date(2027, 5, 3)
        evidence.measure(
            by=props.applicant(made), application=made, moment="application", rung="funderen", figures={"errors": 12}
        )
    with at(22):
        props.step(made, "start_uitvoering", "officer")
        assert Obligation.objects.filter(application=made).count() >= 3
        paid = pay(made)
        assert paid.kind == "advance"
        assert book.side(made).paid == 1_500_000
    end = obligations.end_of(made)
    assert end is not None
    with on(end + timedelta(days=1)):
        assert made.period is not None
        drawn = sample.promise(by=actor("scheme-manager"), period=made.period)
        assert sample.pull(by=actor("decision-maker"), sample=drawn, word="tulp") == (made.number,), "one of one"
        made.refresh_from_db()
        account_for(made)
    sound(made)
    archived(made, end + timedelta(days=60))
    assert steps_of(made) == [
        "indienen", "uitnodigen_aanvullen", "aanvullen", "volledig_verklaren", "toewijzen_ruimte", "concept_opstellen",
        "verlenen", "bekendmaken", "start_uitvoering", "steekproef", "vaststellen", "bekendmaken", "archiveren",
    ]  # fmt: skip


def account_for(made: Application) -> None:
    """Have the firm measure again and show what it did, and the desk settle on that."""
    assert made.state == "verantwoording"
    evidence.measure(
        by=props.applicant(made), application=made, moment="end", rung="optimaliseren", figures={"errors": 4}
    )
    found = clocks.clocks_of(Application.objects.get(pk=made.pk))
    assert found["settlement-claim"].due == clock.today() + timedelta(weeks=13)
    text = "Alles is klaar, de factuur gaat mee."
    answering.settle(by=props.applicant(made), application=made, text=text, key="account")
    account(made, 3_000_000)
    found = clocks.clocks_of(Application.objects.get(pk=made.pk))
    assert found["settlement-claim"].light() == "done"
    assert found["settlement"].due == clock.today() + timedelta(weeks=13)
    settled(made, "vaststellen")
    assert made.state == "vastgesteld"
    assert book.side(made).established == 1_500_000
    assert GrantEntry.objects.get(application=made).settled_cents == 1_500_000


def account(made: Application, cents: int) -> None:
    """Have an invoice put on the account, and accepted."""
    invoice = invoices.add_invoice(
        by=actor("officer"),
        application=made,
        supplier="Kabel BV",
        number="2027-17",
        dated_on=clock.today(),
        cents=cents,
        pillar="A",
    )
    invoices.accept_invoice(by=actor("officer"), invoice=invoice, cents=cents)


def archived(made: Application, day: date) -> None:
    """Let the term for objection pass, have every obligation closed and every message proven; then the file goes."""
    with on(day):
        jobs.let_terms_end()
        for row in Obligation.objects.filter(application=made, met_on=None, waived_reason=""):
            obligations.waive(by=actor("officer"), obligation=row, reason="Niet meer nodig.")
        assert settle.archive() == 1
        made.refresh_from_db()
        assert made.state == "afgehandeld"
        assert made.ended_on == day
        assert clocks.clocks_of(Application.objects.get(pk=made.pk))["retention"].due is not None


def test_the_voucher_is_settled_at_once() -> None:
    """The proof that a scheme is data: the same engine, without pillars, sample or account."""
    with at(0):
        made = apply(props.VOUCHER)
        assert made.requested_cents == 200_000
    with at(1):
        props.complete(made)
        jobs.share_out()
        made.refresh_from_db()
    with at(9):
        assess(made)
        settled(made, "vaststellen_direct")
        assert made.state == "vastgesteld"
        assert book.side(made).established == 200_000
    with at(10):
        paid = pay(made)
        assert paid.kind == "final"
        assert book.side(made).paid == 200_000
    sound(made)
    assert [row["name"] for row in shown()] == [made.firm.name]


def shown() -> list[dict[str, Any]]:
    """Return the lines of the public register."""
    return [{"name": row.name, "cents": row.granted_cents} for row in register.entries()]


def test_a_refusal_is_heard_first_and_gives_the_money_back() -> None:
    with at(0):
        made = apply(props.READINESS)
    with at(1):
        props.complete(made)
        jobs.share_out()
        made.refresh_from_db()
    with at(5):
        desk.read(made, opinion="refuse", answer="no")
        with pytest.raises(InputError) as refused:
            desk.draft(made, "refuse", heard="heard")
        assert refused.value.code == "heard"
        props.step(made, "voornemen_afwijzen", "officer", reason="Het plan is er al.", letter=hearing())
        answering.reply(by=props.applicant(made), application=made, text="Dat is niet zo.", key="reply")
        assert made.state == "in_behandeling"
        found = desk.draft(made, "refuse", heard="heard")
        drafting.approve(by=actor("second-reader"), decision=found, digest=found.digest)
        drafting.decide(by=actor("decision-maker"), decision=found, digest=found.digest)
    made.refresh_from_db()
    assert made.state == "afgewezen"
    assert made.period is not None
    assert book.standing(made.period).left == 80_000_000
    assert not GrantEntry.objects.exists()
    assert reading.is_read(made)
    assert Message.objects.filter(application=made, kind="decision").count() == 1
    sound(made)
    archived(made, date(2027, 6, 1))


def hearing() -> Letter:
    """Return the letter in which a firm is asked to reply."""
    return Letter(clocks.HEARING, "We willen je aanvraag afwijzen", "Reageer binnen twee weken.")
