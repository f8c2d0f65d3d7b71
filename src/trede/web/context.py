"""What every template may use."""

from django.http import HttpRequest

from trede.regions.registry import pack
from trede.web.failures import language_of


def region(request: HttpRequest) -> dict[str, object]:
    """Return the pack, the language of the page, and the request, by which a menu knows where it is."""
    return {"region": pack(), "language": language_of(request), "request": request}
