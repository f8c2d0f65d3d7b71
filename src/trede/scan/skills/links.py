"""The link that a whole department shares. It is shown once; the database keeps only its SHA-256."""

import secrets
from hashlib import sha256

_BYTES = 16


def new_token() -> str:
    """Return a fresh random token of 128 bits, 22 characters."""
    return secrets.token_urlsafe(_BYTES)


def link_hash(token: str) -> str:
    """Return what the database keeps of a token."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def path_of(token: str) -> str:
    """Return the address of the questions, without `/en`."""
    return f"/vaardigheden/{token}"
