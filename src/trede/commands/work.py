"""`trede work`: run what is due, once or every minute."""

import argparse
import os
import signal
import threading
import time
from types import FrameType

from trede.config.start import start_django

SECONDS = 60
_LOOK = 1.0
"""How often to see whether the site that started us still runs, in seconds."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how often."""
    parser.add_argument("--once", action="store_true", help="run due jobs one time; without it, every minute")
    parser.add_argument("--beside", type=int, metavar="PID", help=argparse.SUPPRESS)  # `trede serve` says who it is


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
    while not stop.is_set() and _needed(options.beside):
        _fresh_connections()
        run_jobs()
        _wait(stop, options.beside)
    return 0


def _needed(beside: int | None) -> bool:
    """Say whether the site that started us still runs; its children are given to another process when it dies."""
    return beside is None or os.getppid() == beside


def _wait(stop: threading.Event, beside: int | None) -> None:
    """Wait until the next round, or until there is no reason for one."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and _needed(beside):
        if stop.wait(_LOOK):
            return


def _fresh_connections() -> None:
    """Let go of a connection that broke meanwhile, so the next round has a new one."""
    from django.db import close_old_connections

    close_old_connections()
