"""`bench steps`: where the processor's time goes in a scan, in one process without a server.

Prints microseconds of this thread, the tenth of a hundred, so that neighbours on the machine hardly count: for the
three requests on the floor and on Trede, and for the parts of Trede one by one. A part measured alone finds its code
in the caches of the processor, so parts add up to less than requests.
"""

import argparse
import io
import os
import random
import re
import secrets
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

ALL = "/scan/alles"
FORM = "application/x-www-form-urlencoded"
Headers = list[tuple[str, str]]


def call(application: Any, method: str, path: str, body: bytes = b"", **more: str) -> tuple[str, Headers, bytes]:
    """Send one request as an application server does: status, headers, body."""
    answered: list[Any] = []
    result = application(_environ(method, path, body) | more, lambda *answer: answered.append(answer))
    content = b"".join(result)
    if hasattr(result, "close"):
        result.close()
    return answered[0][0], answered[0][1], content


def _environ(method: str, path: str, body: bytes) -> dict[str, object]:
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": FORM if body else "",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
    }


def whole_scan(application: Any) -> dict[str, float]:
    """Get the form, send it, follow to the outcome. Return seconds of this thread per request."""
    letters = random.choices("ABCDEF", k=7)
    spent = {}
    begun = time.thread_time()
    page = call(application, "GET", ALL)[2]
    spent["form"] = time.thread_time() - begun
    nonce = re.search(rb'name="f" value="([^"]*)"', page)
    fields = "&".join(f"q{number}={letter}" for number, letter in enumerate(letters, 1)).encode()
    body = b"f=" + nonce[1] + b"&" + fields if nonce else fields
    begun = time.thread_time()
    status, headers, _ = call(application, "POST", ALL, body)
    spent["store"] = time.thread_time() - begun
    assert status.startswith("303"), status
    begun = time.thread_time()
    status, _, _ = call(application, "GET", dict(headers)["Location"])
    spent["outcome"] = time.thread_time() - begun
    assert status.startswith("200"), status
    return spent


def _tenth(seconds: list[float]) -> float:
    return 1e6 * sorted(seconds)[len(seconds) // 10]


def _flow(name: str, application: Any, times: int) -> None:
    for _ in range(300):
        whole_scan(application)
    every = [whole_scan(application) for _ in range(times)]
    steps = [_tenth([spent[step] for spent in every]) for step in ("form", "store", "outcome")]
    print(f"{name:26}" + "".join(f"{value:>9.0f}" for value in (*steps, sum(steps))))


def _part(name: str, part: Callable[[], object], times: int) -> None:
    spent = []
    for _ in range(times):
        begun = time.thread_time()
        part()
        spent.append(time.thread_time() - begun)
    print(f"{name:50}{_tenth(spent):>9.0f}")


def _parts(application: Any, times: int) -> None:
    """Measure the parts of a scan alone."""
    from django.core.handlers.wsgi import WSGIRequest
    from django.db import transaction

    from trede.core.advice import score_scan
    from trede.journal.actions import Actor
    from trede.scan.actions import complete_scan
    from trede.scan.form import read_as_sent
    from trede.scan.outcome_page import book, outcome_html
    from trede.scan.queries import with_previous

    chance = random.Random(1)
    words = book("nl")
    body = b"f=abcdefghijklmnop" + b"".join(b"&q%d=C" % number for number in range(1, 8))
    found = with_previous(complete_scan(by=Actor.anonymous(), answers="ABCDEFA").code)
    assert found is not None
    code = found.code

    def letters() -> str:
        return "".join(chance.choices("ABCDEF", k=7))

    def store() -> None:
        complete_scan(by=Actor.anonymous(), answers="ABCDEFA")

    def empty() -> None:
        with transaction.atomic():
            pass

    _part("a page that is ready: handler, frame, address", lambda: call(application, "GET", "/privacy"), times)
    _part("reading the form", lambda: read_as_sent(WSGIRequest(_environ("POST", ALL, body))), times)
    _part("the rule", lambda: score_scan(words.scan, letters()), times)
    _part("storing: one transaction with a row and an event", store, times)
    _part("  of which an empty transaction", empty, times)
    with _by_hand() as by_hand:
        _part("  the same rows by hand, without Django", by_hand, times)
    _part("finding the outcome by its code", lambda: with_previous(code), times)
    _part("joining its page", lambda: outcome_html(words, found, "localhost"), times)
    path = f"/uitkomst/{code}"
    _part("the whole request", lambda: call(application, "GET", path), times)
    _part("the same, compressed", lambda: call(application, "GET", path, HTTP_ACCEPT_ENCODING="gzip"), times)


@contextmanager
def _by_hand() -> Iterator[Callable[[], None]]:
    """Yield what stores the newest scan and its event once more, with the driver only and the same durability."""
    from django.conf import settings

    tables: dict[str, dict[str, Any]] = {}
    with closing(sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)) as database:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            database.execute(f"PRAGMA {pragma}")
        for table in ("scan_scanresult", "journal_event"):
            found = database.execute(f"SELECT * FROM {table} ORDER BY id DESC LIMIT 1")
            tables[table] = dict(zip([column[0] for column in found.description], found.fetchone(), strict=True))
            del tables[table]["id"]

        def store() -> None:
            tables["scan_scanresult"] |= {"code": secrets.token_hex(4), "form_nonce": secrets.token_hex(8)}
            database.execute("BEGIN IMMEDIATE")
            for table, row in tables.items():
                marks = ", ".join("?" * len(row))
                statement = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})"
                database.execute(statement, list(row.values()))
            database.execute("COMMIT")

        yield store


def main(arguments: list[str]) -> int:
    """Measure in this process, in a state folder that is thrown away."""
    parser = argparse.ArgumentParser(prog="bench steps", description=__doc__)
    parser.add_argument("--times", type=int, default=1500, help="scans to measure (default 1500)")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TREDE_VAR"] = folder
        os.environ["FLOOR_DATABASE"] = str(Path(folder) / "floor.sqlite3")
        from trede.commands.serve import prepare_site

        prepare_site()
        from bench.floor import application as floor
        from trede.config.wsgi import application as trede

        print(f"{'microseconds':26}" + "".join(f"{head:>9}" for head in ("form", "store", "outcome", "all")))
        _flow("floor", floor, options.times)
        _flow("trede", trede, options.times)
        print(f"\n{'parts of trede, alone':50}{'':>9}")
        _parts(trede, options.times)
    return 0
