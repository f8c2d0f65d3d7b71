"""Messages to the firm, the notice within 48 hours, and the proof of it (Awb 2:9 to 2:11, 2:13 to 2:25).

The message itself stands in the firm's file; the mail only says that there is one. What the mail server said is written
down as proof, and a failed mail becomes work for the desk.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from trede.core.clocks import AMSTERDAM, amsterdam_day
from trede.core.errors import InputError, OutOfOrder
from trede.core.grant_life import Role
from trede.core.permissions import Permission
from trede.core.terms_table import excused_by_outage, notice_by
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.subsidies.acting import roles_of
from trede.subsidies.models import Application, Message, Outage, ProofEvent
from trede.web.addresses import address, site
from trede.web.letters import letter
from trede.web.models import Message as Mail
from trede.web.outbox import post

NOTICED, BOUNCED, READ, POSTED, NO_ADDRESS = "noticed", "bounced", "read", "posted", "no-address"
"""Kinds of proof. NO_ADDRESS: the firm does not want mail, or there is no address: a letter has to go."""
_TOLD = (NOTICED, READ, POSTED)
_BY = Actor.system("subsidy-messages")
ABOUT = "subsidy-message"
Posted = Callable[[Actor, Message], None]
_when_posted: dict[str, Posted] = {}


def when_posted(kind: str, run: Posted) -> None:
    """Run something when a firm without mail comes to know a message of a kind: its letter went, or it read it here.

    It runs in that transaction, once. Register at start.
    """
    _when_posted[kind] = run


def place(
    *,
    by: Actor,
    application: Application,
    kind: str,
    subject: str,
    body: str,
    key: str,
    answer_until: date | None = None,
) -> Message:
    """Put a message in the firm's file and post the notice. Only inside an action, in the transaction of its change.

    `key` keeps one message from being placed twice: the same key gives the message that stands there. `subject` holds
    nothing personal. `answer_until` is the last day on which an answer is in time.
    """
    known = Message.objects.filter(key=key).first()
    if known is not None:
        return known
    now = clock.now()
    message = Message(
        application=application,
        kind=kind,
        subject=subject,
        body=body,
        language=application.language,
        placed_at=now,
        notice_due=notice_by(now),
        answer_until=answer_until,
        key=key,
    )
    message.save(force_insert=True)
    record("application.message", by=by, **_about(application), data={"kind": kind})
    _notify(message)
    return message


def receive(*, by: Actor, application: Application, kind: str, subject: str, body: str, key: str) -> Message:
    """Write down what the firm sent, inside an action. The same key gives the message that stands there."""
    known = Message.objects.filter(key=key).first()
    if known is not None:
        return known
    now = clock.now()
    message = Message(
        application=application,
        kind=kind,
        from_firm=True,
        subject=subject,
        body=body,
        language=application.language,
        placed_at=now,
        notice_due=now,
        key=key,
    )
    message.save(force_insert=True)
    record("application.message", by=by, **_about(application), data={"kind": kind})
    return message


def address_of(application: Application) -> str:
    """Return the address for notices; empty when the firm chose post or there is none (Awb 2:8)."""
    person = application.applicant
    return person.email if application.by_mail and person is not None else ""


def _notify(message: Message) -> None:
    application = message.application
    to = address_of(application)
    if not to:
        _prove(message, NO_ADDRESS)
        return
    link = site(address(message.language, f"/mijn/aanvraag/{application.pk}"))
    mail = letter("subsidy-message", message.language, link=link)
    post(to=to, letter=mail, kind="subsidy-message", about=(ABOUT, message.pk), firm=application.firm_id)


def _prove(message: Message, kind: str, detail: str = "") -> None:
    ProofEvent(message=message, kind=kind, at=clock.now(), detail=detail).save(force_insert=True)


@action
def mark_read(*, by: Actor, message: Message) -> bool:
    """Write down that the firm opened a message; only the first time counts, and returns True."""
    if message.proof.filter(kind=READ).exists():
        return False
    knew = is_told(message) or not message.proof.filter(kind=NO_ADDRESS).exists()
    _prove(message, READ)
    record("application.message-read", by=by, **_about(message.application), data={"kind": message.kind})
    if not knew:
        _known_from_now(by, message)
    return True


@action
def mark_posted(*, by: Actor, message: Message) -> None:
    """Write down that a letter went by post instead. Raises OutOfOrder when that was written down before."""
    check_permission(by, Permission.SUBSIDY_ASSESS)
    if message.proof.filter(kind=POSTED).exists():
        raise OutOfOrder("posted", "Deze brief is al verstuurd.", "This letter was sent already.")
    knew = is_told(message)
    _prove(message, POSTED)
    data: dict[str, object] = {"kind": message.kind, "outcome": POSTED}
    record("application.notice", by=by, **_about(message.application), data=data)
    if not knew:
        _known_from_now(by, message)


def _known_from_now(by: Actor, message: Message) -> None:
    if message.kind in _when_posted:
        _when_posted[message.kind](by, message)


def follow_notices() -> int:
    """Write down what became of the notices that went out since; return how many. Each is written once."""
    told = ProofEvent.objects.filter(message=OuterRef("pk"), kind__in=(NOTICED, BOUNCED))
    waiting = Message.objects.filter(from_firm=False).exclude(Exists(told)).filter(_was_posted())
    mails = {
        mail.about: mail
        for mail in Mail.objects.filter(
            about_kind=ABOUT, about__in=[str(message.pk) for message in waiting], state__in=("sent", "failed")
        ).order_by("pk")
    }
    done = 0
    for message in waiting.select_related("application"):
        mail = mails.get(str(message.pk))
        if mail is not None:
            _follow(by=_BY, message=message, mail=mail)
            done += 1
    return done


def _was_posted() -> Q:
    return ~Q(Exists(ProofEvent.objects.filter(message=OuterRef("pk"), kind=NO_ADDRESS)))


@action
def _follow(*, by: Actor, message: Message, mail: Mail) -> None:
    outcome = NOTICED if mail.state == "sent" else BOUNCED
    ProofEvent(message=message, kind=outcome, at=mail.ended_at or clock.now(), detail=mail.reason).save(
        force_insert=True
    )
    data: dict[str, object] = {"kind": message.kind, "outcome": outcome}
    record("application.notice", by=by, **_about(message.application), data=data)


def to_post() -> QuerySet[Message]:
    """Return messages that no notice reached: no address, a bounce, or 48 hours without proof. Work for the desk."""
    told = ProofEvent.objects.filter(message=OuterRef("pk"), kind__in=_TOLD)
    failed = ProofEvent.objects.filter(message=OuterRef("pk"), kind__in=(NO_ADDRESS, BOUNCED))
    open_ones = Message.objects.filter(from_firm=False).exclude(Exists(told))
    late = open_ones.filter(notice_due__lte=clock.now())
    return (open_ones.filter(Exists(failed)) | late).order_by("notice_due")


def waits_for_post(application: Application, kind: str) -> bool:
    """Say whether the newest message of a kind still has to go by post: the firm cannot know it. Two queries."""
    newest = application.messages.filter(kind=kind, from_firm=False).order_by("-placed_at", "-pk").first()
    if newest is None:
        return False
    known = set(newest.proof.values_list("kind", flat=True))
    return NO_ADDRESS in known and not known & set(_TOLD)


def is_told(message: Message) -> bool:
    """Say whether the firm was told in time by one way or another, or read it. One query."""
    return message.proof.filter(kind__in=_TOLD).exists()


# Outages


@action
def register_outage(*, by: Actor, first: datetime, until: datetime | None, what: str) -> Outage:
    """Write down that the desk could not be reached (Awb 2:21.3). `what` names no person.

    Raises InputError `outage` for an end before the beginning or a beginning in the future.
    """
    check_permission(by, Permission.SUBSIDY_MANAGE)
    if not what.strip() or first > clock.now() or (until is not None and until < first):
        raise InputError(
            "outage",
            "Schrijf wat er niet werkte, met een begin en een einde die kloppen.",
            "Write what did not work, with a beginning and an end that are right.",
        )
    outage = Outage(first=first, until=until, what=what.strip()[:200])
    outage.save(force_insert=True)
    _record_outage(by, outage)
    return outage


@action
def end_outage(*, by: Actor, outage: Outage, until: datetime) -> None:
    """Write down that it works again. Raises OutOfOrder when it ended already, InputError before it began."""
    check_permission(by, Permission.SUBSIDY_MANAGE)
    if until < outage.first:
        raise InputError("outage", "Het einde ligt voor het begin.", "The end lies before the beginning.")
    if not Outage.objects.filter(pk=outage.pk, until=None).update(until=until):
        raise OutOfOrder("outage-over", "Deze storing was al voorbij.", "This outage was over already.")
    outage.until = until
    _record_outage(by, outage)


def _record_outage(by: Actor, outage: Outage) -> None:
    until = "" if outage.until is None else outage.until.isoformat()
    data: dict[str, object] = {"first": outage.first.isoformat(), "until": until}
    record("subsidy.outage", by=by, subject=("outage", outage.pk), data=data)


def outage_for(closes: date, at: datetime | None = None) -> Outage | None:
    """Return the outage that excuses what comes in (now, or at a moment) after its last day `closes`. One query."""
    day = amsterdam_day(at or clock.now())
    for outage in Outage.objects.order_by("first"):
        last = amsterdam_day(outage.until or at or clock.now())
        if excused_by_outage(closes, day, ((amsterdam_day(outage.first), last),)):
            return outage
    return None


# Proof


def proof(messages: Iterable[Message]) -> list[dict[str, object]]:
    """Return the proof of messages as lines of plain values, without an address or the words. Two queries.

    For who has to show that something was sent, arrived and was read (Awb 2:25).
    """
    lines: list[dict[str, object]] = []
    found = list(messages)
    events: dict[int, list[ProofEvent]] = {message.pk: [] for message in found}
    for event in ProofEvent.objects.filter(message__in=found).order_by("at", "pk"):
        events[event.message_id].append(event)
    for message in found:
        base: dict[str, object] = {
            "message": message.pk,
            "application": message.application_id,
            "message_kind": message.kind,
            "from_firm": message.from_firm,
            "placed_at": _iso(message.placed_at),
            "notice_due": _iso(message.notice_due),
        }
        lines.extend(
            {**base, "event": item.kind, "at": _iso(item.at), "detail": item.detail} for item in events[message.pk]
        )
        if not events[message.pk]:
            lines.append({**base, "event": "placed", "at": _iso(message.placed_at), "detail": ""})
    return lines


@action
def export_proof(*, by: Actor, application: Application) -> list[dict[str, object]]:
    """Return the proof of all messages of an application, and record that it was taken along.

    For the desk, and for the firm itself. Raises NotPermitted.
    """
    if Role.APPLICANT not in roles_of(by, application):
        check_permission(by, Permission.SUBSIDY_VIEW)
    lines = proof(application.messages.order_by("placed_at", "pk"))
    record("subsidy.proof-exported", by=by, **_about(application), data={"messages": len(lines)})
    return lines


def _iso(at: datetime) -> str:
    return at.astimezone(AMSTERDAM).isoformat(timespec="seconds")


def _about(application: Application) -> dict[str, Any]:
    return {"firm": application.firm_id, "subject": ("application", application.pk)}
