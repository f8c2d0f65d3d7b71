"""Agreements between partners and the yearly plan: written by Kees, confirmed by both sides, looked at again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cast import actor, client_of, member
from trede.chain import digest
from trede.chain.agreements import actions, actions_plan
from trede.chain.agreements.actions import Terms
from trede.chain.agreements.actions_plan import Deed
from trede.chain.agreements.models import Agreement, PlanAction, PlanGoal, YearPlan
from trede.chain.agreements.queries import due_reviews
from trede.chain.agreements.rules import moved_to
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.journal import clock
from trede.journal.guard import unguarded
from trede.journal.models import Event

pytestmark = pytest.mark.django_db
HOME, PLAN = "/balie/afspraken", "/balie/jaarplan"
ROLE = "De hub leidt twintig bedrijven naar veilig werken."


@pytest.fixture(autouse=True)
def _in_september() -> Any:
    with clock.at(datetime(2026, 9, 1, 9, tzinfo=UTC)):
        yield


def terms(**changes: Any) -> Terms:
    days = {"valid_from": date(2026, 10, 1), "valid_until": date(2027, 9, 30), "review_on": date(2027, 1, 15)}
    return Terms(**{"first": "provincie-drenthe", "second": "it-hub", "role": ROLE, **days, **changes})


def written(**changes: Any) -> Agreement:
    return actions.write(by=actor("chain-owner"), account=member("chain-owner"), terms=terms(**changes))


def agreed(**changes: Any) -> Agreement:
    made = written(**changes)
    for who in ("programme-manager", "it-hub"):
        made = actions.confirm(by=actor(who), agreement=made, version=made.version)
    return made


TYPED = {
    "first": "provincie-drenthe",
    "second": "it-hub",
    "role": ROLE,
    "capacity": "20",
    "capacity_unit": "firms",
    "euros": "12500",
    "valid_from": "2026-10-01",
    "valid_until": "30-09-2027",
    "review_on": "2027-01-15",
}


def test_an_agreement_stands_when_both_sides_said_yes() -> None:
    kees, hessel, pim = client_of("chain-owner"), client_of("it-hub"), client_of("programme-manager")
    answer: Any = kees.post(f"{HOME}/nieuw", TYPED)
    made = Agreement.objects.get()
    at = f"{HOME}/{made.pk}"
    assert (answer.status_code, answer["Location"], made.money_cents) == (303, at, 1_250_000)
    assert "Wacht op jullie ja" in hessel.get(HOME).content.decode()
    assert "€\u00a012.500" in hessel.get(at).content.decode()
    assert hessel.post(f"{at}/akkoord", {"versie": "1"}).status_code == 303
    made.refresh_from_db()
    assert made.state == "draft"
    assert pim.post(f"{at}/akkoord", {"versie": "1"}).status_code == 303
    made.refresh_from_db()
    assert (made.state, made.agreed_on) == ("agreed", clock.today())
    types = list(Event.objects.filter(subject_kind="agreement").order_by("pk").values_list("type", flat=True))
    assert types == ["agreement.written", "agreement.confirmed", "agreement.confirmed", "agreement.agreed"]
    assert "veilig" not in " ".join(str(event.data) for event in Event.objects.filter(subject_kind="agreement"))


def test_what_is_wrong_comes_back_filled_in() -> None:
    kees = client_of("chain-owner")
    for changes, said in (
        ({"second": "provincie-drenthe"}, "twee verschillende"),
        ({"role": " "}, "Schrijf wat er is afgesproken"),
        ({"valid_until": "2026-09-30"}, "De laatste dag ligt voor de eerste"),
        ({"review_on": "2026-09-01"}, "Kies een dag die nog komt"),
        ({"capacity_unit": ""}, "Kies waar het getal voor staat"),
        ({"euros": "12,5"}, "Schrijf een heel getal"),
    ):
        answer = kees.post(f"{HOME}/nieuw", {**TYPED, **changes})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert said in page
        assert 'value="firms" selected' in page or "capacity_unit" in changes
    assert not Agreement.objects.exists()


def test_a_yes_is_to_the_text_that_was_read() -> None:
    made = written()
    actions.confirm(by=actor("it-hub"), agreement=made, version=1)
    changed = actions.write(
        by=actor("chain-owner"),
        account=member("chain-owner"),
        terms=terms(capacity=5, capacity_unit="days"),
        agreement=made,
    )
    assert (changed.version, changed.first_agreed_on, changed.second_agreed_on) == (2, None, None)
    answer = client_of("it-hub").post(f"{HOME}/{made.pk}/akkoord", {"versie": "1"})
    assert answer.status_code == 409
    assert "intussen veranderd" in answer.content.decode()
    old: Any = client_of("chain-owner").post(f"{HOME}/{made.pk}/wijzigen", {**TYPED, "version": "1"})
    assert old.status_code == 409
    assert Agreement.objects.get().capacity == 5


def test_a_yes_counts_once_and_only_from_a_side() -> None:
    made = written()
    actions.confirm(by=actor("it-hub"), agreement=made, version=1)
    with pytest.raises(OutOfOrder):
        actions.confirm(by=actor("it-hub"), agreement=made, version=1)
    with pytest.raises(NotPermitted):
        actions.confirm(by=actor("chain-owner"), agreement=made, version=1)
    with pytest.raises(NotPermitted):
        actions.write(by=actor("it-hub"), account=member("it-hub"), terms=terms())


def test_strangers_find_nothing_and_both_sides_read_all() -> None:
    made = written()
    assert client_of("edih").get(f"{HOME}/{made.pk}").status_code == 404
    assert client_of("edih").post(f"{HOME}/{made.pk}/akkoord", {"versie": "1"}).status_code == 404
    assert ROLE not in client_of("emmen").get(HOME).content.decode()
    assert ROLE not in client_of("edih").get(f"{HOME}/csv").content.decode("utf-8-sig")
    for who in ("it-hub", "programme-manager", "chain-owner"):
        assert client_of(who).get(f"{HOME}/{made.pk}").status_code == 200
        assert ROLE in client_of(who).get(f"{HOME}/csv").content.decode("utf-8-sig")
    assert Event.objects.filter(type="agreements.exported").count() == 4


def test_what_was_agreed_is_replaced_and_stays_readable() -> None:
    made = agreed()
    kees: dict[str, Any] = {"by": actor("chain-owner"), "account": member("chain-owner")}
    new = actions.write(**kees, terms=terms(role="De hub leidt dertig bedrijven."), agreement=made)
    assert new.pk != made.pk
    with pytest.raises(OutOfOrder):
        actions.write(**kees, terms=terms(), agreement=made)
    made.refresh_from_db()
    assert (made.state, made.role) == ("agreed", ROLE)
    for who in ("it-hub", "programme-manager"):
        actions.confirm(by=actor(who), agreement=new, version=1)
    made.refresh_from_db()
    assert made.state == "replaced"
    page = client_of("it-hub").get(f"{HOME}/{made.pk}").content.decode()
    assert ROLE in page
    assert f"{HOME}/{new.pk}" in page


def test_the_database_knows_no_agreement_without_two_yesses() -> None:
    made = written()
    with unguarded("a test of a constraint"):
        for wrong in ({"state": "agreed"}, {"second": "provincie-drenthe"}, {"valid_until": date(2026, 1, 1)}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Agreement.objects.filter(pk=made.pk).update(**wrong)


def test_a_review_is_asked_on_its_day_and_moves_when_it_was_done() -> None:
    made = agreed()
    with clock.at(datetime(2027, 1, 14, 12, tzinfo=UTC)):
        assert due_reviews("it-hub", clock.today()) == ()
    with clock.at(datetime(2027, 1, 15, 12, tzinfo=UTC)):
        for organisation in ("it-hub", "provincie-drenthe", "ibdo"):
            assert [item.address for item in due_reviews(organisation, clock.today())] == [f"{HOME}/{made.pk}"]
        assert due_reviews("edih-noord", clock.today()) == ()
        assert "Bekijk opnieuw" in client_of("it-hub").get(HOME).content.decode()
        kees = client_of("chain-owner")
        assert kees.post(f"{HOME}/{made.pk}/bekeken", {"review_on": "2027-01-15"}).status_code == 422
        assert kees.post(f"{HOME}/{made.pk}/bekeken", {"review_on": "2027-06-01"}).status_code == 303
        assert due_reviews("it-hub", clock.today()) == ()


def test_the_digest_says_how_many_are_due_and_no_more() -> None:
    agreed()
    hessel, tess = member("it-hub"), member("officer")
    with clock.at(datetime(2027, 1, 15, 12, tzinfo=UTC)):
        found = digest.counts_for(hessel, clock.today())
        assert (found.reviews, found.is_empty) == (1, False)
        assert digest.counts_for(tess, clock.today()).is_empty


def test_an_end_has_a_reason() -> None:
    made = agreed()
    kees = client_of("chain-owner")
    assert kees.post(f"{HOME}/{made.pk}/stoppen", {"because": ""}).status_code == 422
    assert kees.post(f"{HOME}/{made.pk}/stoppen", {"because": "De hub stopt ermee."}).status_code == 303
    assert kees.post(f"{HOME}/{made.pk}/stoppen", {"because": "Nog eens."}).status_code == 409
    assert "De hub stopt ermee" in client_of("it-hub").get(f"{HOME}/{made.pk}").content.decode()


def test_the_list_asks_as_much_for_many_agreements_as_for_one() -> None:
    counts = []
    hessel = client_of("it-hub")
    for more in (1, 12):
        for _ in range(more):
            written()
        hessel.get(HOME)
        with CaptureQueriesContext(
            connection,
        ) as found:
            hessel.get(HOME)
        counts.append(len(found))
    assert counts[0] == counts[1]


# The yearly plan

DEED = Deed("Twintig bedrijven doen de basischeck.", "it-hub", date(2027, 6, 30), date(2027, 3, 31))


def begun() -> tuple[YearPlan, PlanGoal]:
    kees = actor("chain-owner")
    plan = actions_plan.begin(by=kees, year=2027)
    return plan, actions_plan.write_goal(by=kees, plan=plan, text="Meer bedrijven werken veilig.")


def settled() -> PlanAction:
    plan, goal = begun()
    deed = actions_plan.write_action(by=actor("chain-owner"), goal=goal, deed=DEED)
    actions_plan.agree(by=actor("it-hub"), deed=deed)
    actions_plan.settle(by=actor("chain-owner"), plan=plan)
    return PlanAction.objects.select_related("goal__plan").get(pk=deed.pk)


def test_a_plan_goes_from_an_empty_year_to_what_came_of_it() -> None:
    kees, hessel = client_of("chain-owner"), client_of("it-hub")
    assert "nog geen jaarplan" in hessel.get(PLAN).content.decode()
    assert kees.post(f"{PLAN}/nieuw", {"year": "2027", "copy_from": ""}).status_code == 303
    assert kees.post(f"{PLAN}/nieuw", {"year": "2027", "copy_from": ""}).status_code == 422
    at = f"{PLAN}/2027"
    assert kees.post(f"{at}/doel", {"text": "Meer bedrijven werken veilig."}).status_code == 303
    goal = PlanGoal.objects.get()
    typed = {"what": DEED.what, "organisation": "it-hub", "due_on": "2027-06-30", "review_on": "2027-03-31"}
    assert kees.post(f"{PLAN}/doel/{goal.pk}/actie", {**typed, "due_on": "2028-01-01"}).status_code == 422
    assert kees.post(f"{PLAN}/doel/{goal.pk}/actie", typed).status_code == 303
    deed = PlanAction.objects.get()
    assert kees.post(f"{at}/vaststellen").status_code == 422
    assert "Doen jullie dit?" in hessel.get(at).content.decode()
    assert hessel.post(f"{PLAN}/actie/{deed.pk}/akkoord", {"versie": "1"}).status_code == 303
    assert kees.post(f"{at}/vaststellen").status_code == 303
    assert kees.post(f"{PLAN}/actie/{deed.pk}/wijzigen", typed).status_code == 409
    done = {"state": "done", "result": "", "review_on": ""}
    assert hessel.post(f"{PLAN}/actie/{deed.pk}/stand", done).status_code == 422
    assert hessel.post(f"{PLAN}/actie/{deed.pk}/stand", {**done, "result": "Het werden er 24."}).status_code == 303
    assert "Het werden er 24." in client_of("emmen").get(at).content.decode()
    table = hessel.get(f"{at}/csv").content.decode("utf-8-sig")
    assert "Het werden er 24." in table


def test_only_who_does_it_says_yes_and_how_far_it_is() -> None:
    deed = settled()
    at = f"{PLAN}/actie/{deed.pk}"
    busy = {"state": "busy", "result": "", "review_on": "2027-05-01"}
    assert client_of("edih").post(f"{at}/akkoord").status_code == 403
    assert client_of("edih").get(f"{at}/stand").status_code == 404
    assert client_of("edih").post(f"{at}/stand", busy).status_code == 404
    assert client_of("edih").get(at).status_code == 200
    assert client_of("programme-manager").post(f"{at}/stand", busy).status_code == 303


def test_a_changed_action_asks_for_a_new_yes_and_a_removed_one_is_gone() -> None:
    plan, goal = begun()
    kees = actor("chain-owner")
    deed = actions_plan.write_action(by=kees, goal=goal, deed=DEED)
    actions_plan.agree(by=actor("it-hub"), deed=deed)
    again = actions_plan.write_action(by=kees, goal=goal, deed=replace(DEED, organisation="ibdo"), instead_of=deed)
    assert (again.organisation, again.agreed_on) == ("ibdo", None)
    with pytest.raises(InputError) as refused:
        actions_plan.settle(by=kees, plan=plan)
    assert "Ik Ben Drents Ondernemer" in refused.value.in_language("nl")
    assert client_of("chain-owner").post(f"{PLAN}/actie/{deed.pk}/weg").status_code == 303
    assert not PlanAction.objects.exists()
    with pytest.raises(InputError):
        actions_plan.settle(by=kees, plan=plan)


def test_last_years_plan_is_copied_with_what_is_open_and_no_yes() -> None:
    deed = settled()
    kees = actor("chain-owner")
    done = actions_plan.write_action(by=kees, goal=deed.goal, deed=replace(DEED, what="Een avond over veilig werken."))
    actions_plan.move(by=kees, deed=done, state="done", result="Er kwamen 40 mensen.", review_on=DEED.review_on)
    made: Any = client_of("chain-owner").post(f"{PLAN}/nieuw", {"year": "2028", "copy_from": "2027"})
    assert made.status_code == 303
    copied = PlanAction.objects.get(goal__plan__year=2028)
    assert (copied.what, copied.due_on, copied.agreed_on) == (DEED.what, date(2028, 6, 30), None)
    assert copied.state == "planned"


def test_an_action_comes_back_on_its_day_of_review() -> None:
    deed = settled()
    with clock.at(datetime(2027, 4, 1, 9, tzinfo=UTC)):
        assert [item.address for item in due_reviews("it-hub", clock.today())] == [f"{PLAN}/actie/{deed.pk}"]
        assert due_reviews("edih-noord", clock.today()) == ()
        with pytest.raises(InputError):
            actions_plan.move(by=actor("it-hub"), deed=deed, state="busy", result="", review_on=clock.today())
        later = clock.today() + timedelta(days=30)
        actions_plan.move(by=actor("it-hub"), deed=deed, state="busy", result="", review_on=later)
        assert due_reviews("it-hub", clock.today()) == ()


@settings(max_examples=200, deadline=None)
@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)), st.integers(2020, 2090))
def test_a_copied_day_is_a_day_of_the_new_year(day: date, year: int) -> None:
    found = moved_to(day, year)
    assert found.year == year
    assert (found.month, found.day) in {(day.month, day.day), (2, 28)}
