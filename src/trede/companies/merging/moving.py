"""Moving everything that hangs on one firm to another and back, whatever room it belongs to.

No room hands in its tables: every foreign key to a firm is found by itself, so a new table moves along. What cannot
move because the other firm has the same already (the same contact person, the same standing consent) stays where it
is, asleep, and is there again when the merge is taken apart.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import DatabaseError, OperationalError, models, transaction

from trede.companies.merging.models import FirmMerge, FirmPair

Moved = dict[str, list[Any]]
"""`app.model.field` → primary keys of the rows that moved; what is no number as text."""

_STAY = (FirmMerge, FirmPair)


def relations(firm: type[models.Model]) -> Iterator[tuple[Any, Any]]:
    """Yield (model, foreign key) for every table with a row that can belong to a firm."""
    found: Any = firm._meta.get_fields(include_hidden=True)
    for relation in found:
        if relation.auto_created and not relation.concrete and relation.related_model not in _STAY:
            yield relation.related_model, relation.field


def move(firm: type[models.Model], *, source: int, target: int) -> tuple[Moved, int]:
    """Move all rows from one firm to another; return what moved and how many stayed. Only inside an action."""
    moved: Moved = {}
    stayed = 0
    for model, field in relations(firm):
        keys = list(model.objects.filter(**{field.attname: source}).order_by("pk").values_list("pk", flat=True))
        gone = _point(model, field, keys, source=source, target=target)
        stayed += len(keys) - len(gone)
        if gone:
            moved[f"{model._meta.label_lower}.{field.name}"] = [_plain(key) for key in gone]
    return moved, stayed


def move_back(firm: type[models.Model], moved: Moved, *, source: int, target: int) -> int:
    """Move the same rows back, where they still are; return how many could not. Only inside an action."""
    left = 0
    for model, field in relations(firm):
        wanted = moved.get(f"{model._meta.label_lower}.{field.name}", [])
        there = model.objects.filter(pk__in=wanted, **{field.attname: source})
        keys = list(there.order_by("pk").values_list("pk", flat=True))
        left += len(keys) - len(_point(model, field, keys, source=source, target=target))
    return left


def _point(model: Any, field: Any, keys: list[Any], *, source: int, target: int) -> list[Any]:
    """Let these rows belong to `target`: all at once, or one by one when a rule of the database refuses some."""
    if not keys or _update(model, field, keys, source=source, target=target):
        return keys
    return [key for key in keys if _update(model, field, [key], source=source, target=target)]


def _update(model: Any, field: Any, keys: Iterable[Any], *, source: int, target: int) -> bool:
    try:
        with transaction.atomic():
            rows = model.objects.filter(pk__in=keys, **{field.attname: source})
            rows.update(**{field.attname: target})
    except OperationalError:  # locked or full: nothing is merged
        raise
    except DatabaseError:  # a constraint or trigger: this row stays
        return False
    return True


def _plain(key: Any) -> Any:
    return key if isinstance(key, int) else str(key)
