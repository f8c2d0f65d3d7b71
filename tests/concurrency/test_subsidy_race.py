"""The last money of a ceiling, wanted by two at the same moment. First the naive way: the race is real."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connections
from django.db.models import Sum

from tests import subsidies as props
from tests.cast import actor, fast_passwords
from tests.conftest import LONG
from trede.core.errors import OutOfOrder, TredeError, Unavailable
from trede.core.grant_life import Need
from trede.core.ledger import Kind
from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.journal.guard import unguarded
from trede.subsidies import allocate, book, effects_money
from trede.subsidies.models import Application, CeilingVersion, LedgerEntry, Period

__all__ = ["fast_passwords"]

pytestmark = pytest.mark.django_db(transaction=True)
SYSTEM = Actor.system("race")
ROUNDS = 200 if LONG else 12
ROOM, WANTED = 1_500_000, 1_000_000


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with clock.at(props.OPENED):
        yield


def at_once(*doing: Callable[[], object]) -> list[str]:
    """Do things in threads that start together; return what became of each, sorted: `done` or the code of the error."""
    start = Barrier(len(doing))

    def one(act: Callable[[], object]) -> str:
        with clock.at(props.OPENED):
            start.wait()
            try:
                while True:
                    try:
                        found = act()
                    except Unavailable:
                        continue  # another writer had it: the person presses again
                    return "again" if found is False else "done"
            except TredeError as error:
                return error.code
            finally:
                connections.close_all()

    with ThreadPoolExecutor(len(doing)) as pool:
        return sorted(pool.map(one, doing))


def two_applications(number: int) -> tuple[Period, Application, Application]:
    """Return a period with room for one of two applications that were received."""
    with unguarded("setting the stage"):
        now = clock.now()
        period = Period(scheme=props.READINESS, key=f"race-{number}", first=now.date(), last=date(2027, 12, 31))
        period.ceiling_cents = period.guard_cents = ROOM
        period.save()
        version = CeilingVersion(period=period, cents=ROOM, published_at=now, effective_from=now, reason="race")
        version.save()
        LedgerEntry(
            period=period,
            kind=Kind.CEILING.value,
            from_account="outside",
            to_account="available",
            cents=ROOM,
            at=now,
            key=f"ceiling/{period.pk}",
        ).save()
        firm = props.new_firm(f"Race {number}")
        made = [
            Application.objects.create(
                scheme=props.READINESS,
                firm=firm,
                number=f"race-{number}-{place}",
                state="volledig",
                state_since=now,
                period=period,
                ceiling=version,
                received_at=now,
                received_day=now.date(),
                complete_day=now.date(),
                checked_day=now.date(),
                requested_cents=WANTED,
            )
            for place in (1, 2)
        ]
    return period, made[0], made[1]


def naively(period: Period, application: Application, seen: Barrier) -> Callable[[], object]:
    """Add up what is reserved, look whether it fits, write: the code that everybody writes first."""

    def act() -> None:
        reserved = LedgerEntry.objects.filter(period=period, kind="reserve").aggregate(all=Sum("cents"))["all"] or 0
        seen.wait(10)
        if reserved + WANTED <= ROOM:
            with unguarded("the naive way, to show that it overspends"):
                LedgerEntry(
                    period=period,
                    application=application,
                    kind="reserve",
                    from_account="available",
                    to_account="reserved",
                    cents=WANTED,
                    at=clock.now(),
                    key=f"naive/{application.pk}",
                ).save()

    return act


@action
def reserve(*, by: Actor, period: Period, application: Application, key: str) -> bool:
    """Reserve as the product does."""
    is_new = book.post(period=period, application=application, kind=Kind.RESERVE, cents=WANTED, key=key)
    record("application.note", by=by, subject=("application", application.pk), data={"step": "race"})
    return is_new


def reserved_in(period: Period) -> int:
    return LedgerEntry.objects.filter(period=period, kind="reserve").aggregate(all=Sum("cents"))["all"] or 0


def test_without_the_guard_two_threads_overspend() -> None:
    for number in range(3):
        period, one, two = two_applications(number)
        seen = Barrier(2)
        assert at_once(naively(period, one, seen), naively(period, two, seen)) == ["done", "done"]
        assert reserved_in(period) == 2 * WANTED > ROOM
        assert "never-overspent" in book.check_period(period)


def test_with_the_guard_exactly_one_of_two_gets_the_money() -> None:
    """T42: two threads, many times; never above the ceiling."""
    for number in range(ROUNDS):
        period, one, two = two_applications(number)
        found = at_once(
            lambda: reserve(by=SYSTEM, period=period, application=one, key=f"a{number}"),  # noqa: B023  # used at once
            lambda: reserve(by=SYSTEM, period=period, application=two, key=f"b{number}"),  # noqa: B023  # used at once
        )
        assert found == ["done", "over-ceiling"]
        assert reserved_in(period) == WANTED
        assert book.check_period(period) == ()


def test_the_conditional_update_alone_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even when the rule above it looks at a book that is out of date, the floor holds."""
    for number in range(4):
        period, one, two = two_applications(number)
        monkeypatch.setattr(book, "check", lambda _found, _entry: None)
        found = at_once(
            lambda: reserve(by=SYSTEM, period=period, application=one, key=f"a{number}"),  # noqa: B023  # used at once
            lambda: reserve(by=SYSTEM, period=period, application=two, key=f"b{number}"),  # noqa: B023  # used at once
        )
        assert found == ["done", "over-ceiling"]
        assert reserved_in(period) == WANTED


