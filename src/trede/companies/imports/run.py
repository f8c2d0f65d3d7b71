"""Import a table: each row by itself, in its own transaction. A wrong row never stops or half-saves the others."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from django.db import IntegrityError, OperationalError, transaction

from trede.companies.imports.cells import CellError
from trede.companies.imports.frame import ERROR_COLUMNS, Kind, Layout, Outcome, Plan, lay_out
from trede.companies.imports.tables import Row, Table, write_csv
from trede.core.errors import InputError, Unavailable
from trede.core.permissions import Permission
from trede.journal.actions import Actor, check_permission

Facts = tuple[object, ...]
Earlier = dict[tuple[object, ...], tuple[int, Facts]]
"""What a file said so far: what it is about, with the number of the first row about it and the facts."""
NOTHING = (None, "")


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not saved, with everything that is wrong with it."""

    row: Row
    errors: tuple[CellError, ...]

    def line(self, kind: Kind, language: str) -> tuple[str, str, str]:
        """Return the number of the row, its wrong columns and the sentences about them."""
        columns = dict.fromkeys(kind.heading(wrong.column, language) for wrong in self.errors if wrong.column)
        sentences = dict.fromkeys(wrong.error.in_language(language) for wrong in self.errors)
        return str(self.row.number), ", ".join(columns), " ".join(sentences)

    def given(self, places: Sequence[int]) -> tuple[str, ...]:
        """Return the cells in these places; all there is of a row that could not be read."""
        cells = self.row.cells
        if self.row.problem is not None:
            return cells
        return tuple(cells[place] if place < len(cells) else "" for place in places)


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, or would do. `unknown` are columns that nobody reads."""

    kind: Kind
    table: Table
    counts: Counter[Outcome]
    refused: tuple[Refused, ...]
    unknown: tuple[str, ...]

    def error_file(self, language: str) -> bytes:
        """Return the refused rows as CSV: row, column and sentence, then the row as it was given.

        Once repaired it can be imported as it is: the three columns in front are not read.
        """
        head = ERROR_COLUMNS["en" if language == "en" else "nl"]
        ours = {*ERROR_COLUMNS["nl"], *ERROR_COLUMNS["en"]}
        kept = [place for place, header in enumerate(self.table.headers) if header not in ours]
        lines = [(*refused.line(self.kind, language), *refused.given(kept)) for refused in self.refused]
        return write_csv((*head, *(self.table.headers[place] for place in kept)), lines)


def run_import(
    kind: Kind, table: Table, *, by: Actor, dry_run: bool = False, progress: Callable[[int], None] | None = None
) -> Report:
    """Import every row. With `dry_run` each row is saved and taken back, so it is judged by the same rules.

    `progress` hears the number of rows that are done. Raises InputError when columns are missing and NotPermitted, both
    before the first row; Unavailable when the database cannot be written: rows before that stay saved, and importing
    again goes on from there. Costs one or two queries for a row that changes nothing,
    four more when it names a person and a rung.
    """
    check_permission(by, Permission.IMPORT)
    layout = lay_out(kind, table)
    earlier: Earlier = {}
    counts: Counter[Outcome] = Counter()
    refused = []
    done = 0
    for rows in _batches(kind, layout, table, dry_run=dry_run):
        with transaction.atomic() if dry_run else nullcontext():
            for row in rows:
                outcome, errors = _take(kind, layout, row, earlier, by)
                counts[outcome] += 1
                if errors:
                    refused.append(Refused(row, errors))
                done += 1
                if progress is not None:
                    progress(done)
            if dry_run:
                transaction.set_rollback(True)
    return Report(kind, table, counts, tuple(sorted(refused, key=lambda found: found.row.number)), layout.unknown)


def _batches(kind: Kind, layout: Layout, table: Table, *, dry_run: bool) -> Iterable[Sequence[Row]]:
    """Return the rows one by one; in a dry run those that build on each other together, as none of them stays."""
    if not dry_run or not kind.together:
        return ((row,) for row in table.rows)
    found: dict[str, list[Row]] = {}
    for row in table.rows:
        cell = "".join(layout.cells(row.cells).text(kind.together).split())
        found.setdefault(cell or f"row {row.number}", []).append(row)
    return found.values()


def _take(kind: Kind, layout: Layout, row: Row, earlier: Earlier, by: Actor) -> tuple[Outcome, tuple[CellError, ...]]:
    """Judge one row and save what it asks for. What was refused is not held against later rows."""
    if row.problem is not None:
        return Outcome.REFUSED, (CellError("", row.problem),)
    cells = layout.cells(row.cells)
    plan = kind.plan(cells)
    if plan is None:
        return Outcome.REFUSED, tuple(cells.errors)
    said = {key: _together(row, facts, earlier.get(key)) for key, facts in ((plan.key, plan.facts), *plan.also)}
    other = next((number for number, facts in said.values() if facts is None), 0)
    if other:
        return Outcome.REFUSED, (CellError("", _said_otherwise(other)),)
    if all(earlier.get(key) == told for key, told in said.items()):
        return Outcome.SAME, ()
    outcome, errors = _save(plan, by)
    if not errors:
        earlier |= {key: (number, facts) for key, (number, facts) in said.items() if facts is not None}
    return outcome, errors


def _together(row: Row, facts: Facts, before: tuple[int, Facts] | None) -> tuple[int, Facts | None]:
    """Return the first row about something and what the file says of it so far; None when this row says otherwise."""
    if before is None:
        return row.number, facts
    pairs = list(zip(before[1], facts, strict=True))
    if any(was != now and was not in NOTHING and now not in NOTHING for was, now in pairs):
        return before[0], None
    return before[0], tuple(now if was in NOTHING else was for was, now in pairs)


def _said_otherwise(number: int) -> InputError:
    return InputError(
        "double-row",
        f"Regel {number} gaat over hetzelfde en zegt iets anders.",
        f"Row {number} is about the same and says something else.",
    )


def _save(plan: Plan, by: Actor) -> tuple[Outcome, tuple[CellError, ...]]:
    if plan.outcome is Outcome.SAME:
        return plan.outcome, ()
    try:
        with transaction.atomic():
            plan.apply(by)
    except InputError as error:
        return Outcome.REFUSED, (CellError("", error),)
    except IntegrityError:
        problem = InputError(
            "at-the-same-time",
            "Iemand bewaarde dit op hetzelfde moment. Importeer het bestand nog een keer.",
            "Somebody saved this at the same moment. Import the file again.",
        )
        return Outcome.REFUSED, (CellError("", problem),)
    except OperationalError as error:
        raise Unavailable(
            "busy",
            "De database is nu bezet. Importeer het bestand straks nog een keer.",
            "The database is busy now. Import the file again in a while.",
        ) from error
    return plan.outcome, ()
