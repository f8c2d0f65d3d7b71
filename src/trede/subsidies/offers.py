"""Offering what is left of the ceiling: the part is held from the offer on, for as long as the firm may answer.

A reservation for the part stands in the ledger while the application still waits; taking the part moves it on, not
taking it gives the room back (Awb 4:25: refused in so far as the ceiling would be passed).
"""

from typing import Any

from trede.core.errors import NotPermitted, OutOfOrder
from trede.core.grant_life import Need, Role
from trede.core.ledger import Kind
from trede.core.terms import deadline
from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.subsidies import book, locks, messages
from trede.subsidies.acting import roles_of
from trede.subsidies.given import Given
from trede.subsidies.life import take_step
from trede.subsidies.models import Application, Period
from trede.subsidies.registry import scheme_of, term_of
from trede.subsidies.wording import words

_SYSTEM = Actor.system("subsidy-allocation")
_ROOM, _NO_ROOM = Given(needs=frozenset({Need.ROOM})), Given(needs=frozenset({Need.NO_ROOM}))
KIND = "part-offer"


def offer(*, by: Actor, period: Period, application: Application, cents: int) -> None:
    """Hold a part for a firm and ask whether it wants it. Inside the action of the caller. Raises Refused."""
    _post(period, application, Kind.RESERVE, cents)
    term = term_of(scheme_of(application), "part-offer")
    until = deadline(term, clock.today()).last or clock.today()
    Application.objects.filter(pk=application.pk).update(offered_cents=cents, offer_until=until)
    application.offered_cents, application.offer_until = cents, until
    data: dict[str, object] = {"cents": cents, "until": until.isoformat()}
    record("application.part-offered", by=by, **_about(application), data=data)
    subject, body = words("part-offer", application, cents=cents, until=until)
    place = application.messages.count() + 1
    messages.place(
        by=by,
        application=application,
        kind=KIND,
        subject=subject,
        body=body,
        key=f"{application.pk}/{place}/{KIND}",
        answer_until=until,
    )


def raise_open(*, by: Actor, period: Period) -> None:
    """Give what came free to offers that are still open, in order, before anybody else. Inside the action."""
    waiting = Application.objects.filter(period=period, offer_until__isnull=False)
    for application in waiting.order_by("complete_day", "lot_place", "pk"):
        held = application.offered_cents or 0
        more = min(application.requested_cents - held, book.room(period, application.received_at))
        if more <= 0:
            continue
        _post(period, application, Kind.RELEASE, held)
        if held + more < application.requested_cents:
            offer(by=by, period=period, application=application, cents=held + more)
            continue
        _close_offer(application, None)
        step = "toewijzen_ruimte" if application.state == "volledig" else "opschuiven"
        take_step(by=_SYSTEM, application=application, step=step, given=_ROOM)


@action
def accept_part(*, by: Actor, application: Application) -> Application:
    """Take the part that was offered: by the firm, or by the desk for a firm that answered otherwise.

    Raises OutOfOrder when there is no open offer, or its last day is over.
    """
    _check_answer(by, application)
    locks.hold_period(application.period_id or 0)
    fresh = _open_offer(application)
    if _is_over(fresh):
        raise OutOfOrder("offer-over", "De tijd om te kiezen is voorbij.", "The time to choose is over.")
    _close_offer(fresh, fresh.offered_cents)
    record("application.part-accepted", by=by, **_about(fresh), data={"cents": fresh.offered_cents})
    step = "toewijzen_ruimte" if fresh.state == "volledig" else "opschuiven"
    return take_step(by=_SYSTEM, application=fresh, step=step, given=_ROOM)


@action
def decline_part(*, by: Actor, application: Application) -> Application:
    """Leave the part that was offered (or did not answer in time): the room comes free, and the firm waits on.

    A part that is no larger is not offered again. Raises OutOfOrder when there is no open offer.
    """
    _check_answer(by, application)
    period = locks.hold_period(application.period_id or 0)
    fresh = _open_offer(application)
    _post(period, fresh, Kind.RELEASE, fresh.offered_cents or 0)
    _close_offer(fresh, fresh.offered_cents)
    record("application.part-declined", by=by, **_about(fresh), data={"cents": fresh.offered_cents})
    if fresh.state == "volledig":
        take_step(by=_SYSTEM, application=fresh, step="geen_ruimte", given=_NO_ROOM)
    return fresh


def _is_over(application: Application) -> bool:
    """Say whether the last day to choose is over; that of a letter by post begins when the letter went."""
    until = application.offer_until
    return until is not None and clock.today() > until and not messages.waits_for_post(application, KIND)


def expire() -> int:
    """Decline offers of which the last day is over; return how many."""
    late = Application.objects.filter(offer_until__lt=clock.today()).order_by("offer_until", "pk")
    done = 0
    for application in filter(_is_over, late):
        decline_part(by=_SYSTEM, application=application)
        done += 1
    return done


def _check_answer(by: Actor, application: Application) -> None:
    if not roles_of(by, application) & {Role.APPLICANT, Role.OFFICER, Role.SYSTEM}:
        raise NotPermitted("not-your-step", "Deze stap is niet aan jou.", "This step is not yours to take.")


def _open_offer(application: Application) -> Application:
    fresh = Application.objects.select_for_update().get(pk=application.pk)
    if fresh.offer_until is None:
        raise OutOfOrder("no-offer", "Er staat geen aanbod open.", "There is no open offer.")
    return fresh


def _close_offer(application: Application, cents: int | None) -> None:
    """End the offer; what was offered stays known, so that it is not offered again."""
    Application.objects.filter(pk=application.pk).update(offer_until=None, offered_cents=cents)
    application.offer_until, application.offered_cents = None, cents


def _post(period: Period, application: Application, kind: Kind, cents: int) -> None:
    place = application.entries.count() + 1
    key = f"{application.pk}/{place}/{kind.value}"
    book.post(period=period, application=application, kind=kind, cents=cents, key=key)


def _about(application: Application) -> dict[str, Any]:
    return {"firm": application.firm_id, "subject": ("application", application.pk)}
