"""Upheld objections that bring more: a part becomes whole, a settlement higher, a withdrawn grant runs again."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client

from tests import subsidies as props
from tests import subsidy_desk as desk
from tests.cast import actor, client_of, log_in
from tests.integration.test_subsidy_objection import digest_in, other_decider
from trede.core.errors import InputError, NotPermitted, OutOfOrder, TredeError
from trede.core.ledger import Kind
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.models import Event
from trede.subsidies import against, book, clocks
from trede.subsidies.after import register, settle
from trede.subsidies.after.register import entries as register_lines
from trede.subsidies.applying import answering
from trede.subsidies.applying.labels import label
from trede.subsidies.desk import amending, drafting, objecting
from trede.subsidies.manage.actions import note_registered
from trede.subsidies.models import Application, Decision, Objection, Period
from trede.subsidies.payments import actions as payments
from trede.subsidies.payments.queries import payables
from trede.subsidies.periods import end_of

pytestmark = pytest.mark.django_db

WHOLE, PART = 1_500_000, 900_000


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with clock.at(props.OPENED):
        yield


def part_granted() -> Application:
    """Return an application that was granted 9,000 of the 15,000 that it asked, announced today."""
    made = props.application("in_behandeling")
    desk.with_costs(made)
    desk.read(made)
    plan = drafting.Plan("grant", "De website telt niet mee.", "own-facts", aid_checked=True, lower=PART)
    found = drafting.prepare(by=actor("officer"), application=made, plan=plan)
    desk.approve(found)
    desk.decide(found)
    return Application.objects.get(pk=made.pk)


def fresh(made: Application) -> Application:
    """Return the application as it stands."""
    return Application.objects.get(pk=made.pk)


def reads(made: Application) -> str:
    """Return what the firm reads, with plain spaces."""
    return label(made, "nl").replace("\N{NO-BREAK SPACE}", " ")


def period_of(made: Application) -> Period:
    """Return the period that an application counts in."""
    assert made.period is not None
    return Period.objects.get(pk=made.period.pk)


def object_to(made: Application, on: date | None = None) -> Objection:
    """Have an objection written down by its officer."""
    received = objecting.Received(on or clock.today(), "De website hoort bij mijn plan.")
    return objecting.receive(by=actor("objection-officer"), application=fresh(made), received=received)


def upheld(made: Application, cents: int, found: Objection | None = None) -> Decision:
    """Have an objection answered: upheld, with an amount."""
    row = found or object_to(made)
    row = Objection.objects.select_related("decision__application").get(pk=row.pk)
    drafted = objecting.propose(
        by=actor("objection-officer"), objection=row, outcome="upheld", reason="De website telt mee.", cents=cents
    )
    objecting.answer(by=other_decider().actor(), decision=drafted, digest=drafted.digest)
    drafted.refresh_from_db()
    return drafted


def fill(period: Period) -> None:
    """Let others reserve everything that is left."""
    left = book.room(period, clock.now())
    while left >= 500_000:
        props.application("in_behandeling", cents=min(left, 2_000_000))
        left = book.room(period, clock.now())


def test_a_part_becomes_whole_at_the_desk() -> None:
    made = part_granted()
    jurist, base = client_of("objection-officer"), f"/balie/subsidie/{made.pk}"
    sent = {"on": "2027-03-01", "text": "De website hoort bij mijn plan."}
    assert jurist.post(f"{base}/bezwaar/nieuw", sent).status_code == 303
    page = jurist.get(f"{base}/bezwaar").content.decode()
    assert "wat wordt de subsidie in totaal" in page
    assert "Nu is dat € 9.000,00. Hoogstens € 15.000,00." in page
    answer = {"do": "propose", "outcome": "upheld", "reason": "De website telt mee."}
    for wrong in ("9.000", "8.000", "15.000,01"):
        refused = jurist.post(f"{base}/bezwaar", {**answer, "cents": wrong})
        assert refused.status_code == 422
        assert "Schrijf het hele nieuwe bedrag" in refused.content.decode()
    assert jurist.post(f"{base}/bezwaar", {**answer, "cents": "15.000"}).status_code == 303
    first, second = client_of("decision-maker"), log_in(Client(), other_decider())
    shown = second.get(f"{base}/bezwaar").content.decode()
    assert "Je subsidie gaat van € 9.000 naar € 15.000." in shown
    decide = {"do": "decide", "take-digest": digest_in(shown), "take-sure": "on"}
    assert first.post(f"{base}/bezwaar", decide).status_code == 403, "who granted the part does not answer"
    assert jurist.post(f"{base}/bezwaar", decide).status_code == 403
    assert second.post(f"{base}/bezwaar", decide).status_code == 303
    made = fresh(made)
    assert (made.state, made.objection_state) == ("verleend", "beslist")
    assert book.side(made).granted == WHOLE
    letter = made.decisions.get(kind="objection").letter
    assert "Wat je moet doen, blijft hetzelfde." in letter
    assert "Je krijgt nog wat je niet kreeg. We betalen binnen 2 weken." in letter
    assert "naar de rechter" in letter
    assert "⟦" not in letter
    assert "Subsidie verhoogd op bezwaar" in client_of("officer").get(base).content.decode()
    assert reads(made) == "Toegekend: € 15.000"
    steps = [item.data["step"] for item in Event.objects.filter(type="application.step", subject=str(made.pk))]
    assert steps[-3:] == ["verhoging_op_bezwaar", "bob_gegrond", "bekendmaken"]


def test_the_books_of_each_day_stay_right() -> None:
    """Part grant, raise: as the account stood on the day before, and on the day itself."""
    made = part_granted()
    period = period_of(made)
    with clock.at(props.day(2027, 3, 20)):
        upheld(made, WHOLE)
    with clock.at(props.day(2027, 3, 25)):
        before, after = (book.standing(period, until=end_of(date(2027, 3, day))) for day in (19, 20))
        assert (before.granted, after.granted) == (PART, WHOLE)
        assert before.left - after.left == WHOLE - PART
        assert before.above_ceiling == after.above_ceiling == 0
        assert book.whole(period, until=end_of(date(2027, 3, 19))).side(str(made.pk)).promised == PART
        assert book.check_period(period) == ()


def test_above_the_ceiling_only_when_there_was_room_at_the_first_decision() -> None:
    made = part_granted()
    period = period_of(made)
    with clock.at(props.day(2027, 3, 10)):
        fill(period)
        assert book.room(period, clock.now()) < WHOLE - PART
    with clock.at(props.day(2027, 3, 20)):
        found = upheld(made, WHOLE)
        assert book.check_period(period) == ()
    entry = made.entries.get(kind=Kind.OVERRIDE_UP.value)
    granted = made.entries.get(kind=Kind.GRANT.value)
    assert (entry.cents, entry.decision, entry.basis) == (WHOLE - PART, str(found.pk), "Awb 4:25.3")
    assert entry.first_decision == granted.at
    assert book.standing(period).above_ceiling == WHOLE - PART
    assert book.standing(period, until=end_of(date(2027, 3, 19))).above_ceiling == 0


def test_what_was_raised_above_the_ceiling_leaves_first_when_it_is_lowered() -> None:
    made = part_granted()
    period = period_of(made)
    with clock.at(props.day(2027, 3, 10)):
        fill(period)
    with clock.at(props.day(2027, 3, 20)):
        upheld(made, WHOLE)
        settle.hear(by=actor("officer"), application=made, intention="We willen minder geven.")
    with clock.at(props.day(2027, 4, 20)):
        change = amending.Change("amend", 700_000, ("not-done",), "Je deed minder.")
        drafted = amending.prepare(by=actor("officer"), application=fresh(made), change=change)
        amending.decide(by=actor("decision-maker"), decision=drafted, digest=drafted.digest)
        down = made.entries.filter(kind=Kind.GRANT_DOWN.value).order_by("pk").values_list("cents", "to_account")
        assert list(down) == [(600_000, "outside"), (200_000, "available")]
        assert (book.side(made).granted, book.standing(period).above_ceiling) == (700_000, 0)
        assert book.check_period(period) == ()
        assert reads(fresh(made)) == "Toegekend: € 7.000"


def test_the_new_amount_is_paid_registered_and_published() -> None:
    made = part_granted()
    officer, payer = actor("officer"), actor("payer")
    note_registered(by=officer, application=made)
    payment = payments.prepare(by=officer, application=made)
    assert payment.cents == PART
    with clock.at(props.day(2027, 3, 2)):
        props.close_signals(made)
        payments.release(by=payer, payments=[payment])
        payments.mark_paid(by=payer, payment=payment, on=clock.today())
        assert payments.payable_now(fresh(made))[1] == 0
    with clock.at(props.day(2027, 3, 20)):
        upheld(made, WHOLE)
        assert clocks.clocks_of(fresh(made))["register"].light() == "running", "a higher grant is entered again"
        note_registered(by=officer, application=fresh(made))
        assert clocks.clocks_of(fresh(made))["register"].light() == "done"
        assert [(item.application.pk, item.cents) for item in payables()] == [(made.pk, WHOLE - PART)]
        more = payments.prepare(by=officer, application=fresh(made))
        assert (more.cents, more.due_on) == (WHOLE - PART, date(2027, 4, 3)), "two weeks from its announcement"
    line = register_lines().get(application=made)
    assert line.granted_cents == WHOLE
    assert register.sums()[2] == WHOLE


def test_only_within_the_mandate_on_the_whole_amount() -> None:
    made = part_granted()
    row = object_to(made)
    by = actor("objection-officer")
    drafted = objecting.propose(by=by, objection=row, outcome="upheld", reason="Het telt mee.", cents=WHOLE)
    person = other_decider().actor()
    below = Actor("person", person.id, person.organisation, frozenset({"subsidy-officer"}))
    with pytest.raises(NotPermitted):
        objecting.answer(by=below, decision=drafted, digest=drafted.digest)
    assert fresh(made).objection_state == "in_behandeling"
    assert book.side(made).granted == PART


def test_an_answer_that_no_longer_fits_is_drafted_again() -> None:
    made = part_granted()
    row = object_to(made)
    drafted = objecting.propose(
        by=actor("objection-officer"), objection=row, outcome="upheld", reason="Het telt mee.", cents=WHOLE
    )
    settle.hear(by=actor("officer"), application=made, intention="We willen minder geven.")
    with clock.at(props.day(2027, 3, 20)):
        change = amending.Change("amend", 500_000, ("not-done",), "Je deed minder.")
        lower = amending.prepare(by=actor("officer"), application=fresh(made), change=change)
        amending.decide(by=actor("decision-maker"), decision=lower, digest=lower.digest)
        with pytest.raises(OutOfOrder):
            objecting.answer(by=other_decider().actor(), decision=drafted, digest=drafted.digest)
    assert book.side(made).granted == 500_000


def test_upheld_without_another_amount_changes_no_money() -> None:
    made = part_granted()
    found = upheld(made, 0)
    assert (found.cents, book.side(made).granted) == (0, PART)
    assert "We passen ons besluit aan." in found.letter


def test_a_lowered_grant_goes_back_no_higher_than_it_was() -> None:
    made = part_granted()
    settle.hear(by=actor("officer"), application=made, intention="We willen minder geven.")
    with clock.at(props.day(2027, 3, 20)):
        change = amending.Change("amend", 500_000, ("not-done",), "Je deed minder.")
        drafted = amending.prepare(by=actor("officer"), application=fresh(made), change=change)
        amending.decide(by=actor("decision-maker"), decision=drafted, digest=drafted.digest)
        row = object_to(made)
        assert row.decision_id == drafted.pk
        with pytest.raises(InputError):
            upheld(made, PART + 1, row)
        upheld(made, PART, row)
        assert book.side(made).granted == PART
        assert book.check_period(period_of(made)) == ()


def test_a_withdrawn_grant_runs_again() -> None:
    made = part_granted()
    settle.hear(by=actor("officer"), application=made, intention="Intrekken.")
    with clock.at(props.day(2027, 3, 20)):
        change = amending.Change("withdraw", 0, ("false-facts",), "Je gaf niet alles door.")
        drafted = amending.prepare(by=actor("officer"), application=fresh(made), change=change)
        amending.decide(by=actor("decision-maker"), decision=drafted, digest=drafted.digest)
        assert fresh(made).state == "vastgesteld"
        row = object_to(made)
        with pytest.raises(InputError):
            upheld(made, 0, row)
        upheld(made, PART, row)
    made = fresh(made)
    assert (made.state, book.side(made).granted, book.side(made).established) == ("in_uitvoering", PART, 0)
    assert made.obligations.exists()
    assert "Intrekking teruggedraaid" in client_of("officer").get(f"/balie/subsidie/{made.pk}").content.decode()


def settled_lower(made: Application) -> Decision:
    """Have a running grant settled at 4,000, after a hearing."""
    props.step(made, "start_uitvoering", "officer")
    settle.hear(by=actor("officer"), application=made, intention="We willen lager vaststellen.")
    with clock.at(props.day(2027, 4, 20)):
        drafted = settle.draft(
            by=actor("officer"),
            application=fresh(made),
            step="lager_vaststellen",
            cents=400_000,
            grounds=("not-done",),
            reason="Je deed minder.",
        )
        settle.decide(by=actor("decision-maker"), decision=drafted, digest=drafted.digest)
    return drafted


def test_a_settlement_becomes_higher_and_stays_a_settlement() -> None:
    made = part_granted()
    drafted = settled_lower(made)
    with clock.at(props.day(2027, 5, 3)):
        row = object_to(made)
        assert row.decision_id == drafted.pk
        with pytest.raises(InputError):
            upheld(made, PART + 1, row)
        upheld(made, 800_000, row)
        side = book.side(made)
        assert (side.granted, side.established, fresh(made).state) == (0, 800_000, "vastgesteld")
        assert book.check_period(period_of(made)) == ()
        assert reads(fresh(made)) == "Definitief: € 8.000"
        assert register_lines().get(application=made).settled_cents == 800_000


def test_after_a_refusal_the_court_may_bring_more() -> None:
    """Refused, 6,000 on objection, the court sends it back: the room is that of the refusal."""
    made = Application.objects.get(pk=desk.decided("refuse").application_id)
    upheld(made, 600_000)
    made = fresh(made)
    props.step(made, "beroep_in", "objection-officer", region="objection")
    props.step(made, "opnieuw_beslissen", "objection-officer", region="objection", reason="De rechter wil dat.")
    again = objecting.open_objection(made)
    assert again is not None
    first = against.first_instance(again.decision)
    assert first is not None
    assert first.kind == "refuse"
    period = period_of(made)
    with clock.at(props.day(2027, 3, 10)):
        fill(period)
        third = other_decider("di@drenthe.example").actor()
        row = Objection.objects.select_related("decision__application").get(pk=again.pk)
        by = actor("objection-officer")
        drafted = objecting.propose(by=by, objection=row, outcome="upheld", reason="De rechter.", cents=1_200_000)
        objecting.answer(by=third, decision=drafted, digest=drafted.digest)
        released = made.entries.get(kind=Kind.RELEASE.value)
        assert made.entries.get(kind=Kind.OVERRIDE_UP.value).first_decision == released.at
        assert book.side(made).granted == 1_200_000
        assert book.check_period(period) == ()
    assert [item.cents for item in payables()] == [1_200_000], "a grant on objection is paid as any other"


def test_the_step_itself_asks_for_another_person_and_a_fresh_draft() -> None:
    made = part_granted()
    drafted = props.draft_decision(application=made, kind="objection", cents=WHOLE, by="objection-officer")
    with pytest.raises(TredeError):
        props.step(made, "verhoging_op_bezwaar", "objection-officer", decision=drafted, digest=drafted.digest)
    with pytest.raises(InputError) as refusal:
        props.step(made, "verhoging_op_bezwaar", other_decider().actor(), decision=drafted, digest="x" * 64)
    assert refusal.value.code == "missing-snapshot-unchanged"
    assert book.side(made).granted == PART


def test_nobody_objects_twice_to_one_decision_but_may_again_after_taking_it_back() -> None:
    made = part_granted()
    base, jurist = f"/balie/subsidie/{made.pk}/bezwaar/nieuw", client_of("objection-officer")
    row = object_to(made)
    back = f"/balie/subsidie/{made.pk}/stap/objection/bezwaar_ingetrokken"
    assert jurist.post(back, {"reason": "Per mail ingetrokken."}).status_code == 303
    again = object_to(made)
    assert (again.decision_id, again.pk != row.pk) == (row.decision_id, True)
    upheld(made, 0, again)
    assert fresh(made).objection_state == "beslist"
    assert jurist.get(base).status_code == 409
    assert base not in jurist.get(f"/balie/subsidie/{made.pk}").content.decode()
    with pytest.raises(OutOfOrder):
        object_to(made)
    by = props.applicant(made)
    with pytest.raises(OutOfOrder):
        answering.object_to(by=by, application=fresh(made), text="Nog een keer.", key="2" * 32)
