"""The benches in a short form: they run, and no acknowledged scan is lost under load."""

import pytest

from bench import result, scan


def test_no_acknowledged_scan_is_lost_under_load(capsys: pytest.CaptureFixture[str]) -> None:
    assert scan.main(["--seconds", "0.7", "--clients", "4"]) == 0
    assert "ratio to the floor" in capsys.readouterr().out


def test_an_outcome_and_its_pdf_are_made_in_time(capsys: pytest.CaptureFixture[str]) -> None:
    assert result.main(["--times", "12"]) == 0
    assert "outcome as PDF" in capsys.readouterr().out
