"""Public pages of the subsidy desk: overview, one scheme, and the check. No session and no cookie."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string

from trede.core.pack_schemes import Scheme
from trede.regions.registry import pack
from trede.subsidies.fields import read_all, show
from trede.subsidies.public.cards import cards, facts_of, state_of, ways
from trede.subsidies.public.changes import changes_of
from trede.subsidies.public.check import (
    ASK,
    NOW,
    all_fields,
    next_question,
    outcome,
    query,
    question_of,
    read_answers,
)
from trede.subsidies.questions import KEYS
from trede.subsidies.registry import find_scheme
from trede.web.access import public
from trede.web.components import OWN_COPY
from trede.web.methods import only

CACHE = "public, max-age=60"
"""What is left changes: a shared cache keeps these pages for a minute."""


def public_page(
    template: str, language: str, place: str, *, status: int = 200, cache: str = CACHE, **context: Any
) -> HttpResponse:
    """Return a page of `subsidies/public/`; `place` is its address without `/en`."""
    region = pack()
    shown = {"region": region, "language": language, "place": place, **context}
    html = render_to_string(f"subsidies/public/{template}.html", shown)
    return HttpResponse(html, status=status, headers={"Cache-Control": cache})


def known_scheme(key: str) -> Scheme:
    """Return a scheme of the region. Http404 when there is none."""
    found = find_scheme(key)
    if found is None:
        raise Http404
    return found


@public
@only("GET")
def overview(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """Every instrument by phase, whether it is open, and what is left of our own."""
    region = pack()
    found = cards(region, language)
    rehearsal = any(card.state is not None and card.state.rehearsal for card in found)
    return public_page("overview", language, "/subsidies", cards=found, rehearsal=rehearsal)


@public
@only("GET")
def scheme(request: HttpRequest, key: str, language: str = "nl") -> HttpResponse:
    """One scheme in a minute: five facts, what changes, its pillars, what not, what you need, who helps.

    Http404 when unknown.
    """
    region, found = pack(), known_scheme(key)
    state = state_of(region, found, language)
    keys = tuple(door.key for door in found.doors)
    needed = [item for item in found.documents if item.stage == "application" and item.needed != "optional"]
    return public_page(
        "scheme",
        language,
        f"/subsidies/{key}",
        scheme=found,
        state=state,
        facts=facts_of(region, found, state, language),
        changes=changes_of(region, found, language),
        ways=ways(region, found, keys, language),
        needed=needed,
    )


@public
@only("GET")
def check(request: HttpRequest, key: str, language: str = "nl") -> HttpResponse:
    """One rule a page; the answers stand in the address. When all is answered: the outcome, which blocks nothing."""
    region, found = pack(), known_scheme(key)
    answers = read_answers(found, region, request.GET)
    fields = all_fields(found, region, language)
    just = question_of(found, request.GET.get(NOW, ""))
    asked = question_of(found, request.GET.get(ASK, ""))
    problems: dict[str, str] = {}
    if just is not None:
        typed, problems = read_all(fields[just], request.GET, language)
        answers |= {name: values for name, values in typed.items() if values}
    asked = just if problems else asked if just is None else next_question(fields, answers, just)
    if asked is None and just is None:
        asked = next_question(fields, answers)
    place = f"/subsidies/{key}/check"
    shown: dict[str, Any] = {"scheme": found, "state": state_of(region, found, language)}
    if asked is None:
        here = f"{place}?{query(answers)}"
        shown |= {"outcome": outcome(found, region, answers, language), "query": query(answers)}
        return public_page("outcome", language, here, cache=OWN_COPY, noindex=True, **shown)
    number = list(fields).index(asked) + 1
    mine = {field.key for field in fields[asked]}
    shown |= {
        "question": KEYS[asked],
        "fields": show(fields[asked], answers, problems),
        "others": [(name, value) for name, values in answers.items() if name not in mine for value in values],
        "number": number,
        "count": len(fields),
        "errors": [(f"f-{name}", sentence) for name, sentence in problems.items()],
        "back": _before(fields, number, answers),
    }
    here = f"{place}?{query(answers, **{ASK: KEYS[asked]})}"
    return public_page(
        "question", language, here, status=422 if problems else 200, cache=OWN_COPY, noindex=True, **shown
    )


def _before(fields: dict[Any, Any], number: int, answers: Any) -> str:
    """Return the query of the question before this one; empty on the first."""
    if number == 1:
        return ""
    return query(answers, **{ASK: KEYS[list(fields)[number - 2]]})
