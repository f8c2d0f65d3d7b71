"""Decisions of firms that want post: known, and with terms, from the day on which the letter went (Awb 3:41, 6:8)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests import subsidies as props
from tests import subsidy_desk as desk
from tests import subsidy_firm as firm
from tests.cast import actor, client_of
from tests.integration.test_subsidy_objection import other_decider
from trede.core.errors import OutOfOrder
from trede.journal import clock
from trede.journal.models import Event
from trede.subsidies import announcing, clocks
from trede.subsidies.after import settle
from trede.subsidies.after.register import entries as register_lines
from trede.subsidies.desk import actions, amending, drafting, objecting, penalties
from trede.subsidies.models import Application, Decision, Objection
from trede.subsidies.payments import actions as payments
from trede.subsidies.payments.queries import payables

pytestmark = pytest.mark.django_db

PRINT = "Print de brief en doe die op de post"


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with clock.at(props.OPENED):
        yield


def by_post(made: Application) -> Application:
    """Let a firm want post, and return the application as it stands."""
    with props.unguarded("this firm wants post"):
        Application.objects.filter(pk=made.pk).update(by_mail=False)
    return Application.objects.get(pk=made.pk)


def fresh(made: Application) -> Application:
    """Return the application as it stands."""
    return Application.objects.get(pk=made.pk)


def waits(made: Application, kind: str) -> Decision:
    """Return the decision that waits for the post, and check that every list of the desk says so."""
    found = announcing.waiting().get(application=made)
    assert (found.kind, found.announced_on, found.announced_how) == (kind, None, "")
    assert "⟦" in found.letter, "its days are not known yet"
    assert not made.messages.filter(key=f"{made.pk}/decision/{found.pk}").exists()
    officer = client_of("officer")
    assert PRINT in officer.get("/balie/subsidie").content.decode()
    assert PRINT in officer.get(f"/balie/subsidie/{made.pk}").content.decode()
    assert f"/bekendmaken?besluit={found.pk}" in officer.get("/balie/subsidie/post").content.decode()
    return found


def post(found: Decision) -> Decision:
    """Write down at the desk that a letter went today, and return the decision as it stands."""
    address = f"/balie/subsidie/{found.application_id}/bekendmaken?besluit={found.pk}"
    officer = client_of("officer")
    assert officer.get(address).status_code == 200
    assert officer.post(address).status_code == 303
    assert officer.post(address).status_code == 409
    found.refresh_from_db()
    assert (found.announced_on, found.announced_how) == (clock.today(), "post")
    assert "⟦" not in found.letter
    letter = found.application.messages.filter(from_firm=False).order_by("-pk")[0]
    assert {"no-address", "posted"} <= set(letter.proof.values_list("kind", flat=True))
    assert f"besluit={found.pk}" not in officer.get("/balie/subsidie/post").content.decode()
    return found


def test_a_smaller_grant_by_post_counts_from_the_day_of_posting() -> None:
    made = by_post(Application.objects.get(pk=desk.decided().application_id))
    props.ask_by_post(made)
    with clock.at(props.day(2027, 3, 20)):
        change = amending.Change("amend", 900_000, ("not-done",), "Je deed minder.")
        drafted = amending.prepare(by=actor("officer"), application=made, change=change)
        amending.decide(by=actor("decision-maker"), decision=drafted, digest=drafted.digest)
        found = waits(made, "amend")
        assert clocks.clocks_of(fresh(made))["objection"].due == date(2027, 4, 12), "that of the grant itself"
    with clock.at(props.day(2027, 3, 24)):
        post(found)
        assert clocks.clocks_of(fresh(made))["objection"].due == date(2027, 5, 7), "5 and 6 May are holidays"
        assert "vrijdag 7 mei 2027" in Decision.objects.get(pk=found.pk).letter


def test_a_grant_by_post_is_paid_and_published_when_it_is_known() -> None:
    found = desk.drafted()
    by_post(found.application)
    found.refresh_from_db()
    desk.approve(found)
    desk.decide(found)
    made = found.application
    assert not payables()
    assert not register_lines().exists()
    with pytest.raises(OutOfOrder) as refusal:
        payments.prepare(by=actor("officer"), application=made)
    assert refusal.value.code == "not-announced"
    with clock.at(props.day(2027, 3, 4)):
        post(waits(made, "grant"))
        assert [item.application.pk for item in payables()] == [made.pk]
        assert register_lines().count() == 1
        assert fresh(made).objection_state == "open"
        props.close_signals(made)
        assert payments.prepare(by=actor("officer"), application=fresh(made)).due_on == date(2027, 3, 18)


def test_the_answer_to_an_objection_by_post() -> None:
    made = by_post(Application.objects.get(pk=desk.decided("refuse").application_id))
    received = objecting.Received(clock.today(), "Mijn plan past wel.")
    row = objecting.receive(by=actor("objection-officer"), application=made, received=received)
    drafted = objecting.propose(
        by=actor("objection-officer"), objection=row, outcome="upheld", reason="Je plan past.", cents=1_200_000
    )
    objecting.answer(by=other_decider().actor(), decision=drafted, digest=drafted.digest)
    made = fresh(made)
    assert (made.state, made.objection_state) == ("verleend", "beslist")
    assert not payables(), "a grant on objection waits for its letter as any other"
    with clock.at(props.day(2027, 3, 4)):
        found = post(waits(made, "objection"))
        assert "naar de rechter. Doe dat voor het eind van donderdag 15 april 2027." in found.letter
        assert fresh(made).objection_state == "beslist", "after an answer comes the court"
        assert clocks.clocks_of(fresh(made))["objection"].due == date(2027, 4, 15)
        assert [item.cents for item in payables()] == [1_200_000]
        assert register_lines().get().granted_cents == 1_200_000


def test_a_reclaim_by_post_opens_the_time_to_object() -> None:
    made = Application.objects.get(pk=desk.decided().application_id)
    payment = payments.prepare(by=actor("officer"), application=made)
    props.close_signals(made)
    payments.release(by=actor("payer"), payments=[payment])
    payments.mark_paid(by=actor("payer"), payment=payment, on=clock.today())
    made = by_post(made)
    props.ask_by_post(made)
    with clock.at(props.day(2027, 3, 20)):
        change = amending.Change("amend", 900_000, ("not-done",), "Je deed minder.")
        drafted = amending.prepare(by=actor("officer"), application=made, change=change)
        amending.decide(by=actor("decision-maker"), decision=drafted, digest=drafted.digest)
        post(waits(made, "amend"))
        props.step(fresh(made), "start_uitvoering", "officer")
        settle_at = settle.draft(by=actor("officer"), application=by_ended(made), step="vaststellen", cents=900_000)
        settle.decide(by=actor("decision-maker"), decision=settle_at, digest=settle_at.digest)
        post(waits(made, "settle"))
        claim = settle.draft(by=actor("officer"), application=fresh(made), step="terugvorderen", cents=600_000)
        settle.decide(by=actor("decision-maker"), decision=claim, digest=claim.digest)
    with clock.at(props.day(2027, 3, 24)):
        assert fresh(made).state == "terugvordering"
        post(waits(made, "reclaim"))
        assert fresh(made).objection_state == "open"


def by_ended(made: Application) -> Application:
    """Return an application of which the account was opened by the officer."""
    return props.step(fresh(made), "verantwoording_openen", "officer", reason="Het werk is klaar.")


# The penalty for lateness is a decision of its own


def late_and_fixed(*, post_first: bool = False) -> Application:
    """Return an application that was decided late on 20 June, with the penalty fixed on 28 June."""
    found = desk.drafted()
    application = found.application
    if post_first:
        by_post(application)
    with clock.at(props.day(2027, 6, 1)):
        penalties.notice_of_default(by=actor("objection-officer"), application=application, on=date(2027, 6, 1))
        actions.take_on(by=actor("officer"), application=application)
    with clock.at(props.day(2027, 6, 20)):
        found.refresh_from_db()
        drafting.approve(by=actor("second-reader"), decision=found, digest=found.digest)
        drafting.decide(by=actor("decision-maker"), decision=found, digest=found.digest)
        if post_first:
            post(announcing.waiting().get(application=application))
    with clock.at(props.day(2027, 6, 28)):
        penalties.fix_penalty(by=actor("decision-maker"), application=fresh(application), reason="We waren te laat.")
    return fresh(application)


def test_a_penalty_may_be_objected_to_beside_the_grant() -> None:
    made = late_and_fixed()
    fixed = made.decisions.get(kind="penalty")
    assert fixed.announced_on == date(2027, 6, 28)
    assert clocks.clocks_of(made)["objection"].due == date(2027, 8, 9)
    base, jurist = f"/balie/subsidie/{made.pk}", client_of("objection-officer")
    with clock.at(props.day(2027, 7, 1)):
        page = jurist.get(f"{base}/bezwaar/nieuw").content.decode()
        assert "Dwangsom, bekend op 28-06-2027: bezwaar kan tot en met 09-08-2027" in page
        assert "Toekennen, bekend op 20-06-2027: bezwaar kan tot en met 02-08-2027" in page
        sent = {"on": "2027-07-01", "text": "Jullie waren langer te laat.", "decision": "0"}
        assert jurist.post(f"{base}/bezwaar/nieuw", sent).status_code == 422
        assert jurist.post(f"{base}/bezwaar/nieuw", {**sent, "decision": str(fixed.pk)}).status_code == 303
        row = Objection.objects.get()
        assert (row.decision_id, fresh(made).objection_state) == (fixed.pk, "in_behandeling")
        page = jurist.get(f"{base}/bezwaar").content.decode()
        assert "wat wordt de dwangsom in totaal" in page
        assert "Nu is dat € 115,00. Hoogstens € 1.442,00." in page
        answer = {"do": "propose", "outcome": "upheld", "reason": "Je hebt gelijk over de dagen."}
        for wrong in ("", "115", "1.442,01"):
            assert jurist.post(f"{base}/bezwaar", {**answer, "cents": wrong}).status_code == 422
        assert jurist.post(f"{base}/bezwaar", {**answer, "cents": "138"}).status_code == 303
        drafted = objecting.draft_answer(fresh(made))
        assert drafted is not None
        objecting.answer(by=other_decider().actor(), decision=drafted, digest=drafted.digest)
    drafted.refresh_from_db()
    assert "Het bedrag gaat van € 115 naar € 138." in drafted.letter
    made = fresh(made)
    assert made.penalties.get().fixed_cents == 13_800
    assert (made.penalty_state, made.objection_state) == ("bepaald", "open"), "against the grant there is time left"
    with clock.at(props.day(2027, 7, 2)):
        row = objecting.receive(
            by=actor("objection-officer"), application=made, received=objecting.Received(clock.today(), "Te weinig.")
        )
        assert row.decision.kind == "grant"


def test_the_firm_chooses_what_it_objects_to(settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example"
    made = late_and_fixed()
    fixed = made.decisions.get(kind="penalty")
    with clock.at(props.day(2027, 7, 1)):
        client, _ = firm.browser(made.firm)
        place = f"/mijn/aanvraag/{made.pk}"
        page = client.get(f"{place}/bezwaar").content.decode()
        assert "Wat je krijgt omdat we te laat waren, van 28 juni 2027" in page
        wrong = firm.post(client, f"{place}/bezwaar", {"antwoord": "Oneens.", "nonce": "1" * 32}, status=422)
        assert "Kies tegen welk besluit." in wrong.content.decode()
        firm.post(client, f"{place}/bezwaar", {"antwoord": "Oneens.", "besluit": str(fixed.pk), "nonce": "1" * 32})
    assert Objection.objects.get().decision_id == fixed.pk


def test_an_objection_to_the_decision_covers_the_penalty_that_comes_later() -> None:
    """Awb 4:19: no objection of its own is needed, and the page of the desk says so."""
    found = desk.drafted()
    made = found.application
    with clock.at(props.day(2027, 6, 1)):
        penalties.notice_of_default(by=actor("objection-officer"), application=made, on=date(2027, 6, 1))
        actions.take_on(by=actor("officer"), application=made)
    with clock.at(props.day(2027, 6, 20)):
        desk.approve(found)
        desk.decide(found)
        received = objecting.Received(clock.today(), "Te weinig.")
        objecting.receive(by=actor("objection-officer"), application=fresh(made), received=received)
        penalties.fix_penalty(by=actor("decision-maker"), application=fresh(made), reason="Te laat.")
        assert fresh(made).objection_state == "in_behandeling"
        page = client_of("objection-officer").get(f"/balie/subsidie/{made.pk}/bezwaar").content.decode()
        assert "Dan hoort dat bij dit bezwaar (Awb, artikel 4:19)." in page


def test_a_penalty_by_post_waits_too_and_comes_before_a_decision_as_well() -> None:
    """The highest amount is reached while nothing was decided: then the penalty is announced all the same."""
    made = by_post(props.application("in_behandeling"))
    with clock.at(props.day(2027, 6, 1)):
        penalties.notice_of_default(by=actor("objection-officer"), application=made, on=date(2027, 6, 1))
        actions.take_on(by=actor("officer"), application=made)
    with clock.at(props.day(2027, 8, 2)):
        address = f"/balie/subsidie/{made.pk}/stap/penalty/hoogste_bedrag"
        assert client_of("objection-officer").post(address).status_code == 303
        penalties.fix_penalty(by=actor("decision-maker"), application=fresh(made), reason="We zijn te laat.")
        found = waits(made, "penalty")
        assert fresh(made).objection_state == "none"
    with clock.at(props.day(2027, 8, 4)):
        post(found)
        made = fresh(made)
        assert (made.state, made.objection_state) == ("in_behandeling", "open")
        assert clocks.clocks_of(made)["objection"].due == date(2027, 9, 15)
        assert "bezwaar kan nog" in client_of("officer").get(f"/balie/subsidie/{made.pk}").content.decode()


def test_the_list_of_letters_names_no_decision_that_is_known() -> None:
    made = late_and_fixed(post_first=True)
    found = waits(made, "penalty")
    assert "Besluiten die wachten op de post" in client_of("second-reader").get("/balie/subsidie/post").content.decode()
    with clock.at(props.day(2027, 7, 1)):
        post(found)
        assert fresh(made).objection_state == "open"
        assert clocks.clocks_of(fresh(made))["objection"].due == date(2027, 8, 12)


# More time for the answer to an objection counts from its letter too (Awb 7:10.3)

LATER = "De brief over uitstel moet nog op de post."


def objected_by_post() -> Objection:
    """Return an objection of 1 March against a refusal, of a firm that wants post: to be answered by 24 May 2027."""
    made = by_post(Application.objects.get(pk=desk.decided("refuse").application_id))
    received = objecting.Received(clock.today(), "Mijn plan past wel.")
    return objecting.receive(by=actor("objection-officer"), application=made, received=received)


def answer_by(row: Objection) -> date | None:
    """Return the last day to answer the objection of a file."""
    return clocks.clocks_of(fresh(row.decision.application))["objection-decision"].due


def more_time(row: Objection) -> str:
    """Ask more time by the page, and return the address of the letter about it."""
    address = f"/balie/subsidie/{row.decision.application_id}/bezwaar"
    assert client_of("objection-officer").post(address, {"do": "postpone"}).status_code == 303
    letter = row.decision.application.messages.get(kind="postponed")
    return f"/balie/subsidie/{row.decision.application_id}/berichten/{letter.pk}"


def test_more_time_for_an_objection_counts_from_the_day_of_its_letter() -> None:
    row = objected_by_post()
    assert answer_by(row) == date(2027, 5, 24)
    jurist, address = client_of("objection-officer"), f"/balie/subsidie/{row.decision.application_id}/bezwaar"
    with clock.at(props.day(2027, 5, 20)):
        letter = more_time(row)
        row.refresh_from_db()
        assert (row.postponed_on, answer_by(row)) == (None, date(2027, 5, 24)), "nobody was told yet"
        page = jurist.get(address).content.decode()
        assert LATER in page
        assert "Neem zes weken langer" not in page
        assert jurist.post(address, {"do": "postpone"}).status_code == 409
        assert "5 juli 2027" in row.decision.application.messages.get(kind="postponed").body
        assert letter in client_of("officer").get("/balie/subsidie/post").content.decode()
    with clock.at(props.day(2027, 5, 24)):
        assert client_of("officer").post(letter).status_code == 303
        row.refresh_from_db()
        assert (row.postponed_on, answer_by(row)) == (date(2027, 5, 24), date(2027, 7, 5))
        page = jurist.get(address).content.decode()
        assert LATER not in page
        assert "zes weken later, gemeld op" in page
        assert Event.objects.filter(
            type="application.objection-kept", subject=str(row.decision.application_id)
        ).exists()


def test_a_letter_about_more_time_that_goes_too_late_gives_none() -> None:
    row = objected_by_post()
    with clock.at(props.day(2027, 5, 24)):
        letter = more_time(row)
    with clock.at(props.day(2027, 5, 25)):
        page = client_of("objection-officer").get(f"/balie/subsidie/{row.decision.application_id}/bezwaar")
        assert "te laat voor uitstel" in page.content.decode()
        assert client_of("officer").post(letter).status_code == 303
        row.refresh_from_db()
        assert (row.postponed_on, answer_by(row)) == (None, date(2027, 5, 24))


def test_an_objection_that_was_answered_meanwhile_gets_no_more_time() -> None:
    row = objected_by_post()
    with clock.at(props.day(2027, 5, 20)):
        letter = more_time(row)
        drafted = objecting.propose(
            by=actor("objection-officer"), objection=row, outcome="dismissed", reason="Het blijft zo."
        )
        objecting.answer(by=other_decider().actor(), decision=drafted, digest=drafted.digest)
        assert client_of("officer").post(letter).status_code == 303
    row.refresh_from_db()
    assert row.postponed_on is None
