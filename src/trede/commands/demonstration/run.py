"""Fill an empty database with eight quarters."""

import heapq
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta

from django.db import transaction

from trede.commands.demonstration import grants, together
from trede.commands.demonstration.firms import invent
from trede.commands.demonstration.people import Person, make_people, make_subsidy_desk
from trede.commands.demonstration.story import Told, live
from trede.core.periods import Period, quarter_of
from trede.journal import clock
from trede.monitor.reports_actions import adopt_report, write_report
from trede.regions.registry import pack
from trede.scan.benchmark.actions import freeze_benchmark

QUARTERS = 8
FIRMS_A_QUARTER = 40
LESSONS = (
    "Voorbeeld: bedrijven die snel worden teruggebeld, gaan vaker door.",
    "Voorbeeld: bij veiligheid helpt een tweede gesprek.",
)
DIFFERENT = ("Voorbeeld: we bellen binnen twee werkdagen terug.",)


def fill(seed: int, *, firms_a_quarter: int = FIRMS_A_QUARTER, tell: Callable[[str], None] = print) -> list[Person]:
    """Live through eight quarters up to now and return the accounts. The same seed and day give the same firms.

    One transaction: an interrupted demonstration leaves nothing behind.
    """
    chance = random.Random(seed)  # noqa: S311  # fiction, no secret
    apart = random.Random(f"grants {seed}")  # noqa: S311  # so that the firms stay who they are
    now = datetime.now(UTC)
    current = quarter_of(clock.today())
    periods = current.last_quarters(QUARTERS)
    begin = datetime.combine(periods[0].first, time(9), UTC)
    with transaction.atomic():
        with clock.at(begin - timedelta(days=30)):
            people = make_people(chance)
            people |= make_subsidy_desk(apart)
        queue: list[tuple[datetime, int, Iterator[datetime]]] = []
        span = (now - begin) / timedelta(days=1)
        for number in range(1, QUARTERS * firms_a_quarter + 1):
            # More firms later on: reach grows.
            day = span * chance.random() ** 0.8
            told = Told(chance, people, pack(), invent(chance, number, pack()))
            heapq.heappush(queue, (begin + timedelta(days=day), number, live(told)))
        beside = [*grants.stories(apart, people, pack(), now), *together.stories(people, now)]
        for number, (day_begun, story) in enumerate(beside, len(queue) + 1):
            heapq.heappush(queue, (day_begun, number, story))
        freezes = [
            (period, datetime.combine(period.last + timedelta(days=9), time(10), UTC)) for period in periods[:-1]
        ]
        _run(queue, now, freezes, people, tell)
    return list(people.values())


def _run(
    queue: list[tuple[datetime, int, Iterator[datetime]]],
    now: datetime,
    freezes: list[tuple[Period, datetime]],
    people: dict[str, Person],
    tell: Callable[[str], None],
) -> None:
    """Let every story go on at its moment, in order, and freeze each quarter nine days after its end."""
    while queue and queue[0][0] <= now:
        moment, number, story = heapq.heappop(queue)
        while freezes and freezes[0][1] <= moment:
            _freeze(*freezes.pop(0), people, tell)
        with clock.at(moment):
            following = next(story, None)
        if following is not None:
            heapq.heappush(queue, (following, number, story))
    while freezes and freezes[0][1] <= now:
        _freeze(*freezes.pop(0), people, tell)


def _freeze(period: Period, moment: datetime, people: dict[str, Person], tell: Callable[[str], None]) -> None:
    manager = people["programme-manager"].actor
    with clock.at(moment):
        write_report(by=manager, period=period, message="", lessons=LESSONS, different=DIFFERENT)
        adopt_report(by=manager, period=period)
        freeze_benchmark(by=manager, period=period)
    tell(f"quarter {period.key} lived and frozen")
