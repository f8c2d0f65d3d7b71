"""`trede pack`: check packs, start a new one, write the JSON Schemas. Needs no web framework."""

import argparse
import sys
import time
from pathlib import Path

from trede.core.cases import CaseError, CaseResult
from trede.core.errors import InputError
from trede.core.pack import Pack
from trede.core.pack_findings import PackError, PackErrors
from trede.core.reading_pack import PackReading
from trede.regions import registry
from trede.regions.load import check_pack, load_pack, reading_level


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments: one subcommand each."""
    commands = parser.add_subparsers(dest="task", required=True, metavar="check|new|schema", help="what to do")
    check = commands.add_parser("check", help="say everything that is wrong with packs, or that they are right")
    check.add_argument("directories", nargs="*", type=Path, metavar="DIR", help="pack folders (default: all packs)")
    new = commands.add_parser("new", help="start a pack for a new region from packs/minimal")
    new.add_argument("name", help="name of the region: lower-case letters, digits and hyphens")
    new.add_argument("--dir", type=Path, metavar="PACKS", help="folder to make it in (default: the packs folder)")
    schema = commands.add_parser("schema", help="write the JSON Schemas of the pack files, for editors")
    schema.add_argument("directory", nargs="?", type=Path, metavar="DIR", help="where to (default: packs/schema)")


def run(options: argparse.Namespace) -> int:
    """Run one subcommand. 0 done, 1 when a pack is wrong or the new one cannot be made (reason on stderr)."""
    if options.task == "check":
        return _check(options.directories)
    if options.task == "new":
        return _new(options.name, options.dir or registry.packs_folder())
    from trede.regions.schema import export_schemas

    for path in export_schemas(options.directory or registry.packs_folder() / "schema"):
        print(path)
    return 0


def _check(directories: list[Path]) -> int:
    folder = registry.packs_folder()
    chosen = directories or [folder / name for name in registry.available()]
    if not chosen:
        print(f"there are no packs in {folder}", file=sys.stderr)
        return 1
    return max([_check_one(directory.resolve()) for directory in chosen])


def _check_one(directory: Path) -> int:
    """Print one line about a good pack, or everything that is wrong; return 0 or 1."""
    started = time.perf_counter()
    try:
        pack = load_pack(directory)
    except PackErrors as found:
        print(found.message_en, file=sys.stderr)
        return 1
    seconds = time.perf_counter() - started
    passed, errors = _run_cases(directory, pack)
    reading = reading_level(directory)
    errors += reading.errors
    if errors:
        print(PackErrors(directory.name, errors).message_en, file=sys.stderr)
        return 1
    print(f"{_line(directory, pack, seconds, passed)}; {_reading_line(reading)}")
    return 0


def _run_cases(directory: Path, pack: Pack) -> tuple[int, list[PackError]]:
    """Run the policy cases beside a pack: how many passed, and an error for each that did not."""
    from trede.commands.cases import run_file

    passed, errors = 0, []
    for path in sorted((directory / "cases").glob("*.yml")):
        file = f"cases/{path.name}"
        try:
            results = run_file(pack, path)
        except CaseError as error:
            errors.append(PackError(file, "", str(error), "docs/reference/cases.md shows the format."))
            continue
        passed += sum(result.passed for result in results)
        errors += [_case_error(file, result) for result in results if not result.passed]
    return passed, errors


def _case_error(file: str, result: CaseResult) -> PackError:
    """Return the failed case as an error. The name of the case takes the place of a key."""
    if result.error is not None:
        return PackError(file, f"'{result.name}'", f"cannot be run: {result.error}", "Correct the case.")
    differences = "; ".join(f"{d.key} is {d.actual}, expected {d.expected}" for d in result.differences)
    hint = "Correct the pack, or the case when the policy changed."
    return PackError(file, f"'{result.name}'", differences, hint)


def _line(directory: Path, pack: Pack, seconds: float, cases: int) -> str:
    size = sum(path.stat().st_size for path in directory.rglob("*.yml"))
    questions = sum(len(scan.questions) for scan in pack.scans.values())
    services = sum(len(organisation.services) for organisation in pack.organisations)
    return (
        f"{pack.reference}: right. {size / 1000:.0f} kB, {len(pack.scans)} scans, {questions} questions, "
        f"{services} services, {len(pack.texts)} texts, {cases} cases; loaded in {seconds * 1000:.0f} ms"
    )


def _reading_line(reading: PackReading) -> str:
    level = reading.level
    return (
        f"Dutch reads at {level.score:.0f}, {level.words_per_sentence:.1f} words a sentence, {level.longest} at most; "
        f"hardest text {reading.lowest:.1f} ({reading.lowest_at})"
    )


def _new(name: str, folder: Path) -> int:
    """Copy packs/minimal under a new name. Nothing stays behind when it does not work out."""
    import shutil

    from trede.regions.load import engine_packs
    from trede.regions.schema import export_schemas

    if not registry.is_region(name):
        wrong = (
            f"'{name}' cannot be the name of a region: use lower-case letters, digits and hyphens (not common, schema)."
        )
        raise InputError("region-name", f"'{name}' kan geen naam van een regio zijn.", wrong)
    target = folder / name
    if target.exists():
        raise InputError("region-exists", f"{target} bestaat al.", f"{target} exists already; choose another name.")
    try:
        shutil.copytree(engine_packs() / "minimal", target)
        _rename(target, name)
        if not (folder / "schema").exists():
            export_schemas(folder / "schema")
    except OSError as error:
        shutil.rmtree(target, ignore_errors=True)
        raise InputError("pack-not-made", str(error), f"the pack could not be made: {error}") from error
    wrong_now = check_pack(target)
    print(f"made {target}{f', with {len(wrong_now)} errors' if wrong_now else ', a valid example'}")
    print("next: 1. pack.yml: name, region, municipalities, contact")
    print("      2. partners.yml: your organisations and services; ladder.yml: which of them are doors")
    print("      3. scans/, instruments.yml, indicators.yml: words, schemes and sources of your own policy")
    print(f"      4. trede pack check {target}")
    print(f"      5. TREDE_REGION={name} trede serve")
    return 0


def _rename(target: Path, name: str) -> None:
    """Give the copy its own key. The lines that call it an example stay until the region has its own content."""
    path = target / "pack.yml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    changed = [f"key: {name}\n" if line.startswith("key: ") else line for line in lines]
    path.write_text("".join(changed), encoding="utf-8")
