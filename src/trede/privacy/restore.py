"""Put a backup into an empty database, and compare a backup with what is in a database."""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

from trede.core.errors import InputError, OutOfOrder
from trede.journal.guard import unguarded
from trede.privacy.backup import (
    FORMAT,
    MANIFEST,
    Manifest,
    Table,
    applied_migrations,
    file_of,
    last_number,
    models_to_keep,
    snapshot,
    table_as_it_is,
)

_AT_ONCE = 500
Tell = Callable[[str], None]


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """Open a backup and check every file in it against its manifest. Raises InputError when it is not whole."""
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise _broken(path) from error
    with archive:
        try:
            manifest = _manifest(archive)
            whole = all(_measured(archive, table.model) == (table.rows, table.sha256) for table in manifest.tables)
        except (OSError, zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError) as error:
            raise _broken(path) from error
        if not whole:
            raise _broken(path)
        yield archive, manifest


def _broken(path: Path) -> InputError:
    return InputError(
        "no-backup",
        f"{path} is geen hele reservekopie van Trede. Neem een andere.",
        f"{path} is not a whole backup of Trede. Use another one.",
    )


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    said = json.loads(archive.read(MANIFEST))
    if said["format"] != FORMAT:
        raise ValueError(said["format"])
    return Manifest(**{**said, "tables": [Table(**table) for table in said["tables"]]})


def _measured(archive: zipfile.ZipFile, label: str) -> tuple[int, str]:
    rows, digest = 0, hashlib.sha256()
    with archive.open(file_of(label)) as file:
        for line in file:
            digest.update(line)
            rows += 1
    return rows, digest.hexdigest()


def restore(path: Path, *, tell: Tell = lambda _: None) -> Manifest:
    """Put a backup into the database, compare counts and checksums, then bring it to the shape of this version.

    Raises InputError for a file that is not whole, OutOfOrder when the database holds anything or the backup was made
    by a newer version. The rows go in within one transaction: all of them or none.
    """
    with opened(path) as (archive, manifest):
        executor = MigrationExecutor(connection)
        wanted = {(app, name) for app, name in manifest.migrations}
        _check_versions(executor, wanted)
        _check_empty(executor)
        executor.migrate(_leaves(executor, wanted))
        kept = _models_at(executor, wanted)
        with unguarded("restoring a backup: the events come along"), transaction.atomic():
            for table in manifest.tables:
                tell(f"{table.model}: {table.rows}")
                _load(archive, kept[table.model], table)
            differences = list(_differences(manifest, kept))
            if differences:
                raise OutOfOrder("restore-differs", "; ".join(differences), "; ".join(differences))
    call_command("migrate", verbosity=0, interactive=False)
    return manifest


def verify(path: Path) -> list[str]:
    """Compare a backup with the database and return what differs; an empty list when nothing does.

    Raises InputError for a file that is not whole, OutOfOrder when the database has another shape than the backup.
    """
    with opened(path) as (_, manifest):
        if applied_migrations() != manifest.migrations:
            raise OutOfOrder(
                "other-version",
                "Het bestand is heel. De database heeft een andere versie en is dus niet te vergelijken.",
                "The file is whole. The database is of another version, so the two cannot be compared.",
            )
        with snapshot():
            return list(_differences(manifest, {model._meta.label_lower: model for model in models_to_keep()}))


def _differences(manifest: Manifest, kept: dict[str, Any]) -> Iterator[str]:
    for table in manifest.tables:
        found = table_as_it_is(kept[table.model])
        if found.rows != table.rows:
            yield f"{table.model}: {found.rows} rows in the database, {table.rows} in the backup"
        elif found.sha256 != table.sha256:
            yield f"{table.model}: other content ({table.rows} rows)"
        elif found.last_number < table.last_number:
            yield f"{table.model}: numbers given out up to {found.last_number}, in the backup {table.last_number}"


def _check_versions(executor: MigrationExecutor, wanted: set[tuple[str, str]]) -> None:
    if not wanted <= set(executor.loader.disk_migrations or {}):
        raise OutOfOrder(
            "newer-backup",
            "Deze reservekopie komt uit een nieuwere versie. Werk Trede eerst bij.",
            "This backup was made by a newer version. Update Trede first.",
        )
    if not set(executor.loader.applied_migrations) <= wanted:
        raise OutOfOrder(
            "newer-database",
            "De database is nieuwer dan de reservekopie. Gebruik een database zonder tabellen.",
            "The database is newer than the backup. Use a database without tables.",
        )


def _check_empty(executor: MigrationExecutor) -> None:
    applied = set(executor.loader.applied_migrations)
    for label, model in _models_at(executor, applied).items():
        if model.objects.exists():
            raise OutOfOrder(
                "not-empty",
                f"De database is niet leeg: er staat al iets in {label}. Gebruik een lege database.",
                f"The database is not empty: {label} holds rows already. Use an empty database.",
            )


def _leaves(executor: MigrationExecutor, wanted: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the last of the wanted migrations per app: Django would undo what comes after any other."""
    nodes = executor.loader.graph.node_map
    return sorted(
        node
        for node in wanted
        if not any(child.key in wanted and child.key[0] == node[0] for child in nodes[node].children)
    )


def _models_at(executor: MigrationExecutor, applied: set[tuple[str, str]]) -> dict[str, Any]:
    """Return the models by name as they were after these migrations."""
    if not applied:
        return {}
    state = executor.loader.project_state(_leaves(executor, applied))
    return {model._meta.label_lower: model for model in models_to_keep(state.apps)}


def _load(archive: zipfile.ZipFile, model: Any, table: Table) -> None:
    columns = {column.attname: column for column in model._meta.concrete_fields}
    for column in columns.values():  # the model of this moment in history; a moment that was stored stays what it was
        column.auto_now = column.auto_now_add = False
    waiting: list[models.Model] = []
    with archive.open(file_of(table.model)) as file:
        for line in file:
            given = {name: columns[name].to_python(value) for name, value in json.loads(line).items()}
            waiting.append(model(**given))
            if len(waiting) == _AT_ONCE:
                model.objects.bulk_create(waiting)
                waiting.clear()
    model.objects.bulk_create(waiting)
    if table.last_number > last_number(model):
        _set_last_number(model, table.last_number)


def _set_last_number(model: Any, number: int) -> None:
    name, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{name}"', column, number])
            return
        cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [number, name])
        if cursor.rowcount == 0:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, number])
