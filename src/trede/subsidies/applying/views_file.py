"""The file of an application that was sent: where it is, what is asked, the messages."""

from django.http import Http404, HttpResponse

from trede.companies.own.access import FirmRequest, firm
from trede.regions.registry import pack
from trede.subsidies.applying.answering import possible
from trede.subsidies.applying.base import sent, show
from trede.subsidies.applying.labels import beside, label, stages
from trede.subsidies.clocks import PREFETCH, clocks_of
from trede.subsidies.messages import READ, mark_read
from trede.subsidies.models import Application
from trede.subsidies.proof_files import proof_as_csv, proof_as_json
from trede.web.methods import only

ASKS = ("aanvullen", "reageren", "aanbod")
"""What the desk waits for, as pages."""


def show_file(request: FirmRequest, number: int, language: str) -> HttpResponse:
    """Return the page of what was sent. About fifteen queries, however many messages there are."""
    found = Application.objects.filter(firm=request.own.firm.pk).prefetch_related(
        *PREFETCH, "messages__proof", "measurements"
    )
    application = found.select_related("firm", "applicant", "period").filter(pk=number).first()
    if application is None or application.state == "vervallen" or application.destroyed_on is not None:
        raise Http404
    clocks = clocks_of(application)
    ways = possible(application)
    asked = next((key for key in ways if key in ASKS), "")
    decision = clocks.get("decision")
    rows = sorted(application.messages.all(), key=lambda row: (row.placed_at, row.pk), reverse=True)
    return show(
        request,
        "file",
        language,
        application,
        label=label(application, language, clocks),
        beside=beside(application, language),
        stages=stages(application, language),
        asked=asked,
        asked_until=_until(application, asked),
        decision=decision.due if decision is not None and decision.met is None else None,
        paused=decision is not None and decision.light() == "still",
        messages=[(row, any(item.kind == READ for item in row.proof.all())) for row in rows],
        ways=[(key, pack().text(f"apply.way.{key}", language)) for key in ways if key != asked],
    )


def _until(application: Application, asked: str) -> object:
    clocks = clocks_of(application)
    if asked == "aanvullen" and "repair" in clocks:
        return clocks["repair"].due
    if asked == "reageren" and "hearing" in clocks:
        return clocks["hearing"].due
    return application.offer_until if asked == "aanbod" else None


@firm
@only("GET")
def message(request: FirmRequest, number: int, message: int, language: str = "nl") -> HttpResponse:
    """Read a message; that it was read is proof (Awb 2:25)."""
    application = sent(request, number)
    row = application.messages.filter(pk=message).first()
    if row is None:
        raise Http404
    if request.method == "GET" and not row.from_firm:
        mark_read(by=request.own.actor, message=row)
    return show(request, "message", language, application, row=row)


@firm
@only("GET")
def proof_csv(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """Return what is proven of each message, as a table: who disputes it has a right to that (Awb 2:25)."""
    return proof_as_csv(request.own.actor, sent(request, number))


@firm
@only("GET")
def proof_json(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """Return the same for a program."""
    return proof_as_json(request.own.actor, sent(request, number))
