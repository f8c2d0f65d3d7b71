"""The page behind the link of a department. No session, no cookie, nothing that leads back to a person."""

import logging
import secrets

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from trede.core.errors import OutOfOrder, Unavailable
from trede.core.pack import Pack, Scan
from trede.journal.actions import Actor
from trede.regions.registry import pack
from trede.scan.skills.actions import give_answers
from trede.scan.skills.answers import skills_scan
from trede.scan.skills.form import Filled, read_form
from trede.scan.skills.links import path_of
from trede.scan.skills.models import SkillsInvitation
from trede.scan.skills.page import THANKS, no_questions, questions_html, thanks_context
from trede.scan.skills.queries import invitation_of
from trede.scan.skills.rules import same_questions
from trede.web.access import public
from trede.web.addresses import address
from trede.web.components import OWN_COPY, PRIVATE, answer
from trede.web.methods import only
from trede.web.pages import once

log = logging.getLogger("trede.scan")


@public
@only("GET", "POST")
def questions(request: HttpRequest, token: str, language: str = "nl") -> HttpResponse:
    """All questions on one page, for everybody who has the link of the department. Http404 in a region without them."""
    scan = skills_scan(pack())
    if scan is None:
        raise Http404
    invitation = invitation_of(token)
    if invitation is None:
        return no_questions(language, "unknown", path="/vaardigheden/link", status=404)
    if not invitation.round.is_open or not same_questions(invitation.round, scan):
        return _closed(language, token)
    if request.method == "POST":
        return _submit(request, scan, invitation, token, language)
    return _show(scan, invitation, token, language, Filled())


@public
@only("GET")
def thanks(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """The same page for everyone who sent answers. Http404 in a region without these questions."""
    if skills_scan(pack()) is None:
        raise Http404
    return once("scan/skills/thanks.html", language, _thanks_context)


def _thanks_context(region: Pack, language: str) -> dict[str, object]:  # the signature of `once`
    scan = skills_scan(region)
    return thanks_context(scan) if scan else {}


def _submit(request: HttpRequest, scan: Scan, invitation: SkillsInvitation, token: str, language: str) -> HttpResponse:
    filled = read_form(scan, request.POST)
    if filled.errors:
        return _show(scan, invitation, token, language, filled, status=422)
    try:
        give_answers(by=Actor.anonymous(), invitation=invitation, answers=filled.chosen, nonce=filled.nonce or None)
    except OutOfOrder:
        return _closed(language, token)
    except Unavailable as failure:
        log.error("skills not stored: %s", failure.code)  # noqa: TRY400  # a trace would hold the answers
        response = _show(scan, invitation, token, language, filled, status=503, failed=True)
        response.headers["Retry-After"] = "120"
        return response
    response = HttpResponseRedirect(address(language, THANKS))
    response.status_code = 303
    response.headers["Cache-Control"] = PRIVATE
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _show(
    scan: Scan,
    invitation: SkillsInvitation,
    token: str,
    language: str,
    filled: Filled,
    *,
    status: int = 200,
    failed: bool = False,
) -> HttpResponse:
    path = path_of(token)
    nonce = filled.nonce or secrets.token_urlsafe(12)
    html = questions_html(scan, language, invitation, filled, path=path, nonce=nonce, failed=failed)
    title = scan.title.in_language(language)
    if filled.errors or failed:
        title = f"{pack().text('form.error-prefix', language)} {title}"
    response = answer(language, title=title, html=html, place=path, status=status, cache=OWN_COPY)
    response.headers["Referrer-Policy"] = "no-referrer"  # the address holds the link
    return response


def _closed(language: str, token: str) -> HttpResponse:
    return no_questions(language, "closed", path=path_of(token), status=410)
