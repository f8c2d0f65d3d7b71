"""The end of keeping: who may let what go, that nothing open is ever listed, and that what goes is really gone."""

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test import TestCase as Commits
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from scripts.docs import walk_routes
from tests import subsidies as props
from tests import subsidy_desk as desk
from tests.cast import SYSTEM, actor, client_of, fast_passwords, log_in, member
from tests.desks import Office, complaints
from tests.integration.test_subsidy_story import apply, archived, assess, at, on, pay, settled
from tests.mailing import mail_on
from tests.own import firm_client
from trede.accounts import actions as accounts
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.grant_life_table import MAIN, OBJECTION, PAYMENT, PENALTY
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.guard import unguarded
from trede.journal.models import Event
from trede.journal.types import SHREDDED
from trede.privacy.fields import declaration
from trede.privacy.walk import rows_below
from trede.subsidies import book, files, jobs
from trede.subsidies.after.register import entries as register_lines
from trede.subsidies.applying import answering
from trede.subsidies.desk import drafting
from trede.subsidies.keeping import actions, document
from trede.subsidies.keeping.due import due
from trede.subsidies.models import (
    Application,
    Claim,
    Decision,
    DestructionItem,
    DestructionList,
    GrantEntry,
    Message,
    Objection,
    Payment,
    Submission,
    Upload,
)

__all__ = ["fast_passwords"]

ROUTES = {route for route, _, view in walk_routes() if view.__module__.startswith("trede.subsidies.keeping.")}
GROUND = "Selectielijst provincies 2014, categorie 21"
HERE = "/balie/subsidie/beheer/vernietiging"
SECRET = "Dat is niet zo, zei Bart."
CLOSED = date(2027, 6, 1)
LAST = date(2032, 6, 1)
"""Last day of keeping of what was refused and closed on that day: five years."""


@pytest.fixture
def _stage(settings: Any, tmp_path: Path) -> None:  # the settings of Django, not of Hypothesis
    settings.VAR = tmp_path
    settings.BANK_NAME, settings.BANK_IBAN, settings.BANK_BIC = "Provincie Voorbeeld", "NL91ABNA0417164300", ""
    mail_on(settings)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_stage")]


def refused() -> Application:
    """Return a file with answers, documents, messages and a letter, refused and closed by the real steps."""
    with at(0):
        made = apply(props.READINESS)
    with at(1):
        props.complete(made)
        jobs.share_out()
        made.refresh_from_db()
    with at(5):
        desk.read(made, opinion="refuse", answer="no")
        answering.tell(by=props.applicant(made), application=made, text=SECRET, key="told")
        props.close_signals(made)
        found = desk.draft(made, "refuse", heard="own-facts")
        drafting.approve(by=actor("second-reader"), decision=found, digest=found.digest)
        drafting.decide(by=actor("decision-maker"), decision=found, digest=found.digest)
    made.refresh_from_db()
    archived(made, CLOSED)
    return made


def granted() -> Application:
    """Return a voucher that was granted, settled, paid and closed."""
    with at(0):
        made = apply(props.VOUCHER)
    with at(1):
        props.complete(made)
        jobs.share_out()
        made.refresh_from_db()
    with at(9):
        assess(made)
        settled(made, "vaststellen_direct")
    with at(10):
        pay(made)
    archived(made, CLOSED)
    return made


def proposed(*made: Application) -> DestructionList:
    """Have a list proposed by the scheme manager."""
    return actions.propose(by=actor("scheme-manager"), applications=[row.pk for row in made], ground=GROUND)


def listed() -> list[int]:
    """Return the numbers of the files whose term is over."""
    return [item.application.pk for item in due()]


def texts_in_database() -> str:
    """Return every text in every table of the subsidy desk, and of the journal."""
    found = []
    for model in (*apps.get_app_config("subsidies").get_models(), Event):
        table: Any = model
        found += [json.dumps(row, default=str) for row in table.objects.values()]
    return "\n".join(found)


