"""What a room adds to the mail of the day of a person: sentences with a count, never a firm or a name.

The chain sends that mail; a room that it does not know says here what it counts, for whom, and where the work stands.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from trede.accounts.models import User
from trede.core.permissions import Permission


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence: the key of its text, which takes `{count}`, and the count."""

    text: str
    count: int


Build = Callable[[User, datetime, date], Sequence[Line]]


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one room: for who has one of the permissions, with the address of its work list."""

    permissions: frozenset[Permission]
    address: str
    build: Build


_registry: dict[str, Section] = {}


def register_lines(key: str, section: Section) -> None:
    """Have a room add its lines: `build(user, since, today)`, `since` being when this person was told last.

    ValueError when the key is taken by another.
    """
    known = _registry.get(key)
    if known is not None and known != section:
        raise ValueError(f"lines {key} are registered twice")
    _registry[key] = section


def readers() -> frozenset[Permission]:
    """Return the permissions of whom some room has lines for."""
    return frozenset(item for section in _registry.values() for item in section.permissions)


def lines_for(user: User, since: datetime, today: date) -> tuple[str, tuple[Line, ...]]:
    """Return the address of the first room that has something to say to a person, and the lines of all of them."""
    held = user.permissions
    address, found = "", []
    for section in _registry.values():
        lines = [line for line in section.build(user, since, today) if line.count] if held & section.permissions else []
        address = address or (section.address if lines else "")
        found += lines
    return address, tuple(found)
