"""The draft decision, its approval, the decision itself, and the letter."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from trede.core.grant_life import Role, is_approved, standing, within_mandate
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor
from trede.subsidies import announcing
from trede.subsidies.announcing import with_days
from trede.subsidies.clocks import clocks_of
from trede.subsidies.desk import actions, drafting, words
from trede.subsidies.desk.base import (
    FILE,
    actor_of,
    application_for,
    attempt,
    done,
    language,
    page,
    says_when_late,
    told,
)
from trede.subsidies.desk.criteria import amount_steps
from trede.subsidies.desk.forms import ConfirmForm, DeskForm, DraftForm, OtherDraftForm
from trede.subsidies.desk.views_reading import readings_of
from trede.subsidies.effects_money import side_of
from trede.subsidies.letters.compose import blocks, sum_lines
from trede.subsidies.letters.level import reading_of
from trede.subsidies.letters.pdf import letter_pdf
from trede.subsidies.models import Application, Decision
from trede.subsidies.registry import scheme_of
from trede.web.access import staff
from trede.web.methods import only

_MOST_DIGITS = 10
OTHERS = {"niet-behandelen": "not-handled", "afwijzen": "refuse-incomplete", "plafond": "refuse-ceiling"}
"""Word in the address to the kind of a draft that does not rest on criteria."""


@staff(Permission.SUBSIDY_ASSESS)
@only("GET", "POST")
@says_when_late
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """Write the draft on the readings; in a file with a draft, write it anew."""
    application, by = application_for(request, number), actor_of(request)
    actions.guard(by, application, Role.OFFICER)
    if application.state not in ("in_behandeling", "conceptbesluit"):
        raise drafting.changed()
    known = drafting.draft_of(application)
    form = DraftForm(request.POST if request.method == "POST" else None, initial=_initial(application, known))

    def save() -> Decision:
        sent = form.cleaned_data
        plan = drafting.Plan(
            sent["kind"], sent["reasons"], sent["heard"], aid_checked=sent["aid_checked"], lower=sent["lower"]
        )
        return drafting.prepare(by=by, application=application, plan=plan)

    if form.is_bound and attempt(form, save) is not None:
        return done(request, _("Het concept is klaar om goed te keuren."), f"/balie/subsidie/{number}/besluit")
    steps, _amount = amount_steps(application, side_of(application).reserved)
    context = {
        "application": application,
        "said": _("Maak het conceptbesluit"),
        "readings": readings_of(application),
        "is_read": actions.is_read(application),
        "was_heard": "hearing" in clocks_of(application),
        "steps": [line.rpartition(" | ")[::2] for line in sum_lines(application, steps, language()).splitlines()],
    }
    return page(request, "draft.html", context, form)


def _initial(application: Application, known: Decision | None) -> dict[str, Any]:
    if known is not None:
        return {"kind": known.kind, "reasons": known.reasons.get("text", ""), "heard": known.reasons.get("heard", "")}
    first = application.assessments.filter(role="first").first()
    opinion = "" if first is None else {"part": "grant"}.get(first.opinion, first.opinion)
    heard = "heard" if "hearing" in clocks_of(application) else ""
    reasons = drafting.suggested_reasons(application)
    return {"kind": opinion, "reasons": reasons, "heard": heard}


@staff(Permission.SUBSIDY_ASSESS)
@only("GET", "POST")
@says_when_late
def other_draft(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """Write a draft that does not rest on the criteria: not handled, incomplete, or no money left."""
    application, by = application_for(request, number), actor_of(request)
    actions.guard(by, application, Role.OFFICER)
    if kind not in OTHERS:
        raise Http404
    form = OtherDraftForm(request.POST if request.method == "POST" else None)

    def save() -> Decision:
        plan = drafting.Plan(OTHERS[kind], form.cleaned_data["reasons"])
        return drafting.prepare(by=by, application=application, plan=plan)

    if form.is_bound and attempt(form, save) is not None:
        return done(request, _("Het concept is klaar."), f"/balie/subsidie/{number}/besluit")
    said = words.STEPS[drafting.DRAFT_STEPS[OTHERS[kind]]]
    lapse = clocks_of(application).get("handling-lapse")
    context = {"application": application, "said": said, "lapse": lapse if kind == "niet-behandelen" else None}
    return page(request, "draft_other.html", context, form)


@staff(Permission.SUBSIDY_VIEW)
@only("GET", "POST")
@says_when_late
def decision(request: HttpRequest, number: int) -> HttpResponse:
    """Read the draft as the letter will be; a second reader approves it, the decision maker takes it."""
    application, by = application_for(request, number), actor_of(request)
    found = drafting.draft_of(application)
    if found is None or application.state != "conceptbesluit":
        raise drafting.changed()
    found.application = application
    form = ConfirmForm(request.POST if request.method == "POST" else None, initial={"digest": found.digest})
    if request.method == "POST":
        answer = _approve_or_decide(request, found, form)
        if answer is not None:
            return answer
    return page(request, "decision.html", _context(by, application, found), form)


def _approve_or_decide(request: HttpRequest, found: Decision, form: ConfirmForm) -> HttpResponse | None:
    by, address = actor_of(request), FILE.format(number=found.application_id)
    if request.POST.get("do") == "approve":
        drafting.approve(by=by, decision=found, digest=request.POST.get("digest", ""))
        return done(request, _("Je keurde het concept goed."), address)
    taken = attempt(form, lambda: drafting.decide(by=by, decision=found, digest=form.cleaned_data["digest"]))
    if taken is None:
        return None
    return done(request, told(taken), address)


def _context(by: Actor, application: Application, found: Decision) -> dict[str, Any]:
    letter = with_days(application, found, by, clock.today())
    approvals = drafting.approvals_of(found)
    is_stale = drafting.digest_of(found) != found.digest
    limit = next((item for item in scheme_of(application).mandates if item.role in by.roles), None)
    return {
        "application": application,
        "decision": found,
        "kind": words.KINDS[found.kind],
        "said": words.STEPS[drafting.TAKING[found.kind]],
        "blocks": blocks(letter),
        "reading": reading_of(letter) if application.language == "nl" else None,
        "readings": readings_of(application),
        "amount": words.euros(found.cents),
        "approved": is_approved(approvals, found.digest, by=by.id),
        "approvals": len(standing(approvals, found.digest)),
        "voided": bool(approvals) and not standing(approvals, found.digest),
        "is_stale": is_stale,
        "may_approve": by.may(Permission.SUBSIDY_SECOND),
        "may_decide": by.may(Permission.SUBSIDY_DECIDE),
        "above_mandate": limit is None or not within_mandate(found.cents, limit.upto_cents),
        "limit": "" if limit is None else words.euros(limit.upto_cents),
    }


@staff(Permission.SUBSIDY_VIEW)
@only("GET")
def letter(request: HttpRequest, number: int, decision: int) -> HttpResponse:
    """Show the letter of a decision that was taken."""
    application = application_for(request, number)
    found = _taken(application, decision)
    context = {"application": application, "decision": found, "blocks": blocks(_letter(application, found))}
    return page(request, "letter.html", context)


@staff(Permission.SUBSIDY_VIEW)
@only("GET")
def letter_file(request: HttpRequest, number: int, decision: int) -> HttpResponse:
    """Return the letter of a decision as a PDF."""
    application = application_for(request, number)
    found = _taken(application, decision)
    response = HttpResponse(letter_pdf(application, _letter(application, found)), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{application.number}-{found.kind}.pdf"'
    return response


def _taken(application: Application, decision: int) -> Decision:
    found = application.decisions.select_related("decided_by").filter(pk=decision, decided_on__isnull=False).first()
    if found is None:
        raise Http404
    return found


def _letter(application: Application, found: Decision) -> str:
    """Return the letter; one that still has to be posted with the days of today."""
    if found.announced_on is not None:
        return found.letter
    return with_days(application, found, None, clock.today())


@staff(Permission.SUBSIDY_ASSESS)
@only("GET", "POST")
@says_when_late
def post(request: HttpRequest, number: int) -> HttpResponse:
    """Print the letter of a firm that wants post, and write down that it was posted: that announces the decision."""
    application, by = application_for(request, number), actor_of(request)
    rows, asked = announcing.waiting().filter(application=application), request.GET.get("besluit", "")
    rows = rows.filter(pk=int(asked)) if asked.isdecimal() and len(asked) < _MOST_DIGITS else rows
    found = rows.select_related("decided_by").first()
    if found is None:
        raise drafting.changed()
    found.application = application
    form = DeskForm(request.POST if request.method == "POST" else None)
    if form.is_bound and attempt(form, lambda: announcing.announce_by_post(by=by, decision=found)) is not None:
        return done(request, _("Bekendgemaakt. De termijnen lopen vanaf vandaag."), FILE.format(number=number))
    context = {"application": application, "decision": found, "said": _("Doe de brief op de post")}
    return page(request, "post.html", context, form)
