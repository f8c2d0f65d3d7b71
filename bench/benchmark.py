"""`bench benchmark`: freeze the comparison groups of a million scans, and serve one group from the frozen quarter.

The floor of freezing is one hand-written GROUP BY over the same rows: how many firms per sector, size and rung, and
nothing about topics, firms with two scans or what may be published. The floor of serving is a look-up in a dictionary.
"""

import argparse
import os
import random
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

QUARTERS = 8
AGAIN = 10
"""One in this many scans follows an earlier one of the same firm."""
GOAL_SERVE, GOAL_FREEZE = 5.0, 30.0
"""Milliseconds for one block (slowest of a hundred), seconds for freezing a million scans."""
FLOOR = (
    "SELECT sector, size, phase, count(*) FROM scan_scanresult WHERE scan_key = ? AND version = ? "
    "AND phase IS NOT NULL AND day BETWEEN ? AND ? AND municipality IS NOT NULL AND sector IS NOT NULL "
    "AND size IS NOT NULL GROUP BY sector, size, phase"
)
INSERT = (
    "INSERT INTO scan_scanresult (id, code, scan_key, version, answers, phase, pattern, cyber, pack, rule, language, "
    "channel, created_at, day, previous_id, municipality, sector, size) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'nl', 'web', ?, ?, ?, ?, ?, ?)"
)


