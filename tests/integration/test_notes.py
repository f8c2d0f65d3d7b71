"""Notes on a referral: both sides read them, within a day one mends his own, after that a correction stands beside."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import actor, client_of
from tests.chain import post
from tests.integration.test_chain import sent_referral
from trede.chain.actions_notes import mend_note
from trede.chain.actions_retention import erase_words
from trede.chain.models import Note, Referral
from trede.core.errors import OutOfOrder
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.clock import at
from trede.journal.models import Event
from trede.privacy.looks import VIEWED

pytestmark = pytest.mark.django_db
NOW = datetime.combine(clock.today(), time(12), tzinfo=UTC)
"""Of today, as the props of the chain are."""
SAID = {"kind": "gesprek", "happened_on": NOW.date().isoformat(), "text": "We kiezen eerst een pakket."}


@pytest.fixture
def referral() -> Referral:
    with at(NOW):
        return sent_referral(client_of("adviser"))


def page(who: str, referral: Referral) -> str:
    return client_of(who).get(f"/balie/verwijzing/{referral.pk}").content.decode()


def write(who: str, referral: Referral, **changes: str) -> Note:
    post(client_of(who), f"/balie/verwijzing/{referral.pk}/notitie", SAID | changes)
    return Note.objects.latest("pk")


def test_both_sides_read_a_note_and_an_internal_one_stays_inside(referral: Referral) -> None:
    with at(NOW):
        write("it-hub", referral)
        write("it-hub", referral, kind="intern", text="Wij twijfelen zelf nog.")
        assert "We kiezen eerst een pakket." in page("adviser", referral)
        assert "Wij twijfelen zelf nog." in page("it-hub", referral)
        inside = Note.objects.get(kind="intern")
        assert "Wij twijfelen zelf nog." not in page("adviser", referral)
        address = f"/balie/verwijzing/{referral.pk}/notitie/{inside.pk}"
        assert client_of("adviser").get(address).status_code == 404
        assert client_of("edih").get(address).status_code == 404


def test_within_a_day_one_mends_his_own_note(referral: Referral) -> None:
    with at(NOW):
        note = write("it-hub", referral)
    with at(NOW + timedelta(hours=23)):
        address = f"/balie/verwijzing/{referral.pk}/notitie/{note.pk}"
        assert "We kiezen eerst een pakket." in client_of("it-hub").get(address).content.decode()
        post(client_of("it-hub"), address, SAID | {"text": "We kiezen twee pakketten."})
        note.refresh_from_db()
        assert note.text == "We kiezen twee pakketten."
        assert Note.objects.count() == 1


def test_after_a_day_the_old_text_stays_and_the_correction_stands_under_it(referral: Referral) -> None:
    with at(NOW):
        note = write("it-hub", referral)
    with at(NOW + timedelta(hours=25)):
        address = f"/balie/verwijzing/{referral.pk}/notitie/{note.pk}"
        post(client_of("it-hub"), address, SAID | {"text": "Het werd toch een ander pakket."})
        seen = page("adviser", referral)
        assert seen.index("We kiezen eerst een pakket.") < seen.index("Het werd toch een ander pakket.")
        assert Note.objects.latest("pk").corrects_id == note.pk
        with pytest.raises(OutOfOrder):
            mend_note(by=actor("it-hub"), note=note, kind="mail", happened_on=NOW.date(), text="weg ermee")


def test_of_another_one_corrects_also_within_the_day(referral: Referral) -> None:
    with at(NOW):
        note = write("it-hub", referral)
        post(client_of("adviser"), f"/balie/verwijzing/{referral.pk}/notitie/{note.pk}", SAID | {"text": "Nee: later."})
        note.refresh_from_db()
        assert note.text == SAID["text"]
        assert note.corrections.get().text == "Nee: later."


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": " "},
        {"kind": "roddel"},
        {"happened_on": (NOW.date() + timedelta(days=1)).isoformat()},
        {"happened_on": ""},
        {"text": "x" * 1001},
    ],
)
def test_a_wrong_note_comes_back_filled_in(referral: Referral, wrong: dict[str, str]) -> None:
    with at(NOW):
        sent = SAID | wrong
        answer = client_of("it-hub").post(f"/balie/verwijzing/{referral.pk}/notitie", sent)
        assert answer.status_code == 422
        assert sent["text"].strip() in answer.content.decode()
        assert not Note.objects.exists()


def test_the_journal_knows_that_a_note_was_written_and_not_what(referral: Referral) -> None:
    with at(NOW):
        looks = Event.objects.filter(type=VIEWED, firm=referral.case.firm_id)
        before = looks.count()
        client_of("it-hub").get(f"/balie/verwijzing/{referral.pk}/notitie")
        assert looks.count() == before + 1, "the firm sees every look"
        note = write("it-hub", referral)
        written = Event.objects.get(type="note.written")
        assert written.data == {"organisation": "it-hub", "kind": "gesprek"}
        assert written.firm == referral.case.firm_id
        erase_words(by=Actor.system("test"), firm=referral.case.firm)
        note.refresh_from_db()
        assert note.text == ""


def test_reading_many_notes_costs_as_much_as_reading_one(referral: Referral) -> None:
    client = client_of("it-hub")
    with at(NOW):
        counts = []
        for number in (1, 12):
            for _ in range(number):
                write("it-hub", referral)
            client.get(f"/balie/verwijzing/{referral.pk}")
            with CaptureQueriesContext(connection) as captured:
                client.get(f"/balie/verwijzing/{referral.pk}")
            counts.append(len(captured))
        assert counts[0] == counts[1]
