"""Addresses in two languages: the same path, with /en in front for English."""

from django.conf import settings
from django.http import HttpRequest


def address(language: str, path: str) -> str:
    """Return the path in the language: `/scan` or `/en/scan`."""
    return f"/en{path}" if language == "en" else path


def other_language(path: str) -> tuple[str, str]:
    """Return the other language and this same place in it. Query strings stay with the caller."""
    if path == "/en" or path.startswith("/en/"):
        return "nl", path[3:] or "/"
    return "en", f"/en{path}"


def absolute(request: HttpRequest, path: str) -> str:
    """Return the whole address of a path of this site, for paper, codes to scan and mail."""
    secure = settings.HTTPS or request.is_secure()
    return f"{'https' if secure else 'http'}://{request.get_host()}{path}"


def site(path: str) -> str:
    """Return the whole address of a path where there is no request to read it from: for links in mail."""
    return f"{settings.SITE}{path}"
