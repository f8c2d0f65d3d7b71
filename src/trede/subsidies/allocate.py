"""Sharing out the money of a period: the only writer of reservations (beside an objection that is upheld).

What stands in the ledger is never taken back here. Each run asks core who of those that wait for room gets it, given
what is still to be given: by day of completion, up to the frontier, by lot on the day that overflows (core.allocation).
One run at a time per period, so two cannot give the same money; the guard in the database is the floor under that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import F, Max, Min, QuerySet

from trede.core import allocation
from trede.core.allocation import Allocation, Claim, Sharing
from trede.core.clocks import amsterdam_day
from trede.core.grant_life import Need
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.subsidies import locks, offers
from trede.subsidies.given import Given
from trede.subsidies.life import take_step
from trede.subsidies.lots import drawn_order
from trede.subsidies.models import Application, Period
from trede.subsidies.periods import names
from trede.subsidies.registry import scheme_by_key

UNCHECKED = ("ingediend", "herstel", "herstel_verlopen")
"""States in which an application may still turn out to be complete on an earlier day: they can hold the frontier."""
WAITING = ("volledig", "wachtlijst")
"""States in which an application waits for room."""
_SYSTEM = Actor.system("subsidy-allocation")
_ROOM, _NO_ROOM = Given(needs=frozenset({Need.ROOM})), Given(needs=frozenset({Need.NO_ROOM}))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did, and how it stands. `lots` are the days that wait for a draw, with the numbers that take part.

    `full` are numbers of applications that get nothing under a scheme that does not let them wait: the desk refuses.
    """

    frontier: date
    reserved: int
    offered: int
    waiting: int
    lots: tuple[tuple[date, tuple[str, ...]], ...]
    full: tuple[str, ...]


@action
def run(*, by: Actor, period: Period) -> Outcome:
    """Share out what is known today: the job every day, or a scheme manager who does not want to wait.

    The steps are those of the system, whoever asks. Running twice changes nothing more. Raises InputError for facts
    that cannot be.
    """
    check_permission(by, Permission.SUBSIDY_MANAGE)
    locked = locks.hold_period(period.pk)
    offers.raise_open(by=_SYSTEM, period=locked)
    found, applications = plan(locked)
    for key in found.reserved:
        give(by=_SYSTEM, application=applications[key])
    for key, cents in found.offers.items():
        offers.offer(by=_SYSTEM, period=locked, application=applications[key], cents=cents)
    waiting = [key for key in found.waiting if applications[key].state == "volledig"]
    for key in waiting:
        take_step(by=_SYSTEM, application=applications[key], step="geen_ruimte", given=_NO_ROOM)
    lots = tuple(
        (lot.day, tuple(sorted(applications[key].number or key for key in lot.ids)))
        for lot in found.lots
        if lot.order is None
    )
    full = tuple(applications[key].number or key for key in found.refused)
    outcome = Outcome(found.frontier, len(found.reserved), len(found.offers), len(waiting), lots, full)
    if outcome.reserved or outcome.offered or outcome.waiting:
        data: dict[str, object] = {
            **names(period),
            "frontier": outcome.frontier.isoformat(),
            "reserved": outcome.reserved,
            "offered": outcome.offered,
            "waiting": outcome.waiting,
            "lots": len(lots),
        }
        record("subsidy.allocated", by=by, subject=("period", period.pk), data=data)
    return outcome


def give(*, by: Actor, application: Application) -> None:
    """Reserve what an application asks, or what it was offered and took. Raises Refused when there is no room."""
    step = "toewijzen_ruimte" if application.state == "volledig" else "opschuiven"
    take_step(by=by, application=application, step=step, given=_ROOM)


def plan(period: Period) -> tuple[Allocation, dict[str, Application]]:
    """Return who would get room now, without writing, and the applications it is about by number of the row.

    Who is offered a part no larger than the one it declined waits on. After the last day of the period nobody moves up
    from the waiting list. Four queries.
    """
    on = clock.today()
    states = (*UNCHECKED, *(WAITING if on <= period.last else WAITING[:1]))
    applications = {str(row.pk): row for row in _rows(period, states)}
    versions = list(period.ceilings.order_by("effective_from"))
    if not versions:
        return Allocation({}, {}, (), (), tuple(applications), on, (), 0, 0, ()), applications
    places = {version.pk: place for place, version in enumerate(versions)}
    left = [
        allocation.CeilingVersion(max(version.cents - period.committed_cents, 0), amsterdam_day(version.effective_from))
        for version in versions
    ]
    claims = [_claim(row, places.get(row.ceiling_id or 0, 0)) for row in applications.values()]
    sharing, draw = sharing_of(period), drawn_order(period, applications)

    def share(among: Sequence[Claim]) -> Allocation:
        return allocation.allocate(among, left, sharing, on, draw=draw)

    found = share(claims)
    again = tuple(key for key, cents in found.offers.items() if cents <= (applications[key].offered_cents or 0))
    if again and sharing.unfit == "skip":
        found = share([claim for claim in claims if claim.id not in again])
    offered = {key: cents for key, cents in found.offers.items() if key not in again}
    return replace(found, offers=offered, waiting=(*again, *found.waiting)), applications


def _rows(period: Period, states: Iterable[str]) -> QuerySet[Application]:
    """Return the applications of a period that wait or may still come before others; not who has an open offer."""
    return (
        Application.objects.filter(period=period, state__in=tuple(states), offer_until=None)
        .annotate(first_asked=Min("gaps__asked_on"), came=Max("gaps__came_on"), last_sent=Max("submissions__sent_at"))
        .order_by("pk")
    )


def sharing_of(period: Period) -> Sharing:
    """Return how the scheme of a period shares out."""
    scheme = scheme_by_key(period.scheme)
    said = scheme.distribution
    return Sharing(
        part=said.part_grants,
        minimum=max(said.part_minimum_cents, scheme.version_at(clock.now()).minimum_cents),
        on_full=said.on_full,
        unfit=said.after_refused_part,
        tie=said.tie,
        recycle=said.recycle == "in-period",
        period_ends=period.last,
    )


def _claim(row: Application, version: int) -> Claim:
    """Return the facts of an application for core.

    What was sent after an invitation and not checked yet may make it complete on the day it came: it is put there, not
    settled, so that it holds the frontier.
    """
    received = row.received_day or clock.today()
    asked: date | None = getattr(row, "first_asked", None)
    sent = getattr(row, "last_sent", None)
    complete, checked = row.complete_day, row.checked_day
    if row.state not in WAITING:
        is_answered = row.state == "ingediend" and asked is not None
        complete = max(received, getattr(row, "came", None) or received) if is_answered else None
        checked = None
    return Claim(
        id=str(row.pk),
        received=received,
        cents=max(row.requested_cents, 1),
        complete=complete,
        checked=checked,
        invited=asked,
        version=version,
        at=sent or row.received_at,
    )


def place_of(application: Application) -> int:
    """Return the place on the waiting list, 1 for who is next; 0 for who does not wait. One query."""
    if application.state != "wachtlijst":
        return 0
    waiting = waiting_list(application.period_id)
    numbers = list(waiting.values_list("pk", flat=True))
    return numbers.index(application.pk) + 1 if application.pk in numbers else 0


def waiting_list(period: int | None) -> QuerySet[Application]:
    """Return who waits for room in a period, in order: day of completion, then place in the draw. One query."""
    waiting = Application.objects.filter(period=period, state="wachtlijst")
    return waiting.order_by("complete_day", F("lot_place").asc(nulls_first=True), "pk")
