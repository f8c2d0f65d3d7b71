"""What every template may use."""

from django.http import HttpRequest

from trede.regions.registry import pack
from trede.web.failures import language_of


def region(request: HttpRequest) -> dict[str, object]:
    """Return the pack and the language of the page."""
    return {"region": pack(), "language": language_of(request)}
