"""One mail a working day for who has something to do: counts and a link. No firm, no name, and never one per event."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from trede.accounts.digest_lines import Line, lines_for, readers
from trede.accounts.models import User
from trede.chain.agreements.queries import reviews_waiting
from trede.chain.messages import quiet_until
from trede.chain.models import Referral
from trede.chain.worklist import WorkList
from trede.core.permissions import Permission
from trede.core.work import Urgency
from trede.core.work_pages import TabKey
from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.journal.models import Event
from trede.regions.registry import pack
from trede.web.addresses import site
from trede.web.letters import letter
from trede.web.mail import can_send
from trede.web.outbox import post

_BY = Actor.system("digest")
NEWS = {
    "referral.accepted": "accepted",
    "referral.rejected": "rejected",
    "referral.started": "started",
    "referral.completed": "completed",
    "referral.failed": "failed",
}
"""What partners did, told to who referred."""
_READ = {Permission.WORKLIST, Permission.AGREEMENT_SIGN}
"""Whoever has one of these has something that can be due here; `readers` says for whom another room has lines."""
MOST_TODAY = 100
"""Lines of today that are counted."""
_looked: set[tuple[int, date]] = set()
"""Accounts that this process looked at today: who has nothing to do is not looked at again every minute."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What one person's digest says."""

    late: int
    today: int
    free: int
    escalated: int
    reviews: int
    news: tuple[tuple[str, int], ...]
    more: tuple[Line, ...] = ()
    """Lines of other rooms, and below the address of the first of them."""
    address: str = ""

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to tell: then there is no mail."""
        return not (self.late or self.today or self.free or self.reviews or self.news or self.more)


def send_digests() -> int:
    """Send today's digests, at most one per person, and return how many. Nothing at night, weekends and holidays."""
    today = clock.today()
    if not can_send() or quiet_until(clock.now()) is not None:
        return 0
    sent = 0
    for user in _readers(today):
        _looked.add((user.pk, today))
        counts = counts_for(user, today)
        if not counts.is_empty:
            sent += _send(by=_BY, account=user.pk, counts=counts)
    return sent


def forget_who_was_looked_at() -> None:
    """Look at everybody again: a process that starts does, and so do the tests."""
    _looked.clear()


def _readers(today: date) -> Sequence[User]:
    done = set(Event.objects.filter(type="digest.sent", occurred_on=today).values_list("subject", flat=True))
    users = User.objects.filter(is_active=True, membership__isnull=False).distinct().order_by("pk")
    fresh = [user for user in users if str(user.pk) not in done and (user.pk, today) not in _looked]
    return [user for user in fresh if user.permissions & (_READ | readers())]


def counts_for(user: User, today: date) -> Counts:
    """Return what a person's digest of today says. As many queries as three tabs of the work list, and five more.

    Other rooms add theirs: see `trede.accounts.digest_lines`.
    """
    by, since = user.actor(), _since(user)
    address, more = lines_for(user, since, today)
    keeps, signs = by.may(Permission.AGREEMENTS), by.may(Permission.AGREEMENT_SIGN)
    reviews = reviews_waiting(by.organisation, today, keeps=keeps) if signs else 0
    if not by.may(Permission.WORKLIST):
        return Counts(0, 0, 0, 0, reviews, (), more, address)
    work = WorkList(by, user.pk, today)
    to_do = work.tally(TabKey.TO_DO)
    rows = work.page(TabKey.TO_DO, to_do.late, MOST_TODAY) if to_do.lines > to_do.late else ()
    escalated = work.tally(TabKey.ESCALATED).lines if by.may(Permission.CHAIN_OVERSEE) else 0
    return Counts(
        late=to_do.late,
        today=sum(row.line.urgency is Urgency.TODAY for row in rows),
        free=work.tally(TabKey.FREE).lines,
        escalated=escalated,
        reviews=reviews,
        news=_news(user, since),
        more=more,
        address=address,
    )


def _since(user: User) -> datetime:
    """Return when this person was told last; the first time: a week ago."""
    last = Event.objects.filter(type="digest.sent", subject_kind="account", subject=str(user.pk)).order_by("-id")
    return last.values_list("recorded_at", flat=True).first() or clock.now() - timedelta(days=7)


def _news(user: User, since: datetime) -> tuple[tuple[str, int], ...]:
    events = list(
        Event.objects.filter(type__in=NEWS, recorded_at__gt=since)
        .exclude(actor_kind="person", actor=str(user.pk))
        .values_list("type", "subject")
    )
    numbers = {int(subject) for _, subject in events if subject.isdigit()}
    own = {str(pk) for pk in Referral.objects.filter(pk__in=numbers, requested_by=user).values_list("pk", flat=True)}
    found = Counter(kind for kind, subject in events if subject in own)
    return tuple((NEWS[kind], found[kind]) for kind in NEWS if found[kind])


@action
def _send(*, by: Actor, account: int, counts: Counts) -> int:
    """Post one digest, unless another worker did so today. Locks the account meanwhile."""
    user = User.objects.select_for_update().get(pk=account)
    subject, today = ("account", account), clock.today()
    if Event.objects.filter(type="digest.sent", subject_kind="account", subject=account, occurred_on=today).exists():
        return 0
    works = Permission.WORKLIST in user.permissions
    link = site("/balie/werklijst" if works else counts.address or "/balie/afspraken")
    made = letter("digest", user.language, link=link, lines=_lines(counts, user.language))
    post(to=user.email, letter=made, kind="digest", about=subject)
    data: dict[str, object] = {"late": counts.late, "today": counts.today, "free": counts.free}
    record("digest.sent", by=by, subject=subject, data=data)
    return 1


def _lines(counts: Counts, language: str) -> list[str]:
    numbers = (
        ("late", counts.late),
        ("today", counts.today),
        ("free", counts.free),
        ("escalated", counts.escalated),
        ("reviews", counts.reviews),
        *counts.news,
    )
    own = [pack().text(f"digest.{key}", language, count=number) for key, number in numbers if number]
    return [*own, *(pack().text(line.text, language, count=line.count) for line in counts.more)]