class TestDue:
    """What is listed: past its term, closed, nothing open."""

    def test_the_day_after_the_last_day_of_keeping(self) -> None:
        made = refused()
        with on(LAST):
            assert listed() == []
        with on(LAST + timedelta(days=1)):
            (item,) = due()
            assert (item.application.pk, item.result, item.years, item.until) == (made.pk, "refused", 5, LAST)
            assert item.law == "Selectielijst"
            assert item.is_example

    @pytest.mark.parametrize("kind", ["objection", "payment", "claim", "penalty", "decision"])
    def test_a_row_that_nobody_finished_keeps_the_file(self, kind: str) -> None:
        made = refused()
        with on(LAST + timedelta(days=1)):
            assert listed() == [made.pk]
            with unguarded("something that was left open"):
                _leave_open(made, kind)
            assert listed() == []

    def test_a_file_on_a_list_is_not_listed_again_until_the_list_is_refused(self) -> None:
        made = refused()
        with on(LAST + timedelta(days=1)):
            found = proposed(made)
            assert listed() == []
            with pytest.raises(OutOfOrder):
                proposed(made)
            actions.refuse(by=actor("decision-maker"), found=found, reason="De provincie wil ze overbrengen.")
            assert listed() == [made.pk]
            assert proposed(made).pk != found.pk


def _leave_open(made: Application, kind: str) -> None:
    decision = made.decisions.get()
    if kind == "objection":
        Objection.objects.create(decision=decision, received_on=CLOSED)
    elif kind == "payment":
        common = {"iban": "NL00TEST0000000000", "holder": "X", "due_on": CLOSED, "prepared_at": clock.now()}
        Payment.objects.create(application=made, kind="penalty", cents=1, **common)
    elif kind == "claim":
        Claim.objects.create(application=made, decision=decision, cents=1, due_on=CLOSED)
    elif kind == "penalty":
        Application.objects.filter(pk=made.pk).update(penalty_state="bepaald")
    else:
        Decision.objects.filter(pk=decision.pk).update(announced_on=None)


class TestTwoHands:
    """Who proposes does not decide; who has no role does neither."""

    def test_the_same_person_is_refused_by_the_action_and_by_the_database(self) -> None:
        made = refused()
        both = accounts_of_both()
        with on(LAST + timedelta(days=1)):
            found = actions.propose(by=both, applications=[made.pk], ground=GROUND)
            with pytest.raises(NotPermitted) as refusal:
                actions.destroy(by=both, found=found, digest=found.digest)
            assert refusal.value.code == "two-people"
            with unguarded("past the action"), pytest.raises(IntegrityError), transaction.atomic():
                DestructionList.objects.filter(pk=found.pk).update(
                    state="destroyed", decided_by=int(both.id), decided_at=clock.now()
                )
        found.refresh_from_db()
        assert found.state == "proposed"
        assert Submission.objects.filter(application=made).exists()

    def test_only_who_manages_proposes_and_only_who_decides_destroys(self) -> None:
        made = refused()
        with on(LAST + timedelta(days=1)):
            for key in ("officer", "decision-maker", "payer", "second-reader"):
                with pytest.raises(NotPermitted):
                    actions.propose(by=actor(key), applications=[made.pk], ground=GROUND)
            found = proposed(made)
            for key in ("officer", "payer", "scheme-manager", "second-reader"):
                with pytest.raises(NotPermitted):
                    actions.destroy(by=actor(key), found=found, digest=found.digest)
            with pytest.raises(NotPermitted):
                actions.refuse(by=actor("officer"), found=found, reason="Nee.")
            with pytest.raises(NotPermitted):
                actions.destroy(by=SYSTEM, found=found, digest=found.digest)

    def test_a_list_needs_files_and_a_ground_and_is_decided_once(self) -> None:
        made = refused()
        with on(LAST + timedelta(days=1)):
            for wrong in ({"applications": [], "ground": GROUND}, {"applications": [made.pk], "ground": " "}):
                with pytest.raises(InputError):
                    actions.propose(by=actor("scheme-manager"), **wrong)
            found = proposed(made)
            with pytest.raises(InputError):
                actions.refuse(by=actor("scheme-manager"), found=found, reason="")
            actions.refuse(by=actor("scheme-manager"), found=found, reason="Vergissing.")
            with pytest.raises(OutOfOrder):
                actions.destroy(by=actor("decision-maker"), found=found, digest=found.digest)

    def test_what_is_open_again_since_the_proposal_stops_the_whole_list(self) -> None:
        one, other = refused(), refused()
        with on(LAST + timedelta(days=1)):
            found = proposed(one, other)
            with unguarded("a late objection that is excused"):
                _leave_open(other, "objection")
            with pytest.raises(OutOfOrder) as refusal:
                actions.destroy(by=actor("decision-maker"), found=found, digest=found.digest)
            assert refusal.value.code == "not-due"
        found.refresh_from_db()
        assert found.state == "proposed"
        assert Submission.objects.filter(application=one).exists(), "all of it, or nothing"

    def test_a_list_that_is_not_the_one_that_was_read_is_refused(self) -> None:
        made = refused()
        with on(LAST + timedelta(days=1)):
            found = proposed(made)
            with pytest.raises(OutOfOrder):
                actions.destroy(by=actor("decision-maker"), found=found, digest="x" * 64)


