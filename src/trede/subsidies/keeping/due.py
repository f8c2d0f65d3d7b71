"""Files whose term of keeping has passed and in which nothing is open: what may stand on a list of destruction."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from trede.core.ledger import CaseSide
from trede.core.retention import Standing, why_not
from trede.core.terms_table import TERMS
from trede.journal import clock
from trede.subsidies.clocks import PREFETCH, clocks_of, result_of
from trede.subsidies.messages import to_post
from trede.subsidies.models import Application
from trede.subsidies.payments.queries import sides
from trede.subsidies.registry import scheme_of, schemes

MOST = 200
"""Files on one list: a person can still look through them."""
_STEP = 200
_CLOSED = "afgehandeld"
_DAYS = 365
"""No year is shorter: what has to be kept n years closed at least n times this many days ago."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file with its term of keeping. `law` is where the term comes from; `is_example`: the policy is silent on it.

    `until` is the last day of keeping, None while the file is not closed.
    """

    application: Application
    result: str
    years: int
    law: str
    is_example: bool
    until: date | None


def kept(application: Application) -> Kept:
    """Return how long a file is kept and why. No queries with `clocks.PREFETCH`."""
    result = result_of(application)
    item = next((item for item in scheme_of(application).retention if item.result == result), None)
    found = clocks_of(application).get("retention")
    usual = TERMS["retention"]
    return Kept(
        application,
        result,
        usual.length.count if item is None else item.years,
        usual.basis if item is None else item.law,
        item is None or item.status == "example",
        None if found is None else found.due,
    )


def due(most: int = MOST) -> list[Kept]:
    """Return files that may be destroyed and stand on no list, the longest closed first. A fixed number of queries per
    two hundred closed files.
    """
    rows = _closed().exclude(destruction_items__stands=True).order_by("ended_on", "pk")
    found: list[Kept] = []
    for start in range(0, rows.count(), _STEP):
        found += _free(list(rows[start : start + _STEP]))
        if len(found) >= most:
            break
    return found[:most]


def again(numbers: Iterable[int]) -> list[Kept]:
    """Return those of these files that may be destroyed at this moment, whatever list they stand on."""
    return _free(list(_closed().filter(pk__in=list(numbers)).order_by("ended_on", "pk")))


def _closed() -> QuerySet[Application]:
    terms = [item.years for scheme in schemes() for item in scheme.retention]
    years = min([TERMS["retention"].length.count, *terms])
    last = clock.today() - timedelta(days=_DAYS * years)
    rows = Application.objects.filter(state=_CLOSED, ended_on__lte=last, destroyed_on=None, number__isnull=False)
    return rows.prefetch_related(*PREFETCH, "claims")


def _free(rows: list[Application]) -> list[Kept]:
    known, today = sides(rows), clock.today()
    unposted = Counter(to_post().filter(application__in=rows).values_list("application", flat=True))
    found = (kept(row) for row in rows)
    return [
        item
        for item in found
        if not why_not(standing(item, known[item.application.pk], unposted[item.application.pk]), today)
    ]


def standing(item: Kept, side: CaseSide, unposted: int = 0) -> Standing:
    """Return how a file stands: its states, what stands in the ledger, and rows that nobody finished."""
    row = item.application
    return Standing(
        state=row.state,
        until=item.until,
        objection=row.objection_state,
        payment=row.payment_state,
        penalty=row.penalty_state,
        payable=side.payable,
        overpaid=side.overpaid,
        outstanding=side.outstanding,
        reserved=side.reserved,
        open_objections=sum(1 for _ in _open_objections(row)),
        open_payments=sum(1 for paid in row.payments.all() if paid.paid_on is None and not paid.failed_reason),
        open_claims=sum(1 for claim in row.claims.all() if claim.rest),
        open_messages=unposted + _unannounced(row),
    )


def _open_objections(row: Application) -> Iterator[object]:
    for decision in row.decisions.all():
        yield from (item for item in decision.objections.all() if item.decided_on is None and not item.outcome)


def _unannounced(row: Application) -> int:
    """Return how many decisions wait, as closing a file counts them: taken and not announced, or a draft."""
    waits = (item for item in row.decisions.all() if item.announced_on is None and item.dropped_at is None)
    return sum(1 for item in waits if item.kind != "reclaim")
