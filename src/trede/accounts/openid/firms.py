"""What the provider of firms says: the company, the branch, how sure it is, and a number for the person."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.conf import settings

from trede.accounts.openid.flow import value_of
from trede.accounts.openid.refused import LEVEL_TOO_LOW, NO_COMPANY, Refused

_CLAIMS = {
    "kvk": "urn:etoegang:1.9:EntityConcernedID:KvKnr",
    "branch": "urn:etoegang:1.9:ServiceRestriction:Vestigingsnr",
    "level": "acr",
    "person": "sub",
}
_LEVELS = tuple(f"urn:etoegang:core:assurance-class:{level}" for level in ("loa1", "loa2", "loa2plus", "loa3", "loa4"))
_LEVEL = _LEVELS[3]
_KVK, _BRANCH = 8, 12


@dataclass(frozen=True, slots=True)
class Rules:
    """Names of the claims, the levels from low to high, and the lowest that may enter."""

    claims: dict[str, str]
    levels: tuple[str, ...]
    least: str


def rules() -> Rules:
    """Return what the operator set, else what eHerkenning uses. Raises ValueError, in English for the operator."""
    given = settings.OPENID_FIRM
    named = dict(part.partition("=")[::2] for part in given.get("claims", "").split())
    if named.keys() - _CLAIMS.keys() or not all(named.values()):
        raise ValueError(f"TREDE_FIRM_OIDC_CLAIMS may name {', '.join(_CLAIMS)}, each as key=claim")
    levels = tuple(given.get("levels", "").split()) or _LEVELS
    least = given.get("level") or _LEVEL
    if least not in levels:
        raise ValueError("TREDE_FIRM_OIDC_LEVEL must be one of TREDE_FIRM_OIDC_LEVELS")
    return Rules(_CLAIMS | named, levels, least)


@dataclass(frozen=True, slots=True)
class FirmClaims:
    """A firm at the door. Numbers are digits only; `branch` is empty when the person may act for the whole firm.

    `person` is a keyed hash of who acted at the provider: the same person gives the same letters, and nobody can read
    from them who it is. `after` is the path on this site to go on to.
    """

    kvk: str
    branch: str
    level: str
    person: str
    after: str


def read_claims(claims: dict[str, Any], *, issuer: str, after: str) -> FirmClaims:
    """Return who is at the door. Raises Refused: no number of a company, or not sure enough who it is."""
    wanted = rules()
    kvk = value_of(claims, wanted.claims["kvk"])
    branch = value_of(claims, wanted.claims["branch"])
    person = value_of(claims, wanted.claims["person"])
    level = value_of(claims, wanted.claims["level"])
    if level not in wanted.levels or wanted.levels.index(level) < wanted.levels.index(wanted.least):
        raise Refused(LEVEL_TOO_LOW)
    if not _is_number(kvk, _KVK) or not person or (branch and not _is_number(branch, _BRANCH)):
        raise Refused(NO_COMPANY)
    return FirmClaims(kvk, branch, level, _hidden(issuer, person), after)


def _is_number(typed: str, digits: int) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) == digits


def _hidden(issuer: str, person: str) -> str:
    key = settings.SECRET_KEY.encode()[:64]
    return blake2b(f"{issuer}|{person}".encode(), key=key, digest_size=16).hexdigest()
