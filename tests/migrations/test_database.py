"""The database is the one we asked for, with the settings we promise, in the tests as in production."""

import os
import socket

import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_tests_run_on_the_database_that_was_asked_for(request: pytest.FixtureRequest) -> None:
    asked = request.config.getoption("postgres") or bool(os.environ.get("TEST_DATABASE_URL"))
    assert connection.vendor == ("postgresql" if asked else "sqlite")


@pytest.mark.django_db
def test_sqlite_keeps_what_people_entrust_to_us() -> None:
    """Write-ahead log, a full sync on every commit, and writers that wait at the start of their transaction."""
    if connection.vendor != "sqlite":
        assert connection.settings_dict["CONN_HEALTH_CHECKS"]
        return
    with connection.cursor() as cursor:
        assert [_pragma(cursor, name) for name in ("journal_mode", "synchronous", "foreign_keys")] == ["wal", 2, 1]
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def _pragma(cursor: object, name: str) -> object:
    return cursor.execute(f"PRAGMA {name}").fetchone()[0]  # type: ignore[attr-defined]


def test_the_network_is_closed() -> None:
    with pytest.raises(RuntimeError, match="may not reach the network"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(RuntimeError, match="may not reach the network"):
        socket.getaddrinfo("example.org", 80)


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), timeout=1):
        pass
