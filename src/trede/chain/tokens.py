"""Tokens of links that are mailed: signed, so that a forged one never reaches the database, and kept as a hash only."""

import secrets
from dataclasses import dataclass
from hashlib import sha256

from django.core.signing import BadSignature, Signer

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one kind of link; `salt` keeps the kinds apart."""

    salt: str

    def new(self) -> tuple[str, str]:
        """Return a token that nobody can guess, and what the database keeps of it."""
        token = self._signer.sign(secrets.token_urlsafe(24))
        return token, _hash(token)

    def kept(self, token: str) -> str | None:
        """Return what the database keeps of a token, its SHA-256; None for what is no token of this kind."""
        if len(token) > _LONGEST:
            return None
        try:
            self._signer.unsign(token)
        except BadSignature:
            return None
        return _hash(token)

    @property
    def _signer(self) -> Signer:
        return Signer(salt=self.salt, sep=".")


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
