"""Every route says who may enter. What a route needs of sessions, login and form tokens comes with that word.

Public routes run no session, no cookie and no login code at all; desks run what they need, in Django's own middleware
wrapped around the view. One test walks the URL map and fails on a route without a declaration.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import DisallowedHost
from django.http import Http404, HttpRequest, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import translation
from django.utils.decorators import decorator_from_middleware
from django_otp.middleware import OTPMiddleware

from trede.core.errors import NotPermitted
from trede.core.permissions import Permission
from trede.journal import clock
from trede.web.failures import LANGUAGE_COOKIE, cross_site, no_access, redirect_to, unknown_host

SUDO_SECONDS = 15 * 60


class View(Protocol):
    """A view function."""

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer a request."""


@dataclass(frozen=True, slots=True)
class Access:
    """What a route declared. `permission` only for staff; `sudo` asks the second factor again."""

    kind: Literal["public", "staff", "account", "operator", "firm", "firm-entrance", "api"]
    permission: Permission | None = None
    sudo: bool = False


def declare(view: Any, access: Access) -> Any:
    """Write on a view who may enter. Only what runs without a session needs no form token."""
    view.access = access
    view.csrf_exempt = access.kind in {"public", "operator", "api"}
    return view


def public(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Anyone. No session and no cookie, so a forged form has nothing to abuse; POSTs from other sites are refused."""

    @wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and _comes_from_elsewhere(request):
            return cross_site(request)
        return view(request, *args, **kwargs)

    return declare(_at_home(enter), Access("public"))  # type: ignore[no-any-return]


def operator(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Operators' probes: no data, no session, nothing that a visitor could learn from."""
    return declare(view, Access("operator"))  # type: ignore[no-any-return]


def apart(
    view: Callable[..., HttpResponseBase],
    kind: Literal["firm", "firm-entrance"],
    session: Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]],
) -> Callable[..., HttpResponseBase]:
    """Declare a page that brings its own session, apart from that of staff, and asks a form token."""
    return declare(_at_home(session(decorator_from_middleware(CsrfViewMiddleware)(view))), Access(kind))  # type: ignore[no-any-return]


def _at_home(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer only under the names of TREDE_HOSTS, from the first page on: half a visit would lose what is typed."""

    @wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost:
            return unknown_host(request)
        return view(request, *args, **kwargs)

    return enter


def _comes_from_elsewhere(request: HttpRequest) -> bool:
    site = request.META.get("HTTP_SEC_FETCH_SITE")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.META.get("HTTP_ORIGIN")
    return origin is not None and origin not in {"null", f"{request.scheme}://{request.get_host()}"}


def _second_factor(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Wrap a view in django-otp's middleware, which lacks the hooks that `decorator_from_middleware` calls."""

    @wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer: HttpResponseBase = OTPMiddleware(lambda known: view(known, *args, **kwargs))(request)
        return answer

    return enter


_WRAPPINGS = (
    decorator_from_middleware(SessionMiddleware),
    decorator_from_middleware(CsrfViewMiddleware),
    decorator_from_middleware(AuthenticationMiddleware),
    _second_factor,
    decorator_from_middleware(MessageMiddleware),
)


def with_session(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Wrap a view in session, form token, login, second factor and messages, the first of them outermost."""
    for wrap in reversed(_WRAPPINGS):
        view = wrap(view)
    return _at_home(view)


def account(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Pages around login: a session and form token, but nobody needs to be logged in yet."""
    return declare(with_session(_in_language(view)), Access("account"))  # type: ignore[no-any-return]


def staff(
    permission: Permission | None = None, *, sudo: bool = False
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Staff with this permission, logged in with a second factor; None: any member of staff.

    `sudo` asks the second factor again when the last time is longer than 15 minutes ago (exports, accounts, money).
    """

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refusal = _refuse(request, permission, sudo=sudo)
            if refusal is not None:
                return refusal
            try:
                response = view(request, *args, **kwargs)
            except NotPermitted as error:
                return no_access(request, error)
            response.headers.setdefault("Cache-Control", "private, no-store")
            return response

        return declare(with_session(_in_language(enter)), Access("staff", permission, sudo))  # type: ignore[no-any-return]

    return decorate


def _refuse(request: HttpRequest, permission: Permission | None, *, sudo: bool) -> HttpResponseBase | None:
    """Return the page to answer with instead, or None when this person may go on."""
    user: Any = request.user
    if not user.is_authenticated or not user.is_active:
        return redirect_to(settings.LOGIN_URL, after=_way_back(request))
    if not user.is_verified():
        return redirect_to("/balie/tweede-stap", after=_way_back(request))
    if permission is not None and not user.has_permission(permission):
        return no_access(request, None)
    if sudo and clock.now().timestamp() - request.session.get("sudo_at", 0) > SUDO_SECONDS:
        return redirect_to("/balie/bevestigen", after=_way_back(request))
    return None


def _way_back(request: HttpRequest) -> str:
    """Return where to go on after logging in: this page, or the page of the form that was sent too late."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    form = urlsplit(request.headers.get("Referer", ""))
    return form.path if form.path and form.netloc == request.get_host() else settings.LOGIN_REDIRECT_URL


def _in_language(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Serve a desk in the language that this member of staff chose (a cookie), else in Dutch."""

    @wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        language = "en" if request.COOKIES.get(LANGUAGE_COOKIE) == "en" else "nl"
        with translation.override(language):
            request.LANGUAGE_CODE = language
            return view(request, *args, **kwargs)

    return enter


def own_or_404(thing: object | None, *, allowed: bool) -> None:
    """Raise Http404 when the thing is not there or not this person's: someone else's thing does not exist."""
    if thing is None or not allowed:
        raise Http404
