"""Errors as problem details (RFC 9457), in the language of the caller."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from trede.core.errors import TredeError
from trede.web.problems import language_of, problem_of

TITLES = {
    400: ("De vraag klopt niet", "The request is not right"),
    403: ("Geen toegang", "No access"),
    404: ("Niet gevonden", "Not found"),
    405: ("Deze methode kan hier niet", "Method not allowed"),
    406: ("Dit formaat hebben we niet", "Not acceptable"),
    409: ("Dit kan nu niet", "Conflict"),
    411: ("De lengte ontbreekt", "Length required"),
    413: ("Te groot", "Too large"),
    415: ("Dit formaat lezen we niet", "Unsupported media type"),
    422: ("Dit kunnen we niet verwerken", "Unprocessable content"),
    429: ("Te veel vragen", "Too many requests"),
    500: ("Er ging iets mis bij ons", "Something went wrong here"),
    503: ("Even niet bereikbaar", "Service unavailable"),
}


def problem(
    request: HttpRequest, status: int, detail: str, *, code: str = "", errors: list[dict[str, Any]] | None = None
) -> HttpResponse:
    """Return a problem document. `detail` says what to do; `errors` names what is wrong with which field."""
    title = TITLES[status][language_of(request) == "en"]
    more = {name: value for name, value in (("code", code), ("errors", errors)) if value}
    return problem_of(request, status, title, detail, more)


def domain_problem(request: HttpRequest, error: TredeError) -> HttpResponse:
    """Return the problem of an error of the domain. What a form answers with 422 is 400 here: the input is wrong."""
    status = {422: 400}.get(error.status, error.status)
    return problem(request, status, error.in_language(language_of(request)), code=error.code)
