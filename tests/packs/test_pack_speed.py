"""Loading a pack stays cheap enough to do at every start of every command."""

import time

import pytest

from tests.packs.pack_tree import Copy, copy_minimal, dump
from trede.regions.document import parse, read_text
from trede.regions.load import load_pack
from trede.regions.registry import available, pack_folder

BOUND = 0.150
"""Seconds of processor time for a whole pack; measured for Drenthe: 0.02."""


def seconds_to_load(pack: Copy | None, region: str = "") -> float:
    folder = pack.folder if pack else pack_folder(region)
    load_pack(folder)
    runs = []
    for _ in range(3):
        started = time.process_time()
        load_pack(folder)
        runs.append(time.process_time() - started)
    return min(runs)


@pytest.mark.parametrize("region", available())
def test_a_pack_loads_in_time(region: str) -> None:
    spent = seconds_to_load(None, region)

    print(f"{region}: {spent * 1000:.1f} ms")
    assert spent < BOUND


def test_a_pack_with_a_thousand_services_loads_in_time(tmp_path_factory: pytest.TempPathFactory) -> None:
    pack = copy_minimal(tmp_path_factory.mktemp("large"))
    tree = parse(read_text(pack.folder / "partners.yml")).value
    assert isinstance(tree, dict)
    services = tree["organisations"][0]["services"]
    services += [{**services[1], "key": f"cursus-{number}"} for number in range(1000)]
    pack.write("partners.yml", dump(tree))

    spent = seconds_to_load(pack)

    print(f"1,002 services: {spent * 1000:.0f} ms")
    assert spent < 4 * BOUND


def test_a_thousand_errors_are_reported_in_time(tmp_path_factory: pytest.TempPathFactory) -> None:
    pack = copy_minimal(tmp_path_factory.mktemp("wrong"))
    tree = parse(read_text(pack.folder / "partners.yml")).value
    assert isinstance(tree, dict)
    services = tree["organisations"][0]["services"]
    services += [{**services[1], "key": f"cursus-{number}", "rungs": ["top"]} for number in range(1000)]
    pack.write("partners.yml", dump(tree))

    started = time.process_time()
    errors = pack.errors()
    spent = time.process_time() - started

    assert len(errors) == 1000
    assert all(error.line for error in errors)
    assert spent < 10 * BOUND
