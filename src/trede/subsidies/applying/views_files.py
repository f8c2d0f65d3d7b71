"""Pages of files: the checklist of a draft, sending one in, fetching and removing it."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from trede.companies.own.access import FirmRequest, firm
from trede.companies.own.page import attempt
from trede.regions.registry import pack
from trede.subsidies import files
from trede.subsidies.applying import actions
from trede.subsidies.applying.base import draft, find, home, said, show
from trede.subsidies.applying.copies import kilobytes
from trede.subsidies.applying.draft import papers_of
from trede.subsidies.applying.views_draft import request_number
from trede.subsidies.models import Application, Upload
from trede.subsidies.registry import scheme_of
from trede.web import failures
from trede.web.limits import take
from trede.web.methods import only

UPLOADS, UPLOADS_PER_MINUTE = 30, 10.0
"""Files that one address may send in a burst, and after that."""


@firm
@only("GET", "POST")
def documents(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """What goes with the application, what is there, and a form for one file."""
    application = draft(request, number)
    if application is None:
        return home(language, request_number(number))
    errors: list[tuple[str, str]] = []
    chosen = request.POST.get("document", "")
    if request.method == "POST":
        refused, errors = add_sent_file(request, application, chosen, language)
        if refused is not None:
            return refused
        if not errors:
            return said(request, language, application, "file", "/bestanden")
    papers = papers_of(application)
    return show(
        request,
        "documents",
        language,
        application,
        errors=errors,
        papers=[(paper, [(row, kilobytes(row.size)) for row in paper.files]) for paper in papers],
        chosen=chosen or request.GET.get("document", ""),
        options=[(paper.need.document.key, paper.need.document.name.in_language(language)) for paper in papers],
    )


def add_sent_file(
    request: FirmRequest, application: Application, document: str, language: str
) -> tuple[HttpResponse | None, list[tuple[str, str]]]:
    """Keep the file that came with a form. Return another answer to give, or what is wrong; neither when it is kept."""
    if not take("subsidy-file", request, capacity=UPLOADS, per_minute=UPLOADS_PER_MINUTE):
        return failures.failure(request, "too-many", 429), []
    known = {item.key for item in scheme_of(application).documents} | set(
        application.gaps.filter(came_on=None).values_list("code", flat=True)
    )
    if document not in known:
        return None, [("document", pack().text("apply.error.choose", language))]
    sent = request.FILES.get("file")
    if sent is None:
        return None, [("file", pack().text("apply.error.file", language))]
    if (sent.size or 0) > files.MOST_BYTES:
        return None, [("file", pack().text("apply.error.large", language))]
    content, name = sent.read(), sent.name or ""
    _, errors = attempt(
        lambda: actions.add_file(
            by=request.own.actor, application=application, document=document, name=name, content=content
        ),
        language,
    )
    return None, errors


@firm
@only("GET")
def fetch(request: FirmRequest, number: int, upload: int, language: str = "nl") -> HttpResponse:
    """Return a file to save, never to show: what somebody sent in does not run here. Not while the scanner waits."""
    application = find(request, number)
    row = application.uploads.filter(pk=upload, removed_at=None, scan__in=files.OPENABLE).first()
    content = None if row is None else files.read(row.stored_as)
    if row is None or content is None:
        raise Http404
    return attachment(row, content)


def attachment(row: Upload, content: bytes) -> HttpResponse:
    """Return a file as an answer that is saved under its own name and not looked into."""
    response = HttpResponse(content, content_type=row.media_type)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=row.name) or (
        "attachment"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return response


@firm
@only("POST")
def remove(request: FirmRequest, number: int, upload: int, language: str = "nl") -> HttpResponse:
    """Take a file off a draft."""
    application = draft(request, number)
    if application is None:
        return home(language, request_number(number))
    row = application.uploads.filter(pk=upload, removed_at=None).first()
    if row is None:
        raise Http404
    attempt(lambda: actions.remove_file(by=request.own.actor, application=application, upload=row), language)
    return said(request, language, application, "file-gone", "/bestanden")
