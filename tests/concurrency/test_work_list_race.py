"""Four colleagues take the same thing at the same moment: one has it, the others are told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from tests.cast import client_of, fast_passwords, member
from tests.chain import HANDOVER, INTAKE, ask, post
from trede.chain.models import AdviceRequest, Case, Referral
from trede.journal.guard import unguarded
from trede.journal.models import Event

__all__ = ["fast_passwords"]

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 4


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


def free_case() -> Case:
    """Return a file that nobody keeps."""
    adviser = client_of("adviser")
    request = AdviceRequest.objects.get(reference=ask(""))
    post(adviser, f"/balie/aanvraag/{request.pk}/opnemen", {})
    case = Case.objects.get(request=request)
    post(adviser, f"/balie/dossier/{case.pk}/loslaten", {})
    return case


@pytest.mark.parametrize("guarded", [True, False])
def test_a_free_file_is_taken_once(guarded: bool) -> None:
    """With the condition in the update one counts; taking over, which has none, shows that the race is real."""
    case = free_case()
    clients = [client_of("adviser" if number % 2 else "chain-owner") for number in range(TIMES)]
    page = "opnemen" if guarded else "overnemen"
    before = Event.objects.filter(type="case.assigned").count()
    statuses = at_once(lambda number: clients[number].post(f"/balie/dossier/{case.pk}/{page}"))
    taken = Event.objects.filter(type="case.assigned").count() - before
    case.refresh_from_db()
    assert case.adviser_id in {member("adviser").pk, member("chain-owner").pk}
    if guarded:
        # Whoever has it may ask twice; a colleague is told that somebody was first.
        assert taken == 1
        assert statuses.count(409) >= TIMES // 2
    else:
        assert statuses == [303] * TIMES


def test_a_referral_is_taken_up_once() -> None:
    adviser = client_of("adviser")
    case = free_case()
    post(adviser, f"/balie/dossier/{case.pk}/opnemen", {})
    post(adviser, f"/balie/dossier/{case.pk}/gesprek", {**INTAKE, "rung": "funderen"})
    post(adviser, f"/balie/dossier/{case.pk}/verwijzen", {"service": "ibdo-eerste-gesprek"})
    referral = Referral.objects.get()
    post(adviser, f"/balie/verwijzing/{referral.pk}/versturen", HANDOVER)
    with unguarded("nobody handles it yet"):
        Referral.objects.update(handler=None)
    clients = [client_of("adviser" if number % 2 else "chain-owner") for number in range(TIMES)]
    statuses = at_once(lambda number: clients[number].post(f"/balie/verwijzing/{referral.pk}/oppakken"))
    assert Event.objects.filter(type="referral.claimed").count() == 1
    assert statuses.count(409) >= TIMES // 2
