"""Whose data it can be: each room registers its kinds of subject, the rest of this room works for all of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from trede.journal.actions import Actor
from trede.journal.models import Event
from trede.privacy.walk import rows_about


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of subject.

    `find` returns the thing that a person means by what was typed (a number, a code), or None. `erase(by, thing,
    reason)` does what erasing means in that room, through its actions; None: `privacy.erase.erase_rows`. `rows` returns
    everything that belongs to the thing. `events` returns what the journal knows of it.
    """

    kind: str
    names: tuple[str, str]
    """In Dutch and in English."""
    model: str
    """`app.Model` of the thing."""
    find: Callable[[str], models.Model | None]
    events: Callable[[models.Model], Iterable[Event]]
    rows: Callable[[models.Model], list[models.Model]] = rows_about
    erase: Callable[[Actor, models.Model, str], None] | None = None

    def get(self, number: int) -> models.Model | None:
        """Return the thing with this number, or None. One query."""
        model: Any = apps.get_model(self.model)
        found: models.Model | None = model.objects.filter(pk=number).first()
        return found


_registry: dict[str, Subject] = {}


def register_subject(subject: Subject) -> None:
    """Add a kind of subject. ValueError when it is there already."""
    if subject.kind in _registry:
        raise ValueError(f"subject {subject.kind} is registered twice")
    _registry[subject.kind] = subject


def subjects() -> list[Subject]:
    """Return all kinds, sorted."""
    return [_registry[kind] for kind in sorted(_registry)]


def subject(kind: str) -> Subject:
    """Return the kind of subject. KeyError when no room registered it."""
    return _registry[kind]