def accounts_of_both() -> Actor:
    """Return somebody who is scheme manager and decision maker."""
    person = member("scheme-manager")
    roles = ("scheme-manager", "decision-maker")
    accounts.change_roles(by=SYSTEM, user=person, organisation="provincie-drenthe", roles=roles)
    return type(person).objects.get(pk=person.pk).actor()


class TestGone:
    """What goes, what stays, and what the declaration says."""

    def test_the_content_is_gone_from_database_and_disk(self) -> None:
        made = refused()
        names = list(Upload.objects.filter(application=made).values_list("stored_as", flat=True))
        assert len(names) >= 4
        assert all((files.folder() / name).exists() for name in names)
        before = texts_in_database()
        for personal in (SECRET, "We koppelen de webwinkel", made.iban, "Bart Bakker", desk.REASON):
            assert personal in before, personal
        with on(LAST + timedelta(days=1)), django_capture():
            done = destroyed(made)
        assert list(files.folder().iterdir()) == []
        after = texts_in_database()
        for personal in (SECRET, "We koppelen de webwinkel", made.iban, "Bart Bakker", desk.REASON):
            assert personal not in after, personal
        done.refresh_from_db()
        assert (done.documents, done.files_left) == (len(names), [])
        made.refresh_from_db()
        assert (made.destroyed_on, made.applicant, made.officer) == (LAST + timedelta(days=1), None, None)

    def test_number_amount_days_and_books_stay(self) -> None:
        made = granted()
        period, entries = made.period, list(made.entries.values())
        assert period is not None
        decided = made.decisions.get(kind="grant")
        with on(date(2037, 6, 2)), django_capture():
            assert listed() == [made.pk]
            destroyed(made)
            assert book.check_period(period) == ()
            assert book.side(made).paid == 200_000
        made.refresh_from_db()
        assert made.number
        assert list(made.entries.values()) == entries
        kept = made.decisions.get(kind="grant")
        assert (kept.cents, kept.decided_on, kept.letter, kept.reasons) == (decided.cents, decided.decided_on, "", {})
        payment = Payment.objects.get(application=made)
        assert (payment.cents, payment.iban, payment.holder) == (200_000, SHREDDED, SHREDDED)
        assert register_lines().get(application=made).name == made.firm.name, "its own term runs longer"

    def test_the_name_in_the_register_goes_when_its_own_term_is_over(self) -> None:
        made = granted()
        with on(date(2037, 6, 2)), django_capture():
            destroyed(made)
            assert actions.fade_names() == 0
        with on(date(2037, 12, 31)):
            assert actions.fade_names() == 0
        with on(date(2038, 1, 1)):
            assert (actions.fade_names(), actions.fade_names()) == (1, 0)
        line = GrantEntry.objects.get(application=made)
        assert (line.name, line.show_name, line.granted_cents) == (SHREDDED, False, 200_000)

    def test_a_document_that_cannot_be_thrown_away_is_tried_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        made = refused()

        def stuck(name: str) -> None:
            raise PermissionError(name)

        with on(LAST + timedelta(days=1)), django_capture():
            with monkeypatch.context() as broken:
                broken.setattr(files, "remove", stuck)
                done = destroyed(made)
            done.refresh_from_db()
            assert len(done.files_left) == done.documents > 0
            page = client_of("payer").get(f"{HERE}/{done.pk}").content.decode()
            assert "nog op schijf" in page
            assert actions.clear_documents() == 1
            assert actions.clear_documents() == 0
        assert list(files.folder().iterdir()) == []

    def test_nobody_opens_a_destroyed_file_any_more(self) -> None:
        made = refused()
        person = made.applicant
        assert person is not None
        desk_page, own_page = f"/balie/subsidie/{made.pk}", f"/mijn/aanvraag/{made.pk}"
        with on(LAST + timedelta(days=1)), django_capture():
            officer, firm = client_of("officer"), firm_client(person.email)
            assert officer.get(desk_page).status_code == firm.get(own_page).status_code == 200
            destroyed(made)
            assert officer.get(desk_page).status_code == 404
            assert str(made.number) not in officer.get("/balie/subsidie?tab=alle").content.decode()
            assert firm.get(own_page).status_code == 404
            assert firm.get("/mijn").status_code == 200

    def test_the_journal_knows_each_step_and_no_person(self) -> None:
        made = refused()
        with on(LAST + timedelta(days=1)), django_capture():
            done = destroyed(made)
        found = {event.type: event.data for event in Event.objects.filter(type__startswith="destruction.")}
        assert found["destruction.proposed"] == {"files": 1}
        assert found["destruction.done"]["files"] == 1
        assert found["destruction.done"]["documents"] == found["destruction.documents-gone"]["documents"] > 0
        assert Event.objects.get(type="application.destroyed").data == {"list": done.pk}


