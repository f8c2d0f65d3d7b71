"""Referring a firm, and the partner's page of a referral with its steps."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trede.chain import actions
from trede.chain.casepage import happenings
from trede.chain.desk import actor_of, attempt, done, note_look_at, page, person, says_when_late
from trede.chain.forms import DeskForm, SendForm, language
from trede.chain.forms_partner import AcceptForm, CompleteForm, EndForm, HoldForm, StartForm
from trede.chain.handing import Agreement, HandoverPlan
from trede.chain.messages import mail_failed
from trede.chain.models import Referral
from trede.chain.outcome import outcome_view
from trede.chain.proposals import proposals_for
from trede.chain.queries import case_for, referral_for, timeline_of_referral
from trede.chain.queries_notes import contacts_shared, notes_of
from trede.companies.queries import contacts_of
from trede.core.errors import OutOfOrder
from trede.core.permissions import Permission
from trede.core.workflow import REFERRAL, Party, due_day
from trede.journal import clock
from trede.journal.actions import Actor
from trede.partners.queries import current_pack
from trede.regions.registry import pack
from trede.web.access import staff
from trede.web.methods import only

REFERRAL_PAGE = "/balie/verwijzing/{number}"
FORWARD = frozenset({"accept", "start", "resume", "complete"})
RESULT = ("rung", "result", "topics", "instrument", "ended_on", "next_step", "new_use")
"""Steps that bring a referral further; they stand first."""
SHOWN_FIRST = 5
"""Services that stand open on the page; the others are one click away."""


@staff(Permission.REFER)
@only("GET", "POST")
@says_when_late("/balie/dossier/{number}")
def choose(request: HttpRequest, number: int) -> HttpResponse:
    """Choose a service: the list of routing, each with its reasons."""
    by = actor_of(request)
    case = case_for(by, number)
    note_look_at(request, by, "file", ("case", case.pk), case.firm_id)
    found = proposals_for(current_pack(), case, clock.today(), language())
    typed = request.POST.get("service", "")
    first, more = found[:SHOWN_FIRST], found[SHOWN_FIRST:]
    more_open = typed in {view.service.key for view in more}
    context: dict[str, Any] = {"case": case, "first": first, "more": more, "more_open": more_open, "typed": typed}
    context["errors"] = []
    if request.method == "POST" and typed in {view.service.key for view in found}:
        draft = actions.choose_service(by=by, case=case, service=typed)
        message = _("De dienst is gekozen. Leg nu de toestemming en de overdracht vast.")
        return done(request, message, f"/balie/verwijzing/{draft.pk}/versturen")
    if request.method == "POST":
        context["errors"] = [(f"dienst-{first[0].service.key}" if first else "inhoud", _("Kies een dienst."))]
    response = page(request, "chain/choose.html", context)
    response.status_code = 422 if context["errors"] else 200
    return response


@staff(Permission.REFER)
@only("GET", "POST")
@says_when_late(REFERRAL_PAGE)
def send(request: HttpRequest, number: int) -> HttpResponse:
    """What is shared, consent, handover: then send."""
    by, referral, parties = _standing(request, number)
    if Party.REQUESTER not in parties:
        raise Http404
    if referral.state != "draft" or not referral.service:
        raise OutOfOrder("sent", "Deze verwijzing is al verstuurd.", "This referral was already sent.")
    intake = getattr(referral.case, "intake", None)
    initial = {
        "question": referral.question or (intake.wish if intake else ""),
        "shared": Agreement.SHARED,
        "given_on": clock.today(),
        "handover_on": clock.today(),
        "from_person": person(request).name,
    }
    form = SendForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and attempt(form, lambda: _send(by, referral, form)) is not None:
        return done(request, _("De verwijzing is verstuurd."), f"/balie/dossier/{referral.case_id}")
    contact = contacts_of(referral.case.firm_id).first()
    return page(request, "chain/send.html", {"referral": referral, "case": referral.case, "contact": contact}, form)


def _send(by: Actor, referral: Referral, form: SendForm) -> Referral:
    sent = form.cleaned_data
    return actions.send_referral(
        by=by,
        referral=referral,
        agreement=Agreement(sent["given_on"], sent["how"], tuple(sent["shared"])),
        handover=HandoverPlan(
            sent["handover_on"], sent["from_person"], sent["to_person"], sent["channel"], sent["to_email"]
        ),
        question=sent["question"],
    )


def _standing(request: HttpRequest, number: int) -> tuple[Actor, Referral, frozenset[Party]]:
    by = actor_of(request)
    referral, parties = referral_for(by, number)
    note_look_at(request, by, "referral", ("referral", referral.pk), referral.case.firm_id)
    return by, referral, parties


@staff(Permission.WORKLIST)
@only("GET")
def one_referral(request: HttpRequest, number: int) -> HttpResponse:
    """A referral as its partner and its sender see it: what was shared, what to do now, what happened."""
    by, referral, parties = _standing(request, number)
    context = referral_page(referral, parties)
    context["notes"] = notes_of(by, referral)
    context["mail_failed"] = bool(context["is_sender"] and context["due"]) and mail_failed(referral)
    return page(request, "chain/referral.html", context)


def referral_page(referral: Referral, parties: frozenset[Party]) -> dict[str, object]:
    """Return the context of the page. Parts of the file that the firm did not agree to share are left out."""
    case = referral.case
    shared = set(referral.shared) if Party.REQUESTER not in parties else set(Agreement.SHARED)
    scan = case.scan if "outcome" in shared else None
    steps = [edge.step for edge in REFERRAL.steps(referral.state, parties) if edge.step != "request"]
    steps.sort(key=lambda step: step not in FORWARD)
    terms = {"referral-answer": referral.answer_days, "first-contact": referral.answer_days}
    return {
        "referral": referral,
        "case": case,
        "is_sender": Party.REQUESTER in parties,
        "is_partner": Party.TARGET in parties,
        "shared": shared,
        "steps": steps,
        "due": due_day(REFERRAL, referral.state, referral.since, terms=terms),
        "state": REFERRAL.state(referral.state),
        "contacts": contacts_shared(referral, shared),
        "intake": getattr(case, "intake", None) if "intake" in shared else None,
        "outcome": outcome_view(pack(), scan, language()) if scan else None,
        "handover": getattr(referral, "handover", None),
        "trajectory": getattr(referral, "trajectory", None),
        "timeline": happenings(timeline_of_referral(referral)),
        "hide_rung": "outcome" not in shared,
    }


@staff(Permission.WORKLIST)
@only("POST")
@says_when_late(REFERRAL_PAGE)
def take_up(request: HttpRequest, number: int) -> HttpResponse:
    """Take up a referral within the partner's organisation."""
    by, referral, _parties = _standing(request, number)
    actions.claim_referral(by=by, referral=referral)
    return done(request, _("Jij handelt deze verwijzing af."), REFERRAL_PAGE.format(number=number))


