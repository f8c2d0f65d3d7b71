"""Asking for an adviser: a public form and its receipt. No session, no cookie, no personal data in an address."""

import logging

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string

from trede.chain.actions import receive_request
from trede.chain.ask_form import AskForm
from trede.chain.models import AdviceRequest
from trede.chain.queries import request_by_reference, requests_with_scan, scan_by_code
from trede.core.codes import spoken
from trede.core.errors import Unavailable
from trede.journal.actions import Actor
from trede.regions.registry import pack
from trede.web import failures
from trede.web.access import public
from trede.web.addresses import address
from trede.web.limits import take
from trede.web.methods import only

log = logging.getLogger("trede.chain")

REQUESTS, REQUESTS_PER_MINUTE = 20, 1.0
"""Requests an address may send: enough for a desk that helps several firms, too few for a flood."""
CODES, CODES_PER_MINUTE = 20, 6.0
"""Wrong codes an address may try; the same bucket as that of the scan room."""
OWN_COPY = "private, no-store"


@public
@only("GET", "POST")
def ask(request: HttpRequest, language: str = "nl", code: str = "") -> HttpResponse:
    """Show the form, or take what was sent. A form with errors comes back filled in with status 422."""
    scan = scan_by_code(code) if code else None
    if code and scan is None and not take("code", request, capacity=CODES, per_minute=CODES_PER_MINUTE):
        return failures.failure(request, "too-many", 429)
    if request.method != "POST":
        asked = scan is not None and requests_with_scan(scan.pk).exists()
        return _form(request, language, AskForm.empty(), code=code, known=scan is not None, asked=asked)
    form = AskForm.read(request.POST)
    errors = form.errors()
    if errors:
        return _form(request, language, form, code=code, known=scan is not None, errors=errors, status=422)
    try:
        if not take("adviser-request", request, capacity=REQUESTS, per_minute=REQUESTS_PER_MINUTE):
            return failures.failure(request, "too-many", 429)
        stored = receive_request(
            by=Actor.anonymous(),
            nonce=form.nonce,
            name=form.name,
            firm_name=form.firm,
            phone=form.phone,
            email=form.email,
            question=form.question,
            consent=form.consent,
            language=language,
            scan=scan,
        )
    except (OperationalError, Unavailable) as failure:
        log.error("request not stored: %s", type(failure).__name__)  # noqa: TRY400  # a trace would hold the name
        return _form(request, language, form, code=code, known=scan is not None, failed=True, status=503)
    response = HttpResponseRedirect(address(language, f"/adviseur/ontvangen/{stored.reference}"))
    response.status_code = 303
    return response


def _form(
    request: HttpRequest,
    language: str,
    form: AskForm,
    *,
    code: str,
    known: bool,
    asked: bool = False,
    errors: dict[str, tuple[str, dict[str, object]]] | None = None,
    failed: bool = False,
    status: int = 200,
) -> HttpResponse:
    region = pack()
    said = {field: region.text(key, language, **values) for field, (key, values) in (errors or {}).items()}
    context = {
        "region": region,
        "language": language,
        "title": region.text("adviser.title", language),
        "organisation": region.organisation(region.info.front_door).name,
        "form": form,
        "error": said,
        "errors": [(f"f-{field}", sentence) for field, sentence in said.items()],
        "code": code,
        "known": known,
        "asked": asked,
        "failed": failed,
        "place": f"/adviseur/{code}" if code else "/adviseur",
        "noindex": bool(code),
    }
    html = render_to_string("chain/ask.html", context)
    return HttpResponse(html, status=status, headers={"Cache-Control": OWN_COPY})


@public
@only("GET")
def receipt(request: HttpRequest, reference: str, language: str = "nl") -> HttpResponse:
    """Say who makes contact before which working day, and what happens then. Shows no personal data."""
    found = request_by_reference(reference)
    if found is None:
        if not take("code", request, capacity=CODES, per_minute=CODES_PER_MINUTE):
            return failures.failure(request, "too-many", 429)
        raise Http404
    return HttpResponse(_receipt(found, language), headers={"Cache-Control": OWN_COPY})


def _receipt(found: AdviceRequest, language: str) -> str:
    region = pack()
    context = {
        "region": region,
        "language": language,
        "title": region.text("receipt.title", language),
        "organisation": region.organisation(found.organisation).name,
        "reference": spoken(found.reference),
        "day": found.contact_before,
        "with_scan": found.scan_id is not None,
        "state": found.state,
        "contact": region.info.contact,
        "place": f"/adviseur/ontvangen/{found.reference}",
        "noindex": True,
    }
    return render_to_string("chain/receipt.html", context)
