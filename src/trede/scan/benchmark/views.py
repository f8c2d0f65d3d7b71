"""Three questions to be compared with others. None is required, and who skips them loses nothing."""

import logging

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from trede.core.errors import Unavailable
from trede.journal.actions import Actor
from trede.scan.benchmark.actions import CONTEXT, add_context
from trede.scan.benchmark.page import FIELDS, form_html, options
from trede.scan.benchmark.words import comparison_book
from trede.scan.models import ScanResult
from trede.scan.outcome_views import find_outcome
from trede.web import failures
from trede.web.access import public
from trede.web.addresses import address
from trede.web.components import answer
from trede.web.limits import take
from trede.web.methods import only

log = logging.getLogger("trede.scan")

CHOICES, CHOICES_PER_MINUTE = 60, 1.0
"""How often one network address may give a context: enough for a hall full of firms, too little to fill a group with
firms that do not exist."""


@public
@only("GET", "POST")
def compare(request: HttpRequest, code: str, language: str = "nl") -> HttpResponse:
    """Ask sector, municipality and size, or keep what was chosen and go back to the outcome."""
    found = find_outcome(request, code, language, tail="/vergelijken")
    if isinstance(found, HttpResponse):
        return found
    if found.scan_key != comparison_book(language).scan.key:
        return _to_outcome(found, language)
    if request.method == "POST":
        return _keep(request, found, language)
    return _show(found, language, {name: getattr(found, name) or "" for name in CONTEXT})


def _keep(request: HttpRequest, found: ScanResult, language: str) -> HttpResponse:
    given = {name: request.POST.get(field, "") for name, field in FIELDS.items()}
    if request.POST.get("wis"):
        given = dict.fromkeys(FIELDS, "")
    known = options(comparison_book(language))
    wrong = tuple(name for name, key in given.items() if key and key not in known[name])
    if wrong:
        return _show(found, language, given, wrong=wrong, status=422)
    if not take("context", request, capacity=CHOICES, per_minute=CHOICES_PER_MINUTE):
        return failures.failure(request, "too-many", 429)
    try:
        add_context(by=Actor.anonymous(), result=found, **given)
    except Unavailable as failure:
        log.error("context not stored: %s", failure.code)  # noqa: TRY400  # a trace would hold what was chosen
        return _show(found, language, given, failed=True, status=503)
    return _to_outcome(found, language)


def _to_outcome(found: ScanResult, language: str) -> HttpResponse:
    response = HttpResponseRedirect(address(language, f"/uitkomst/{found.code}#vergelijken"))
    response.status_code = 303
    return response


def _show(
    found: ScanResult,
    language: str,
    chosen: dict[str, str],
    *,
    wrong: tuple[str, ...] = (),
    failed: bool = False,
    status: int = 200,
) -> HttpResponse:
    words = comparison_book(language)
    html = form_html(words, found, chosen, wrong=wrong, failed=failed)
    title = words.plain("compare.title")
    if wrong or failed:
        title = f"{words.plain('form.error-prefix')} {title}"
    return answer(language, title=title, html=html, place=f"/uitkomst/{found.code}/vergelijken", status=status)
