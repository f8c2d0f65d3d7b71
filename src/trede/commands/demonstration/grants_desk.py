"""What the desk does with a fictional application: read, decide, pay and settle, each by the person it is for."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from trede.commands.demonstration.story import Told
from trede.core.integrity_words import PAYMENT_CODES
from trede.journal import clock
from trede.journal.actions import Actor
from trede.subsidies.after import changes, evidence, invoices, obligations, sample, settle
from trede.subsidies.desk import actions as reading
from trede.subsidies.desk import drafting
from trede.subsidies.desk.criteria import all_of
from trede.subsidies.integrity import signals
from trede.subsidies.models import Application, ChangeNotice, Payment
from trede.subsidies.payments import actions as payments

LOOKED = "Nagekeken. Het klopt zo."
BEGUN = "Het werk begon voor de aanvraag. We zijn van plan de aanvraag af te wijzen."
GOOD = "Het plan past bij de regeling. De kosten passen bij wat er gebeurt."
BAD = "Uit de stukken blijkt dat het werk al begonnen is."
FIGURES = (40.0, 25.0)
"""A chosen figure at the application, and at the end."""


def assess(told: Told, made: Application, *, refuses: bool, once: bool = False) -> Iterator[datetime]:
    """Read once, and unless it stays with that a second time, by somebody else; they agree."""
    officer, second = told.people["subsidy-officer"].actor, told.people["second-reader"].actor
    for signal in made.signals.filter(closed_at=None).exclude(code__in=PAYMENT_CODES):
        outcome, reason = ("acted-on", BEGUN) if signal.code == "started-early" else ("no-matter", LOOKED)
        signals.close(by=officer, signal=signal, outcome=outcome, reason=reason)
    answer, opinion = ("no", "refuse") if refuses else ("yes", "grant")
    criteria = {key: {"answer": answer, "reason": "Dat staat in het plan."} for key in all_of(made)}
    why = BAD if refuses else GOOD
    reading.read_first(by=officer, application=made, criteria=criteria, opinion=opinion, reason=why, no_interest=True)
    if once:
        return
    yield told.later(1, 4)
    own = reading.read_second(by=second, application=made, opinion=opinion, reason=why, no_interest=True)
    reading.compare(by=second, reading=own)
    reading.agree(by=second, reading=own, agrees=True, reason="")


def decide(told: Told, made: Application, *, refuses: bool, drafts_only: bool) -> Iterator[datetime]:
    """Draft, and unless it stays with that approve and decide: three people."""
    kind, why = ("refuse", BAD) if refuses else ("grant", GOOD)
    plan = drafting.Plan(kind, why, "heard" if refuses else "", aid_checked=True)
    draft = drafting.prepare(by=told.people["subsidy-officer"].actor, application=made, plan=plan)
    if drafts_only:
        return
    yield told.later(1, 3)
    drafting.approve(by=told.people["second-reader"].actor, decision=draft, digest=draft.digest)
    yield told.later(1, 3)
    drafting.decide(by=told.people["decision-maker"].actor, decision=draft, digest=draft.digest)
    made.refresh_from_db()


def pay(told: Told, made: Application) -> Iterator[datetime]:
    """Prepare, have another release, and have the bank pay."""
    payer = told.people["subsidy-finance"].actor
    officer = told.people["subsidy-officer"].actor
    payment = payments.prepare(by=officer, application=made)
    yield told.later(1, 3)
    for signal in made.signals.filter(closed_at=None):
        by = payer if signal.code in PAYMENT_CODES else officer
        signals.close(by=by, signal=signal, outcome="no-matter", reason=LOOKED)
    payments.release(by=payer, payments=[payment])
    yield told.later(1, 3)
    payments.mark_paid(by=payer, payment=Payment.objects.get(pk=payment.pk), on=clock.today())
    made.refresh_from_db()


def settle_up(told: Told, made: Application, step: str, *, sooner: timedelta | None = None) -> Iterator[datetime]:
    """Settle: at once, or after an end that comes `sooner` than was agreed, with the draw and figures of the firm."""
    officer = told.people["subsidy-officer"].actor
    if sooner is not None:
        notice = ChangeNotice.objects.get(application=made)
        new_end = clock.today() + sooner
        text = "Dat mag. Je einddag is aangepast."
        changes.answer(by=officer, notice=notice, outcome="agreed", text=text, new_end=new_end)
        _measure(made, "application", "funderen", FIGURES[0])
        yield clock.now() + sooner + timedelta(days=2)
        _measure(made, "end", "optimaliseren", FIGURES[1])
        for row in made.obligations.filter(code="finish", met_on=None):
            obligations.met(by=officer, obligation=row, on=new_end)
        _draw(told, made)
        yield told.later(2, 5)
    made.refresh_from_db()
    draft = settle.draft(by=officer, application=made, step=step, cents=settle.proposal(made))
    yield told.later(1, 3)
    settle.decide(by=told.people["decision-maker"].actor, decision=draft, digest=draft.digest)
    made.refresh_from_db()


def _measure(made: Application, moment: str, rung: str, value: float) -> None:
    figures = dict.fromkeys(made.submissions.get(place=1).content["details"]["figures"][:1], value)
    by = Actor.entrepreneur(made.applicant_id or 0)
    evidence.measure(by=by, application=made, moment=moment, rung=rung, figures=figures)


def _draw(told: Told, made: Application) -> None:
    """Draw whose account is looked at; who is drawn shows an invoice for all of its costs."""
    if made.period is None:
        return
    promised = sample.promise(by=told.people["scheme-manager"].actor, period=made.period)
    if made.number not in sample.pull(by=told.people["decision-maker"].actor, sample=promised, word="voorbeeld"):
        return
    officer = told.people["subsidy-officer"].actor
    for line in made.costs.all():
        invoice = invoices.add_invoice(
            by=officer,
            application=made,
            supplier=line.supplier,
            number=f"F-{line.quote}",
            dated_on=clock.today(),
            cents=line.cents,
            pillar=line.pillar,
        )
        invoices.accept_invoice(by=officer, invoice=invoice, cents=line.cents)
