"""`bench result`: the page of an outcome and its PDF, beside the floor's page in the same run.

One client, one request at a time: this is how long an entrepreneur waits, without network.
"""

import argparse
import random
import re
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.load import exchange
from bench.scan import floor_server, running, trede_server, used

LOCATION = re.compile(rb"\r\n[Ll]ocation: ([^\r]+)")
PDF_LIMIT_MS = 300


def _post(port: int, answers: str) -> str:
    """Store one scan and return the address of its outcome."""
    form = "&".join(f"q{number}={letter}" for number, letter in enumerate(answers, 1))
    request = (
        f"POST /scan/alles HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(form)}\r\n\r\n{form}"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        _, head, _ = exchange(connection, request.encode())
    found = LOCATION.search(head)
    assert found, head
    return found[1].decode()


def _get(port: int, path: str) -> Callable[[], int]:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()

    def ask() -> int:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            status, _, body = exchange(connection, request)
        assert status == 200, status
        return len(body)

    return ask


def _measure(name: str, asks: list[Callable[[], int]], pid: int) -> float:
    """Ask each once, print first, middle and 95th time, CPU and size; return the 95th in milliseconds."""
    before = used(pid)[0]
    times, size = [], 0
    for ask in asks:
        begun = time.perf_counter()
        size = max(size, ask())
        times.append(1000 * (time.perf_counter() - begun))
    cpu = 1000 * (used(pid)[0] - before) / len(asks)
    ordered = sorted(times)
    late = ordered[int(len(ordered) * 0.95)]
    print(f"{name:22}{times[0]:>9.1f}{ordered[len(ordered) // 2]:>9.1f}{late:>9.1f}{cpu:>9.2f}{size / 1000:>9.1f}")
    return late


def main(arguments: list[str]) -> int:
    """Measure and return 1 when 95 of 100 PDFs are not made within 300 ms."""
    parser = argparse.ArgumentParser(prog="bench result", description=__doc__)
    parser.add_argument("--times", type=int, default=200, help="outcomes to ask for (default 200)")
    options = parser.parse_args(arguments)
    chance = random.Random(1)
    answers = ["".join(chance.choices("ABCDEF", k=7)) for _ in range(options.times)]
    print(f"{'':22}{'first ms':>9}{'p50 ms':>9}{'p95 ms':>9}{'CPU ms':>9}{'kB':>9}")
    with tempfile.TemporaryDirectory() as folder:
        with running(*floor_server(Path(folder))) as server:
            paths = [_post(server.port, given) for given in answers]
            _measure("floor: page", [_get(server.port, path) for path in paths], server.process.pid)
        with running(*trede_server(Path(folder))) as server:
            paths = [_post(server.port, given) for given in answers]
            _measure("trede: outcome", [_get(server.port, path) for path in paths], server.process.pid)
            pdfs = [_get(server.port, f"{path}/pdf") for path in paths]
            late = _measure("trede: outcome as PDF", pdfs, server.process.pid)
    return 0 if late < PDF_LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
