"""The JSON Schemas that editors use are current, are schemas, and accept and refuse what the loader does."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.packs.pack_tree import cut, put
from trede.regions.document import parse, read_text
from trede.regions.load import KINDS, engine_packs
from trede.regions.schema import export_schemas, notes, schemas

PACKS = engine_packs()
FILES = sorted(path for path in PACKS.rglob("*.yml") if path.parent.name != "cases")


def kind_of(path: Path) -> str:
    if path.parent.name in ("scans", "schemes"):
        return path.parent.name.removesuffix("s")
    return "texts" if path.parent.name == "common" and path.stem != "names" else path.stem


def plain(value: object) -> Any:
    """Return what JSON would hold: days as text."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("name", KINDS)
def test_the_schema_on_disk_is_current(name: str) -> None:
    assert read_text(PACKS / "schema" / f"{name}.json") == schemas()[name], "run: trede pack schema"


@pytest.mark.parametrize("name", KINDS)
def test_the_schema_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schemas()[name]))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKS)))
def test_every_file_fits_its_schema_and_names_it(path: Path) -> None:
    text = read_text(path)
    name = kind_of(path)
    up = "../../" if name in ("scan", "scheme") else "../"

    jsonschema.validate(plain(parse(text).value), json.loads(schemas()[name]))

    assert text.startswith(f"# yaml-language-server: $schema={up}schema/{name}.json\n")


@pytest.mark.parametrize(
    "change", [cut("rungs[0].name.en"), put("rungs[0].naem", "x"), put("rungs", "x"), put("stages[0].doors", [1])]
)
def test_a_schema_refuses_what_the_loader_refuses(change: Any) -> None:
    value = plain(parse(read_text(PACKS / "minimal" / "ladder.yml")).value)
    change(value)

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(value, json.loads(schemas()["ladder"]))


def test_notes_of_the_code_describe_the_keys() -> None:
    ladder = json.loads(schemas()["ladder"])

    assert ladder["$defs"]["Rung"]["properties"]["line"]["description"] == notes()["Rung"]["line"]
    assert notes()["Rung"]["line"] == "One short sentence: what a firm on this rung does."
    assert ladder["$defs"]["Ladder"]["description"].startswith("`ladder.yml`: six rungs")


def test_export_writes_every_schema(tmp_path: Path) -> None:
    written = export_schemas(tmp_path / "schema")

    assert sorted(path.stem for path in written) == sorted(KINDS)
    assert all(json.loads(read_text(path))["$schema"].endswith("2020-12/schema") for path in written)
