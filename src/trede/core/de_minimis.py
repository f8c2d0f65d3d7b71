"""De-minimis aid: what a single undertaking may still get (Regulation (EU) 2023/2831, articles 2, 3 and 6).

Aid counts on the day it was granted, not on the day it was paid. On the day of a new grant the aid of the years before
it and the new grant together may not pass the ceiling. Firms that stand under one control are one undertaking: who
controls whom is established by a person, the sum is made here. The ceiling and the years are parameters of the scheme.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Aid:
    """Aid that one firm was granted, in cents. `firm` is any name that is the firm's own, such as its KVK number."""

    firm: str
    granted_on: date
    cents: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How an undertaking stands on a day, in cents. `since` is the first day that counts."""

    limit: int
    used: int
    since: date

    @property
    def left(self) -> int:
        """What may still be granted; never below zero."""
        return max(self.limit - self.used, 0)

    def fits(self, cents: int) -> bool:
        """Say whether a new grant stays within the ceiling; the ceiling itself does."""
        return cents <= self.left


def first_day(on: date, years: int) -> date:
    """Return the first day that counts for a grant on `on`: aid granted exactly `years` years before no longer does.

    A window that would begin after 29 February of a year without that day begins on 1 March.
    """
    try:
        before = on.replace(year=on.year - years)
    except ValueError:
        return date(on.year - years, 3, 1)
    return date.fromordinal(before.toordinal() + 1)


def undertaking(firm: str, links: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return everybody who is one undertaking with a firm, the firm itself included: control works through firms.

    `links` are pairs of firms under one control; which of the two controls the other makes no difference.
    """
    beside: dict[str, set[str]] = defaultdict(set)
    for one, other in links:
        beside[one].add(other)
        beside[other].add(one)
    found, waiting = {firm}, [firm]
    while waiting:
        for other in beside[waiting.pop()] - found:
            found.add(other)
            waiting.append(other)
    return frozenset(found)


def standing(aids: Iterable[Aid], members: frozenset[str], on: date, *, limit: int, years: int) -> Standing:
    """Return how an undertaking stands on the day of a new grant, before that grant. `limit` is in cents."""
    since = first_day(on, years)
    used = sum(aid.cents for aid in aids if aid.firm in members and since <= aid.granted_on <= on)
    return Standing(limit, used, since)
