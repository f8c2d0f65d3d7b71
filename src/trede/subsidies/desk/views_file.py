"""The page of a file, taking it on, checking whether it is complete, and the steps that need no more than a reason."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trede.core.grant_life import Need
from trede.core.grant_life_table import MAIN
from trede.core.permissions import Permission
from trede.core.terms import deadline
from trede.journal import clock
from trede.subsidies import life
from trede.subsidies.desk import actions, checklist, drafting, steps, words
from trede.subsidies.desk.base import (
    FILE,
    actor_of,
    application_for,
    attempt,
    done,
    language,
    page,
    says_when_late,
)
from trede.subsidies.desk.file import file_page
from trede.subsidies.desk.forms import DeskForm, check_items, read_day
from trede.subsidies.effects import repair_day
from trede.subsidies.given import Given
from trede.subsidies.models import Application
from trede.subsidies.registry import scheme_of, term_of
from trede.web.access import staff
from trede.web.methods import only


@staff(Permission.SUBSIDY_VIEW)
@only("GET")
def one_file(request: HttpRequest, number: int) -> HttpResponse:
    """Show a file: what to do now, the application as it was sent, terms, signals, messages, what happened."""
    application = application_for(request, number)
    by = actor_of(request)
    context = file_page(by, application, language())
    context["may_take_on"] = by.may(Permission.SUBSIDY_ASSESS) and str(application.officer_id or "") != by.id
    return page(request, "file.html", context)


@staff(Permission.SUBSIDY_ASSESS)
@only("POST")
@says_when_late
def take_on(request: HttpRequest, number: int) -> HttpResponse:
    """Take a file on, so that colleagues see who has it."""
    actions.take_on(by=actor_of(request), application=application_for(request, number))
    return done(request, _("Deze aanvraag staat nu op jouw naam."), FILE.format(number=number))


@staff(Permission.SUBSIDY_ASSESS)
@only("GET", "POST")
@says_when_late
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Go through the list: complete, or ask what is missing, with the letter to read before it goes."""
    application = application_for(request, number)
    if not MAIN.steps(application.state, steps.life_roles(actor_of(request))) or application.state not in _CHECKABLE:
        raise drafting.too_late()
    items = checklist.items_of(application, language())
    names = [(item.key, item.name) for item in items] + [
        ("other", checklist.item_name(application, "other", language()))
    ]
    usual = repair_day(application, clock.today())
    form = DeskForm(request.POST if request.method == "POST" else None)
    sent = request.POST
    gaps = check_items(sent, names)
    until = read_day(sent.get("until", "")) or usual
    letter = checklist.request_letter(application, gaps, until) if gaps else None
    wanted = sent.get("do", "")
    if request.method == "POST":
        answer = _act(request, application, form, _Sent(wanted, tuple(gaps), until))
        if answer is not None:
            return answer
    ticked = {key for key, _note in gaps} if request.method == "POST" else checklist.missing_first(items, application)
    notes = {key: sent.get(f"note-{key}", "") for key, _name in names}
    context = {
        "application": application,
        "items": [(item, item.key in ticked, notes[item.key]) for item in items],
        "other": ("other" in ticked, notes["other"]),
        "until": until,
        "first_day": clock.today() + timedelta(days=1),
        "letter": letter if wanted == "preview" and gaps else None,
        "may_ask": application.state == "ingediend",
    }
    return page(request, "check.html", context, form)


_CHECKABLE = ("ingediend", "herstel", "herstel_verlopen")


@dataclass(frozen=True, slots=True)
class _Sent:
    """What came with the list: the button, what is missing with notes, and the last day to add it."""

    wanted: str
    gaps: tuple[tuple[str, str], ...]
    until: date


def _act(request: HttpRequest, application: Application, form: DeskForm, sent: _Sent) -> HttpResponse | None:
    """Do what the button says: `complete`, `preview` or `send`; None shows the page again."""
    form.is_valid()
    problem = _problem(sent)
    if problem:
        form.add_error(None, problem)
        return None
    if sent.wanted not in _BUTTONS:
        return None
    step, message = _BUTTONS[sent.wanted]
    if step == "volledig_verklaren":
        given = Given(frozenset({Need.ITEMS}))
    else:
        letter = checklist.request_letter(application, sent.gaps, sent.until)
        given = Given(gaps=sent.gaps, until=sent.until, letter=letter)
    by = actor_of(request)
    taken = attempt(form, lambda: life.take_step(by=by, application=application, step=step, given=given))
    return None if taken is None else done(request, message, FILE.format(number=application.pk))


_BUTTONS = {
    "complete": ("volledig_verklaren", gettext_lazy("De aanvraag is compleet. Het verdelen van het geld volgt.")),
    "send": ("uitnodigen_aanvullen", gettext_lazy("Je vraag is verstuurd. De tijd om te besluiten staat stil.")),
}


def _problem(sent: _Sent) -> str:
    """Return what is wrong with the list as it was sent; nothing when it is right."""
    if sent.wanted == "complete":
        return _("Je kruiste aan dat er iets ontbreekt. Haal het kruisje weg, of vraag erom.") if sent.gaps else ""
    if not sent.gaps:
        return _("Kruis aan wat er ontbreekt.")
    if any(key == "other" and not note for key, note in sent.gaps):
        return _("Schrijf bij ‘iets anders’ wat er ontbreekt.")
    return ""


@staff(Permission.SUBSIDY_VIEW)
@only("GET", "POST")
@says_when_late
def step(request: HttpRequest, number: int, region: str, step: str) -> HttpResponse:
    """Take one of the steps that need no page of their own. Who may take it says the life cycle."""
    application = application_for(request, number)
    chosen = steps.PAGES.get((region, step))
    if chosen is None:
        raise Http404
    table, field = life.REGIONS[region]
    if not any(edge.event == step and edge.origin == getattr(application, field) for edge in table.edges):
        raise drafting.too_late()
    form = chosen.form(request.POST if request.method == "POST" else None, initial=_initial(application))
    doors = form.fields.get("door")
    if isinstance(doors, forms.ChoiceField):
        doors.choices = steps.doors(application, language())
    by = actor_of(request)

    def take() -> Application:
        given = chosen.given(application, form.cleaned_data)
        return life.take_step(by=by, application=application, step=step, region=region, given=given)

    said = words.step(region, step)
    if form.is_bound and attempt(form, take) is not None:
        address = FILE.format(number=number)
        return done(request, _("Gedaan: {step}.").format(step=said[:1].lower() + said[1:]), address)
    context = {"application": application, "said": said, "explain": chosen.explain, "step": step}
    return page(request, "step.html", context, form)


def _initial(application: Application) -> dict[str, Any]:
    term = term_of(scheme_of(application), "hearing")
    return {"until": deadline(replace(term), clock.today()).last}
