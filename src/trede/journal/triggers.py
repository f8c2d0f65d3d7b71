"""The triggers that make the journal append-only, for both databases.

The allowance is a row in `journal_allowance`, set and taken away inside one transaction: on SQLite nobody else
writes meanwhile, on PostgreSQL nobody else sees it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

SQLITE = [
    "CREATE TABLE journal_allowance (id integer PRIMARY KEY)",
    """CREATE TRIGGER journal_event_no_update BEFORE UPDATE ON journal_event
       WHEN NOT EXISTS (SELECT 1 FROM journal_allowance)
       BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER journal_event_no_delete BEFORE DELETE ON journal_event
       BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
]
SQLITE_BACK = [
    "DROP TRIGGER journal_event_no_update",
    "DROP TRIGGER journal_event_no_delete",
    "DROP TABLE journal_allowance",
]
POSTGRESQL = [
    "CREATE TABLE journal_allowance (id integer PRIMARY KEY)",
    """CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_OP = 'UPDATE' AND EXISTS (SELECT 1 FROM journal_allowance) THEN RETURN NEW; END IF;
         RAISE EXCEPTION 'the journal is append-only';
       END $$""",
    """CREATE TRIGGER journal_event_append_only BEFORE UPDATE OR DELETE ON journal_event
       FOR EACH ROW EXECUTE FUNCTION journal_append_only()""",
    """CREATE TRIGGER journal_event_no_truncate BEFORE TRUNCATE ON journal_event
       FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()""",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER journal_event_append_only ON journal_event",
    "DROP TRIGGER journal_event_no_truncate ON journal_event",
    "DROP FUNCTION journal_append_only()",
    "DROP TABLE journal_allowance",
]


@contextmanager
def update_allowed() -> Iterator[None]:
    """Let one transaction change events. Used by `journal.shred` alone."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO journal_allowance (id) VALUES (1) ON CONFLICT DO NOTHING")
        yield  # an error rolls the whole transaction back, the allowance with it
        cursor.execute("DELETE FROM journal_allowance")
