"""The scan for visitors: start, questions, outcome, code. No session and no cookie anywhere in this file."""

import logging
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse

from trede.core.errors import Unavailable
from trede.core.pack import Pack
from trede.core.scan import QUESTIONS
from trede.journal.actions import Actor
from trede.regions.registry import pack
from trede.scan.actions import change_answers, submit_form
from trede.scan.embed import embeddable
from trede.scan.form import State, new_nonce, read_all, read_answer, read_as_sent, read_state
from trede.scan.models import ScanResult
from trede.scan.outcome_page import OutcomeBook, book
from trede.scan.queries import by_code
from trede.scan.questions import MARK, all_page, question_page
from trede.web.access import public
from trede.web.addresses import address
from trede.web.components import HTML, OWN_COPY, PRIVATE, answer, frame
from trede.web.methods import only
from trede.web.pages import once

log = logging.getLogger("trede.scan")

_all_pages: dict[tuple[int, str], tuple[Pack, tuple[bytes, bytes]]] = {}


@public
@only("GET")
@embeddable
def start(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """What the scan is, for whom, and the button."""
    return once("scan/start.html", language, _start_context)


def _start_context(region: Pack, language: str) -> dict[str, object]:
    return {
        "place": "/scan",
        "title": region.scans[region.info.default_scan].title.in_language(language),
        "fte": f"{region.info.target_group.minimum_fte:g}",
    }


@public
@only("GET", "POST")
@embeddable
def question(request: HttpRequest, number: int, language: str = "nl") -> HttpResponse:
    """One question; what was chosen so far stands in the address."""
    if not 1 <= number <= QUESTIONS:
        raise Http404
    if request.method == "POST":
        return _answer_question(request, number, language)
    state = read_state(request.GET)
    if not state.nonce and not state.change:
        state = replace(state, nonce=new_nonce())
    still_open = "still-open" if request.GET.get("open") else ""
    return _show_question(language, number, state, still_open)


def _show_question(
    language: str, number: int, state: State, error: str = "", *, status: int = 200, failed: bool = False
) -> HttpResponse:
    words = book(language)
    return answer(
        language,
        title=words.title(number, error=bool(error) or failed),
        html=question_page(words, number, state, error=error, failed=failed),
        place=f"/scan/vraag/{number}{state.query()}",
        status=status,
        cache=OWN_COPY,
    )


def _answer_question(request: HttpRequest, number: int, language: str) -> HttpResponse:
    state = read_state(request.POST)
    letter, error = read_answer(request.POST, number)
    if error:
        return _show_question(language, number, state, error, status=422)
    state = state.with_answer(number, letter)
    if not state.change and number < QUESTIONS:
        return _go(language, f"/scan/vraag/{number + 1}{state.query()}")
    if not state.change and state.first_open is not None:
        return _go(language, f"/scan/vraag/{state.first_open}{state.query()}&open=1")
    try:
        result = _change(state, number, letter, language) if state.change else _store(state, language)
    except Unavailable as failure:
        log.error("scan not stored: %s", failure.code)  # noqa: TRY400  # a trace would hold the answers
        return _try_later(_show_question(language, number, state, status=503, failed=True))
    return _go(language, f"/uitkomst/{result.code}")


def _store(state: State, language: str) -> ScanResult:
    """Store the seven answers; an earlier scan that is gone meanwhile is simply not followed."""
    previous = by_code(state.previous) if state.previous else None
    nonce = state.nonce or None
    return submit_form(
        by=Actor.anonymous(),
        answers=state.answers,
        nonce=nonce,
        language=language,
        previous=previous,
        via=state.via,
    )


def _change(state: State, number: int, letter: str, language: str) -> ScanResult:
    """Change one answer of a stored outcome; the other answers are those that are stored. Http404 when it is gone."""
    result = by_code(state.change)
    if result is None:
        raise Http404
    answers = result.answers[: number - 1] + letter + result.answers[number:]
    return change_answers(by=Actor.anonymous(), result=result, answers=answers, language=language)


@public
@only("GET", "POST")
@embeddable
def all_questions(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """All questions on one page: one request to get it, one to send it."""
    if request.method == "POST":
        return _answer_all(request, language)
    state = read_state(request.GET) if request.META.get("QUERY_STRING") else State()
    if state.previous or state.via:
        return _show_all(language, State(previous=state.previous, via=state.via), {}, nonce=new_nonce())
    before, after = _fresh_page(language)
    page = b"%b%b%b" % (before, new_nonce().encode(), after)
    return HttpResponse(page, HTML, headers={"Cache-Control": OWN_COPY})


def _fresh_page(language: str) -> tuple[bytes, bytes]:
    """Return the empty page, cut where the random number of the form goes. Made once."""
    region = pack()
    key = (id(region), language)
    found = _all_pages.get(key)
    if found is None:
        words = book(language)
        html = all_page(words, State(), {}, nonce=MARK)
        switch = address("nl" if language == "en" else "en", "/scan/alles")
        page = frame(language).page(title=words.plain("all.title"), html=html, switch=switch)
        before, _, after = page.partition(MARK.encode())
        found = _all_pages[key] = (region, (before, after))
    return found[1]


def _show_all(
    language: str, state: State, errors: dict[int, str], *, nonce: str, status: int = 200, failed: bool = False
) -> HttpResponse:
    words: OutcomeBook = book(language)
    return answer(
        language,
        title=words.with_prefix(words.plain("all.title"), error=bool(errors) or failed),
        html=all_page(words, state, errors, nonce=nonce, failed=failed),
        place=f"/scan/alles{replace(state, answers='', nonce='').query()}",
        status=status,
        cache=OWN_COPY,
    )


def _answer_all(request: HttpRequest, language: str) -> HttpResponse:
    state = read_as_sent(request)
    if state is None:
        answers, errors = read_all(request.POST)
        state = replace(read_state(request.POST), answers=answers, change="")
        if errors:
            return _show_all(language, state, errors, nonce=state.nonce or new_nonce(), status=422)
    try:
        result = _store(state, language)
    except Unavailable as failure:
        log.error("scan not stored: %s", failure.code)  # noqa: TRY400  # a trace would hold the answers
        page = _show_all(language, state, {}, nonce=state.nonce or new_nonce(), status=503, failed=True)
        return _try_later(page)
    return _go(language, f"/uitkomst/{result.code}")


def _try_later(response: HttpResponse) -> HttpResponse:
    response.headers["Retry-After"] = "120"
    return response


class SeeOther(HttpResponse):
    """Answer 303: the browser fetches the page at `url`, and going back does not send the form again."""

    status_code = 303

    def __init__(self, url: str) -> None:
        super().__init__(content_type=HTML, headers={"Location": url, "Cache-Control": PRIVATE})
        self.url = url


def _go(language: str, path: str) -> HttpResponse:
    return SeeOther(address(language, path))
