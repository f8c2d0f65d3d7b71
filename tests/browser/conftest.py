"""A real server, a real database and the system's Chromium."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django import DjangoDbBlocker

ROOT = Path(__file__).resolve().parent.parent.parent
OUT = ROOT / "tests" / "browser" / "out"
DOCUMENTATION = ROOT / "docs" / "screenshots"
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
PATIENCE = 30_000
"""Milliseconds that a page may take on a busy machine; a page that is ready costs none of them."""
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Site:
    """A running site: its address, its state folder, and what it printed when it started."""

    url: str
    var: Path
    printed: str
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def first_link(self) -> str:
        """The one-use link of the first administrator, as printed."""
        found = re.search(r"https?://\S+/balie/welkom/\S+", self.printed)
        assert found, self.printed
        return found[0]

    def trede(self, *arguments: str) -> str:
        """Run a command of `trede` on this site's state and return what it prints."""
        return self.python("-m", "trede.cli", *arguments)

    def python(self, *arguments: str) -> str:
        """Run Python on this site's state and return what it prints."""
        done = subprocess.run(
            [sys.executable, *arguments],
            env=_environment(self.var) | dict(self.settings),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def _environment(var: Path) -> dict[str, str]:
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("TREDE_", "DJANGO_", "DATABASE_URL"))
    }
    return clean | {"TREDE_VAR": str(var), "TREDE_WORKERS": "1"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(
    command: str,
    *arguments: str,
    patience: float = 180,
    settings: Mapping[str, str] | None = None,
    prepared: Path | None = None,
) -> Iterator[Site]:
    """Start `trede COMMAND`, wait until it answers, and stop it at the end. `settings` are of the environment.

    `prepared` is a database file to begin with.
    """
    more = dict(settings or {})
    var = Path(tempfile.mkdtemp(prefix="trede-browser-"))
    if prepared is not None:
        shutil.copyfile(prepared, var / "trede.sqlite3")
    port = _free_port()
    output = var / "printed"
    with output.open("w") as printed:
        process = subprocess.Popen(
            [sys.executable, "-m", "trede.cli", command, "--port", str(port), *arguments],
            env=_environment(var) | more,
            cwd=ROOT,
            stdout=printed,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + patience
        while not _answers(f"{url}/readyz"):
            assert process.poll() is None, output.read_text()
            assert time.monotonic() < until, output.read_text()
            time.sleep(0.1)
        yield Site(url, var, output.read_text(), more)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)
        shutil.rmtree(var, ignore_errors=True)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture(scope="session")
def prepared(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Path | None:
    """A database with tables and nothing in it, so that not every site makes its own: that costs seconds.

    That an empty machine comes up as well is for tests/integration/test_start.py.
    """
    copy = tmp_path_factory.mktemp("prepared") / "trede.sqlite3"
    with django_db_blocker.unblock():
        if connection.vendor != "sqlite":
            return None
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(copy)])
    return copy


@pytest.fixture(scope="session")
def site(prepared: Path | None) -> Iterator[Site]:
    """A fresh site, as after `trede serve` on an empty machine."""
    yield from start("serve", prepared=prepared)


@pytest.fixture
def fresh_site(prepared: Path | None) -> Iterator[Site]:
    """A site of one's own, on which nobody did anything yet."""
    yield from start("serve", prepared=prepared)


@pytest.fixture(scope="session")
def demo_site() -> Iterator[Site]:
    """The demonstration, eight quarters full."""
    yield from start("demo", "--seed", "1")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, closed to every network but loopback."""
    path = os.environ.get("TREDE_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "No Chromium found: install the package `chromium`, or set TREDE_CHROMIUM to a browser."
    arguments = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    arguments += [
        "--disable-component-update",
        "--disable-sync",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    ]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    # Playwright keeps a loop in this thread that stands still between its calls. Django would refuse every test of the
    # database that this worker runs afterwards.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Return a function that opens a fresh visitor's page: `open_page(DESKTOP, javascript=True)`."""
    contexts: list[BrowserContext] = []

    def opened(viewport: dict[str, int] | None = None, *, javascript: bool = False) -> Page:
        context = chromium.new_context(
            viewport=viewport or PHONE,  # type: ignore[arg-type]
            java_script_enabled=javascript,
            locale="nl-NL",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def shot(page: Page, name: str) -> None:
    """Save a picture of the whole page to look at."""
    OUT.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=OUT / f"{name}.png", full_page=True)


def shot_for_documentation(page: Page, name: str) -> None:
    """Save what is in view; with TREDE_SCREENSHOTS=1 it renews the picture in the documentation."""
    folder = DOCUMENTATION if os.environ.get("TREDE_SCREENSHOTS") else OUT
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png")
