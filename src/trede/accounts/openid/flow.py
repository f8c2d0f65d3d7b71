"""Going to a provider and coming back: code flow with state, nonce and PKCE, kept in the session of this browser."""

import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import jwt
import requests
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponseRedirect
from django.utils import timezone
from django.utils.crypto import get_random_string
from mozilla_django_oidc.utils import add_state_and_verifier_and_nonce_to_session, generate_code_challenge

from trede.accounts.openid.client import Client
from trede.accounts.openid.provider import Provider, metadata
from trede.accounts.openid.refused import CANCELLED, EXPIRED, UNREACHABLE, UNTRUSTED, Refused
from trede.web.addresses import absolute

log = logging.getLogger("trede.accounts")

_STATES = "oidc_states"  # where mozilla-django-oidc keeps them
_SECONDS = 15 * 60
"""How long somebody may stay at the provider."""
LOGIN, CONFIRM = "login", "confirm"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the claims, why it was asked, where to go on, and when it started (seconds since 1970)."""

    claims: dict[str, Any]
    purpose: str
    after: str
    started: float


def start(
    request: HttpRequest, provider: Provider, *, after: str, purpose: str = LOGIN, extra: dict[str, str] | None = None
) -> HttpResponseRedirect:
    """Send the browser to the provider. Raises Refused(unreachable).

    A link leads here and not a form: browsers keep the answer to our forms on our own site (`form-action`).
    """
    place = metadata(provider).authorization
    state, nonce, verifier = get_random_string(32), get_random_string(32), get_random_string(64)
    parameters = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": absolute(request, provider.callback),
        "scope": provider.scopes,
        "state": state,
        "nonce": nonce,
        "code_challenge": generate_code_challenge(verifier, "S256"),
        "code_challenge_method": "S256",
        **(extra or {}),
    }
    add_state_and_verifier_and_nonce_to_session(request, state, parameters, verifier)
    request.session[_STATES][state] |= {
        "provider": provider.key,
        "purpose": purpose,
        "after": after,
        "started": timezone.now().timestamp(),
    }
    request.session.modified = True
    return HttpResponseRedirect(f"{place}{'&' if '?' in place else '?'}{urlencode(parameters)}")


def finish(request: HttpRequest, provider: Provider) -> Answer:
    """Return what the provider said about who came back. Raises Refused.

    A state works once: it is taken out before anything else happens, so a second visit with the same address gets
    nowhere.
    """
    kept = _take(request, provider)
    if request.GET.get("error"):
        raise Refused(CANCELLED)
    if not request.GET.get("code") or request.GET.get("iss", "") not in {"", metadata(provider).issuer}:
        raise Refused(UNTRUSTED)
    return Answer(_ask(request, provider, kept), kept["purpose"], kept["after"], kept["started"])


def _take(request: HttpRequest, provider: Provider) -> dict[str, Any]:
    states = request.session.get(_STATES, {})
    kept: dict[str, Any] | None = states.pop(request.GET.get("state", ""), None)
    if kept is None:
        raise Refused(EXPIRED)
    request.session.modified = True
    request.session.save()  # before the provider takes its time
    late = timezone.now().timestamp() - kept["started"] > _SECONDS
    if late or kept["provider"] != provider.key:
        raise Refused(EXPIRED)
    return kept


def _ask(request: HttpRequest, provider: Provider, kept: dict[str, Any]) -> dict[str, Any]:
    try:
        return Client(provider).claims(
            code=request.GET["code"],
            verifier=kept["code_verifier"],
            nonce=kept["nonce"],
            callback=absolute(request, provider.callback),
        )
    except (requests.ConnectionError, requests.Timeout) as error:
        raise _because(UNREACHABLE, error) from error
    except (requests.RequestException, jwt.PyJWTError, SuspiciousOperation, LookupError, ValueError) as error:
        raise _because(UNTRUSTED, error) from error


def _because(reason: str, error: Exception) -> Refused:
    log.warning("login through a provider failed: %s", type(error).__name__)  # its text may hold what people are
    return Refused(reason)


def values_of(claims: dict[str, Any], name: str) -> frozenset[str]:
    """Return the values of a claim, none, one or many. `a.b` is looked for as it stands, and then as b inside a."""
    found: Any = claims.get(name)
    if found is None and "." in name:
        found = claims
        for part in name.split("."):
            found = found.get(part) if isinstance(found, dict) else None
    if isinstance(found, list | tuple):
        return frozenset(str(value) for value in found)
    return frozenset() if found is None or isinstance(found, dict) else frozenset({str(found)})


def value_of(claims: dict[str, Any], name: str) -> str:
    """Return the one value of a claim, or nothing when there is none or more than one."""
    found = values_of(claims, name)
    return next(iter(found)).strip() if len(found) == 1 else ""
