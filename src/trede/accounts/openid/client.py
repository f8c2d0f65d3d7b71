"""The protocol, by mozilla-django-oidc: code for tokens, signature, nonce. What it leaves open is checked here."""

from typing import Any, cast

import jwt
from django.core.exceptions import SuspiciousOperation
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from trede.accounts.openid.provider import SECONDS, Metadata, Provider, metadata
from trede.accounts.openid.refused import UNTRUSTED, Refused

_CLOCKS_DIFFER = 60
"""Seconds that the clock of a provider may be ahead or behind."""


class Client(OIDCAuthenticationBackend):  # type: ignore[misc]  # the library has no types
    """Speaks with one provider. Raises Refused(unreachable) when that does not say where to go."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.metadata: Metadata = metadata(provider)
        self._settings = {
            "OIDC_OP_TOKEN_ENDPOINT": self.metadata.token,
            "OIDC_OP_USER_ENDPOINT": self.metadata.userinfo,
            "OIDC_OP_JWKS_ENDPOINT": self.metadata.keys,
            "OIDC_RP_CLIENT_ID": provider.client_id,
            "OIDC_RP_CLIENT_SECRET": provider.client_secret,
            "OIDC_RP_SIGN_ALGO": self.metadata.algorithm,
            "OIDC_TIMEOUT": SECONDS,
            "OIDC_TOKEN_USE_BASIC_AUTH": self.metadata.basic,
        }
        super().__init__()

    def get_settings(self, attr: str, *args: Any) -> Any:
        """Return what the library asks for: from this provider, not from the settings of Django."""
        return self._settings.get(attr, args[0] if args else None)

    def claims(self, *, code: str, verifier: str, nonce: str, callback: str) -> dict[str, Any]:
        """Exchange the code and return all that the provider says about the person.

        What is signed wins from what is only fetched. Raises SuspiciousOperation, jwt.PyJWTError, KeyError, ValueError
        and requests' errors: `flow` turns each into a reason.
        """
        tokens = self.get_token(
            {
                "client_id": self.provider.client_id,
                "client_secret": self.provider.client_secret,
                "grant_type": "authorization_code",
                "code": code,
                "code_verifier": verifier,
                "redirect_uri": callback,
            }
        )
        signed = self.verify_token(tokens["id_token"], nonce=nonce)
        if "exp" not in signed:
            raise Refused(UNTRUSTED)
        if not self.metadata.userinfo or not tokens.get("access_token"):
            return cast("dict[str, Any]", signed)
        fetched = self.get_userinfo(tokens["access_token"], tokens["id_token"], signed)
        if fetched.get("sub") != signed["sub"]:
            raise Refused(UNTRUSTED)
        return {**fetched, **signed}

    def _verify_jws(self, payload: str, key: Any) -> Any:
        """Check signature, issuer, audience and terms; the library itself leaves out all but the signature."""
        if jwt.get_unverified_header(payload).get("alg") != self.metadata.algorithm:
            raise SuspiciousOperation("the provider signed with another algorithm")
        found = jwt.decode(
            payload,
            key,
            algorithms=[self.metadata.algorithm],
            audience=self.provider.client_id,
            issuer=self.metadata.issuer,
            leeway=_CLOCKS_DIFFER,
            options={"require": ["iss", "aud", "sub"]},
        )
        if isinstance(found["aud"], list) and len(found["aud"]) > 1 and found.get("azp") != self.provider.client_id:
            raise SuspiciousOperation("the token was made for somebody else")
        return found
