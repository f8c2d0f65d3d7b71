"""`bench worklist`: the work list with 100,000 files of which 20,000 are open, for the people who use it.

The floor is one bare SELECT of a page over an index, without act, day, rung or count. Server time is that of a whole
request in one process: session, login, counting, reading, template.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

MOMENT = datetime(2026, 11, 20, 10, tzinfo=UTC)
LIMIT_MS = 50.0
FLOOR = (
    "SELECT c.id, c.contact_before, f.name FROM chain_case c JOIN companies_firm f ON f.id = c.firm_id "
    "WHERE c.organisation = %s AND c.state = 'open' AND c.adviser_id = %s ORDER BY c.contact_before, c.id LIMIT 25"
)
PAGES = (
    ("adviser", "", True),
    ("adviser", "tab=mijn&pagina=4", True),
    ("adviser", "telaat=1&gemeente=GM0114", True),
    ("adviser", "volgorde=bedrijf", True),
    ("adviser", "tab=wacht", True),
    ("adviser", "tab=afgerond&pagina=9", True),
    ("adviser", "tab=alle", False),
    ("chain-owner", "", True),
    ("chain-owner", "tab=geescaleerd", False),
    ("it-hub", "", True),
    ("it-hub", "tab=alle&pagina=3", True),
)
"""Who asks for what, and whether it is a page of every day: those are held to the limit."""


def fill(files: int, seed: int) -> None:
    """Make the cast with colleagues, and the files they work on."""
    from bench.worklist_data import Maker, Size
    from tests.cast import member
    from trede.accounts.models import User
    from trede.journal.clock import at
    from trede.journal.guard import unguarded

    with at(MOMENT), unguarded("fictional files of a bench"):
        adviser, owner, hub, edih = (member(key).pk for key in ("adviser", "chain-owner", "it-hub", "edih"))
        others = [User(email=f"collega{number}@bench.example", name=f"Collega {number}") for number in range(40)]
        numbers = [user.pk for user in User.objects.bulk_create(others)]
        advisers, helpers = [adviser, owner, *numbers[:23]], [hub, *numbers[23:33]]
        handlers = {"it-hub": helpers, "edih-noord": [edih, *numbers[33:]], "ibdo": advisers}
        Maker(MOMENT.date(), advisers, handlers, random.Random(seed)).fill(Size(files))


def timed(call: Callable[[], object], times: int) -> tuple[list[float], list[float]]:
    """Return milliseconds per call by the clock and of the processor, each sorted."""
    clock, processor = [], []
    for _ in range(times):
        begun, used = time.perf_counter(), time.thread_time()
        call()
        clock.append(1000 * (time.perf_counter() - begun))
        processor.append(1000 * (time.thread_time() - used))
    return sorted(clock), sorted(processor)


def floor(account: int, times: int) -> float:
    """Return the milliseconds in the middle of a bare SELECT of one page."""
    from django.db import connection

    def select() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(FLOOR, ["ibdo", account])
            return cursor.fetchall()

    return timed(select, times)[0][times // 2]


def queries(call: Callable[[], object]) -> int:
    """Return how many queries a call makes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def measure(times: int) -> bool:
    """Print every page and return whether those of every day stay under the limit."""
    from tests.cast import client_of, member
    from trede.journal.clock import at

    good = True
    with at(MOMENT):
        bare = floor(member("adviser").pk, max(times, 20))
        print(f"{'floor: a bare SELECT of one page':<44}{bare:>9.2f}")
        for who, query, daily in PAGES:
            client = client_of(who)
            address = f"/balie/werklijst?{query}".rstrip("?")

            def page(address: str = address, client: Any = client) -> None:
                assert client.get(address, SERVER_NAME="localhost").status_code == 200

            page()
            spent, used = timed(page, times)
            middle, late, cpu = spent[times // 2], spent[int(times * 0.95)], used[times // 2]
            good = good and (not daily or late < LIMIT_MS)
            figures = f"{middle:>9.1f}{late:>9.1f}{cpu:>9.1f}{queries(page):>9}{middle / bare:>9.0f}"
            line = f"{who:<12}{query or '(to do)':<32}{figures}"
            print(line + ("" if daily else "   the whole organisation"))
    return good


def main(arguments: list[str]) -> int:
    """Measure; return 1 with --strict when a page of every day took over 50 ms (p95)."""
    parser = argparse.ArgumentParser(prog="bench worklist", description=__doc__)
    parser.add_argument("--files", type=int, default=100_000, help="files, a fifth of them open (default 100000)")
    parser.add_argument("--times", type=int, default=40, help="requests per page (default 40)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--strict", action="store_true", help=f"fail when a page of every day takes over {LIMIT_MS:g} ms"
    )
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"TREDE_VAR": folder, "DJANGO_SETTINGS_MODULE": "trede.config.settings"}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        begun = time.perf_counter()
        fill(options.files, options.seed)
        print(f"preparation: {options.files} fictional files in {time.perf_counter() - begun:.0f} s")
        print(f"{'':<44}{'p50 ms':>9}{'p95 ms':>9}{'CPU ms':>9}{'queries':>9}{'x floor':>9}")
        good = measure(options.times)
    return 0 if good or not options.strict else 1