def test_the_same_request_twice_is_one_entry() -> None:
    """T43: one idempotency key, sent twice at the same moment."""
    period, one, _ = two_applications(0)
    same = [lambda: reserve(by=SYSTEM, period=period, application=one, key="same")] * 4
    assert at_once(*same) == ["again", "again", "again", "done"]
    assert reserved_in(period) == WANTED
    assert LedgerEntry.objects.filter(key="same").count() == 1


def test_two_runs_of_the_allocation_give_the_money_once() -> None:
    period, one, two = two_applications(0)
    with unguarded("one of them was complete a day before"):
        Application.objects.filter(pk=two.pk).update(requested_cents=ROOM - WANTED)
    runs = [lambda: allocate.run(by=SYSTEM, period=period)] * 3
    assert at_once(*runs) == ["done", "done", "done"]
    assert book.standing(period).reserved == ROOM
    assert book.check_period(period) == ()
    assert set(Application.objects.filter(pk__in=(one.pk, two.pk)).values_list("state", flat=True)) == {
        "in_behandeling"
    }


def test_two_officers_at_once() -> None:
    """One takes the step; the other hears that somebody was first."""
    made = props.application("ingediend")
    copies = [Application.objects.get(pk=made.pk) for _ in range(2)]
    actor("officer")
    acts = [lambda one=one: props.step(one, "volledig_verklaren", "officer", Need.ITEMS) for one in copies]
    assert at_once(*acts) == ["done", "out-of-order"]


def test_two_of_one_group_at_the_moment_of_granting(monkeypatch: pytest.MonkeyPatch) -> None:
    """T22: 8,000 of room under the limit of one undertaking; both were fine when they were drafted."""
    most = 800_000
    firm = props.new_firm("Groep")
    made = [props.application("in_behandeling", firm=firm, cents=800_000) for _ in range(2)]
    drafts = []
    for one in made:
        drafts.append(props.draft_decision(application=one, cents=800_000))
        props.close_signals(one)
        props.step(one, "concept_opstellen", "officer", Need.CRITERIA, Need.STATE_AID)

    def within_limit(application: Application, cents: int) -> None:
        group = LedgerEntry.objects.filter(application__firm=application.firm_id, kind="grant")
        if (group.aggregate(all=Sum("cents"))["all"] or 0) + cents > most:
            raise OutOfOrder("de-minimis", "Er is geen steun meer mogelijk.", "No more aid is possible.")

    monkeypatch.setattr(effects_money, "_at_grant", [within_limit])
    actor("decision-maker")
    acts = [
        lambda one=one, made=draft: props.step(one, "verlenen", "decision-maker", decision=made, digest=made.digest)
        for one, draft in zip(made, drafts, strict=True)
    ]
    assert at_once(*acts) == ["de-minimis", "done"]
    period = made[0].period
    assert period is not None
    assert book.standing(period).granted == most
    assert book.check_period(period) == ()
