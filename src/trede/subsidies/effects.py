"""What a step of the main line causes beside the change of state: days, suspensions, the ledger, the decision.

An effect runs inside the action of the step, after its needs were met and before the state changes. It returns the
fields of the application that change in the same statement. Another part of this room adds its own with `also`: those
run after the change of state, in the same transaction.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from trede.core.clocks import amsterdam_day
from trede.core.errors import InputError
from trede.core.grant_life import Edge
from trede.core.pack_scheme_terms import moment
from trede.core.terms import deadline
from trede.journal import clock
from trede.journal.actions import Actor
from trede.subsidies import periods
from trede.subsidies.given import Given
from trede.subsidies.messages import address_of, outage_for
from trede.subsidies.models import Application, Decision, Gap, Suspension
from trede.subsidies.numbers import number_of
from trede.subsidies.registry import ceiling_at, open_now, scheme_of, term_of


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that is being taken."""

    by: Actor
    application: Application
    edge: Edge
    region: str
    given: Given


Fields = dict[str, Any]
Effect = Callable[[Taken], Fields]
Also = Callable[[Taken], None]

_also: dict[tuple[str, str], list[Also]] = defaultdict(list)
"""What other parts of this room do in the same transaction, by region and step."""


def also(region: str, step: str, run: Also) -> None:
    """Run something in the transaction of a step, after its state changed. Register at start; twice counts once."""
    if run not in _also[region, step]:
        _also[region, step].append(run)


def run_also(taken: Taken) -> None:
    """Run what was registered for this step."""
    for run in _also[taken.region, taken.edge.event]:
        run(taken)


def nothing(_taken: Taken) -> Fields:
    """The effect of a step that only changes the state."""
    return {}


def _send(taken: Taken) -> Fields:
    """Bind the application to period, ceiling and parameters of this moment, and give it a number (Awb 4:27, 2:17)."""
    application, now = taken.application, clock.now()
    scheme = scheme_of(application)
    state, opening = open_now(scheme)
    if opening is None:
        raise InputError("missing-scheme-open", "De regeling is niet open.", "The scheme is not open.")
    period = periods.ensure(by=Actor.system("subsidy-periods"), scheme=scheme, key=opening.period)
    today = amsterdam_day(now)
    return {
        "number": number_of(application.pk, today.year),
        "period": period,
        "ceiling": ceiling_at(period, now),
        "terms_from": now,
        "received_at": now,
        "received_day": today,
        "requested_cents": taken.given.cents or application.requested_cents,
        "draft_until": None,
        "outage": None if state == "open" else outage_for(amsterdam_day(moment(opening.closes) - timedelta(seconds=1))),
    }


def _drop(_taken: Taken) -> Fields:
    return {"draft": {}, "ended_on": clock.today()}


def _ask(taken: Taken) -> Fields:
    """Ask what is missing: the decision term stands still from the day after (Awb 4:15)."""
    application, today = taken.application, clock.today()
    until = taken.given.until or repair_day(application, today)
    _not_before(until, today + timedelta(days=1))
    for code, note in taken.given.gaps:
        Gap(application=application, code=code, note=note, asked_on=today, until=until).save(force_insert=True)
    _asked(taken)
    return {"checked_day": today}


def _reopen(taken: Taken) -> Fields:
    """Ask the open items once more, with a new term."""
    application, today = taken.application, clock.today()
    until = taken.given.until or repair_day(application, today)
    _not_before(until, today + timedelta(days=1))
    application.gaps.filter(came_on=None).update(asked_on=today, until=until)
    _asked(taken)
    return {}


def _asked(taken: Taken) -> None:
    """Let the term for deciding stand still; for a letter by post that begins when it went (`posting`)."""
    if taken.given.letter is None or address_of(taken.application):
        stand_still(taken.application, clock.today() + timedelta(days=1))


def stand_still(application: Application, first: date) -> None:
    """Let the term for deciding stand still from a day, while the firm adds what is missing (Awb 4:15.1a)."""
    _suspend(application, "decision", "repair", first)


def repair_day(application: Application, asked: date) -> date:
    """Return the last day of the usual time to add what is missing, when it is asked on a day."""
    return deadline(term_of(scheme_of(application), "repair"), asked).last or asked


def _add(taken: Taken) -> Fields:
    """The firm added something: what it names came in today, and the decision term runs on."""
    today = clock.today()
    taken.application.gaps.filter(came_on=None, code__in=taken.given.came).update(came_on=today)
    _resume(taken.application, "decision", today)
    return {}


