"""What the database itself refuses, what the verbs refuse, and the work list with its query counts."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import actor, bakker, client_of, jansen, member
from tests.chain import answered_scan, ask
from tests.slow_work_list import tabs, work_rows
from trede.chain import actions
from trede.chain.models import AdviceRequest, Case, Referral
from trede.chain.queries_work import OPEN_STATES
from trede.chain.views_referral import STEPS
from trede.companies.models import Firm
from trede.core.errors import InputError, NotPermitted, OutOfOrder, TredeError
from trede.core.workflow import REFERRAL
from trede.journal import clock
from trede.journal.clock import at
from trede.journal.guard import unguarded
from trede.journal.models import Event

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
MOMENT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def ready_case(firm: Firm | None = None) -> Case:
    """Return a file with its talk held and the safe basis to do."""
    by, known = actor("adviser"), firm or bakker()
    case = actions.open_case(
        by=by, firm=known, firm_name="", contact_name="B. Bakker", phone="0592123456", consent_given_on=clock.today()
    )
    actions.hold_intake(by=by, case=case, held_on=clock.today(), wish="Rust.", rung="funderen")
    return case


def sent(case: Case, service: str = "it-hub-leren") -> Referral:
    by = actor("adviser")
    referral = actions.choose_service(by=by, case=case, service=service, question="Help mee.")
    return actions.send_referral(
        by=by,
        referral=referral,
        agreement=actions.Agreement(clock.today()),
        handover=actions.HandoverPlan(clock.today(), "Anna Advies", "Hessel Hub"),
    )


def fresh(referral: Referral) -> Referral:
    return Referral.objects.select_related("case", "consent", "handover").get(pk=referral.pk)


@pytest.mark.parametrize("state", ["rejected", "failed", "cancelled", "entered-in-error"])
def test_the_database_refuses_an_end_without_a_way_on(state: str) -> None:
    referral = sent(ready_case())
    with unguarded("the constraint itself"):
        with pytest.raises(IntegrityError, match=r"(?i)constraint"), transaction.atomic():
            Referral.objects.filter(pk=referral.pk).update(state=state, ended_on=DAY)
        Referral.objects.filter(pk=referral.pk).update(state=state, ended_on=DAY, firm_stops_on=DAY)


@pytest.mark.parametrize("state", ["requested", "accepted", "in-progress", "on-hold", "completed"])
def test_the_database_refuses_a_partners_turn_without_consent(state: str) -> None:
    draft = actions.choose_service(by=actor("adviser"), case=ready_case(), service="it-hub-leren")
    with unguarded("the constraint itself"), pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=draft.pk).update(state=state)


def test_the_database_refuses_a_referral_that_follows_itself() -> None:
    referral = sent(ready_case())
    with unguarded("the constraint itself"), pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(follow_up=referral.pk)


def test_the_database_refuses_a_file_that_stops_without_the_firms_wish() -> None:
    case = ready_case()
    with unguarded("the constraint itself"), pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="stopped")


_TAKE: dict[str, Callable[[Any, Referral], Referral]] = {
    "accept": lambda by, referral: actions.accept_referral(by=by, referral=referral),
    "start": lambda by, referral: actions.start_referral(by=by, referral=referral),
    "hold": lambda by, referral: actions.hold_referral(by=by, referral=referral, reason="ziek"),
    "resume": lambda by, referral: actions.resume_referral(by=by, referral=referral),
    "complete": lambda by, referral: actions.complete_referral(
        by=by, referral=referral, rung="optimaliseren", result="Het loopt."
    ),
}
_ENDS = ("reject", "fail", "cancel", "correct")
_WAYS = (
    actions.WayOnChoice(),
    actions.WayOnChoice(new_route=True),
    actions.WayOnChoice(new_route=True, service="edih-scan"),
    actions.WayOnChoice(firm_stops_on=DAY),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from((*_TAKE, *_ENDS)),
            st.sampled_from(("adviser", "it-hub", "edih", "chain-owner")),
            st.sampled_from(_WAYS),
        ),
        max_size=12,
    )
)
def test_no_walk_through_the_verbs_leaves_a_firm_without_a_way_on(
    walk: list[tuple[str, str, actions.WayOnChoice]],
) -> None:
    with transaction.atomic(), at(MOMENT):
        referral = sent(ready_case())
        for step, who, way in walk:
            current = fresh(referral)
            before = current.state
            try:
                if step in _TAKE:
                    _TAKE[step](actor(who), current)
                else:
                    actions.end_referral(by=actor(who), referral=current, step=step, reason="past niet", way_on=way)
            except TredeError:
                assert fresh(referral).state == before, "a refused step changes nothing"
        end = fresh(referral)
        if end.state in REFERRAL.ends() and end.state != "completed":
            assert end.follow_up is not None or end.firm_stops_on is not None
        rows = work_rows(actor("adviser"), member("adviser").pk, DAY)
        assert rows, "somebody always has something to do for this firm"
        transaction.set_rollback(True)


def test_every_step_of_the_table_has_a_form_and_a_verb() -> None:
    assert set(STEPS) | {"request"} == {edge.step for edge in REFERRAL.edges}


def test_the_file_of_another_organisation_is_not_for_you() -> None:
    case = ready_case()
    with pytest.raises(NotPermitted):
        actions.confirm_rung(by=actor("it-hub"), case=case, rung="starten")
    with pytest.raises(NotPermitted):
        actions.choose_service(by=actor("it-hub"), case=case, service="it-hub-leren")


def test_a_file_closes_only_with_a_result_or_at_the_firms_wish() -> None:
    by, case = actor("adviser"), ready_case()
    with pytest.raises(InputError) as dead_end:
        actions.close_case(by=by, case=case, note="klaar")
    assert dead_end.value.code == "missing-way-on"
    sent(case)
    with pytest.raises(OutOfOrder):
        actions.close_case(by=by, case=case, note="klaar", firm_stops_on=clock.today())


def test_a_scan_belongs_to_one_firm() -> None:
    scan = answered_scan("CCCCDDD")
    by = actor("adviser")
    first = actions.open_case(
        by=by, firm_name="Bakker BV", contact_name="B", phone="0592123456", consent_given_on=clock.today(), scan=scan
    )
    other = ready_case(jansen())
    scan.refresh_from_db()
    with pytest.raises(OutOfOrder):
        actions.claim_scan(by=by, case=other, scan=scan)
    actions.claim_scan(by=by, case=first, scan=scan)
    assert Event.objects.filter(type="scan.claimed").count() == 1


def test_the_result_is_in_the_journal() -> None:
    referral, partner = sent(ready_case()), actor("it-hub")
    actions.accept_referral(by=partner, referral=fresh(referral))
    actions.start_referral(by=partner, referral=fresh(referral))
    instrument = "adviesvoucher"
    actions.complete_referral(
        by=partner,
        referral=fresh(referral),
        rung="optimaliseren",
        result="Klaar.",
        instrument=instrument,
        topics=["data"],
    )
    confirmed = Event.objects.filter(type="rung.confirmed").order_by("id").last()
    assert confirmed is not None
    assert confirmed.data == {
        "rung": "optimaliseren",
        "by_role": "partner",
        "source": "trajectory",
        "rung_before": "funderen",
    }
    assert Event.objects.get(type="instrument.used").data == {"instrument": instrument}


def test_the_front_door_can_help_by_itself() -> None:
    by, case = actor("adviser"), ready_case()
    referral = sent(case, "ibdo-eerste-gesprek")
    actions.accept_referral(by=by, referral=fresh(referral))
    assert fresh(referral).state == "accepted"


def test_the_work_list_costs_the_same_for_one_and_for_thirty(django_assert_max_num_queries: Any) -> None:
    adviser = client_of("adviser")
    fill(1)
    with django_assert_max_num_queries(20) as before:
        adviser.get("/balie/werklijst?tab=alle")
    fill(10)
    with django_assert_max_num_queries(20) as captured:
        page = adviser.get("/balie/werklijst?tab=alle")
    assert page.status_code == 200
    assert len(captured.captured_queries) == len(before.captured_queries)


def fill(count: int) -> None:
    """Add requests, files and referrals."""
    for number in range(count):
        ask("", firm=f"Voorbeeld {Firm.objects.count()}-{number}")
        case = ready_case(bakker())
        sent(case)
        ready_case(bakker())


def test_case_and_referral_pages_have_a_bound(django_assert_max_num_queries: Any) -> None:
    referral = sent(ready_case())
    sent(referral.case, "edih-scan")
    adviser, partner = client_of("adviser"), client_of("it-hub")
    with django_assert_max_num_queries(20):
        adviser.get(f"/balie/dossier/{referral.case_id}")
    with django_assert_max_num_queries(12):
        partner.get(f"/balie/verwijzing/{referral.pk}")


def test_overdue_first_and_escalated_to_the_chain_owner() -> None:
    with at(MOMENT - timedelta(days=30)):
        ask("", firm="Lang Gewacht")
    with at(MOMENT):
        ask("", firm="Net Binnen")
        rows = work_rows(actor("adviser"), member("adviser").pk, DAY)
        assert [row.firm for row in rows] == ["Lang Gewacht", "Net Binnen"]
        assert rows[0].line.escalated
        page = client_of("chain-owner").get("/balie/werklijst?tab=geescaleerd").content.decode()
        assert "Lang Gewacht" in page
        assert "Net Binnen" not in page
        assert "werkdagen te laat" in page


def test_a_silent_partner_comes_back_on_the_senders_list() -> None:
    with at(MOMENT - timedelta(days=14)):
        sent(ready_case())
    with at(MOMENT):
        found = tabs(work_rows(actor("adviser"), member("adviser").pk, DAY), oversees=False)
        todo = next(tab for tab in found if tab.key == "te-doen")
        assert [row.line.act for row in todo.rows] == ["remind-partner"]
        waiting = next(tab for tab in found if tab.key == "wacht")
        assert [row.line.act for row in waiting.rows] == ["answer-referral"]


def test_partners_claim_a_referral() -> None:
    referral, partner = sent(ready_case()), client_of("it-hub")
    page = partner.get("/balie/werklijst?tab=niet-opgepakt").content.decode()
    assert f"/balie/verwijzing/{referral.pk}/oppakken" in page
    partner.post(f"/balie/verwijzing/{referral.pk}/oppakken", {})
    partner.post(f"/balie/verwijzing/{referral.pk}/oppakken", {})
    assert Event.objects.filter(type="referral.claimed").count() == 1
    assert "Bakker BV" in partner.get("/balie/werklijst?tab=mijn").content.decode()


def test_an_empty_work_list_says_so() -> None:
    adviser = client_of("adviser")
    assert "Niets te doen." in adviser.get("/balie/werklijst").content.decode()
    assert "Hier staat nu niets." in adviser.get("/balie/werklijst?tab=wacht").content.decode()
    narrowed = adviser.get("/balie/werklijst?telaat=1").content.decode()
    assert "Geen regel past bij wat je koos." in narrowed
    assert "Er is nog niets afgerond." in client_of("it-hub").get("/balie/werklijst?tab=afgerond").content.decode()
    assert client_of("emmen").get("/balie/werklijst").status_code == 403


@pytest.mark.parametrize("typed", ["0", "-1", "abc", "999", "²"])
def test_odd_page_numbers_are_read_as_the_nearest_page(typed: str) -> None:
    assert client_of("adviser").get("/balie/werklijst", {"pagina": typed, "tab": "bestaat-niet"}).status_code == 200


def test_every_form_page_opens_and_comes_back_with_its_errors() -> None:
    adviser, case = client_of("adviser"), ready_case()
    base = f"/balie/dossier/{case.pk}"
    for page in ("terugbellen", "afronden", "bedrijf", "verwijzen"):
        assert adviser.get(f"{base}/{page}").status_code == 200, page
        assert adviser.post(f"{base}/{page}", {}).status_code == 422, page
    for page in ("starttrede", "veilige-basis"):
        assert adviser.get(f"{base}/{page}").status_code == 200, page
    for page in ("gesprek", "plannen"):
        assert adviser.get(f"{base}/{page}").status_code == 409, page
    assert adviser.get("/balie/dossier/nieuw").status_code == 200
    assert adviser.post("/balie/dossier/nieuw", {}).status_code == 422


def test_planning_calling_back_and_taking_over() -> None:
    request = AdviceRequest.objects.get(reference=ask(""))
    adviser, owner = client_of("adviser"), client_of("chain-owner")
    adviser.post(f"/balie/aanvraag/{request.pk}/opnemen", {})
    base = f"/balie/dossier/{Case.objects.get().pk}"
    day = (clock.today() + timedelta(days=3)).isoformat()
    assert adviser.post(f"{base}/plannen", {"scheduled_on": "2020-01-01"}).status_code == 422
    assert adviser.post(f"{base}/plannen", {"scheduled_on": day}).status_code == 303
    assert "Verzet het gesprek" in adviser.get(base).content.decode()
    assert adviser.post(f"{base}/terugbellen", {"call_back_on": day}).status_code == 303
    assert "Bel terug zoals afgesproken" in adviser.get("/balie/werklijst").content.decode()
    assert owner.post(f"{base}/overnemen", {}).status_code == 303
    assert Case.objects.get().adviser == member("chain-owner")
    facts = {"name": "Voorbeeld Bouw", "kvk": "1234", "municipality": "GM0106", "sector": "bouw", "fte": "4,5"}
    assert adviser.post(f"{base}/bedrijf", facts).status_code == 422
    assert adviser.post(f"{base}/bedrijf", {**facts, "kvk": "12345678"}).status_code == 303
    assert str(Firm.objects.get().fte) == "4.50"


def test_a_rescan_joins_the_file_by_its_code() -> None:
    adviser, case = client_of("adviser"), ready_case()
    base = f"/balie/dossier/{case.pk}"
    assert adviser.post(f"{base}/uitkomst", {"code": "geen code"}).status_code == 422
    assert adviser.post(f"{base}/uitkomst", {"code": answered_scan("DDDDDDD").code}).status_code == 303
    assert "De scan geeft aan: Optimaliseren." in adviser.get(base).content.decode()


def test_open_states_are_those_of_the_table() -> None:
    assert set(OPEN_STATES) == {state.key for state in REFERRAL.states} - REFERRAL.ends()
    assert connection.vendor in {"sqlite", "postgresql"}
    assert Client().get("/balie/werklijst").status_code == 302


def test_a_safe_basis_that_nobody_went_through_is_not_recorded() -> None:
    """An empty form would count the firm as not reaching the baseline in a published figure."""
    adviser, case = client_of("adviser"), ready_case()
    answer = adviser.post(f"/balie/dossier/{case.pk}/veilige-basis", {"awareness": "ja"})
    assert answer.status_code == 422
    assert answer.content.decode().count('class="field has-error"') == 5
    assert not Event.objects.filter(type="baseline.checked").exists()
