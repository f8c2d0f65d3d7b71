"""A stored outcome for who holds its code: see it, take it along, do the scan again, throw it away."""

import time

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import escape

from trede.core.codes import normalise_code
from trede.core.errors import OutOfOrder
from trede.journal.actions import Actor
from trede.regions.questionnaires import is_check
from trede.regions.registry import pack
from trede.scan.actions import discard_scan
from trede.scan.checks.page import again_path, show_check
from trede.scan.embed import embeddable
from trede.scan.models import ScanResult
from trede.scan.outcome_page import book, outcome_html
from trede.scan.pdf import outcome_pdf
from trede.scan.queries import with_previous
from trede.web import failures
from trede.web.access import public
from trede.web.addresses import address
from trede.web.components import answer, back_link, error_summary, notice
from trede.web.limits import take, visitor_address
from trede.web.methods import only
from trede.web.pages import once, place

TRIES, TRIES_PER_MINUTE = 20, 6.0
"""Wrong codes an address may try: enough for a typing error, hopeless for guessing among 2^40 codes."""

_shut: dict[str, float] = {}
"""Addresses that used up their tries, until when (monotonic seconds). Per process; the tries are in the database."""


@public
@only("GET")
@embeddable
def outcome(request: HttpRequest, code: str, language: str = "nl") -> HttpResponse:
    """The outcome behind a code."""
    found = find_outcome(request, code, language)
    if isinstance(found, HttpResponse):
        return found
    if is_check(pack(), found.scan_key):
        return show_check(request, found, language)
    words = book(language, found.scan_key)
    title, html = outcome_html(words, found, request.get_host())
    return answer(language, title=title, html=html, place=f"/uitkomst/{found.code}")


def find_outcome(request: HttpRequest, typed: str, language: str, *, tail: str = "") -> ScanResult | HttpResponse:
    """Return the scan, or the answer to give instead: another address, an unknown code, too many tries."""
    if _is_shut(request):
        return failures.failure(request, "too-many", 429)
    code = normalise_code(typed)
    if code is not None and code != typed and request.method != "POST":
        return HttpResponseRedirect(address(language, f"/uitkomst/{code}{tail}"))
    found = with_previous(code) if code else None
    if found is not None and found.scan_key in pack().scans:
        return found
    if not _may_try_again(request):
        return failures.failure(request, "too-many", 429)
    return _code_form(language, "unknown" if code else "malformed", typed, status=404)


def _is_shut(request: HttpRequest) -> bool:
    return bool(_shut) and _shut.get(visitor_address(request), 0.0) > time.monotonic()


def _may_try_again(request: HttpRequest) -> bool:
    """Count a wrong code; False when the address used up its tries."""
    if take("code", request, capacity=TRIES, per_minute=TRIES_PER_MINUTE):
        return True
    now = time.monotonic()
    for key in [key for key, until in _shut.items() if until <= now]:
        del _shut[key]
    _shut[visitor_address(request)] = now + 60.0
    return False