def _rows(scans: int, seed: int) -> Iterator[tuple[Any, ...]]:
    """Yield fictional scans over eight quarters: large and small sectors, mostly small firms."""
    from trede.core.scan import score
    from trede.regions.registry import pack

    region, chance = pack(), random.Random(seed)
    scan = region.scans[region.info.default_scan]
    towns = [item.code for item in region.info.municipalities]
    sectors, sizes = [sector.key for sector in region.info.sectors], [size.key for size in region.info.size_classes]
    weights = range(2, len(sectors) + 2)
    first = date(2024, 10, 1)
    for number in range(1, scans + 1):
        outcome = score("".join(chance.choices("ABCDEF", weights=(3, 5, 5, 3, 2, 1), k=7)))
        day = first + timedelta(days=number * 91 * QUARTERS // (scans + 1))
        yield (
            number,
            f"{number:08d}",
            scan.key,
            scan.version,
            outcome.answers,
            outcome.phase,
            outcome.pattern,
            outcome.cyber,
            region.reference,
            scan.rule,
            f"{day} 12:00:00",
            day.isoformat(),
            number // 2 if number % AGAIN == 0 else None,
            chance.choice(towns),
            chance.choices(sectors, weights)[0],
            chance.choices(sizes, weights=(70, 20, 8, 2)[: len(sizes)])[0],
        )


def _fill(database: Path, scans: int, seed: int) -> None:
    with sqlite3.connect(database) as connection:
        connection.executemany(INSERT, _rows(scans, seed))


def _timed(function: Callable[[], Any]) -> tuple[Any, float, float]:
    """Return what the function returned, the seconds it took and the CPU seconds it used."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = function()
    return result, time.perf_counter() - wall, time.process_time() - cpu


def _line(name: str, wall: float, cpu: float, more: str = "") -> None:
    print(f"{name:<44}{wall:>9.2f} s{cpu:>9.2f} s CPU  {more}")


def _freezing(database: Path) -> float:
    """Measure the floor and two quarters one after the other; return the seconds of the slower quarter."""
    from trede.core.periods import parse_period
    from trede.journal import clock
    from trede.journal.actions import Actor
    from trede.regions.registry import pack
    from trede.scan.benchmark.actions import freeze_benchmark

    scan = pack().scans[pack().info.default_scan]
    with sqlite3.connect(database) as connection:
        values = (scan.key, scan.version, "2024-10-01", "2026-09-30")
        groups, floor, cpu = _timed(lambda: connection.execute(FLOOR, values).fetchall())
    _line("floor: one GROUP BY, counts per rung only", floor, cpu, f"{len(groups)} rows")
    slowest = 0.0
    for key, day in (("2026-Q2", datetime(2026, 7, 2, 12, tzinfo=UTC)), ("2026-Q3", datetime(2026, 10, 2, tzinfo=UTC))):
        with clock.at(day):
            freeze = partial(freeze_benchmark, by=Actor.system("bench"), period=parse_period(key))
            snapshot, wall, cpu = _timed(freeze)
        firms = sum(firms for firms, _ in snapshot.trace["cells"].values())
        size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        more = f"{firms} firms, {len(snapshot.document['groups'])} groups, {wall / floor:.1f}x the floor, {size:.0f} MB"
        _line(f"freeze {key}", wall, cpu, more)
        slowest = max(slowest, wall)
    return slowest


def _serving(times: int, seed: int) -> float:
    """Measure blocks of random visitors; return the 99th percentile in milliseconds."""
    from trede.core.benchmark import key_of
    from trede.regions.registry import pack
    from trede.scan.benchmark.page import comparison_block
    from trede.scan.benchmark.queries import newest
    from trede.scan.models import ScanResult

    _, wall, cpu = _timed(newest.snapshot)
    _line("read the frozen quarter from the database", wall, cpu, "once a minute and process")
    snapshot = newest.snapshot()
    assert snapshot is not None
    chance = random.Random(seed)
    chosen = chance.choices([key for key in snapshot["groups"] if "*" not in key], k=times)
    groups, region = snapshot["groups"], pack()
    version = region.scans[region.info.default_scan].version
    visitors = []
    for key in chosen:
        sector, size = key.split("|")
        answers = "".join(chance.choices("ABCDEF", k=7))
        fields = {"scan_key": region.info.default_scan, "version": version, "answers": answers, "code": "00000000"}
        visitors.append(ScanResult(sector=sector, size=size, municipality="GM0106", **fields))
    looked = _each(lambda visitor: groups[key_of((visitor.sector, visitor.size))], visitors)
    served = _each(lambda visitor: comparison_block(visitor, "nl"), visitors)
    for name, durations in (("floor: look up a group in a dictionary", looked), ("serve a block of HTML", served)):
        ordered = sorted(durations)
        marks = [1000 * ordered[int(len(ordered) * share)] for share in (0.5, 0.95, 0.99)]
        shown = f"p50 {marks[0]:.4f}  p95 {marks[1]:.4f}  p99 {marks[2]:.4f}  first {1000 * durations[0]:.4f} ms"
        print(f"{name:<44}{shown}")
    return 1000 * max(sorted(served)[int(len(served) * 0.99)], served[0])


def _each(function: Callable[[Any], object], visitors: list[Any]) -> list[float]:
    durations = []
    for visitor in visitors:
        begun = time.perf_counter()
        function(visitor)
        durations.append(time.perf_counter() - begun)
    return durations


def main(arguments: list[str]) -> int:
    """Measure; return 1 with --strict when a goal was missed."""
    parser = argparse.ArgumentParser(prog="bench benchmark", description=__doc__)
    parser.add_argument("--scans", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=20_000, help="blocks to serve (default 20000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--strict",
        action="store_true",
        help=f"fail when a block takes over {GOAL_SERVE:g} ms (p99, and the first) or a million scans over "
        f"{GOAL_FREEZE:g} s",
    )
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"TREDE_VAR": folder, "DJANGO_SETTINGS_MODULE": "trede.config.settings"}
        os.environ.pop("DATABASE_URL", None)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        database = Path(folder) / "trede.sqlite3"
        _, wall, cpu = _timed(lambda: _fill(database, options.scans, options.seed))
        _line(f"preparation: {options.scans} fictional scans", wall, cpu)
        freezing = _freezing(database)
        serving = _serving(options.times, options.seed)
    slow = serving > GOAL_SERVE or freezing > GOAL_FREEZE * max(1.0, options.scans / 1_000_000)
    return 1 if options.strict and slow else 0
