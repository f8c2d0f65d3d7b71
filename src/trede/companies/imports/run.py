"""Import a table: each row by itself, in its own transaction. A wrong row never stops or half-saves the others."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from django.db import IntegrityError, OperationalError, transaction

from trede.companies.imports.cells import CellError
from trede.companies.imports.frame import ERROR_COLUMNS, Kind, Layout, Outcome, Plan, lay_out
from trede.companies.imports.tables import Row, Table, write_csv
from trede.core.errors import InputError, Unavailable
from trede.core.permissions import Permission
from trede.journal.actions import Actor, check_permission


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
    """Import every row. With `dry_run` each row is saved and taken back at once, so it is judged by the same rules.

    `progress` hears the number of rows that are done. Raises InputError when columns are missing and NotPermitted, both
    before the first row; Unavailable when the database cannot be written: rows before that stay saved, and importing
    again goes on from there. Costs one or two queries for a row that changes nothing,
    four more when it names a person and a rung.
    """
    check_permission(by, Permission.IMPORT)
    layout = lay_out(kind, table)
    earlier: dict[tuple[object, ...], tuple[int, tuple[object, ...]]] = {}
    counts: Counter[Outcome] = Counter()
    refused = []
    for done, row in enumerate(table.rows, 1):
        result = _judge(kind, layout, row, earlier)
        outcome, errors = _save(result, by, dry_run=dry_run) if isinstance(result, Plan) else (Outcome.REFUSED, result)
        counts[outcome] += 1
        if errors:
            refused.append(Refused(row, errors))
        if progress is not None:
            progress(done)
    return Report(kind, table, counts, tuple(refused), layout.unknown)


def _judge(
    kind: Kind, layout: Layout, row: Row, earlier: dict[tuple[object, ...], tuple[int, tuple[object, ...]]]
) -> Plan | tuple[CellError, ...]:
    """Return what the row asks for, or what is wrong with it."""
    if row.problem is not None:
        return (CellError("", row.problem),)
    cells = layout.cells(row.cells)
    plan = kind.plan(cells)
    if plan is None:
        return tuple(cells.errors)
    number, facts = earlier.setdefault(plan.key, (row.number, plan.facts))
    if number == row.number:
        return plan
    if facts == plan.facts:
        return Plan(plan.key, facts, Outcome.SAME, plan.apply)
    problem = InputError(
        "double-row",
        f"Regel {number} gaat over hetzelfde en zegt iets anders.",
        f"Row {number} is about the same and says something else.",
    )
    return (CellError("", problem),)


def _save(plan: Plan, by: Actor, *, dry_run: bool) -> tuple[Outcome, tuple[CellError, ...]]:
    if plan.outcome is Outcome.SAME:
        return plan.outcome, ()
    try:
        with transaction.atomic() if dry_run else nullcontext():
            plan.apply(by)
            if dry_run:
                transaction.set_rollback(True)
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
