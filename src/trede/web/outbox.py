"""Mail that nobody waits for: written in the same transaction as the change, sent by the worker.

A message is claimed with a conditional update for the time of a lease, so of two workers one sends it. A worker that
dies gives it back when the lease is over: nothing is lost. Between "the server took it" and "we wrote that down" lies
one moment: who dies right there makes the mail go out once more, with the same Message-ID. Without a crash: once.
"""

import hmac
import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db.models import F, Q, QuerySet

from trede.core.errors import OutOfOrder
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.journal.guard import UnrecordedWrite, scope
from trede.web.mail import Letter, NotDelivered, can_send, deliver
from trede.web.models import Message

log = logging.getLogger("trede.web.outbox")

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
"""How long to wait after the first, second, ... try that did not work. After the last one it is given up."""
LEASE = timedelta(minutes=10)
"""How long a worker has a message: far longer than the few timeouts of five seconds that sending can take."""
TOO_OLD = timedelta(days=14)
"""What waited longer (the mail server was taken away meanwhile) would only confuse: it is given up unsent."""
KEEP_SENT, KEEP_FAILED, KEEP_LOG = timedelta(days=14), timedelta(days=30), timedelta(days=365)
"""How long an address stays after sending, address and words after failing, and the line of the log."""
AT_ONCE = 200
"""Messages of one round, so that other jobs get their turn."""

_BY = Actor.system("outbox")
_NO_WORDS = {"text": "", "html": ""}


def post(
    *,
    to: str,
    letter: Letter,
    kind: str,
    about: tuple[str, object],
    firm: int | None = None,
    not_before: datetime | None = None,
) -> None:
    """Put a letter in the outbox. Only inside an action: when that is rolled back, the letter was never there.

    `kind` names the letter, `about` what it is about, such as `("referral", 12)`. `not_before` is an aware moment.
    Without a mail server or an address nothing is written: an address is kept for sending only.
    Raises UnrecordedWrite outside an action.
    """
    if scope.get() is None:
        raise UnrecordedWrite(f"{kind} posted outside an action")
    if not to or not can_send():
        return
    now = clock.now()
    message = Message(
        kind=kind,
        about_kind=about[0],
        about=str(about[1]),
        firm=firm,
        to=to,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        created_at=now,
        next_at=max(now, not_before or now),
    )
    message.save(force_insert=True)
    record("message.queued", by=_BY, subject=("message", message.pk), data={"kind": kind})


def send_due() -> int:
    """Send what is due and return how many mails the server took. Without a mail server nothing happens."""
    sent = 0
    if not can_send():
        return sent
    for number in list(_due(clock.now()).values_list("pk", flat=True)[:AT_ONCE]):
        message = claim(number)
        if message is None:
            continue  # another worker was first
        try:
            _send(message)
        except NotDelivered as trouble:
            _not_delivered(message, trouble)
            if trouble.everybody:
                break
        else:
            sent += 1
    return sent


def claim(number: int) -> Message | None:
    """Take a message for the time of the lease, or return None when another worker has it."""
    now = clock.now()
    taken = _due(now).filter(pk=number).update(claimed_until=now + LEASE, attempts=F("attempts") + 1)
    return Message.objects.get(pk=number) if taken else None


def _due(now: datetime) -> QuerySet[Message]:
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    return Message.objects.filter(free, state="queued", next_at__lte=now).order_by("next_at", "pk")


def _send(message: Message) -> None:
    """Hand it over and write that down. Raises NotDelivered."""
    if message.created_at < clock.now() - TOO_OLD:
        raise NotDelivered("too-old", permanent=True)
    if message.attempts > len(BACK_OFF) + 1:
        raise NotDelivered("gave-up", permanent=True)  # every worker that tried it died
    letter = Letter(message.subject, message.text, message.html)
    deliver(letter, to=message.to, message_id=_message_id(message))
    _mark_sent(by=_BY, message=message)


def _message_id(message: Message) -> str:
    """Return a name that is the same at every try and tells nobody how many mails go out."""
    made = f"message|{message.pk}|{message.created_at.isoformat()}"
    return hmac.new(settings.SECRET_KEY.encode(), made.encode(), sha256).hexdigest()[:32]


