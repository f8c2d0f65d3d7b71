"""The documents are the ones we say, every source in the pack is one of them, and the glossary has every key."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from trede.core.pack import Pack
from trede.core.permissions import ROLES
from trede.core.workflow import MACHINES, Party
from trede.regions.document import parse
from trede.regions.load import load_pack

ROOT = Path(__file__).parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"


def read(path: Path) -> Any:
    """Return what a YAML file says; an unreadable file is a failure."""
    document = parse(path.read_text(encoding="utf-8"))
    assert document.problems == []
    return document.value


SOURCES = read(ROOT / "policy" / "sources.yml")
CITATIONS = tuple(item["cite_as"] for family in ("documents", "others", "house_rules") for item in SOURCES[family])


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(ROOT / "packs" / "drenthe")


def test_citations_are_unique() -> None:
    assert len(set(CITATIONS)) == len(CITATIONS)


@pytest.mark.parametrize("document", SOURCES["documents"], ids=lambda document: document["key"])
def test_a_source_is_the_document_it_says(document: dict[str, str]) -> None:
    if not SEEDS.is_dir():
        pytest.skip("the source documents are not beside this checkout (../shared/seeds)")
    assert hashlib.sha256((SEEDS / document["file"]).read_bytes()).hexdigest() == document["sha256"]


def cited(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield path and text of every `source` in a pack file."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        here = f"{path}.{key}"
        if key == "source" and isinstance(item, str):
            yield here, item
        else:
            yield from cited(item, here)


@pytest.mark.parametrize("file", sorted((ROOT / "packs" / "drenthe").glob("**/*.yml")), ids=lambda file: file.name)
def test_every_source_of_the_pack_is_a_known_document(file: Path) -> None:
    unknown = [(path, text) for path, text in cited(read(file)) if not text.startswith((*CITATIONS, "Nog niet bekend"))]
    assert unknown == []


def glossary_keys() -> set[str]:
    """Return everything between backticks in the glossary."""
    return set(re.findall(r"`([^`\n]+)`", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")))


def keys_in_use(pack: Pack) -> set[str]:
    """Return the keys of the pack, the state tables and the roles; municipalities share one line."""
    organisations = {item.key for item in pack.organisations if item.kind != "municipality"}
    listed = {rung.key for rung in pack.ladder.rungs} | {stage.key for stage in pack.ladder.stages}
    listed |= {item.key for item in pack.instruments} | {item.kind for item in pack.instruments}
    listed |= {item.kind for item in pack.organisations} | organisations
    listed |= {service.kind for item in pack.organisations for service in item.services}
    listed |= {topic for item in pack.organisations for service in item.services for topic in service.topics}
    listed |= {item.key for item in pack.indicators} | {item.question for item in pack.indicators}
    listed |= {sector.key for sector in pack.info.sectors} | {figure.key for figure in pack.info.base_figures}
    for scan in pack.scans.values():
        listed |= {scan.key, scan.rule} | {group.key for group in scan.groups}
        listed |= {question.key for question in scan.questions}
    states = {state.key for machine in MACHINES for state in machine.states}
    return listed | states | set(ROLES) | {party.value for party in Party}


def test_the_glossary_has_every_key(pack: Pack) -> None:
    assert sorted(keys_in_use(pack) - glossary_keys()) == []


def test_the_glossary_has_the_words_of_an_outcome() -> None:
    words = {"equal", "spread", "two-sided", "between", "heading-up", "partly-lower", "clear"}
    words |= {"basics-first", "far-behind", "attention", "in-step"}
    assert words <= glossary_keys()
