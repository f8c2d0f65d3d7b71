"""Policy and code bundled (HOUSE §3.18): each policy statement leads to a pack key or rule, and to a test."""

import re
from typing import Any

import pytest
import yaml

from tests.architecture.tree import ROOT, text

TRACES: list[dict[str, Any]] = yaml.safe_load(text("policy/traceability.yml"))
LATER: list[dict[str, Any]] = yaml.safe_load(text("policy/later.yml"))
SOURCES: dict[str, Any] = yaml.safe_load(text("policy/sources.yml"))


@pytest.mark.parametrize("trace", TRACES, ids=lambda trace: trace["id"])
def test_a_policy_statement_leads_to_code_and_a_test(trace: dict[str, Any]) -> None:
    assert set(trace) <= {"id", "statement", "source", "implemented_by", "tests", "open"}
    assert trace["implemented_by"]
    assert trace["tests"]
    for place in (*trace["implemented_by"], *trace["tests"]):
        name, _, word = place.partition("#")
        assert (ROOT / name).is_file(), f"{name} is not there"
        assert not word or re.search(rf"\b{re.escape(word)}\b", text(name)), f"{name} does not say {word}"


def test_statements_are_numbered_once_and_cite_a_known_document() -> None:
    numbers = [entry["id"] for entry in (*TRACES, *LATER)]
    assert len(numbers) == len(set(numbers))
    known = tuple(document["cite_as"] for document in SOURCES["documents"])
    assert [entry["id"] for entry in (*TRACES, *LATER) if not entry["source"].startswith(known)] == []


def test_what_comes_later_says_in_which_room() -> None:
    assert [entry["id"] for entry in LATER if not entry.get("room") or not entry.get("statement")] == []
