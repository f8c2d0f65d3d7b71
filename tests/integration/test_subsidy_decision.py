"""Reading by two, a draft, an approval that holds for what was read, a decision with its letter, and four eyes."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import subsidies as props
from tests import subsidy_desk as desk
from tests.cast import CAST, SYSTEM, actor, client_of, member
from trede.core.errors import InputError, NotPermitted, OutOfOrder, TredeError
from trede.core.grant_life import Role
from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.journal.models import Event
from trede.subsidies import book
from trede.subsidies.acting import acted
from trede.subsidies.desk import actions, drafting
from trede.subsidies.given import Letter
from trede.subsidies.letters.level import reading_of
from trede.subsidies.letters.pdf import letter_pdf
from trede.subsidies.life import take_step
from trede.subsidies.models import Application, Assessment, Decision

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with clock.at(props.OPENED):
        yield


def test_from_reading_to_letter() -> None:
    found = desk.decided()
    application = Application.objects.get(pk=found.application_id)
    assert (application.state, application.objection_state) == ("verleend", "open")
    assert found.cents == 1_500_000
    assert found.announced_on == date(2027, 3, 1)
    assert "Je krijgt subsidie" in found.letter
    assert "€ 15.000" in found.letter
    assert "maandag 12 april 2027" in found.letter
    assert "Namens" in found.letter
    assert "Bram Besluit" in found.letter
    assert "⟦" not in found.letter
    assert application.messages.filter(kind="decision").count() == 1
    assert application.period is not None
    standing = book.standing(application.period)
    assert (standing.reserved, standing.granted) == (0, 1_500_000)


def test_a_refusal_releases_the_money_and_says_why() -> None:
    found = desk.decided("refuse")
    application = Application.objects.get(pk=found.application_id)
    assert application.state == "afgewezen"
    assert "Je krijgt geen subsidie" in found.letter
    assert "We gingen uit van wat je ons zelf schreef." in found.letter
    assert application.period is not None
    assert book.standing(application.period).left == 80_000_000


def test_a_refusal_needs_a_hearing_or_a_ground_not_to() -> None:
    made = props.application("in_behandeling")
    desk.with_costs(made)
    desk.read(made, opinion="refuse", answer="no")
    for heard in ("", "heard"):
        with pytest.raises(InputError) as refusal:
            desk.draft(made, "refuse", heard)
        assert refusal.value.code == "heard"
    props.step(
        made, "voornemen_afwijzen", "officer", reason="De kosten passen niet.", until=date(2027, 3, 15),
        letter=Letter("hearing", "Wat vind jij ervan?", "…"),
    )  # fmt: skip
    props.step(made, "zienswijze_in", "officer")
    assert desk.draft(made, "refuse", "heard").kind == "refuse"


def test_the_second_reader_writes_before_seeing() -> None:
    made = props.application("in_behandeling")
    desk.read_first(made)
    reader = client_of("second-reader")
    address = f"/balie/subsidie/{made.pk}/tweede"
    page = reader.get(address).content.decode()
    assert "Je plan past bij de regeling." not in page
    assert "Je plan past bij de regeling." not in reader.get(f"/balie/subsidie/{made.pk}").content.decode()
    sent = {"opinion": "grant", "reason": "Goed plan", "no_interest": "on"}
    assert reader.post(address, {**sent, "no_interest": ""}).status_code == 422
    assert reader.post(address, sent).status_code == 303
    assert "Je plan past bij de regeling." not in reader.get(address).content.decode()
    assert reader.post(address, {"do": "open"}).status_code == 303
    assert "Je plan past bij de regeling." in reader.get(address).content.decode()
    assert reader.post(address, {"agrees": "no", "reason": ""}).status_code == 422
    assert reader.post(address, {"agrees": "yes"}).status_code == 303
    row = Assessment.objects.get(application=made, role="second")
    assert row.agrees is True
    assert row.saw_other_at is not None


def test_two_who_differ_need_a_third() -> None:
    made = props.application("in_behandeling")
    desk.read_first(made)
    desk.read_second(made, opinion="refuse", agrees=False)
    with pytest.raises(InputError) as refusal:
        desk.draft(made)
    assert refusal.value.code == "criteria"
    third = Actor("person", str(member("objection-officer").pk), "provincie-drenthe", frozenset({"second-reader"}))
    desk.read_second(made, by=third)
    assert desk.draft(made).kind == "grant"


def test_t57_the_preparer_does_not_approve_or_decide() -> None:
    found = desk.drafted()
    mine = actor("officer")
    alone = Actor(
        "person", mine.id, mine.organisation, frozenset({"subsidy-officer", "second-reader", "decision-maker"})
    )
    for verb in (drafting.approve, drafting.decide):
        with pytest.raises(NotPermitted) as refusal:
            verb(by=alone, decision=found, digest=found.digest)
        assert refusal.value.code == "four-eyes"
    assert (
        client_of("officer").post(f"/balie/subsidie/{found.application_id}/besluit", {"do": "approve"}).status_code
        == 403
    )


def test_the_database_refuses_the_same_person_too() -> None:
    found = desk.drafted()
    with pytest.raises(IntegrityError), transaction.atomic():
        _force(found)


@action
def _force(found: Decision) -> None:
    record("application.note", by=SYSTEM, data={"step": "force"})
    Decision.objects.filter(pk=found.pk).update(decided_by=found.prepared_by_id, decided_on=clock.today())


def test_t58_a_changed_draft_needs_a_new_approval() -> None:
    found = desk.drafted()
    application = found.application
    drafting.approve(by=actor("second-reader"), decision=found, digest=found.digest)
    plan = drafting.Plan("grant", "Andere redenen. Je plan past.", aid_checked=True)
    newer = drafting.prepare(by=actor("officer"), application=application, plan=plan)
    assert newer.digest != found.digest
    with pytest.raises(OutOfOrder):
        drafting.decide(by=actor("decision-maker"), decision=newer, digest=found.digest)
    with pytest.raises(InputError) as refusal:
        drafting.decide(by=actor("decision-maker"), decision=newer, digest=newer.digest)
    assert refusal.value.code == "not-approved"
    drafting.approve(by=actor("second-reader"), decision=newer, digest=newer.digest)
    assert drafting.decide(by=actor("decision-maker"), decision=newer, digest=newer.digest).state == "verleend"


def test_t59_the_intake_adviser_is_kept_out() -> None:
    found = desk.drafted()
    _intake(found.application, member("decision-maker").pk)
    answer = client_of("decision-maker").post(
        f"/balie/subsidie/{found.application_id}/besluit", {"do": "decide", "digest": found.digest, "sure": "on"}
    )
    assert answer.status_code == 403


@action
def _intake(application: Application, person: int) -> None:
    record("application.note", by=SYSTEM, data={"step": "intake"})
    Application.objects.filter(pk=application.pk).update(intake_adviser=str(person))


def test_somebody_with_an_interest_is_kept_out() -> None:
    made = props.application("in_behandeling")
    desk.with_costs(made, supplier="provincie-drenthe")
    with pytest.raises(NotPermitted) as refusal:
        desk.read_first(made)
    assert refusal.value.code == "interest"
    other = props.application("in_behandeling")
    officer = client_of("officer")
    assert officer.post(f"/balie/subsidie/{other.pk}/belang").status_code == 303
    with pytest.raises(NotPermitted):
        desk.read_first(other)


def test_above_the_mandate_a_higher_one_decides() -> None:
    made = props.application("in_behandeling", cents=3_000_000)
    desk.read(made)
    found = desk.draft(made)
    assert found.cents > 2_500_000
    drafting.approve(by=actor("second-reader"), decision=found, digest=found.digest)
    person = actor("decision-maker")
    for role in ("subsidy-officer", "decision-maker", "scheme-manager"):
        below = Actor("person", person.id, person.organisation, frozenset({role}))
        with pytest.raises((NotPermitted, InputError)):
            drafting.decide(by=below, decision=found, digest=found.digest)
    above = Actor("person", person.id, person.organisation, frozenset({"senior-decision-maker"}))
    drafting.decide(by=above, decision=found, digest=found.digest)
    assert str(Decision.objects.get(pk=found.pk).decided_by_id) == person.id


def test_a_firm_that_wants_post_gets_a_letter_first() -> None:
    found = desk.drafted()
    _by_post(found.application)
    drafting.approve(by=actor("second-reader"), decision=found, digest=found.digest)
    drafting.decide(by=actor("decision-maker"), decision=found, digest=found.digest)
    assert not Decision.objects.filter(pk=found.pk, announced_on__isnull=False).exists()
    with clock.at(props.day(2027, 3, 4)):
        officer = client_of("officer")
        assert officer.get(f"/balie/subsidie/{found.application_id}/bekendmaken").status_code == 200
        assert officer.post(f"/balie/subsidie/{found.application_id}/bekendmaken").status_code == 303
        assert officer.post(f"/balie/subsidie/{found.application_id}/bekendmaken").status_code == 409
    found.refresh_from_db()
    assert (found.announced_on, found.announced_how) == (date(2027, 3, 4), "post")
    assert "donderdag 15 april 2027" in found.letter
    kinds = found.application.messages.get(kind="decision").proof.values_list("kind", flat=True)
    assert "posted" in kinds


@action
def _by_post(application: Application) -> None:
    record("application.note", by=SYSTEM, data={"step": "post"})
    Application.objects.filter(pk=application.pk).update(by_mail=False)
    application.by_mail = False


def test_the_pages_of_a_decision() -> None:
    found = desk.drafted()
    address = f"/balie/subsidie/{found.application_id}/besluit"
    for who in ("officer", "second-reader", "decision-maker"):
        page = client_of(who).get(address).content.decode()
        assert "Je krijgt subsidie" in page
    reader, decider = client_of("second-reader"), client_of("decision-maker")
    assert (
        "Laat eerst een tweede lezer"
        in decider.post(address, {"do": "decide", "digest": found.digest, "sure": "on"}).content.decode()
    )
    assert reader.post(address, {"do": "approve", "digest": found.digest}).status_code == 303
    assert decider.post(address, {"do": "decide", "digest": found.digest}).status_code == 422
    assert decider.post(address, {"do": "decide", "digest": found.digest, "sure": "on"}).status_code == 303
    base = f"/balie/subsidie/{found.application_id}/brief/{found.pk}"
    assert "bezwaar maken" in decider.get(base).content.decode()
    answer = decider.get(f"{base}/pdf")
    assert answer.content.startswith(b"%PDF")
    assert decider.get(address).status_code == 409


def test_the_letter_reads_plainly_in_every_kind() -> None:
    for kind in ("grant", "refuse"):
        found = desk.decided(kind)
        level = reading_of(found.letter)
        assert level.is_plain, (kind, level)


def test_the_pdf_is_tagged() -> None:
    found = desk.decided()
    pdf = letter_pdf(found.application, found.letter)
    assert b"/StructTreeRoot" in pdf or b"StructTreeRoot" in pdf


def test_the_officer_fills_in_the_form() -> None:
    made = props.application("in_behandeling")
    desk.with_costs(made)
    officer, address = client_of("officer"), f"/balie/subsidie/{made.pk}/beoordelen"
    page = officer.get(address).content.decode()
    assert "Voert het bedrijf echt iets in?" in page
    assert "Ons deel: 50%" in page
    sent = {"opinion": "grant", "reason": "Past", "no_interest": "on"}
    assert officer.post(address, sent).status_code == 422
    for key in desk.answers(made):
        sent |= {f"answer-{key}": "yes", f"reason-{key}": "Staat in het plan"}
    assert officer.post(address, {**sent, "reason-feasible": "x" * 301}).status_code == 422
    assert officer.post(address, sent).status_code == 303
    desk.read_second(made)
    draft = f"/balie/subsidie/{made.pk}/concept"
    assert "Staat in het plan" in officer.get(draft).content.decode()
    assert officer.post(draft, {"kind": "grant", "reasons": "Het past."}).status_code == 422
    assert officer.post(draft, {"kind": "grant", "reasons": "Het past.", "aid_checked": "on"}).status_code == 303
    made.refresh_from_db()
    assert made.state == "conceptbesluit"


_PEOPLE = ("officer", "second-reader", "decision-maker", "objection-officer")
_EVERY = frozenset({"subsidy-officer", "second-reader", "decision-maker", "objection-officer"})


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(order=st.lists(st.sampled_from(_PEOPLE), min_size=5, max_size=5))
def test_whatever_rights_people_have_no_decision_is_made_by_one_who_prepared_or_read_it_alone(order: list[str]) -> None:
    """Everybody has every right here; a decision only stands when person constraints hold."""
    sid = transaction.savepoint()
    people = [Actor("person", str(member(key).pk), CAST[key].organisation, _EVERY) for key in order]
    made = props.application("in_behandeling", firm=props.new_firm())
    try:
        desk.read_first(made, by=people[0])
        desk.read_second(made, by=people[1])
        plan = drafting.Plan("grant", "Het past bij de regeling.", aid_checked=True)
        found = drafting.prepare(by=people[2], application=made, plan=plan)
        drafting.approve(by=people[3], decision=found, digest=found.digest)
        drafting.decide(by=people[4], decision=found, digest=found.digest)
    except TredeError:
        pass
    else:
        before = acted(made)
        assert not before[Role.OFFICER] & before[Role.READER]
        assert not before[Role.OFFICER] & before[Role.DECIDER]
        assert people[4].id not in {people[0].id, people[2].id}
        assert people[3].id not in {people[0].id, people[2].id, people[4].id}
    transaction.savepoint_rollback(sid)


def test_not_handled_only_within_four_weeks() -> None:
    made = props.application("herstel")
    with clock.at(props.day(2027, 3, 16)):
        take_step(by=Actor.system("subsidy-life"), application=made, step="herstel_verlopen")
    address = f"/balie/subsidie/{made.pk}/concept/niet-behandelen"
    with clock.at(props.day(2027, 4, 20)):
        page = client_of("officer").get(f"/balie/subsidie/{made.pk}").content.decode()
        assert "De vier weken zijn voorbij" in page
        assert client_of("officer").post(address, {"reasons": "De offerte kwam niet."}).status_code == 422
    with clock.at(props.day(2027, 4, 1)):
        assert client_of("officer").post(address, {"reasons": "De offerte kwam niet."}).status_code == 303
        found = Decision.objects.get(application=made, kind="not-handled")
        drafting.decide(by=actor("decision-maker"), decision=found, digest=found.digest)
    found.refresh_from_db()
    assert "We lezen je aanvraag niet verder" in found.letter
    made.refresh_from_db()
    assert made.state == "buiten_behandeling"


def test_the_events_hold_no_words() -> None:
    desk.decided()
    for event in Event.objects.filter(type__startswith="application."):
        assert "plan" not in str(event.data).lower()
    assert actions.OPINIONS == ("grant", "part", "refuse")
