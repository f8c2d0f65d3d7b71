"""No end without a way on, held by the database itself: raw SQL is refused, on SQLite and on PostgreSQL."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.cast import actor
from tests.mailing import fresh, ready_case, sent_referral
from trede.chain import actions
from trede.chain.models import Case, Referral, Trajectory
from trede.core.errors import InputError
from trede.core.workflow import REFERRAL
from trede.journal import clock
from trede.journal.guard import unguarded

pytestmark = pytest.mark.django_db
WITHOUT_WAY = ["rejected", "failed", "cancelled", "entered-in-error"]


def refused(statement: str, *values: date | int | str) -> None:
    """Run raw SQL past every rule of the program, and expect the database to refuse it."""
    with pytest.raises(IntegrityError):
        accepted(statement, *values)


def accepted(statement: str, *values: date | int | str) -> None:
    """Run raw SQL and look at every constraint, those on other tables too."""
    with unguarded("test"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        connection.check_constraints()


@pytest.mark.parametrize("state", WITHOUT_WAY)
def test_a_referral_cannot_end_without_a_way_on(state: str) -> None:
    referral, today = sent_referral(), clock.today()
    change = "UPDATE chain_referral SET state = %s, ended_on = %s WHERE id = %s"
    refused(change, state, today, referral.pk)
    stops = "UPDATE chain_referral SET state = %s, ended_on = %s, firm_stops_on = %s WHERE id = %s"
    accepted(stops, state, today, today, referral.pk)
    refused("UPDATE chain_referral SET firm_stops_on = NULL WHERE id = %s", referral.pk)


def test_the_ends_that_need_a_way_on_are_those_of_the_table() -> None:
    assert set(WITHOUT_WAY) == REFERRAL.ends() - {"completed"}


@pytest.mark.parametrize("state", ["gone", "", "Completed", "closed"])
def test_there_is_no_state_beside_the_table(state: str) -> None:
    referral = sent_referral()
    refused("UPDATE chain_referral SET state = %s WHERE id = %s", state, referral.pk)
    refused("UPDATE chain_case SET state = %s WHERE id = %s", state, referral.case_id)


def test_two_ended_referrals_cannot_be_each_others_way_on() -> None:
    case, today = ready_case(), clock.today()
    first, second = sent_referral(case), sent_referral(case, service="it-hub-leren")
    end = "UPDATE chain_referral SET state = 'rejected', ended_on = %s, follow_up_id = %s WHERE id = %s"
    accepted(end, today, second.pk, first.pk)
    refused(end, today, first.pk, second.pk)
    refused(end, today, second.pk, second.pk)


def test_a_follow_up_cannot_be_taken_away() -> None:
    referral = sent_referral()
    way = actions.WayOnChoice(new_route=True)
    actions.end_referral(by=actor("adviser"), referral=fresh(referral), step="cancel", reason="Anders.", way_on=way)
    follow_up = fresh(referral).follow_up
    assert follow_up is not None
    refused("DELETE FROM chain_referral WHERE id = %s", follow_up.pk)


def test_an_end_has_a_day() -> None:
    referral = sent_referral()
    refused("UPDATE chain_referral SET state = 'completed' WHERE id = %s", referral.pk)


def test_a_partner_never_acts_without_consent() -> None:
    referral = sent_referral()
    refused("UPDATE chain_referral SET consent_id = NULL WHERE id = %s", referral.pk)


def test_a_file_is_open_or_closed_on_a_day() -> None:
    case, today = ready_case(), clock.today()
    refused("UPDATE chain_case SET state = 'completed' WHERE id = %s", case.pk)
    refused("UPDATE chain_case SET state = 'stopped', closed_on = %s WHERE id = %s", today, case.pk)
    refused("UPDATE chain_case SET closed_on = %s WHERE id = %s", today, case.pk)


def test_completing_asks_the_rung_and_the_database_keeps_it() -> None:
    referral, hub = sent_referral(service="it-hub-leren"), actor("it-hub")
    actions.accept_referral(by=hub, referral=fresh(referral))
    actions.start_referral(by=hub, referral=fresh(referral))
    with pytest.raises(InputError) as missing:
        actions.complete_referral(by=hub, referral=fresh(referral), rung="", result="Klaar.")
    assert missing.value.code == "missing-rung"
    refused("UPDATE chain_trajectory SET ended_on = %s WHERE referral_id = %s", clock.today(), referral.pk)
    actions.complete_referral(by=hub, referral=fresh(referral), rung="optimaliseren", result="Klaar.")
    assert Trajectory.objects.get().rung_after == "optimaliseren"
    refused("UPDATE chain_trajectory SET rung_after = '' WHERE referral_id = %s", referral.pk)


@pytest.mark.parametrize("step", ["cancel", "correct"])
def test_every_end_at_the_front_door_offers_a_follow_up(step: str) -> None:
    referral, by = sent_referral(), actor("adviser")
    nothing: Any = actions.WayOnChoice()
    with pytest.raises(InputError) as dead_end:
        actions.end_referral(by=by, referral=fresh(referral), step=step, reason="Fout.", way_on=nothing)
    assert dead_end.value.code == "missing-way-on"
    way = actions.WayOnChoice(new_route=True, service="it-hub-leren")
    actions.end_referral(by=by, referral=fresh(referral), step=step, reason="Fout.", way_on=way)
    follow_up = Referral.objects.get(follows_from=referral)
    assert (follow_up.state, follow_up.service) == ("draft", "it-hub-leren")
    assert Case.objects.get().state == "open"
