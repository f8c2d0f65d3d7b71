"""`trede demo`: a fresh demonstration, then serve it."""

import argparse
import os
import sys
from pathlib import Path

from trede.commands import serve
from trede.config.env import PRIVATE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare host, port, seed and size."""
    serve.add_arguments(parser)
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same firms (default 1)")
    parser.add_argument("--firms", type=_firms, default=40, help="firms that scan per quarter (default 40)")
    parser.add_argument("--only-fill", action="store_true", help="make the database and stop")


def _firms(text: str) -> int:
    """Return how many. argparse.ArgumentTypeError for less than one."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"a whole number of 1 or more, not {text[:20]!r}")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Make `demo.sqlite3` in the state folder anew, print the accounts, serve. DATABASE_URL is left alone.

    Raises Unavailable, before anything is thrown away, when the port is taken: by another demonstration perhaps.
    """
    address = "" if options.only_fill else serve.free_address(options.host, options.port)
    database = Path(os.environ.get("TREDE_VAR", "var")).absolute() / "demo.sqlite3"
    for leftover in (database, *database.parent.glob(f"{database.name}-*")):
        leftover.unlink(missing_ok=True)
    database.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    os.environ["DATABASE_URL"] = f"sqlite:///{database}"
    os.environ["TREDE_REHEARSAL"] = "yes"  # what the schemes leave open is fictional too
    serve.prepare_site()
    from trede.commands.demonstration.run import fill

    people = fill(options.seed, firms_a_quarter=options.firms, tell=_tell)
    print("Every firm and person in this demonstration is fictional.")
    for person in people:
        print(f"{person.role:<18} {person.email}")
        print(f"{'':<18} password {person.password}  app secret {person.secret}")
        print(f"{'':<18} codes that work once: {'  '.join(person.codes)}")
    if options.only_fill:
        return 0
    serve.announce(options.host, options.port)
    return serve.serve(address, options.port)


def _tell(line: str) -> None:
    if sys.stderr.isatty():
        print(line, file=sys.stderr)
