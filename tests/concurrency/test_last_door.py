"""Two partners shut the last two doors at the same moment. Each alone may; together they may not."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from tests.cast import fast_passwords
from trede.core.errors import InputError, Unavailable
from trede.core.service_changes import findings, with_offers
from trede.journal.actions import Actor
from trede.partners import actions
from trede.partners.models import ServiceVersion
from trede.partners.queries import current_pack, forget, offers
from trede.regions.registry import pack

__all__ = ["fast_passwords"]

pytestmark = pytest.mark.django_db(transaction=True)
SYSTEM = Actor.system("test")
DOORS = ("ibdo-eerste-gesprek", "ibdo-begeleiding")
"""The only services that are open to every firm on the first rung for data and processes."""


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    forget()
    yield
    forget()


def shut_at_once() -> list[str]:
    """Withdraw both doors from two threads and return what happened, sorted."""
    start = Barrier(len(DOORS))

    def one(key: str) -> str:
        start.wait()
        try:
            actions.withdraw(by=SYSTEM, key=key)
        except (InputError, Unavailable) as error:
            return error.code
        else:
            return "withdrawn"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(DOORS)) as pool:
        return sorted(pool.map(one, DOORS))


def test_one_of_two_last_doors_stays() -> None:
    assert shut_at_once() == ["dead-end", "withdrawn"]
    assert findings(current_pack()) == []


def test_the_race_is_real(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without holding the list each looks at it as it was before, and both doors shut."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one action write at a time, so there is no race to show")
    seen = Barrier(len(DOORS))

    def unheld() -> object:
        found = with_offers(pack(), offers(pack()))
        seen.wait(10)
        return found

    monkeypatch.setattr(actions, "_locked", unheld)
    assert shut_at_once() == ["withdrawn", "withdrawn"]
    assert ServiceVersion.objects.filter(state="withdrawn").count() == len(DOORS)
    assert findings(with_offers(pack(), offers(pack())))
    assert findings(current_pack()) == [], "what is shown keeps the rules all the same"
