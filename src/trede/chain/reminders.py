"""What is overdue: the partner is reminded once per state, and later the chain owner hears of it, once too.

Everything is computed from states and days; the journal says what was done before, so running twice does nothing more.
On weekends and holidays nothing happens.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from trede.chain import messages
from trede.chain.messages import due_of, people_of, quiet_until
from trede.chain.models import AdviceRequest, Handover, Referral
from trede.chain.queries import is_shared, parties
from trede.chain.queries_work import OPEN_STATES
from trede.companies.rules import clean_email
from trede.core.clocks import is_working_day, working_days_after
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.permissions import Permission
from trede.core.work import ESCALATE_AFTER
from trede.core.workflow import Party, acts_next
from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.journal.models import Event
from trede.regions.registry import pack
from trede.web.addresses import site
from trede.web.letters import letter
from trede.web.outbox import post

_BY = Actor.system("reminders")
Done = set[tuple[str, str, object]]
"""Event type, number of the subject and due day of what was reminded of or reported before."""


@dataclass(frozen=True, slots=True)
class Late:
    """A referral whose act is overdue. `late` counts working days; `at_partner`: the partner acts."""

    referral: Referral
    act: str
    due: date
    late: int
    at_partner: bool


def remind() -> int:
    """Remind partners of what is overdue and return how many were reminded."""
    today = clock.today()
    if not is_working_day(today):
        return 0
    late = [item for item in overdue(today) if item.at_partner]
    before = done_before("reminder.sent", (item.referral.pk for item in late))
    waiting = [item for item in late if ("reminder.sent", str(item.referral.pk), item.due.isoformat()) not in before]
    return sum(_remind(by=_BY, item=item) for item in waiting)


def escalate() -> int:
    """Report what is far too late to the chain owner, in one mail a day for all of it; return how many things."""
    today = clock.today()
    if not is_working_day(today):
        return 0
    late = [item for item in overdue(today) if item.late > ESCALATE_AFTER]
    asked = [
        request
        for request in AdviceRequest.objects.filter(state="received", contact_before__lt=today)
        if working_days_after(request.contact_before, today) > ESCALATE_AFTER
    ]
    before = done_before("referral.escalated", (item.referral.pk for item in late))
    before |= done_before("request.escalated", (request.pk for request in asked))
    new = [item for item in late if ("referral.escalated", str(item.referral.pk), item.due.isoformat()) not in before]
    fresh = [
        request
        for request in asked
        if ("request.escalated", str(request.pk), request.contact_before.isoformat()) not in before
    ]
    return _escalate(by=_BY, late=new, asked=fresh) if new or fresh else 0


def overdue(today: date) -> Iterable[Late]:
    """Yield open referrals whose act is overdue, oldest number first. One query."""
    referrals = Referral.objects.select_related("case", "consent").filter(state__in=OPEN_STATES, since__lt=today)
    for referral in referrals.order_by("pk"):
        turn = acts_next(referral.state, consent_stands=is_shared(referral))
        due = due_of(referral)
        if turn is not None and due is not None and due < today:
            late = working_days_after(due, today)
            if late:
                yield Late(referral, turn[1], due, late, at_partner=turn[0] is Party.TARGET)


def done_before(event: str, subjects: Iterable[int]) -> Done:
    """Return what was done about these subjects before. One query."""
    numbers = [str(number) for number in subjects]
    found = Event.objects.filter(type=event, subject__in=numbers)
    return {(kind, subject, data.get("due")) for kind, subject, data in found.values_list("type", "subject", "data")}


@action
def _remind(*, by: Actor, item: Late) -> int:
    """Remind once. Locks the referral, so that of two workers one does it; 1 when somebody could be reached."""
    referral = Referral.objects.select_for_update().select_related("case").get(pk=item.referral.pk)
    known = ("reminder.sent", str(referral.pk), item.due.isoformat()) in done_before("reminder.sent", [referral.pk])
    if known or referral.state != item.referral.state or due_of(referral) != item.due:
        return 0
    if not messages.partner_reminded(referral):
        return 0
    data: dict[str, object] = {"organisation": referral.organisation, "act": item.act, "due": item.due.isoformat()}
    record("reminder.sent", by=by, firm=referral.case.firm_id, subject=("referral", referral.pk), data=data)
    return 1


@action
def remind_now(*, by: Actor, referral: Referral, to_email: str) -> None:
    """Remind the partner at the wish of who referred, at `to_email` when that is another address than before.

    Raises NotPermitted for a stranger, OutOfOrder when it is not the partner's turn, InputError (`email`, `to-email`).
    """
    turn = acts_next(referral.state, consent_stands=is_shared(referral))
    if Party.REQUESTER not in parties(by, referral):
        raise NotPermitted("not-your-step", "Deze stap is niet aan jou.", "This step is not yours to take.")
    if turn is None or turn[0] is not Party.TARGET:
        raise OutOfOrder("not-their-turn", "De partner is nu niet aan zet.", "It is not the partner's turn.")
    Handover.objects.filter(referral=referral).update(to_email=clean_email(to_email))
    if not messages.partner_reminded(referral):
        raise InputError(
            "to-email",
            "We kunnen deze partner geen mail sturen. Vul een e-mailadres in, of bel de partner.",
            "We cannot mail this partner. Fill in an e-mail address, or call the partner.",
        )
    due = due_of(referral)
    data: dict[str, object] = {
        "organisation": referral.organisation,
        "act": turn[1],
        "due": due.isoformat() if due else "",
    }
    record("reminder.sent", by=by, firm=referral.case.firm_id, subject=("referral", referral.pk), data=data)


@action
def _escalate(*, by: Actor, late: list[Late], asked: list[AdviceRequest]) -> int:
    owners = _owners()
    list(Referral.objects.select_for_update().filter(pk__in=[item.referral.pk for item in late]).values_list("pk"))
    list(AdviceRequest.objects.select_for_update().filter(pk__in=[request.pk for request in asked]).values_list("pk"))
    count = _note_referrals(by, late) + _note_requests(by, asked)
    if not count:
        return 0
    moment = quiet_until(clock.now())
    for email, language in owners:
        link = site("/balie/werklijst?tab=geescaleerd")
        made = letter("escalation", language, link=link, count=count, days=ESCALATE_AFTER)
        about = ("day", clock.today().isoformat())
        post(to=email, letter=made, kind="escalation", about=about, not_before=moment)
    return count


def _note_referrals(by: Actor, late: list[Late]) -> int:
    before, count = done_before("referral.escalated", (item.referral.pk for item in late)), 0
    for item in late:
        referral, due = item.referral, item.due.isoformat()
        if ("referral.escalated", str(referral.pk), due) in before:
            continue
        whose = referral.organisation if item.at_partner else referral.case.organisation
        data: dict[str, object] = {"act": item.act, "due": due, "whose": whose}
        record("referral.escalated", by=by, firm=referral.case.firm_id, subject=("referral", referral.pk), data=data)
        count += 1
    return count


def _note_requests(by: Actor, asked: list[AdviceRequest]) -> int:
    before, count = done_before("request.escalated", (request.pk for request in asked)), 0
    for request in asked:
        due = request.contact_before.isoformat()
        if ("request.escalated", str(request.pk), due) not in before:
            record("request.escalated", by=by, subject=("request", request.pk), data={"due": due})
            count += 1
    return count


def _owners() -> list[tuple[str, str]]:
    """Return address and language of the chain owners at the front door."""
    people = people_of(pack().info.front_door, {Permission.CHAIN_OVERSEE})
    return [(user.email, user.language) for user in people]
