"""Loading a pack stays cheap enough to do at every start of every command.

A machine may be slow or busy, so the bound is a ratio to reading the same YAML with PyYAML and libyaml.
"""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.packs.pack_tree import copy_minimal, dump
from trede.regions.document import parse, read_text
from trede.regions.load import engine_packs, load_pack
from trede.regions.registry import available, pack_folder

BOUND = 2.0
"""Times the floor for reading, checking and linking a whole pack; measured: 0.4 (Drenthe) to 0.8 (the minimal one)."""


def seconds(run: Callable[[], object]) -> float:
    """Return the processor time of one run."""
    started = time.process_time()
    run()
    return time.process_time() - started


def times_the_floor(folder: Path) -> float:
    """Return how long loading takes as a multiple of reading the same files: the best of runs that take turns."""
    files = [*folder.glob("*.yml"), *folder.glob("scans/*.yml"), *folder.glob("schemes/*.yml")]
    texts = [read_text(path) for path in [*files, *(engine_packs() / "common").glob("*.yml")]]
    load_pack(folder)
    loads, floors = [], []
    for _ in range(3):
        loads.append(seconds(lambda: load_pack(folder)))
        floors.append(seconds(lambda: [yaml.load(text, yaml.CSafeLoader) for text in texts]))
    print(f"{folder.name}: {min(loads) * 1000:.0f} ms, floor {min(floors) * 1000:.0f} ms")
    return min(loads) / min(floors)


@pytest.mark.parametrize("region", available())
def test_a_pack_loads_in_time(region: str) -> None:
    assert times_the_floor(pack_folder(region)) < BOUND


def test_a_pack_with_a_thousand_services_loads_in_time(tmp_path_factory: pytest.TempPathFactory) -> None:
    pack = copy_minimal(tmp_path_factory.mktemp("large"))
    tree = parse(read_text(pack.folder / "partners.yml")).value
    assert isinstance(tree, dict)
    services = tree["organisations"][0]["services"]
    services += [{**services[1], "key": f"cursus-{number}"} for number in range(1000)]
    pack.write("partners.yml", dump(tree))

    assert times_the_floor(pack.folder) < BOUND


def test_a_thousand_errors_are_reported_in_time(tmp_path_factory: pytest.TempPathFactory) -> None:
    pack = copy_minimal(tmp_path_factory.mktemp("wrong"))
    tree = parse(read_text(pack.folder / "partners.yml")).value
    assert isinstance(tree, dict)
    services = tree["organisations"][0]["services"]
    services += [{**services[1], "key": f"cursus-{number}", "rungs": ["top"]} for number in range(1000)]
    pack.write("partners.yml", dump(tree))

    text = read_text(pack.folder / "partners.yml")
    floor = seconds(lambda: yaml.load(text, yaml.CSafeLoader))
    started = time.process_time()
    errors = pack.errors()
    spent = time.process_time() - started

    assert len(errors) == 1000
    assert all(error.line for error in errors)
    print(f"{spent / floor:.1f} times the floor")
    assert spent < 10 * floor
