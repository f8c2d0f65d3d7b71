"""A locked database, a full disk: the person is told, nothing is half-saved, nothing accepted is lost."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from django.db import connection
from django.test import Client

from tests.cast import client_of
from tests.chain import INTAKE, REQUEST, ask, post
from trede.accounts.models import User
from trede.chain.models import AdviceRequest, Case
from trede.journal.models import Event
from trede.scan.models import ScanResult

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL waits for locks and disks in its own way"),
]
ANSWERS = {f"q{number}": "C" for number in range(1, 8)}


@contextmanager
def locked() -> Iterator[None]:
    """Let another process hold the lock for writing; our own patience is short."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def full_disk() -> Iterator[None]:
    """Let the database file not grow any more."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA freelist_count")
        assert cursor.fetchone()[0] >= 0
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        yield
        cursor.execute("PRAGMA max_page_count = 1073741823")


def counts() -> tuple[int, int, int]:
    """Return how much there is."""
    return ScanResult.objects.count(), Event.objects.count(), User.objects.count()


def test_a_scan_that_cannot_be_saved_says_so_and_works_later(caplog: pytest.LogCaptureFixture) -> None:
    client = Client()
    before = counts()
    with locked(), caplog.at_level(logging.ERROR):
        answer = client.post("/scan/alles", ANSWERS)
        assert answer.status_code == 503
        page = answer.content.decode()
        assert "notice--danger" in page
        assert page.count(" checked") == len(ANSWERS), "what was chosen is still there"
        assert client.get("/scan/alles").status_code == 200, "reading goes on"
    assert counts() == before
    assert client.post("/scan/alles", ANSWERS).status_code == 303
    assert ScanResult.objects.count() == before[0] + 1


def test_a_full_disk_keeps_what_was_accepted_and_refuses_the_rest_whole() -> None:
    client = Client()
    accepted, refused = 0, 0
    with full_disk():
        for _ in range(400):
            status = client.post("/scan/alles", ANSWERS).status_code
            assert status in {303, 503}
            accepted += status == 303
            refused += status == 503
            if refused == 3:
                break
    assert refused == 3, "the disk was not full"
    assert ScanResult.objects.count() == accepted
    assert Event.objects.filter(type="scan.completed").count() == accepted
    assert client.post("/scan/alles", ANSWERS).status_code == 303


def test_an_invitation_that_cannot_be_saved_leaves_no_account() -> None:
    client = client_of("administrator")
    before = counts()
    given = {"email": "nieuw@ibdo.example", "organisation": "ibdo", "roles": ["adviser"]}
    with locked():
        assert client.post("/beheer/accounts/uitnodigen", given).status_code == 503
    assert counts() == before
    assert client.post("/beheer/accounts/uitnodigen", given).status_code == 200


def test_a_question_that_cannot_be_saved_comes_back_filled_in(caplog: pytest.LogCaptureFixture) -> None:
    client = Client()
    nonce = client.get("/adviseur").content.decode().split('name="nonce" value="')[1][:32]
    with locked(), caplog.at_level(logging.ERROR):
        answer = client.post("/adviseur", {**REQUEST, "nonce": nonce})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "nog niet verstuurd" in page
    for typed in (REQUEST["name"], REQUEST["phone"], REQUEST["question"], " checked", nonce):
        assert typed in page
    assert REQUEST["name"] not in caplog.text
    assert AdviceRequest.objects.count() == 0
    assert client.post("/adviseur", {**REQUEST, "nonce": nonce}).status_code == 303


def test_a_desk_form_that_cannot_be_saved_keeps_what_was_typed() -> None:
    adviser = client_of("adviser")
    post(adviser, f"/balie/aanvraag/{AdviceRequest.objects.get(reference=ask('')).pk}/opnemen", {})
    address = f"/balie/dossier/{Case.objects.get().pk}/gesprek"
    form = {**INTAKE, "rung": "funderen", "wish": "Een lang verhaal dat niemand twee keer typt."}
    with locked():
        answer = adviser.post(address, form)
    assert answer.status_code == 503
    page = answer.content.decode()
    assert form["wish"] in page
    assert "Het opslaan lukte niet" in page
    assert adviser.post(address, form).status_code == 303
