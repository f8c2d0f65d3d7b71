"""Who gets room under a ceiling, in the order of the day on which an application was complete (Awb 4:22 to 4:28).

A pure function of dated facts and a day of knowledge; nothing depends on who was fastest. The rules:

- The day of completion decides, and within a day everything fits or a lot decides.
- **Frontier**: a day is shared out only when nothing that came in can still turn out to be complete on or before it.
- What does not fit is offered the rest when the scheme gives parts and the rest is large enough (4:25: "in so far as").
- Who still does not fit waits, or is refused. Room that comes free within the period goes to who waits, in order.
- A lower ceiling does not touch applications received before it (4:27): each is bound to a version.

Amounts are integer cents. Facts after the day of knowledge are not looked at, so that a later run repeats an earlier
one and adds to it; the moves say what happened on which day.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Literal, NamedTuple

from trede.core.errors import InputError


class ChangeKind(StrEnum):
    """A dated fact about an application that has, or waits for, room."""

    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    GRANTED = "granted"
    """`cents` is granted; what was reserved above it comes free."""
    RELEASED = "released"
    """`cents` of what it holds comes free, or all of it."""
    ACCEPTED = "accepted"
    DECLINED = "declined"
    """An offer of a part was taken, or not taken (or not answered in time)."""


class MoveKind(StrEnum):
    """What the allocation did."""

    RESERVE = "reserve"
    OFFER = "offer"
    WAIT = "wait"
    REFUSE = "refuse"
    RELEASE = "release"
    RELEASE_LATE = "release-late"
    """Came free after the period: it does not go to others."""
    LOT = "lot"


@dataclass(frozen=True, slots=True)
class Claim:
    """One application that asks for room.

    `complete` is the day on which the last required item came in; `checked` the day on which that was established (or,
    before `complete`, that something is missing); `invited` the day on which the applicant was asked to complete it.
    `version` is the index of the ceiling version in force when it was received; `at` the moment of completion, for
    schemes that rank by time.
    """

    id: str
    received: date
    cents: int
    complete: date | None = None
    checked: date | None = None
    invited: date | None = None
    version: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened to an application on a day; one that has nothing loses nothing."""

    day: date
    kind: ChangeKind
    id: str
    cents: int | None = None


@dataclass(frozen=True, slots=True)
class CeilingVersion:
    """The most that may be given, in force from a day. Ascending days; the first holds from the start."""

    cents: int
    since: date


@dataclass(frozen=True, slots=True)
class Sharing:
    """How a scheme shares out. `minimum` is the least part that is offered, in cents."""

    part: bool = True
    minimum: int = 0
    on_full: Literal["wait", "refuse"] = "wait"
    unfit: Literal["stop", "skip"] = "stop"
    """What happens to those behind one that does not fit: they wait too, or a smaller one may pass."""
    tie: Literal["lot", "timestamp"] = "lot"
    recycle: bool = True
    """Whether room that comes free within the period goes to others."""
    period_ends: date | None = None


class Move(NamedTuple):
    """What the allocation did on a day of knowledge, in order."""

    day: date
    kind: MoveKind
    id: str
    cents: int


@dataclass(frozen=True, slots=True)
class LotDay:
    """A day that overflowed: who took part, and in which order they were drawn (None: the draw is still to come)."""

    day: date
    ids: tuple[str, ...]
    order: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Allocation:
    """How it stands at the end of the day of knowledge. Amounts in cents, by application.

    `reserved` is the room that is held, granted or not. `pending` are applications that are complete but whose day is
    behind the frontier or waits for its lot. `available` may be below zero after the ceiling was lowered.
    """

    reserved: dict[str, int]
    offers: dict[str, int]
    waiting: tuple[str, ...]
    refused: tuple[str, ...]
    pending: tuple[str, ...]
    frontier: date
    lots: tuple[LotDay, ...]
    available: int
    released_late: int
    moves: tuple[Move, ...]


Draw = Callable[[date, tuple[str, ...]], Sequence[str] | None]
"""Gives the drawn order of a day for these applications, or None when the lot has not been drawn."""


def complete_day(received: date, required: Iterable[date | None]) -> date | None:
    """Return the day on which the last required item came in, None while one is missing.

    What is sent besides, or better versions of what was there, is no part of `required` and moves nothing.
    """
    items = list(required)
    days = [item for item in items if item is not None]
    return max([received, *days]) if len(days) == len(items) else None


def allocate(
    claims: Iterable[Claim],
    ceilings: Sequence[CeilingVersion],
    sharing: Sharing,
    on: date,
    *,
    changes: Iterable[Change] = (),
    draw: Draw = lambda _day, _ids: None,
) -> Allocation:
    """Share out everything that is known at the end of the day `on`.

    Raises InputError `allocation-facts` for facts that cannot be: no ceiling, an amount that is not above zero, a
    number that stands twice, complete before it was received, a version that does not exist.
    """
    from trede.core.allocation_run import Run

    known = [claim for claim in claims if claim.received <= on]
    _check(known, ceilings)
    happened = sorted((change for change in changes if change.day <= on), key=lambda change: change.day)
    return Run(known, ceilings=ceilings, sharing=sharing, on=on, changes=happened, draw=draw).result()


def _check(claims: Sequence[Claim], ceilings: Sequence[CeilingVersion]) -> None:
    wrong = (
        not ceilings
        or any(ceiling.cents < 0 for ceiling in ceilings)
        or any(later.since <= earlier.since for earlier, later in pairwise(ceilings))
        or len({claim.id for claim in claims}) != len(claims)
        or any(not _is_possible(claim, len(ceilings)) for claim in claims)
    )
    if wrong:
        raise InputError(
            "allocation-facts",
            "We kunnen deze aanvragen niet verdelen. Kijk of een nummer dubbel is, en of elk bedrag en elke dag klopt.",
            "We cannot rank these applications. Look for a double number, and whether each amount and day is right.",
        )


def _is_possible(claim: Claim, versions: int) -> bool:
    return (
        claim.cents > 0
        and 0 <= claim.version < versions
        and (claim.complete is None or claim.complete >= claim.received)
    )


def blocks(claim: Claim, gone: date) -> list[tuple[date, date, date]]:
    """Return when an application holds the frontier back: (from this day of knowledge, until before this one, at day).

    Until its first check it may turn out to be complete on the day it came in. After that, what it sends in may make it
    complete on the day it sent it, until that was checked. `gone` is the day on which it was withdrawn or refused.
    """
    spans: list[tuple[date, date, date]] = []
    first = min(claim.checked or gone, claim.invited or gone, gone)
    if first > claim.received:
        spans.append((claim.received, first, claim.received))
    if claim.complete is None:
        return spans
    is_settled = claim.checked is not None and claim.checked >= claim.complete
    settled = min(claim.checked or gone, gone) if is_settled else gone
    since = max(claim.complete, first)
    if settled > since:
        spans.append((since, settled, claim.complete))
    return spans
