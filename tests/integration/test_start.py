"""Starting the site: a port that is taken, settings that cannot be used, a folder or database that refuses."""

import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from trede import cli
from trede.commands import serve
from trede.config import env
from trede.core.errors import Unavailable

pytestmark = pytest.mark.any_database


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens who, like our own server, is willing to share it."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


def trede(var: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command of `trede` in a fresh process, with its own state folder."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("TREDE_", "DJANGO_", "DATABASE_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "trede.cli", *arguments],
        env=clean | {"TREDE_VAR": str(var)} | settings,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_second_site_never_shares_a_port(
    command: str, taken: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And a demonstration that is running keeps its database."""
    monkeypatch.setenv("TREDE_VAR", str(tmp_path))
    database = tmp_path / "demo.sqlite3"
    database.write_bytes(b"in use")
    assert cli.main([command, "--port", str(taken)]) == 1
    printed = capsys.readouterr()
    assert (printed.out, database.read_bytes()) == ("", b"in use")
    assert f"Cannot listen on 127.0.0.1 port {taken}" in printed.err
    assert "--port" in printed.err


def test_a_name_becomes_the_address_to_listen_on(monkeypatch: pytest.MonkeyPatch) -> None:
    assert serve.free_address("localhost", 0) in {"127.0.0.1", "::1"}

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Unavailable, match="Name or service not known"):
        serve.free_address("no-such-machine.invalid", 8000)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "abc"])
def test_a_port_that_is_none_is_wrong_usage(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(["serve", f"--port={port}"])
    assert stop.value.code == 2, "wrong usage"
    assert "from 1 to 65535" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("TREDE_WORKERS", "many", "TREDE_WORKERS must be a whole number of 1 or more"),
        ("TREDE_WORKERS", "0", "TREDE_WORKERS must be a whole number of 1 or more"),
        ("DATABASE_URL", "mysql://x", "DATABASE_URL must start with"),
        ("DATABASE_URL", "sqlite://file.sqlite3", "DATABASE_URL names no file"),
        ("DATABASE_URL", "postgresql://user:geheim@host:port/name", "DATABASE_URL has no valid port"),
        ("DATABASE_URL", "postgresql://user:geheim@127.0.0.1:1/name", "The database cannot be used"),
        ("TREDE_SECRET_KEY_FILE", "/no/such/file", "/no/such/file: No such file or directory."),
    ],
)
def test_a_setting_that_cannot_be_used_is_one_sentence(name: str, value: str, says: str, tmp_path: Path) -> None:
    done = trede(tmp_path, "work", "--once", **{name: value})
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(says)
    assert "Traceback" not in done.stderr
    assert "geheim" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_mistake_of_ours_keeps_its_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "free_address", lambda *_: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        cli.main(["serve"])


def test_only_the_owner_looks_into_a_state_folder_that_we_make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TREDE_SECRET_KEY", raising=False)
    env.secret_key(tmp_path / "var")
    assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == env.PRIVATE


def test_a_region_without_municipalities_or_schemes_has_its_demonstration(tmp_path: Path) -> None:
    done = trede(tmp_path, "demo", "--only-fill", "--firms", "1", TREDE_REGION="minimal")
    assert done.returncode == 0, done.stderr
    assert "adviser.voordeur@voorbeeld.example" in done.stdout
    assert trede(tmp_path, "demo", "--firms", "0").returncode == 2, "wrong usage"