def destroyed(*made: Application) -> DestructionList:
    """Have a list proposed by one and carried out by another."""
    found = proposed(*made)
    return actions.destroy(by=actor("decision-maker"), found=found, digest=found.digest)


def django_capture() -> Any:
    """Return a context in which what waits for the commit runs at its end."""
    return Commits.captureOnCommitCallbacks(execute=True)


class TestDeclaration:
    """The declaration remains: as a page, as a table, as a PDF to sign."""

    def test_by_the_pages_from_list_to_declaration(self) -> None:
        made = refused()
        with on(LAST + timedelta(days=1)), django_capture():
            manager, decider, officer = (client_of(key) for key in ("scheme-manager", "decision-maker", "officer"))
            page = manager.get(HERE).content.decode()
            assert str(made.number) in page
            assert "voorbeeld" in page
            assert " checked" not in page, "a term that is an example is for a person to choose"
            assert 'name="chosen"' not in officer.get(HERE).content.decode()
            empty = manager.post(f"{HERE}/voorstel", {"ground": GROUND})
            assert empty.status_code == 422
            assert "Kies een of meer dossiers." in empty.content.decode()
            sent = manager.post(f"{HERE}/voorstel", {"chosen": [made.pk], "ground": GROUND})
            found = DestructionList.objects.get()
            where = f"{HERE}/{found.pk}"
            assert (sent.status_code, sent["Location"]) == (303, where)
            assert officer.post(f"{HERE}/voorstel", {"chosen": [made.pk], "ground": GROUND}).status_code == 403
            assert manager.get(f"{where}/vernietigen").status_code == 403
            assert manager.get(f"{where}/pdf").status_code == 404, "nothing to declare yet"
            shown = decider.get(f"{where}/vernietigen").content.decode()
            assert "niet terug te draaien" in shown
            assert decider.post(f"{where}/vernietigen", {"digest": found.digest}).status_code == 422
            done = decider.post(f"{where}/vernietigen", {"digest": found.digest, "sure": "on"})
            assert done.status_code == 303
            assert decider.post(f"{where}/vernietigen", {"digest": found.digest, "sure": "on"}).status_code == 409
            declared = officer.get(where).content.decode()
            for said in (str(made.number), GROUND, "Ria Regeling", "Bram Besluit", "ingestuurde stukken", "1 dossier"):
                assert said in declared, said
            table = officer.get(f"{where}/csv").content.decode("utf-8-sig").splitlines()
            assert table[0].startswith("list;number;scheme;result;first;closed;years;law;kept_until;ground")
            assert f";{made.number};" in table[1]
            assert table[1].endswith("2032-06-02")
            pdf = officer.get(f"{where}/pdf")
            assert pdf["Content-Type"] == "application/pdf"
            assert pdf.content.startswith(b"%PDF-")

    def test_the_second_hand_is_asked_for_the_second_factor_again(self) -> None:
        made = refused()
        with on(LAST + timedelta(days=1)):
            found = proposed(made)
            decider = log_in(Client(), member("decision-maker"), sudo=False)
            answer = decider.post(f"{HERE}/{found.pk}/vernietigen", {"digest": found.digest, "sure": "on"})
            assert answer.status_code == 302
        found.refresh_from_db()
        assert found.state == "proposed"

    def test_every_page_is_in_english_for_who_chose_that(self) -> None:
        made, left = refused(), refused()
        with on(LAST + timedelta(days=1)), django_capture():
            office = Office()
            office.look("scheme-manager", HERE)
            office.send("scheme-manager", f"{HERE}/voorstel", {}, status=422)
            office.send("scheme-manager", f"{HERE}/voorstel", {"chosen": [made.pk], "ground": "Selection list 21"})
            where = f"{HERE}/{DestructionList.objects.get().pk}"
            office.send("decision-maker", f"{where}/niet", {}, status=422)
            office.look("decision-maker", f"{where}/vernietigen")
            office.send("decision-maker", f"{where}/vernietigen", {"digest": "x"}, status=422)
            digest = DestructionList.objects.get().digest
            office.send("decision-maker", f"{where}/vernietigen", {"digest": digest, "sure": "on"})
            office.send("decision-maker", f"{where}/niet", {"reason": "Late"}, status=409)
            office.send("scheme-manager", f"{HERE}/voorstel", {"chosen": [left.pk], "ground": "Selection list 21"})
        assert complaints(office.pages) == {}
        seen = {re.sub(r"\d+", "<int:number>", page.address.strip("/")) for page in office.pages}
        assert {route.rpartition("/")[2] for route in ROUTES - seen} == {"csv", "pdf"}

    def test_the_list_costs_as_many_queries_for_three_files_as_for_one(
        self, django_assert_max_num_queries: Any
    ) -> None:
        refused()
        with on_day(LAST + timedelta(days=1)):
            with CaptureQueriesContext(connection) as one:
                assert len(listed()) == 1
            spent = len(one.captured_queries)
        for _ in range(2):
            refused()
        with on_day(LAST + timedelta(days=1)), django_assert_max_num_queries(spent):
            assert len(listed()) == 3
        assert spent < 20

    def test_a_refused_list_says_why(self) -> None:
        made = refused()
        with on(LAST + timedelta(days=1)):
            found = proposed(made)
            decider = client_of("decision-maker")
            assert decider.post(f"{HERE}/{found.pk}/niet", {"reason": ""}).status_code == 422
            assert decider.post(f"{HERE}/{found.pk}/niet", {"reason": "Eerst overbrengen."}).status_code == 303
            assert "Eerst overbrengen." in client_of("officer").get(f"{HERE}/{found.pk}").content.decode()

    def test_every_table_that_loses_something_has_words(self) -> None:
        made = refused()
        losing = {declaration(type(row)).label for row in rows_below(made) if declaration(type(row)).expired != "keep"}
        assert losing <= set(document.CATEGORIES)


