"""Everything we hold about a firm, for people and for programs, and what stays when a firm leaves."""

import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.template.loader import render_to_string

from trede.journal import clock
from trede.privacy.fields import KEEP, declaration
from trede.regions.registry import pack

_LEFT_OUT = frozenset({"id", "form_nonce", "nonce", "name_key"})
"""Fields that say nothing to a reader, as numbers of other records do; the file for programs has them."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One fact: what it is called and its value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Row:
    """One record: facts with a name that people read, and those that only have a name for programs (English)."""

    facts: list[Cell]
    more: list[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """All rows of one kind, for a reader. Empty values are left out."""

    title: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Kept:
    """What a law keeps when a firm leaves: what, for how long and on what ground."""

    what: str
    term: str
    ground: str
    plain: bool
    """Whether the words come from the declaration of the table (English)."""


def readable(document: dict[str, Any], language: str) -> list[Table]:
    """Return the records of `privacy.export.document_of` as tables with names that people read."""
    return [
        Table(_title(label, language), [_row(row, language) for row in rows])
        for label, rows in document["records"].items()
    ]


def _title(label: str, language: str) -> str:
    region = pack()
    known = (key for key in _keys("own.table", label) if key in region.texts)
    return region.text(next(known, "own.table.other"), language)


def _keys(prefix: str, label: str) -> tuple[str, str]:
    """Return the keys of texts about a table, and about all tables of its room."""
    return f"{prefix}.{label}", f"{prefix}.{label.partition('.')[0]}"


def _row(row: dict[str, Any], language: str) -> Row:
    region = pack()
    facts, more = [], []
    for name, value in row.items():
        if name in _LEFT_OUT or name.endswith("_id") or value in (None, "", [], {}):
            continue
        key = f"own.field.{name}"
        if key in region.texts:
            facts.append(Cell(region.text(key, language), _value(value, language)))
        else:
            more.append(Cell(name.replace("_", " "), _value(value, language)))
    return Row(facts, more)


def _value(value: object, language: str) -> str:
    if isinstance(value, bool):
        return pack().text("own.yes" if value else "own.no", language)
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {item}" for name, item in value.items())
    return str(value)


def archive(document: dict[str, Any], language: str) -> bytes:
    """Return a zip with `gegevens.json` (machine-readable) and `gegevens.html` (to read and print)."""
    context = {
        "language": language,
        "region": pack(),
        "tables": readable(document, language),
        "journal": document["journal"],
        "today": clock.today(),
    }
    names = ("gegevens.json", "gegevens.html") if language == "nl" else ("data.json", "data.html")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr(names[0], json.dumps(document, ensure_ascii=False, indent=1))
        files.writestr(names[1], render_to_string("companies/own/archive.html", context))
    return packed.getvalue()


def kept_by_law(rows: list[models.Model], language: str) -> list[Kept]:
    """Return what stays of these rows because a law asks for it, each kind once; what has the same words is one."""
    kinds = {type(row) for row in rows}
    said = sorted((declaration(kind) for kind in kinds), key=lambda item: item.label)
    kept = [_kept(item.label, item.retention, item.ground, language) for item in said if item.erase == KEEP]
    return list(dict.fromkeys(kept))


def _kept(label: str, retention: str, ground: str, language: str) -> Kept:
    """Return the words of the pack (`own.kept.<label>.term` and `.ground`, or `own.kept.<room>…` for all its tables),
    else those of the table itself."""
    region = pack()
    key = next((key for key in _keys("own.kept", label) if f"{key}.term" in region.texts), "")
    if key:
        term, why = region.text(f"{key}.term", language), region.text(f"{key}.ground", language)
        return Kept(_title(label, language), term, why, plain=True)
    return Kept(_title(label, language), retention, ground, plain=language == "en")
