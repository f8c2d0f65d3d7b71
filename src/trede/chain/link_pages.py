"""The frame of pages behind a mailed link: kept by nobody, found by no search engine, and silent about its address."""

from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string

from trede.regions.registry import pack
from trede.web.addresses import address
from trede.web.components import PRIVATE


def link_page(
    template: str, path: str, language: str, context: dict[str, Any], *, title: str, status: int = 200
) -> HttpResponse:
    """Return the page at `path`, or one that no longer belongs to a link when that is empty."""
    shared = {
        "region": pack(),
        "language": language,
        "title": title,
        "base": address(language, path) if path else "",
        "place": path or "/",
        "noindex": True,
    }
    html = render_to_string(template, {**shared, **context})
    return HttpResponse(html, status=status, headers={"Cache-Control": PRIVATE, "Referrer-Policy": "same-origin"})
