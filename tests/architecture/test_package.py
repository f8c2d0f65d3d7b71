"""The wheel holds all that the product needs at run time, and nothing of the machine it was made on."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, SOURCE, tracked


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as pip does."""
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_program_and_the_packs(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    program = {f"trede/{path.relative_to(SOURCE).as_posix()}" for path in tracked() if path.is_relative_to(SOURCE)}
    packs = {
        f"trede/_packs/{path.relative_to(ROOT / 'packs').as_posix()}"
        for path in tracked()
        if path.is_relative_to(ROOT / "packs")
    }
    assert program - held == set()
    assert packs - held == set()
    assert any(name.startswith("trede/_packs/drenthe/") for name in held)


def test_the_wheel_has_the_command_the_licence_and_hashed_dependencies_only(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        info = {
            name.rpartition("/")[2]: archive.read(name).decode() for name in archive.namelist() if ".dist-info/" in name
        }
    assert "trede = trede.cli:main" in info["entry_points.txt"]
    assert "License-Expression: EUPL-1.2" in info["METADATA"]
    assert info["LICENSE"].startswith("EUROPEAN UNION PUBLIC LICENCE")
    assert "file://" not in info["METADATA"]
