"""Two sides of an agreement at the same moment: one agreement, one replacement, whoever was first."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from tests.cast import client_of, fast_passwords
from trede.chain.agreements.models import Agreement, YearPlan
from trede.journal.models import Event

__all__ = ["fast_passwords"]

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 4
TYPED = {
    "first": "provincie-drenthe",
    "second": "it-hub",
    "role": "De hub leidt twintig bedrijven.",
    "valid_from": "2090-01-01",
    "valid_until": "2090-12-31",
    "review_on": "2090-06-01",
}


def at_once(send: Callable[[int], Any]) -> list[int]:
    """Call `send` from several threads at the same moment and return the statuses, sorted."""
    start = Barrier(TIMES)

    def one(number: int) -> int:
        start.wait()
        try:
            return int(send(number).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TIMES) as pool:
        return sorted(pool.map(one, range(TIMES)))


def test_both_sides_say_yes_at_once_and_it_is_agreed_once() -> None:
    client_of("chain-owner").post("/balie/afspraken/nieuw", TYPED)
    made = Agreement.objects.get()
    clients = [client_of("it-hub" if number % 2 else "programme-manager") for number in range(TIMES)]
    yes = f"/balie/afspraken/{made.pk}/akkoord"
    assert at_once(lambda number: clients[number].post(yes, {"versie": "1"})) == [303, 303, 409, 409]
    made.refresh_from_db()
    assert made.state == "agreed"
    assert Event.objects.filter(type="agreement.agreed").count() == 1
    assert Event.objects.filter(type="agreement.confirmed").count() == 2

    keepers = [client_of("chain-owner") for _ in range(TIMES)]
    changed = f"/balie/afspraken/{made.pk}/wijzigen"
    assert at_once(lambda number: keepers[number].post(changed, TYPED)) == [303, 409, 409, 409]
    assert Agreement.objects.filter(replaces=made.pk).count() == 1


def test_a_year_has_one_plan() -> None:
    keepers = [client_of("chain-owner") for _ in range(TIMES)]
    begin = {"year": "2090", "copy_from": ""}
    assert at_once(lambda number: keepers[number].post("/balie/jaarplan/nieuw", begin))[0] == 303
    assert YearPlan.objects.count() == 1
    assert Event.objects.filter(type="plan.begun").count() == 1
