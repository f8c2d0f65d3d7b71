"""Terms that run out, for the daily mail of who handles the case: how many passed 50, 75 or 90 %, how many are late.

Each share is told once, in the first mail after its day; what is late is told every day until it is done. A case
without an officer who still works here is everybody's.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db.models import Q, QuerySet

from trede.accounts.digest_lines import Line, Section, register_lines
from trede.accounts.models import User
from trede.accounts.queries import stands_in_for
from trede.core.clocks import amsterdam_day
from trede.core.grant_life_table import MAIN
from trede.core.permissions import ROLES, Permission
from trede.core.terms import WARN_AT
from trede.subsidies import clocks
from trede.subsidies.models import Application

OBJECTION = "objection-decision"
"""The term that the objection officer handles; every other one is for the officer of the case."""
_RIGHTS = ("withdrawal", "reclaim", "retention")
"""Terms within which the office may do something, and need not."""
_WATCHED = [state.key for state in MAIN.states if not state.end and state.key != MAIN.start]
LATE = "late"


def lines(user: User, since: datetime, today: date) -> Sequence[Line]:
    """Return the lines of a person: a count per share that was reached since, and of what is late. About 25 queries."""
    told: Counter[str] = Counter()
    for item in _clocks(user, today):
        told[_told(item, amsterdam_day(since), today)] += 1
    keys = (LATE, *(str(share) for share in reversed(WARN_AT)))
    return [Line(f"digest.terms.{key}", told[key]) for key in keys]


def _told(item: clocks.Clock, since: date, today: date) -> str:
    """Return what to tell of a term: `late`, or a share that was reached since a day; nothing else."""
    light = item.light(today)
    if light == LATE:
        return LATE
    share = item.deadline.reached(today) if light in ("running", "soon") else 0
    return str(share) if share and item.deadline.warnings[WARN_AT.index(share)] > since else ""


def _clocks(user: User, today: date) -> Iterator[clocks.Clock]:
    """Yield the terms of the office that run, of the cases that this person handles."""
    people = {user.pk, *stands_in_for(user.pk, today)}
    by = user.actor()
    if by.may(Permission.SUBSIDY_ASSESS):
        mine = Q(officer__in=people) | ~Q(officer__in=_at_work(Permission.SUBSIDY_ASSESS, today)) | Q(officer=None)
        for application in _open().filter(mine):
            yield from (item for item in clocks.clocks_of(application).values() if _is_duty(item, objection=False))
    if by.may(Permission.SUBSIDY_OBJECTION):
        at_work = set(_at_work(Permission.SUBSIDY_OBJECTION, today).values_list("pk", flat=True))
        for application in _open().filter(objection_state="in_behandeling"):
            if _handler(application) in people or _handler(application) not in at_work:
                yield from (item for item in clocks.clocks_of(application).values() if _is_duty(item, objection=True))


def _open() -> QuerySet[Application]:
    return Application.objects.filter(state__in=_WATCHED, received_day__isnull=False).prefetch_related(*clocks.PREFETCH)


def _is_duty(item: clocks.Clock, *, objection: bool) -> bool:
    is_open = item.is_office and item.met is None and item.key not in _RIGHTS
    return is_open and (item.key == OBJECTION) is objection


def _handler(application: Application) -> int | None:
    """Return who handles the objection that stands open. No queries with `clocks.PREFETCH`."""
    rows = [row for decision in application.decisions.all() for row in decision.objections.all() if not row.outcome]
    return max(rows, key=lambda row: row.pk).handler_id if rows else None


def _at_work(permission: Permission, today: date) -> QuerySet[User]:
    """Return the accounts that hold a permission today."""
    roles = [role.key for role in ROLES.values() if permission in role.permissions]
    held = Q(membership__role__in=roles, membership__since__lte=today)
    lasts = Q(membership__until=None) | Q(membership__until__gt=today)
    return User.objects.filter(held & lasts, is_active=True)


register_lines(
    "subsidies",
    Section(frozenset({Permission.SUBSIDY_ASSESS, Permission.SUBSIDY_OBJECTION}), "/balie/subsidie", lines),
)
