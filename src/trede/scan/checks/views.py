"""The checks for visitors: questions, outcome, to-do list, list of AI, sheet for a supplier. No session, no cookie."""

import logging

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from trede.core import autonomy, readiness
from trede.core.codes import normalise_code
from trede.core.errors import Unavailable
from trede.core.pack import Pack, Scan
from trede.core.stored_answers import shorten_answers
from trede.journal import clock
from trede.journal.actions import Actor
from trede.regions.questionnaires import PATHS, main_scan, path_of
from trede.regions.registry import pack
from trede.scan.checks import register
from trede.scan.checks.actions import submit_check, tick_tasks
from trede.scan.checks.asking import new_nonce, pick_html, questions_html
from trede.scan.checks.form import Filled, read_form, read_systems
from trede.scan.checks.outcome import read_stored, task_lists
from trede.scan.checks.page import old_questions, render
from trede.scan.models import ScanResult
from trede.scan.outcome_views import find_outcome
from trede.scan.queries import by_code
from trede.web.access import public
from trede.web.addresses import address
from trede.web.components import OWN_COPY, PRIVATE, answer, frame
from trede.web.methods import only
from trede.web.pages import once

log = logging.getLogger("trede.scan")

MARK = "␞"
_fresh: dict[tuple[int, str, str], tuple[Pack, tuple[bytes, bytes]]] = {}


@public
@only("GET", "POST")
def main(request: HttpRequest, rule: str, language: str = "nl") -> HttpResponse:
    """The region's main questionnaire with a rule. Http404 when it has none."""
    scan = main_scan(pack(), rule)
    if scan is None:
        raise Http404
    return _check(request, scan, language)


@public
@only("GET", "POST")
def other(request: HttpRequest, key: str, language: str = "nl") -> HttpResponse:
    """Any further questionnaire of the region. Http404 for what is none, or has no page of its own."""
    region = pack()
    scan = region.scans.get(key)
    if scan is None or scan.rule not in PATHS:
        raise Http404
    path = path_of(region, scan)
    if path != f"/check/{key}":
        return _go(language, path)
    return _check(request, scan, language)


def _check(request: HttpRequest, scan: Scan, language: str) -> HttpResponse:
    if request.method == "POST":
        return _submit(request, scan, language)
    code = normalise_code(request.GET.get("v", "")) or ""
    if scan.rule == autonomy.RULE:
        picked = read_systems(scan, request.GET)
        if not 1 <= len(picked) <= autonomy.MOST_SYSTEMS:
            return _pick(request, scan, language, picked)
        return _show(scan, language, Filled(systems=picked, previous=code))
    if code:
        return _show(scan, language, Filled(previous=code))
    before, after = _fresh_page(scan, language)
    return HttpResponse(b"%b%b%b" % (before, new_nonce().encode(), after), headers={"Cache-Control": OWN_COPY})


def _fresh_page(scan: Scan, language: str) -> tuple[bytes, bytes]:
    """Return the empty page, cut where the random number of the form goes. Made once."""
    region = pack()
    key = (id(region), scan.key, language)
    found = _fresh.get(key)
    if found is None:
        html = questions_html(scan, language, Filled(), nonce=MARK)
        switch = address("nl" if language == "en" else "en", path_of(region, scan))
        page = frame(language, indexed=True).page(title=scan.title.in_language(language), html=html, switch=switch)
        before, _, after = page.partition(MARK.encode())
        found = _fresh[key] = (region, (before, after))
    return found[1]


def _pick(request: HttpRequest, scan: Scan, language: str, picked: tuple[str, ...]) -> HttpResponse:
    """Ask which systems it is about; with an error when the form was sent with none or too many."""
    sent = "k" in request.GET or bool(picked)
    error = ("too-many" if picked else "missing") if sent else ""
    html = pick_html(scan, language, picked=picked, error=error)
    title = _title(scan, language, error=bool(error))
    place = path_of(pack(), scan)
    status = 422 if error else 200
    return answer(language, title=title, html=html, place=place, status=status, cache=OWN_COPY, indexed=not error)


def _show(scan: Scan, language: str, filled: Filled, *, status: int = 200, failed: bool = False) -> HttpResponse:
    html = questions_html(scan, language, filled, nonce=filled.nonce or new_nonce(), failed=failed)
    title = _title(scan, language, error=bool(filled.errors) or failed)
    query = [f"s={system}" for system in filled.systems if system] + (
        [f"v={filled.previous}"] if filled.previous else []
    )
    place = path_of(pack(), scan) + (f"?{'&'.join(query)}" if query else "")
    response = answer(language, title=title, html=html, place=place, status=status, cache=OWN_COPY)
    if failed:
        response.headers["Retry-After"] = "120"
    return response


def _title(scan: Scan, language: str, *, error: bool) -> str:
    title = scan.title.in_language(language)
    return f"{pack().text('form.error-prefix', language)} {title}" if error else title


def _submit(request: HttpRequest, scan: Scan, language: str) -> HttpResponse:
    filled = read_form(scan, request.POST, clock.today())
    if scan.rule == autonomy.RULE and not 1 <= len(filled.systems) <= autonomy.MOST_SYSTEMS:
        return _pick_again(scan, language, filled.systems)
    if filled.errors:
        return _show(scan, language, filled, status=422)
    try:
        result = submit_check(
            by=Actor.anonymous(),
            scan=scan,
            answers=shorten_answers(scan, filled.answers(scan)),
            detail=filled.detail,
            nonce=filled.nonce or None,
            language=language,
            previous=_previous(scan, filled),
        )
    except Unavailable as failure:
        log.error("check not stored: %s", failure.code)  # noqa: TRY400  # a trace would hold the answers
        return _show(scan, language, filled, status=503, failed=True)
    return _go(language, f"/uitkomst/{result.code}")


def _previous(scan: Scan, filled: Filled) -> ScanResult | None:
    """Return the earlier check that this one follows; one that is gone, or of other questions, is not followed."""
    found = by_code(filled.previous) if filled.previous else None
    return found if found is not None and found.scan_key == scan.key else None


def _pick_again(scan: Scan, language: str, picked: tuple[str, ...]) -> HttpResponse:
    html = pick_html(scan, language, picked=picked, error="too-many" if picked else "missing")
    title = _title(scan, language, error=True)
    return answer(language, title=title, html=html, place=path_of(pack(), scan), status=422, cache=OWN_COPY)


@public
@only("GET", "POST")
def tasks(request: HttpRequest, code: str, language: str = "nl") -> HttpResponse:
    """Keep the ticks on the to-do list, then show the outcome again."""
    found = find_outcome(request, code, language)
    if isinstance(found, HttpResponse):
        return found
    if request.method == "POST":
        stored = read_stored(pack(), found, language)
        if stored is not None:
            lines = [task.key for item in task_lists(stored) for task in item.tasks]
            tick_tasks(by=Actor.anonymous(), result=found, tasks=lines, done=request.POST.getlist("klaar"))
        return _go(language, f"/uitkomst/{found.code}?bewaard=1#lijst")
    return _go(language, f"/uitkomst/{found.code}#lijst")


@public
@only("GET")
def sheet(request: HttpRequest, code: str, language: str = "nl") -> HttpResponse:
    """The questions of one outcome on a sheet to print and take to a supplier. Http404 for another kind of check."""
    found = find_outcome(request, code, language, tail="/blad")
    if isinstance(found, HttpResponse):
        return found
    if pack().scans[found.scan_key].rule != autonomy.RULE:
        raise Http404
    stored = read_stored(pack(), found, language)
    if stored is None:
        return old_questions(found, language)
    back = f"/uitkomst/{found.code}"
    html = render("sheet", language, {"lists": task_lists(stored), "back": back, "scan": stored.scan})
    title = pack().text("check.sheet.title", language)
    return answer(language, title=title, html=html, place=f"{back}/blad")


@public
@only("GET")
def blank_sheet(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """All questions on one sheet, for who is about to buy something new. Http404 when the region has no such check."""
    scan = main_scan(pack(), autonomy.RULE)
    if scan is None:
        raise Http404
    return once("scan/checks/blank_sheet.html", language, _blank_sheet_context)


def _blank_sheet_context(region: Pack, language: str) -> dict[str, object]:
    scan = main_scan(region, autonomy.RULE)
    questions = scan.questions if scan else ()
    rows = [(item.title, step.text) for item in questions for step in item.next_steps if "weet-niet" in step.answers]
    return {"place": "/kiezen/blad", "scan": scan, "rows": rows}


@public
@only("GET")
def ai_register(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """The list of AI as a page to print. Http404 when the region has no AI check."""
    if main_scan(pack(), readiness.RULE) is None:
        raise Http404
    return once("scan/checks/register.html", language, _register_context)


def _register_context(region: Pack, language: str) -> dict[str, object]:
    return {
        "place": "/ai-check/lijst",
        "columns": register.columns(region, language),
        "risks": [region.text(f"check.register.risk.{number}", language) for number in register.RISKS],
        "rows": range(register.EMPTY_ROWS),
    }


@public
@only("GET")
def ai_register_file(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """The list of AI as a file for a spreadsheet. Http404 when the region has no AI check."""
    if main_scan(pack(), readiness.RULE) is None:
        raise Http404
    name = "ai-list.csv" if language == "en" else "lijst-met-ai.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"}
    content = register.as_csv(pack(), language)
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _go(language: str, path: str) -> HttpResponse:
    """Answer 303: the browser fetches the page, and going back does not send the form again."""
    response = HttpResponseRedirect(address(language, path))
    response.status_code = 303
    response.headers["Cache-Control"] = PRIVATE
    return response
