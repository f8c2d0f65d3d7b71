"""The scan on somebody else's site: who sent the visitor travels in the address, and known sites may use a frame.

`via` is the key of a referrer of the pack. It is counted once, with the scan; nobody is followed and no cookie is set.
In a frame only pages of the scan itself stay; every other link opens in the whole window.
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from trede.regions.registry import pack
from trede.web.middleware import content_policy

FORM = "application/x-www-form-urlencoded"
_LINK = re.compile(r'<a ([^>]*?)href="([^"]*)"')
_INSIDE = re.compile(r"(?:/en)?/(?:scan(?:/alles|/vraag/[1-9])?|uitkomst/[0-9A-Z]{8})(?:\?.*)?")
"""Addresses of pages that may stand in a frame: those whose views are `embeddable`."""


def known(via: str) -> str:
    """Return the key when the pack has this referrer, else nothing: an unknown key is simply not counted."""
    return via if via and via in pack().referrers else ""


def with_via(address: str, via: str) -> str:
    """Return the address with the key of the referrer, once; escaping is the caller's."""
    if not via or "via=" in address:
        return address
    return f"{address}{'&' if '?' in address else '?'}via={via}"


def carried(html: str, via: str) -> str:
    """Return a page of which the links within the scan carry `via` and all others leave the frame."""

    def link(found: re.Match[str]) -> str:
        before, address = found.groups()
        if address.startswith("#"):
            return found[0]
        if not _INSIDE.fullmatch(address):
            return f'<a {before}target="_top" href="{address}"'
        return f'<a {before}href="{with_via(address, via).replace(f"&via={via}", f"&amp;via={via}")}"'

    return _LINK.sub(link, html)


def embeddable(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a page of the scan pass on who sent the visitor, and stand in a frame of that site when the pack allows it.

    Visitors who come by themselves pay for one look at the address.
    """

    @wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if came_alone(request):
            return response
        via = known((request.POST if request.method == "POST" else request.GET).get("via", ""))
        return _carry(response, via) if via else response

    return enter


def came_alone(request: HttpRequest) -> bool:
    """Say whether the address, or a form as our pages send it, names no site. Nothing is taken apart for it."""
    if request.method == "POST":
        return request.content_type == FORM and b"via=" not in request.body
    return "via=" not in request.META.get("QUERY_STRING", "")


def _carry(response: HttpResponse, via: str) -> HttpResponse:
    where = response.headers.get("Location")
    if where is not None:
        if _INSIDE.fullmatch(where):
            response.headers["Location"] = with_via(where, via)
        return response
    response.content = carried(response.content.decode(), via).encode()
    origins = pack().referrers[via].origins
    if origins:
        response.headers["Content-Security-Policy"] = content_policy(" ".join(origins))
    return response
