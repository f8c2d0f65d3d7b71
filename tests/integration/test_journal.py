"""The journal: append-only, and no write without an event."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from trede.companies.models import Firm
from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.journal.guard import UnrecordedWrite
from trede.journal.models import Event
from trede.journal.queries import events_about, events_between
from trede.journal.shred import shred_subject
from trede.journal.types import SHREDDED, EventType, register

pytestmark = pytest.mark.django_db

TRIED = register(
    EventType("test.tried", display={"nl": "Proef", "en": "Trial"}, data=("answers", "rung"), shred=("answers",))
)
SYSTEM = Actor.system("test")


@action
def try_something(*, by: Actor, subject: int) -> None:
    """Record one event."""
    record(TRIED.key, by=by, subject=("trial", subject), data={"answers": "CCC", "rung": "starten"})


@action
def write_silently(*, by: Actor) -> None:
    """Write without an event."""
    Firm.objects.filter(pk=0).update(name="Stil BV")


@pytest.mark.parametrize("change", ["UPDATE journal_event SET type = 'x'", "DELETE FROM journal_event"])
def test_the_database_refuses_to_change_an_event(change: str) -> None:
    try_something(by=SYSTEM, subject=1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert Event.objects.filter(type=TRIED.key).count() == 1


def test_a_write_outside_an_action_is_refused() -> None:
    with pytest.raises(UnrecordedWrite, match="companies_firm outside an action"):
        Firm.objects.filter(pk=0).update(name="Stil BV")


def test_an_action_that_writes_without_an_event_is_rolled_back() -> None:
    with pytest.raises(UnrecordedWrite, match="write_silently wrote to companies_firm"):
        write_silently(by=SYSTEM)


def test_an_event_outside_an_action_is_refused() -> None:
    with pytest.raises(UnrecordedWrite):
        record(TRIED.key, by=SYSTEM)


def test_undeclared_data_is_refused() -> None:
    @action
    def tell_too_much(*, by: Actor) -> None:
        record(TRIED.key, by=by, data={"email": "bakker@example.org"})

    with pytest.raises(ValueError, match="email"):
        tell_too_much(by=SYSTEM)
    assert not Event.objects.filter(type=TRIED.key).exists()


def test_shredding_blanks_only_what_the_type_names_and_is_itself_recorded() -> None:
    try_something(by=SYSTEM, subject=7)
    try_something(by=SYSTEM, subject=8)
    assert shred_subject(by=SYSTEM, subject=("trial", 7), reason="owner-asked") == 1
    assert shred_subject(by=SYSTEM, subject=("trial", 7), reason="owner-asked") == 0
    seven = events_about("trial", 7).get(type=TRIED.key)
    assert seven.data == {"answers": SHREDDED, "rung": "starten"}
    assert events_about("trial", 8).get(type=TRIED.key).data["answers"] == "CCC"
    assert events_about("trial", 7).filter(type="journal.shredded").count() == 2
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.filter(subject="8").update(type="x")


def test_the_clock_decides_the_day_in_amsterdam_and_the_past_can_be_asked() -> None:
    late_evening = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    with clock.at(late_evening):
        try_something(by=SYSTEM, subject=1)
    assert events_about("trial", 1).get().occurred_on == date(2026, 7, 1)
    third_quarter = (date(2026, 7, 1), date(2026, 9, 30))
    assert events_between(*third_quarter, types=(TRIED.key,)).count() == 1
    assert not events_between(*third_quarter, known_on=late_evening).exists()
