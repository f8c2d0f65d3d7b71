"""The desk of an operator on mail: how much waits, what failed and why, and trying again. No address is shown."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trede.core.errors import OutOfOrder
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor
from trede.regions.registry import pack
from trede.web.access import staff
from trede.web.mail import can_send
from trede.web.methods import only
from trede.web.models import Message
from trede.web.outbox import retry, retryable

MOST_SHOWN = 100
WEEK = timedelta(days=7)
PAGE = "/beheer/berichten"


@dataclass(frozen=True, slots=True)
class Counts:
    """How the outbox stands. `oldest` is when the oldest message that may go was written; None: nothing waits."""

    queued: int
    sent: int
    failed: int
    oldest: datetime | None


def counts() -> Counts:
    """Return how much waits, and what was sent and failed in the last seven days. Two queries."""
    since = clock.now() - WEEK
    ended = dict(
        Message.objects.filter(ended_at__gte=since).values_list("state").annotate(number=Count("pk")).order_by()
    )
    waits = Message.objects.filter(state="queued").aggregate(number=Count("pk"), oldest=Min("next_at"))
    return Counts(waits["number"], ended.get("sent", 0), ended.get("failed", 0), waits["oldest"])


@staff(Permission.ACCOUNTS_MANAGE)
@only("GET")
def desk(request: HttpRequest) -> HttpResponse:
    """Counts, and the failed messages of which the content is still there."""
    language = "en" if (get_language() or "nl").startswith("en") else "nl"
    failed = [
        {
            "number": message.pk,
            "kind": _words(f"mail.{message.kind}.subject", message.kind, language),
            "day": message.ended_at,
            "attempts": message.attempts,
            "reason": _words(f"message.reason.{message.reason}", message.reason, language),
            "again": bool(message.to and message.text),
        }
        for message in Message.objects.filter(state="failed").order_by("-ended_at", "-pk")[:MOST_SHOWN]
    ]
    context = {"counts": counts(), "failed": failed, "on": can_send(), "again": retryable().count()}
    return render(request, "web/messages.html", context)


def _words(key: str, otherwise: str, language: str) -> str:
    return pack().text(key, language) if key in pack().texts else otherwise


@staff(Permission.ACCOUNTS_MANAGE)
@only("POST")
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Try one failed message again."""
    found = Message.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    try:
        retry(by=_actor(request), message=found)
    except OutOfOrder as error:
        english = (get_language() or "nl").startswith("en")
        messages.error(request, error.in_language("en" if english else "nl"), extra_tags="danger")
    else:
        messages.success(request, _("Het bericht staat weer klaar."))
    return _back()


@staff(Permission.ACCOUNTS_MANAGE)
@only("POST")
def all_again(request: HttpRequest) -> HttpResponse:
    """Try every failed message again, for after the mail server was mended."""
    done = 0
    for found in retryable().order_by("pk")[:MOST_SHOWN]:
        try:
            retry(by=_actor(request), message=found)
        except OutOfOrder:
            continue  # a colleague was first
        done += 1
    messages.success(request, _("%(number)s berichten staan weer klaar.") % {"number": done})
    return _back()


def _actor(request: HttpRequest) -> Actor:
    user: Any = request.user
    by: Actor = user.actor()
    return by


def _back() -> HttpResponse:
    response = HttpResponseRedirect(PAGE)
    response.status_code = 303
    return response
