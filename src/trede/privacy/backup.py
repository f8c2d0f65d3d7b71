"""A backup that any supported database can take back: one zip with a file of JSON lines per table, and a manifest.

Read in one snapshot, so it is consistent while the site serves and stops nobody from writing. What only lives for
hours (sessions, failed logins, limits) is left out: after a restore people log in again.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.apps.registry import Apps
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from trede import __version__
from trede.core.errors import InputError
from trede.journal import clock
from trede.regions.registry import pack

FORMAT = "trede-backup-1"
MANIFEST = "manifest.json"
LEFT_OUT_APPS = frozenset({"sessions", "axes", "contenttypes", "auth"})
LEFT_OUT = frozenset({"web.bucket", "accounts.session"})
_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Table:
    """One table in the backup: rows, SHA-256 of its file, and the highest number ever given out (0: none)."""

    model: str
    rows: int
    sha256: str
    last_number: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the backup holds. `migrations` says to which shape of the database the rows belong."""

    made_at: str
    trede: str
    pack: str
    migrations: list[list[str]]
    tables: list[Table]
    format: str = FORMAT
    left_out: list[str] = field(default_factory=lambda: sorted([*LEFT_OUT_APPS, *LEFT_OUT]))


def models_to_keep(registry: Apps = apps) -> list[type[models.Model]]:
    """Return the models whose rows belong in a backup, sorted by name."""
    found = [
        model
        for model in registry.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.app_label not in LEFT_OUT_APPS
        and model._meta.label_lower not in LEFT_OUT
    ]
    return sorted(found, key=lambda model: model._meta.label_lower)


@contextmanager
def snapshot() -> Iterator[None]:
    """Read everything inside the block from one moment, without keeping anybody from writing."""
    if connection.in_atomic_block:  # the transaction around it is the snapshot
        yield
        return
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")  # Django's own transactions take the lock for writing
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def write_backup(path: Path) -> Manifest:
    """Write the backup to `path`, readable by its owner only, and return its manifest.

    The file appears when it is whole. Raises InputError when it exists already.
    """
    if path.exists():
        raise InputError("file-exists", f"{path} bestaat al.", f"{path} exists already: choose another name.")
    fresh = path.with_name(f".{path.name}.part")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with (
            os.fdopen(descriptor, "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
            snapshot(),
        ):
            tables = [_write_table(archive, model) for model in models_to_keep()]
            manifest = Manifest(clock.now().isoformat(), __version__, pack().reference, applied_migrations(), tables)
            archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return manifest


def applied_migrations() -> list[list[str]]:
    """Return app and name of every migration that the database went through, sorted."""
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


def file_of(label: str) -> str:
    """Return the name of the file of one model in the archive."""
    return f"tables/{label}.jsonl"


def _write_table(archive: zipfile.ZipFile, model: type[models.Model]) -> Table:
    rows, digest = 0, hashlib.sha256()
    with archive.open(file_of(model._meta.label_lower), "w", force_zip64=True) as file:
        for line in lines_of(model):
            file.write(line)
            digest.update(line)
            rows += 1
    return Table(model._meta.label_lower, rows, digest.hexdigest(), last_number(model))


def lines_of(model: Any) -> Iterator[bytes]:
    """Yield each row as a line of JSON, in the order of the key: the same content gives the same bytes everywhere."""
    names = [column.attname for column in model._meta.concrete_fields]
    rows = model.objects.order_by("pk").values_list(*names).iterator(chunk_size=_CHUNK)
    for row in rows:
        plain = {name: _plain(value) for name, value in zip(names, row, strict=True)}
        yield json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def table_as_it_is(model: type[models.Model]) -> Table:
    """Return rows and SHA-256 of a table in the database now, to compare with a backup."""
    rows, digest = 0, hashlib.sha256()
    for line in lines_of(model):
        digest.update(line)
        rows += 1
    return Table(model._meta.label_lower, rows, digest.hexdigest(), last_number(model))


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def last_number(model: type[models.Model]) -> int:
    """Return the highest number this table ever gave out: numbers of erased rows stand in the journal still."""
    if not isinstance(model._meta.pk, models.AutoField):
        return 0
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
            sequence = cursor.fetchone()[0]
            cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")  # noqa: S608
        else:
            cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        return int(cursor.fetchone()[0])
