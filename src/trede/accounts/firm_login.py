"""Where a firm that logged in through a provider is handed over to the room that has its pages.

Accounts knows the protocol and nothing of firms; the room of the firms knows firms and nothing of the protocol. It
registers what to do with a firm at the door; that function logs in, refuses or asks on, and answers with a page.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from trede.accounts.openid.firms import FirmClaims
from trede.accounts.openid.provider import firm_provider, metadata
from trede.accounts.openid.refused import Refused

__all__ = ["START", "FirmClaims", "Handler", "button", "handler", "logout_address", "register_handler"]

Handler = Callable[[HttpRequest, FirmClaims], HttpResponse]
START = "/mijn/openid/start"

_handlers: list[Handler] = []


def register_handler(handler: Handler) -> Handler:
    """Let this function answer when a firm came back from the provider. ValueError when there is one already."""
    if _handlers and _handlers[0] is not handler:
        raise ValueError("firms have one door: a second handler was registered")
    _handlers[:] = [handler]
    return handler


def handler() -> Handler | None:
    """Return the function that takes firms in, or None when no room registered one."""
    return _handlers[0] if _handlers else None


def button() -> tuple[str, str] | None:
    """Return name and path of the provider of firms, for the button on the page of login; None when there is none."""
    provider = firm_provider()
    return (provider.name, START) if provider is not None and handler() is not None else None


def logout_address() -> str:
    """Return where a firm ends its session at the provider as well; empty when that offers nothing, or is down."""
    provider = firm_provider()
    try:
        return metadata(provider).logout if provider is not None else ""
    except Refused:
        return ""
