"""The report of white spots of a quarter: where help was missing, and what partners did about it since.

It feeds the quarterly overview (ketenregels: witte vlekken). Small numbers are hidden before they come here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from trede.core.periods import Period
from trede.core.white_spots import ShownSpot


class Deed(StrEnum):
    """What a partner did with a service."""

    NEW = "new"
    CHANGED = "changed"
    ROOM = "room"
    """It said how much room there is, or how long one waits."""
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Done:
    """A partner did something with a service that is for these rungs and topics (keys of the pack)."""

    organisation: str
    service: str
    what: Deed
    rungs: tuple[str, ...]
    topics: tuple[str, ...]

    def is_about(self, spot: ShownSpot) -> bool:
        """Say whether the service is for the rung and the topic of a white spot."""
        return spot.rung in self.rungs and spot.topic in self.topics


def white_report(period: Period, spots: Iterable[ShownSpot], done: Iterable[Done]) -> dict[str, object]:
    """Return the report: each spot with what was done about it, and apart what was done elsewhere.

    The same thing done twice stands there once. A number of firms that is None is too small to be read.
    """
    known, deeds = tuple(spots), tuple(dict.fromkeys(done))
    touched = {deed for deed in deeds if any(deed.is_about(spot) for spot in known)}
    return {
        "period": period.key,
        "spots": [
            {
                "rung": spot.rung,
                "topic": spot.topic,
                "lack": str(spot.lack),
                "firms": spot.firms,
                "returned": spot.returned,
                "services": spot.services,
                "unconfirmed": spot.unconfirmed,
                "done": [_said(deed) for deed in deeds if deed.is_about(spot)],
            }
            for spot in known
        ],
        "elsewhere": [_said(deed) for deed in deeds if deed not in touched],
    }


def _said(deed: Done) -> dict[str, str]:
    return {"organisation": deed.organisation, "service": deed.service, "what": str(deed.what)}
