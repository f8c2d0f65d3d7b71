"""The desk where files come in."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from trede.companies.imports.frame import Kind, Outcome
from trede.companies.imports.kinds import KINDS
from trede.companies.imports.run import Report, run_import
from trede.companies.imports.tables import read_table, write_csv
from trede.core.errors import InputError
from trede.core.permissions import Permission
from trede.web.access import staff
from trede.web.failures import language_of
from trede.web.methods import only
from trede.web.middleware import MAXIMUM_BODY

MOST_ROWS = 1_000
"""Rows of one file at the desk, so that nobody else has to wait; `trede import` takes more."""
MOST_SHOWN = 50
KILOBYTE = 1024
ROOM_FOR_THE_FORM = 6 * KILOBYTE
"""What a browser sends around the file itself."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind of file as the form shows it: key, name and the columns, needed ones first."""

    key: str
    name: str
    needed: str
    free: str
    empty_file: str
    """Address of a file with only the names of the columns."""


@staff(Permission.IMPORT, sudo=True)
@only("GET", "POST")
def import_file(request: HttpRequest) -> HttpResponse:
    """Read a file row by row and say what happened to it. Nothing of the file is kept but what was saved.

    A form or file that cannot be read comes back with status 422.
    """
    if request.method != "POST":
        return _page(request)
    kind, sent = KINDS.get(request.POST.get("kind", "")), request.FILES.get("file")
    errors = []
    if kind is None:
        errors.append(("kind", _("Kies wat er in het bestand staat.")))
    if sent is None:
        errors.append(("file", _("Kies een bestand.")))
    if kind is None or sent is None:
        return _page(request, errors=errors)
    user: Any = request.user
    try:
        table = read_table(sent.read(), most_rows=MOST_ROWS)
        report = run_import(kind, table, by=user.actor(), dry_run=request.POST.get("dry_run") == "yes")
    except InputError as error:
        return _page(request, errors=[("file", error.in_language(language_of(request)))])
    return _page(request, report=report)


def _page(
    request: HttpRequest, *, errors: list[tuple[str, str]] | None = None, report: Report | None = None
) -> HttpResponse:
    language = language_of(request)
    context: dict[str, object] = {
        "choices": [_choice(kind, language) for kind in KINDS.values()],
        "chosen": request.POST.get("kind", ""),
        "dry_run": request.POST.get("dry_run") == "yes",
        "errors": errors or [],
        "kind_error": dict(errors or []).get("kind", ""),
        "file_error": dict(errors or []).get("file", ""),
        "most_rows": MOST_ROWS,
        "most_size": (MAXIMUM_BODY - ROOM_FOR_THE_FORM) // KILOBYTE,
    }
    if report is not None:
        context |= _result(report, language)
    return render(request, "companies/import.html", context, status=422 if errors else 200)


def _choice(kind: Kind, language: str) -> Choice:
    needed = ", ".join(column.heading(language) for column in kind.columns if column.needed)
    free = ", ".join(column.heading(language) for column in kind.columns if not column.needed)
    headings = tuple(column.heading(language) for column in kind.columns)
    name = kind.names[1 if language == "en" else 0]
    return Choice(kind.key, name, needed, free, _as_address(write_csv(headings, [])))


def _as_address(file: bytes) -> str:
    """Return a file as an address that a browser saves: it travels inside the page and is kept nowhere."""
    return f"data:text/csv;charset=utf-8;base64,{b64encode(file).decode('ascii')}"


def _result(report: Report, language: str) -> dict[str, object]:
    """Return what is shown of a report. The refused rows travel inside the page: they are kept nowhere."""
    names = {
        Outcome.ADDED: _("Nieuw"),
        Outcome.CHANGED: _("Veranderd"),
        Outcome.SAME: _("Al bekend"),
        Outcome.REFUSED: _("Geweigerd"),
    }
    return {
        "report": report,
        "counts": [(name, report.counts[outcome]) for outcome, name in names.items()],
        "refused": [refused.line(report.kind, language) for refused in report.refused[:MOST_SHOWN]],
        "more": max(len(report.refused) - MOST_SHOWN, 0),
        "download": _as_address(report.error_file(language)) if report.refused else "",
    }
