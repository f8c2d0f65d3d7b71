"""How every login ends: a session with a new number, whose term begins now."""

from django.contrib.auth import BACKEND_SESSION_KEY, login
from django.http import HttpRequest

from trede.accounts.models import User
from trede.accounts.sessions import start_anew

LOCAL = "trede.accounts.backends.LocalBackend"
OPENID = "trede.accounts.backends.OpenIdBackend"


def enter(request: HttpRequest, user: User, *, backend: str) -> None:
    """Log this person in. What the browser had before stays behind: another person's session, its number, its term."""
    if request.user.is_authenticated:
        request.session.flush()
    login(request, user, backend=backend)
    start_anew(request.session, request.headers.get("User-Agent", ""))


def came_through_provider(request: HttpRequest) -> bool:
    """Say whether this session began at the OpenID provider of staff."""
    return request.session.get(BACKEND_SESSION_KEY) == OPENID
