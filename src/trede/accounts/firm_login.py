"""Where a firm that logged in through a provider is handed over to the room that has its pages.

Accounts knows the protocol and nothing of firms; the room of the firms knows firms and nothing of the protocol. It
registers what to do with a firm at the door; that function logs in, refuses or asks on, and answers with a page. It
registers its session too: the way to the provider and back is remembered there, and never in a session of staff.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from trede.accounts.openid.firms import FirmClaims
from trede.accounts.openid.provider import firm_provider, metadata
from trede.accounts.openid.refused import Refused
from trede.web.access import with_session

__all__ = [
    "START",
    "Door",
    "FirmClaims",
    "Handler",
    "Session",
    "View",
    "button",
    "door",
    "logout_address",
    "register_handler",
]

Handler = Callable[[HttpRequest, FirmClaims], HttpResponse]
View = Callable[..., HttpResponseBase]
Session = Callable[[View], View]
START = "/mijn/openid/start"


@dataclass(frozen=True, slots=True)
class Door:
    """What answers when a firm comes back, and what brings `request.session` to a view."""

    handler: Handler
    session: Session


_doors: list[Door] = []


def register_handler(handler: Handler, session: Session = with_session) -> Handler:
    """Let this function answer when a firm came back from the provider. ValueError when there is one already."""
    if _doors and _doors[0].handler is not handler:
        raise ValueError("firms have one door: a second handler was registered")
    _doors[:] = [Door(handler, session)]
    return handler


def door() -> Door | None:
    """Return what takes firms in, or None when no room registered itself."""
    return _doors[0] if _doors else None


def button() -> tuple[str, str] | None:
    """Return name and path of the provider of firms, for the button on the page of login; None when there is none."""
    provider = firm_provider()
    return (provider.name, START) if provider is not None and door() is not None else None


def logout_address() -> str:
    """Return where a firm ends its session at the provider as well; empty when that offers nothing, or is down."""
    provider = firm_provider()
    try:
        return metadata(provider).logout if provider is not None else ""
    except Refused:
        return ""
