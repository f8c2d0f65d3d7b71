"""`trede export`: the mirror of `trede import`. What it writes can be imported again, and then changes nothing."""

import argparse
import sys
from pathlib import Path

from trede.commands._files import KINDS, write_whole
from trede.config.start import start_django

ENDINGS = (".csv", ".xlsx")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare kind and file."""
    parser.add_argument("kind", choices=KINDS, metavar="KIND", help=f"what to write: {' or '.join(KINDS)}")
    parser.add_argument(
        "file", type=_target, metavar="FILE", help="where to; its name ends in .csv or .xlsx, and it is replaced"
    )
    parser.add_argument(
        "--with-people",
        action="store_true",
        help="companies: with the contact persons on consent that stands, a row for each; each firm reads it",
    )


def _target(name: str) -> Path:
    path = Path(name)
    if path.suffix.lower() not in ENDINGS:
        raise argparse.ArgumentTypeError("the name must end in .csv or .xlsx")
    return path


def run(options: argparse.Namespace) -> int:
    """Write the file, readable for its owner only, and note in the journal that it was made."""
    start_django()
    from trede.commands import _kinds as kinds
    from trede.companies.actions_maturity import note_export
    from trede.companies.imports.tables import write_csv
    from trede.core.errors import InputError
    from trede.journal.actions import Actor

    kind, by = kinds.KINDS[options.kind], Actor.system("export")
    if options.with_people and kind.rows_with_people is None:
        raise InputError("no-people", "Hier staan geen mensen in.", "There are no people in this kind of file.")
    rows = list(kind.rows_with_people(by) if options.with_people and kind.rows_with_people else kind.rows())
    if options.file.suffix.lower() == ".xlsx":
        from trede.companies.imports.sheets import write_sheet as write
    else:
        write = write_csv
    note_export(by=by, kind=kind.key, rows=len(rows))
    write_whole(options.file, write(kind.headers, rows))
    left_out = kind.left_out()
    print(f"{kind.key}: {len(rows)} written to {options.file}")
    if left_out:
        print(f"{left_out} left out: no Chamber of Commerce number, so they could not come in again", file=sys.stderr)
    return 0
