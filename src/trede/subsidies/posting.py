"""Letters by post that ask for an answer: who has to answer gets the time that was meant.

What the desk asks, it asks on the day on which the firm can know of it. By post that is the day on which the letter
went, or on which the firm read it here before (compare Awb 3:41). The last day to answer moves by the days that the
letter waited, to a working day. Until then no such time runs out, and the term for deciding runs on: it stands still
from the day after (4:15.1a).
"""

from datetime import date, timedelta

from trede.core.clocks import amsterdam_day
from trede.core.terms import next_working_day
from trede.journal import clock
from trede.journal.actions import Actor
from trede.subsidies import messages
from trede.subsidies.effects import stand_still
from trede.subsidies.models import Application, Message
from trede.web.templatetags.trede import day_in_words

REPAIR, HEARING, OFFER, CLAIM, ACCOUNT = "repair", "hearing", "part-offer", "claim", "account"
"""Kinds of messages whose last day counts from the day on which the firm can know of it."""
MOVES = (REPAIR, HEARING, OFFER, CLAIM, ACCOUNT)


def last_day(message: Message, on: date) -> date | None:
    """Return the last day to answer when the letter goes on a day; None for a message that asks nothing."""
    if message.answer_until is None or message.kind not in MOVES:
        return message.answer_until
    waited = on - amsterdam_day(message.placed_at)
    return next_working_day(message.answer_until + waited) if waited else message.answer_until


def reads(message: Message, on: date) -> str:
    """Return the letter as it reads when it goes on a day: with the last day that then holds."""
    until = last_day(message, on)
    if message.answer_until is None or until is None or until == message.answer_until:
        return message.body
    text = message.body
    for weekday in (True, False):
        before, after = (day_in_words(day, message.language, weekday=weekday) for day in (message.answer_until, until))
        text = text.replace(before, after)
    return text


def _went(_by: Actor, message: Message) -> None:
    """Write the last day that holds on the message, in its words, and on what it is about."""
    today = clock.today()
    until = last_day(message, today)
    Message.objects.filter(pk=message.pk).update(body=reads(message, today), answer_until=until)
    application = Application.objects.get(pk=message.application_id)
    newer = application.messages.filter(kind=message.kind, from_firm=False, pk__gt=message.pk)
    if until is None or (newer.exists() and message.kind != CLAIM):
        return
    if message.kind == REPAIR and application.state == "herstel":
        application.gaps.filter(came_on=None).update(asked_on=today, until=until)
        stand_still(application, today + timedelta(days=1))
    elif message.kind == OFFER:
        Application.objects.filter(pk=application.pk, offer_until__isnull=False).update(offer_until=until)
    elif message.kind == CLAIM:
        application.claims.filter(decision=int(message.key.rpartition("/")[2])).update(due_on=until)


def start() -> None:
    """Have letters by post followed."""
    for kind in MOVES:
        messages.when_posted(kind, _went)
