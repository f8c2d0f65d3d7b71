"""Entries of the register of algorithms. Which rules an entry is about stands here; its words are pack texts.

Every rule carries a mark of its code, made together with the day on which somebody last read the entry beside it. When
the code of a rule changes, a test fails until the entry is read again and gets a new day and mark.
"""

import ast
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from importlib.resources import files
from typing import Literal

from trede.core import autonomy, baseline, benchmark, integrity, lot, readiness, scan, skills
from trede.core.pack import Pack

AWB = ("Algemene wet bestuursrecht, titel 4.2", "https://wetten.overheid.nl/BWBR0005537")
DE_MINIMIS = ("Verordening (EU) 2023/2831 (de-minimissteun)", "http://data.europa.eu/eli/reg/2023/2831/oj")
Law = tuple[str, str]
"""What it rests on, and where that can be read."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its name with version, the modules of core that hold it, and when the entry was read beside it."""

    key: str
    modules: tuple[str, ...]
    reviewed: date
    mark: str

    @property
    def text(self) -> str:
        """The key of the text that says what it does: without the version."""
        return f"algorithm.rule.{self.key.rstrip('-0123456789')}"

    def mark_on(self, day: date) -> str:
        """Return the mark of the code as it is now, read on a day. Comments and docstrings do not count."""
        told = blake2b(f"{self.key} {day.isoformat()}\n".encode(), digest_size=6)
        for module in self.modules:
            told.update(code_of(module).encode())
        return told.hexdigest()

    def about(self) -> str:
        """Return the first paragraph of the docstring of its first module."""
        return (ast.get_docstring(ast.parse(_source(self.modules[0]))) or "").partition("\n\n")[0].replace("\n", " ")


@dataclass(frozen=True, slots=True)
class Algorithm:
    """One entry. Its texts are `algorithm.<key>.<field of the standard>`."""

    key: str
    rules: tuple[Rule, ...]
    laws: tuple[Law, ...]
    datasets: tuple[str, ...]
    """Open data to check it with."""
    about: Literal["scan", "schemes"]

    @property
    def reviewed(self) -> date:
        """The last day on which somebody read the entry beside a rule that had changed."""
        return max(rule.reviewed for rule in self.rules)

    def in_use(self, pack: Pack) -> bool:
        """Say whether it works for real here: the scan always, subsidies as soon as one scheme is no draft."""
        return self.about == "scan" or any(scheme.status != "draft" for scheme in pack.schemes.values())


def _source(module: str) -> str:
    return files("trede.core").joinpath(f"{module}.py").read_text(encoding="utf-8")


def code_of(module: str) -> str:
    """Return the lines of a module of core that do something: the same on every version of Python."""
    source = _source(module)
    silent: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            silent.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    lines = (line for number, line in enumerate(source.splitlines(), 1) if number not in silent)
    return "\n".join(line for line in lines if line.strip() and not line.lstrip().startswith("#"))


_FIRST = date(2026, 11, 21)

SCAN = Algorithm(
    "scan",
    (
        Rule(scan.RULE, ("scan",), _FIRST, "f4e0fb3d8ced"),
        Rule("advice-1", ("advice",), _FIRST, "1682714ae079"),
        Rule("routing-1", ("routing",), _FIRST, "5f345ebde688"),
        Rule(baseline.RULE, ("baseline",), _FIRST, "2d61169e8700"),
        Rule(readiness.RULE, ("readiness",), _FIRST, "ac960d976771"),
        Rule(autonomy.RULE, ("autonomy",), _FIRST, "6cbb46e4497c"),
        Rule(skills.RULE, ("skills", "skills_round"), _FIRST, "b8907ec3b782"),
        Rule(
            benchmark.RULE,
            ("benchmark", "benchmark_count", "benchmark_safety", "benchmark_algebra"),
            _FIRST,
            "2eca437ababa",
        ),
    ),
    (),
    ("rekenregel", "stappen", "diensten"),
    "scan",
)
SUBSIDY = Algorithm(
    "subsidy",
    (
        Rule("eligibility-1", ("eligibility",), _FIRST, "f01ad95b9f46"),
        Rule("budget-1", ("budget",), _FIRST, "478d97f36042"),
        Rule("de-minimis-1", ("de_minimis",), _FIRST, "69eeda9db2b1"),
        Rule("allocation-1", ("allocation", "allocation_run"), _FIRST, "ad916c93f24e"),
        Rule(lot.RULE, ("lot",), _FIRST, "891107d7fb5a"),
        Rule(f"integrity-{integrity.RULE}", ("integrity",), _FIRST, "3428796eefd5"),
    ),
    (AWB, DE_MINIMIS),
    ("stappen", "regiopakket"),
    "schemes",
)
ALGORITHMS = (SCAN, SUBSIDY)
BY_KEY = {algorithm.key: algorithm for algorithm in ALGORITHMS}
