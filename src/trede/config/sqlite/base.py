"""SQLite as Django has it, but for two things that cost more than the statements they belong to.

Django writes the marks of every statement anew at every call (`%s` becomes `?`), and sends BEGIN through all layers of
a cursor. Here the marks are written once per statement, and BEGIN goes straight to the connection.
"""

from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base


@lru_cache(maxsize=256)
def _question_marks(query: str) -> str:
    return str(base.FORMAT_QMARK_REGEX.sub("?", query)).replace("%%", "%")


class Cursor(base.SQLiteCursorWrapper):
    """A cursor that remembers how SQLite wants a statement."""

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        """Return the statement with SQLite's own marks."""
        if param_names is not None:
            return str(super().convert_query(query, param_names=param_names))
        return _question_marks(query)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection with such cursors."""

    transaction_mode: str
    """How a transaction begins; `trede.config.env.database` sets it."""

    def create_cursor(self, name: str | None = None) -> Any:  # noqa: ARG002  # only PostgreSQL names cursors
        """Return a cursor."""
        return self.connection.cursor(factory=Cursor)

    def _start_transaction_under_autocommit(self) -> None:
        with self.wrap_database_errors:
            self.connection.execute(f"BEGIN {self.transaction_mode}")
