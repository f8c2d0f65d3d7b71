# ruff: noqa: N999  # a command is a module with the name of the command, and this one is called import
"""`trede import`: a table of firms, assessments, services or measurements comes in, row by row."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from trede.commands._files import KINDS, read_whole, write_whole
from trede.config.start import start_django

if TYPE_CHECKING:
    from trede.companies.imports.run import Report

MOST_SHOWN = 10
PER_STEP = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare kind, file and the dry run."""
    parser.add_argument("kind", choices=KINDS, metavar="KIND", help=f"what is in the file: {' or '.join(KINDS)}")
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV or XLSX; the first row names the columns")
    parser.add_argument(
        "--dry-run", action="store_true", help="judge every row and save none; refused rows are still written beside it"
    )


def run(options: argparse.Namespace) -> int:
    """Import. 1 when a row was refused (the others are saved) or nothing could be read; 0 when all rows are in.

    Refused rows go to FILE.errors.csv beside the file, with what is wrong; a file of an earlier run is taken away.
    """
    content = read_whole(options.file)
    start_django()
    from trede.commands import _kinds as kinds
    from trede.companies.imports.run import run_import
    from trede.companies.imports.tables import read_table
    from trede.journal.actions import Actor

    table = read_table(content)
    report = run_import(
        kinds.KINDS[options.kind],
        table,
        by=Actor.system("import"),
        dry_run=options.dry_run,
        progress=_progress(len(table.rows)),
    )
    errors = options.file.with_name(f"{options.file.name}.errors.csv")
    if report.refused:
        write_whole(errors, report.error_file("en"))
    else:
        errors.unlink(missing_ok=True)
    _tell(report, errors, kind=options.kind, dry_run=options.dry_run)
    return 1 if report.refused else 0


def _progress(rows: int) -> Callable[[int], None] | None:
    """Return what shows on a terminal how far it is; elsewhere nothing."""
    if not sys.stderr.isatty():
        return None

    def show(done: int) -> None:
        if done % PER_STEP == 0 or done == rows:
            print(f"\r{done} of {rows} rows", end="\n" if done == rows else "", file=sys.stderr, flush=True)

    return show


def _tell(report: "Report", errors: Path, *, kind: str, dry_run: bool) -> None:
    from trede.companies.imports.frame import Outcome

    counts = ", ".join(f"{report.counts[outcome]} {outcome.value}" for outcome in Outcome)
    print(f"{kind}: {counts}{' (dry run: nothing is saved)' if dry_run else ''}")
    if report.unknown:
        print(f"columns that are not read: {', '.join(report.unknown)}", file=sys.stderr)
    for refused in report.refused[:MOST_SHOWN]:
        number, columns, sentences = refused.line(report.kind, "en")
        print(f"row {number}{f' ({columns})' if columns else ''}: {sentences}", file=sys.stderr)
    if report.refused:
        more = len(report.refused) - MOST_SHOWN
        print(f"{f'and {more} more; ' if more > 0 else ''}refused rows are in {errors}", file=sys.stderr)
