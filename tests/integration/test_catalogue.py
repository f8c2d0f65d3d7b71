"""The catalogue follows DCAT-AP-NL 3, and leads to what can be had."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pyshacl
import pytest
from django.test import Client
from rdflib import DCAT, DCTERMS, RDF, Graph, Literal

from tests.conftest import ROOT
from trede.opendata import dcat
from trede.opendata.datasets import DATASETS, PRESENT
from trede.opendata.views import _catalogue
from trede.regions.registry import pack

SHAPES = ROOT.parent / "shared" / "data" / "standards" / "dcat-ap-nl-3.0.0"
published = pytest.mark.skipif(
    not SHAPES.is_dir(), reason="the shapes of DCAT-AP-NL 3.0 are not at hand (../shared/data/standards)"
)
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.any_database,
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated"),  # the library's own reader of JSON-LD uses it
]


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    _catalogue.cache_clear()
    yield
    _catalogue.cache_clear()


@cache
def shapes(*names: str) -> Graph:
    graph = Graph()
    for name in names:
        graph.parse(SHAPES / name)
    return graph


def graph_of(form: str) -> Graph:
    answer = Client().get(f"/open-data/catalog.{form}")
    assert answer.status_code == 200
    writer, kind = dcat.FORMS[form]
    assert answer.headers["Content-Type"] == kind
    return Graph().parse(data=answer.content, format=writer)


def complaints(graph: Graph, *names: str) -> str:
    fits, _, told = pyshacl.validate(graph, shacl_graph=shapes(*names))
    return "" if fits else str(told)


BINDING = ("dcat-ap-SHACL.ttl", "dcat-ap-nl-SHACL.ttl")


@published
@pytest.mark.parametrize("form", list(dcat.FORMS))
def test_it_passes_the_shapes_of_dcat_ap_nl(form: str) -> None:
    assert complaints(graph_of(form), *BINDING) == ""


@published
def test_it_passes_the_shapes_for_classes_too() -> None:
    names = ("dcat-ap-nl-SHACL-klassebereik.ttl", "dcat-ap-nl-SHACL-klassebereik-codelijsten.ttl")
    assert complaints(graph_of("ttl"), *names) == ""


@published
@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (DCAT.Dataset, DCTERMS.title),
        (DCAT.Dataset, DCTERMS.accessRights),
        (DCAT.Distribution, DCTERMS.license),
        (DCAT.Catalog, DCAT.contactPoint),
        (DCAT.DataService, DCAT.endpointDescription),
    ],
)
def test_the_shapes_would_notice_what_is_missing(kind: Any, field: Any) -> None:
    graph = graph_of("ttl")
    for subject in list(graph.subjects(RDF.type, kind)):
        graph.remove((subject, field, None))
    assert complaints(graph, *BINDING)


def test_both_forms_hold_the_same() -> None:
    assert set(graph_of("jsonld")) == set(graph_of("ttl"))


def test_every_dataset_that_can_be_had_is_in_it_and_no_other() -> None:
    graph = graph_of("ttl")
    titles = {
        str(title) for one in graph.subjects(RDF.type, DCAT.Dataset) for title in graph.objects(one, DCTERMS.title)
    }
    region = pack()
    assert titles == {dataset.title(region, language) for dataset in PRESENT for language in ("nl", "en")}
    assert not titles & {dataset.title(region, "nl") for dataset in DATASETS if dataset.rows is None}


def test_every_address_in_it_answers() -> None:
    graph = graph_of("ttl")
    places = {
        str(place)
        for field in (DCAT.downloadURL, DCAT.landingPage, DCTERMS.conformsTo, DCAT.endpointDescription)
        for place in graph.objects(None, field)
    }
    assert len(places) > 30
    start = str(next(iter(graph.subjects(RDF.type, DCAT.Catalog)))).removesuffix("/open-data/catalog")
    for place in places:
        assert place.startswith(start)
        assert Client().get(place.removeprefix(start)).status_code == 200, place


def test_it_is_kept_and_marked() -> None:
    first = Client().get("/open-data/catalog.ttl")
    again = Client(headers={"If-None-Match": first.headers["ETag"]}).get("/open-data/catalog.ttl")
    assert again.status_code == 304
    assert Client().get("/open-data/catalog.xml").status_code == 404
    assert any(isinstance(value, Literal) and value.language == "en" for value in graph_of("ttl").objects())
