"""`trede restore`: a backup into an empty database, or compared with the one that is there."""

import argparse
import sys
from pathlib import Path

from trede.config.start import start_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the file and what to do with it."""
    parser.add_argument("file", metavar="FILE", type=Path, help="a file that `trede backup` wrote")
    parser.add_argument(
        "--verify",
        action="store_true",
        help="change nothing: check that the file is whole, and compare counts and checksums with the database",
    )


def run(options: argparse.Namespace) -> int:
    """Restore or compare. InputError and OutOfOrder say why not; then nothing was changed."""
    start_django(database=options.verify)
    return _verify(options.file) if options.verify else _restore(options.file)


def _restore(file: Path) -> int:
    from django.conf import settings

    from trede.privacy.restore import restore

    settings.VAR.mkdir(parents=True, exist_ok=True)
    terminal = sys.stderr.isatty()
    manifest = restore(file, tell=lambda line: print(line, file=sys.stderr) if terminal else None)
    rows = sum(table.rows for table in manifest.tables)
    print(f"{rows} rows of {len(manifest.tables)} tables restored from {manifest.made_at}; counts and checksums agree")
    return 0


def _verify(file: Path) -> int:
    from trede.privacy.restore import verify

    differences = verify(file)
    for difference in differences:
        print(difference, file=sys.stderr)
    if not differences:
        print("the file is whole, and the database holds the same rows")
    return 1 if differences else 0
