"""Pages of sending: look everything over, sign and send, the receipt, the copies."""

from django.http import Http404, HttpResponse

from trede.companies.own.access import FirmRequest, firm
from trede.companies.own.page import attempt
from trede.core.scheme_words import explain
from trede.regions.registry import pack
from trede.subsidies.applying.base import draft, home, nonce, read_nonce, sent, show
from trede.subsidies.applying.content import content_of, newest
from trede.subsidies.applying.copies import as_json, as_pdf, sections
from trede.subsidies.applying.draft import eligibility_of, takes_now, tasks_of
from trede.subsidies.applying.send import live_other, send
from trede.subsidies.applying.views_draft import request_number
from trede.subsidies.clocks import clocks_of
from trede.subsidies.messages import address_of
from trede.subsidies.models import Submission
from trede.subsidies.public.cards import moment_in_words, state_of
from trede.subsidies.registry import scheme_of
from trede.web.methods import only

CHANGE = {"costs": "begroting", "documents": "bestanden"}
"""Task to the page where it is changed; the others are parts."""


FIELDS = ("naam", "tekenen", "waar")
"""Fields of the signature. What is wrong with the whole stands above them."""


@firm
@only("GET", "POST")
def check_and_send(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """Everything once more with ways to change it, what is still open, and the signature. Incomplete may be sent."""
    application = draft(request, number)
    if application is None:
        return home(language, request_number(number), "/ontvangen")
    errors: list[tuple[str, str]] = []
    key = nonce()
    if request.method == "POST":
        key = read_nonce(request)
        done, errors = attempt(
            lambda: send(
                by=request.own.actor,
                application=application,
                name=request.POST.get("naam", ""),
                may_sign=request.POST.get("tekenen") == "ja",
                truthful=request.POST.get("waar") == "ja",
                key=key,
            ),
            language,
        )
        if done is not None:
            return home(language, done, "/ontvangen")
    scheme, region = scheme_of(application), pack()
    found = eligibility_of(application)
    parts = [
        (item, CHANGE.get(item.key, f"onderdeel/{item.key}"))
        for item in sections(scheme, content_of(application), language)
    ]
    return show(
        request,
        "check",
        language,
        application,
        errors=[(key if key in FIELDS else "teken", sentence) for key, sentence in errors],
        sections=parts,
        open_tasks=[
            (region.text(f"apply.task.{task.key}", language), CHANGE.get(task.key, f"onderdeel/{task.key}"))
            for task in tasks_of(application)
            if task.state != "ready"
        ],
        stops=[item for item in explain(region, scheme, found, language) if item.verdict.state == "not-met"],
        state=state_of(region, scheme, language),
        takes=takes_now(scheme),
        other=live_other(application),
        typed=request.POST,
        nonce=key,
        mail=address_of(application),
    )


@firm
@only("GET")
def received(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """The receipt: number, moment, by when the answer comes, and the copies. Reloading shows the same."""
    application = sent(request, number)
    submission = newest(application)
    if submission is None or application.received_at is None:
        raise Http404
    decision = clocks_of(application).get("decision")
    return show(
        request,
        "received",
        language,
        application,
        submission=submission,
        moment=moment_in_words(application.received_at, language),
        decision=None if decision is None else decision.due,
        mail=address_of(application),
    )


@firm
@only("GET")
def copy(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """Everything that was sent, to read and to print."""
    application = sent(request, number)
    submission = _newest(newest(application))
    return show(
        request,
        "copy",
        language,
        application,
        submission=submission,
        moment=moment_in_words(submission.sent_at, language),
        sections=sections(scheme_of(application), submission.content, language),
    )


def _newest(found: Submission | None) -> Submission:
    if found is None:
        raise Http404
    return found


@firm
@only("GET")
def copy_json(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """The copy for programs."""
    application = sent(request, number)
    body = as_json(application, _newest(newest(application)))
    return _file(body, "application/json", f"{application.number}.json")


@firm
@only("GET")
def copy_pdf(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """The copy as a PDF that screen readers can read."""
    application = sent(request, number)
    body = as_pdf(application, _newest(newest(application)), language)
    return _file(body, "application/pdf", f"{application.number}.pdf")


def _file(body: bytes, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        body, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