def _not_delivered(message: Message, trouble: NotDelivered) -> None:
    last = message.attempts > len(BACK_OFF)
    if trouble.permanent or last:
        _mark_failed(by=_BY, message=message, reason=trouble.reason)
        return
    after = clock.now() + BACK_OFF[message.attempts - 1]
    _mine(message).update(next_at=after, claimed_until=None, reason=trouble.reason)


def _mine(message: Message) -> QuerySet[Message]:
    """Match the message while the claim is still ours: a worker that was too slow changes nothing."""
    return Message.objects.filter(pk=message.pk, state="queued", claimed_until=message.claimed_until)


@action
def _mark_sent(*, by: Actor, message: Message) -> None:
    now = clock.now()
    _mine(message).update(state="sent", ended_at=now, claimed_until=None, reason="", **_NO_WORDS)
    data: dict[str, object] = {"kind": message.kind, "attempts": message.attempts}
    record("message.sent", by=by, firm=message.firm, subject=("message", message.pk), data=data)


@action
def _mark_failed(*, by: Actor, message: Message, reason: str) -> None:
    _mine(message).update(state="failed", ended_at=clock.now(), claimed_until=None, reason=reason)
    log.warning("message %s given up: %s", message.pk, reason)
    data: dict[str, object] = {"kind": message.kind, "attempts": message.attempts, "reason": reason}
    record("message.failed", by=by, firm=message.firm, subject=("message", message.pk), data=data)


def retryable() -> QuerySet[Message]:
    """Match failed messages of which address and words are still there."""
    return Message.objects.filter(state="failed").exclude(to="").exclude(text="")


@action
def retry(*, by: Actor, message: Message) -> None:
    """Try a failed message again from the start. Raises OutOfOrder when it was erased, or is no longer failed."""
    check_permission(by, Permission.ACCOUNTS_MANAGE)
    fresh = {"state": "queued", "attempts": 0, "reason": "", "ended_at": None, "claimed_until": None}
    now = clock.now()
    if not retryable().filter(pk=message.pk).update(next_at=now, created_at=now, **fresh):
        raise OutOfOrder(
            "not-failed",
            "Dit bericht kan niet opnieuw: het is al onderweg, of de inhoud is gewist.",
            "This message cannot be sent again: it is on its way already, or its content was erased.",
        )
    record("message.retried", by=by, subject=("message", message.pk), data={"kind": message.kind})


def forget_messages() -> int:
    """Erase what was kept long enough (address, words, the line itself) and return of how many messages."""
    now = clock.now()
    if not _to_erase(now).exists() and not _to_delete(now).exists():
        return 0
    return _forget(by=Actor.system("retention"), now=now)


def forget_sent(kinds: Collection[str]) -> int:
    """Erase the address of sent mails of these kinds, and return of how many: for who was promised that it goes."""
    found = Message.objects.filter(kind__in=kinds, state="sent").exclude(to="")
    return _forget_sent(by=_BY, numbers=sorted(found.values_list("pk", flat=True))) if found.exists() else 0


@action
def _forget_sent(*, by: Actor, numbers: list[int]) -> int:
    count = Message.objects.filter(pk__in=numbers).update(to="", **_NO_WORDS)
    record("message.erased", by=by, data={"messages": count, "reason": "promised"})
    return count


def _to_erase(now: datetime) -> QuerySet[Message]:
    aged = Q(state="sent", ended_at__lt=now - KEEP_SENT) | Q(state="failed", ended_at__lt=now - KEEP_FAILED)
    return Message.objects.filter(aged).exclude(to="")


def _to_delete(now: datetime) -> QuerySet[Message]:
    return Message.objects.exclude(state="queued").filter(ended_at__lt=now - KEEP_LOG)


@action
def _forget(*, by: Actor, now: datetime) -> int:
    count = _to_erase(now).update(to="", **_NO_WORDS) + _to_delete(now).delete()[0]
    record("message.erased", by=by, data={"messages": count, "reason": "retention"})
    return count
