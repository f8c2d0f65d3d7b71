"""The way in: Django's handler with only what this site uses of it.

Left out are a prefix before every address (the site stands at the root of its host), another address book per request
and the signals around a request: queries are not listed, there is no cache, and the one database connection is looked
after here.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


_allowed: set[str] = set()
_MANY = 100


class Request(WSGIRequest):
    """A request that remembers which names of the host were found good: every public page asks."""

    def get_host(self) -> str:
        """Return the name and port the visitor used. Raises DisallowedHost."""
        named: str = self.META.get("HTTP_HOST", "")
        if named in _allowed:
            return named
        host = super().get_host()
        if host == named and len(_allowed) < _MANY:
            _allowed.add(named)
        return host


class Handler(WSGIHandler):
    """Answers requests. An address without parameters is looked up once."""

    _middleware_chain: Callable[[HttpRequest], HttpResponse]

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, ResolverMatch] = {}

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes] | HttpResponse:  # type: ignore[override]
        """Answer one request. A body that is not whole yet is returned as a response, which the server closes."""
        request = Request(environ)
        response = self._middleware_chain(request)
        headers = list(response.headers._store.values())  # noqa: SLF001  # items() looks each of them up again
        headers += [("Set-Cookie", cookie.output(header="")) for cookie in response.cookies.values()]
        start_response(f"{response.status_code} {response.reason_phrase}", headers)
        if response.streaming:
            return response
        request.close()
        connections[DEFAULT_DB_ALIAS].close_if_unusable_or_obsolete()
        return [response.content]

    def _get_response(self, request: HttpRequest) -> HttpResponse:
        """Call the view. Views here are no coroutines, open their own transactions and answer with what is rendered."""
        view, args, kwargs = self.resolve_request(request)
        try:
            return view(request, *args, **kwargs)  # type: ignore[no-any-return]
        except Exception as error:
            response: HttpResponse | None = self.process_exception_by_middleware(error, request)
            if response is None:
                raise
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
