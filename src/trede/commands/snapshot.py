"""`trede snapshot`: the journal as Parquet, for the engine of the monitor and for who computes further with it."""

import argparse
import os
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the folder, and what to share."""
    parser.add_argument("folder", metavar="DIR", type=Path, help="folder to write events.parquet and manifest.json in")
    parser.add_argument(
        "--share",
        metavar="INDICATORS",
        help="only what these indicators need, with commas (reach,flow), and firms numbered anew: for a federation",
    )


def run(options: argparse.Namespace) -> int:
    """Write the snapshot and say how many events it holds. InputError for a folder that cannot be written."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trede.config.settings")
    import django

    django.setup()
    from trede.core.federation import agreed
    from trede.monitor.snapshot import write

    shared = () if options.share is None else agreed([key.strip() for key in options.share.split(",")])
    manifest = write(options.folder, shared=shared, progress=_progress if sys.stderr.isatty() else lambda _: None)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    print(f"{manifest.events} events of {manifest.region}, recorded until {manifest.recorded_until}")
    return 0


def _progress(count: int) -> None:
    print(f"\r{count} events", end="", file=sys.stderr, flush=True)
