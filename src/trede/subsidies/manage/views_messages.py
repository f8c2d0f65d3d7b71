"""Messages that no notice reached, and the proof of what was sent, arrived and was read (Awb 2:11, 2:25)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trede.core.permissions import Permission
from trede.journal import clock
from trede.subsidies import announcing, messages, posting
from trede.subsidies.desk import words
from trede.subsidies.desk.base import FILE, actor_of, application_for, done, says_when_late
from trede.subsidies.manage.actions import note_registered
from trede.subsidies.models import Message
from trede.subsidies.proof_files import proof_as_csv, proof_as_json
from trede.web.access import staff
from trede.web.methods import only

POST = "/balie/subsidie/post"
SHOWN = 100
REASONS = {
    messages.NO_ADDRESS: gettext_lazy("dit bedrijf wil post, of gaf geen mailadres"),
    messages.BOUNCED: gettext_lazy("onze mail kwam niet aan"),
    "": gettext_lazy("na 48 uur is er geen bewijs van onze mail"),
}
EVENTS = {
    "placed": gettext_lazy("klaargezet"),
    messages.NOTICED: gettext_lazy("gemaild dat er een bericht is"),
    messages.BOUNCED: gettext_lazy("mail niet aangekomen"),
    messages.READ: gettext_lazy("gelezen"),
    messages.POSTED: gettext_lazy("per post verstuurd"),
    messages.NO_ADDRESS: gettext_lazy("geen mail: er gaat een brief"),
}


@staff(Permission.SUBSIDY_VIEW)
@only("GET")
def to_post(request: HttpRequest) -> HttpResponse:
    """List what has to go by post: decisions that are not known before, and messages, late ones first. Five queries."""
    by, waiting = actor_of(request), messages.to_post().select_related("application__firm").prefetch_related("proof")
    rows = [(row, _why(row)) for row in waiting[:SHOWN]]
    letters = announcing.waiting().select_related("application__firm")
    decisions = [(row, str(words.KINDS.get(row.kind, row.kind))) for row in letters[:SHOWN]]
    more = waiting.count() > SHOWN or letters.count() > SHOWN
    context = {"rows": rows, "decisions": decisions, "more": more, "acts": by.may(Permission.SUBSIDY_ASSESS)}
    return render(request, "subsidies/manage/to_post.html", context)


def _why(message: Message) -> str:
    kinds = {item.kind for item in message.proof.all()}
    key = next((kind for kind in (messages.BOUNCED, messages.NO_ADDRESS) if kind in kinds), "")
    return str(REASONS[key])


@staff(Permission.SUBSIDY_ASSESS)
@only("GET", "POST")
@says_when_late
def one_letter(request: HttpRequest, number: int, message: int) -> HttpResponse:
    """Show a message as a letter to print, and write down that it was posted."""
    application = application_for(request, number)
    found = application.messages.filter(pk=message, from_firm=False).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        messages.mark_posted(by=actor_of(request), message=found)
        return done(request, _("Genoteerd: de brief is verstuurd."), POST)
    posted = found.proof.filter(kind=messages.POSTED).first()
    body = found.body if posted else posting.reads(found, clock.today())
    context = {"application": application, "message": found, "body": body, "posted": posted}
    return render(request, "subsidies/manage/one_letter.html", context)


@staff(Permission.SUBSIDY_ASSESS)
@only("POST")
@says_when_late
def registered(request: HttpRequest, number: int) -> HttpResponse:
    """Write down that the grant was entered in the central register of small aid."""
    application = application_for(request, number)
    note_registered(by=actor_of(request), application=application)
    return done(request, _("Genoteerd: dit staat in het steunregister."), FILE.format(number=number))


@staff(Permission.SUBSIDY_VIEW)
@only("GET")
def proof(request: HttpRequest, number: int) -> HttpResponse:
    """Show per message of a file what is proven."""
    application = application_for(request, number)
    lines = messages.proof(application.messages.order_by("placed_at", "pk"))
    subjects = dict(application.messages.values_list("pk", "subject"))
    shown = [_shown(line, subjects) for line in lines]
    return render(request, "subsidies/manage/proof.html", {"application": application, "lines": shown})


def _shown(line: Mapping[str, Any], subjects: Mapping[int, str]) -> dict[str, object]:
    """Return a line with the words and moments that people read."""
    moments = {"placed": "placed_at", "notice": "notice_due", "moment": "at"}
    said = {name: datetime.fromisoformat(line[key]).strftime("%d-%m-%Y %H:%M") for name, key in moments.items()}
    return {**line, **said, "subject": subjects[line["message"]], "said": EVENTS[line["event"]]}


@staff(Permission.SUBSIDY_VIEW)
@only("GET")
def proof_csv(request: HttpRequest, number: int) -> HttpResponse:
    """Return the proof as a table."""
    return proof_as_csv(actor_of(request), application_for(request, number))


@staff(Permission.SUBSIDY_VIEW)
@only("GET")
def proof_json(request: HttpRequest, number: int) -> HttpResponse:
    """Return the proof for a program."""
    return proof_as_json(actor_of(request), application_for(request, number))
