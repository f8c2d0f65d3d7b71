"""The jobs of the subsidy desk: what a day brings by itself. Each does only what is due, and can run twice."""

import logging
from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from trede.core.errors import TredeError
from trede.core.grant_life import Need
from trede.core.grant_life_table import MAIN
from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.journal.jobs import register_job
from trede.journal.models import Event
from trede.subsidies import allocate, book, clocks, messages, offers, periods
from trede.subsidies.given import Given
from trede.subsidies.life import take_step
from trede.subsidies.models import Application, Period

log = logging.getLogger("trede.subsidies")

_LIFE, _ALLOCATION = Actor.system("subsidy-life"), Actor.system("subsidy-allocation")
_BOOK, _WARN = Actor.system("subsidy-ledger"), Actor.system("subsidy-terms")


def share_out() -> int:
    """Share out every period that has something waiting; return how many applications moved."""
    moved = 0
    open_ones = Q(applications__state__in=allocate.WAITING) | Q(applications__offer_until__isnull=False)
    for period in Period.objects.filter(open_ones).distinct().order_by("pk"):
        outcome = allocate.run(by=_ALLOCATION, period=period)
        moved += outcome.reserved + outcome.offered + outcome.waiting
    return moved


def let_terms_end() -> int:
    """Take the steps that follow from a term that is over: repair, hearing, draft, objection; return how many."""
    today, done = clock.today(), 0
    drafts = Application.objects.filter(state="concept", draft_until__lt=today)
    done += _each(drafts, "vervallen")
    repair = Application.objects.filter(state="herstel").exclude(gaps__until__gte=today).distinct()
    done += _each(repair, "herstel_verlopen")
    done += _each(Application.objects.filter(state="zienswijze"), "zienswijze_verlopen")
    for application in Application.objects.filter(objection_state="open").prefetch_related(*clocks.PREFETCH):
        found = clocks.clocks_of(application).get("objection")
        if found is not None and found.due is not None and found.due < today:
            over = Given(needs=frozenset({Need.TERM_OVER}))
            done += _try(application, "termijn_voorbij", region="objection", given=over)
    return done


def _each(applications: Iterable[Application], step: str) -> int:
    return sum(_try(application, step) for application in applications)


def _try(application: Application, step: str, *, region: str = "main", given: Given = Given()) -> int:  # noqa: B008  # frozen
    """Take a step when it is due; what is not due yet says so by itself."""
    try:
        take_step(by=_LIFE, application=application, step=step, region=region, given=given)
    except TredeError:
        return 0
    return 1


def warn() -> int:
    """Record once per share when 50, 75 or 90 % of a term of the office has gone by; return how many."""
    today = clock.today()
    watched = [state.key for state in MAIN.states if not state.end]
    found = Application.objects.filter(state__in=watched, received_day__isnull=False).prefetch_related(*clocks.PREFETCH)
    rows = list(found)
    events = Event.objects.filter(
        type="application.term-warned", subject_kind="application", subject__in=[str(row.pk) for row in rows]
    )
    before = {
        (subject, data["term"], data["due"], data["share"]) for subject, data in events.values_list("subject", "data")
    }
    done = 0
    for application in rows:
        for key, item in clocks.clocks_of(application).items():
            share, due = item.deadline.reached(today), item.due
            if not share or due is None or item.light(today) not in ("running", "soon", "late"):
                continue
            data: dict[str, object] = {"term": key, "due": due.isoformat(), "share": share}
            if (str(application.pk), *data.values()) not in before:
                _warn(by=_WARN, application=application, data=data)
                done += 1
    return done


@action
def _warn(*, by: Actor, application: Application, data: dict[str, object]) -> None:
    about = ("application", application.pk)
    record("application.term-warned", by=by, firm=application.firm_id, subject=about, data=data)


def count_again() -> int:
    """Set the copies of decision days right that differ from what their rows say; return how many differed."""
    rows = Application.objects.filter(state__in=clocks.UNDECIDED_STATES).prefetch_related(*clocks.PREFETCH)
    wrong = [(row, due) for row in rows if (due := clocks.recount(row)) != row.decide_by]
    return _count_again(by=_WARN, wrong=wrong) if wrong else 0


@action
def _count_again(*, by: Actor, wrong: list[tuple[Application, date | None]]) -> int:
    for row, due in wrong:
        Application.objects.filter(pk=row.pk).update(decide_by=due)
    record("application.due-counted", by=by, data={"changed": len(wrong)})
    return len(wrong)


def check_books() -> int:
    """Check the invariants of every period from its entries; return how many periods are broken: none, always."""
    wrong = 0
    for period in Period.objects.order_by("pk"):
        found = book.check_period(period)
        if found:
            wrong += 1
            log.error("ledger of period %s is broken: %s", period.pk, ", ".join(found))
            _report(by=_BOOK, period=period, found=found)
    return wrong


@action
def _report(*, by: Actor, period: Period, found: tuple[str, ...]) -> None:
    data: dict[str, object] = {**periods.names(period), "broken": ",".join(found)}
    record("subsidy.ledger-broken", by=by, subject=("period", period.pk), data=data)


register_job("subsidy-1-periods", periods.take_in)
register_job("subsidy-2-terms", let_terms_end)
register_job("subsidy-3-offers", offers.expire)
register_job("subsidy-4-allocation", share_out)
register_job("subsidy-5-notices", messages.follow_notices)
register_job("subsidy-6-warnings", warn)
register_job("subsidy-7-days", count_again)
register_job("subsidy-8-ledger", check_books)
