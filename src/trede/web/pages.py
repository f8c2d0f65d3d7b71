"""Public pages that are the same for everyone: rendered once per pack and language, then served as bytes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string

from trede.core.pack import Instrument, Pack, Rung, Text
from trede.regions.questionnaires import checks_of
from trede.regions.registry import pack
from trede.web.access import public
from trede.web.methods import only
from trede.web.templatetags.trede import day_in_words
from trede.web.wording import listed

CACHE = "public, max-age=300"
"""The same for everyone and without a form, so a shared cache may keep it; five minutes after a new pack it is new."""
OTHER_ROUTES = {
    "zzp": ("self-employed", 4),
    "buiten-regio": ("outside", 4),
    "groot": ("large", 3),
    "leverancier": ("supplier", 3),
}
"""Word in the address to the key of its texts and how many tips there are."""
STATUS_TAGS = {"open": "tag--on", "closed": "tag--off", "draft": "tag--wait", "unknown": ""}

_rendered: dict[tuple[int, str, str], tuple[Pack, bytes]] = {}


@dataclass(frozen=True, slots=True)
class RungView:
    """A rung with its place and the help of its stage."""

    key: str
    number: int
    name: Text
    line: Text
    meaning: Text
    action: Text
    safety: Text
    help: Text


def once(
    template: str, language: str, context: Callable[[Pack, str], dict[str, object]], variant: str = ""
) -> HttpResponse:
    """Answer with a page that is rendered at its first request of this process."""
    region = pack()
    key = (id(region), f"{template}{variant}", language)
    found = _rendered.get(key)
    if found is None:
        shared = {"region": region, "language": language, **_shared(region, language), **context(region, language)}
        found = _rendered[key] = (region, render_to_string(template, shared).encode())
    return HttpResponse(found[1], headers={"Cache-Control": CACHE})


def _shared(region: Pack, language: str) -> dict[str, object]:
    rungs = rung_views(region)
    return {
        "area": region.info.region.in_language(language),
        "scan": region.scans[region.info.default_scan],
        "rungs": rungs[::-1],
        "climbing": rungs,
    }


def rung_views(region: Pack) -> list[RungView]:
    """Return the rungs, lowest first."""
    stages = {stage.key: stage for stage in region.ladder.stages}
    return [_rung_view(number, rung, stages[rung.stage].help) for number, rung in enumerate(region.ladder.rungs, 1)]


def _rung_view(number: int, rung: Rung, help_text: Text) -> RungView:
    return RungView(rung.key, number, rung.name, rung.line, rung.meaning, rung.action, rung.safety, help_text)


def rung_names(region: Pack, keys: tuple[str, ...], language: str) -> str:
    """Return names of rungs in a sentence, lowest first: `Starten en Funderen`."""
    names = [rung.name.in_language(language) for rung in region.ladder.rungs if rung.key in keys]
    return listed(names, language)


def in_words(day: date | None, language: str) -> str:
    """Return a day without its weekday, or nothing."""
    return "" if day is None else day_in_words(day, language, weekday=False)


def place(path: str) -> Callable[[Pack, str], dict[str, object]]:
    """Return a context that only says where the page stands (without `/en`), for the switch of language."""

    def context(_region: Pack, _language: str) -> dict[str, object]:
        return {"place": path}

    return context


@public
@only("GET")
def home(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """The one door."""
    return once("web/pages/home.html", language, _home_context)


def _home_context(region: Pack, _language: str) -> dict[str, object]:
    return {"place": "/", "checks": checks_of(region)}


@public
@only("GET")
def ladder(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """The six rungs, what they mean and what to do."""
    return once("web/pages/ladder.html", language, place("/ladder"))


def instrument_view(region: Pack, item: Instrument, language: str) -> dict[str, object]:
    """Return what a page shows of an instrument."""
    return {
        "key": item.key,
        "name": item.name,
        "plain": item.name.in_language(language),
        "what": item.what,
        "note": item.status_note,
        "status": region.text(f"schemes.status.{item.status}", language),
        "tag": STATUS_TAGS[item.status],
        "rungs": rung_names(region, item.rungs, language),
        "checked_on": in_words(item.checked_on, language),
        "url": item.url,
    }


@public
@only("GET")
def privacy(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """What happens with answers, in short."""
    return once("web/pages/privacy.html", language, _privacy_context)


def _privacy_context(region: Pack, _language: str) -> dict[str, object]:
    return {"place": "/privacy", "front_door": region.organisation(region.info.front_door).name}


@public
@only("GET")
def accessibility(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """For whom it works and what to do when it does not."""
    return once("web/pages/accessibility.html", language, place("/toegankelijkheid"))


@public
@only("GET")
def about(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """How an outcome comes about and what it is not."""
    return once("web/pages/about.html", language, place("/over-de-scan"))


@public
@only("GET")
def other_route(request: HttpRequest, kind: str, language: str = "nl") -> HttpResponse:
    """A way on for who is outside the target group. Http404 for an unknown kind."""
    if kind not in OTHER_ROUTES:
        raise Http404
    return once(
        "web/pages/other_route.html", language, lambda region, tongue: other_context(region, tongue, kind), kind
    )


def other_context(region: Pack, language: str, kind: str) -> dict[str, object]:
    """Return title, lead and tips for a visitor the programme is not for. KeyError for another kind."""
    key, tips = OTHER_ROUTES[kind]
    values = {
        "name": region.info.name.in_language(language),
        "region": region.info.region.in_language(language),
        "fte": f"{region.info.target_group.minimum_fte:g}",
    }
    return {
        "place": f"/andere-route/{kind}",
        "title": region.text(f"other.{key}.title", language),
        "lead": region.text(f"other.{key}.lead", language, **values),
        "lines": [region.text(f"other.{key}.{number}", language, **values) for number in range(1, tips + 1)],
    }


@public
@only("GET")
def gallery(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """Every component in every state, for who builds a page."""
    return once("web/pages/gallery.html", language, place("/stijl"))
