"""The frame around every answer: security headers, honest failures, a log without personal data."""

import logging
import re
import traceback
from collections.abc import Callable

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import ResponseHeaders
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from trede.core.errors import TredeError
from trede.web import failures, problems

log = logging.getLogger("trede.web")


def content_policy(ancestors: str = "'none'") -> str:
    """Return what a page may load and send, and which origins may show it in a frame."""
    return (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
        f"frame-ancestors {ancestors}"
    )


HEADERS = {
    "Content-Security-Policy": content_policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # no-referrer would make browsers send Origin: null with our own forms
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Vary": "Accept-Encoding",
}
MAXIMUM_BODY = 256 * 1024
MAXIMUM_UPLOAD = 10 * 1024 * 1024 + MAXIMUM_BODY
"""A form with one file of at most 10 MB."""
UPLOADS = re.compile(r"(?:/en)?/mijn/aanvraag/[0-9]{1,12}/(?:bestanden|aanvullen)", re.ASCII)
"""Addresses of forms with a file. Larger ones are refused before they are read."""

_FIXED = ResponseHeaders(HEADERS)._store  # noqa: SLF001
"""The headers as a response keeps them, checked once. Setting them one by one costs more than finding the page."""
_FIXED_API = ResponseHeaders(HEADERS | problems.API_HEADERS)._store  # noqa: SLF001  # the same, with the version of the API


def frame(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware. A body over 256 kB is refused before it is read; who reads gzip gets the answer compressed."""
    gzip = GZipMiddleware(get_response)

    def answer(request: HttpRequest) -> HttpResponse:
        response = _unreadable(request) or get_response(request)
        if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
            gzip.process_response(request, response)
        headers, own = response.headers, response.headers._store  # noqa: SLF001
        fixed = _FIXED_API if problems.in_api(request.path_info) else _FIXED
        headers._store = fixed | own  # noqa: SLF001  # one merge, not a check per header; what a view set itself stands
        if "vary" in own:
            patch_vary_headers(response, ("Accept-Encoding",))
        if "content-security-policy" in own:  # a page that named its own frames
            del headers["X-Frame-Options"]  # it knows only all or nothing, and would overrule the policy
        if "content-length" not in own and not response.streaming:
            headers["Content-Length"] = str(len(response.content))
        if request.is_secure():
            headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        return response

    answer.process_exception = process_exception  # type: ignore[attr-defined]
    return answer


def _unreadable(request: HttpRequest) -> HttpResponse | None:
    """Refuse a body that is too large, or that comes without its length: WSGI would read that one as empty."""
    length = request.META.get("CONTENT_LENGTH")
    if length and length.isdigit() and int(length) > _most(request):
        return failures.failure(request, "too-large", 413)
    if not length and "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", ""):
        return failures.failure(request, "bad-request", 411)
    return None


def _most(request: HttpRequest) -> int:
    """Return how large a body may be: a file is only taken from who brings the cookie of a firm's session."""
    is_upload = request.method == "POST" and "mijn" in request.COOKIES
    return MAXIMUM_UPLOAD if is_upload and UPLOADS.fullmatch(request.path) else MAXIMUM_BODY


def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """Turn an exception of a view into a page. Logged by route name and kind, never by address or content."""
    if isinstance(error, TredeError):
        return failures.domain_failure(request, error)
    if isinstance(error, RequestDataTooBig):
        return failures.failure(request, "too-large", 413)
    if isinstance(error, BadRequest | SuspiciousOperation | UnreadablePostError | MultiPartParserError | UnicodeError):
        return failures.bad_request(request)
    route = request.resolver_match.view_name if request.resolver_match else "unknown"
    if isinstance(error, OperationalError):
        log.error("database not available at %s: %s", route, type(error).__name__)
        return failures.failure(request, "unavailable", 503)
    if isinstance(error, Exception) and type(error).__name__ in {"Http404", "PermissionDenied"}:
        return None
    place = "".join(traceback.format_tb(error.__traceback__))  # not the text of the error: a database quotes values
    log.error("error at %s: %s\n%s", route, type(error).__name__, place)
    return failures.server_error(request)
