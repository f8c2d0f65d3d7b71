"""What the verbs of a referral share: what a firm agreed to, the handover, the move from state to state."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from trede.chain.models import Handover, Referral
from trede.core.errors import InputError, OutOfOrder
from trede.journal import clock
from trede.journal.actions import Actor, record
from trede.partners.queries import current_pack

OWN_CONTACT = "own-contact"
"""Part of a file that a partner sees of a firm that came straight to it: the contact that it wrote down itself."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the firm agreed to: the day, how, and which parts of its file the partner gets."""

    SHARED: ClassVar[tuple[str, ...]] = ("contact", "firm", "outcome", "intake")

    given_on: date
    how: str = "mondeling"
    shared: tuple[str, ...] = SHARED


@dataclass(frozen=True, slots=True)
class HandoverPlan:
    """The contact moment: its day (held when not later than today), and the two people who speak to each other.

    `to_email`: where the person at the partner gets a link to answer with, when that person has no account.
    """

    on: date
    from_person: str
    to_person: str
    channel: str = "call"
    to_email: str = ""


def facts(referral: Referral) -> dict[str, object]:
    """Return what every event of a referral says."""
    return {"service": referral.service, "organisation": referral.organisation, "rung": referral.rung}


def service_of_pack(key: str) -> tuple[str, int]:
    """Return organisation key and working days to answer of a service. Raises InputError for an unknown one."""
    try:
        organisation, service = current_pack().service(key)
    except KeyError:
        raise InputError(
            "missing-service", "Kies een dienst uit de lijst.", "Choose a service from the list."
        ) from None
    return organisation.key, service.response_working_days


def record_handover(*, by: Actor, referral: Referral, handover: Handover) -> None:
    """Record the handover as held, or as planned while its day has yet to come. Only inside an action."""
    day = handover.held_on or handover.planned_on
    data: dict[str, object] = {
        "organisation": referral.organisation,
        "day": day.isoformat(),
        "channel": handover.channel,
    }
    record(
        "handover.planned" if handover.held_on is None else "handover.held",
        by=by,
        firm=referral.case.firm_id,
        subject=("referral", referral.pk),
        data=data,
        occurred_on=handover.held_on,
    )


def move(referral: Referral, to: str, changes: dict[str, object]) -> None:
    """Change state by conditional update, so that of two clicks one counts. Raises OutOfOrder for the other."""
    fields = {"state": to, "since": clock.today(), **changes}
    if not Referral.objects.filter(pk=referral.pk, state=referral.state).update(**fields):
        raise OutOfOrder(
            "out-of-order",
            "Deze stap is al gedaan, door jou of door een ander. Je ziet hoe het nu staat.",
            "This step was already taken, by you or by somebody else. You see how it stands now.",
        )
    referral.refresh_from_db()
