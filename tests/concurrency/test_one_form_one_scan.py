"""Eight times the same form at the same moment: an impatient thumb on a slow network."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client

from trede.journal.models import Event
from trede.scan.models import ScanResult

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 8


@pytest.mark.parametrize("nonce", ["abcdefghijklmnop", ""])
def test_the_same_form_at_the_same_moment(nonce: str) -> None:
    """With the number of the form there is one scan; without it, to show that the race is real, there are eight."""
    start = Barrier(TIMES)

    def send(_: int) -> str:
        start.wait()
        try:
            form = {f"q{number}": "C" for number in range(1, 8)} | ({"f": nonce} if nonce else {})
            response = Client().post("/scan/alles", form)
            assert response.status_code == 303
            return str(response.headers["Location"])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TIMES) as pool:
        places = list(pool.map(send, range(TIMES)))
    expected = 1 if nonce else TIMES
    assert len(set(places)) == expected
    assert ScanResult.objects.count() == expected
    assert Event.objects.filter(type="scan.completed").count() == expected
