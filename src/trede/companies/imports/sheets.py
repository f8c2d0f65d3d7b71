"""XLSX in and out. Only imported for such a file: the library costs a quarter of a second."""

import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from openpyxl import Workbook, load_workbook

from trede.companies.imports.tables import MOST_COLUMNS, Row, escaped, too_many_rows
from trede.core.errors import InputError

MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 200
"""Sheets full of the same words pack to a fiftieth; a bomb packs to a thousandth."""
MOST_PARTS = 1_000
GAPS = 10
"""How many times `most_rows` lines may be looked at: a sheet may have empty lines, but not a million of them."""


def read_sheet(content: bytes, *, most_rows: int) -> Iterator[Row]:
    """Yield the rows of the first sheet as text. Raises InputError when it is no XLSX, or unpacks to too much."""
    _check_size(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and drawings, which are not read
            found = _rows(content, most_rows)
    except InputError:
        raise
    except Exception as error:  # a stranger's file makes the library fail in any way it can
        raise _unreadable() from error
    yield from found


def _rows(content: bytes, most_rows: int) -> list[Row]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    found: list[Row] = []
    try:
        for number, cells in enumerate(book.worksheets[0].iter_rows(max_col=MOST_COLUMNS + 1), 1):
            if number > most_rows * GAPS:
                raise too_many_rows(most_rows)
            row = Row(number, tuple(_text(cell) for cell in cells))
            if any(row.cells):
                found.append(row)
    finally:
        book.close()
    return found


def _unreadable() -> InputError:
    return InputError(
        "unreadable-file",
        "Dit bestand kunnen we niet lezen. Bewaar het opnieuw als CSV of XLSX.",
        "This file cannot be read. Save it again as CSV or XLSX.",
    )


def _check_size(content: bytes) -> None:
    """Refuse what would fill the memory once unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except Exception as error:  # idem
        raise _unreadable() from error
    most = min(MOST_UNPACKED, len(content) * MOST_RATIO)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > most:
        raise InputError("too-large", "Dit bestand is te groot.", "This file is too large.")


def _text(cell: Any) -> str:
    """Return a cell as a person would type it: days as 2026-05-12, a share shown as 43% as 43, whole numbers whole."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, float | int) and not isinstance(value, bool):
        number = Decimal(str(value))
        if "%" in (cell.number_format or ""):
            number *= 100
        return format(number.normalize(), "f") if number.is_finite() else str(value)
    return str(value)


def write_sheet(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return an XLSX in which every cell is text, so that no zero in front of a number gets lost."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (headers, *rows):
        sheet.append([escaped(cell) for cell in row])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()
