"""A whole file as one zip: a page to read, every row as JSON, letters as PDF, and the documents as they came in.

Nothing in it needs this program: that is what an archive asks. `digests.txt` says what each part should be. A file that
the scanner did not let through stays out; the page and the rows say which, and why.
"""

import json
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q
from django.template.loader import render_to_string

from trede.core.permissions import Permission
from trede.journal.actions import Actor, action, check_permission, record
from trede.journal.models import Event
from trede.subsidies import files
from trede.subsidies.desk.file import file_page
from trede.subsidies.letters.pdf import letter_pdf
from trede.subsidies.models import Application, Upload

_DEEPER = {"decision": ("approvals", "objections"), "message": ("proof",)}
"""Rows below rows of an application, by the name of the model above them."""


@action
def export(*, by: Actor, application: Application, language: str) -> bytes:
    """Return the file as a zip. That it was taken along is in the journal, with how many parts it has."""
    check_permission(by, Permission.SUBSIDY_VIEW)
    parts = dict(_parts(by, application, language))
    told = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in sorted(parts.items()))
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (*sorted(parts.items()), ("digests.txt", told.encode())):
            archive.writestr(name, content)
    about = ("application", application.pk)
    record(
        "application.file-exported",
        by=by,
        firm=application.firm_id,
        subject=about,
        data={"files": len(parts)},
    )
    return out.getvalue()


def _parts(by: Actor, application: Application, language: str) -> Iterator[tuple[str, bytes]]:
    files_in, left_out = _files(application)
    context = {**file_page(by, application, language), "language": language, "left_out": left_out}
    yield "index.html", render_to_string("subsidies/desk/archive.html", context).encode()
    told = [{"upload": row.pk, "document": row.document, "why": why} for row, why in left_out]
    rows = json.dumps({**rows_of(application), "left_out": told}, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    yield "dossier.json", rows.encode()
    for decision in application.decisions.filter(decided_on__isnull=False).exclude(letter="").order_by("pk"):
        yield f"brieven/{decision.pk}-{decision.kind}.pdf", letter_pdf(application, decision.letter)
    for row, content in files_in:
        yield f"stukken/{row.pk}-{files.shown_name(row.name)}", content


def _files(application: Application) -> tuple[list[tuple[Upload, bytes]], list[tuple[Upload, str]]]:
    """Return the files that go along, and those that do not with why: `waiting`, `refused` or `gone` from the disk."""
    along: list[tuple[Upload, bytes]] = []
    left_out: list[tuple[Upload, str]] = []
    for row in application.uploads.filter(Q(removed_at=None) | Q(scan="refused")).order_by("pk"):
        content = files.read(row.stored_as) if row.scan in files.OPENABLE else None
        if content is not None:
            along.append((row, content))
        else:
            left_out.append((row, "gone" if row.scan in files.OPENABLE else row.scan))
    return along, left_out


def rows_of(application: Application) -> dict[str, Any]:
    """Return every row that belongs to an application, by table, with the events of its journal."""
    found: dict[str, Any] = {"application": _row(application)}
    for relation in Application._meta.related_objects:
        if relation.field.name != "application":
            continue
        name = str(relation.related_model._meta.model_name)
        table: Any = relation.related_model
        rows = list(table.objects.filter(application=application).order_by("pk"))
        found[name] = [
            _row(row)
            | {key: [_row(item) for item in getattr(row, key).order_by("pk")] for key in _DEEPER.get(name, ())}
            for row in rows
        ]
    events = Event.objects.filter(subject_kind="application", subject=str(application.pk)).order_by("id")
    found["events"] = [_row(event) for event in events]
    return found


def _row(row: Model) -> dict[str, Any]:
    return {item.attname: item.value_from_object(row) for item in row._meta.concrete_fields}
