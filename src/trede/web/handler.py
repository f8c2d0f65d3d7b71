"""The way in: Django's handler with only what this site uses of it.

Left out are a prefix before every address (the site stands at the root of its host), another address book per request
and what Django does at the start of a request: queries are not listed, and connections are looked after at its end.
"""

from typing import TYPE_CHECKING

from django.core.cache import close_caches
from django.core.handlers.base import reset_urlconf
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.signals import request_finished
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Handler(WSGIHandler):
    """Answers requests. An address without parameters is looked up once."""

    def __init__(self) -> None:
        super().__init__()
        request_finished.disconnect(reset_urlconf)
        request_finished.disconnect(close_caches)  # this site has none
        self._known: dict[str, ResolverMatch] = {}

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> HttpResponseBase:
        """Answer one request. The server closes what is returned, and that looks after the database connection."""
        response = self.get_response(WSGIRequest(environ))
        headers = list(response.headers._store.values())  # noqa: SLF001  # items() looks each of them up again
        headers += [("Set-Cookie", cookie.output(header="")) for cookie in response.cookies.values()]
        start_response(f"{response.status_code} {response.reason_phrase}", headers)
        return response

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        """Return the view of an address. Raises Resolver404."""
        match = self._known.get(request.path_info)
        if match is None:
            match = super().resolve_request(request)
            if "<" not in match.route:  # no more of these than there are routes
                self._known[request.path_info] = match
        request.resolver_match = match
        return match
