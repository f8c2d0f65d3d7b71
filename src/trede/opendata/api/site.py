"""The API itself: its description follows the Dutch API Design Rules, its errors are problem details."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from trede.core.errors import TredeError
from trede.opendata.api.allowance import may_read, may_write
from trede.opendata.api.choices import name_choices
from trede.opendata.api.problems import TITLES, domain_problem, problem
from trede.opendata.api.shapes import Problem
from trede.regions.registry import pack
from trede.web.access import Access, declare
from trede.web.addresses import site
from trede.web.problems import API_HEADERS, PROBLEM, language_of

VERSION = API_HEADERS["API-Version"]
BASE = "/api/v1"
RETRY_SECONDS = 30
_MISSING = ("Dit adres kennen we niet.", "We do not know this address.")
_LIMIT = ("Je vraagt te vaak. Wacht een halve minuut.", "You ask too often. Wait half a minute.")
_METHOD = ("Deze methode kan hier niet. Kijk in openapi.json.", "This method is not possible here. See openapi.json.")
_READ = ("Je bericht is geen JSON dat we kunnen lezen.", "Your message is not JSON we can read.")
_FIELDS = ("Kijk bij errors welke velden niet kloppen.", "See errors for the fields that are not right.")
_BROKEN = ("Er ging iets mis bij ons. Probeer het later.", "Something went wrong here. Try again later.")


class Api(NinjaAPI):
    """Describes itself as the Dutch API Design Rules ask."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the OpenAPI document: server with the version, contact, and a problem for every error."""
        document: Any = super().get_openapi_schema(path_prefix=path_prefix or "", path_params=path_params)
        document["servers"] = [{"url": f"{settings.SITE}{BASE}"}]
        document["info"]["contact"] = {
            "name": pack().info.name.in_language("nl"),
            "email": "open-data@example.org" if not settings.DEFAULT_FROM_EMAIL else _address(),
            "url": site("/open-data"),
        }
        for item in document["paths"].values():
            for method, operation in item.items():
                _describe(operation, writes=method == "post")
        document["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        name_choices(document)
        return document  # type: ignore[no-any-return]


def _address() -> str:
    from email.utils import parseaddr

    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _describe(operation: dict[str, Any], *, writes: bool) -> None:
    """Give every answer its version header, and every operation the problems it may answer with."""
    description = {"$ref": "#/components/schemas/Problem"}
    for status in (400, 404, 409, 411, 413, 429, 503) if writes else (400, 404, 429, 503):
        operation["responses"][status] = {
            "description": TITLES[status][1],
            "content": {PROBLEM: {"schema": description}},
        }
    for answer in operation["responses"].values():
        answer.setdefault("headers", {})["API-Version"] = {
            "description": "Version of the API",
            "schema": {"type": "string", "example": VERSION},
        }


api = Api(
    title="Trede",
    version=VERSION,
    description="The ladder, scans, services and figures of the region. No key is needed. Dutch API Design Rules.",
    urls_namespace="api",
    openapi_url="/openapi.json",
    docs_url=None,
)


@api.exception_handler(TredeError)
def _domain(request: HttpRequest, error: Exception) -> HttpResponse:
    if not isinstance(error, TredeError):
        raise error
    return domain_problem(request, error)


@api.exception_handler(ValidationError)
def _validation(request: HttpRequest, error: Exception) -> HttpResponse:
    """Name each field that is wrong, never the value that was sent: it may be personal."""
    found = error.errors if isinstance(error, ValidationError) else []
    errors = [
        {
            "in": str(item["loc"][0]),
            "location": ".".join(str(part) for part in item["loc"][2 if item["loc"][0] == "body" else 1 :]) or "-",
            "code": str(item["type"]),
            "detail": str(item["msg"]),
        }
        for item in found
    ]
    return problem(request, 400, _say(request, _FIELDS), code="not-valid", errors=errors)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, _error: Exception) -> HttpResponse:
    """What the framework refuses: a body that is no JSON."""
    return problem(request, 400, _say(request, _READ), code="unreadable")


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, _error: Exception) -> HttpResponse:
    return problem(request, 404, _say(request, _MISSING), code="not-found")


def _say(request: HttpRequest, texts: tuple[str, str]) -> str:
    return texts[1] if language_of(request) == "en" else texts[0]


def guarded(view: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a view of the API: allowance, no session, every failure a problem. The frame adds the version."""

    @wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reads = request.method in {"GET", "HEAD", "OPTIONS"}
        if not (may_read(request) if reads else may_write(request)):
            answer = problem(request, 429, _say(request, _LIMIT), code="too-many")
            answer.headers["Retry-After"] = str(RETRY_SECONDS)
        else:
            answer = _answer(request, view, args, kwargs)
        return answer

    return declare(enter, Access("api"))  # type: ignore[no-any-return]


def _answer(request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse:
    """Return what an operation answers. HEAD goes with GET: the server leaves the content out."""
    asked = request.method
    if asked == "HEAD":
        request.method = "GET"
    answer: HttpResponse = view(request, *args, **kwargs)
    request.method = asked
    if answer.status_code == 405:  # noqa: PLR2004  # the framework's own page for a wrong method
        allowed = answer.headers.get("Allow", "")
        if "GET" in allowed:
            allowed += ", HEAD"
        answer = problem(request, 405, _say(request, _METHOD), code="method")
        answer.headers["Allow"] = allowed
    return answer


@guarded
def no_such_address(request: HttpRequest, rest: str) -> HttpResponse:  # noqa: ARG001  # the address book gives it
    """Everything under /api/v1 that is no operation."""
    return problem(request, 404, _say(request, _MISSING), code="not-found")


@guarded
def description(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    if request.method not in {"GET", "HEAD"}:
        answer = problem(request, 405, _say(request, _METHOD), code="method")
        answer.headers["Allow"] = "GET, HEAD"
        return answer
    found = JsonResponse(api.get_openapi_schema(), json_dumps_params={"ensure_ascii": False})
    found.headers["Cache-Control"] = "public, max-age=300"
    return found


def patterns() -> list[URLPattern]:
    """Return the routes of all operations, each wrapped."""
    found = []
    for entry in api.urls[0]:
        if isinstance(entry, URLPattern) and entry.name not in {"openapi-json", "openapi-view", "api-root"}:
            entry.callback = guarded(entry.callback)
            found.append(entry)
    return found
