"""The same step at the same moment: two colleagues, or one double click. One counts, the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from tests.cast import client_of, fast_passwords
from tests.chain import HANDOVER, INTAKE, REQUEST, answered_scan, ask, post
from trede.chain.models import AdviceRequest, Case, Referral
from trede.companies.models import Firm
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


@pytest.mark.parametrize("same", [True, False])
def test_one_request_per_form(same: bool) -> None:
    """With the number of the form there is one request; with four forms, to show that the race is real, four."""

    def send(number: int) -> Any:
        form = {"nonce": "0" * 32} if same else {"nonce": str(number) * 32, "question": f"Vraag {number}"}
        return Client().post("/adviseur", {**REQUEST, **form})

    statuses = at_once(send)
    assert statuses == [303] * TIMES
    assert AdviceRequest.objects.count() == (1 if same else TIMES)
    assert Event.objects.filter(type="request.received").count() == (1 if same else TIMES)


def test_a_request_is_taken_once() -> None:
    request = AdviceRequest.objects.get(reference=ask(answered_scan("CCCCDDD").code))
    clients = [client_of("adviser" if number % 2 else "chain-owner") for number in range(TIMES)]
    statuses = at_once(lambda number: clients[number].post(f"/balie/aanvraag/{request.pk}/opnemen", {"firm": "new"}))
    assert statuses == [303, *[409] * (TIMES - 1)]
    assert (Case.objects.count(), Firm.objects.count()) == (1, 1)
    assert Event.objects.filter(type="scan.claimed").count() == 1


def test_a_referral_is_answered_once() -> None:
    adviser = client_of("adviser")
    request = AdviceRequest.objects.get(reference=ask(""))
    post(adviser, f"/balie/aanvraag/{request.pk}/opnemen", {})
    case = Case.objects.get()
    post(adviser, f"/balie/dossier/{case.pk}/gesprek", {**INTAKE, "rung": "funderen"})
    post(adviser, f"/balie/dossier/{case.pk}/verwijzen", {"service": "it-hub-leren"})
    referral = Referral.objects.get()
    post(adviser, f"/balie/verwijzing/{referral.pk}/versturen", HANDOVER)
    clients = [client_of("it-hub") for _ in range(TIMES)]
    way = {"reason": "Past niet.", "way": "new-route", "service": ""}

    def answer(number: int) -> Any:
        step = "reject" if number % 2 else "accept"
        return clients[number].post(f"/balie/verwijzing/{referral.pk}/{step}", way if number % 2 else {})

    assert at_once(answer) == [303, *[409] * (TIMES - 1)]
    answers = Event.objects.filter(type__in=["referral.accepted", "referral.rejected"])
    assert answers.count() == 1
    referral.refresh_from_db()
    assert Referral.objects.count() == (2 if referral.state == "rejected" else 1)
