"""Rows as CSV, JSON and Parquet, with a mark (ETag) that changes with what is in them."""

import csv
import io
import json
from collections import OrderedDict
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from trede.companies.imports.tables import escaped
from trede.core.pack import Pack
from trede.opendata.fields import LICENCES, Dataset, Row, records, table_schema
from trede.web.addresses import site

_NULL = "\x01"
"""Stands for nothing in the file that DuckDB reads; no text holds it."""
_TYPES = {"string": "VARCHAR", "integer": "BIGINT", "date": "DATE"}
_KEPT = 16
_made: OrderedDict[str, bytes] = OrderedDict()
_lock = Lock()


def mark(dataset: Dataset, form: str, rows: Sequence[Row], language: str = "") -> str:
    """Return the ETag of these rows in this form. The same rows give the same mark in every process."""
    about = (dataset.key, dataset.version, dataset.names, form, language, tuple(rows))
    return f'"{blake2b(repr(about).encode(), digest_size=12).hexdigest()}"'


def mark_of(content: bytes) -> str:
    """Return the ETag of these bytes."""
    return f'"{blake2b(content, digest_size=12).hexdigest()}"'


def csv_bytes(dataset: Dataset, rows: Sequence[Row]) -> bytes:
    """Return CSV (RFC 4180, UTF-8). A text that a spreadsheet would take for a formula starts with an apostrophe."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(dataset.names)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return written.getvalue().encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return escaped(value) if isinstance(value, str) else str(value)


def json_bytes(pack: Pack, dataset: Dataset, rows: Sequence[Row], language: str) -> bytes:
    """Return one document: what it is, its licence and version, the columns, and the rows."""
    document = {
        "dataset": dataset.key,
        "title": dataset.title(pack, language),
        "description": dataset.about(pack, language),
        "origin": dataset.origin(pack, language),
        "region": pack.info.key,
        "version": dataset.version,
        "licence": {"name": dataset.licence, "url": LICENCES[dataset.licence]},
        "page": site(f"/open-data/{dataset.key}"),
        "schema": table_schema(pack, dataset, language),
        "rows": records(dataset, rows),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def parquet_bytes(dataset: Dataset, rows: Sequence[Row]) -> bytes:
    """Return Parquet with the types of the columns. Made once per content; the last few are kept."""
    key = mark(dataset, "parquet", rows)
    with _lock:
        found = _made.get(key)
        if found is None:
            found = _made[key] = _parquet(dataset, rows)
            while len(_made) > _KEPT:
                _made.popitem(last=False)
        return found


def _parquet(dataset: Dataset, rows: Sequence[Row]) -> bytes:
    """Write through a CSV of our own: DuckDB reads that far faster than rows one by one."""
    import duckdb  # here and not above: 70 MB that most processes never need

    with TemporaryDirectory() as folder:
        given, made = Path(folder) / "rows.csv", Path(folder) / "rows.parquet"
        with given.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerow(dataset.names)
            writer.writerows([_NULL if value is None else value for value in row] for row in rows)
        columns = {field.name: _TYPES[field.type] for field in dataset.fields}
        with duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "256MB"}) as connection:
            table = connection.read_csv(
                str(given),
                header=True,
                columns=columns,
                na_values=_NULL,
                allow_quoted_nulls=True,
                delimiter=",",
                quotechar='"',
                escapechar='"',
                auto_detect=False,
            )
            table.write_parquet(str(made), compression="zstd")
        return made.read_bytes()
