"""Actions: the only way to write. Permission → rule → change → journal → notice, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, transaction

from trede.core.errors import NotPermitted, Unavailable
from trede.core.permissions import Permission, permissions_of
from trede.journal import clock
from trede.journal.guard import Scope, UnrecordedWrite, scope
from trede.journal.insert import insert
from trede.journal.models import Event
from trede.journal.types import event_type
from trede.regions.registry import pack

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: staff with roles, somebody of a firm, an anonymous visitor, the system, or the holder of a link."""

    kind: str
    id: str = ""
    organisation: str = ""
    roles: frozenset[str] = frozenset()

    @classmethod
    def anonymous(cls) -> "Actor":
        """A visitor of the public site: no name, no number."""
        return cls("anonymous")

    @classmethod
    def entrepreneur(cls, person: int) -> "Actor":
        """Somebody of a firm, logged in to its own pages; `person` is the number of the contact."""
        return cls("firm", str(person))

    @classmethod
    def system(cls, job: str) -> "Actor":
        """The program itself, doing the job with this name."""
        return cls("system", job)

    @classmethod
    def link(cls, purpose: str) -> "Actor":
        """Somebody who holds a one-use link made for `purpose`."""
        return cls("link", purpose)

    def may(self, permission: Permission) -> bool:
        """Say whether one of the roles gives the permission. The system may everything it is programmed to do."""
        return self.kind == "system" or permission in permissions_of(self.roles)


def check_permission(by: Actor, permission: Permission) -> None:
    """Raise NotPermitted when the actor may not do this."""
    if not by.may(permission):
        raise NotPermitted(
            "not-permitted",
            "Dit mag je niet doen met deze rol. Vraag je beheerder om de juiste rol.",
            "Your role does not allow this. Ask your administrator for the right role.",
        )


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Run the function in one transaction that fails when it wrote without recording an event.

    Raises UnrecordedWrite (a programming error, rolled back) and Unavailable when the database is locked or full:
    then nothing was saved, not even in part.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        own, outer = Scope(), scope.get()
        token = scope.set(own)
        try:
            with transaction.atomic():
                result = function(*args, **kwargs)
                if own.wrote and not own.recorded:
                    raise UnrecordedWrite(f"{function.__qualname__} wrote to {own.wrote} without an event")
        except OperationalError as error:
            raise _unavailable() from error
        finally:
            scope.reset(token)
        if outer is not None:
            outer.recorded += own.recorded
        return result

    run.is_action = True  # type: ignore[attr-defined]  # read by the architecture test
    return run


def _unavailable() -> Unavailable:
    return Unavailable(
        "not-saved",
        "Het opslaan lukte niet. Er is niets half bewaard. Probeer het over een paar minuten nog een keer.",
        "Saving did not work. Nothing was half-saved. Try again in a few minutes.",
    )


def record(
    type: str,  # noqa: A002  # the word of the field
    *,
    by: Actor,
    firm: int | None = None,
    subject: tuple[str, object] | None = None,
    data: dict[str, object] | None = None,
    occurred_on: date | None = None,
) -> None:
    """Write one event. Only inside an action.

    `data` may hold only what the type declares, and nothing personal: ids, keys, days, rungs.
    Raises KeyError for an unknown type, ValueError for undeclared data, UnrecordedWrite outside an action.
    """
    current = scope.get()
    if current is None:
        raise UnrecordedWrite(f"{type} recorded outside an action")
    kind = event_type(type)
    data = data or {}
    if not data.keys() <= set(kind.data):
        raise ValueError(f"{type} may not carry {sorted(data.keys() - set(kind.data))}")
    insert(
        Event,
        {
            "type": type,
            "occurred_on": occurred_on or clock.today(),
            "recorded_at": clock.now(),
            "actor_kind": by.kind,
            "actor": by.id,
            "organisation": by.organisation,
            "firm": firm,
            "subject_kind": subject[0] if subject else "",
            "subject": str(subject[1]) if subject else "",
            "data": data,
            "pack": pack().reference,
        },
    )
    current.recorded += 1
