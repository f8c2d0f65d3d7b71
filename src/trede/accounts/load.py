"""What an account still holds: rooms say how many open things of theirs are this person's.

An administrator sees it before closing an account or changing its roles; what is left then stands open for colleagues
again, so that no firm is left with nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass

from trede.journal.actions import Actor


@dataclass(frozen=True, slots=True)
class Load:
    """Open things of one kind: key, names in Dutch and English, how to count those of an account and to let them go."""

    key: str
    names: tuple[str, str]
    count_for: Callable[[int], int]
    release: Callable[[Actor, int], None] | None = None


_loads: dict[str, Load] = {}


def register_load(
    key: str,
    count_for: Callable[[int], int],
    *,
    names: tuple[str, str] | None = None,
    release: Callable[[Actor, int], None] | None = None,
) -> None:
    """Count these things for an account. `names`: what they are called, plural, in Dutch and English; else the key.

    `count_for` gets the number of the account and costs one query. `release(by, account)` gives them back to the
    colleagues, with an event for each; it runs inside the action that closes the account.
    """
    _loads[key] = Load(key, names or (key, key), count_for, release)


def release_all(by: Actor, user: int) -> None:
    """Give back everything that an account holds. Only inside an action."""
    for known in _loads.values():
        if known.release is not None:
            known.release(by, user)


def load_of(user: int, language: str = "nl") -> list[tuple[str, int]]:
    """Return name and number of the open things that an account holds; kinds of which it holds none are left out."""
    counted = ((known.names[language == "en"], known.count_for(user)) for known in _loads.values())
    return [(name, number) for name, number in counted if number]
