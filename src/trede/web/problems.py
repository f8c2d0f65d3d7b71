"""Errors for programs: problem details (RFC 9457), in the language of the caller."""

import json
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse

PROBLEM = "application/problem+json"
ADDRESSES = "/api/"
"""Who asks below this address is a program: it gets a problem where others get a page."""
API = "/api/v1"
API_HEADERS = {
    "API-Version": "1.0.0",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}
"""What every answer of the API carries, also one that is given before the API is reached."""


def language_of(request: HttpRequest) -> str:
    """Return `en` when the caller prefers English over Dutch, else `nl`."""
    wanted = request.headers.get("Accept-Language", "").lower()
    dutch, english = wanted.find("nl"), wanted.find("en")
    return "en" if english >= 0 and (dutch < 0 or english < dutch) else "nl"


def in_api(path: str) -> bool:
    """Say whether an address is one of the API."""
    return path.startswith(API) and path[len(API) : len(API) + 1] in ("", "/")


def problem_of(
    request: HttpRequest, status: int, title: str, detail: str, more: Mapping[str, object] | None = None
) -> HttpResponse:
    """Return a problem document. `detail` says what to do; `more` holds members of our own, such as `code`."""
    body = {"type": "about:blank", "status": status, "title": title, "detail": detail, **(more or {})}
    answer = HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=PROBLEM)
    answer.headers["Content-Language"] = language_of(request)
    answer.headers["Cache-Control"] = "no-store"
    return answer
