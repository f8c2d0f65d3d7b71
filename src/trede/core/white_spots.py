"""White spots: what firms need and no partner offers, per rung × topic (ketenregels: they feed the quarterly overview).

The first talk at the front door is the way on for everybody, so it never fills a white spot: what counts is help of
another partner. A need is a firm that shared an outcome in which the topic asks attention, on the rung it stood on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import msgspec

from trede.core.pack import Organisation, Pack, Service
from trede.core.pack_rules_partners import is_open_door
from trede.core.routing import is_confirmed, is_open
from trede.core.scan import RUNGS, TOPICS

Place = tuple[str, str]
"""Rung key and topic key."""


@dataclass(frozen=True, slots=True)
class Need:
    """A firm that needs help with a topic on a rung; `returned` when a partner gave such a question back."""

    firm: int
    rung: str
    topic: str
    returned: bool = False


class Lack(StrEnum):
    """What is missing, worst first."""

    NOBODY = "nobody"
    """No partner offers help here."""
    FULL = "full"
    """Partners do, but none takes firms now."""
    SOME = "some"
    """Only part of the firms can go: limits of size, place or sector."""
    RETURNED = "returned"
    """Help is open to every firm, but questions come back."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A white spot. `firms` and `returned` are distinct firms and exact: hide small numbers before showing them."""

    rung: str
    topic: str
    lack: Lack
    firms: int
    returned: int
    services: int
    """Services of partners that are for this rung and topic, in whatever state."""
    unconfirmed: int
    """How many of those the partner did not confirm within the pack's term."""


def white_spots(pack: Pack, needs: Iterable[Need], today: date, *, fewest_returned: int = 5) -> tuple[Spot, ...]:
    """Return the white spots, most firms first, then by what is missing and by rung; also those that nobody asked for.

    `fewest_returned` is how many firms must have come back before help that is open counts as a white spot: a smaller
    number would point at them.
    """
    firms: dict[Place, set[int]] = {}
    returned: dict[Place, set[int]] = {}
    for need in needs:
        firms.setdefault((need.rung, need.topic), set()).add(need.firm)
        if need.returned:
            returned.setdefault((need.rung, need.topic), set()).add(need.firm)
    offered = _offered(pack)
    term = pack.info.terms.service_confirmation_days
    spots = []
    for place in ((rung, topic) for rung in RUNGS for topic in TOPICS):
        services, back = offered.get(place, []), len(returned.get(place, ()))
        lack = _lack(pack, services, today) or (Lack.RETURNED if back >= fewest_returned else None)
        if lack is not None:
            unconfirmed = sum(not is_confirmed(service.confirmed_on, today, term) for service in services)
            spots.append(Spot(*place, lack, len(firms.get(place, ())), back, len(services), unconfirmed))
    order = list(Lack)
    return tuple(sorted(spots, key=lambda spot: (-spot.firms, order.index(spot.lack))))


@dataclass(frozen=True, slots=True)
class ShownSpot:
    """A white spot that may be read: numbers below the minimum, zero among them, are None."""

    rung: str
    topic: str
    lack: Lack
    firms: int | None
    returned: int | None
    services: int
    unconfirmed: int


def shown(spots: Iterable[Spot], minimum: int) -> tuple[ShownSpot, ...]:
    """Return the spots with small numbers hidden; `minimum` is the fewest firms a number may stand for.

    Those with a number come first. The others stand in the order of the ladder, so that their place tells nothing.
    """
    found = [
        ShownSpot(
            spot.rung,
            spot.topic,
            spot.lack,
            spot.firms if spot.firms >= minimum else None,
            spot.returned if spot.returned >= minimum else None,
            spot.services,
            spot.unconfirmed,
        )
        for spot in spots
    ]
    return tuple(sorted(found, key=lambda spot: (-(spot.firms or 0), RUNGS.index(spot.rung), TOPICS.index(spot.topic))))


def _offered(pack: Pack) -> dict[Place, list[Service]]:
    """Return the services of partners other than the front door, per place."""
    found: dict[Place, list[Service]] = {}
    partners: Iterable[Organisation] = (item for item in pack.organisations if item.key != pack.info.front_door)
    for organisation in partners:
        for service in organisation.services:
            for rung in service.rungs:
                for topic in service.topics:
                    found.setdefault((rung, topic), []).append(service)
    return found


def _lack(pack: Pack, services: list[Service], today: date) -> Lack | None:
    if not services:
        return Lack.NOBODY
    taking = [service for service in services if is_open(service, today)]
    if not taking:
        return Lack.FULL
    return None if _for_everybody(pack, taking) else Lack.SOME


def _for_everybody(pack: Pack, services: list[Service]) -> bool:
    """Say whether every firm can go to one of these; services of municipalities count together."""
    minimum = pack.info.target_group.minimum_fte
    towns: set[str] = set()
    for service in services:
        limits = msgspec.structs.replace(service.eligibility, municipalities=None, open_from=None, open_until=None)
        if is_open_door(msgspec.structs.replace(service, eligibility=limits), minimum):
            if service.eligibility.municipalities is None:
                return True
            towns.update(service.eligibility.municipalities)
    return bool(towns) and towns.issuperset(town.name for town in pack.info.municipalities)
