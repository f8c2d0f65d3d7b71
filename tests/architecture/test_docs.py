"""Docs under test (HOUSE §3.17): the reference is current, links lead somewhere, decisions are numbered."""

import argparse
import importlib
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.docs import PAGES
from tests.architecture.tree import REFERENCE, ROOT, SOURCE, name_of, python_files, text, tracked
from trede.cli import COMMANDS
from trede.config.env import SETTINGS

MARKDOWN = [path for path in tracked() if path.suffix == ".md"]
DECISIONS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
LINK = re.compile(r"(?<!`)\]\(([^)#\s]+)(#[^)]*)?\)")


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_current(name: str) -> None:
    path = REFERENCE / name
    assert path.exists(), "run `make docs`"
    assert path.read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"


def test_every_command_stands_in_the_reference_and_explains_its_arguments() -> None:
    page = text("docs/reference/commands.md")
    for command, line in COMMANDS.items():
        assert f"## trede {command}\n" in page
        assert line
        parser = argparse.ArgumentParser(add_help=False)
        importlib.import_module(f"trede.commands.{command}").add_arguments(parser)
        silent = [argument.dest for argument in _arguments(parser) if not argument.help]
        assert silent == [], f"trede {command} does not explain these"


def _arguments(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Yield the arguments of a parser and of the commands below it."""
    for argument in parser._actions:
        if isinstance(argument, argparse._SubParsersAction):
            for child in argument.choices.values():
                yield from _arguments(child)
        else:
            yield argument


def test_every_command_has_one_module_and_the_reverse() -> None:
    modules = {path.stem for path in (SOURCE / "commands").glob("*.py")} - {"__init__"}
    assert {name for name in modules if not name.startswith("_")} == set(COMMANDS)


def test_the_environment_is_read_through_declared_settings() -> None:
    """`os.environ` is for config.env alone, and for what runs before or without Django."""
    may = {"config/env.py", "regions/registry.py", "commands/"}
    read = {name for path in python_files("src") for name in re.findall(r"TREDE_[A-Z_]+", path.read_text("utf-8"))}
    assert {name.removesuffix("_FILE") for name in read} <= set(SETTINGS), "declare these in trede.config.env.SETTINGS"
    elsewhere = [
        name_of(path)
        for path in python_files("src")
        if re.search(r"environ(\.get\(|\[)|getenv", path.read_text("utf-8"))
        and not any(part in name_of(path) for part in may)
    ]
    assert elsewhere == []


@pytest.mark.parametrize("path", MARKDOWN, ids=name_of)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    targets = [target for target, _ in LINK.findall(path.read_text(encoding="utf-8"))]
    broken = [
        target
        for target in targets
        if "://" not in target and target[:7] != "mailto:" and not (path.parent / target).exists()
    ]
    assert broken == []


def test_decisions_are_numbered_without_gaps_and_say_what_and_why() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    for path in DECISIONS:
        words = path.read_text(encoding="utf-8")
        assert words.startswith(f"# {path.name[:4]} "), path.name
        for heading in ("Status:", "## Decision", "## Why", "## Consequences"):
            assert heading in words, f"{path.name} has no {heading!r}"
        assert len(words.split()) <= 450, f"{path.name}: half a page"


def test_the_changelog_has_this_version() -> None:
    from trede import __version__

    assert re.search(rf"^## \[?{re.escape(__version__)}\b", text("CHANGELOG.md"), re.MULTILINE)
    assert f'version = "{__version__}"' in text("pyproject.toml")


def test_the_readme_names_commands_and_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", text("Makefile"), re.MULTILINE))
    named = {match for path in MARKDOWN for match in re.findall(r"`make ([a-z-]+)", path.read_text("utf-8"))}
    assert targets
    assert named <= targets
    commands = {match for path in MARKDOWN for match in re.findall(r"`trede ([a-z]+)", path.read_text("utf-8"))}
    assert commands <= set(COMMANDS), "a page names a command that is not there"


def test_make_alone_lists_every_target_of_the_contract() -> None:
    listed = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for target in ("run", "demo", "test", "test-all", "check", "bench", "docs", "lock", "clean"):
        assert re.search(rf"^  {target} +\S", listed, re.MULTILINE), target


def test_both_readmes_show_the_same_commands() -> None:
    dutch, english = text("README.nl.md"), text("README.md")
    for command in ("make run", "make test", "pip install --require-hashes", "scripts/test"):
        assert command in english
        assert command in dutch


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "make test" in text(".ci/run").splitlines()
    assert "make test" in text("README.md")
