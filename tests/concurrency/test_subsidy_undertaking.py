"""Two grants to one undertaking at the same moment (T22): both fit alone, together they pass the European ceiling."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from time import sleep

import pytest
from django.db import connection, connections

from tests import subsidies as props
from tests.cast import actor, fast_passwords
from trede.core.errors import TredeError, Unavailable
from trede.core.grant_life import Need
from trede.journal import clock
from trede.subsidies import locks
from trede.subsidies.integrity import signals
from trede.subsidies.integrity import undertakings as groups
from trede.subsidies.models import Application, Decision, LedgerEntry, Signal

__all__ = ["fast_passwords"]

pytestmark = pytest.mark.django_db(transaction=True)
Draft = tuple[Application, Decision]


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with clock.at(props.OPENED):
        yield


def drafts() -> list[Draft]:
    """Return two drafts of 12,000 of one group that may still have 20,000, in two schemes."""
    firms = props.new_firm("Noord Techniek BV", "90001354"), props.new_firm("Zuid Handel BV", "68750110")
    officer = actor("officer")
    groups.add_link(by=officer, firm=firms[0], kvk="68750110", name="Zuid Handel BV", relation="votes")
    groups.add_aid(
        by=officer, firm=firms[0], cents=28_000_000, granted_on=date(2026, 1, 5), giver="RVO", source="declaration"
    )
    made = [props.application("in_behandeling", firm=firm, cents=1_200_000) for firm in firms]
    for row in Signal.objects.filter(closed_at=None):
        signals.close(by=officer, signal=row, outcome="no-matter", reason="Twee eigen projecten.")
    found = []
    for application in made:
        draft = props.draft_decision(application=application, cents=1_200_000)
        props.step(application, "concept_opstellen", "officer", Need.CRITERIA, Need.STATE_AID)
        found.append((application, draft))
    actor("decision-maker")
    return found


def grant_at_once(both: list[Draft]) -> list[str]:
    """Grant both from two threads and return what became of each, sorted."""
    start = Barrier(len(both))

    def one(pair: Draft) -> str:
        application, draft = pair
        try:
            with clock.at(props.OPENED):
                start.wait()
                for _ in range(20):
                    try:
                        props.step(application, "verlenen", "decision-maker", decision=draft, digest=draft.digest)
                    except Unavailable:
                        sleep(0.05)  # SQLite was busy with the other one: nothing was saved
                    else:
                        return "granted"
        except TredeError as error:
            return error.code
        finally:
            connections.close_all()
        return "busy"

    with ThreadPoolExecutor(len(both)) as pool:
        return sorted(pool.map(one, both))


def granted() -> int:
    """Return what was granted in all, in cents."""
    return sum(LedgerEntry.objects.filter(kind="grant").values_list("cents", flat=True))


def test_one_of_two_grants_is_looked_at_again_and_stopped() -> None:
    assert grant_at_once(drafts()) == ["de-minimis", "granted"]
    assert granted() == 1_200_000


def test_the_race_is_real(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where grants do not wait for each other, each sees the room before the other, and together they pass it."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one action write at a time, so there is no race to show")
    seen = Barrier(2)
    check = groups.standing_of

    def at_the_same_time(application: Application) -> object:
        found = check(application)
        seen.wait(10)
        return found

    both = drafts()
    monkeypatch.setattr(groups, "standing_of", at_the_same_time)
    monkeypatch.setattr(locks, "hold", lambda _name: None)
    monkeypatch.setattr(locks, "hold_period", lambda number: both[0][0].period)
    outcome = grant_at_once(both)
    assert outcome != ["de-minimis", "granted"]
