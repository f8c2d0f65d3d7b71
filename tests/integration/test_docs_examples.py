"""The examples in the how-to pages on the API and on open data are run, as they stand there."""

import json
import shlex
from typing import Any

import pytest
from django.test import Client

from tests.conftest import ROOT
from trede.opendata.api import allowance

pytestmark = pytest.mark.django_db
PAGES = ("api.md", "open-data.md")
HOST = "http://127.0.0.1:8000"


def examples(name: str) -> list[str]:
    """Return the commands in the blocks of a page."""
    blocks = (ROOT / "docs" / "how-to" / name).read_text(encoding="utf-8").split("```sh\n")[1:]
    return [line for block in blocks for line in block.partition("```")[0].splitlines() if line.startswith("curl ")]


COMMANDS = [command for name in PAGES for command in examples(name)]


@pytest.fixture(autouse=True)
def _fresh_allowance() -> None:
    allowance.forget()


def run(command: str) -> Any:
    """Do what curl would do with the options that the pages use."""
    words = iter(shlex.split(command)[1:])
    method, headers, sent, address = "GET", {}, "", ""
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-I":
            method = "HEAD"
        elif word == "-H":
            key, _, value = next(words).partition(": ")
            headers[key] = value
        elif word == "-d":
            sent = next(words)
        elif word == "-o":
            next(words)
        elif word != "-s":
            address = word
    assert address.startswith(HOST), command
    kind = headers.pop("Content-Type", "")
    return Client().generic(method, address.removeprefix(HOST), sent, content_type=kind, headers=headers)


@pytest.mark.parametrize("command", COMMANDS)
def test_an_example_works(command: str) -> None:
    answer = run(command)
    assert answer.status_code == (201 if "-X POST" in command else 200), answer.content
    if answer.headers["Content-Type"].startswith("application/json") and answer.content:
        assert json.loads(answer.content)
    else:
        assert answer.content or "-I" in command


def test_there_are_examples_for_every_list_of_the_api() -> None:
    paths = json.loads(Client().get("/api/v1/openapi.json").content)["paths"]
    shown = " ".join(COMMANDS)
    silent = [path for path in paths if "{" not in path and path != "/" and f"/api/v1{path}" not in shown]
    assert silent == ["/taxonomies"]


def test_the_page_names_every_error_and_the_real_limits() -> None:
    page = (ROOT / "docs" / "how-to" / "api.md").read_text(encoding="utf-8")
    assert f"{allowance.READS} reads at once and {allowance.READS_PER_SECOND:g} per second" in page
    assert f"{allowance.WRITES} writes per minute" in page
    for status in (400, 404, 405, 409, 411, 413, 429, 503):
        assert str(status) in page
