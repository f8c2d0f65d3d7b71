"""Several workers on one outbox: each mail goes out once. First the race without the claim, to show that it is real."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from trede.journal.actions import Actor, action, record
from trede.web import outbox
from trede.web.mail import Letter
from trede.web.models import Message

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS, MAILS = 4, 3


@action
def write(*, by: Actor) -> None:
    """Something happens, and somebody gets a mail about it."""
    record("outcome.mailed", by=by)
    outbox.post(to="anna@bedrijf.example", letter=Letter("a", "b", "c"), kind="proef", about=("scan", 7))


def all_at_once(work: Callable[[], object]) -> None:
    start = Barrier(WORKERS)

    def one(_: int) -> None:
        try:
            start.wait()
            work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(one, range(WORKERS)))


@pytest.mark.parametrize("guarded", [False, True])
def test_workers_do_not_send_the_same_mail(settings: Any, monkeypatch: pytest.MonkeyPatch, guarded: bool) -> None:
    settings.EMAIL_HOST = "127.0.0.1"
    delivered: list[str] = []
    together = Barrier(WORKERS)

    def deliver(_letter: Letter, *, to: str, message_id: str) -> None:
        delivered.append(message_id)

    def read_only(number: int) -> Message | None:
        """Look whether the message is free, as a worker without the conditional update would."""
        found = Message.objects.filter(pk=number, state="queued").first()
        together.wait()
        return found

    monkeypatch.setattr(outbox, "deliver", deliver)
    for _ in range(MAILS):
        write(by=Actor.anonymous())
    if guarded:
        all_at_once(outbox.send_due)
        assert sorted(delivered) == sorted(set(delivered))
        assert len(delivered) == MAILS
        assert set(Message.objects.values_list("state", "attempts")) == {("sent", 1)}
    else:
        first = Message.objects.order_by("pk").values_list("pk", flat=True)[0]
        monkeypatch.setattr(outbox, "claim", read_only)
        monkeypatch.setattr(outbox, "_mark_sent", lambda **_: None)
        all_at_once(lambda: outbox._send(message) if (message := outbox.claim(first)) else None)
        assert len(delivered) == WORKERS, "without the claim every worker sends it"
