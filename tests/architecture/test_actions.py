"""Verbs write, everything else reads (HOUSE §3.1): what a module of actions may offer, and what others may not do."""

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tests.architecture.tree import SOURCE, functions, name_of, python_files

MODULES = sorted(
    path
    for pattern in ("*/actions*.py", "*/actions/*.py")
    for path in SOURCE.glob(pattern)
    if path.relative_to(SOURCE).parts[0] != "journal"  # where `action` itself is made
)
WRITES = {"save", "delete", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}


def _offered(path: Path) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield the public functions that a module of actions defines itself."""
    module = importlib.import_module(".".join(("trede", *path.relative_to(SOURCE).with_suffix("").parts)))
    for name, thing in vars(module).items():
        own = inspect.isfunction(thing) and inspect.unwrap(thing).__module__ == module.__name__
        if own and not name.startswith("_"):
            yield name, thing


OFFERED = [
    pytest.param(thing, id=f"{path.relative_to(SOURCE).parts[0]}.{name}")
    for path in MODULES
    if path.name != "__init__.py"
    for name, thing in _offered(path)
]


def test_there_are_actions_to_judge() -> None:
    assert OFFERED


@pytest.mark.parametrize("function", OFFERED)
def test_a_public_function_of_actions_is_an_action(function: Callable[..., Any]) -> None:
    """Or it only calls actions, where one transaction for all would be wrong."""
    tree = ast.parse(dedent(inspect.getsource(inspect.unwrap(function))))
    writes = [
        *_write_calls(tree),
        *(call for call in ast.walk(tree) if isinstance(call, ast.Call) and _called(call) == "record"),
    ]
    assert getattr(function, "is_action", False) or not writes, "put @action on it, or move it to queries or rules"


@pytest.mark.parametrize("function", OFFERED)
def test_an_action_takes_keywords_and_says_first_who_acts(function: Callable[..., Any]) -> None:
    parameters = list(inspect.signature(function).parameters.values())
    assert parameters
    assert parameters[0].name == "by"
    assert {parameter.kind for parameter in parameters} <= {
        inspect.Parameter.KEYWORD_ONLY,
        inspect.Parameter.VAR_KEYWORD,
    }


def _write_calls(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            yield node.lineno, node.func.attr


@pytest.mark.parametrize(
    "path",
    [path for path in python_files("src") if path.name.startswith(("views", "queries", "forms", "rules", "desk"))],
    ids=name_of,
)
def test_what_reads_does_not_write(path: Path) -> None:
    found = list(_write_calls(ast.parse(path.read_text(encoding="utf-8"))))
    assert found == [], "write in an action"


def test_core_has_no_clock_and_no_chance() -> None:
    """`today`, `now` and random seeds are arguments (HOUSE §1.2)."""
    forbidden = {"now", "today", "utcnow", "random", "randint", "urandom", "open"}
    found = [
        f"{name_of(path)}:{call.lineno} {_called(call)}"
        for path in python_files("src")
        if path.parent.name == "core" and path.name != "codes.py"  # codes draws a code from the system's chance
        for function in functions(path)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and _called(call) in forbidden
    ]
    assert found == []


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""
