"""What holds for every test: no network but loopback, known randomness, unit tests that are fast."""

import gc
import ipaddress
import os
import secrets
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
LONG = os.environ.get("TREDE_LONG") == "1"
UNIT_SECONDS = 0.010
MOST_RUNS = 10
FLOOR_SECONDS = 0.0009
"""What `_floor` costs on the machine for which the limit was set."""

settings.register_profile("short", max_examples=60, deadline=None, derandomize=True)
settings.register_profile(
    "long", max_examples=2_000, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("long" if LONG else "short")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--postgres",
        action="store_true",
        help="run on PostgreSQL: the one of TEST_DATABASE_URL, else one started from a package (see tests/settings.py)",
    )


@pytest.fixture(autouse=True)
def _any_region(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each test choose its region: who imports the server's entry point settles on one for the whole process."""
    from trede.regions import registry

    monkeypatch.setattr(registry, "_settled", [])


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose a seed for the long form, so that a failure can be run again; the short form always runs the same."""
    if LONG and config.getoption("hypothesis_seed") is None and not hasattr(config, "workerinput"):
        config.option.hypothesis_seed = secrets.randbelow(2**31)
    _forbid_network()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    from django.db import connection

    seed = config.getoption("hypothesis_seed")
    chance = f"random, --hypothesis-seed={seed}" if LONG else "the same examples each time"
    terminalreporter.write_line(f"database: {connection.vendor}; property tests: {chance}")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Share the tests out over the workers as `tests.scheduling` says."""
    from tests.scheduling import Together

    return Together(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this run does not ask for: slow tests, and on PostgreSQL what does not depend on the database."""
    for item in items:
        if item.path.is_relative_to(ROOT / "tests" / "browser"):
            item.add_marker(pytest.mark.browser)
    left_out = set() if LONG else {"slow"} | ({"any_database"} if config.getoption("postgres") else set())
    items[:] = [item for item in items if left_out.isdisjoint(mark.name for mark in item.iter_markers())]


def _forbid_network() -> None:
    """Refuse connections and look-ups beyond this machine, whoever in this process tries them."""

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "socket.connect":
            address = arguments[1]
            host = address[0] if isinstance(address, tuple) else None  # a path: a Unix socket
        elif event == "socket.getaddrinfo":
            host = arguments[0]
        else:
            return
        if host is not None and not _is_loopback(host):
            raise RuntimeError(f"tests may not reach the network, and this one tried {host}")

    sys.addaudithook(refuse)


def _is_loopback(host: str | bytes) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in {"", "localhost", "127.0.0.1", "::1"}:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _is_timed(item: pytest.Item) -> bool:
    if not item.path.is_relative_to(ROOT / "tests" / "unit"):
        return False
    function = getattr(item, "obj", None)
    return not (item.get_closest_marker("exhaustive") or getattr(function, "is_hypothesis_test", False))


def _floor() -> float:
    """Return the seconds of a loop that is always the same: how quick the machine is right now."""
    started, total = time.thread_time(), 0
    for number in range(20_000):
        total += number * number % 7
    return time.thread_time() - started


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fail a unit test that costs over 10 ms of processor time (wall time would judge the neighbours on the machine).

    A first call may pay for imports and caches, and a neighbour may hold up a core: the best of some runs counts, next
    to a loop that is always the same.
    """
    if not _is_timed(item):
        return (yield)
    gc.disable()
    try:
        started = time.thread_time()
        result = yield
        spent = time.thread_time() - started
        runs = 1
        while spent > UNIT_SECONDS and runs < MOST_RUNS:
            started = time.thread_time()
            item.runtest()
            spent = min(spent, time.thread_time() - started)
            runs += 1
        slow = 1.0 if spent <= UNIT_SECONDS else max(1.0, min(_floor() for _ in range(5)) / FLOOR_SECONDS)
    finally:
        gc.enable()
    if spent > UNIT_SECONDS * slow:
        pytest.fail(
            f"a unit test may cost 10 ms and this one cost {spent * 1000:.0f}: make it smaller, mark it `exhaustive`, "
            "or move it to tests/integration",
            pytrace=False,
        )
    return result


@pytest.fixture(scope="session", autouse=True)
def _empty_tables_in_tests() -> Iterator[None]:
    """Let transactional tests empty the tables, journal and ledger too: the product itself refuses that."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    from trede.journal import triggers as journal
    from trede.journal.guard import unguarded
    from trede.subsidies import triggers as ledger

    original = BaseDatabaseOperations.execute_sql_flush

    def flush(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
        with unguarded("tests empty the tables"), self.connection.cursor() as cursor:
            sqlite = self.connection.vendor == "sqlite"
            if sqlite:
                away, back = journal.SQLITE_BACK + ledger.SQLITE_BACK, journal.SQLITE + ledger.SQLITE
            else:
                away, back = journal.POSTGRESQL_BACK + ledger.POSTGRESQL_BACK, journal.POSTGRESQL + ledger.POSTGRESQL
            for statement in away:
                cursor.execute(statement)
            original(self, sql_list)
            for statement in back:
                cursor.execute(statement)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush)
        yield
