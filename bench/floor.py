"""The floor: the least a server can do that stores a scan as safely as Trede does.

A bare WSGI application on the same application server: a fixed page, one INSERT with `synchronous=FULL`, a page that
reads the row back. No rules, no texts, no journal.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable
from urllib.parse import parse_qs

PAGE = (b"<!doctype html><title>Floor</title>" + b"<p>Seven questions stand here.</p>" * 400)[:14_000]
RESULT = b"<!doctype html><title>Floor</title><h1>" + b"%s" + b"</h1>" + b"<p>An outcome stands here.</p>" * 600
_local = threading.local()
StartResponse = Callable[[str, list[tuple[str, str]]], object]


def _database() -> sqlite3.Connection:
    if not hasattr(_local, "database"):
        database = sqlite3.connect(os.environ["FLOOR_DATABASE"], timeout=10, isolation_level=None)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE IF NOT EXISTS scan (id INTEGER PRIMARY KEY, answers TEXT NOT NULL)")
        _local.database = database
    return _local.database  # type: ignore[no-any-return]


def application(environ: dict[str, object], start_response: StartResponse) -> Iterable[bytes]:
    """Answer the three requests of the flow."""
    path = str(environ["PATH_INFO"])
    database = _database()
    if environ["REQUEST_METHOD"] == "POST":
        body = environ["wsgi.input"].read(int(str(environ["CONTENT_LENGTH"])))  # type: ignore[attr-defined]
        fields = parse_qs(body.decode("ascii"))
        answers = "".join(fields[f"q{number}"][0] for number in range(1, 8))
        database.execute("BEGIN IMMEDIATE")
        row = database.execute("INSERT INTO scan (answers) VALUES (?)", (answers,)).lastrowid
        database.execute("COMMIT")
        start_response("303 See Other", [("Location", f"/uitkomst/{row}"), ("Content-Length", "0")])
        return [b""]
    page = PAGE
    if path.startswith("/uitkomst/"):
        answers = database.execute("SELECT answers FROM scan WHERE id = ?", (path.rsplit("/", 1)[1],)).fetchone()[0]
        page = RESULT % answers.encode()
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(page)))])
    return [page]
