"""The way in: Django's handler with only what this site uses of it.

Left out are a prefix before every address (the site stands at the root of its host), another address book per request
and what Django does at the start of a request: queries are not listed, and connections are looked after at its end.
"""

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from django.conf import settings
from django.core.cache import close_caches
from django.core.files.uploadedfile import UploadedFile
from django.core.handlers.base import reset_urlconf
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.signals import request_finished
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch
from django.utils.datastructures import MultiValueDict

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Request(WSGIRequest):
    """A request that reads a plain form in one go: Django's takes each value through ten calls."""

    _encoding: str | None
    _files: "MultiValueDict[str, UploadedFile[bytes]]"
    _post: QueryDict
    _read_started: bool

    def _load_post_and_files(self) -> None:
        plain = self.method == "POST" and self.content_type == "application/x-www-form-urlencoded"
        if not plain or self._read_started or self._encoding is not None:
            super()._load_post_and_files()
            return
        limit = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
        try:
            fields = parse_qs(self.body.decode(), keep_blank_values=True, max_num_fields=limit)
        except ValueError:  # too many fields, or not UTF-8: Django says what becomes of it
            super()._load_post_and_files()
            return
        self._post, self._files = QueryDict(), MultiValueDict()
        dict.update(self._post, fields)


class Handler(WSGIHandler):
    """Answers requests. An address without parameters is looked up once."""

    def __init__(self) -> None:
        super().__init__()
        request_finished.disconnect(reset_urlconf)
        request_finished.disconnect(close_caches)  # this site has none
        self._known: dict[str, ResolverMatch] = {}

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> HttpResponseBase:
        """Answer one request. The server closes what is returned, and that looks after the database connection."""
        response = self.get_response(Request(environ))
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
