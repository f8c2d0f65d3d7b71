"""After the decision: objections by the desk and by the firm, late ones, the penalty for lateness, a smaller grant."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client

from tests import subsidies as props
from tests import subsidy_desk as desk
from tests.cast import PASSWORD, SYSTEM, actor, client_of, log_in, member
from trede.accounts import actions as accounts
from trede.accounts.models import OneUseLink, User
from trede.core.errors import InputError, NotPermitted, OutOfOrder, TredeError
from trede.core.ledger import Kind
from trede.journal import clock
from trede.journal.actions import Actor
from trede.subsidies import book, clocks
from trede.subsidies.desk import actions, amending, drafting, objecting, penalties
from trede.subsidies.models import Application, Decision, Objection, PenaltyClaim

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with clock.at(props.OPENED):
        yield


def other_decider(mail: str = "bo@drenthe.example") -> User:
    """Return another decision maker, made at first use."""
    known = User.objects.filter(email=mail).first()
    if known is not None:
        return known
    _, token = accounts.invite(by=SYSTEM, email=mail, organisation="provincie-drenthe", roles=("decision-maker",))
    return accounts.accept(by=Actor.link(OneUseLink.INVITATION), token=token, password=PASSWORD, name="Bo Beslis")


def refused() -> Application:
    """Return an application that was refused today."""
    return Application.objects.get(pk=desk.decided("refuse").application_id)


def objected(application: Application, on: date = date(2027, 3, 1), excuse: str = "") -> Objection:
    """Return an objection that the objection officer wrote down."""
    received = objecting.Received(on, "Mijn plan past wel bij de regeling.", excuse)
    return objecting.receive(by=actor("objection-officer"), application=application, received=received)


def digest_in(page: str) -> str:
    """Return the digest that a page asks to confirm."""
    return page.split('name="take-digest" value="')[1].partition('"')[0]


def test_an_objection_by_letter_is_upheld_with_a_grant_after_all() -> None:
    made = refused()
    jurist, base = client_of("objection-officer"), f"/balie/subsidie/{made.pk}"
    assert f"{base}/bezwaar/nieuw" in jurist.get(base).content.decode()
    sent = {"on": "2027-03-01", "text": "Mijn plan past wel bij de regeling."}
    assert jurist.post(f"{base}/bezwaar/nieuw", {**sent, "text": ""}).status_code == 422
    assert jurist.post(f"{base}/bezwaar/nieuw", sent).status_code == 303
    assert made.messages.filter(kind="objection-in").count() == 1
    assert "Behandel het bezwaar" in jurist.get(base).content.decode()
    answer = {"do": "propose", "outcome": "upheld", "reason": "Je plan past wel.", "cents": ""}
    assert "welk bedrag" in jurist.post(f"{base}/bezwaar", answer).content.decode()
    assert jurist.post(f"{base}/bezwaar", {**answer, "cents": "12.000"}).status_code == 303
    first, second = client_of("decision-maker"), log_in(Client(), other_decider())
    digest = digest_in(second.get(f"{base}/bezwaar").content.decode())
    decide = {"do": "decide", "take-digest": digest, "take-sure": "on"}
    assert first.post(f"{base}/bezwaar", decide).status_code == 403
    assert second.post(f"{base}/bezwaar", {**decide, "take-sure": ""}).status_code == 422
    assert second.post(f"{base}/bezwaar", decide).status_code == 303
    made.refresh_from_db()
    assert (made.state, made.objection_state) == ("verleend", "beslist")
    assert book.side(made).granted == 1_200_000
    letter = made.decisions.get(kind="objection").letter
    assert "Je hebt gelijk. Je krijgt hoogstens € 12.000." in letter
    assert "naar de rechter" in letter
    assert "Bo Beslis" in letter
    assert second.get(f"{base}/bezwaar").status_code == 409


def test_an_upheld_objection_goes_above_the_ceiling_when_there_was_room_then() -> None:
    made = refused()
    objected(made)
    period = made.period
    assert period is not None
    while book.room(period, clock.now()) >= 2_000_000:
        book_out = props.application("in_behandeling", cents=2_000_000)
        assert book_out.state == "in_behandeling"
    last = book.room(period, clock.now())
    if last >= 500_000:
        props.application("in_behandeling", cents=last)
    by, found = actor("objection-officer"), Objection.objects.get(decision__application=made)
    drafted = objecting.propose(by=by, objection=found, outcome="upheld", reason="Het klopt.", cents=1_500_000)
    objecting.answer(by=other_decider().actor(), decision=drafted, digest=drafted.digest)
    kinds = set(made.entries.values_list("kind", flat=True))
    assert Kind.OVERRIDE_GRANT.value in kinds
    assert book.check_period(period) == ()


def test_dismissed_changes_nothing_and_may_go_to_court_and_back() -> None:
    made = refused()
    found = objected(made)
    drafted = objecting.propose(
        by=actor("objection-officer"), objection=found, outcome="dismissed", reason="Het plan is onderzoek."
    )
    objecting.answer(by=other_decider().actor(), decision=drafted, digest=drafted.digest)
    made.refresh_from_db()
    assert (made.state, made.objection_state) == ("afgewezen", "beslist")
    props.step(made, "beroep_in", "objection-officer", region="objection")
    props.step(made, "opnieuw_beslissen", "objection-officer", region="objection", reason="De rechter wil dat.")
    again = objecting.open_objection(made)
    assert again is not None
    assert again.pk != found.pk
    assert not objecting.is_late(made, again.decision, again.received_on)


def test_a_late_objection_needs_an_excuse() -> None:
    made = refused()
    with clock.at(props.day(2027, 4, 13)):
        found = objected(made, date(2027, 4, 13))
        with pytest.raises(InputError) as refusal:
            objecting.propose(by=actor("objection-officer"), objection=found, outcome="dismissed", reason="Nee.")
        assert refusal.value.code == "outcome"
        drafted = objecting.propose(
            by=actor("objection-officer"), objection=found, outcome="inadmissible", reason="Je was te laat."
        )
    assert "We lezen je bezwaar niet verder." in drafted.letter


def test_an_excuse_makes_a_late_objection_count() -> None:
    made = refused()
    with clock.at(props.day(2027, 4, 13)):
        found = objected(made, date(2027, 4, 13), "Onze mail kwam niet aan.")
        page = client_of("objection-officer").get(f"/balie/subsidie/{made.pk}/bezwaar").content.decode()
        assert "te laat, maar het telt" in page
        assert objecting.propose(
            by=actor("objection-officer"), objection=found, outcome="dismissed", reason="Het blijft zo."
        )


def test_who_made_the_decision_does_not_handle_the_objection() -> None:
    made = refused()
    for key in ("officer", "second-reader", "decision-maker"):
        jurist = Actor("person", str(member(key).pk), "provincie-drenthe", frozenset({"objection-officer"}))
        with pytest.raises(NotPermitted):
            objecting.receive(
                by=jurist, application=made, received=objecting.Received(clock.today(), "Ik maak bezwaar.")
            )


def test_six_weeks_more_once_and_told() -> None:
    made = refused()
    objected(made)
    jurist, address = client_of("objection-officer"), f"/balie/subsidie/{made.pk}/bezwaar"
    before = clocks.clocks_of(Application.objects.get(pk=made.pk))["objection-decision"].due
    assert jurist.post(address, {"do": "postpone"}).status_code == 303
    after = clocks.clocks_of(Application.objects.get(pk=made.pk))["objection-decision"].due
    assert before is not None
    assert after is not None
    assert (after - before).days == 42
    assert "6 juli 2027" not in made.messages.get(kind="postponed").body
    assert made.messages.get(kind="postponed").body.endswith("2027.")
    assert jurist.post(address, {"do": "postpone"}).status_code == 409


def test_a_withdrawn_objection_needs_no_answer() -> None:
    made = refused()
    objected(made)
    address = f"/balie/subsidie/{made.pk}/stap/objection/bezwaar_ingetrokken"
    assert client_of("objection-officer").post(address, {"reason": "Per mail ingetrokken."}).status_code == 303
    made.refresh_from_db()
    assert made.objection_state == "gesloten"
    assert objecting.open_objection(made) is None


def test_the_time_to_object_does_not_end_early() -> None:
    made = refused()
    address = f"/balie/subsidie/{made.pk}/stap/objection/termijn_voorbij"
    assert client_of("objection-officer").post(address).status_code == 422
    with clock.at(props.day(2027, 4, 13)):
        assert client_of("objection-officer").post(address).status_code == 303


def test_a_notice_before_the_last_day_starts_nothing() -> None:
    made = props.application("in_behandeling")
    officer, address = client_of("officer"), f"/balie/subsidie/{made.pk}/dwangsom"
    assert officer.post(address, {"do": "notice", "on": "2027-03-01"}).status_code == 303
    assert "te vroeg" in officer.get(address).content.decode()
    claim = PenaltyClaim.objects.get(application=made)
    assert claim.premature
    made.refresh_from_db()
    assert made.penalty_state == "none"


def test_a_late_decision_costs_money_by_the_day() -> None:
    found = desk.drafted()
    application = found.application
    with clock.at(props.day(2027, 6, 1)):
        penalties.notice_of_default(by=actor("objection-officer"), application=application, on=date(2027, 6, 1))
    with clock.at(props.day(2027, 6, 20)):
        drafting.approve(by=actor("second-reader"), decision=found, digest=found.digest)
        drafting.decide(by=actor("decision-maker"), decision=found, digest=found.digest)
        application.refresh_from_db()
        assert application.penalty_state == "te_bepalen"
        address = f"/balie/subsidie/{application.pk}/dwangsom"
        decider = client_of("decision-maker")
        assert "€ 115,00" in decider.get(address).content.decode()
        with pytest.raises(InputError):
            penalties.fix_penalty(by=actor("decision-maker"), application=application, reason="Te laat.")
        actions.take_on(by=actor("officer"), application=application)
        assert decider.post(address, {"do": "fix", "fix-reason": ""}).status_code == 422
        assert decider.post(address, {"do": "fix", "fix-reason": "We waren vijf dagen te laat."}).status_code == 303
    application.refresh_from_db()
    assert application.penalty_state == "bepaald"
    assert PenaltyClaim.objects.get(application=application).fixed_cents == 11_500
    assert "Je krijgt € 115." in Decision.objects.get(application=application, kind="penalty").letter


def granted() -> Application:
    """Return an application with a grant."""
    return Application.objects.get(pk=desk.decided().application_id)


def test_a_grant_becomes_smaller_only_after_a_hearing_and_by_another() -> None:
    made = granted()
    officer, decider = client_of("officer"), client_of("decision-maker")
    address = f"/balie/subsidie/{made.pk}/verlagen"
    change = {"do": "propose", "kind": "amend", "cents": "9.000", "grounds": "not-done", "reasons": "Je deed minder."}
    assert officer.post(address, change).status_code == 422
    assert officer.post(address, {"do": "hear", "intention": ""}).status_code == 422
    with clock.at(props.day(2027, 3, 2)):
        assert officer.post(address, {"do": "hear", "intention": "We willen minder geven."}).status_code == 303
        assert "reageren tot en met" in officer.get(address).content.decode()
        assert officer.post(address, change).status_code == 422
    with clock.at(props.day(2027, 3, 20)):
        assert officer.post(address, {**change, "cents": "20.000"}).status_code == 422
        assert officer.post(address, {**change, "grounds": ""}).status_code == 422
        assert officer.post(address, change).status_code == 303
        page = decider.get(address).content.decode()
        assert "Je subsidie is nu hoogstens € 9.000." in page
        decide = {"do": "decide", "take-digest": digest_in(page), "take-sure": "on"}
        assert officer.post(address, decide).status_code == 403
        assert decider.post(address, decide).status_code == 303
    made.refresh_from_db()
    assert (made.state, book.side(made).granted) == ("verleend", 900_000)
    found = Decision.objects.get(application=made, kind="amend")
    assert "Awb 4:48.1.a" in found.letter
    assert found.announced_on == date(2027, 3, 20)
    assert made.objection_state == "open"


def test_a_withdrawn_grant_comes_free() -> None:
    made = granted()
    amend_at = props.day(2027, 3, 20)
    with clock.at(props.day(2027, 3, 2)):
        client_of("officer").post(f"/balie/subsidie/{made.pk}/verlagen", {"do": "hear", "intention": "Intrekken."})
    with clock.at(amend_at):
        change = amending.Change("withdraw", 0, ("false-facts",), "Je gaf niet alles door.")
        found = amending.prepare(by=actor("officer"), application=made, change=change)
        amending.decide(by=actor("decision-maker"), decision=found, digest=found.digest)
    made.refresh_from_db()
    assert made.state == "vastgesteld"
    assert book.side(made).granted == 0
    with pytest.raises(OutOfOrder):
        amending.prepare(by=actor("officer"), application=made, change=change)


def test_a_draft_that_changed_is_not_taken() -> None:
    made = refused()
    found = objected(made)
    by = actor("objection-officer")
    first = objecting.propose(by=by, objection=found, outcome="dismissed", reason="Het blijft zo.")
    objecting.propose(by=by, objection=found, outcome="dismissed", reason="Het blijft zo, want het is onderzoek.")
    with pytest.raises(TredeError):
        objecting.answer(by=other_decider().actor(), decision=first, digest=first.digest)
