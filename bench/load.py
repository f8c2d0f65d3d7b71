"""A small, bounded load client on loopback: fresh visitors who each do the whole scan over one connection."""

import random
import re
import socket
import threading
import time
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any

_NONCE = re.compile(rb'name="f" value="([^"]*)"')
_LENGTH = re.compile(rb"\r\n[Cc]ontent-[Ll]ength: (\d+)")
_LOCATION = re.compile(rb"\r\n[Ll]ocation: ([^\r]+)")


@dataclass
class Tally:
    """What a group of clients saw. Durations in seconds, one per finished scan."""

    durations: list[float] = field(default_factory=list)
    failed: int = 0
    bytes_read: int = 0


def exchange(connection: socket.socket, request: bytes) -> tuple[int, bytes, bytes]:
    """Send one request and read one answer: status, head, body. ConnectionError when it is cut short."""
    connection.sendall(request)
    data = b""
    while (split := data.find(b"\r\n\r\n")) < 0:
        part = connection.recv(65536)
        if not part:
            raise ConnectionError
        data += part
    head, body = data[:split], data[split + 4 :]
    found = _LENGTH.search(head)
    length = int(found[1]) if found else 0
    while len(body) < length:
        part = connection.recv(65536)
        if not part:
            raise ConnectionError
        body += part
    return int(head[9:12]), head, body


def one_scan(port: int, host: str, answers: str) -> int:
    """Get the one-page scan, post seven answers, follow to the result. Return bytes read; raise when a step fails."""
    ask = f"GET %s HTTP/1.1\r\nHost: {host}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        status, _, page = exchange(connection, (ask % "/scan/alles").encode())
        if status != 200:
            raise ConnectionError(status)
        nonce = _NONCE.search(page)
        form = "&".join(f"q{number}={letter}" for number, letter in enumerate(answers, 1))
        if nonce:  # it stands before the questions, and browsers send fields in the order of the page
            form = f"f={nonce[1].decode()}&{form}"
        post = (
            f"POST /scan/alles HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(form)}\r\n\r\n{form}"
        )
        status, head, _ = exchange(connection, post.encode())
        location = _LOCATION.search(head)
        if status != 303 or location is None:
            raise ConnectionError(status)
        status, _, result = exchange(connection, (ask % location[1].decode()).encode())
        if status != 200:
            raise ConnectionError(status)
        return len(page) + len(result)


def _client(port: int, until: float, seed: int, tally: Tally) -> None:
    chance = random.Random(seed)
    while time.monotonic() < until:
        answers = "".join(chance.choices("ABCDEF", k=7))
        begun = time.perf_counter()
        try:
            tally.bytes_read += one_scan(port, f"127.0.0.1:{port}", answers)
        except (OSError, ValueError):
            tally.failed += 1
        else:
            tally.durations.append(time.perf_counter() - begun)


def _process(port: int, clients: int, seconds: float, seed: int, answer: Any) -> None:
    tallies = [Tally() for _ in range(clients)]
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=_client, args=(port, until, seed + number, tally))
        for number, tally in enumerate(tallies)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answer.send(tallies)


def load(port: int, clients: int, seconds: float, seed: int = 1) -> Tally:
    """Let `clients` visitors scan for `seconds`, spread over at most two processes, and add up what they saw."""
    context = get_context("fork")
    groups = [clients] if clients == 1 else [clients // 2, clients - clients // 2]
    running = []
    for number, size in enumerate(groups):
        receive, send = context.Pipe(duplex=False)
        process = context.Process(target=_process, args=(port, size, seconds, seed + 1000 * number, send))
        process.start()
        running.append((process, receive))
    total = Tally()
    for process, receive in running:
        for tally in receive.recv():
            total.durations += tally.durations
            total.failed += tally.failed
            total.bytes_read += tally.bytes_read
        process.join()
    return total
