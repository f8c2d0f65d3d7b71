"""`trede pack` from outside: what it prints where, and how it ends."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.packs.pack_tree import copy_minimal, cut, put
from trede.cli import main
from trede.core.errors import InputError
from trede.core.pack_findings import PackErrors
from trede.regions import registry
from trede.regions.load import check_pack


@pytest.fixture(autouse=True)
def _fresh_registry() -> Iterator[None]:
    registry.forget()
    yield
    registry.forget()


def test_check_without_folders_checks_all_packs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "check"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line.partition("@")[0] for line in lines] == registry.available()
    minimal = next(line for line in lines if line.startswith("minimal@2026-01: right. "))
    assert "2 scans, 12 questions, 2 services" in minimal
    assert "3 cases; loaded in" in minimal


def test_check_says_what_is_wrong_and_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = copy_minimal(tmp_path / "a")
    broken.change("ladder.yml", cut("rungs[0].name.en"))
    good = copy_minimal(tmp_path / "b")

    assert main(["pack", "check", str(broken.folder), str(good.folder)]) == 1

    printed = capsys.readouterr()
    assert printed.out.startswith("minimal@2026-01: right.")
    assert "rungs[0].name.en: the English text is missing. Add the English text under `en:`." in printed.err


def test_check_runs_the_cases_beside_the_pack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack = copy_minimal(tmp_path)
    pack.change("cases/scan.yml", put("[0].expect.phase", "starten"))
    pack.change("cases/scan.yml", put("[1].given.answers", "XX"))
    pack.write("cases/more.yml", "case: not a list\n")

    assert main(["pack", "check", str(pack.folder)]) == 1

    err = capsys.readouterr().err
    assert "cases/scan.yml 'everything on one rung': phase is funderen, expected starten." in err
    assert "cases/scan.yml 'safety comes first': cannot be run:" in err
    assert "cases/more.yml: expected a list of cases" in err


def test_check_of_a_folder_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "check", str(tmp_path / "nowhere")]) == 1
    assert "there is no pack folder" in capsys.readouterr().err


def test_check_without_packs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TREDE_PACKS", str(tmp_path / "none"))

    assert main(["pack", "check"]) == 1
    assert "there are no packs in" in capsys.readouterr().err


def test_new_makes_a_valid_pack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "new", "zuid-holland", "--dir", str(tmp_path)]) == 0

    made = tmp_path / "zuid-holland"
    assert check_pack(made) == []
    assert "\nkey: zuid-holland\n" in (made / "pack.yml").read_text()
    assert (tmp_path / "schema" / "ladder.json").is_file()
    assert f"trede pack check {made}" in capsys.readouterr().out
    assert main(["pack", "check", str(made)]) == 0


def test_new_never_overwrites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "drenthe").mkdir()

    assert main(["pack", "new", "drenthe", "--dir", str(tmp_path)]) == 1
    assert "exists already" in capsys.readouterr().err
    assert list((tmp_path / "drenthe").iterdir()) == []


@pytest.mark.parametrize("name", ["../up", "Drenthe", "a b", "", "common", "schema", "-x-", "é"])
def test_new_refuses_names_that_cannot_be(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "new", "--dir", str(tmp_path), "--", name]) == 1
    assert "cannot be the name of a region" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_new_leaves_nothing_behind_when_it_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")

    assert main(["pack", "new", "streek", "--dir", str(tmp_path / "file")]) == 1
    assert "the pack could not be made" in capsys.readouterr().err


def test_schema_writes_where_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "schema", str(tmp_path)]) == 0
    assert str(tmp_path / "scan.json") in capsys.readouterr().out


def test_a_task_is_needed() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["pack"])
    assert ended.value.code == 2


def test_the_command_needs_no_web_framework() -> None:
    code = "import sys; from trede.cli import main; main(['pack', 'check']); sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def test_the_registry_loads_once_and_minds_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TREDE_REGION", raising=False)
    assert registry.pack() is registry.pack("drenthe")

    copied = copy_minimal(tmp_path)
    copied.change("pack.yml", put("version", "2026-02"))
    assert registry.pack("minimal").reference == "minimal@2026-01"
    monkeypatch.setenv("TREDE_PACKS", str(tmp_path))
    assert registry.pack("minimal").reference == "minimal@2026-02"
    assert registry.available() == ["minimal"]
    monkeypatch.setenv("TREDE_REGION", "minimal")
    assert registry.pack() is registry.pack("minimal")


@pytest.mark.parametrize("name", ["../drenthe", "nergens", "common", "Drenthe", "drenthe/scans"])
def test_an_unknown_region_lists_what_there_is(name: str) -> None:
    with pytest.raises(InputError) as caught:
        registry.pack(name)

    assert ", ".join(registry.available()) in caught.value.message_en
    assert caught.value.status == 422


def test_the_site_does_not_start_with_a_wrong_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from trede.regions.checks import UNKNOWN_REGION, WRONG_PACK, check_region

    copied = copy_minimal(tmp_path)
    copied.change("ladder.yml", cut("rungs[0].name.en"))
    monkeypatch.setenv("TREDE_PACKS", str(tmp_path))
    monkeypatch.setenv("TREDE_REGION", "minimal")
    (wrong,) = check_region(None)
    monkeypatch.setenv("TREDE_REGION", "nergens")
    (unknown,) = check_region(None)
    monkeypatch.delenv("TREDE_PACKS")
    monkeypatch.setenv("TREDE_REGION", "minimal")

    assert (wrong.id, wrong.hint) == (WRONG_PACK, "Add the English text under `en:`.")
    assert wrong.msg.startswith("pack minimal, ladder.yml:")
    assert unknown.id == UNKNOWN_REGION
    assert "TREDE_REGION" in (unknown.hint or "")
    assert check_region(None) == []


def test_the_first_error_stops_a_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = copy_minimal(tmp_path)
    copied.change("pack.yml", put("front_door", "niemand"))
    monkeypatch.setenv("TREDE_PACKS", str(tmp_path))

    with pytest.raises(PackErrors) as caught:
        registry.pack("minimal")

    assert caught.value.code == "pack-invalid"
    assert caught.value.status == 503
    assert caught.value.message_en == str(caught.value)