def _stop_repair(taken: Taken) -> Fields:
    _resume(taken.application, "decision", clock.today())
    return {}


def _repair_over(taken: Taken) -> Fields:
    """The term passed unused: the suspension ends with it, not with the day on which somebody noticed."""
    newest = taken.application.gaps.order_by("-asked_on", "-until").first()
    _resume(taken.application, "decision", clock.today() if newest is None else newest.until)
    return {}


def _complete(taken: Taken) -> Fields:
    """Complete on the day of the last required item, not on the day of the check (research: rank key is a day)."""
    application, today = taken.application, clock.today()
    came = [gap.came_on for gap in application.gaps.all() if gap.came_on is not None]
    received = application.received_day or today
    day = taken.given.day or max([received, *came])
    if not received <= day <= today:
        raise InputError(
            "complete-day",
            "Een aanvraag is compleet op of na de dag van ontvangst, en niet in de toekomst.",
            "An application is complete on or after the day of receipt, and not in the future.",
        )
    _resume(application, "decision", day)
    return {"complete_day": day, "checked_day": today}


def _advice(taken: Taken) -> Fields:
    """Outside advice makes the term longer when the firm was told: `day` is the day of that notice."""
    return {"external_advice_on": taken.given.day} if taken.given.day is not None else {}


def _back(taken: Taken) -> Fields:
    """The draft goes back: it is dropped, and with it every approval."""
    drop_drafts(taken.application)
    return {}


def drop_drafts(application: Application) -> None:
    """Drop decisions that were not taken; approvals of them count no more."""
    application.decisions.filter(decided_on=None, dropped_at=None).update(dropped_at=clock.now())


def _announce(taken: Taken) -> Fields:
    """Write the day of announcement on the newest decision that was taken (Awb 3:41)."""
    decision = taken.given.decision or (
        taken.application.decisions.filter(decided_on__isnull=False, announced_on=None).order_by("-pk").first()
    )
    if decision is None:
        raise InputError("no-decision", "Er is geen besluit om bekend te maken.", "There is no decision to announce.")
    Decision.objects.filter(pk=decision.pk, announced_on=None).update(
        announced_on=clock.today(), announced_how=taken.given.how
    )
    return {}


def _end(taken: Taken) -> Fields:
    """The application ends before a decision: drafts go, nothing stands still any more, and its rank is lost."""
    drop_drafts(taken.application)
    for term in ("decision", "objection-decision"):
        _resume(taken.application, term, clock.today())
    more = {key: taken.given.fields[key] for key in ("passed_to",) if key in taken.given.fields}
    return {"offered_cents": None, "offer_until": None, "ended_on": clock.today(), **more}


def _void_completeness(_taken: Taken) -> Fields:
    return {"complete_day": None, "checked_day": None, "lot_place": None, "offered_cents": None, "offer_until": None}


def _archive(_taken: Taken) -> Fields:
    return {"ended_on": clock.today()}


def _suspend(application: Application, term: str, ground: str, first: date) -> None:
    if not application.suspensions.filter(term=term, ground_key=ground, until=None).exists():
        Suspension(application=application, term=term, ground_key=ground, first=first).save(force_insert=True)


def _resume(application: Application, term: str, until: date) -> None:
    """End what stands still for repair; a stretch that never began is taken away."""
    still = application.suspensions.filter(term=term, until=None)
    still.filter(first__gt=until).delete()
    still.filter(first__lte=until).update(until=until)


def _not_before(day: date, first: date) -> None:
    if day < first:
        raise InputError("until", "Kies een dag in de toekomst.", "Choose a day in the future.")


MAIN_EFFECTS: dict[str, Effect] = {
    "indienen": _send,
    "vervallen": _drop,
    "volledig_verklaren": _complete,
    "uitnodigen_aanvullen": _ask,
    "aanvullen": _add,
    "herstel_verlopen": _repair_over,
    "herstel_heropenen": _reopen,
    "herstel_beeindigen": _stop_repair,
    "advies_vragen": _advice,
    "terugleggen": _back,
    "terughalen": _back,
    "bekendmaken": _announce,
    "intrekken_aanvraag": _end,
    "doorleiden": _end,
    "terug_naar_controle": _void_completeness,
    "archiveren": _archive,
}
"""By step; a step that is not here has no effect of its own beside the ledger (`effects_money`)."""
