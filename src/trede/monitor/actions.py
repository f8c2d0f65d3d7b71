"""Freezing a quarter: the only thing the monitor writes."""

from trede.core.disclosure import Rules
from trede.core.errors import InputError
from trede.core.periods import Period, check_freezable
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.monitor import breakdowns, queries
from trede.monitor.figures import held_against
from trede.monitor.models import MonitorSnapshot
from trede.monitor.report import build
from trede.regions.registry import pack

MOST_LESSONS = 3
LONGEST_LESSON = 300


@action
def freeze_quarter(*, by: Actor, period: Period, lessons: tuple[str, ...] = ()) -> MonitorSnapshot:
    """Freeze the public figures of a quarter that has ended, with up to three lessons; return the snapshot.

    Raises NotPermitted, InputError (not a quarter, lessons too many or too long) and OutOfOrder: the quarter is not
    over, it or a later one was frozen already. Quarters freeze in order, so that each is held against all before.
    """
    check_permission(by, Permission.MONITOR_PUBLISH)
    _check_lessons(lessons)
    check_freezable(period, today=clock.today(), newest=queries.newest_frozen())
    region, today = pack(), clock.today()
    ledger, profiles = queries.profiled(today)
    rules = Rules.public(region.info.disclosure)
    beside = held_against(period, queries.settled())
    document, members = build(region, ledger, period, known_on=today, rules=rules, beside=beside)
    then = breakdowns.Before(queries.remembered_before(period), [year.shown() for year in beside.years])
    tables, remembered = breakdowns.build(region, ledger, profiles, period, document, rules=rules, before=then)
    snapshot = MonitorSnapshot(
        period=period.key,
        known_on=today,
        made_on=clock.now(),
        document={**document, "status": "final"},
        members=members,
        breakdowns=tables | breakdowns.scans(region, period, known_on=today, rules=rules),
        remembered=remembered,
        lessons=list(lessons),
    )
    snapshot.save(force_insert=True)
    data: dict[str, object] = {"period": period.key, "known_on": today.isoformat()}
    record("monitor.frozen", by=by, subject=("period", period.key), data=data)
    return snapshot


def _check_lessons(lessons: tuple[str, ...]) -> None:
    if len(lessons) > MOST_LESSONS or any(len(lesson) > LONGEST_LESSON for lesson in lessons):
        raise InputError(
            "lessons",
            f"Schrijf hooguit {MOST_LESSONS} lessen van elk hooguit {LONGEST_LESSON} tekens.",
            f"Write at most {MOST_LESSONS} lessons of at most {LONGEST_LESSON} characters each.",
        )
