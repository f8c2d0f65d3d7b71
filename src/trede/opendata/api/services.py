"""Organisations and services as Open Referral HSDS 3.0: what partners offer today, not what the pack said once."""

from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router

from trede.core import hsds
from trede.core.pack import Pack
from trede.opendata.api.answers import PAGE_SIZE, document, paged
from trede.opendata.api.policy import Page, Size
from trede.opendata.api.shapes import OpenPage, OpenRecord
from trede.partners.queries import public_pack
from trede.web.addresses import site
from trede.web.problems import language_of

router = Router(tags=["services"])
PROFILE = "/over-de-scan"


@router.get("/services", response=OpenPage, operation_id="listServices", summary="Services of partners (HSDS 3.0)")
def list_services(
    request: HttpRequest,
    rung: Annotated[str | None, Query(description="Key of a rung: only services for it")] = None,
    topic: Annotated[str | None, Query(description="Key of a topic or pillar: only services that help with it")] = None,
    page: Page = 1,
    size: Size = PAGE_SIZE,
) -> HttpResponse:
    """Return services in short, in the order of the region. The whole record stands under its own number."""
    region, language = public_pack(), language_of(request)
    wanted = _wanted(region, rung, topic)
    found = [hsds.in_list(item) for item in hsds.service_documents(region, language) if item["id"] in wanted]
    return paged(request, found, page, size, language)


@router.get("/services/{number}", response=OpenRecord, operation_id="readService", summary="One service (HSDS 3.0)")
def read_service(request: HttpRequest, number: str) -> HttpResponse:
    """Return one service with everything that belongs to it."""
    language = language_of(request)
    found = hsds.find(hsds.service_documents(public_pack(), language), number)
    if found is None:
        raise Http404
    return document(request, found, language=language)


@router.get("/organizations", response=OpenPage, operation_id="listOrganizations", summary="Partners (HSDS 3.0)")
def list_organizations(request: HttpRequest, page: Page = 1, size: Size = PAGE_SIZE) -> HttpResponse:
    """Return the organisations of the chain."""
    language = language_of(request)
    found = [hsds.in_list(item) for item in hsds.organization_documents(public_pack(), language)]
    return paged(request, found, page, size, language)


@router.get(
    "/organizations/{number}", response=OpenRecord, operation_id="readOrganization", summary="One partner (HSDS 3.0)"
)
def read_organization(request: HttpRequest, number: str) -> HttpResponse:
    """Return one organisation with its services."""
    language = language_of(request)
    found = hsds.find(hsds.organization_documents(public_pack(), language), number)
    if found is None:
        raise Http404
    return document(request, found, language=language)


@router.get("/taxonomies", response=OpenPage, operation_id="listTaxonomies", summary="Rungs, topics and kinds of help")
def list_taxonomies(request: HttpRequest, page: Page = 1, size: Size = PAGE_SIZE) -> HttpResponse:
    """Return the three taxonomies that services are described with."""
    language = language_of(request)
    return paged(request, hsds.taxonomy_documents(public_pack(), language), page, size, language)


@router.get("/taxonomy-terms", response=OpenPage, operation_id="listTaxonomyTerms", summary="Terms of the taxonomies")
def list_taxonomy_terms(request: HttpRequest, page: Page = 1, size: Size = PAGE_SIZE) -> HttpResponse:
    """Return every term; its code is the key that scans and services use."""
    language = language_of(request)
    return paged(request, hsds.taxonomy_term_documents(public_pack(), language), page, size, language)


@router.get("/", response=OpenRecord, operation_id="readAbout", summary="What this API is")
def read_about(request: HttpRequest) -> HttpResponse:
    """Return the version and profile of HSDS and where the description stands."""
    return document(request, hsds.about(site(PROFILE), site("/api/v1/openapi.json")))


def _wanted(region: Pack, rung: str | None, topic: str | None) -> set[str]:
    return {
        hsds.identifier(region, "service", service.key)
        for organisation in region.organisations
        for service in organisation.services
        if (rung is None or rung in service.rungs) and (topic is None or topic in service.topics)
    }
