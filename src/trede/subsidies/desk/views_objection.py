"""Objections and notices of default: write one down, answer it, decide on it, and fix a penalty."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from trede.core.grant_life import Role
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor
from trede.subsidies import against, clocks
from trede.subsidies.announcing import with_days
from trede.subsidies.desk import actions, drafting, objecting, penalties, postponing, upholding, words
from trede.subsidies.desk.base import FILE, actor_of, application_for, attempt, done, page, says_when_late, told
from trede.subsidies.desk.forms_later import AnswerForm, DefaultForm, ObjectionForm, PenaltyForm, TakeForm
from trede.subsidies.desk.worklist import light_of
from trede.subsidies.letters.compose import blocks
from trede.subsidies.models import Application, Decision, Objection
from trede.web.access import staff
from trede.web.methods import only


@staff(Permission.SUBSIDY_OBJECTION)
@only("GET", "POST")
@says_when_late
def receive(request: HttpRequest, number: int) -> HttpResponse:
    """Write down an objection that came in by letter or telephone."""
    application, by = application_for(request, number), actor_of(request)
    actions.guard(by, application, Role.OBJECTION)
    decisions = against.objectable(application)
    if not decisions or application.objection_state not in ("open", "gesloten", "beslist"):
        raise drafting.too_late()
    form = ObjectionForm(request.POST if request.method == "POST" else None, initial={"on": clock.today()})
    offered = next(iter(against.choices(application)))
    form.offer([(row.pk, _offered(application, row)) for row in decisions], offered.pk)

    def save() -> Objection:
        sent = form.cleaned_data
        number = int(sent.get("decision") or decisions[0].pk)
        received = objecting.Received(
            sent["on"], sent["text"], sent["excuse"], committee=sent["committee"], decision=number
        )
        return objecting.receive(by=by, application=application, received=received)

    if form.is_bound and attempt(form, save) is not None:
        return done(request, _("Het bezwaar staat in het dossier. Het bedrijf krijgt bericht."), _at(number))
    due = None if offered.announced_on is None else against.object_until(application, offered.announced_on)
    context = {"application": application, "said": _("Leg een bezwaar vast"), "due": due}
    return page(request, "objection_new.html", context, form)


def _offered(application: Application, decision: Decision) -> str:
    """Say which decision it is, and until when an objection against it is in time."""
    announced = decision.announced_on or clock.today()
    until = against.object_until(application, announced)
    return _("{kind}, bekend op {day}: bezwaar kan tot en met {until}").format(
        kind=str(words.KINDS.get(decision.kind, decision.kind)).capitalize(),
        day=f"{announced:%d-%m-%Y}",
        until=f"{until:%d-%m-%Y}",
    )


@staff(Permission.SUBSIDY_VIEW)
@only("GET", "POST")
@says_when_late
def objection(request: HttpRequest, number: int) -> HttpResponse:
    """Show the open objection; its officer drafts the answer, a decision maker who is new to it decides."""
    application, by = application_for(request, number), actor_of(request)
    found = objecting.open_objection(application)
    if found is None or application.objection_state != "in_behandeling":
        raise drafting.too_late()
    found.decision.application = application
    drafted = objecting.draft_answer(application)
    wanted = request.POST.get("do", "")
    if wanted == "postpone":
        postponing.postpone(by=by, objection=found)
        said = _("Zes weken later. Het bedrijf krijgt bericht.")
        return done(request, said if application.by_mail else _("De brief ligt klaar voor de post."), _at(number))
    form = AnswerForm(request.POST if wanted == "propose" else None, initial=_initial(drafted))
    brings = upholding.kind_of(application, found)
    now, limit = upholding.stands_now(application, brings), upholding.most(application, found, brings)
    claim = upholding.to_pay_back(application) if brings in ("raise", "again") else 0
    form.ask_amount(brings, words.euros(now), words.euros(limit), words.euros(claim) if claim else "")
    take = TakeForm(
        request.POST if wanted == "decide" else None,
        initial={"digest": drafted.digest if drafted else ""},
        prefix="take",
    )
    case = _Case(by, application, found, drafted)
    answer = _save(request, case, form, take)
    if answer is not None:
        return answer
    shown = take if take.is_bound else form
    return page(request, "objection.html", _context(case, form, take), shown)


@dataclass(frozen=True, slots=True)
class _Case:
    """What the page of an objection is about: who looks, the file, the objection and the drafted answer."""

    by: Actor
    application: Application
    objection: Objection
    drafted: Decision | None


def _save(request: HttpRequest, case: _Case, form: AnswerForm, take: TakeForm) -> HttpResponse | None:
    number = case.application.pk
    if form.is_bound and attempt(form, lambda: _propose(case, form)) is not None:
        return done(request, _("Het antwoord ligt klaar. Een collega beslist."), _at(number))
    drafted = case.drafted
    if take.is_bound and drafted is not None:
        drafted.application = case.application
        taken = attempt(
            take, lambda: objecting.answer(by=case.by, decision=drafted, digest=take.cleaned_data["digest"])
        )
        if taken is not None:
            return done(request, told(taken), FILE.format(number=number))
    return None


def _propose(case: _Case, form: AnswerForm) -> Decision:
    sent = form.cleaned_data
    return objecting.propose(
        by=case.by,
        objection=case.objection,
        outcome=sent["outcome"],
        reason=sent["reason"],
        cents=sent.get("cents") or 0,
    )


def _context(case: _Case, form: AnswerForm, take: TakeForm) -> dict[str, Any]:
    application, found, drafted = case.application, case.objection, case.drafted
    term = clocks.clocks_of(application).get("objection-decision")
    letter = "" if drafted is None else with_days(application, drafted, None, clock.today())
    return {
        "application": application,
        "said": _("Bezwaar"),
        "objection": found,
        "against": words.KINDS.get(found.decision.kind, found.decision.kind),
        "is_late": objecting.is_late(application, found.decision, found.received_on),
        "term": term,
        "light": light_of(term) if term else None,
        "drafted": drafted,
        "blocks": blocks(letter),
        "answer": form,
        "take": take,
        "may_handle": case.by.may(Permission.SUBSIDY_OBJECTION),
        "may_postpone": postponing.may_postpone(found),
        "letter_waits": postponing.waiting(found),
        "letter_late": term is not None and not term.deadline.in_time(clock.today()),
        "may_decide": case.by.may(Permission.SUBSIDY_DECIDE) and drafted is not None,
        "covers_penalty": found.decision.kind != "penalty"
        and application.decisions.filter(kind="penalty", decided_on__isnull=False).exists(),
    }


def _initial(drafted: Decision | None) -> dict[str, Any]:
    if drafted is None:
        return {}
    return {"outcome": drafted.reasons.get("outcome", ""), "reason": drafted.reasons.get("text", "")}


def _at(number: int) -> str:
    return f"{FILE.format(number=number)}/bezwaar"


@staff(Permission.SUBSIDY_VIEW)
@only("GET", "POST")
@says_when_late
def penalty(request: HttpRequest, number: int) -> HttpResponse:
    """Show notices of default and what lateness costs by now; write one down, or fix the penalty."""
    application, by = application_for(request, number), actor_of(request)
    wanted = request.POST.get("do", "")
    note = DefaultForm(request.POST if wanted == "notice" else None, initial={"on": clock.today()})
    fix = PenaltyForm(request.POST if wanted == "fix" else None, prefix="fix")
    address = f"{FILE.format(number=number)}/dwangsom"
    said = _keep(by, application, note, fix)
    if said:
        return done(request, said, address)
    owed = clocks.penalty_of(application)
    context = {
        "application": application,
        "said": _("Ingebrekestelling en dwangsom"),
        "claims": [(row, words.euros(row.fixed_cents)) for row in application.penalties.order_by("received_on", "pk")],
        "due": clocks.decision_clock(application).due,
        "owed": owed,
        "amount": words.euros(owed.cents) if owed else "",
        "note": note,
        "fix": fix,
        "may_note": by.may(Permission.SUBSIDY_ASSESS) or by.may(Permission.SUBSIDY_OBJECTION),
        "may_fix": by.may(Permission.SUBSIDY_DECIDE) and application.penalty_state == "te_bepalen",
    }
    return page(request, "penalty.html", context, fix if fix.is_bound else note)


def _keep(by: Actor, application: Application, note: DefaultForm, fix: PenaltyForm) -> str:
    """Do what was sent and return what to say; nothing when nothing was done."""
    if note.is_bound:
        made = attempt(
            note, lambda: penalties.notice_of_default(by=by, application=application, on=note.cleaned_data["on"])
        )
        if made is not None:
            return _("Vastgelegd. Dit kwam te vroeg: er begint niets.") if made.premature else _("Vastgelegd.")
    if fix.is_bound:
        fixed = attempt(
            fix, lambda: penalties.fix_penalty(by=by, application=application, reason=fix.cleaned_data["reason"])
        )
        if fixed is not None:
            return told(application)
    return ""
