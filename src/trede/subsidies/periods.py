"""Budget periods: taking them in from the scheme, publishing a ceiling, and how the account stood on any day."""

from datetime import date, datetime, timedelta

from trede.core.clocks import AMSTERDAM, amsterdam_day
from trede.core.errors import InputError
from trede.core.pack_scheme_terms import moment
from trede.core.pack_schemes import Scheme
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.subsidies import book, locks
from trede.subsidies.models import CeilingVersion, Period
from trede.subsidies.registry import is_rehearsal, schemes

_BY = Actor.system("subsidy-periods")


@action
def ensure(*, by: Actor, scheme: Scheme, key: str) -> Period:
    """Return the period `key` of a scheme; made at first use, with the ceilings that are published by now.

    InputError `unknown-period` when the scheme has no opening for it. What a scheme manager published later stays.
    """
    openings = [item for item in scheme.openings if item.period == key]
    if not openings:
        raise InputError("unknown-period", "Deze periode is er niet.", "There is no such period.")
    period = Period.objects.filter(scheme=scheme.key, key=key).first()
    if period is None:
        locks.hold(f"period/{scheme.key}/{key}")
        first = min(amsterdam_day(moment(item.opens)) for item in openings)
        last = max(amsterdam_day(moment(item.closes) - timedelta(seconds=1)) for item in openings)
        period, is_new = Period.objects.get_or_create(
            scheme=scheme.key, key=key, defaults={"first": first, "last": last}
        )
        if is_new:
            record("subsidy.period-opened", by=by, subject=("period", period.pk), data=names(period))
    _take_in_ceilings(by, scheme, period)
    return period


def _take_in_ceilings(by: Actor, scheme: Scheme, period: Period) -> None:
    """Enter the ceilings of the scheme that are published and later than the last one that stands."""
    now = clock.now()
    last = period.ceilings.order_by("effective_from").last()
    for item in sorted(scheme.ceilings, key=lambda item: moment(item.effective_from)):
        starts, published = moment(item.effective_from), moment(item.published_at)
        if item.period != period.key or published > now or (last is not None and starts <= last.effective_from):
            continue
        _enter(
            by, period, item.cents, published_at=published, effective_from=max(starts, published), reason=item.reason.nl
        )


def take_in() -> int:
    """Take in the periods and ceilings of the schemes that are published by now; return how many ceilings are new."""
    before = CeilingVersion.objects.count()
    now = clock.now()
    for scheme in schemes():
        if scheme.status == "draft" and not is_rehearsal(scheme):
            continue
        keys = {item.period for item in scheme.ceilings if moment(item.published_at) <= now}
        for key in sorted(keys & {item.period for item in scheme.openings}):
            ensure(by=_BY, scheme=scheme, key=key)
    return CeilingVersion.objects.count() - before


@action
def publish_ceiling(*, by: Actor, period: Period, cents: int, effective_on: date, reason: str) -> None:
    """Publish a new ceiling that counts for what is received from a day on; higher helps everybody (Awb 4:27).

    The day may not lie in the past: what came in keeps what it counts on. Raises InputError `ceiling-day`,
    `ceiling-amount` or `ceiling-reason`.
    """
    check_permission(by, Permission.SUBSIDY_MANAGE)
    now = clock.now()
    if cents < 0:
        raise InputError("ceiling-amount", "Een plafond is nul of hoger.", "A ceiling is zero or more.")
    if not reason.strip():
        raise InputError("ceiling-reason", "Schrijf waarom het plafond verandert.", "Write why the ceiling changes.")
    if effective_on < clock.today():
        raise InputError(
            "ceiling-day",
            "Een plafond gaat vandaag of later in. Wat al binnen is, telt op het plafond van toen.",
            "A ceiling takes effect today or later. What came in counts on the ceiling of that moment.",
        )
    starts = datetime.combine(effective_on, datetime.min.time(), AMSTERDAM)
    locked = locks.hold_period(period.pk)
    _enter(by, locked, cents, published_at=now, effective_from=max(starts, now), reason=reason.strip()[:200])


def _enter(
    by: Actor, period: Period, cents: int, *, published_at: datetime, effective_from: datetime, reason: str
) -> None:
    book.publish_ceiling(
        period=period, cents=cents, published_at=published_at, effective_from=effective_from, reason=reason
    )
    data: dict[str, object] = {**names(period), "cents": cents, "from": amsterdam_day(effective_from).isoformat()}
    record("subsidy.ceiling-published", by=by, subject=("period", period.pk), data=data)


def end_of(day: date) -> datetime:
    """Return the last moment of a day in Amsterdam: for how an account stood on it."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), AMSTERDAM) - timedelta(microseconds=1)


def names(period: Period) -> dict[str, object]:
    """Return the keys by which an event names a period."""
    return {"scheme": period.scheme, "period": period.key}
