"""What a dataset is: its fields, its licence and where its rows come from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from trede.core.pack import Pack

Value = str | int | None
Row = tuple[Value, ...]
"""One value per field. Days are ISO texts. None: nothing to say, or (beside a `reason`) not shown."""

LICENCES = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "EUPL-1.2": "https://joinup.ec.europa.eu/collection/eupl/eupl-text-eupl-12",
}
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}
"""How a dataset can be had: the ending of its address, and the media type."""
TABLE_SCHEMA = "https://datapackage.org/profiles/2.0/tableschema.json"


@dataclass(frozen=True, slots=True)
class Field:
    """One column. What it means stands in the pack text `opendata.field.<about or name>`."""

    name: str
    type: Literal["string", "integer", "date"] = "string"
    required: bool = True
    choices: tuple[str, ...] = ()
    about: str = ""

    @property
    def text(self) -> str:
        """The key of the text that says what it means."""
        return f"opendata.field.{self.about or self.name}"


@dataclass(frozen=True, slots=True)
class Dataset:
    """One dataset. `rows` None: it is not there yet, and the page says so.

    `version` is that of the columns (semantic: a column less is a new major one), `changes` tells what changed when,
    newest first, with the pack text `opendata.change.<key of the change>`.
    """

    key: str
    fields: tuple[Field, ...]
    primary: tuple[str, ...]
    rows: Callable[[Pack], Sequence[Row]] | None
    frequency: Literal["QUARTERLY", "CONT", "IRREG"]
    licence: str = "CC0-1.0"
    theme: str = "ECON"
    version: str = "1.0.0"
    changes: tuple[tuple[date, str, str], ...] = ((date(2026, 11, 21), "1.0.0", "first"),)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(field.name for field in self.fields)

    def title(self, pack: Pack, language: str) -> str:
        """Return what it is called."""
        return pack.text(f"opendata.set.{self.key}.title", language)

    def about(self, pack: Pack, language: str) -> str:
        """Return what is in it."""
        return pack.text(f"opendata.set.{self.key}.about", language)

    def origin(self, pack: Pack, language: str) -> str:
        """Return where it comes from, how often, and what it does not say."""
        return pack.text(f"opendata.set.{self.key}.origin", language)


def table_schema(pack: Pack, dataset: Dataset, language: str) -> dict[str, object]:
    """Return the Table Schema (Frictionless) of a dataset, described in a language."""
    return {
        "$schema": TABLE_SCHEMA,
        "fields": [_field_schema(pack, field, language) for field in dataset.fields],
        "primaryKey": list(dataset.primary),
        "missingValues": [""],
    }


def _field_schema(pack: Pack, field: Field, language: str) -> dict[str, object]:
    constraints: dict[str, object] = {"required": field.required}
    if field.choices:
        constraints["enum"] = list(field.choices)
    return {
        "name": field.name,
        "type": field.type,
        "description": pack.text(field.text, language),
        "constraints": constraints,
    }


def records(dataset: Dataset, rows: Sequence[Row]) -> list[Mapping[str, Value]]:
    """Return rows as documents."""
    return [dict(zip(dataset.names, row, strict=True)) for row in rows]
