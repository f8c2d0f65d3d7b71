"""JSON Schemas of the pack files, so that an editor completes and checks what a policy officer types.

The notes in `core/pack.py` become the descriptions, so the schema, the reference and the code cannot drift apart.
"""

import ast
import json
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

import trede.core.pack
import trede.core.pack_base
import trede.core.pack_embed
import trede.core.pack_names
import trede.core.pack_places
import trede.core.pack_scheme_amendments
import trede.core.pack_scheme_terms
import trede.core.pack_schemes
from trede.regions.load import KINDS

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def export_schemas(directory: Path) -> list[Path]:
    """Write one schema per kind of pack file to `directory` and return the files. Raises OSError."""
    directory.mkdir(parents=True, exist_ok=True)
    written = []
    for name, document in schemas().items():
        path = directory / f"{name}.json"
        path.write_text(document, encoding="utf-8")
        written.append(path)
    return written


def schemas() -> dict[str, str]:
    """Return the name of each kind of file and its schema as text."""
    return {name: json.dumps(_schema(name, kind), indent=1, ensure_ascii=False) + "\n" for name, kind in KINDS.items()}


@cache
def notes() -> dict[str, dict[str, str]]:
    """Return per record of a pack the note under each field that has one; `""` is the record's own."""
    modules = (
        trede.core.pack_base,
        trede.core.pack,
        trede.core.pack_embed,
        trede.core.pack_names,
        trede.core.pack_places,
        trede.core.pack_scheme_terms,
        trede.core.pack_scheme_amendments,
        trede.core.pack_schemes,
    )
    trees = [ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8")) for module in modules]
    return {node.name: _class_notes(node) for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)}


def _class_notes(node: ast.ClassDef) -> dict[str, str]:
    found = {"": _one_line(ast.get_docstring(node) or "")}
    for statement, after in zip(node.body, node.body[1:], strict=False):
        if (
            isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
        ):
            found[statement.target.id] = _one_line(str(after.value.value))
    return found


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _schema(name: str, kind: Any) -> dict[str, Any]:
    (root,), components = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    for record, definition in components.items():
        _describe(record, definition)
    title = f"a {name} of a region pack" if name in ("scan", "scheme") else f"{name}.yml of a region pack"
    return {"$schema": _DIALECT, "title": title, **root, "$defs": dict(sorted(components.items()))}


def _describe(record: str, definition: dict[str, Any]) -> None:
    said = notes().get(record, {})
    if said.get(""):
        definition["description"] = said[""]
    for name, field in definition.get("properties", {}).items():
        if name in said:
            field["description"] = said[name]
