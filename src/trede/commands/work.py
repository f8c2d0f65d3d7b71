"""`trede work`: run what is due, once or every minute."""

import argparse
import signal
import threading
from types import FrameType

from trede.config.start import start_django

SECONDS = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how often."""
    parser.add_argument("--once", action="store_true", help="run due jobs one time; without it, every minute")


def run(options: argparse.Namespace) -> int:
    """Run all jobs. With `--once` 1 when one of them failed; else until the program is asked to stop."""
    start_django()
    from trede.journal.jobs import run_jobs

    if options.once:
        return 1 if None in run_jobs().values() else 0
    stop = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    while not stop.is_set():
        _fresh_connections()
        run_jobs()
        stop.wait(SECONDS)
    return 0


def _fresh_connections() -> None:
    """Let go of a connection that broke meanwhile, so the next round has a new one."""
    from django.db import close_old_connections

    close_old_connections()
