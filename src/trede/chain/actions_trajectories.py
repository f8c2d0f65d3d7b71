"""A referral at the side of the partner: accept or return, start, pause, complete or end, always with a way on."""

from collections.abc import Iterable
from datetime import date

from trede.chain import messages
from trede.chain.handing import facts, move, record_handover, service_of_pack
from trede.chain.models import Referral, Trajectory
from trede.chain.queries import current_rung, parties
from trede.chain.steps import WayOnChoice, known_instrument, known_rung, not_later_than_today, person, words
from trede.core.errors import InputError, OutOfOrder
from trede.core.scan import TOPICS
from trede.core.workflow import REFERRAL, Given, check_step
from trede.journal import clock
from trede.journal.actions import Actor, action, record

ENDS = {"reject": "rejected", "fail": "failed", "cancel": "cancelled", "correct": "entered-in-error"}
"""Steps that end a referral without a result, with the state they lead to."""
_EVENTS = {
    "reject": "referral.rejected",
    "fail": "referral.failed",
    "cancel": "referral.cancelled",
    "correct": "referral.corrected",
}


def _record(by: Actor, referral: Referral, event: str, **more: object) -> None:
    record(event, by=by, firm=referral.case.firm_id, subject=("referral", referral.pk), data=facts(referral) | more)


def _step(by: Actor, referral: Referral, step: str, given: Given) -> str:
    """Return the state the step leads to, or raise what core says about it."""
    return check_step(REFERRAL, referral.state, step, parties(by, referral), given).to


@action
def accept_referral(*, by: Actor, referral: Referral, handover_held_on: date | None = None) -> Referral:
    """Accept a referral. `handover_held_on`: the day of the handover, when it was still to come at sending.

    Raises InputError (`missing-handover`) when nobody held the handover yet.
    """
    handover = referral.handover
    held = handover.held_on or handover_held_on
    if held is None:
        raise InputError(
            "missing-handover",
            "Schrijf op welke dag jullie elkaar spraken over dit bedrijf.",
            "Write on which day you spoke to each other about this firm.",
        )
    to = _step(by, referral, "accept", Given(handover=True))
    move(referral, to, {"handler_id": person(by)})
    if handover.held_on is None:
        handover.held_on = not_later_than_today(held, "handover-on")
        handover.save(update_fields=["held_on"])
        record_handover(by=by, referral=referral, handover=handover)
    _record(by, referral, "referral.accepted")
    _tell(referral)
    return referral


@action
def start_referral(*, by: Actor, referral: Referral, started_on: date | None = None) -> Referral:
    """Start the trajectory, today or on a day before."""
    day = not_later_than_today(started_on or clock.today(), "started-on")
    before = current_rung(referral.case)
    move(referral, _step(by, referral, "start", Given()), {})
    Trajectory(referral=referral, started_on=day, rung_before=before).save(force_insert=True)
    _record(by, referral, "referral.started")
    _tell(referral)
    return referral


@action
def hold_referral(*, by: Actor, referral: Referral, reason: str) -> Referral:
    """Put a trajectory on hold, with a reason."""
    move(referral, _step(by, referral, "hold", Given(reason=reason)), {"reason": words(reason)})
    _record(by, referral, "referral.held")
    messages.partner_goes_on(referral)
    return referral


@action
def resume_referral(*, by: Actor, referral: Referral) -> Referral:
    """Go on with a trajectory that was on hold."""
    move(referral, _step(by, referral, "resume", Given()), {"reason": ""})
    _record(by, referral, "referral.resumed")
    messages.partner_goes_on(referral)
    return referral