@dataclass(frozen=True, slots=True)
class _Step:
    form: type[DeskForm]
    act: Callable[[Actor, Referral, dict[str, Any], DeskForm], Referral]
    message: Any


def _end(step: str) -> Callable[[Actor, Referral, dict[str, Any], DeskForm], Referral]:
    def act(by: Actor, referral: Referral, sent: dict[str, Any], form: DeskForm) -> Referral:
        way_on = form.way_on() if isinstance(form, EndForm) else actions.WayOnChoice()
        return actions.end_referral(by=by, referral=referral, step=step, reason=sent["reason"], way_on=way_on)

    return act


STEPS: dict[str, _Step] = {
    "accept": _Step(
        AcceptForm,
        lambda by, referral, sent, _form: actions.accept_referral(
            by=by, referral=referral, handover_held_on=sent.get("handover_on")
        ),
        gettext_lazy("De verwijzing is aangenomen."),
    ),
    "start": _Step(
        StartForm,
        lambda by, referral, sent, _form: actions.start_referral(
            by=by, referral=referral, started_on=sent["started_on"]
        ),
        gettext_lazy("Het traject is gestart."),
    ),
    "hold": _Step(
        HoldForm,
        lambda by, referral, sent, _form: actions.hold_referral(by=by, referral=referral, reason=sent["reason"]),
        gettext_lazy("Het traject staat op pauze."),
    ),
    "resume": _Step(
        DeskForm,
        lambda by, referral, _sent, _form: actions.resume_referral(by=by, referral=referral),
        gettext_lazy("Het traject gaat verder."),
    ),
    "complete": _Step(
        CompleteForm,
        lambda by, referral, sent, _form: actions.complete_referral(
            by=by,
            referral=referral,
            **{key: sent[key] for key in RESULT},
        ),
        gettext_lazy("Het traject is afgerond."),
    ),
    "reject": _Step(EndForm, _end("reject"), gettext_lazy("De verwijzing is teruggegeven.")),
    "fail": _Step(EndForm, _end("fail"), gettext_lazy("Het traject is gestopt. De weg verder is vastgelegd.")),
    "cancel": _Step(EndForm, _end("cancel"), gettext_lazy("De verwijzing is ingetrokken.")),
    "correct": _Step(EndForm, _end("correct"), gettext_lazy("De vergissing is hersteld.")),
}
"""Each step of the referral table with its form and its verb; a test compares the keys with the table."""


def form_of(step: str, referral: Referral, sent: QueryDict | None) -> DeskForm:
    """Return the form of a step, filled in with what was sent. A handover that was held is not asked for again."""
    today = clock.today()
    form = STEPS[step].form(sent, initial={"started_on": today, "ended_on": today})
    handover = getattr(referral, "handover", None)
    if step == "accept" and handover is not None and handover.held_on is not None:
        del form.fields["handover_on"]
    return form


@staff(Permission.WORKLIST)
@only("GET", "POST")
@says_when_late(REFERRAL_PAGE)
def step(request: HttpRequest, number: int, step: str) -> HttpResponse:
    """Take one step on a referral."""
    by, referral, parties = _standing(request, number)
    chosen = STEPS.get(step)
    if chosen is None:
        raise Http404
    if step not in {edge.step for edge in REFERRAL.steps(referral.state, parties)}:
        raise OutOfOrder(
            "out-of-order",
            "Deze stap kan nu niet. Iemand was je voor, of het is nog te vroeg.",
            "This step is not possible now. Somebody was first, or it is too early.",
        )
    form = form_of(step, referral, request.POST if request.method == "POST" else None)
    if form.is_bound and attempt(form, lambda: chosen.act(by, referral, form.cleaned_data, form)) is not None:
        return done(request, chosen.message, REFERRAL_PAGE.format(number=number))
    return page(request, "chain/step.html", {"referral": referral, "case": referral.case, "step": step}, form)
