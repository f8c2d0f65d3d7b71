"""What organisations do together in the demonstration: agreements, the plan of the year, signals in every state."""

import heapq
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.cast import fast_passwords
from trede.chain.agreements.models import Agreement, PlanAction, YearPlan
from trede.chain.municipal.models import Signal
from trede.commands.demonstration import together
from trede.commands.demonstration.people import make_people
from trede.core.signals import ANSWERED, CLOSED, GIVEN, TAKEN
from trede.journal import clock

__all__ = ["fast_passwords"]
pytestmark = [pytest.mark.django_db, pytest.mark.any_database, pytest.mark.usefixtures("fast_passwords")]


def lived(now: datetime) -> None:
    """Live through every story up to a moment, each step at its time."""
    with clock.at(now - timedelta(days=730)):
        people = make_people(random.Random(1))
    queue: list[tuple[datetime, int, Iterator[datetime]]] = [
        (begin, place, story) for place, (begin, story) in enumerate(together.stories(people, now))
    ]
    heapq.heapify(queue)
    while queue and queue[0][0] <= now:
        moment, place, story = heapq.heappop(queue)
        with clock.at(moment):
            following = next(story, None)
        if following is not None:
            heapq.heappush(queue, (following, place, story))


def test_there_is_an_agreement_and_a_plan_of_each_year_and_signals_in_every_state() -> None:
    lived(datetime(2026, 11, 21, 12, tzinfo=UTC))
    assert list(Agreement.objects.values_list("state", flat=True)) == [Agreement.AGREED] * 2
    assert list(YearPlan.objects.order_by("year").values_list("year", "state")) == [
        (2025, YearPlan.SETTLED),
        (2026, YearPlan.SETTLED),
    ]
    assert set(PlanAction.objects.values_list("state", flat=True)) == {"done"}
    assert set(Signal.objects.values_list("state", flat=True)) == {GIVEN, TAKEN, ANSWERED, CLOSED}
    assert Signal.objects.exclude(joins=None).count() == 1


@pytest.mark.parametrize("now", [datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)])
def test_on_other_days_of_the_year_the_plan_is_not_begun_or_under_way(now: datetime) -> None:
    lived(now)
    assert YearPlan.objects.filter(year=2026).exists() == (now.month > 1)
    assert PlanAction.objects.filter(state="planned").exists() == (now.month > 1)


def test_what_stands_there_says_that_it_is_an_example() -> None:
    lived(datetime(2026, 11, 21, 12, tzinfo=UTC))
    said = [
        *Agreement.objects.values_list("role", flat=True),
        *PlanAction.objects.values_list("what", flat=True),
        *Signal.objects.values_list("text", flat=True),
    ]
    assert all(words.startswith("Voorbeeld:") for words in said)
