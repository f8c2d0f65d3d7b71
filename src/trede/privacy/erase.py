"""Erase what is personal about one subject, and keep and name what must be kept."""

from collections import Counter
from typing import Any

from django.db import models

from trede.core.permissions import Permission
from trede.journal.actions import Actor, action, check_permission, record
from trede.journal.shred import shred_subject
from trede.journal.types import SHREDDED
from trede.privacy.fields import DELETE, KEEP, declaration
from trede.privacy.subjects import Subject


@action
def erase_subject(*, by: Actor, kind: Subject, thing: models.Model, reason: str) -> None:
    """Erase a thing the way its room does it, else row by row. `reason` is a key such as `owner-asked`.

    Raises NotPermitted, and what the room raises when it cannot be now.
    """
    check_permission(by, Permission.PRIVACY_HANDLE)
    number = thing.pk
    if kind.erase is not None:
        kind.erase(by, thing, reason)
        data: dict[str, object] = {"reason": reason}
    else:
        data = {**erase_rows(by, kind.rows(thing), reason), "reason": reason}
    record("privacy.erased", by=by, subject=(kind.kind, number), data=data)


def erase_rows(by: Actor, rows: list[models.Model], reason: str) -> dict[str, list[str]]:
    """Delete, blank or keep each row as its model declares, shred its events, and return the labels of each.

    Only inside an action, which records what was done.
    """
    deleted, blanked, kept = set(), set(), set()
    for row in sorted(rows, key=lambda row: declaration(type(row)).erase != DELETE):  # what is deleted goes first
        said = declaration(type(row))
        if said.erase == KEEP:
            kept.add(said.label)
            continue
        if said.subject:
            shred_subject(by=by, subject=(said.subject, row.pk), reason=reason)
        if said.erase == DELETE:
            row.delete()
            deleted.add(said.label)
        elif _is_there(row):
            blank(row)
            blanked.add(said.label)
        else:  # it went along with the row it belonged to
            deleted.add(said.label)
    return {"deleted": sorted(deleted), "blanked": sorted(blanked), "kept": sorted(kept)}


def expire_rows(by: Actor, rows: list[models.Model], reason: str) -> tuple[Counter[str], Counter[str]]:
    """Delete or blank rows whose term of keeping has passed, as their models declare; return how many of each label.

    `rows` nearest first, as `walk.rows_below` gives them: what hangs under another row goes before it. Only inside an
    action, which records what was done.
    """
    deleted, blanked = Counter[str](), Counter[str]()
    for row in reversed(rows):
        said = declaration(type(row))
        if said.expired == KEEP:
            continue
        if said.subject:
            shred_subject(by=by, subject=(said.subject, row.pk), reason=reason)
        if said.expired == DELETE:
            row.delete()
            deleted[said.label] += 1
        else:
            blank(row)
            blanked[said.label] += 1
    return deleted, blanked


def blank(row: models.Model) -> None:
    """Blank the personal fields of one row; relations stay, as they are numbers of rows that are blanked too.

    Text that may not be empty becomes a black bar. Only inside an action. One update when there is something to blank.
    """
    personal = declaration(type(row)).personal
    changed = [field for field in row._meta.concrete_fields if field.name in personal and not field.is_relation]
    for field in changed:
        setattr(row, field.attname, _nothing(field))
    if changed:
        row.save(update_fields=[field.name for field in changed])


def _is_there(row: models.Model) -> bool:
    model: Any = type(row)
    return bool(model.objects.filter(pk=row.pk).exists())


def _nothing(field: Any) -> object:
    if field.null:
        return None
    if isinstance(field, models.JSONField):
        return field.get_default()
    return "" if field.blank else SHREDDED
