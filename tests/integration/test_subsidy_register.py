"""The public register says what was announced, on the day of it, and never what waits for the post (Awb 3:40, 3:41)."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client

from tests import subsidies as props
from tests import subsidy_desk as desk
from tests.cast import actor
from tests.integration.test_subsidy_by_post import by_ended, by_post, fresh, post, waits
from tests.integration.test_subsidy_objection import other_decider
from trede.journal import clock
from trede.opendata.sets.grants import FIELDS, grants
from trede.regions.registry import pack
from trede.subsidies import announcing, book
from trede.subsidies.after import register, settle
from trede.subsidies.desk import amending, objecting
from trede.subsidies.models import Application, Decision

pytestmark = pytest.mark.django_db

FULL, LESS, LEAST = 1_500_000, 900_000, 800_000


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with clock.at(props.OPENED):
        yield


def line() -> tuple[int, int | None, date]:
    """Return what the open data says of the only grant: granted, settled, and since when."""
    (row,) = grants(pack())
    said = dict(zip((field.name for field in FIELDS), row, strict=True))
    settled = said["settled_cents"]
    assert settled is None or isinstance(settled, int)
    return int(str(said["granted_cents"])), settled, date.fromisoformat(str(said["changed_on"]))


def on_the_page(amount: str) -> bool:
    """Say whether the public page names an amount."""
    return amount in Client().get("/subsidies/register").content.decode().replace("\u00a0", " ")


def granted() -> Application:
    """Return a grant that was announced, of a firm that wants post from then on."""
    return by_post(Application.objects.get(pk=desk.decided().application_id))


def changed(made: Application, kind: str, cents: int) -> Decision:
    """Lower or withdraw a running grant: decided, and waiting for the post."""
    props.ask_by_post(made)
    with clock.at(clock.now() + timedelta(days=20)):
        change = amending.Change(kind, cents, ("not-done",), "Je deed minder.")
        drafted = amending.prepare(by=actor("officer"), application=fresh(made), change=change)
        amending.decide(by=actor("decision-maker"), decision=drafted, digest=drafted.digest)
    return Decision.objects.get(pk=drafted.pk)


def settled(made: Application, step: str, cents: int, grounds: tuple[str, ...] = ()) -> Decision:
    """Settle a grant: decided, and waiting for the post."""
    reason = "Je deed minder." if grounds else ""
    drafted = settle.draft(
        by=actor("officer"), application=fresh(made), step=step, cents=cents, grounds=grounds, reason=reason
    )
    settle.decide(by=actor("decision-maker"), decision=drafted, digest=drafted.digest)
    return Decision.objects.get(pk=drafted.pk)


def test_a_lower_grant_is_public_from_the_day_of_its_letter() -> None:
    made = granted()
    assert line() == (FULL, None, date(2027, 3, 1))
    found = changed(made, "amend", LESS)
    with clock.at(props.day(2027, 3, 22)):
        assert book.side(fresh(made)).promised == LESS, "the ledger is that of the decision"
        assert line() == (FULL, None, date(2027, 3, 1))
        assert on_the_page("€ 15.000")
        assert not on_the_page("€ 9.000")
    with clock.at(props.day(2027, 3, 24)):
        post(found)
        assert line() == (LESS, None, date(2027, 3, 24))
        assert on_the_page("€ 9.000")


def test_a_withdrawn_grant_is_public_from_the_day_of_its_letter() -> None:
    made = granted()
    found = changed(made, "withdraw", 0)
    with clock.at(props.day(2027, 3, 24)):
        assert line() == (FULL, None, date(2027, 3, 1))
        post(found)
        assert line() == (FULL, 0, date(2027, 3, 24))


def test_a_settlement_and_what_is_taken_back_of_it_wait_for_their_letters() -> None:
    made = by_ended(props.step(granted(), "start_uitvoering", "officer"))
    found = settled(made, "vaststellen", FULL)
    assert line() == (FULL, None, date(2027, 3, 1))
    with clock.at(props.day(2027, 3, 4)):
        post(found)
        assert line() == (FULL, FULL, date(2027, 3, 4))
        props.ask_by_post(fresh(made))
    with clock.at(props.day(2027, 3, 24)):
        found = settled(made, "intrekken_vaststelling", LEAST, ("unknown-then",))
        assert line() == (FULL, FULL, date(2027, 3, 4))
    with clock.at(props.day(2027, 3, 26)):
        post(found)
        assert line() == (FULL, LEAST, date(2027, 3, 26))


def test_letters_that_go_in_another_order_add_up_to_the_same() -> None:
    """The settlement is known before the smaller grant that it came after: each shows what its own letter says."""
    made = granted()
    lower = changed(made, "amend", LESS)
    with clock.at(props.day(2027, 3, 22)):
        under_way = by_ended(props.step(fresh(made), "start_uitvoering", "officer"))
        last = settled(under_way, "vaststellen", LESS)
    with clock.at(props.day(2027, 3, 24)):
        post(last)
        assert line() == (FULL, LESS, date(2027, 3, 24))
    with clock.at(props.day(2027, 3, 25)):
        post(lower)
        assert line() == (LESS, LESS, date(2027, 3, 25))


def test_a_grant_that_was_lowered_before_its_own_letter_went() -> None:
    found = desk.drafted()
    made = by_post(found.application)
    found.refresh_from_db()
    desk.approve(found)
    desk.decide(found)
    lower = changed(made, "amend", LESS)
    assert not register.entries().exists()
    with clock.at(props.day(2027, 3, 22)):
        post(announcing.waiting().get(application=made, kind="grant"))
        assert line() == (FULL, None, date(2027, 3, 22)), "the amount of the letter, not that of the ledger"
    with clock.at(props.day(2027, 3, 24)):
        post(lower)
        assert line() == (LESS, None, date(2027, 3, 24))


def test_a_grant_that_runs_again_on_objection_waits_for_the_answer() -> None:
    made = granted()
    found = changed(made, "withdraw", 0)
    with clock.at(props.day(2027, 3, 25)):
        post(found)
        received = objecting.Received(clock.today(), "We deden alles.")
        row = objecting.receive(by=actor("objection-officer"), application=fresh(made), received=received)
        drafted = objecting.propose(
            by=actor("objection-officer"), objection=row, outcome="upheld", reason="Je deed alles.", cents=FULL
        )
        objecting.answer(by=other_decider().actor(), decision=drafted, digest=drafted.digest)
        assert line()[:2] == (FULL, 0)
        found = waits(made, "objection")
    with clock.at(props.day(2027, 3, 30)):
        post(found)
        assert line() == (FULL, None, date(2027, 3, 30))


def test_what_was_announced_by_mail_is_public_the_same_day() -> None:
    made = Application.objects.get(pk=desk.decided().application_id)
    changed(made, "amend", LESS)
    assert line() == (LESS, None, date(2027, 3, 21))
