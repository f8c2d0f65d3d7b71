"""Pages for what went wrong: each says in plain words what happened and offers a way on."""

import logging
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import is_valid_path

from trede.core.errors import TredeError, Unavailable
from trede.regions.registry import pack
from trede.web import problems

log = logging.getLogger("trede.web")

_LONGEST_NAME, _NAMES_LOGGED = 100, 20
_refused_names: set[str] = set()
"""Names in the log already: whoever tries thousands does not fill a disk."""

DESKS = ("/balie", "/beheer")
LANGUAGE_COOKIE = "taal"
"""The language that somebody chose for the desks; public pages have theirs in the address."""


def language_of(request: HttpRequest) -> str:
    """Return `en` for addresses under /en/ and for staff who chose English, else `nl`."""
    chosen = getattr(request, "LANGUAGE_CODE", None)
    if chosen in {"nl", "en"}:
        return str(chosen)
    if request.path_info.startswith(DESKS):  # refused before the desk itself was reached
        return "en" if request.COOKIES.get(LANGUAGE_COOKIE) == "en" else "nl"
    return "en" if request.path_info.startswith("/en/") or request.path_info == "/en" else "nl"


def failure(request: HttpRequest, key: str, status: int, **values: object) -> HttpResponse:
    """Return the page with texts `failure.<key>.title` and `.text` of the pack; a program gets a problem."""
    region = pack()
    if request.path_info.startswith(problems.ADDRESSES):
        language = problems.language_of(request)
        title, text = (region.text(f"failure.{key}.{part}", language, **values) for part in ("title", "text"))
        return problems.problem_of(request, status, title, text, {"code": key})
    language = language_of(request)
    context = {
        "language": language,
        "region": region,
        "title": region.text(f"failure.{key}.title", language, **values),
        "text": region.text(f"failure.{key}.text", language, **values),
        "home": "/en/" if language == "en" else "/",
        "desk": request.path_info.startswith(DESKS),
    }
    return HttpResponse(render_to_string("web/failure.html", context), status=status)


def domain_failure(request: HttpRequest, error: TredeError) -> HttpResponse:
    """Return a page with the sentence of a domain error; that storing failed has a page of its own."""
    if isinstance(error, Unavailable):
        return failure(request, "unavailable", error.status)
    return failure(request, "domain", error.status, message=error.in_language(language_of(request)))


def cross_site(request: HttpRequest) -> HttpResponse:
    """A form was sent from another website."""
    return failure(request, "cross-site", 403)


def unknown_host(request: HttpRequest) -> HttpResponse:
    """The site was asked under a name that is not its own. The log tells the operator, once per name."""
    name = request.META.get("HTTP_HOST", "")[:_LONGEST_NAME]
    if name not in _refused_names and len(_refused_names) < _NAMES_LOGGED:
        _refused_names.add(name)
        log.warning("refused a visitor of %r: TREDE_HOSTS does not name it", name)
    return failure(request, "unknown-host", 400)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form token is missing or too old (Django's CSRF failure view)."""
    log.info("form token refused: %s", reason)
    return failure(request, "form-expired", 403)


def no_access(request: HttpRequest, error: TredeError | None) -> HttpResponse:
    """The person is known but may not do this."""
    if error is not None:
        return domain_failure(request, error)
    return failure(request, "no-access", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing stands at this address, or it is somebody else's. A slash too many or too few is forgiven."""
    typed = request.path_info
    meant = "/en/" if typed == "/en" else typed.rstrip("/")
    if request.method in {"GET", "HEAD"} and meant != typed and not typed.startswith("//") and is_valid_path(meant):
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{meant}?{query}" if query else meant)
    return failure(request, "not-found", 404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request cannot be read."""
    return failure(request, "bad-request", 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """We made a mistake; the log says which, without personal data."""
    return failure(request, "server-error", 500)


def redirect_to(path: str, *, after: str) -> HttpResponseRedirect:
    """Return a redirect to a login step that comes back to `after`."""
    return HttpResponseRedirect(f"{path}?verder={quote(after, safe='/')}")
