"""`bench scan`: a fresh visitor's whole scan, on Trede and on the floor, in one run.

Prints scans per second, p50/p95/p99, CPU milliseconds per scan over the whole process tree, memory, stored rows
against acknowledged scans, and the ratio to the floor.
"""

import argparse
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.load import Tally, load, one_scan

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Server:
    """A server under measurement."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    database: Path
    count: str


@dataclass
class Row:
    """One measured line. CPU in milliseconds a scan, memory in MB, the rest as named."""

    name: str
    clients: int
    rate: float
    p50: float
    p95: float
    p99: float
    cpu: float
    memory: float
    acknowledged: int
    stored: int
    failed: int


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _tree(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [pid, *(grandchild for child in children for grandchild in _tree(int(child)))]


def used(pid: int) -> tuple[float, float]:
    """Return CPU seconds and resident megabytes of a process with all its children."""
    cpu = memory = 0.0
    for member in _tree(pid):
        fields = Path(f"/proc/{member}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
        cpu += (int(fields[11]) + int(fields[12])) / TICKS
        memory += int(fields[21]) * PAGE_SIZE / 1e6
    return cpu, memory


def _clean_environment() -> dict[str, str]:
    """Return the environment without settings of another installation or of the tests."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("TREDE_", "DJANGO_", "DATABASE_"))
    }


@contextmanager
def running(name: str, command: list[str], environment: dict[str, str], database: Path, count: str) -> Iterator[Server]:
    port = _free_port()
    process = subprocess.Popen(
        [*command, str(port)],
        env=_clean_environment() | environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_until_it_answers(port, process)
        yield Server(name, port, process, database, count)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def _wait_until_it_answers(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server stopped with status {process.returncode}")
        try:
            one_scan(port, f"127.0.0.1:{port}", "CCCCDDD")
        except (OSError, ValueError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not answer within 30 s")


def _stored(server: Server) -> int:
    with sqlite3.connect(f"file:{server.database}?mode=ro", uri=True) as database:
        return int(database.execute(server.count).fetchone()[0])


def _measure(server: Server, clients: int, seconds: float) -> Row:
    before, stored_before = used(server.process.pid)[0], _stored(server)
    begun = time.monotonic()
    tally: Tally = load(server.port, clients, seconds)
    elapsed = time.monotonic() - begun
    after, memory = used(server.process.pid)
    durations = sorted(tally.durations)
    done = len(durations)

    def percentile(share: float) -> float:
        return 1000 * durations[min(done - 1, int(done * share))] if done else float("nan")

    return Row(
        server.name,
        clients,
        done / elapsed,
        percentile(0.50),
        percentile(0.95),
        percentile(0.99),
        1000 * (after - before) / max(done, 1),
        memory,
        done,
        _stored(server) - stored_before,
        tally.failed,
    )


def trede_server(folder: Path) -> tuple[str, list[str], dict[str, str], Path, str]:
    state = folder / "trede"
    return (
        "trede",
        [sys.executable, "-m", "trede.cli", "serve", "--port"],
        {"TREDE_VAR": str(state)},
        state / "trede.sqlite3",
        "SELECT count(*) FROM scan_scanresult",
    )


def floor_server(folder: Path) -> tuple[str, list[str], dict[str, str], Path, str]:
    database = folder / "floor.sqlite3"
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "2"]
    command += ["--no-ws", "--log-level", "error", "bench.floor:application", "--port"]
    return "floor", command, {"FLOOR_DATABASE": str(database)}, database, "SELECT count(*) FROM scan"


def _print(rows: list[Row]) -> None:
    heads = "".join(f"{head:>8}" for head in ("clients", "scans/s", "p50 ms", "p95 ms", "p99 ms", "CPU ms", "MB"))
    print(f"{'':7}{heads}  stored/acked  failed")
    for row in rows:
        print(
            f"{row.name:7}{row.clients:>8}{row.rate:>8.0f}{row.p50:>8.1f}{row.p95:>8.1f}{row.p99:>8.1f}"
            f"{row.cpu:>8.2f}{row.memory:>8.0f}  {row.stored}/{row.acknowledged}  {row.failed}"
        )
    floors = {row.clients: row for row in rows if row.name == "floor"}
    for row in rows:
        if row.name != "floor":
            floor = floors[row.clients]
            print(
                f"ratio to the floor at {row.clients} clients: CPU {row.cpu / floor.cpu:.2f}x, "
                f"scans/s {row.rate / floor.rate:.2f}x"
            )


def _in_turns(options: argparse.Namespace) -> list[Row]:
    """Measure both servers in turns, so that what else the machine does falls on both alike."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        whats = (floor_server(Path(folder)), trede_server(Path(folder)))
        servers = [stack.enter_context(running(*what)) for what in whats]
        for server in servers:
            load(server.port, 8, 1.5)  # warm up: import, prepare statements, fill the fragments
        for clients in options.clients:
            for _ in range(options.rounds):
                rows += [_measure(server, clients, options.seconds) for server in servers]
    return rows


def main(arguments: list[str]) -> int:
    """Measure both and return 1 when a scan failed or was lost, or a goal was missed with --strict."""
    parser = argparse.ArgumentParser(prog="bench scan", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5, help="per measurement (default 5)")
    parser.add_argument(
        "--rounds", type=int, default=1, help="turns each; the one with the least CPU counts (default 1)"
    )
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument(
        "--strict", action="store_true", help="fail when CPU is over 5x the floor or p95 over 40 ms at 8"
    )
    options = parser.parse_args(arguments)
    every = _in_turns(options)
    lost = [row for row in every if row.failed or row.stored != row.acknowledged]
    rows = [
        min((row for row in every if (row.name, row.clients) == (name, clients)), key=lambda row: row.cpu)
        for name in ("floor", "trede")
        for clients in options.clients
    ]
    _print(rows)
    floors = {row.clients: row.cpu for row in rows if row.name == "floor"}
    slow = [
        row
        for row in rows
        if row.name == "trede" and (row.cpu > 5 * floors[row.clients] or (row.clients == 8 and row.p95 > 40))
    ]
    return 1 if lost or (options.strict and slow) else 0
