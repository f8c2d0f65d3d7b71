"""Answers with a fingerprint, and lists in pages."""

import json
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

from django.http import HttpRequest, HttpResponse

from trede.core import hsds

PAGE_SIZE, LARGEST_PAGE = 50, 200
PUBLIC = "public, max-age=60"
PRIVATE = "private, no-store"


def document(request: HttpRequest, body: object, *, cache: str = PUBLIC, language: str = "") -> HttpResponse:
    """Return a JSON document with an ETag, or 304 when the caller has this one already."""
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=str).encode()
    tag = f'"{blake2b(content, digest_size=12).hexdigest()}"'
    known = {part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")}
    same = cache != PRIVATE and (tag in known or "*" in known)
    answer = HttpResponse(b"" if same else content, status=304 if same else 200, content_type="application/json")
    if cache != PRIVATE:
        answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = cache
    answer.headers["Vary"] = "Accept-Language"
    if language:
        answer.headers["Content-Language"] = language
    return answer


def links(request: HttpRequest, page: Mapping[str, object], answer: HttpResponse) -> HttpResponse:
    """Add the addresses of the pages before and after to an answer (RFC 8288)."""
    number, last = int(str(page["page_number"])), int(str(page["total_pages"]))
    found = []
    for relation, other in (("first", 1), ("prev", number - 1), ("next", number + 1), ("last", last)):
        if 1 <= other <= last:
            query = request.GET.copy()
            query["page"] = str(other)
            found.append(f'<{request.path}?{query.urlencode()}>; rel="{relation}"')
    answer.headers["Link"] = ", ".join(found)
    return answer


def paged(request: HttpRequest, items: Sequence[Any], page: int, size: int, language: str = "") -> HttpResponse:
    """Return one page of a list as a document with links, in the shape HSDS 3.0 gives a page."""
    shown = hsds.page(items, page, size)
    return links(request, shown, document(request, shown, language=language))