def test_every_table_below_a_file_says_what_becomes_of_it() -> None:
    """A new table that points at an application has to choose: without a choice its rows would stay for good."""
    below, waiting = set(), [Application]
    while waiting:
        model: Any = waiting.pop()
        if model in below:
            continue
        below.add(model)
        near = [item.related_model for item in model._meta.related_objects]
        waiting += [other for other in near if other.__module__.startswith("trede.")]
    assert {Submission, Upload, Message, DestructionItem} <= below
    silent = {model._meta.label for model in below if "expired" not in vars(model.Privacy)}
    assert silent == set()


REGIONS = {"state": MAIN, "objection_state": OBJECTION, "payment_state": PAYMENT, "penalty_state": PENALTY}


class AnyState(TestCase):
    """Whatever states the rows of a file are in: only a file at rest in every region is ever listed."""

    @given(
        states=st.fixed_dictionaries(
            {
                field: st.one_of(st.just(rest), st.sampled_from([state.key for state in region.states]))
                for (field, region), rest in zip(
                    REGIONS.items(), ("afgehandeld", "gesloten", "betaald", "gesloten"), strict=True
                )
            }
        ),
        days=st.integers(-3, 3),
    )
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    def test_a_file_with_something_open_is_never_listed(self, states: dict[str, str], days: int) -> None:
        with clock.at(props.OPENED):
            made = props.application("afgewezen")
        with unguarded("any states at all"):
            made.decisions.update(announced_on=CLOSED)
            Application.objects.filter(pk=made.pk).update(ended_on=CLOSED, **states)
        with on_day(LAST + timedelta(days=days)):
            rests = all(REGIONS[field].state(key).closed for field, key in states.items())
            may = rests and states["state"] == "afgehandeld" and days > 0
            assert (made.pk in listed()) == may


def on_day(day: date) -> Any:
    """Return the clock on the morning of a day, without the mail."""
    return clock.at(props.day(day.year, day.month, day.day))
