"""Loading a pack stays cheap enough to do at every start of every command.

A machine may be slow or busy, so the bound is a ratio to reading the same YAML with PyYAML and libyaml.
"""

from pathlib import Path

import pytest
import yaml

from tests.packs.pack_tree import copy_minimal, dump
from tests.timing import times_the_floor
from trede.regions.document import parse, read_text
from trede.regions.load import engine_packs, load_pack
from trede.regions.registry import available, pack_folder

BOUND = 2.0
"""Times the floor for reading, checking and linking a whole pack; measured: 0.4 (Drenthe) to 0.8 (the minimal one)."""


ERRORS_BOUND = 10.0
"""Times the floor for finding a thousand errors, each with its line."""


def judge(folder: Path) -> None:
    """Fail if loading a pack costs too many times what reading the same files costs."""
    files = [*folder.glob("*.yml"), *folder.glob("scans/*.yml"), *folder.glob("schemes/*.yml")]
    texts = [read_text(path) for path in [*files, *(engine_packs() / "common").glob("*.yml")]]
    ratio, told = times_the_floor(
        lambda: load_pack(folder), lambda: [yaml.load(text, yaml.CSafeLoader) for text in texts], goal=BOUND
    )
    assert ratio < BOUND, f"{folder.name}: {told}"


@pytest.mark.parametrize("region", available())
def test_a_pack_loads_in_time(region: str) -> None:
    judge(pack_folder(region))


def test_a_pack_with_a_thousand_services_loads_in_time(tmp_path_factory: pytest.TempPathFactory) -> None:
    pack = copy_minimal(tmp_path_factory.mktemp("large"))
    tree = parse(read_text(pack.folder / "partners.yml")).value
    assert isinstance(tree, dict)
    services = tree["organisations"][0]["services"]
    services += [{**services[1], "key": f"cursus-{number}"} for number in range(1000)]
    pack.write("partners.yml", dump(tree))

    judge(pack.folder)


def test_a_thousand_errors_are_reported_in_time(tmp_path_factory: pytest.TempPathFactory) -> None:
    pack = copy_minimal(tmp_path_factory.mktemp("wrong"))
    tree = parse(read_text(pack.folder / "partners.yml")).value
    assert isinstance(tree, dict)
    services = tree["organisations"][0]["services"]
    services += [{**services[1], "key": f"cursus-{number}", "rungs": ["top"]} for number in range(1000)]
    pack.write("partners.yml", dump(tree))

    text = read_text(pack.folder / "partners.yml")
    errors = pack.errors()
    assert len(errors) == 1000
    assert all(error.line for error in errors)
    ratio, told = times_the_floor(pack.errors, lambda: yaml.load(text, yaml.CSafeLoader), goal=ERRORS_BOUND)
    assert ratio < ERRORS_BOUND, told
