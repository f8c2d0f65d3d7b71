"""The journal as a columnar file: what `trede snapshot` writes and `trede monitor --snapshot` reads.

A snapshot is a folder with `events.parquet` and `manifest.json`. It holds numbers, days, keys and rungs; no names, no
codes, no addresses. Rows pass through a file, so memory does not grow with the journal.
"""

import csv
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from trede.core.errors import InputError
from trede.core.federation import SHARED, shared_events
from trede.core.frames import COLUMNS
from trede.core.indicators import ELSEWHERE, SOURCE_EVENTS, EventRow
from trede.core.snapshot_rows import flat
from trede.journal import clock
from trede.journal.models import Event
from trede.regions.registry import pack

EVENTS, MANIFEST = "events.parquet", "manifest.json"
SCHEMA = 1
"""Version of the columns. A program reads only the version it knows."""
_BATCH = 5000
_SHARED_AS = {
    "firm": "n.new",
    "gone": "g.new",
    "recorded_at": "date_trunc('hour', e.recorded_at)",
    "municipality": (
        f"CASE WHEN e.municipality IN ('', '{ELSEWHERE}') THEN e.municipality "
        "WHEN e.municipality IS NOT NULL THEN 'in' END"
    ),
}
"""What stands in a shared column instead of what the journal has."""
_FIELDS = ("pk", "type", "occurred_on", "recorded_at", "firm", "organisation", "subject", "data")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot is. `fictional`: made by `trede simulate`; `shared`: the indicators it was made to share."""

    schema: int
    region: str
    pack: str
    events: int
    recorded_until: str
    digest: str
    fictional: bool
    shared: tuple[str, ...] = ()


def write(folder: Path, *, shared: tuple[str, ...] = (), progress: Callable[[int], None] = lambda _: None) -> Manifest:
    """Write the journal of this installation into a folder, whole or not at all. Reads in one query.

    With `shared` only what these indicators need, with firms numbered anew at random: for a federation of regions.
    Raises InputError when the folder cannot be written.
    """
    region = pack()
    made_at = clock.now().isoformat()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as work:
            table = Path(work) / "events.csv"
            count = _to_csv(table, region.info.key, progress)
            parquet = Path(work) / EVENTS
            to_parquet(table, parquet)
            if shared:
                count = _share(parquet, shared)
            manifest = Manifest(
                SCHEMA, region.info.key, region.reference, count, made_at, digest_of(parquet), False, shared
            )
            put(folder, parquet, manifest)
    except OSError as error:
        raise InputError(
            "snapshot-folder",
            "In deze map kunnen we niet schrijven. Kies een andere map.",
            f"Cannot write into {folder}. Choose another folder.",
        ) from error
    return manifest


def put(folder: Path, parquet: Path, manifest: Manifest) -> None:
    """Put a finished file and its manifest in place; the manifest last, so that a half snapshot has none."""
    (folder / MANIFEST).unlink(missing_ok=True)
    parquet.replace(folder / EVENTS)
    part = folder / f"{MANIFEST}.part"
    values = {name: getattr(manifest, name) for name in Manifest.__dataclass_fields__}
    part.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
    part.replace(folder / MANIFEST)


def read_manifest(folder: Path) -> Manifest:
    """Return what a folder holds. Raises InputError when it is no snapshot of ours, or its file was changed."""
    try:
        read = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**{**read, "shared": tuple(read.get("shared", ()))})
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise _no_snapshot(folder) from error
    if manifest.schema != SCHEMA or not (folder / EVENTS).exists():
        raise _no_snapshot(folder)
    if digest_of(folder / EVENTS) != manifest.digest:
        raise InputError(
            "snapshot-changed",
            "Dit bestand is veranderd nadat het is gemaakt. Maak de momentopname opnieuw.",
            f"{folder / EVENTS} was changed after it was made. Make the snapshot again.",
        )
    return manifest


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    found = sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            found.update(piece)
    return found.hexdigest()


def to_parquet(table: Path, parquet: Path) -> None:
    """Turn a table of `COLUMNS` without a head into Parquet."""
    import duckdb

    columns = "{" + ", ".join(f"'{name}': '{kind}'" for name, kind in COLUMNS.items()) + "}"
    with duckdb.connect(config={"memory_limit": "1GB", "threads": os.cpu_count() or 1}) as connection:
        connection.execute(
            f"COPY (SELECT * FROM read_csv(?, columns={columns}, header=false, auto_detect=false, nullstr='', "  # noqa: S608
            "delim=',', quote='\"')) TO ? (FORMAT parquet, COMPRESSION zstd)",
            [str(table), str(parquet)],
        )


def _share(parquet: Path, keys: tuple[str, ...]) -> int:
    """Leave in a file only what is shared, and give each firm another number. Returns how many events are left.

    The key of the new numbers is drawn here and kept nowhere: not even the region can go back from them to a firm.
    """
    import duckdb

    key, whole = token_hex(32), parquet.with_suffix(".whole")
    parquet.replace(whole)
    columns = ", ".join(_SHARED_AS.get(name, name if name in SHARED else f"NULL::{COLUMNS[name]}") + f" AS {name}"
                        for name in COLUMNS)  # fmt: skip
    kinds = ", ".join(f"'{kind}'" for kind in shared_events(keys))
    with duckdb.connect(config={"memory_limit": "1GB"}) as connection:
        # Every word in these statements is a constant of this program; only the key is not, and it is a parameter.
        connection.execute(
            f"CREATE VIEW events AS SELECT * FROM read_parquet('{whole}') WHERE type IN ({kinds})"  # noqa: S608
        )
        connection.execute(
            "CREATE TABLE numbers AS SELECT old, row_number() OVER (ORDER BY sha256(? || old)) AS new FROM "
            "(SELECT firm AS old FROM events UNION SELECT gone FROM events) WHERE old IS NOT NULL",
            [key],
        )
        connection.execute(
            f"COPY (SELECT {columns} FROM events e JOIN numbers n ON n.old = e.firm "  # noqa: S608
            f"LEFT JOIN numbers g ON g.old = e.gone ORDER BY e.id) TO '{parquet}' (FORMAT parquet, COMPRESSION zstd)"
        )
        found = connection.execute("SELECT count(*) FROM events").fetchall()
    whole.unlink()
    return int(found[0][0])


def _to_csv(path: Path, region: str, progress: Callable[[int], None]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        for count, (number, row) in enumerate(_rows(), 1):
            lines.writerow(flat(number, row, region=region))
            if count % _BATCH == 0:
                progress(count)
    return count


def _rows() -> Iterator[tuple[int, EventRow]]:
    found = Event.objects.filter(type__in=SOURCE_EVENTS, firm__isnull=False).order_by("pk").values_list(*_FIELDS)
    for number, *values in found.iterator(chunk_size=_BATCH):
        yield number, EventRow(*values)


def _no_snapshot(folder: Path) -> InputError:
    return InputError(
        "no-snapshot",
        "In deze map staat geen momentopname die we kunnen lezen. Maak er een met: trede snapshot MAP.",
        f"{folder} holds no snapshot this version can read. Make one with: trede snapshot DIR.",
    )
