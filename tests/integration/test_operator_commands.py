"""The commands of an operator: doctor, work, account."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from tests.cast import CAST, client_of, member
from trede import cli
from trede.accounts.models import User
from trede.commands import doctor, work
from trede.journal import clock, jobs
from trede.journal.actions import Actor
from trede.journal.models import Event
from trede.scan.actions import complete_scan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def local_site(settings: Any) -> None:
    """The tests answer to another name than a fresh installation does."""
    settings.ALLOWED_HOSTS = ["localhost"]


def test_the_doctor_finds_nothing_wrong_with_a_fresh_installation(capsys: pytest.CaptureFixture[str]) -> None:
    status = cli.main(["doctor"])
    shown = capsys.readouterr().out
    assert status == 0, shown
    for check in ("configuration", "pack", "database", "migrations", "writing", "disk", "clock", "static files"):
        assert f"ok    {check}: " in shown


def findings() -> dict[str, doctor.Finding]:
    """Return what is wrong, by check."""
    return {finding.check: finding for finding in doctor.examine() if finding.hint}


def test_the_doctor_sees_a_clock_that_runs_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    with clock.at(clock.now() + timedelta(days=1)):
        complete_scan(by=Actor.anonymous(), answers="CCCCDDD")
    assert "Set the clock" in findings()["clock"].hint


def test_the_doctor_sees_a_full_disk_and_a_missing_region(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "FREE_BYTES", 10**18)
    monkeypatch.setenv("TREDE_REGION", "atlantis")
    found = findings()
    assert set(found) >= {"disk", "pack"}
    assert "atlantis" in found["pack"].detail


def test_the_doctor_goes_on_after_a_check_that_breaks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> Any:
        raise OSError("no such disk")

    monkeypatch.setitem(doctor._CHECKS, "disk", broken)
    assert cli.main(["doctor"]) == 1
    shown = capsys.readouterr().out
    assert "WRONG disk: OSError: no such disk" in shown
    assert "ok    static files" in shown


def test_the_doctor_sees_a_public_site_without_https(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["trede.example"]
    assert "TREDE_HTTPS" in findings()["configuration"].hint


def test_work_once_runs_every_job_and_tells_by_its_status_when_one_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert cli.main(["work", "--once"]) == 0
    monkeypatch.setitem(jobs._registry, "a-broken-job", jobs.Job("a-broken-job", lambda: 1 // 0))
    assert cli.main(["work", "--once"]) == 1


def test_work_stops_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    import os
    import signal
    import threading

    monkeypatch.setattr(work, "_fresh_connections", lambda: None)  # the test keeps its own connection
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGTERM)).start()
    try:
        assert cli.main(["work"]) == 0
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])


def test_an_operator_makes_links_and_lists_accounts(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["account", "first-link"]) == 0
    assert capsys.readouterr().out.startswith("/balie/welkom/")
    user = member("administrator")
    client_of("administrator")
    assert cli.main(["account", "first-link"]) == 1
    assert "an administrator already" in capsys.readouterr().err
    assert cli.main(["account", "link", "BEA@ibdo.example", "--remove-second-step"]) == 0
    assert capsys.readouterr().out.startswith("/balie/welkom/")
    types = list(Event.objects.order_by("-id").values_list("type", flat=True)[:2])
    assert types == ["account.link-made", "account.second-factor-removed"]
    assert cli.main(["account", "link", "niemand@ibdo.example"]) == 1
    capsys.readouterr()
    assert cli.main(["account", "list"]) == 0
    assert capsys.readouterr().out == f"{user.pk}\t{CAST['administrator'].email}\tibdo\tadministrator\topen\n"
    assert User.objects.count() == 1


def test_the_doctor_sees_a_database_that_others_can_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = tmp_path / "trede.sqlite3"
    database.touch(mode=0o644)
    monkeypatch.setitem(django_settings.DATABASES["default"], "NAME", str(database))
    tmp_path.chmod(0o755)
    assert f"chmod 700 {tmp_path}" in findings()["privacy"].hint
    tmp_path.chmod(0o700)
    assert "privacy" not in findings()
