"""Rows in and out of the database by short ways, for the few tables that every visitor writes to.

Django builds the statement anew for each `save()`; here it is built once per table and database. Values have the type
of their field: those that the driver takes as they are go in as they are, all others through the field's own
preparation.
"""

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

_AS_THEY_ARE = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)
M = TypeVar("M", bound=models.Model)
_Prepare = Callable[[Any, Any], Any]


@cache
def _statement(model: type[models.Model], vendor: str) -> tuple[str, tuple[tuple[str, _Prepare | None], ...]]:
    """Return the statement and, per column, the attribute and how its value is prepared (None: as it is)."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    quote = _database().ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    returning = f" RETURNING {quote(str(model._meta.pk.column))}" if vendor == "postgresql" else ""
    prepared = tuple(
        (field.attname, None if isinstance(field, _AS_THEY_ARE) else partial(field.get_db_prep_value, prepared=True))
        for field in fields
    )
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks}){returning}", prepared  # noqa: S608  # names of our own tables


def insert(model: type[models.Model], values: Mapping[str, Any]) -> Any:
    """Insert a row and return its key. `values` holds every other column, by the name of its attribute.

    Sends no save signals; raises what the database raises.
    """
    database = _database()
    statement, prepared = _statement(model, database.vendor)
    parameters = [values[name] if prepare is None else prepare(values[name], database) for name, prepare in prepared]
    with database.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()[0] if database.vendor == "postgresql" else cursor.lastrowid


def stored(model: type[M], values: Mapping[str, Any]) -> M:
    """Return an instance of a row that is in the database; what is not in `values` is fetched when somebody asks.

    As `Model.from_db`, which looks at every field to see whether it is there.
    """
    row = model.__new__(model)
    row._state = models.base.ModelState()
    row._state.adding = False
    row._state.db = DEFAULT_DB_ALIAS
    vars(row).update(values)
    return row


def _database() -> BaseDatabaseWrapper:
    """Return this thread's connection itself: `django.db.connection` looks it up again at every attribute."""
    return connections[DEFAULT_DB_ALIAS]
