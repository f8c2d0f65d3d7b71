"""The six indicators over eight quarters from a fictional journal: our expressions, SQL written by hand, and pandas.

Each runs in a process of its own, so that peak memory is its own. All three have to give the same figures. With more
runs the quickest of each counts: what else a machine does makes a run slower, never quicker.
Run: `python -m bench monitor [--events 1e4,1e5,1e6] [--runs 3]`; add 1e7 for the whole form (some minutes).
"""

import argparse
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bench.monitor_floor import floor
from bench.monitor_pandas import with_pandas

QUARTERS = 8
KNOWN_ON = date(2100, 1, 1)
"""Everything is known: the journal is fictional."""
Rows = list[tuple[str, int, str, int]]


def expressions(file: Path, engine: str = "duckdb") -> Rows:
    """Compute with the expressions of `trede.core.frames`."""
    from trede.core import frames
    from trede.monitor.engine import opened

    with opened([file.parent], engine) as (events, keep):
        prepared = frames.prepare(events, known_on=KNOWN_ON, keep=keep)
        found = frames.all_counts(prepared, units=["quarter"], until=KNOWN_ON, keep=keep)
        return [(key, int(period), cell, int(firms)) for key, period, cell, firms in frames.fetch(found)]


CONTESTANTS: dict[str, Callable[[Path], Rows]] = {
    "trede on DuckDB": expressions,
    "trede on Polars": lambda file: expressions(file, "polars"),
    "SQL by hand (floor)": floor,
    "pandas": with_pandas,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print time, memory and ratios per size, and how time grows with size."""
    parser = argparse.ArgumentParser(prog="python -m bench monitor")
    parser.add_argument("--events", default="1e4,1e5,1e6", help="numbers of events, with commas")
    parser.add_argument("--runs", type=int, default=3, help="runs of each; the quickest counts (default 3)")
    parser.add_argument("--one", nargs=2, metavar=("NAME", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.one:
        return _one(options.one[0], Path(options.one[1]))
    sizes = [int(float(size)) for size in options.events.split(",")]
    times: dict[str, list[tuple[int, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            made = _simulate(Path(folder) / str(size), size)
            _print_size(made, Path(folder) / str(size) / "events.parquet", times, runs=options.runs)
    _print_growth(times)
    return 0


def _simulate(folder: Path, size: int) -> int:
    _django()
    from trede.monitor.simulate import EVENTS_A_QUARTER, simulate

    firms = max(1, round(size / (EVENTS_A_QUARTER * QUARTERS)))
    started = time.perf_counter()
    made = simulate(folder, firms=firms, quarters=QUARTERS, seed=1).events
    print(f"\n{made:,} events of {firms:,} firms, made in {time.perf_counter() - started:.1f} s")
    return made


def _print_size(made: int, file: Path, times: dict[str, list[tuple[int, float]]], *, runs: int) -> None:
    tried = [{name: _in_own_process(name, file) for name in CONTESTANTS} for _ in range(runs)]
    found = {name: min((each[name] for each in tried), key=lambda result: result["seconds"]) for name in CONTESTANTS}
    bottom = found["SQL by hand (floor)"]["seconds"]
    for name, result in found.items():
        if result["rows"] != found["SQL by hand (floor)"]["rows"]:
            raise SystemExit(f"{name} gives other figures than the SQL")
        times.setdefault(name, []).append((made, result["seconds"]))
        ratio = result["seconds"] / bottom
        print(f"  {name:<22}{result['seconds']:8.2f} s  {ratio:6.2f} x floor  {result['megabytes']:7.0f} MB")
    ours = found["trede on DuckDB"]["seconds"]
    print(f"  pandas takes {found['pandas']['seconds'] / ours:.1f} times as long as trede on DuckDB")


def _print_growth(times: dict[str, list[tuple[int, float]]]) -> None:
    for name, points in times.items():
        if len(points) > 1:
            (small, first), (large, last) = points[-2], points[-1]
            power = math.log(last / first) / math.log(large / small)
            print(f"{name}: from {small:,} to {large:,} events time grows with power {power:.2f}")


def _in_own_process(name: str, file: Path) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "bench", "monitor", "--one", name, str(file)], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def _one(name: str, file: Path) -> int:
    if name.startswith("trede"):
        _django()
    for module in ("duckdb", "narwhals", "pandas", "polars"):
        __import__(module)  # not part of the time
    started = time.perf_counter()
    rows = sorted(CONTESTANTS[name](file))
    seconds = time.perf_counter() - started
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": megabytes, "rows": rows}))
    return 0


def _django() -> None:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trede.config.settings")
    import django

    django.setup()


if __name__ == "__main__":
    sys.exit(main())