@action
def complete_referral(
    *,
    by: Actor,
    referral: Referral,
    rung: str,
    result: str,
    topics: Iterable[str] = (),
    instrument: str = "",
    ended_on: date | None = None,
    next_step: str = "",
    new_use: bool | None = None,
) -> Referral:
    """Complete a trajectory with its result in words, the rung the partner confirms, and how the firm goes on.

    `new_use` says whether the firm now uses something digital that it did not have; None: not known.
    Raises InputError for an unknown rung, topic or scheme, a day to come, or no words.
    """
    moved = [topic for topic in TOPICS if topic in set(topics)]
    if set(topics) - set(TOPICS):
        raise InputError("topics", "Kies onderwerpen uit de lijst.", "Choose topics from the list.")
    text = words(result)
    if not text:
        raise InputError(
            "result", "Schrijf in één of twee zinnen wat het opleverde.", "Write in a sentence what came of it."
        )
    used = known_instrument(instrument)
    day = not_later_than_today(ended_on or clock.today(), "ended-on")
    to = _step(by, referral, "complete", Given(rung=bool(known_rung(rung))))
    then = words(next_step)
    trajectory = referral.trajectory
    before = current_rung(referral.case) or trajectory.rung_before
    move(referral, to, {"ended_on": day, "reason": ""})
    if day < trajectory.started_on:
        raise InputError("ended-on", "Deze dag ligt voor de start.", "This day lies before the start.")
    trajectory.ended_on, trajectory.result, trajectory.rung_after = day, text, rung
    trajectory.topics, trajectory.instrument, trajectory.rung_before = moved, used, before
    trajectory.next_step, trajectory.new_use = then, new_use
    trajectory.save()
    _record_result(by, referral, trajectory)
    messages.firm_told(referral)
    return referral


def _record_result(by: Actor, referral: Referral, trajectory: Trajectory) -> None:
    result: dict[str, object] = {
        "service": referral.service,
        "instrument": trajectory.instrument,
        "rung_before": trajectory.rung_before,
        "rung_after": trajectory.rung_after,
        "topics": trajectory.topics,
        "new_use": trajectory.new_use,
    }
    rung: dict[str, object] = {
        "rung": trajectory.rung_after,
        "by_role": "partner",
        "source": "trajectory",
        "rung_before": trajectory.rung_before,
    }
    events = [("referral.completed", facts(referral)), ("trajectory.completed", result), ("rung.confirmed", rung)]
    if trajectory.instrument:
        events.append(("instrument.used", {"instrument": trajectory.instrument}))
    subject, firm = ("referral", referral.pk), referral.case.firm_id
    for event, data in events:
        record(event, by=by, firm=firm, subject=subject, data=data, occurred_on=trajectory.ended_on)


@action
def end_referral(*, by: Actor, referral: Referral, step: str, reason: str, way_on: WayOnChoice) -> Referral:
    """Return, stop, cancel or correct a referral (`reject`, `fail`, `cancel`, `correct`), with reason and way on.

    A new route becomes a draft at the front door, with the suggested service when there is one. Raises InputError
    without reason or way on, OutOfOrder when the step does not fit.
    """
    if step not in ENDS:
        raise OutOfOrder("out-of-order", "Deze stap bestaat niet.", "There is no such step.")
    to = _step(by, referral, step, Given(reason=reason, way_on=way_on.as_rule()))
    stops = way_on.firm_stops_on
    changes: dict[str, object] = {"reason": words(reason), "ended_on": clock.today()}
    if stops is not None:
        changes["firm_stops_on"] = not_later_than_today(stops, "firm-stops-on")
    elif way_on.new_route:
        changes["follow_up"] = _follow_up(referral, way_on.service)
    move(referral, to, changes)
    _record(by, referral, _EVENTS[step], way_on="firm-stops" if stops else "follow-up")
    if step in {"reject", "fail"} and stops is None:
        messages.firm_told(referral)
    if step in {"cancel", "correct"}:
        messages.partner_stopped(referral)
    return referral


def _tell(referral: Referral) -> None:
    """Tell the firm, and the partner without an account what comes next."""
    messages.firm_told(referral)
    messages.partner_goes_on(referral)


def _follow_up(referral: Referral, service: str) -> Referral:
    """Make the draft that takes over. The adviser who referred chooses the route."""
    organisation, days = service_of_pack(service) if service else ("", referral.answer_days)
    draft = Referral(
        case=referral.case,
        service=service,
        organisation=organisation,
        answer_days=days,
        rung=current_rung(referral.case) or referral.rung,
        question=referral.question,
        requested_by_id=referral.requested_by_id,
        since=clock.today(),
    )
    draft.save(force_insert=True)
    return draft
