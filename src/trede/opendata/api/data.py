"""Open data through the API: which datasets there are, and the agenda."""

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router

from trede.core import hsds
from trede.core.pack import Pack
from trede.opendata.api.answers import PAGE_SIZE, document, links, paged
from trede.opendata.api.policy import Page, Size
from trede.opendata.api.shapes import AgendaPage, DatasetOut, DatasetPage
from trede.opendata.datasets import AGENDA, BY_KEY, DATASETS
from trede.opendata.fields import FORMATS, LICENCES, Dataset
from trede.regions.registry import pack
from trede.web.addresses import site

router = Router(tags=["data"])


@router.get("/datasets", response=DatasetPage, operation_id="listDatasets", summary="Open data and its files")
def list_datasets(request: HttpRequest, page: Page = 1, size: Size = PAGE_SIZE) -> HttpResponse:
    """Return every dataset; one that is not there yet has no files and says why in `origin`."""
    region = pack()
    return paged(request, [_described(region, dataset) for dataset in DATASETS], page, size)


@router.get("/datasets/{key}", response=DatasetOut, operation_id="readDataset", summary="One dataset")
def read_dataset(request: HttpRequest, key: str) -> HttpResponse:
    """Return what one dataset holds and where its files stand."""
    dataset = BY_KEY.get(key)
    if dataset is None:
        raise Http404
    return document(request, _described(pack(), dataset))


@router.get("/agenda", response=AgendaPage, operation_id="listEvents", summary="What is on")
def list_events(request: HttpRequest, page: Page = 1, size: Size = PAGE_SIZE) -> HttpResponse:
    """Return what is on. The region keeps no agenda yet: the list is empty and `note` says so."""
    found = {**hsds.page([], page, size), "note": _both(pack(), f"opendata.set.{AGENDA.key}.origin")}
    return links(request, found, document(request, found))


def _both(region: Pack, key: str) -> dict[str, str]:
    return {language: region.text(key, language) for language in ("nl", "en")}


def _described(region: Pack, dataset: Dataset) -> dict[str, object]:
    about = f"opendata.set.{dataset.key}"
    place = site(f"/open-data/{dataset.key}")
    return {
        "key": dataset.key,
        "title": _both(region, f"{about}.title"),
        "description": _both(region, f"{about}.about"),
        "origin": _both(region, f"{about}.origin"),
        "licence": {"name": dataset.licence, "url": LICENCES[dataset.licence]},
        "version": dataset.version,
        "frequency": dataset.frequency,
        "present": dataset.rows is not None,
        "page": place,
        "table_schema": f"{place}/schema.json",
        "files": [
            {"form": form, "media_type": kind.partition(";")[0], "url": f"{place}.{form}"}
            for form, kind in FORMATS.items()
            if dataset.rows is not None
        ],
        "changes": [
            {"day": day.isoformat(), "version": version, "text": _both(region, f"opendata.change.{word}")}
            for day, version, word in dataset.changes
        ],
    }
