"""The `trede` command. Each command is a module of `trede.commands`, imported only when it is asked for."""

import argparse
import importlib
import os
import sys
from typing import Protocol, cast

from trede import __version__
from trede.core.errors import TredeError

COMMANDS: dict[str, str] = {
    "serve": "migrate the database and serve the site",
    "demo": "make a fresh demonstration database with fictional firms, then serve it",
    "score": "score one scan, for example: trede score CCCCDDD --json",
    "cases": "run policy cases and say per case what passes",
    "pack": "check packs, start a new one, or write the JSON Schemas",
    "monitor": "compute the indicators of a quarter or a year from the journal",
    "snapshot": "write the journal as Parquet",
    "simulate": "make a fictional journal of any size, as a snapshot",
    "import": "read firms, assessments, services or measurements from a CSV or XLSX file",
    "export": "write firms, assessments, services or measurements to a CSV or XLSX file",
    "doctor": "look at configuration, database, pack, disk and clock",
    "work": "run due jobs",
    "backup": "copy the database to a file, consistent while serving",
    "restore": "put a backup into an empty database, or verify one",
    "account": "make a one-use link for the first administrator or a new password",
}
"""Command name to its line in `trede --help`; the module has the same name."""


class Command(Protocol):
    """What every module of `trede.commands` offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the arguments of the command."""

    def run(self, options: argparse.Namespace) -> int:
        """Do the work and return the exit status: 0 done, 1 the input or check failed."""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the bare command: a list of commands with one line each."""
    lines = "\n".join(f"  {name:<10}{line}" for name, line in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="trede",
        description="Trede: the platform with which a region runs its digitalisation programme for SMEs.",
        epilog=f"commands:\n{lines}\n\nMore about one command: trede COMMAND --help",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"trede {__version__}")
    parser.add_argument("command", choices=list(COMMANDS), metavar="COMMAND")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Exit status 0 done, 1 input or check failed (reason on stderr), 2 wrong usage."""
    given = build_parser().parse_args(arguments)
    module = cast("Command", importlib.import_module(f"trede.commands.{given.command}"))
    parser = argparse.ArgumentParser(prog=f"trede {given.command}", description=COMMANDS[given.command])
    module.add_arguments(parser)
    arrange = getattr(module, "arrange", list)  # `trede score -CCDDDD`: a blank first is not an option
    options = parser.parse_args(arrange(given.arguments))
    try:
        return module.run(options)
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr)
        return 1


def _sentence(error: Exception) -> str | None:
    """Return what the operator can do something about, or None when the mistake is ours and the trace helps."""
    if isinstance(error, TredeError):
        return error.message_en
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}." if error.filename else f"{error.strerror}."
    if f"{type(error).__module__}.{type(error).__name__}" == "django.db.utils.OperationalError":
        first_line = str(error).partition("\n")[0]
        return f"The database cannot be used: {first_line}. `trede doctor` looks further."
    return None


if __name__ == "__main__":
    sys.exit(main())
