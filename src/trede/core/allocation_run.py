"""One run of the allocation: the days of knowledge in order, each with what came free, who waits, and the new days.

Sorting is the dearest step: every application is placed once and leaves the waiting list once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from heapq import heappop, heappush

from trede.core.allocation import (
    Allocation,
    CeilingVersion,
    Change,
    ChangeKind,
    Claim,
    Draw,
    LotDay,
    Move,
    MoveKind,
    Sharing,
    blocks,
)

_NOBODY = 10**18
"""The least amount of a block in which nobody waits."""
_GONE = (ChangeKind.WITHDRAWN, ChangeKind.REFUSED)


class Run:
    """State of a run. Made and used up by `trede.core.allocation.allocate`."""

    def __init__(
        self,
        claims: Sequence[Claim],
        *,
        ceilings: Sequence[CeilingVersion],
        sharing: Sharing,
        on: date,
        changes: Sequence[Change],
        draw: Draw,
    ) -> None:
        self.ceilings, self.sharing, self.on, self.draw = ceilings, sharing, on, draw
        self.claims = {claim.id: claim for claim in claims}
        self.gone = _gone(changes)
        self.changes: dict[date, list[Change]] = defaultdict(list)
        for change in changes:
            self.changes[change.day].append(change)
        self.held: dict[str, int] = {}
        self.offers: dict[str, int] = {}
        self.declined: dict[str, int] = {}
        self.refused: dict[str, None] = {}
        self.queue = _Queue()
        self.least = min((claim.cents for claim in claims), default=0)
        self.stopped_at = -1
        self.is_stale = False
        self.committed = 0
        self.late = 0
        self.moves: list[Move] = []
        self.lots: list[LotDay] = []
        self.caps: list[int] = []
        self.frontier = on

    def result(self) -> Allocation:
        """Go through the days of knowledge and return how it stands at the end of the last."""
        ranked = sorted((claim for claim in self.claims.values() if claim.complete), key=_rank)
        frontiers = _frontiers(self.claims.values(), self.gone, self._days(), self.on)
        place = 0
        for today, frontier in frontiers:
            caps = _caps(self.ceilings, today)
            self.is_stale, self.caps = caps != self.caps, caps
            self._apply(today)
            if self.is_stale:
                self._serve(today)
            self.frontier = frontier
            place = self._share_out(ranked, place, today)
        latest = [ceiling.cents for ceiling in self.ceilings if ceiling.since <= self.on] or [self.ceilings[0].cents]
        return Allocation(
            reserved=dict(self.held),
            offers=dict(self.offers),
            waiting=tuple(claim.id for claim in self.queue),
            refused=tuple(self.refused),
            pending=tuple(claim.id for claim in ranked[place:] if self._is_pending(claim)),
            frontier=self.frontier,
            lots=tuple(self.lots),
            available=latest[-1] - self.committed,
            released_late=self.late,
            moves=tuple(self.moves),
        )

    def _days(self) -> list[date]:
        """Return every day on which something became known, and the last."""
        days = {self.on, *self.changes, *(ceiling.since for ceiling in self.ceilings)}
        for claim in self.claims.values():
            days.update((claim.received, claim.complete or self.on, claim.checked or self.on, claim.invited or self.on))
        return sorted(day for day in days if day <= self.on)

    def _is_pending(self, claim: Claim) -> bool:
        return claim.complete is not None and claim.complete <= self.on and claim.id not in self.gone

    def _note(self, today: date, kind: MoveKind, key: str, cents: int) -> None:
        self.moves.append(Move(today, kind, key, cents))

    # What happened today

    def _apply(self, today: date) -> None:
        for change in self.changes.get(today, ()):
            if change.kind in _GONE:
                self._leave(today, change.id)
            elif change.kind is ChangeKind.GRANTED:
                held = self.held.get(change.id, 0)
                self._release(today, change.id, max(held - (held if change.cents is None else change.cents), 0))
            elif change.kind is ChangeKind.RELEASED:
                held = self.held.get(change.id, 0)
                self._release(today, change.id, held if change.cents is None else min(change.cents, held))
            else:
                self._answer(today, change)

    def _leave(self, today: date, key: str) -> None:
        self.is_stale |= self.queue.remove(key)
        self.refused.pop(key, None)
        self._release(today, key, self.held.get(key, 0))
        self._release(today, key, self.offers.pop(key, 0))

    def _release(self, today: date, key: str, cents: int) -> None:
        """Give room back to the ceiling, or set it apart when the period is over."""
        if cents <= 0:
            return
        if key in self.held:
            self.held[key] -= cents
            if not self.held[key]:
                del self.held[key]
        ends = self.sharing.period_ends
        if self.sharing.recycle and (ends is None or today <= ends):
            self.committed -= cents
            self.is_stale = True
            self._note(today, MoveKind.RELEASE, key, cents)
        else:
            self.late += cents
            self._note(today, MoveKind.RELEASE_LATE, key, cents)

    def _answer(self, today: date, change: Change) -> None:
        """Take up an answer to an offer; an answer without an offer changes nothing."""
        offered = self.offers.pop(change.id, None)
        if offered is None:
            return
        if change.kind is ChangeKind.ACCEPTED:
            self.held[change.id] = offered
            self._note(today, MoveKind.RESERVE, change.id, offered)
            return
        self.declined[change.id] = offered
        self.is_stale = True
        self._release(today, change.id, offered)
        self._turn_away(today, self.claims[change.id], back=True)

    # Who waits

    def _serve(self, today: date) -> None:
        """Give what came free to offers that are open and then to who waits, in order."""
        for key, offered in list(self.offers.items()):
            claim = self.claims[key]
            more = min(claim.cents - offered, self._room(claim))
            if more > 0:
                self._commit(today, claim, offered + more, already=offered)
        self.stopped_at = -1
        self._walk(today, self.queue.look(self._is_worth))

    def _room(self, claim: Claim) -> int:
        return self.caps[claim.version] - self.committed

    def _walk(self, today: date, claims: Iterable[Claim]) -> None:
        """Go along claims in order and reserve or offer, until nothing is left for anybody.

        With `stop`, one that gets nothing stops all that may count on no higher ceiling.
        """
        for claim in claims:
            cap = self.caps[claim.version]
            if cap <= self.stopped_at or not self._serve_one(today, claim):
                if self.sharing.unfit == "stop":
                    self.stopped_at = max(self.stopped_at, cap)
                if max(self.caps) <= self.stopped_at or not self._is_worth(self.least):
                    break

    def _is_worth(self, least: int) -> bool:
        """Say whether looking on makes sense among applications of at least this amount."""
        room = max(self.caps) - self.committed
        return room >= least or (self.sharing.part and room >= max(self.sharing.minimum, 1))

    def _serve_one(self, today: date, claim: Claim) -> bool:
        room = self._room(claim)
        if claim.cents <= room:
            self._commit(today, claim, claim.cents)
            return True
        least = max(self.sharing.minimum, self.declined.get(claim.id, 0) + 1)
        if self.sharing.part and room >= max(least, 1):
            self._commit(today, claim, room)
            return True
        return False

    def _commit(self, today: date, claim: Claim, cents: int, already: int = 0) -> None:
        """Hold room: all that was asked is a reservation, less is an offer."""
        self.committed += cents - already
        self.queue.remove(claim.id)
        if cents == claim.cents:
            self.offers.pop(claim.id, None)
            self.held[claim.id] = cents
            self._note(today, MoveKind.RESERVE, claim.id, cents)
        else:
            self.offers[claim.id] = cents
            self._note(today, MoveKind.OFFER, claim.id, cents)

    def _turn_away(self, today: date, claim: Claim, *, back: bool = False) -> None:
        if self.sharing.on_full == "refuse":
            self.refused[claim.id] = None
            self._note(today, MoveKind.REFUSE, claim.id, claim.cents)
        elif self.queue.add(claim, back=back):
            self._note(today, MoveKind.WAIT, claim.id, claim.cents)

    # New days

    def _share_out(self, ranked: Sequence[Claim], place: int, today: date) -> int:
        """Share out the days up to the frontier. Returns the place of the first application still to be shared out."""
        while place < len(ranked):
            day = ranked[place].complete
            if day is None or day > self.frontier:
                break
            end = place
            while end < len(ranked) and ranked[end].complete == day:
                end += 1
            group = [claim for claim in ranked[place:end] if self.gone.get(claim.id, date.max) > today]
            if not self._share_day(today, day, group):
                break
            place = end
        return place

    def _share_day(self, today: date, day: date, group: Sequence[Claim]) -> bool:
        """Share out one day: all of it when it fits, else in the order of the lot. False: the lot is still to be drawn.

        Those who wait from earlier days were served before; with `stop` they leave nothing for this day.
        """
        total = sum(claim.cents for claim in group)
        if all(total <= self._room(claim) and self.caps[claim.version] > self.stopped_at for claim in group):
            for claim in group:
                self._commit(today, claim, claim.cents)
            return True
        order: Sequence[Claim] = group
        if len(group) > 1 and not self._ranks_by_time(group):
            drawn = self._lot(today, day, group)
            if drawn is None:
                return False
            order = drawn
        self._walk(today, order)
        for claim in order:
            if claim.id in self.offers:
                self.queue.place(claim)
            elif claim.id not in self.held:
                self._turn_away(today, claim)
        return True

    def _ranks_by_time(self, group: Sequence[Claim]) -> bool:
        """Say whether the moments put this day in order: the scheme says so, and no two are the same."""
        moments = {claim.at for claim in group}
        return self.sharing.tie == "timestamp" and None not in moments and len(moments) == len(group)

    def _lot(self, today: date, day: date, group: Sequence[Claim]) -> list[Claim] | None:
        ids = tuple(sorted(claim.id for claim in group))
        drawn = self.draw(day, ids)
        among = frozenset(ids)
        order = None if drawn is None else tuple(key for key in drawn if key in among)
        if order is not None and sorted(order) != list(ids):
            order = None  # a draw that leaves somebody out is no draw
        self.lots = [lot for lot in self.lots if lot.day != day]
        self.lots.append(LotDay(day, ids, order))
        if order is None:
            return None
        self._note(today, MoveKind.LOT, "", 0)
        return [self.claims[key] for key in order]


class _Queue:
    """Who waits, in order. Each has one place for good, also after an offer that was declined.

    Places lie in blocks that know their least amount, so that a walk for a small rest passes large ones by at once.
    """

    _BLOCK = 256

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._order: list[Claim] = []
        self._least: list[int] = []
        self._waiting: set[str] = set()
        self._head = 0

    def __iter__(self) -> Iterator[Claim]:
        return (claim for claim in self._order if claim.id in self._waiting)

    def add(self, claim: Claim, *, back: bool) -> bool:
        """Let a claim wait, at its old place when it had one. Returns whether it is new here, or back."""
        is_new = claim.id not in self._places
        place = self.place(claim)
        block = place // self._BLOCK
        self._least[block] = min(self._least[block], claim.cents)
        self._waiting.add(claim.id)
        self._head = min(self._head, place)
        return is_new or back

    def place(self, claim: Claim) -> int:
        """Give a claim its place for good, without letting it wait: who has an offer may come back to it."""
        place = self._places.setdefault(claim.id, len(self._order))
        if place == len(self._order):
            self._order.append(claim)
            if place // self._BLOCK == len(self._least):
                self._least.append(_NOBODY)
        return place

    def remove(self, key: str) -> bool:
        """Take a claim off the list; returns whether it was there."""
        if key not in self._waiting:
            return False
        self._waiting.discard(key)
        return True

    def look(self, is_worth: Callable[[int], bool]) -> Iterator[Claim]:
        """Return who waits, in order, without the blocks whose least amount is not worth looking at."""
        while self._head < len(self._order) and self._order[self._head].id not in self._waiting:
            self._head += 1
        for block in range(self._head // self._BLOCK, len(self._least)):
            if not is_worth(self._least[block]):
                continue
            claims = self._order[block * self._BLOCK : (block + 1) * self._BLOCK]
            for claim in claims:
                if claim.id in self._waiting:
                    yield claim
            self._least[block] = min((claim.cents for claim in claims if claim.id in self._waiting), default=_NOBODY)


def _rank(claim: Claim) -> tuple[date, float, str]:
    return claim.complete or date.max, claim.at.timestamp() if claim.at else 0.0, claim.id


def _gone(changes: Iterable[Change]) -> dict[str, date]:
    gone: dict[str, date] = {}
    for change in changes:
        if change.kind in _GONE:
            gone.setdefault(change.id, change.day)
    return gone


def _caps(ceilings: Sequence[CeilingVersion], today: date) -> list[int]:
    """Return per ceiling version what its applications may count on: a raise helps all, a lowering only touches later
    ones (Awb 4:27)."""
    caps: list[int] = []
    most = 0
    for ceiling in reversed(ceilings):
        if ceiling.since <= today or ceiling is ceilings[0]:
            most = max(most, ceiling.cents)
        caps.append(most)
    return caps[::-1]


def _frontiers(
    claims: Iterable[Claim], gone: dict[str, date], days: Sequence[date], on: date
) -> Iterator[tuple[date, date]]:
    """Return per day of knowledge the last day that may be shared out."""
    spans = sorted({span for claim in claims for span in blocks(claim, gone.get(claim.id, date.max)) if span[0] <= on})
    active: list[tuple[date, date]] = []
    place = 0
    for today in days:
        while place < len(spans) and spans[place][0] <= today:
            _since, until, at = spans[place]
            heappush(active, (at, until))
            place += 1
        while active and active[0][1] <= today:
            heappop(active)
        yield today, min(today, active[0][0] - timedelta(days=1)) if active else today
