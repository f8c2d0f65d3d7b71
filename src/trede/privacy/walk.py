"""Find everything that belongs to one thing by following the relations between models.

No room has to remember to hand in its tables: a new model with a relation is found by itself.
"""

from collections.abc import Iterator
from typing import Any

from django.db import models

from trede.privacy.fields import declaration, house_models

_NOT_THROUGH = "accounts"
"""A colleague who works on a file is not the subject of that file."""


def rows_about(start: models.Model) -> list[models.Model]:
    """Return `start` and every row that belongs to it, nearest first. One query per row and relation.

    Followed are all relations that point at a found row, and the personal relations of the row itself; never into the
    accounts of staff, nor through a relation that its model sets `apart`: it leads to somebody else.
    """
    rooms = set(house_models())
    found: dict[tuple[str, Any], models.Model] = {}
    waiting = [start]
    while waiting:
        row = waiting.pop(0)
        key = (row._meta.label_lower, row.pk)
        if key in found:
            continue
        found[key] = row
        waiting.extend(near for near in _neighbours(row) if type(near) in rooms)
    return list(found.values())


def rows_below(start: models.Model) -> list[models.Model]:
    """Return `start` and every row that points at it, directly or through another one, nearest first.

    Never upwards, so nothing of somebody else is found. One query per row and relation.
    """
    rooms = set(house_models())
    found: dict[tuple[str, Any], models.Model] = {}
    waiting = [start]
    while waiting:
        row = waiting.pop(0)
        key = (row._meta.label_lower, row.pk)
        if key not in found:
            found[key] = row
            waiting.extend(near for near in _pointing_at(row) if type(near) in rooms)
    return list(found.values())


def _neighbours(row: models.Model) -> Iterator[models.Model]:
    yield from _pointing_at(row)
    said = declaration(type(row))
    for relation in row._meta.concrete_fields:
        other = relation.related_model
        if other is None or other._meta.app_label == _NOT_THROUGH:
            continue
        if relation.name in said.personal.keys() - said.apart and getattr(row, relation.attname) is not None:
            yield getattr(row, relation.name)


def _pointing_at(row: models.Model) -> Iterator[models.Model]:
    relations: Any = row._meta.get_fields(include_hidden=True)
    for relation in relations:
        other: Any = relation.related_model
        if other is None or other._meta.app_label == _NOT_THROUGH:
            continue
        if relation.auto_created and not relation.concrete and not _is_apart(other, relation.field.name):
            yield from other.objects.filter(**{relation.field.name: row})


def _is_apart(model: type[models.Model], field: str) -> bool:
    return hasattr(model, "Privacy") and field in declaration(model).apart
