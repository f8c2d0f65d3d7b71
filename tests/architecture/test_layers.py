"""The layers of the house: who may import whom (HOUSE §2), and what the light commands may not load."""

import subprocess
import sys
from textwrap import dedent

import pytest
from importlinter.cli import lint_imports

from tests.architecture.tree import ROOT, SOURCE


def test_the_import_contract_holds(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True, no_logo=True) == 0, capsys.readouterr().out


def test_every_room_stands_in_the_contract() -> None:
    contract = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[tool.importlinter]")[1]
    rooms = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()} - {"commands"}
    assert rooms
    assert [room for room in sorted(rooms) if room not in contract] == []


@pytest.mark.parametrize("command", ["score", "cases", "pack"])
def test_light_commands_load_no_web_framework(command: str) -> None:
    program = dedent(f"""
        import sys, argparse, importlib
        import trede.cli
        module = importlib.import_module("trede.commands.{command}")
        module.add_arguments(argparse.ArgumentParser())
        print([name for name in ("django", "granian", "typst", "psycopg") if name in sys.modules])
    """)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
