"""Whatever a caller sends, the API answers as it describes itself (Schemathesis), and follows the Dutch rules."""

import json
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from tests.conftest import LONG, ROOT
from trede.config.wsgi import application
from trede.opendata.api import allowance

pytestmark = pytest.mark.django_db
RULES = ROOT.parent / "shared" / "data" / "standards" / "api-design-rules" / "linter.yaml"
SPECTRAL = ROOT / "tests" / "tools" / "node_modules" / ".bin" / "spectral"


@pytest.fixture
def described(db: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the API as it describes itself, with an allowance that a fuzzer does not use up."""
    monkeypatch.setattr("trede.opendata.api.site.may_read", lambda _: True)
    monkeypatch.setattr("trede.opendata.api.site.may_write", lambda _: True)
    monkeypatch.setattr("trede.opendata.api.scans.take", lambda *_, **__: True)
    monkeypatch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", lambda _: None)  # the test's own
    allowance.forget()
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


def test_every_answer_is_one_that_is_described(described: Any) -> None:
    """Each operation, with what fits its description and with what does not."""
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) >= 7
    for operation in operations:
        _fuzz(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
        with suppress(Unsatisfiable):  # an operation that takes nothing cannot be given something wrong
            _fuzz(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))


def _fuzz(cases: Any) -> None:
    @settings(
        max_examples=300 if LONG else 15,
        deadline=None,
        derandomize=not LONG,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def answers_as_described(case: Any) -> None:
        case.call_and_validate(headers={"Accept-Encoding": "identity"})

    answers_as_described()


def test_the_description_follows_the_dutch_api_design_rules(tmp_path: Path) -> None:
    if not RULES.exists():
        pytest.skip("the ruleset of the API Design Rules is not here (../shared/data/standards)")
    if not SPECTRAL.exists() or shutil.which("node") is None:
        pytest.skip("spectral is not installed: scripts/spectral installs it when npm is there")
    described = tmp_path / "openapi.json"
    described.write_text(json.dumps(Client().get("/api/v1/openapi.json").json()), encoding="utf-8")
    done = subprocess.run(
        [str(SPECTRAL), "lint", "--fail-severity", "error", "-r", str(RULES), str(described)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout
