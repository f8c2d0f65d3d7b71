"""A firm sees where its question is. The code is typed and sent as a form, so it stands in no address and in no log."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html

from trede.chain.actions_stopping import BY_CODE, change_contact, stop_case, stop_request
from trede.chain.status import Found, Standing, found_by_code, standings
from trede.core.codes import spoken
from trede.core.errors import InputError, OutOfOrder
from trede.regions.registry import pack
from trede.web import failures
from trede.web.access import public
from trede.web.components import OWN_COPY, PRIVATE
from trede.web.limits import take
from trede.web.methods import only
from trede.web.templatetags.trede import day_in_words

CODES, CODES_PER_MINUTE = 20, 6.0
"""Wrong codes an address may try; the same bucket as that of outcomes and receipts."""
_LONGEST = 40
_INVALID = 422


@public
@only("GET", "POST")
def where(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """Ask for the code, then say where the question is, who acts, before when, and what the firm can do."""
    if request.method != "POST":
        return _ask(language)
    found = _find(request, language)
    return found if isinstance(found, HttpResponse) else _show(found, language)


@public
@only("GET", "POST")
def stop(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """Ask whether the firm is sure, then stop its question."""
    if request.method != "POST":
        return _ask(language)
    found = _find(request, language)
    if isinstance(found, HttpResponse):
        return found
    if not found.is_open:
        return _show(found, language)
    if request.POST.get("sure") != "ja":
        return _page(
            "chain/where_stop.html", language, {"found": found, "code": _code(found)}, title="where.stop.title"
        )
    try:
        if found.case is not None:
            stop_case(by=BY_CODE, case=found.case)
        elif found.request is not None:
            stop_request(by=BY_CODE, request=found.request)
    except OutOfOrder as error:
        return _show(found, language, problem=error.in_language(language))
    return _again(found, language)


@public
@only("GET", "POST")
def contact(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """Take other contact details, while nobody took the question yet."""
    if request.method != "POST":
        return _ask(language)
    found = _find(request, language)
    if isinstance(found, HttpResponse):
        return found
    asked = found.request
    if asked is None or not found.may_change_contact:
        return _show(found, language)
    phone, email = request.POST.get("phone", ""), request.POST.get("email", "")
    errors: dict[str, str] = {}
    if request.POST.get("send") == "ja":
        try:
            change_contact(by=BY_CODE, request=asked, phone=phone, email=email)
        except InputError as error:
            field = "phone" if error.code == "reach" else error.code
            errors[field] = error.in_language(language)
        except OutOfOrder as error:
            return _show(found, language, problem=error.in_language(language))
        else:
            return _again(found, language, "where.contact.done")
    context: dict[str, object] = {
        "code": _code(found),
        "phone": phone,
        "email": email,
        "error": errors,
        "errors": [(f"f-{field}", sentence) for field, sentence in errors.items()],
    }
    return _page(
        "chain/where_contact.html", language, context, title="where.contact.title", status=_INVALID if errors else 200
    )


def _find(request: HttpRequest, language: str) -> Found | HttpResponse:
    """Return what belongs to the code that was sent, or the page to answer with instead."""
    typed = request.POST.get("code", "")[:_LONGEST].replace("\x00", "")
    found = found_by_code(typed)
    if found is not None:
        return found
    if not take("code", request, capacity=CODES, per_minute=CODES_PER_MINUTE):
        return failures.failure(request, "too-many", 429)
    return _ask(language, typed=typed, wrong=True)


def _code(found: Found) -> str:
    code = found.request.reference if found.request is not None else found.case.reference if found.case else ""
    return spoken(code) if code else ""


def _ask(language: str, *, typed: str = "", wrong: bool = False) -> HttpResponse:
    sentence = pack().text("where.unknown", language) if wrong else ""
    context: dict[str, object] = {
        "typed": typed,
        "problem": sentence,
        "errors": [("f-code", sentence)] if wrong else [],
    }
    return _page("chain/where_ask.html", language, context, status=_INVALID if wrong else 200, cache=OWN_COPY)


def _again(found: Found, language: str, news: str = "") -> HttpResponse:
    """Show the page of the code as it stands now, with what was done on top."""
    fresh = found_by_code(_code(found))
    return _show(fresh or found, language, news=pack().text(news, language) if news else "")


def _show(found: Found, language: str, *, news: str = "", problem: str = "") -> HttpResponse:
    context = {
        "found": found,
        "code": _code(found),
        "shown": format_html('<span class="nowrap">{}</span>', _code(found)),
        "lines": [_line(standing, language) for standing in standings(found)],
        "contact": pack().info.contact,
        "news": news,
        "problem": problem,
    }
    return _page("chain/where.html", language, context, status=409 if problem else 200)


def _line(standing: Standing, language: str) -> dict[str, object]:
    """Return the sentences of one line."""
    region = pack()
    said = [region.text(f"where.state.{standing.state}", language, organisation=standing.organisation)]
    if standing.who and standing.due:
        day = day_in_words(standing.due, language)
        key = "where.late" if standing.late else f"where.before.{standing.state}"
        fallback = key if key in region.texts else "where.before"
        said.append(region.text(fallback, language, organisation=standing.who, day=day))
    elif standing.who:
        said.append(region.text("where.who", language, organisation=standing.who))
    return {"first": said[0], "rest": said[1:], "late": standing.late}


def _page(
    template: str,
    language: str,
    context: dict[str, object],
    *,
    title: str = "where.title",
    status: int = 200,
    cache: str = PRIVATE,
) -> HttpResponse:
    shared = {
        "region": pack(),
        "language": language,
        "title": pack().text(title, language),
        "place": "/adviseur/waar",
        "noindex": cache == PRIVATE,
    }
    html = render_to_string(template, {**shared, **context})
    return HttpResponse(html, status=status, headers={"Cache-Control": cache, "Referrer-Policy": "same-origin"})
