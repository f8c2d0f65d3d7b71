"""Public pages of the register of algorithms."""

import json

from django.http import Http404, HttpRequest, HttpResponse

from trede.core.integrity_words import register_entry
from trede.core.pack import Pack
from trede.opendata import files
from trede.opendata.algorithms.entries import ALGORITHMS, BY_KEY, SUBSIDY, Algorithm
from trede.opendata.algorithms.standard import FIELDS, STANDARD, document, text_of
from trede.opendata.views import served
from trede.regions.registry import pack
from trede.web.access import public
from trede.web.methods import only
from trede.web.pages import in_words, once


@public
@only("GET")
def overview(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """Every entry in short."""
    return once("opendata/algorithms.html", language, _overview)


@public
@only("GET")
def entry(request: HttpRequest, key: str, language: str = "nl") -> HttpResponse:
    """One entry as a whole. Http404 for an unknown key."""
    algorithm = BY_KEY.get(key)
    if algorithm is None:
        raise Http404
    return once("opendata/algorithm.html", language, lambda region, tongue: _entry(region, algorithm, tongue), key)


@public
@only("GET")
def register(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """All entries in the publication standard, for the national register."""
    content = json.dumps(document(pack(), ALGORITHMS, language), ensure_ascii=False, indent=1).encode()
    return served(request, content, "application/json", files.mark_of(content))


def _overview(region: Pack, language: str) -> dict[str, object]:
    cards = [
        {
            "key": algorithm.key,
            "name": text_of(region, algorithm, "name", language),
            "short": text_of(region, algorithm, "description_short", language),
            "reviewed": in_words(algorithm.reviewed, language),
        }
        for algorithm in ALGORITHMS
    ]
    return {"place": "/algoritmes", "algorithms": cards, "standard": STANDARD}


def _entry(region: Pack, algorithm: Algorithm, language: str) -> dict[str, object]:
    return {
        "place": f"/algoritmes/{algorithm.key}",
        "name": text_of(region, algorithm, "name", language),
        "short": text_of(region, algorithm, "description_short", language),
        "fields": [
            (
                region.text(f"algorithm.field.{field}", language),
                text_of(region, algorithm, field, language),
                algorithm.laws if field == "lawful_basis" else (),
            )
            for field in FIELDS
        ],
        "organization": f"Provincie {region.info.province}",
        "status": region.text(
            "algorithm.status.used" if algorithm.in_use(region) else "algorithm.status.built", language
        ),
        "reference": region.reference,
        "rules": [
            (rule.key, region.text(rule.text, language), in_words(rule.reviewed, language)) for rule in algorithm.rules
        ],
        "signals": register_entry(language) if algorithm is SUBSIDY else [],
        "datasets": [(key, region.text(f"opendata.set.{key}.title", language)) for key in algorithm.datasets],
    }
