"""The proof of messages of one application as a file: for the desk, and for the firm it is about (Awb 2:25)."""

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse

from trede.companies.imports.tables import write_csv
from trede.journal.actions import Actor
from trede.subsidies import messages
from trede.subsidies.models import Application

HEADERS = ("message", "application", "message_kind", "from_firm", "placed_at", "notice_due", "event", "at", "detail")


def proof_as_csv(by: Actor, application: Application) -> HttpResponse:
    """Return the proof as a table. That it was taken along is in the journal."""
    lines = messages.export_proof(by=by, application=application)
    content = write_csv(HEADERS, (_cells(line) for line in lines))
    return _file(application, content, "csv", "text/csv; charset=utf-8")


def proof_as_json(by: Actor, application: Application) -> HttpResponse:
    """Return the proof for a program. That it was taken along is in the journal."""
    lines = messages.export_proof(by=by, application=application)
    document = {"application": application.number, "basis": "Awb 2:25", "proof": lines}
    return _file(application, json.dumps(document, indent=2).encode(), "json", "application/json")


def _cells(line: dict[str, Any]) -> Sequence[str]:
    values = (line[name] for name in HEADERS)
    return [("yes" if value else "no") if isinstance(value, bool) else str(value) for value in values]


def _file(application: Application, content: bytes, ending: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{application.number}-berichten.{ending}"'
    return answer
