"""The two providers that an operator may set, and what they say about themselves.

A provider publishes its addresses below its own (discovery), or the operator gives them as JSON. They are fetched
with a time limit and kept for an hour in this process; a provider that is down is asked again after fifteen seconds.
"""

import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2
from django.conf import settings

from trede.accounts.openid.refused import UNREACHABLE, Refused

SECONDS = 5
"""How long a provider may take for one answer: a visitor is waiting."""
_KEPT, _LEFT_ALONE = 3600, 15
_ALGORITHMS = ("RS256", "ES256", "RS384", "ES384", "RS512", "ES512")
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
STAFF, FIRM = "staff", "firm"


@dataclass(frozen=True, slots=True)
class Metadata:
    """Addresses of a provider. `userinfo` and `logout` are empty when it has none."""

    issuer: str
    authorization: str
    token: str
    keys: str
    userinfo: str = ""
    logout: str = ""
    algorithm: str = "RS256"
    basic: bool = True
    """The secret goes in a header, which every provider must know, and not in the form."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider as the operator set it. `key` is `staff` or `firm`."""

    key: str
    issuer: str
    client_id: str
    client_secret: str
    name: str
    scopes: str
    given: str = ""
    """Its configuration as JSON when the operator gave it; else it is fetched."""

    @property
    def callback(self) -> str:
        """The path on this site to which the provider sends people back."""
        return "/balie/openid/terug" if self.key == STAFF else "/mijn/openid/terug"


def staff_provider() -> Provider | None:
    """Return the provider through which staff log in, or None."""
    return _provider(STAFF, settings.OPENID_STAFF, name="", scopes="openid email profile")


def firm_provider() -> Provider | None:
    """Return the provider through which firms log in, or None."""
    return _provider(FIRM, settings.OPENID_FIRM, name="eHerkenning", scopes="openid")


def _provider(key: str, given: dict[str, str], *, name: str, scopes: str) -> Provider | None:
    if not given.get("issuer") and not given.get("metadata"):
        return None
    return Provider(
        key=key,
        issuer=given.get("issuer", "").rstrip("/"),
        client_id=given.get("client_id", ""),
        client_secret=given.get("client_secret", ""),
        name=given.get("name") or name,
        scopes=given.get("scopes") or scopes,
        given=given.get("metadata", ""),
    )


def is_safe(address: str) -> bool:
    """Say whether secrets may travel to this address: https, or this machine itself."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def read_metadata(document: Any, issuer: str = "") -> Metadata:
    """Return what a configuration document says.

    Raises ValueError, in English for the operator: it is of another issuer, lacks an address, or sends secrets in
    the clear.
    """
    if not isinstance(document, dict):
        raise ValueError("the configuration is not a JSON object")  # noqa: TRY004  # what was read, not how we call it
    if issuer and str(document.get("issuer", "")).rstrip("/") != issuer:
        raise ValueError("the configuration is of another issuer")
    needed = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
    missing = [name for name in needed if not document.get(name)]
    if missing:
        raise ValueError(f"the configuration lacks {', '.join(missing)}")
    addresses = [str(document.get(name) or "") for name in (*needed, "userinfo_endpoint", "end_session_endpoint")]
    if not all(is_safe(address) for address in addresses if address):
        raise ValueError("the configuration holds an address without https")
    offered = document.get("id_token_signing_alg_values_supported") or _ALGORITHMS
    known = [algorithm for algorithm in _ALGORITHMS if algorithm in offered]
    if not known:
        raise ValueError("it signs in a way that is not accepted here: RS256 or ES256 is")
    methods = document.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Metadata(
        issuer=addresses[0],
        authorization=addresses[1],
        token=addresses[2],
        keys=addresses[3],
        userinfo=addresses[4],
        logout=addresses[5],
        algorithm=known[0],
        basic="client_secret_basic" in methods,
    )


_known: dict[tuple[str, str], tuple[float, Metadata]] = {}
_silent: dict[tuple[str, str], float] = {}


def metadata(provider: Provider) -> Metadata:
    """Return the addresses of a provider, fetched at most once an hour. Raises Refused(unreachable)."""
    place = (provider.issuer, provider.given)
    moment = time.monotonic()
    fetched, found = _known.get(place, (0.0, None))
    if found is not None and moment - fetched < _KEPT:
        return found
    if moment - _silent.get(place, -_LEFT_ALONE) < _LEFT_ALONE:
        raise Refused(UNREACHABLE)
    try:
        found = fetch_metadata(provider)
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        _silent[place] = time.monotonic()
        raise Refused(UNREACHABLE) from error
    _known[place] = (time.monotonic(), found)
    return found


def fetch_metadata(provider: Provider) -> Metadata:
    """Ask the provider now, or read what was given. Raises httpx2.HTTPError, httpx2.InvalidURL and ValueError."""
    if provider.given:
        return read_metadata(json.loads(provider.given), provider.issuer)
    if not is_safe(provider.issuer):
        raise ValueError("the issuer must be an address with https")
    answer = httpx2.get(f"{provider.issuer}/.well-known/openid-configuration", timeout=SECONDS)
    answer.raise_for_status()
    return read_metadata(answer.json(), provider.issuer)


def forget_metadata() -> None:
    """Ask every provider again at the next login."""
    _known.clear()
    _silent.clear()
