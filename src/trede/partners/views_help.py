"""The public help finder: the list with filters in the address, and a page of each organisation."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string

from trede.core.pack import Organisation, Pack, Service
from trede.journal import clock
from trede.partners.help_page import TOWN, Filters, chips, choices, found, service_view
from trede.partners.queries import public_pack
from trede.web.access import public
from trede.web.methods import only
from trede.web.pages import CACHE

MOST_RENDERED = 200
"""Pages that a process keeps: there are some thousands of choices, and a few dozen are asked for."""

_rendered: OrderedDict[tuple[int, date, str, str], tuple[Pack, bytes]] = OrderedDict()


@public
@only("GET")
def find(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """The list of partners and what they do, with filters in the address."""
    region = public_pack()
    options = choices(region, language)
    filters = options.read((name, request.GET.get(name, "")) for name in options.options)

    def context(today: date) -> dict[str, object]:
        pairs = found(region, filters)
        return {
            "place": f"/hulp{filters.query()}",
            "filters": filters,
            "chips": chips(options, filters),
            "fields": _fields(options.options, filters),
            "organisations": [_organisation(region, item, services, language, today) for item, services in pairs],
            "count": sum(len(services) for _, services in pairs),
            "municipalities": [] if filters else [item for item in region.organisations if item.kind == TOWN],
        }

    return _answer(region, "partners/find.html", language, f"?{filters.query()}", context)


@public
@only("GET")
def organisation(request: HttpRequest, organisation: str, language: str = "nl") -> HttpResponse:
    """What one organisation does, for whom, at what cost and how fast. Http404 for one that is not there."""
    region = public_pack()
    try:
        item = region.organisation(organisation)
    except KeyError:
        raise Http404 from None

    def context(today: date) -> dict[str, object]:
        shown = _organisation(region, item, item.services, language, today)
        return {"place": f"/hulp/{item.key}", "organisation": shown}

    return _answer(region, "partners/organisation.html", language, item.key, context)


def _answer(
    region: Pack, template: str, language: str, variant: str, context: Callable[[date], dict[str, object]]
) -> HttpResponse:
    """Answer with a page that is rendered once a day for this list of services; the least asked for is forgotten."""
    today = clock.today()
    key = (id(region), today, language, variant)
    kept = _rendered.get(key)
    if kept is None or kept[0] is not region:
        shared = {
            "region": region,
            "language": language,
            "area": region.info.region.in_language(language),
            "contact": region.info.contact,
            "front": region.info.contact.name.in_language(language),
        }
        kept = region, render_to_string(template, {**shared, **context(today)}).encode()
        _rendered[key] = kept
        if len(_rendered) > MOST_RENDERED:
            _rendered.popitem(last=False)
    return HttpResponse(kept[1], headers={"Cache-Control": CACHE})


def _fields(options: dict[str, tuple[tuple[str, str], ...]], filters: Filters) -> list[dict[str, object]]:
    chosen = {
        "trede": ("rung", filters.rung),
        "onderwerp": ("topic", filters.topic),
        "gemeente": ("municipality", filters.municipality),
        "taal": ("language", filters.language),
    }
    return [
        {"name": name, "text": f"help.find.{field}", "chosen": value, "options": options[name]}
        for name, (field, value) in chosen.items()
    ]


def _organisation(
    region: Pack, item: Organisation, services: tuple[Service, ...], language: str, today: date
) -> dict[str, object]:
    views = [service_view(region, service, language, today) for service in services]
    return {
        "key": item.key,
        "name": item.name,
        "role": item.role,
        "url": item.url,
        "services": views,
        "unchecked": bool(item.services) and not any(service.confirmed_on for service in item.services),
    }
