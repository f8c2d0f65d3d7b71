"""What a stranger, a city or a package index may expect of the repository itself."""

import re
import subprocess
import sys
from datetime import date
from typing import Any

import pytest
import yaml

from tests.architecture.tree import ROOT, name_of, text, tracked

LOCKS = ("requirements.lock", "requirements-dev.lock")
BINARY = {".png", ".mo", ".ttf", ".otf", ".woff2", ".pdf", ".ico"}
# Put together from parts, so that this file does not hold what it looks for.
HOSTS = ("python" + "hosted.org", "pypi" + ".org/simple", "registry." + "npmjs", "deb." + "debian.org")
MACHINE = re.compile(r"(?:^|[\s\"'(=:])/(?:" + "work|root|farm|home|Users" + r")/\w")


def _texts() -> list[tuple[str, str]]:
    return [(name_of(path), path.read_text(encoding="utf-8")) for path in tracked() if path.suffix not in BINARY]


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [name for name, words in _texts() if MACHINE.search(words) or any(host in words for host in HOSTS)]
    assert found == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_has_exact_versions_hashes_and_no_addresses(name: str) -> None:
    words = text(name)
    assert "://" not in words
    assert "--index" not in words
    assert "--find-links" not in words
    entries = re.split(r"\n(?=[a-z])", words.strip())
    assert len(entries) > 10
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_the_development_lock_extends_the_run_time_lock() -> None:
    run, dev = (set(re.findall(r"^([a-z0-9-]+==[^ \\;]+)", text(name), re.MULTILINE)) for name in LOCKS)
    assert run < dev


def test_every_dependency_gives_its_reason() -> None:
    lines = text("pyproject.toml").split("[tool.")[0].splitlines()
    named = [line for line in lines if re.match(r'\s+"[a-z0-9\[\]-]+>=', line)]
    assert named
    assert [line for line in named if "#" not in line] == []


def test_every_dependency_stands_in_the_lock() -> None:
    wanted = re.findall(r'^\s+"([a-z0-9-]+)(?:\[[a-z-]+\])?>=', text("pyproject.toml").split("[tool.")[0], re.MULTILINE)
    locked = text("requirements-dev.lock")
    assert [name for name in wanted if f"\n{name}==" not in f"\n{locked}"] == [], "run `make lock`"


def test_every_file_has_a_licence() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "reuse", "lint", "--lines"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert text("LICENSE") == text("LICENSES/EUPL-1.2.txt")
    assert text("LICENSE").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")


def _publiccode() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(text("publiccode.yml"))
    return read


def test_publiccode_has_the_required_keys() -> None:
    """The keys that the standard (version 0.4) requires, and their kinds."""
    given = _publiccode()
    assert str(given["publiccodeYmlVersion"]).startswith("0.4")
    for key in ("name", "url", "platforms", "developmentStatus", "softwareType", "description", "legal", "maintenance"):
        assert given.get(key), key
    assert given["url"].startswith("https://")
    assert set(given["platforms"]) <= {"web", "windows", "mac", "linux", "ios", "android"}
    assert given["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert given["softwareType"] in {
        "standalone/web",
        "standalone/backend",
        "standalone/desktop",
        "standalone/mobile",
        "standalone/iot",
        "standalone/other",
        "addon",
        "library",
        "configurationFiles",
    }


@pytest.mark.parametrize("language", ["nl", "en"])
def test_publiccode_describes_the_product_in_each_language(language: str) -> None:
    description = _publiccode()["description"][language]
    assert 0 < len(description["shortDescription"]) <= 150
    assert 150 <= len(description["longDescription"]) <= 10_000
    assert description["features"]
    assert all(0 < len(feature) <= 100 for feature in description["features"])


def test_publiccode_agrees_with_the_rest_of_the_house() -> None:
    from trede import __version__

    given = _publiccode()
    assert given["legal"]["license"] == "EUPL-1.2"
    assert given["softwareVersion"] == __version__
    released = given["releaseDate"]
    assert isinstance(released, date)
    assert f"{__version__}] – {released.isoformat()}" in text("CHANGELOG.md")
    assert given["maintenance"]["type"] in {"internal", "contract", "community", "none"}
    assert given["maintenance"]["contacts"]
    assert set(given["localisation"]["availableLanguages"]) == {"nl", "en"}
    assert given["localisation"]["localisationReady"] is True
    assert given["maintenance"]["type"] != "contract" or given["maintenance"]["contractors"]


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "README.nl.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "GOVERNANCE.md",
        "SECURITY.md",
        "docs/glossary.md",
    ],
)
def test_a_page_that_people_look_for_is_there(name: str) -> None:
    assert len(text(name)) > 400


def test_no_leftovers() -> None:
    """No postponed work in the code: it is done, or it is an issue."""
    marks = re.compile(r"#.*\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK")) + r")\b")
    assert [name for name, words in _texts() if name.endswith(".py") and marks.search(words)] == []


def test_every_silenced_check_gives_a_reason() -> None:
    """`noqa` and `type: ignore` name their rule; a skipped test says why."""
    bare = re.compile(r"#\s*(noqa(?!:)|type:\s*ignore(?!\[))")
    skipped = re.compile(r"mark\.(skip|xfail)(?!if)\b(?!\(reason=)")
    found = [
        name
        for name, words in _texts()
        if name.endswith(".py") and name != name_of_this() and (bare.search(words) or skipped.search(words))
    ]
    assert found == []


def name_of_this() -> str:
    """Return the name of this file, which holds the patterns themselves."""
    return "tests/architecture/test_repository.py"
