"""`trede score` and `trede cases` as a person or a program meets them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sample_checks import checks_pack
from tests.sample_pack import sample_pack
from trede import cli
from trede.regions import registry

CASES = """
- case: on the way up
  scan: ladder
  note: the example of the contract
  given: {answers: CCCCDDD}
  expect: {phase: funderen, toward: optimaliseren, attention: [], provisional: no}
- case: a blank first
  scan: ladder
  given: {answers: -CCCDDB}
  expect: {phase: funderen, provisional: yes}
"""


@pytest.fixture(autouse=True)
def _sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "pack", lambda region=None, *, schemes=True: sample_pack())


def test_json_is_one_document_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["score", "CCCCDDD", "--json"]) == 0
    printed = capsys.readouterr()
    document = json.loads(printed.out)
    assert printed.err == ""
    assert (document["scan"], document["answers"], document["phase"]) == ("ladder", "CCCCDDD", "funderen")


@pytest.mark.parametrize(
    "arguments",
    [
        ["-CCCDDB"],
        ["--json", "-CCCDDB"],
        ["-CCCDDB", "--json"],
        ["--json", "--", "-CCCDDB"],
        ["--scan", "ladder", "-------", "--json"],
    ],
)
def test_answers_that_start_with_a_blank(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["score", *arguments]) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize(
    ("answers", "first_line"),
    [
        ("CCCCCDD", "Uitkomst: Funderen"),
        ("CCCDDDB", "Uitkomst: tussen Funderen en Optimaliseren"),
        ("CCCCDDD", "Uitkomst: Funderen, op weg naar Optimaliseren"),
        ("DDDDCCC", "Uitkomst: Optimaliseren, voor een deel nog Funderen"),
        ("AAAEEEE", "Uitkomst: het beeld verschilt per onderwerp"),
        ("CCCC-CC", "Uitkomst: nog niet te geven"),
    ],
)
def test_text_for_people(answers: str, first_line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["score", answers]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == first_line
    assert "Zo komen we daaraan" in lines
    assert "Wie kan helpen" in lines


def test_provisional_and_english(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["score", "CCD-D-D", "--language", "en"])
    printed = capsys.readouterr().out
    assert "Provisional: not all questions have an answer yet." in printed
    assert "Next steps" in printed


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["CCC"], "7 answers are needed"),
        (["GCCCCCC"], "'G' is not an answer"),
        (["CCCCCCC", "--scan", "nope"], "There is no scan 'nope'. Choose one of: ladder, basis, ai."),
        (["CCCCCCC", "--scan", "ai"], "7 answers with commas are needed"),
        (["ja,nee", "--scan", "basis"], "5 answers with commas are needed"),
        (["ja,nee,ja,ja,yes", "--scan", "basis"], "'yes' is not an answer"),
    ],
)
def test_wrong_input_is_exit_1_with_a_sentence(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["score", *arguments]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert says in printed.err


def test_wrong_usage_is_exit_2() -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["score"])
    assert stopped.value.code == 2


def test_a_baseline_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["score", "--scan", "basis", "ja,ja,nee,-,ja", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["missing"] == ["backup"]
    assert cli.main(["score", "--scan", "basis", "ja,ja,nee,-,ja"]) == 0
    assert capsys.readouterr().out.startswith("De basis is nog niet op orde.")


def test_a_check_of_ai(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "pack", lambda region=None, *, schemes=True: checks_pack())
    assert cli.main(["score", "--scan", "ai", "deels,ja,ja,ja,ja,ja,ja,ja,ja,ja", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["go"], document["alongside"]) == (True, ["data"])
    assert cli.main(["score", "--scan", "ai", "ja,ja,ja,ja,ja,ja,ja,ja,nee,ja", "--language", "en"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Arrange this first, then begin with AI")
    assert "begin met safety (en)" in printed
    assert cli.main(["score", "--scan", "systems", "CCCCDDD"]) == 1
    assert "autonomy-1" in capsys.readouterr().err


def test_cases_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "scan.yml").write_text(CASES, encoding="utf-8")
    assert cli.main(["cases", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "  pass  on the way up\n  pass  a blank first\n2 of 2 cases pass\n" in printed


def test_a_pack_stands_for_its_own_cases(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pack.yml").write_text("key: elsewhere\n", encoding="utf-8")
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "scan.yml").write_text(CASES, encoding="utf-8")
    assert cli.main(["cases", str(tmp_path)]) == 0
    assert "2 of 2 cases pass\n" in capsys.readouterr().out


def test_a_difference_and_an_error_fail_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "scan.yml"
    path.write_text(CASES.replace("toward: optimaliseren", "toward: innoveren") + "- case: 3\n", encoding="utf-8")
    assert cli.main(["cases", str(path)]) == 1
    printed = capsys.readouterr().out
    assert "  FAIL  on the way up\n          toward: expected innoveren, got optimaliseren\n" in printed
    assert "  FAIL  3\n" in printed
    assert printed.endswith("1 of 3 cases pass\n")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"- case: [", "cannot be read as YAML"),
        (b"", "the file is empty"),
        (b"case: x", "expected a list of cases"),
        (b"[]", "there are no cases in this file"),
        (b"- case: \xff", "UTF-8"),
        (b"- case: x\n  case: y\n", "twice"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    content: bytes, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken, whole = tmp_path / "broken.yml", tmp_path / "whole.yml"
    broken.write_bytes(content)
    whole.write_text(CASES, encoding="utf-8")
    assert cli.main(["cases", str(broken), str(whole)]) == 1
    printed = capsys.readouterr()
    assert f"{broken}: " in printed.err
    assert says in printed.err
    assert "2 of 2 cases pass; 1 files could not be read" in printed.out


def test_a_file_or_folder_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["cases", str(tmp_path / "none.yml"), str(tmp_path)]) == 1
    printed = capsys.readouterr()
    assert "No such file" in printed.err
    assert "no YAML files" in printed.err


@pytest.mark.exhaustive
@pytest.mark.parametrize("command", [["score", "CCCCDDD", "--json"], ["cases", "--help"]])
def test_no_web_framework_is_loaded(command: list[str]) -> None:
    """What keeps `trede score` under 300 ms as a process."""
    program = (
        "import sys\nfrom trede import cli\n"
        "try:\n    status = cli.main(sys.argv[1:])\nexcept SystemExit as stop:\n    status = stop.code\n"
        "heavy = sorted({'django', 'pydantic', 'typst', 'sqlite3', 'asyncio'} & set(sys.modules))\n"
        "print(heavy, file=sys.stderr)\nsys.exit(status)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *command],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2] / "src",
    )
    assert (done.returncode, done.stderr) == (0, "[]\n")
