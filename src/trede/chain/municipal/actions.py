"""Verbs on signals: a municipality gives one; the region takes it up, answers, joins what is alike, and closes."""

from dataclasses import dataclass

from django.db.models import Q

from trede.accounts.models import User
from trede.chain.municipal.models import Signal
from trede.chain.municipal.rules import checked_text, municipality_of, standing_consent
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.periods import quarter_of
from trede.core.permissions import Permission
from trede.core.signals import ANSWERED, CLOSED, GIVEN, OUTCOMES, TAKEN, Step, states_before
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.privacy.erase import blank
from trede.regions.registry import pack

CATEGORY = "signal.category."


@dataclass(frozen=True, slots=True)
class Report:
    """What a municipality typed. `category`, `sector` and `quarter` are keys; `kvk` only of a firm that agreed."""

    category: str
    text: str
    quarter: str = ""
    place: str = ""
    sector: str = ""
    kvk: str = ""


@action
def give(*, by: Actor, account: User, report: Report) -> Signal:
    """Tell the region about a bottleneck (policy §6, part 1: municipalities signal what firms need locally).

    Raises NotPermitted (also when the organisation is no municipality) and InputError: an unknown category, contact
    details or a number of a firm in the text, a firm without consent for this municipality.
    """
    check_permission(by, Permission.SIGNAL_GIVE)
    town = municipality_of(by.organisation)
    if town is None:
        raise NotPermitted(
            "no-municipality",
            "Alleen een gemeente geeft signalen door. Vraag je beheerder of je bij de juiste gemeente staat.",
            "Only a municipality passes on signals. Ask your administrator whether your account has the right one.",
        )
    if f"{CATEGORY}{report.category}" not in pack().texts:
        raise InputError("missing-category", "Kies waar het over gaat.", "Choose what it is about.")
    last = quarter_of(clock.today())
    quarters = {last.key, last.previous().key}
    signal = Signal(
        organisation=by.organisation,
        municipality=town.code,
        place=report.place if report.place in town.every_place else "",
        category=report.category,
        sector=report.sector if report.sector in {item.key for item in pack().info.sectors} else "",
        quarter=report.quarter if report.quarter in quarters else last.key,
        text=checked_text(report.text, "text"),
        consent=standing_consent(by.organisation, report.kvk),
        given_by=account,
    )
    signal.save()
    _record("signal.given", by, signal, firm=signal.consent.firm_id if signal.consent else None)
    return signal


@action
def take(*, by: Actor, account: User, signal: Signal) -> None:
    """Take a signal up. Raises NotPermitted, and OutOfOrder when somebody did already."""
    check_permission(by, Permission.SIGNAL_HANDLE)
    _move(by, signal, Step.TAKE, "signal.taken-up", state=TAKEN, handler=account, taken_on=clock.today())


@action
def answer(*, by: Actor, account: User, signal: Signal, text: str) -> None:
    """Answer a signal; the municipality reads it. A later answer takes its place. Raises InputError, OutOfOrder."""
    check_permission(by, Permission.SIGNAL_HANDLE)
    said = checked_text(text, "answer")
    today = clock.today()
    fresh = {"handler": account, "taken_on": today} if signal.taken_on is None else {}
    _move(by, signal, Step.ANSWER, "signal.answered", state=ANSWERED, answer=said, answered_on=today, **fresh)


@action
def group(*, by: Actor, signal: Signal, lead: Signal) -> None:
    """Let a signal, with those that joined it, go along with another open one. From then on it follows that one.

    Raises NotPermitted, InputError (itself, or one that goes along with another) and OutOfOrder (one is closed).
    """
    check_permission(by, Permission.SIGNAL_HANDLE)
    fresh = Signal.objects.select_for_update().filter(pk=lead.pk).first()
    if fresh is None or fresh.pk == signal.pk or fresh.joins is not None:
        raise InputError(
            "missing-lead", "Kies een ander signaal dat nog open staat.", "Choose another signal that is still open."
        )
    if fresh.state == CLOSED:
        raise _late()
    state = TAKEN if fresh.state == GIVEN and signal.state != GIVEN else fresh.state
    if state != fresh.state:
        together = Signal.objects.filter(pk__in=_members(fresh))
        together.update(state=state, handler=signal.handler, taken_on=signal.taken_on)
    _move(
        by,
        signal,
        Step.GROUP,
        "signal.grouped",
        joins=fresh.pk,
        state=state,
        handler=fresh.handler or signal.handler,
        taken_on=fresh.taken_on or signal.taken_on,
        answer=fresh.answer,
        answered_on=fresh.answered_on,
    )


@action
def close(*, by: Actor, signal: Signal, outcome: str, done: str) -> None:
    """Close a signal with what came of it. Raises NotPermitted, InputError (no outcome, no words), OutOfOrder."""
    check_permission(by, Permission.SIGNAL_HANDLE)
    if outcome not in OUTCOMES:
        raise InputError("missing-outcome", "Kies wat ervan kwam.", "Choose what came of it.")
    said = checked_text(done, "done")
    _move(by, signal, Step.CLOSE, "signal.closed", state=CLOSED, outcome=outcome, done=said, closed_on=clock.today())


@action
def erase_signal_words(*, by: Actor, numbers: list[int]) -> int:
    """Blank what people wrote in these signals and return how many there were; what they were about stays."""
    found = list(Signal.objects.filter(pk__in=numbers))
    for signal in found:
        blank(signal)
    record("signals.erased", by=by, data={"signals": len(found)})
    return len(found)


def _members(signal: Signal) -> list[int]:
    """Return the numbers of a signal and of those that go along with it."""
    return list(Signal.objects.filter(Q(pk=signal.pk) | Q(joins=signal.pk)).values_list("pk", flat=True))


def _move(by: Actor, signal: Signal, step: Step, event: str, **changes: object) -> None:
    """Change a signal and those that go along with it, when its state allows the step. Raises OutOfOrder."""
    members = _members(signal)
    free = Signal.objects.filter(pk=signal.pk, joins=None, state__in=states_before(step))
    if not free.update(**changes):
        raise _late()
    Signal.objects.filter(pk__in=members).update(**changes)
    signal.refresh_from_db()
    for each in Signal.objects.filter(pk__in=members).order_by("pk"):
        more: dict[str, object] = {}
        if event == "signal.closed":
            more = {"outcome": each.outcome}
        elif event == "signal.grouped":
            more = {"joins": each.joins}
        _record(event, by, each, more=more)


def _record(
    event: str, by: Actor, signal: Signal, *, firm: int | None = None, more: dict[str, object] | None = None
) -> None:
    data: dict[str, object] = {
        "category": signal.category,
        "municipality": signal.municipality,
        "sector": signal.sector,
        "quarter": signal.quarter,
        **(more or {}),
    }
    record(event, by=by, firm=firm, subject=("signal", signal.pk), data=data)


def _late() -> OutOfOrder:
    return OutOfOrder(
        "signal-moved",
        "Een collega was je voor, of dit signaal gaat met een ander mee. Kijk hoe het nu staat.",
        "A colleague was first, or this signal goes along with another. Look how it stands now.",
    )
