"""`bench ledger`: thousands of applications racing for the money of one period, on eight connections.

The floor is one bare conditional UPDATE per application on the same connections: no entry, no rule, no journal. Money
is counted afterwards from the entries; a cent too much makes the bench fail. Then core shares out 100,000 applications.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

MOMENT = datetime(2027, 3, 1, 9, tzinfo=UTC)
CENTS, CORE_LIMIT_SECONDS = 1_500_000, 2.0


def fill(applications: int) -> tuple[Any, list[Any]]:
    """Make a period with money for half of its applications."""
    from tests.cast import bakker
    from trede.journal.actions import Actor
    from trede.journal.clock import at
    from trede.journal.guard import unguarded
    from trede.subsidies import book
    from trede.subsidies.models import Application, Period

    ceiling = applications // 2 * CENTS
    with at(MOMENT), unguarded("fictional applications of a bench"):
        firm = bakker()
        period = Period.objects.create(scheme="bench", key="2027", first=date(2027, 1, 1), last=date(2027, 12, 31))
        _publish(by=Actor.system("bench"), period=period, cents=ceiling, publish=book.publish_ceiling)
        made = Application.objects.bulk_create(
            Application(
                scheme="bench",
                firm=firm,
                number=f"bench-{number}",
                state="volledig",
                state_since=MOMENT,
                period=period,
                received_at=MOMENT,
                received_day=MOMENT.date(),
                requested_cents=CENTS,
            )
            for number in range(applications)
        )
    return period, list(made)


def _publish(*, by: Any, period: Any, cents: int, publish: Callable[..., None]) -> None:
    from trede.journal.actions import action, record

    @action
    def act(*, by: Any) -> None:
        earlier = MOMENT - timedelta(days=60)
        publish(period=period, cents=cents, published_at=earlier, effective_from=earlier, reason="bench")
        record("application.note", by=by, data={"step": "bench"})

    act(by=by)


def race(doing: Callable[[Any], bool], applications: Sequence[Any], connections: int) -> tuple[float, int]:
    """Let every application try once, on so many connections; return seconds and how many got money."""
    from django.db import connections as handler

    turn = count()

    def work(_: int) -> int:
        got = 0
        try:
            while (place := next(turn)) < len(applications):
                got += doing(applications[place])
        finally:
            handler.close_all()
        return got

    begun = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        got = sum(pool.map(work, range(connections)))
    return time.perf_counter() - begun, got


def product(period: Any) -> Callable[[Any], bool]:
    """Return how the product reserves: rule, conditional update, entry and journal, in one transaction."""
    from trede.core.errors import Unavailable
    from trede.core.ledger import Kind, Refused
    from trede.journal.actions import Actor, action, record
    from trede.journal.clock import at
    from trede.subsidies import book

    @action
    def reserve(*, by: Actor, application: Any) -> None:
        key = f"bench/{application.pk}"
        book.post(period=period, application=application, kind=Kind.RESERVE, cents=CENTS, key=key)
        record("application.note", by=by, subject=("application", application.pk), data={"step": "bench"})

    def one(application: Any) -> bool:
        with at(MOMENT):
            while True:
                try:
                    reserve(by=Actor.system("bench"), application=application)
                except Unavailable:
                    continue  # another connection held the file longer than the time-out
                except Refused:
                    return False
                return True

    return one


def bare(period: Any) -> Callable[[Any], bool]:
    """Return the floor: one conditional UPDATE, nothing else."""
    from django.db import OperationalError, connection

    sql = (
        "UPDATE subsidies_period SET committed_cents = committed_cents + %s "
        "WHERE id = %s AND committed_cents <= guard_cents - %s"
    )

    def one(_application: Any) -> bool:
        from trede.journal.guard import unguarded

        while True:
            try:
                with unguarded("the floor of a bench"), connection.cursor() as cursor:
                    cursor.execute(sql, [CENTS, period.pk, CENTS])
                    return bool(cursor.rowcount)
            except OperationalError:
                continue

    return one


def measure(applications: int, connections: int) -> bool:
    """Race on the database of this process, print the figures, and return whether not a cent was overspent."""
    from django.core.management import call_command
    from django.db import connection

    from trede.journal.guard import unguarded
    from trede.subsidies import book
    from trede.subsidies.models import Period

    call_command("migrate", verbosity=0)
    period, made = fill(applications)
    with unguarded("the floor of a bench"):
        spent, got = race(bare(period), made, connections)
        Period.objects.filter(pk=period.pk).update(committed_cents=0)
    taken, granted = race(product(period), made, connections)
    broken, standing = book.check_period(period), book.standing(period)
    good = not broken and granted == got == applications // 2 and standing.left == 0
    name = connection.vendor
    print(f"{name:<12}{'floor':<10}{applications / spent:>12.0f}/s{got:>9} got money")
    ratio = taken / spent
    print(f"{name:<12}{'Trede':<10}{applications / taken:>12.0f}/s{granted:>9} got money{ratio:>8.1f} x floor")
    print(f"{name:<12}{'ledger':<10}{'adds up, nothing overspent' if good else f'BROKEN: {broken} {standing}'}")
    return good


def share(claims: int, seed: int) -> bool:
    """Share out in core, with changes and a lot, and return whether it took under two seconds."""
    from trede.core.allocation import CeilingVersion, Change, ChangeKind, Claim, Sharing, allocate

    chance = random.Random(seed)
    first = date(2027, 1, 4)
    made = []
    for number in range(claims):
        received = first + timedelta(days=chance.randrange(300))
        complete = received + timedelta(days=chance.choice((0, 0, 0, 5, 12)))
        cents = chance.randrange(5_000, 20_001) * 100
        checked = complete + timedelta(days=chance.randrange(6))
        made.append(Claim(f"a{number:06d}", received, cents, complete, checked))
    changes = [
        Change(first + timedelta(days=chance.randrange(330)), ChangeKind.REFUSED, item.id)
        for item in made
        if chance.random() < 0.1  # a tenth
    ]
    sharing = Sharing(minimum=500_000, period_ends=date(2027, 12, 31))
    begun = time.perf_counter()
    found = allocate(
        made,
        [CeilingVersion(claims * 600_000, first)],
        sharing,
        date(2027, 12, 30),
        changes=changes,
        draw=lambda _day, ids: sorted(ids),
    )
    taken = time.perf_counter() - begun
    print(f"core: {claims} applications shared out in {taken:.2f} s, {len(found.reserved)} reserved")
    return taken < CORE_LIMIT_SECONDS


def main(arguments: list[str]) -> int:
    """Race on SQLite, or on PostgreSQL with --postgres; return 1 when a cent was overspent or core was slow."""
    parser = argparse.ArgumentParser(prog="bench ledger", description=__doc__)
    parser.add_argument("--applications", type=int, default=10_000)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true", help="race on a PostgreSQL started from a package")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"TREDE_VAR": folder, "DJANGO_SETTINGS_MODULE": "trede.config.settings"}
        if options.postgres:
            from tests.postgres import start

            os.environ["DATABASE_URL"] = start()
        import django

        django.setup()
        good = measure(options.applications, options.connections)
        fast = share(options.claims, options.seed)
    return 0 if good and fast else 1