@public
@only("GET", "POST")
def enter_code(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """One field for the code, as people write it down."""
    if request.method in {"GET", "HEAD"}:
        return _code_form(language)
    typed = request.POST.get("code", "")
    if not typed.strip():
        return _code_form(language, "empty", status=422)
    if normalise_code(typed) is None:
        return _code_form(language, "malformed", typed, status=422)
    found = find_outcome(request, typed, language)
    if isinstance(found, HttpResponse):
        return found
    response = HttpResponseRedirect(address(language, f"/uitkomst/{found.code}"))
    response.status_code = 303
    return response


def _code_form(language: str, error: str = "", typed: str = "", *, status: int = 200) -> HttpResponse:
    words = book(language)
    sentence = words.plain(f"code.{error}") if error else ""
    trouble = f'<span class="error" id="code-fout">{escape(sentence)}</span>' if error else ""
    state = 'aria-describedby="code-hint code-fout" aria-invalid="true"' if error else 'aria-describedby="code-hint"'
    html = (
        f"{error_summary(language, [('code', sentence)] if error else [])}<h1>{words.s('code.title')}</h1>\n"
        f'<form method="post" action="{words.to("/code")}">\n'
        f'<div class="field{" has-error" if error else ""}"><label for="code">{words.s("code.label")}</label>'
        f'<span class="hint" id="code-hint">{words.s("code.hint")}</span>{trouble}'
        f'<input class="code" id="code" name="code" value="{escape(typed[:40].replace(chr(0), ""))}" maxlength="40" '
        f'autocomplete="off" autocapitalize="characters" spellcheck="false" {state}></div>\n'
        f'<div class="buttons"><button class="button" type="submit">{words.s("code.button")}</button></div>\n</form>\n'
        f'<p class="hint small">{words.s("code.lost")} '
        f'<a href="{words.to("/scan")}">{words.s("failure.scan")}</a></p>\n'
    )
    title = words.with_prefix(words.plain("code.title"), error=bool(error))
    return answer(language, title=title, html=html, place="/code", status=status)


@public
@only("GET")
def again(request: HttpRequest, code: str, language: str = "nl") -> HttpResponse:
    """Start the scan again; the earlier answers stay out of sight until it is done."""
    found = find_outcome(request, code, language, tail="/opnieuw")
    if isinstance(found, HttpResponse):
        return found
    if is_check(pack(), found.scan_key):
        return HttpResponseRedirect(address(language, again_path(found)))
    words = book(language)
    html = (
        f"{back_link(words.to(f'/uitkomst/{found.code}'), words.plain('question.back-result'))}"
        f"<h1>{words.s('rescan.title')}</h1>\n"
        f'<p class="lead">{words.s("rescan.lead")}</p>\n<p>{words.s("rescan.why")} {words.s("rescan.code")}</p>\n'
        f'<div class="buttons"><a class="button" href="{words.to(f"/scan/vraag/1?v={found.code}")}">'
        f"{words.s('rescan.button')}</a> "
        f'<a href="{words.to(f"/scan/alles?v={found.code}")}">{words.s("start.all")}</a></div>\n'
    )
    return answer(language, title=words.plain("rescan.title"), html=html, place=f"/uitkomst/{found.code}/opnieuw")


@public
@only("GET", "POST")
def discard(request: HttpRequest, code: str, language: str = "nl") -> HttpResponse:
    """Ask once more, then erase the outcome."""
    found = find_outcome(request, code, language, tail="/weg")
    if isinstance(found, HttpResponse):
        return found
    if request.method != "POST":
        return _discard_form(found, language)
    try:
        discard_scan(by=Actor.anonymous(), result=found)
    except OutOfOrder as error:
        return _discard_form(found, language, refused=error.in_language(language), status=409)
    response = HttpResponseRedirect(address(language, "/scan/weggegooid"))
    response.status_code = 303
    return response


def _discard_form(found: ScanResult, language: str, *, refused: str = "", status: int = 200) -> HttpResponse:
    words = book(language)
    path = words.to(f"/uitkomst/{found.code}")
    keep = f'<a href="{path}">{words.s("discard.keep")}</a>'
    if found.claimed or refused:
        body = notice("", refused or words.plain("discard.shared")) + f"<p>{keep}</p>\n"
    else:
        body = (
            f'<p class="lead">{words.s("discard.text")}</p>\n'
            f'<form method="post" action="{path}/weg"><div class="buttons">'
            f'<button class="button button--danger" type="submit">{words.s("discard.button")}</button> '
            f"{keep}</div></form>\n"
        )
    html = f"{back_link(path, words.plain('question.back-result'))}<h1>{words.s('discard.title')}</h1>\n{body}"
    place = f"/uitkomst/{found.code}/weg"
    return answer(language, title=words.plain("discard.title"), html=html, place=place, status=status)


@public
@only("GET")
def discarded(_request: HttpRequest, language: str = "nl") -> HttpResponse:
    """It is gone."""
    return once("scan/discarded.html", language, place("/scan/weggegooid"))


@public
@only("GET")
def pdf(request: HttpRequest, code: str, language: str = "nl") -> HttpResponse:
    """The outcome as a tagged PDF of at most two pages."""
    found = find_outcome(request, code, language, tail="/pdf")
    if isinstance(found, HttpResponse):
        return found
    if is_check(pack(), found.scan_key):
        return HttpResponseRedirect(address(language, f"/uitkomst/{found.code}"))
    content = outcome_pdf(book(language, found.scan_key), found)
    name = "uitkomst-scan.pdf" if language == "nl" else "scan-outcome.pdf"
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers={**headers, "X-Robots-Tag": "noindex"})
