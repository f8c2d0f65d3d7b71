"""What each model says about privacy, and what the libraries underneath keep."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

DELETE = "delete"
BLANK = "blank"
KEEP = "keep"
"""A law keeps the row as it is, for the term and on the ground that its model names."""

LIBRARIES: dict[str, str] = {
    "otp_totp.totpdevice": "secret of the app for the second step; until the account is erased",
    "otp_static.staticdevice": "that an account has backup codes; until the account is erased",
    "otp_static.statictoken": "keyed hashes of backup codes; until used",
    "sessions.session": "number of the contact who is logged in to the own pages of a firm; 8 hours",
    "axes.accessattempt": "failed logins: address typed, network address, browser; 1 day",
    "axes.accessattemptexpiration": "nothing: not used",
    "axes.accessfailurelog": "nothing: not used",
    "axes.accesslog": "nothing: not used",
    "auth.permission": "nothing personal: names of models",
    "auth.group": "nothing: not used",
    "contenttypes.contenttype": "nothing personal: names of models",
}
"""Tables of libraries, what personal data they hold and for how long."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """The class `Privacy` of one model. `erase` says what happens to a row when its subject is erased:
    it is blanked, deleted, or kept because a law asks for it."""

    label: str
    personal: dict[str, str]
    kept: dict[str, str]
    retention: str
    ground: str
    erase: str
    subject: str
    """Kind under which the journal knows rows of this model; empty when events never name them."""
    expired: str = KEEP
    """What happens to a row that a law keeps once its term has passed, and people decided so."""
    apart: frozenset[str] = frozenset()
    """Relations to what belongs to somebody else: nothing is found through them, in either direction."""


def declaration(model: type[models.Model]) -> Declaration:
    """Return what a model declares. AttributeError when it declares nothing."""
    privacy: Any = model.Privacy  # type: ignore[attr-defined]  # every model of the house has one
    return Declaration(
        model._meta.label_lower,
        dict(privacy.personal),
        dict(privacy.kept),
        privacy.retention,
        privacy.ground,
        getattr(privacy, "erase", BLANK),
        getattr(privacy, "subject", ""),
        getattr(privacy, "expired", KEEP),
        frozenset(getattr(privacy, "apart", ())),
    )


def house_models() -> list[type[models.Model]]:
    """Return the models of the rooms, sorted by name."""
    found = [model for model in apps.get_models() if model.__module__.startswith("trede.")]
    return sorted(found, key=lambda model: model._meta.label_lower)


def declarations() -> list[Declaration]:
    """Return what all models of the rooms declare."""
    return [declaration(model) for model in house_models()]


def unclassified() -> Iterator[str]:
    """Yield `app.model.field` for every field nobody classified, and `app.model` for every unknown library table."""
    for model in apps.get_models():
        label = model._meta.label_lower
        if not model.__module__.startswith("trede."):
            if label not in LIBRARIES:
                yield label
            continue
        privacy = getattr(model, "Privacy", None)
        known = {*privacy.personal, *privacy.kept} if privacy is not None else set()
        yield from (f"{label}.{field.name}" for field in model._meta.concrete_fields if field.name not in known)
