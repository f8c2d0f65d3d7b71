"""`trede backup`: everything in the database in one file, consistent while serving."""

import argparse
import sys
from pathlib import Path

from trede.config.start import start_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the file."""
    parser.add_argument("file", metavar="FILE", type=Path, help="where to write it; may not exist yet")


def run(options: argparse.Namespace) -> int:
    """Write the backup. InputError when the file exists, Unavailable when the database is not up to date."""
    start_django()
    from trede.privacy.backup import write_backup

    try:
        manifest = write_backup(options.file)
    except OSError as error:
        print(f"{options.file} could not be written: {error.strerror}.", file=sys.stderr)
        return 1
    rows = sum(table.rows for table in manifest.tables)
    print(f"{options.file}: {rows} rows of {len(manifest.tables)} tables")
    return 0
