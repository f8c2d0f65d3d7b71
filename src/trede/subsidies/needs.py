"""What has to be so for a step, looked up where rows can say it.

A need is met in one of three ways: it is looked up here; a part of this room that knows better registered its look-up
(`register`); or, for those in `VOUCHED`, the caller says so. What is looked up cannot be vouched for.
"""

from collections.abc import Callable
from datetime import date, timedelta

from trede.core.clocks import amsterdam_day
from trede.core.grant_life import Need, Role, within_mandate
from trede.core.grant_life_table import OBJECTION, PAYMENT, PENALTY
from trede.core.integrity_words import PAYMENT_CODES
from trede.core.pack_scheme_terms import moment
from trede.core.terms import TermState
from trede.journal import clock
from trede.journal.actions import Actor
from trede.subsidies import clocks, messages
from trede.subsidies.acting import acted
from trede.subsidies.given import Given
from trede.subsidies.models import Application, Decision
from trede.subsidies.registry import open_now, scheme_of

Check = Callable[[Actor, Application, Given], bool]
"""Says whether a need is met: who acts, on which application, and what came along."""

VOUCHED = frozenset(
    {
        Need.ITEMS,
        Need.ROOM,
        Need.NO_ROOM,
        Need.CRITERIA,
        Need.STATE_AID,
        Need.HEARD,
        Need.DELIVERED,
        Need.CONSENT,
        Need.ENDED,
        Need.LOWER_GROUND,
        Need.SUSPICION,
        Need.IN_TIME,
        Need.TERM_OVER,
        Need.IBAN,
    }
)
"""Needs that a caller may vouch for, as long as no look-up was registered."""

BY_FORM = frozenset({Need.GAPS, Need.REASON, Need.OTHER_PERSON, Need.MANDATE, Need.UNCHANGED})
"""Needs that depend on what is filled in or chosen with the step itself."""


def register(need: Need, check: Check) -> None:
    """Look a need up from now on, instead of taking somebody's word. ValueError when another look-up has it."""
    known = _CHECKS.get(need)
    if known is not None and known is not check:
        raise ValueError(f"{need} is looked up already")
    _CHECKS[need] = check


def met(by: Actor, application: Application, given: Given, asked: frozenset[Need]) -> frozenset[Need]:
    """Return which of the asked needs are met."""
    found = set()
    for need in asked:
        check = _CHECKS.get(need, _is_vouched(need))
        if check(by, application, given):
            found.add(need)
    return frozenset(found)


def _is_vouched(need: Need) -> Check:
    return lambda _by, _application, given: need in VOUCHED and need in given.needs


def _is_open(_by: Actor, application: Application, _given: Given) -> bool:
    """Open, or closed while an outage kept people out on the last day (Awb 2:21.3)."""
    state, opening = open_now(scheme_of(application))
    if state != "closed" or opening is None:
        return state == "open"
    return messages.outage_for(amsterdam_day(moment(opening.closes) - timedelta(seconds=1))) is not None


def _is_signed(_by: Actor, application: Application, _given: Given) -> bool:
    is_firm = application.sent_by == "firm" or application.mandate_id is not None
    return bool(application.signed_by) and application.signed_at is not None and is_firm


def _chose_delivery(_by: Actor, application: Application, _given: Given) -> bool:
    """By mail needs an address; by post needs nothing."""
    person = application.applicant
    return not application.by_mail or (person is not None and bool(person.email))


def _names_gaps(_by: Actor, _application: Application, given: Given) -> bool:
    return bool(given.gaps)


def _within_repair(_by: Actor, application: Application, _given: Given) -> bool:
    until = repair_until(application)
    if until is None or clock.today() <= until or messages.waits_for_post(application, "repair"):
        return True
    return messages.outage_for(until) is not None


def _is_repair_over(_by: Actor, application: Application, _given: Given) -> bool:
    """Nobody lets a time to answer run out of which the firm does not know: the letter went first."""
    until = repair_until(application)
    return until is not None and clock.today() > until and not messages.waits_for_post(application, "repair")


def repair_until(application: Application) -> date | None:
    """Return the last day on which the firm may add what is missing; None when nothing was asked. One query."""
    newest = application.gaps.order_by("-asked_on", "-until").first()
    return None if newest is None else newest.until


