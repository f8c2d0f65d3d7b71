"""What stands beside the figures of a report: where help was missing, what municipalities passed on, what changed.

Source: Beleidsaanpak 2026 §9 and ketenregels (white spots and grouped signals stand in the quarterly overview). It
holds keys, never words of people. A white spot is named without a number, and only when enough firms asked.
"""

from collections.abc import Iterable, Mapping
from typing import TypedDict

from trede.core.disclosure import NEARLY_ALL
from trede.core.scan import RUNGS, SAFETY_INDEX, TOPICS
from trede.core.white_report import Deed
from trede.core.white_spots import Lack, Need, ShownSpot

SENSITIVE_TOPIC = TOPICS[SAFETY_INDEX]
WORKED_ON = frozenset({Deed.NEW, Deed.CHANGED, Deed.ROOM, Deed.RESTORED})
"""What a partner does to fill a white spot; taking a service away is not among it."""


class PublicSpot(TypedDict):
    """A white spot that everybody may read: keys of a rung, a topic and a lack. `helped`: a partner works on it."""

    rung: str
    topic: str
    lack: str
    helped: bool


class PublicSignals(TypedDict):
    """Signals of one category; signals are counted, not firms."""

    category: str
    given: int


class PublicChange(TypedDict):
    """What changed at firms with a grant: keys of a scheme and of what they measured, as published.

    `change` is the middle one in percent of the figure before, `firms` how many are behind it; both rounded.
    """

    scheme: str
    measure: str
    change: str
    firms: str


class Overview(TypedDict, total=False):
    """What a report keeps of these when it is adopted, a year also `changes`. Empty for a report of before."""

    spots: list[PublicSpot]
    signals: list[PublicSignals]
    changes: list[PublicChange]


def public_spots(
    spots: Iterable[ShownSpot], needs: Iterable[Need], worked_on: Iterable[tuple[str, str]], minimum: int
) -> list[PublicSpot]:
    """Return the white spots that at least `minimum` firms asked about, in the order of the ladder.

    Where questions come back, at least so many firms must have seen theirs come back. About safety nothing is said
    where nearly all firms on a rung asked for it (monitor rules, point 3). `worked_on` are the places (rung, topic)
    where a partner did something about it.
    """
    alike, busy = _alike(needs), set(worked_on)
    found = [
        PublicSpot(rung=spot.rung, topic=spot.topic, lack=str(spot.lack), helped=(spot.rung, spot.topic) in busy)
        for spot in spots
        if _enough(spot, minimum) and not (spot.topic == SENSITIVE_TOPIC and spot.rung in alike)
    ]
    return sorted(found, key=lambda spot: (RUNGS.index(spot["rung"]), TOPICS.index(spot["topic"])))


def public_signals(given: Mapping[str, int]) -> list[PublicSignals]:
    """Return the categories with signals, most signals first; on a tie in the order in which they come."""
    found = [PublicSignals(category=key, given=number) for key, number in given.items() if number > 0]
    return sorted(found, key=lambda each: -each["given"])


def _enough(spot: ShownSpot, minimum: int) -> bool:
    behind = (spot.firms, spot.returned) if spot.lack is Lack.RETURNED else (spot.firms,)
    return all(number is not None and number >= minimum for number in behind)


def _alike(needs: Iterable[Need]) -> set[str]:
    """Return the rungs on which nearly every firm with a need has one about safety."""
    everybody: dict[str, set[int]] = {}
    unsafe: dict[str, set[int]] = {}
    for need in needs:
        everybody.setdefault(need.rung, set()).add(need.firm)
        if need.topic == SENSITIVE_TOPIC:
            unsafe.setdefault(need.rung, set()).add(need.firm)
    return {rung for rung, firms in unsafe.items() if len(firms) >= NEARLY_ALL * len(everybody[rung])}
