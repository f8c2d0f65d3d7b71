"""`trede cases`: run policy cases and say per case what passes and what differs."""

import argparse
import sys
from pathlib import Path

from trede.core.cases import CaseError, CaseResult, run_cases
from trede.core.pack import Pack
from trede.regions import registry
from trede.regions.document import Problem, parse, read_text

CASES = "cases"
"""Folder of the cases that a pack brings along."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `trede cases`."""
    parser.add_argument(
        "files", metavar="FILE", nargs="+", type=Path, help="YAML file with cases, a folder of them, or a pack"
    )
    parser.add_argument("--region", metavar="R", help="region pack (default: TREDE_REGION, else drenthe)")


def run(options: argparse.Namespace) -> int:
    """Run all cases of all files. Returns 0 only when there was at least one case and all pass.

    A file that cannot be read is named on stderr and fails the run; the other files still run. Raises InputError for
    an unknown region and PackErrors for a pack that is not valid.
    """
    pack = registry.pack(options.region)
    results: list[CaseResult] = []
    broken = 0
    for path in _files(options.files):
        try:
            found = run_file(pack, path)
        except CaseError as error:
            print(f"{path}: {error}", file=sys.stderr)
            broken += 1
            continue
        print(path)
        for result in found:
            print("\n".join(_lines(result)))
        results += found
    passed = sum(result.passed for result in results)
    print(f"{passed} of {len(results)} cases pass" + (f"; {broken} files could not be read" if broken else ""))
    return 0 if results and passed == len(results) and not broken else 1


def run_file(pack: Pack, path: Path) -> list[CaseResult]:
    """Run the cases of one file. Raises CaseError when the file cannot be read as a list of cases."""
    return run_cases(pack, _read(path))


def _files(given: list[Path]) -> list[Path]:
    """Return the files, with each folder replaced by the YAML files in it, sorted; a pack stands for its own cases."""
    files: list[Path] = []
    for path in ((path / CASES if (path / "pack.yml").is_file() else path) for path in given):
        files += sorted([*path.glob("*.yml"), *path.glob("*.yaml")]) or [path] if path.is_dir() else [path]
    return files


def _read(path: Path) -> object:
    """Return what the file says. Raises CaseError with line and sentence when it cannot be read."""
    try:
        document = parse(read_text(path))
    except IsADirectoryError as error:
        raise CaseError("there are no YAML files in this folder") from error
    except OSError as error:
        raise CaseError(f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CaseError("cannot be read: save the file as plain UTF-8 text") from error
    if document.problems:
        raise CaseError("; ".join(map(_problem, document.problems)))
    return document.value


def _problem(problem: Problem) -> str:
    line = f"line {problem.line}: " if problem.line else ""
    key = f"`{problem.key}` " if problem.key else ""
    return f"{line}{key}{problem.message}. {problem.hint}"


def _lines(result: CaseResult) -> list[str]:
    """Return the verdict on one case, with a line per difference."""
    if result.passed:
        return [f"  pass  {result.name}"]
    lines = [f"  FAIL  {result.name}"]
    if result.error is not None:
        lines.append(f"          {result.error}")
    lines += [f"          {item.key}: expected {item.expected}, got {item.actual}" for item in result.differences]
    return lines
