"""No write without an event: the technical half of HOUSE §3.2.

Every connection carries a wrapper that looks at each statement. A write to a room's table outside an action is
refused; inside an action it is noted, and an action that wrote but recorded nothing is rolled back.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

GUARDED_APPS = frozenset(
    {"companies", "partners", "scan", "chain", "monitor", "subsidies", "lab", "agenda", "atlas", "accounts"}
)
_WRITE = re.compile(r'\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+"?([a-z0-9_]+)"?', re.IGNORECASE)
_FREE = re.compile(
    r'\s*(?:UPDATE\s+"accounts_user"\s+SET\s+"last_login"'
    r'|UPDATE\s+"accounts_passkey"\s+SET\s+"sign_count"'
    r'|(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"accounts_session")',
    re.IGNORECASE,
)
"""What logging in leaves behind: the journal keeps who did what, not who was in when."""


class UnrecordedWrite(RuntimeError):
    """A programming error: something was written without an event in the journal. The transaction is rolled back."""


class Scope:
    """What one action wrote and recorded so far."""

    __slots__ = ("recorded", "wrote")

    def __init__(self) -> None:
        self.wrote: str | None = None
        self.recorded = 0


scope: ContextVar[Scope | None] = ContextVar("trede_action", default=None)
_free: ContextVar[str | None] = ContextVar("trede_unguarded", default=None)


@contextmanager
def unguarded(reason: str) -> Iterator[None]:
    """Allow writes without an event: migrations, test fixtures, restoring a backup. `reason` says why."""
    token = _free.set(reason)
    try:
        yield
    finally:
        _free.reset(token)


@cache
def guarded_tables() -> frozenset[str]:
    """Return the tables of all rooms."""
    return frozenset(
        model._meta.db_table
        for app in apps.get_app_configs()
        if app.label in GUARDED_APPS
        for model in app.get_models(include_auto_created=True)
    )


@lru_cache(maxsize=1024)
def _written(sql: str) -> str | None:
    """Return the table of a room that a statement writes to, or None."""
    match = _WRITE.match(sql)
    if match is None or match[1] not in guarded_tables() or _FREE.match(sql):
        return None
    return match[1]


def look(
    execute: Callable[[str, Any, bool, dict[str, Any]], Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Let a statement through, or raise UnrecordedWrite. Reads cost one look at the first letter."""
    if sql[:1] in "IUDiud \n":
        table = _written(sql)
        if table is not None:
            _note(table)
    return execute(sql, params, many, context)


def _note(table: str) -> None:
    current = scope.get()
    if current is not None:
        current.wrote = table
    elif _free.get() is None:
        raise UnrecordedWrite(f"a write to {table} outside an action: put it in an action that records an event")


def watch(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Put the guard on a new connection."""
    if look not in connection.execute_wrappers:
        connection.execute_wrappers.append(look)
