"""The other desks of subsidies in English: budget, payments, questions, letters, and all that follows a grant."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from scripts.docs import walk_routes
from tests import subsidies as props
from tests.cast import SYSTEM, actor
from tests.desks import Office, complaints
from tests.integration.test_desk_english import DESKS
from tests.integration.test_subsidy_destruction import ROUTES as OF_KEEPING
from tests.integration.test_subsidy_english import ROUTES as OF_THE_DESK
from trede.core.grant_life import Need
from trede.core.integrity_words import PAYMENT_CODES
from trede.journal import clock
from trede.journal.actions import action, record
from trede.journal.guard import unguarded
from trede.subsidies import lots, messages, periods
from trede.subsidies.after import changes, evidence, invoices, obligations, register, sample, settle
from trede.subsidies.given import Letter
from trede.subsidies.integrity import signals
from trede.subsidies.integrity import undertakings as groups
from trede.subsidies.models import Application, GrantEntry, Lot, Message, Outage, Payment, Period, Sample, Signal
from trede.subsidies.payments import actions as payments

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

ROOMS = tuple(f"trede.subsidies.{name}." for name in ("manage", "payments", "integrity", "after"))
STAFF = {
    address for address, _, view in walk_routes() if view.access.kind == "staff" and view.__module__.startswith(ROOMS)
}
NO_PAGE = {
    "balie/subsidie/beheer/<int:number>/csv": "a file",
    "balie/subsidie/<int:number>/berichten/csv": "a file",
    "balie/subsidie/<int:number>/berichten/json": "a file",
    "balie/subsidie/beheer/<int:number>/plafond": "takes a form of another page",
    "balie/subsidie/beheer/<int:number>/verdelen": "takes a click",
    "balie/subsidie/beheer/<int:number>/loten": "takes a click",
    "balie/subsidie/<int:number>/steunregister": "takes a click",
    "balie/subsidie/<int:number>/groep/klopt": "takes a click",
    "balie/subsidie/<int:number>/groep/<int:link>/weg": "takes a click",
    "balie/subsidie/steekproef/<int:number>/vastleggen": "takes a click",
    "balie/subsidie/steekproef/<int:number>/<int:chosen>": "takes a form of another page",
}
"""Routes that show no page of their own; what they answer to a form that is wrong is seen below."""
PEOPLE = ("officer", "payer", "decision-maker", "scheme-manager")
STEPS = ("vaststellen", "lager_vaststellen", "intrekken_vaststelling", "terugvorderen")
LATER = props.OPENED + timedelta(days=1)
ENDED = props.day(2028, 3, 6)
"""After the last day of a project that was granted on the first of March 2027."""
PLAN = Letter("repair", "Something is missing", "The quote is missing.")


@pytest.fixture(autouse=True)
def _bank(settings: Any) -> Iterator[None]:
    settings.BANK_NAME, settings.BANK_IBAN, settings.BANK_BIC = "Province Sample", "NL91ABNA0417164300", ""
    with clock.at(props.OPENED):
        yield


@action
def _english(application: Application) -> Application:
    record("application.note", by=SYSTEM, data={"step": "english"})
    Application.objects.filter(pk=application.pk).update(language="en")
    application.language = "en"
    return application


def _running() -> Application:
    """Return a project that is under way."""
    made = _english(props.application("verleend", firm=props.new_firm(f"Sample {Application.objects.count()} Ltd")))
    props.step(made, "bekendmaken", "officer", Need.DELIVERED)
    return props.step(made, "start_uitvoering", "officer")


def _prepared() -> Payment:
    return payments.prepare(by=actor("officer"), application=_running())


def _pay() -> str:
    """Bring payments to every place of their way and return the name of the file for the bank."""
    _running()
    held = _prepared()
    payments.suspend(by=actor("decision-maker"), application=held.application, suspicion="The invoices look alike.")
    batch = payments.release(by=actor("payer"), payments=[_prepared(), _prepared()])
    _prepared()
    lines = Payment.objects.filter(batch=batch).order_by("pk")
    payments.mark_paid(by=actor("payer"), payment=lines[0], on=clock.today())
    return batch


def _after_the_grant() -> None:
    """Write down what can happen while a project runs."""
    made = _running()
    officer = actor("officer")
    first, second = made.obligations.order_by("due_on")[:2]
    obligations.met(by=officer, obligation=first, on=clock.today())
    obligations.waive(by=officer, obligation=second, reason="The firm has stopped.")
    for answered in (True, False):
        props.step(made, "melden_wijziging", props.applicant(made), reason="Our supplier stops.")
        if answered:
            row = made.change_notices.get()
            changes.answer(by=officer, notice=row, outcome="agreed", text="Fine.", new_end=date(2028, 2, 1))
    evidence.measure(
        by=officer, application=made, moment="application", rung="funderen", baseline=False, figures={"errors": 3.0}
    )
    _invoice(made)
    waits = _running()
    _invoice(waits)
    props.step(waits, "verantwoording_openen", "officer", reason="The end")
    settle.draft(by=officer, application=waits, step="vaststellen", cents=1_500_000)


def _invoice(made: Application) -> None:
    bill = invoices.add_invoice(
        by=actor("officer"),
        application=made,
        supplier="Network Ltd",
        number="14",
        dated_on=clock.today(),
        cents=2_000_000,
        pillar="A",
    )
    invoices.accept_invoice(by=actor("officer"), invoice=bill, cents=1_800_000)


def _overpaid() -> None:
    """Have a grant paid, settled lower, and claimed back."""
    with clock.at(props.OPENED):
        made = _running()
        batch = payments.release(by=actor("payer"), payments=[payments.prepare(by=actor("officer"), application=made)])
        payments.mark_paid(by=actor("payer"), payment=Payment.objects.get(batch=batch), on=clock.today())
    made.refresh_from_db()
    with clock.at(ENDED):
        props.step(made, "verantwoording_openen", "officer", reason="The end")
        settle.hear(by=actor("officer"), application=made, intention="We want to settle lower.")
    with clock.at(ENDED + timedelta(days=30)):
        _settled(made, "lager_vaststellen", 900_000, grounds=("not-done",), reason="The link never came.")
        made.refresh_from_db()
        _settled(made, "terugvorderen", 600_000)


def _settled(made: Application, step: str, cents: int, **more: Any) -> None:
    found = settle.draft(by=actor("officer"), application=made, step=step, cents=cents, **more)
    settle.decide(by=actor("decision-maker"), decision=found, digest=found.digest)


def _questions() -> None:
    """Raise questions: the same firm twice, and an account in another name; one is answered."""
    firm = props.new_firm("Double Ltd", "90001354")
    _english(props.application("volledig", firm=firm))
    second = props.concept(firm=firm)
    with unguarded("a firm that types another name"):
        Application.objects.filter(pk=second.pk).update(iban_holder="J. Smith")
    second.refresh_from_db()
    _english(props.complete(props.send(second)))
    codes = set(second.signals.values_list("code", flat=True))
    assert {"same-applicant", "account-holder"} <= codes
    row = second.signals.exclude(code__in=PAYMENT_CODES).latest("pk")
    signals.close(by=actor("officer"), signal=row, outcome="no-matter", reason="Another branch.")
    officer = actor("officer")
    groups.add_link(by=officer, firm=firm, name="Sister Ltd", kvk="68750110", relation="votes")
    groups.add_aid(
        by=officer, firm=firm, giver="RVO", cents=1_000_000, granted_on=date(2026, 1, 5), source="declaration"
    )


def _letters() -> None:
    """Have two letters that go by post: one waits, one went."""
    for went in (True, False):
        made = _english(props.application("ingediend"))
        with unguarded("this firm wants post"):
            Application.objects.filter(pk=made.pk).update(by_mail=False)
        made.refresh_from_db()
        props.step(made, "uitnodigen_aanvullen", "officer", gaps=(("quote", ""),), letter=PLAN)
        if went:
            messages.mark_posted(by=actor("officer"), message=made.messages.get())


def _budget() -> None:
    """Have a day that asks more than there is, with a draw that is promised, and two outages."""
    manager = actor("scheme-manager")
    period = props.period_of(props.VOUCHER)
    periods.publish_ceiling(
        by=manager, period=period, cents=900_000, effective_on=clock.today(), reason="Less money this year."
    )
    for _ in range(4):
        props.complete(props.application("ingediend", scheme=props.VOUCHER, cents=300_000))
    lots.commit_lot(by=manager, period=period, day=clock.today())
    for until in (None, props.OPENED):
        messages.register_outage(by=manager, first=props.OPENED - timedelta(hours=1), until=until, what="The site")


def _sample(*, drawn: bool) -> None:
    period = Period.objects.get(scheme=props.READINESS, key="2027")
    found = sample.promise(by=actor("scheme-manager"), period=period)
    if drawn:
        sample.pull(by=actor("decision-maker"), sample=found, word="summer")


def _things(route: str) -> list[Any]:
    """Return what the first number of a route stands for, beside an application: its rows."""
    for start, model in (
        ("balie/subsidie/beheer/loting/", Lot),
        ("balie/subsidie/beheer/storingen/", Outage),
        ("balie/subsidie/beheer/", Period),
        ("balie/subsidie/steekproef/", Period),
        ("balie/subsidie/register/", GrantEntry),
        ("balie/subsidie/betalingen/klaarzetten/", Application),
        ("balie/subsidie/betalingen/leverancier/", Application),
        ("balie/subsidie/betalingen/<int:number>", Payment),
    ):
        if route.startswith(start):
            return list(model.objects.order_by("pk"))
    return list(Application.objects.order_by("pk"))


OWN = {
    "<int:obligation>": "obligations",
    "<int:notice>": "change_notices",
    "<int:invoice>": "invoices",
    "<int:decision>": "decisions",
    "<int:claim>": "claims",
    "<int:signal>": "signals",
    "<int:message>": "messages",
}
"""A second number of a route, and where it stands in an application."""


def _addresses(route: str) -> list[str]:
    batches = sorted(set(Payment.objects.exclude(batch="").values_list("batch", flat=True)))
    if "<slug:batch>" in route:
        return [f"/{route}".replace("<slug:batch>", batch) for batch in batches]
    if "<int:number>" not in route:
        return [f"/{route}"]
    found = []
    for row in _things(route):
        places = [f"/{route}".replace("<int:number>", str(row.pk))]
        for name, place in OWN.items():
            if name in route:
                places = [places[0].replace(name, str(item.pk)) for item in getattr(row, place).order_by("pk")]
        if "<slug:step>" in route:
            places = [places[0].replace("<slug:step>", step) for step in STEPS]
        found += places
    return found


def _look(office: Office, shown: Counter[str]) -> None:
    for who in PEOPLE:
        for route in sorted(STAFF - NO_PAGE.keys()):
            for address in _addresses(route):
                before = len(office.pages)
                office.look(who, address)
                shown[route] += sum(page.status == 200 for page in office.pages[before:])
                if office.pages[before:] and office.pages[-1].status == 403:
                    break  # closed for this role, whatever the number


def test_every_page_is_in_english() -> None:
    """While money runs, and after the last day of the projects."""
    office, shown = Office(), Counter[str]()
    _after_the_grant()
    _pay()
    _overpaid()
    with clock.at(LATER):
        _questions()
        _letters()
        _budget()
        _look(office, shown)
    with clock.at(ENDED):
        _sample(drawn=True)
        entry = GrantEntry.objects.earliest("pk")
        register.correct(
            by=actor("scheme-manager"), entry=entry, name=entry.name, show_name=False, reason="The owner was threatened"
        )
        lots.draw_lot(by=actor("decision-maker"), lot=Lot.objects.get(), word="rose")
        later = Office()
        _look(later, shown)
    assert {route for route in STAFF if not shown[route]} == set(NO_PAGE), "fill the desks so that it is seen"
    assert complaints(office.pages) == {}
    assert complaints(later.pages) == {}


def test_a_draw_that_is_promised_is_in_english() -> None:
    """The page of a sample before its draw, for who promised it and for who draws."""
    _running()
    with clock.at(ENDED):
        _sample(drawn=False)
        office, drawn = Office(), Sample.objects.get()
        for who in PEOPLE:
            office.look(who, f"/balie/subsidie/steekproef/{drawn.period_id}")
        where = f"/balie/subsidie/steekproef/{drawn.period_id}"
        office.send("decision-maker", f"{where}/{drawn.pk}", {"word": ""}, status=422)
        office.send("scheme-manager", f"{where}/vastleggen", {}, status=409)
        office.send("decision-maker", f"{where}/{drawn.pk}", {"word": "summer"})
        office.send("decision-maker", f"{where}/{drawn.pk}", {"word": "summer"}, status=409)
    assert complaints(office.pages) == {}


def test_refused_forms_of_the_budget_and_of_payments_are_in_english() -> None:
    """Empty, wrong, and too late."""
    made, office = _running(), Office()
    assert made.period is not None
    budget, pays = f"/balie/subsidie/beheer/{made.period.pk}", "/balie/subsidie/betalingen"
    office.send("scheme-manager", f"{budget}/plafond", {}, status=422)
    office.send("scheme-manager", f"{budget}/plafond", {"euros": "x", "effective_on": "x", "reason": ""}, status=422)
    past = {"euros": "900000", "effective_on": "2027-02-01", "reason": "more"}
    office.send("scheme-manager", f"{budget}/plafond", past, status=422)
    office.send("scheme-manager", f"{budget}/loten", {"day": "2027-03-01"}, status=409)
    office.send("scheme-manager", f"{budget}/verdelen", {})
    office.send("scheme-manager", "/balie/subsidie/beheer/storingen", {"first": "x"}, status=422)
    office.send("payer", f"{pays}/antwoord", {}, status=422)
    for content in (b"reference;status;day;amount\nTREDE-1;WAT;x;1\n", b"\xff\xfe\x00"):
        office.send("payer", f"{pays}/antwoord", {"answer": SimpleUploadedFile("answer.csv", content)}, status=422)
    office.send("payer", f"{pays}/financien", {"first": "2027-03-02", "until": "2027-03-01"}, status=422)
    office.send("payer", f"{pays}/leverancier/{made.pk}", {"vendor": ""}, status=422)
    office.send("officer", f"{pays}/klaarzetten/{made.pk}", {})
    office.send("officer", f"{pays}/klaarzetten/{made.pk}", {}, status=409)
    office.send("payer", f"{pays}/vrijgeven", {}, status=422)
    payment = Payment.objects.get()
    office.send("officer", f"{pays}/{payment.pk}/annuleren", {"reason": ""}, status=422)
    office.send("payer", f"{pays}/{payment.pk}/terughalen", {"reason": "Wrong"}, status=409)
    office.send("decision-maker", f"/balie/subsidie/{made.pk}/opschorten", {"suspicion": ""}, status=422)
    assert complaints(office.pages) == {}


def test_refused_forms_after_a_grant_are_in_english() -> None:
    """Empty, wrong, and too late; and what the desk says when it was taken."""
    made, office = _running(), Office()
    base = f"/balie/subsidie/{made.pk}"
    here = f"{base}/verloop"
    first = made.obligations.earliest("due_on")
    for sent in ({}, {"what": "met", "on": ""}, {"what": "waived", "reason": ""}):
        office.send("officer", f"{here}/verplichting/{first.pk}", sent, status=422)
    office.send("officer", f"{here}/verplichting/{first.pk}", {"what": "met", "on": "2027-03-01"})
    office.send("officer", f"{here}/verplichting/{first.pk}", {"what": "met", "on": "2027-03-01"}, status=409)
    office.send("officer", f"{here}/factuur", {"cents": "much"}, status=422)
    office.send("officer", f"{here}/reactie", {}, status=422)
    office.send("officer", f"{here}/concept/terugvorderen", {}, status=409)
    office.send("officer", f"{here}/meting", {"moment": "end", "figure-errors": "x"}, status=422)
    office.send(
        "officer", f"{base}/groep/bedrijf", {"name": "Sister Ltd", "kvk": "12", "relation": "votes"}, status=422
    )
    office.send("officer", f"{base}/groep/steun", {"cents": "much"}, status=422)
    office.send("officer", f"{base}/groep/klopt", {})
    office.send("officer", f"{base}/steunregister", {})
    office.send("officer", f"{base}/steunregister", {}, status=409)
    entry = GrantEntry.objects.get()
    office.send("scheme-manager", f"/balie/subsidie/register/{entry.pk}", {"name": "", "reason": ""}, status=422)
    office.send("scheme-manager", f"/balie/subsidie/register/{entry.pk}", {"name": "Sample Ltd", "reason": "Typing"})
    _letters()
    waiting = Message.objects.filter(kind="repair").latest("pk")
    office.send("officer", f"/balie/subsidie/{waiting.application_id}/berichten/{waiting.pk}", {})
    office.send("officer", f"/balie/subsidie/{waiting.application_id}/berichten/{waiting.pk}", {}, status=409)
    _questions()
    row = Signal.objects.filter(closed_at=None).exclude(code__in=PAYMENT_CODES).earliest("pk")
    where = f"/balie/subsidie/{row.application_id}/signalen/{row.pk}"
    office.send("officer", where, {"outcome": "no-matter", "reason": " "}, status=422)
    office.send("officer", where, {"outcome": "no-matter", "reason": "Another branch."})
    office.send("officer", where, {"outcome": "no-matter", "reason": "Again"}, status=409)
    assert complaints(office.pages) == {}


def test_together_these_tests_see_every_desk() -> None:
    """A new desk of subsidies belongs to one of them."""
    staff = {address for address, _, view in walk_routes() if view.access.kind in {"staff", "account"}}
    assert staff == DESKS | STAFF | set(OF_THE_DESK) | OF_KEEPING
