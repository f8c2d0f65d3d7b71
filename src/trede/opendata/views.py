"""Public pages and files of open data."""

import json
from collections.abc import Sequence
from functools import lru_cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from trede.core.pack import Pack
from trede.opendata import dcat, files
from trede.opendata.datasets import BY_KEY, DATASETS
from trede.opendata.fields import FORMATS, LICENCES, Dataset, Row, table_schema
from trede.opendata.sets import records
from trede.regions.registry import pack
from trede.web.access import public
from trede.web.methods import only
from trede.web.pages import in_words

CACHE = "public, max-age=300"
PAGE_CACHE = "public, max-age=60"


def served(request: HttpRequest, content: bytes, kind: str, mark: str, name: str = "") -> HttpResponse:
    """Return a file that other sites may read, or 304 for who has this one already. `name`: save it under this."""
    known = {part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")}
    same = mark in known or "*" in known
    answer = HttpResponse(b"" if same else content, status=304 if same else 200, content_type=kind)
    answer.headers["ETag"] = mark
    answer.headers["Cache-Control"] = CACHE
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if name:
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@public
@only("GET")
def overview(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """Every dataset with what it is and how to get it."""
    region = pack()
    context = {
        "language": language,
        "place": "/open-data",
        "title": region.text("opendata.title", language),
        "sets": [_card(region, dataset, language) for dataset in DATASETS],
    }
    return _page(render(request, "opendata/overview.html", context))


@public
@only("GET")
def dataset_page(request: HttpRequest, key: str, language: str = "nl") -> HttpResponse:
    """One dataset: columns, licence, version, what changed. Http404 for an unknown key."""
    region, dataset = pack(), _dataset_or_404(key)
    context = {
        **_card(region, dataset, language),
        "language": language,
        "place": f"/open-data/{key}",
        "origin": dataset.origin(region, language),
        "rows": None if dataset.rows is None else len(dataset.rows(region)),
        "fields": [
            (field.name, _kind(region, field.type, language), region.text(field.text, language))
            for field in dataset.fields
        ],
        "changes": [
            (in_words(day, language), version, region.text(f"opendata.change.{word}", language))
            for day, version, word in dataset.changes
        ],
        "frequency": region.text(f"opendata.frequency.{dataset.frequency}", language),
        "is_pack": key == records.PACK_SET,
    }
    return _page(render(request, "opendata/dataset.html", context))


@public
@only("GET")
def dataset_file(request: HttpRequest, key: str, form: str, language: str = "nl") -> HttpResponse:
    """The rows as a file. Http404 for an unknown dataset or form, and for a dataset that is not there yet."""
    region, dataset = pack(), _dataset_or_404(key)
    if form not in FORMATS or dataset.rows is None:
        raise Http404
    rows = dataset.rows(region)
    name = f"{region.info.key}-{key}.{form}"
    mark = files.mark(dataset, form, rows, f"{region.reference} {language}" if form == "json" else "")
    return served(request, _content(region, dataset, form, rows, language), FORMATS[form], mark, name)


def _content(region: Pack, dataset: Dataset, form: str, rows: Sequence[Row], language: str) -> bytes:
    if form == "csv":
        return files.csv_bytes(dataset, rows)
    if form == "json":
        return files.json_bytes(region, dataset, rows, language)
    return files.parquet_bytes(dataset, rows)


@public
@only("GET")
def schema(request: HttpRequest, key: str, language: str = "nl") -> HttpResponse:
    """The columns of a dataset as a Table Schema. Http404 for an unknown key."""
    content = json.dumps(table_schema(pack(), _dataset_or_404(key), language), ensure_ascii=False, indent=1).encode()
    return served(request, content, "application/json", files.mark_of(content))


@public
@only("GET")
def pack_file(request: HttpRequest, name: str, language: str = "nl") -> HttpResponse:
    """One file of the region pack as JSON. Http404 for a name that is no file of it."""
    content = records.pack_file(pack(), name)
    if content is None:
        raise Http404
    return served(request, content, "application/json", files.mark_of(content))


@public
@only("GET")
def pack_zip(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """The whole region pack."""
    region = pack()
    content = records.pack_zip(region)
    return served(request, content, "application/zip", files.mark_of(content), f"{region.info.key}.zip")


@public
@only("GET")
def catalog(request: HttpRequest, form: str, language: str = "nl") -> HttpResponse:
    """The catalogue as DCAT-AP-NL 3. Http404 for a form that we do not write."""
    if form not in dcat.FORMS:
        raise Http404
    content = _catalogue(pack().reference, settings.SITE, form)
    return served(request, content, dcat.FORMS[form][1], files.mark_of(content))


@lru_cache(maxsize=8)
def _catalogue(_reference: str, _site: str, form: str) -> bytes:
    """Return the catalogue, which changes only with the pack and the address of the site."""
    return dcat.catalogue(pack(), form)


def _dataset_or_404(key: str) -> Dataset:
    found = BY_KEY.get(key)
    if found is None:
        raise Http404
    return found


def _card(region: Pack, dataset: Dataset, language: str) -> dict[str, object]:
    return {
        "key": dataset.key,
        "title": dataset.title(region, language),
        "about": dataset.about(region, language),
        "present": dataset.rows is not None,
        "licence": dataset.licence,
        "licence_url": LICENCES[dataset.licence],
        "version": dataset.version,
        "formats": tuple(FORMATS),
    }


def _kind(region: Pack, name: str, language: str) -> str:
    return region.text(f"opendata.type.{name}", language)


def _page(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = PAGE_CACHE
    return response
