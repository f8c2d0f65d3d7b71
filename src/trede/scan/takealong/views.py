"""Take an outcome along. Who holds the code may mail its address to an address that is used once and kept nowhere."""

import logging

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from trede.companies.rules import clean_email
from trede.core.errors import InputError, Unavailable
from trede.journal import clock
from trede.journal.actions import Actor
from trede.scan.models import ScanResult
from trede.scan.outcome_page import book
from trede.scan.outcome_views import find_outcome
from trede.scan.takealong import page
from trede.scan.takealong.actions import note_mailed
from trede.scan.takealong.calendar import calendar_file
from trede.web.access import public
from trede.web.addresses import absolute, address
from trede.web.components import PRIVATE, answer
from trede.web.limits import take
from trede.web.mail import can_send, send
from trede.web.methods import only

log = logging.getLogger("trede.scan")

MAILS, MAILS_PER_MINUTE = 5, 1 / 12
"""Mails that one network address may have sent: five, and then one every twelve minutes."""


@public
@only("GET", "POST")
def keep(request: HttpRequest, code: str, language: str = "nl") -> HttpResponse:
    """Every way to take the outcome along."""
    found = find_outcome(request, code, language, tail="/bewaren")
    if isinstance(found, HttpResponse):
        return found
    if request.method == "POST":
        return _mail(request, found, language)
    return _show(request, found, language, news="sent" if request.GET.get("mail") == "verstuurd" else "")


def _show(
    request: HttpRequest,
    found: ScanResult,
    language: str,
    *,
    news: str = "",
    error: str = "",
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    words = book(language, found.scan_key)
    where = absolute(request, words.to(f"/uitkomst/{found.code}"))
    mail = page.mail_html(words, found, on=can_send(), error=error, typed=typed)
    html = page.mail_summary(words, error) + page.mail_news(words, news) + page.keep_html(words, found, where, mail)
    title = words.with_prefix(words.plain("keep.title"), error=status >= 400)  # noqa: PLR2004  # as HTTP has it
    return answer(language, title=title, html=html, place=f"/uitkomst/{found.code}/bewaren", status=status)


def _mail(request: HttpRequest, found: ScanResult, language: str) -> HttpResponse:
    words = book(language, found.scan_key)
    typed = request.POST.get("adres", "")
    to = _readable(typed)
    if can_send() and not to:
        return _show(request, found, language, error=words.plain("keep.mail.error"), typed=typed, status=422)
    news, status = _hinder(request)
    if news:
        return _show(request, found, language, news=news, typed=typed, status=status)
    where = absolute(request, words.to(f"/uitkomst/{found.code}"))
    try:
        send(page.letter(words, found, where), to=to)
    except InputError as refused:
        return _show(request, found, language, error=refused.in_language(language), typed=typed, status=422)
    except Unavailable:
        return _show(request, found, language, news="failed", typed=typed, status=503)
    _note(found)
    return _sent(found, language)


def _readable(typed: str) -> str:
    """Return the address that was typed, or nothing when it is not one."""
    try:
        return clean_email(typed)
    except InputError:
        return ""


def _hinder(request: HttpRequest) -> tuple[str, int]:
    """Return what stands in the way of any mail, with its status; nothing and 0 when nothing does."""
    if not can_send():
        return "off", 503
    if not take("mail", request, capacity=MAILS, per_minute=MAILS_PER_MINUTE):
        return "too-many", 429
    return "", 0


def _note(found: ScanResult) -> None:
    """Count the mail; it is on its way, so a journal that is not there now changes nothing for the visitor."""
    try:
        note_mailed(by=Actor.anonymous(), result=found)
    except Unavailable as failure:
        log.error("mail not counted: %s", failure.code)  # noqa: TRY400  # nothing more to tell


def _sent(found: ScanResult, language: str) -> HttpResponse:
    """Answer 303, so that reloading the page sends no second mail."""
    response = HttpResponseRedirect(address(language, f"/uitkomst/{found.code}/bewaren?mail=verstuurd"))
    response.status_code = 303
    response.headers["Cache-Control"] = PRIVATE
    return response


@public
@only("GET")
def reminder(request: HttpRequest, code: str, language: str = "nl") -> HttpResponse:
    """The reminder for a calendar; nobody needs to leave an address for it."""
    found = find_outcome(request, code, language, tail="/herinnering.ics")
    if isinstance(found, HttpResponse):
        return found
    words = book(language, found.scan_key)
    where = absolute(request, words.to(f"/uitkomst/{found.code}"))
    host = request.get_host().partition(":")[0]
    content = calendar_file(page.reminder(words, found, where, host), made_at=clock.now())
    name = "herinnering-scan.ics" if language == "nl" else "scan-reminder.ics"
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Cache-Control": PRIVATE,
            "Content-Disposition": f'attachment; filename="{name}"',
            "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex",
        },
    )