def _within_lapse(_by: Actor, application: Application, _given: Given) -> bool:
    found = clocks.clocks_of(application).get("handling-lapse")
    return found is not None and found.deadline.in_time(clock.today())


def _is_period(_by: Actor, application: Application, _given: Given) -> bool:
    return application.period is not None and clock.today() <= application.period.last


def _has_reason(_by: Actor, _application: Application, given: Given) -> bool:
    return bool(given.reason.strip())


def _is_reply_over(_by: Actor, application: Application, _given: Given) -> bool:
    found = clocks.clocks_of(application).get("hearing")
    if found is None or found.state() is not TermState.PASSED:
        return False
    return not messages.waits_for_post(application, clocks.HEARING)


def _signals_closed(_by: Actor, application: Application, _given: Given) -> bool:
    """Questions about the account wait until there is something to pay: see `payments`."""
    return not application.signals.filter(closed_at=None).exclude(code__in=PAYMENT_CODES).exists()


def _is_other(by: Actor, application: Application, given: Given) -> bool:
    """Somebody who neither prepared this decision or payment nor worked on the file before as officer.

    On an objection nobody decides who took the decision that it is against (Awb 10:3.3).
    """
    if by.kind != "person":
        return False
    before = acted(application)
    others = set(before.get(Role.OFFICER, ()))
    if given.decision is not None:
        others.add(str(given.decision.prepared_by_id))
        if given.decision.kind == "objection":
            others |= before.get(Role.DECIDER, set())
    if given.payment is not None:
        others.add(str(given.payment.prepared_by_id))
    return by.id not in others


def _in_mandate(by: Actor, application: Application, given: Given) -> bool:
    if given.decision is None:
        return False
    limits = [item.upto_cents for item in scheme_of(application).mandates if item.role in by.roles]
    return any(within_mandate(given.decision.cents, limit) for limit in limits)


def _is_unchanged(_by: Actor, application: Application, given: Given) -> bool:
    """The decider read this very draft, it is of this application, and still open."""
    decision = given.decision
    return (
        decision is not None
        and decision.application_id == application.pk
        and Decision.objects.filter(pk=decision.pk, digest=given.digest, decided_on=None, dropped_at=None).exists()
    )


def _in_five_years(_by: Actor, application: Application, _given: Given) -> bool:
    """Five years count from the settlement (Awb 4:57.4): on a grant that was withdrawn before it, they never began."""
    found = clocks.clocks_of(application)
    kept = [found[key] for key in ("withdrawal", "reclaim") if key in found]
    if not kept:
        return application.decisions.filter(kind="withdraw", announced_on__isnull=False).exists()
    return any(item.deadline.in_time(clock.today()) for item in kept)


def _nothing_open(_by: Actor, application: Application, _given: Given) -> bool:
    """No region is at work, no money is on its way, and no message is without proof."""
    regions = (
        (OBJECTION, application.objection_state),
        (PAYMENT, application.payment_state),
        (PENALTY, application.penalty_state),
    )
    if not all(region.state(key).closed for region, key in regions):
        return False
    return not messages.to_post().filter(application=application).exists()


def _ledger(_by: Actor, _application: Application, _given: Given) -> bool:
    """The entry itself is refused when it may not be made, in the same transaction: see `effects`."""
    return True


_CHECKS: dict[Need, Check] = {
    Need.OPEN: _is_open,
    Need.SIGNED: _is_signed,
    Need.DELIVERY: _chose_delivery,
    Need.GAPS: _names_gaps,
    Need.WITHIN_REPAIR: _within_repair,
    Need.REPAIR_OVER: _is_repair_over,
    Need.WITHIN_LAPSE: _within_lapse,
    Need.PERIOD: _is_period,
    Need.REASON: _has_reason,
    Need.REPLY_OVER: _is_reply_over,
    Need.SIGNALS: _signals_closed,
    Need.OTHER_PERSON: _is_other,
    Need.MANDATE: _in_mandate,
    Need.UNCHANGED: _is_unchanged,
    Need.LEDGER: _ledger,
    Need.FIVE_YEARS: _in_five_years,
    Need.NOTHING_OPEN: _nothing_open,
}
