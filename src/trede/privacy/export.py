"""Everything we hold about one subject, as one JSON document that its owner can read."""

from typing import Any

from django.db import models

from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.journal.models import Event
from trede.journal.types import event_type
from trede.privacy.fields import declaration
from trede.privacy.subjects import Subject


def document_of(kind: Subject, thing: models.Model) -> dict[str, Any]:
    """Return `{subject, made_at, records: {model: [...]}, terms: {model: ...}, journal: [...]}`; only text and numbers.

    One query per row and relation, and one for the journal.
    """
    records: dict[str, list[dict[str, Any]]] = {}
    terms: dict[str, dict[str, str]] = {}
    for row in kind.rows(thing):
        said = declaration(type(row))
        records.setdefault(said.label, []).append(_row(row))
        terms[said.label] = {"retention": said.retention, "ground": said.ground}
    return {
        "subject": {"kind": kind.kind, "number": thing.pk},
        "made_at": clock.now().isoformat(),
        "records": records,
        "terms": terms,
        "journal": [_event(event) for event in kind.events(thing)],
    }


def _row(row: models.Model) -> dict[str, Any]:
    """Return the fields of a row. What proves who somebody is (hashes of passwords and tokens) stays here."""
    secret = {"password", "token"}
    return {
        field.attname: _plain(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if field.attname not in secret
    }


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float | str | list | dict) else str(value)


def _event(event: Event) -> dict[str, Any]:
    return {
        "type": event.type,
        "what": dict(event_type(event.type).display),
        "day": event.occurred_on.isoformat(),
        "organisation": event.organisation,
        "data": event.data,
    }


@action
def export_subject(*, by: Actor, kind: Subject, thing: models.Model) -> dict[str, Any]:
    """Return `document_of` the thing, and note that it was downloaded. Raises NotPermitted."""
    check_permission(by, Permission.PRIVACY_HANDLE)
    document = document_of(kind, thing)
    rows = sum(len(found) for found in document["records"].values())
    record("privacy.exported", by=by, subject=(kind.kind, thing.pk), data={"rows": rows})
    return document
