"""A table of text, read from whatever a spreadsheet makes of it. Pure: bytes in, rows or one sentence out.

A CSV row is one line of the file: a quote that somebody forgot spoils its own row and never swallows the next ones.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from trede.core.errors import InputError

MOST_BYTES = 50 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 100
MOST_CELL = 1_000
_DELIMITERS = ";,\t"
_SEP_LINE = re.compile(r'"?sep=([;,\t|])"?', re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\r|\n")
_RISKY = re.compile(r"[=+\-@]|'[=+\-@']")
"""How a cell starts that is a formula to a spreadsheet, or that `escaped` could have made."""
_MARKED = re.compile(r"'[=+\-@']")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet shows it, and its cells. `problem` says why it could not be read."""

    number: int
    cells: tuple[str, ...]
    problem: InputError | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The names of the columns as they were written, and the rows below them; empty rows are left out."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(content: bytes, *, most_rows: int = MOST_ROWS) -> Table:
    """Read CSV (UTF-8 with or without mark, else Windows-1252; semicolon, comma or tab) or XLSX (the first sheet).

    White space inside a cell counts as one space. Raises InputError when the file as a whole cannot be read or has more
    than `most_rows` rows; a row that cannot be read carries its own problem.
    """
    if len(content) > MOST_BYTES:
        raise _refused("too-large", "Dit bestand is te groot.", "This file is too large.")
    if content[:4] == b"PK\x03\x04":
        from trede.companies.imports.sheets import read_sheet

        return _table(read_sheet(content, most_rows=most_rows), most_rows)
    return _table(_lines(_decoded(content)), most_rows)


def too_many_rows(most: int) -> InputError:
    """Return what to say about a file with more than `most` rows."""
    return _refused(
        "too-many-rows",
        f"Dit bestand heeft meer dan {most} regels. Knip het in stukken.",
        f"This file has more than {most} rows. Cut it into parts.",
    )


def _refused(code: str, dutch: str, english: str) -> InputError:
    return InputError(code, dutch, english)


def _decoded(content: bytes) -> str:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refused(
        "unreadable-file",
        "Dit bestand kunnen we niet lezen. Bewaar het als CSV of XLSX.",
        "This file cannot be read. Save it as CSV or XLSX.",
    )


def _lines(text: str) -> Iterator[Row]:
    lines = _LINE_END.split(text)
    named = _SEP_LINE.fullmatch(lines[0].strip(" "))
    start = 1 if named else 0
    delimiter = named[1] if named else _delimiter(next((line for line in lines if line.strip()), ""))
    for number, line in enumerate(lines[start:], start + 1):
        yield _row(number, line, delimiter)


def _delimiter(header: str) -> str:
    outside = re.sub(r'"[^"]*"', "", header)
    return max(_DELIMITERS, key=outside.count)


def _row(number: int, line: str, delimiter: str) -> Row:
    try:
        cells = next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:  # a quote left open, or a cell beyond all measure
        problem = _refused(
            "unreadable-row",
            "Deze regel kunnen we niet lezen. Kijk of elke aanhaling gesloten is.",
            "This row cannot be read. See whether each quotation mark is closed.",
        )
        return Row(number, (line[:MOST_CELL],), problem)
    return Row(number, tuple(cells))


def _table(rows: Iterable[Row], most: int) -> Table:
    headers: tuple[str, ...] | None = None
    found: list[Row] = []
    for row in rows:
        cells = tuple(unescaped(" ".join(cell.split())) for cell in row.cells)
        if not any(cells):
            continue
        if headers is None:
            headers = _checked_headers(row, cells)
            continue
        if len(found) == most:
            raise too_many_rows(most)
        found.append(Row(row.number, _without_tail(cells), row.problem or _shape_problem(cells, len(headers))))
    if headers is None:
        raise _refused("empty-file", "Dit bestand is leeg.", "This file is empty.")
    return Table(headers, tuple(found))


def _checked_headers(row: Row, cells: tuple[str, ...]) -> tuple[str, ...]:
    if row.problem is not None:
        raise row.problem
    named = _without_tail(cells)
    if len(named) > MOST_COLUMNS:
        raise _refused("too-many-columns", "Dit bestand heeft te veel kolommen.", "This file has too many columns.")
    return named


def _without_tail(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Return the cells without empty ones at the end, which spreadsheets like to add."""
    filled = [index for index, cell in enumerate(cells) if cell]
    return cells[: filled[-1] + 1] if filled else ()


def _shape_problem(cells: tuple[str, ...], columns: int) -> InputError | None:
    if len(_without_tail(cells)) > columns:
        return _refused(
            "too-many-cells",
            "Deze regel heeft meer cellen dan er kolommen zijn. Zet een getal met een komma tussen aanhalingstekens.",
            "This row has more cells than there are columns. Put a number with a comma between quotation marks.",
        )
    if any(len(cell) > MOST_CELL for cell in cells):
        return _refused("too-long", "Een cel in deze regel is te lang.", "A cell in this row is too long.")
    return None


def escaped(cell: str) -> str:
    """Return the cell so that no spreadsheet takes it for a formula. `unescaped` gives back what it was."""
    return f"'{cell}" if _RISKY.match(cell) else cell


def unescaped(cell: str) -> str:
    """Return the cell without the mark of `escaped`; `'t Hoekje` stays as it is."""
    return cell[1:] if _MARKED.match(cell) else cell


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV that a Dutch spreadsheet opens by a double click: semicolons, UTF-8 with a mark."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([escaped(cell) for cell in row] for row in (headers, *rows))
    return text.getvalue().encode("utf-8-sig")
