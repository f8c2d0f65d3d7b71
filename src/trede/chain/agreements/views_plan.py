"""Pages of the yearly plan: goals and actions, who said yes, how far it is, and what came of it."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from trede.chain.agreements import actions_plan
from trede.chain.agreements.actions import note_export
from trede.chain.agreements.forms import BeginForm, DeedForm, GoalForm, LinkForm, MoveForm, NoForm
from trede.chain.agreements.links import plan_link_asks, send_plan_link
from trede.chain.agreements.models import AgreementLink, PlanAction, PlanGoal, YearPlan
from trede.chain.agreements.queries import (
    action_of,
    actions_of,
    asked_of,
    due_reviews,
    goal_of,
    has_signer,
    plan_of,
    plan_years,
)
from trede.chain.agreements.tables import plan_csv
from trede.chain.agreements.views import version_read
from trede.chain.casepage import happenings
from trede.chain.desk import actor_of, attempt, done, page, says_when_late
from trede.chain.forms import DeskForm, language
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.queries import events_about
from trede.web.access import staff
from trede.web.methods import only

T = TypeVar("T")
HOME = "/balie/jaarplan"
ACTION = HOME + "/actie/{number}"
YEAR = HOME + "/{number}"
LATE = "/balie/jaarplan"
MOST_EVENTS = 50


@staff(Permission.AGREEMENT_SIGN)
@only("GET")
def plans(request: HttpRequest) -> HttpResponse:
    """Lead to the plan of this year, else to the newest one; without any plan say how one is begun."""
    years, this = plan_years(), clock.today().year
    if years:
        return HttpResponseRedirect(YEAR.format(number=this if this in years else years[0]))
    return page(request, "chain/agreements/no_plan.html", {"keeps": actor_of(request).may(Permission.AGREEMENTS)})


@staff(Permission.AGREEMENTS)
@only("GET", "POST")
def begin(request: HttpRequest) -> HttpResponse:
    """Begin the plan of a year."""
    first = {"year": clock.today().year + (clock.today().month > 6)}  # noqa: PLR2004  # from July on it is next year's
    form = BeginForm(request.POST if request.method == "POST" else None, initial=first)

    def act() -> YearPlan:
        typed = form.cleaned_data
        return actions_plan.begin(by=actor_of(request), year=typed["year"], copy_from=typed["copy_from"])

    made = attempt(form, act) if form.is_bound else None
    if made is not None:
        return done(request, _("Het jaarplan is begonnen."), YEAR.format(number=made.year))
    return _form(request, form, _("Begin een jaarplan"), HOME)


@staff(Permission.AGREEMENT_SIGN)
@only("GET")
def plan(request: HttpRequest, number: int) -> HttpResponse:
    """The plan of a year: one page, that can be printed."""
    by, found = actor_of(request), _plan(number)
    deeds = list(actions_of(found))
    context = {
        "plan": found,
        "goals": list(found.goals.all()),
        "years": [year for year in plan_years() if year != found.year],
        "due": [item for item in due_reviews(by.organisation, clock.today()) if "/jaarplan/" in item.address],
        "to_agree": [item for item in deeds if item.organisation == by.organisation and item.agreed_on is None],
        "to_ask": _to_ask(deeds) if by.may(Permission.AGREEMENTS) else [],
        "waiting": sorted({item.organisation for item in deeds if item.agreed_on is None}),
        "keeps": by.may(Permission.AGREEMENTS),
        "is_draft": found.state == YearPlan.DRAFT,
        "today": clock.today(),
    }
    return page(request, "chain/agreements/plan.html", context)


@staff(Permission.AGREEMENT_SIGN, sudo=True)
@only("GET")
def csv(request: HttpRequest, number: int) -> HttpResponse:
    """The actions of a year for a spreadsheet. That it was taken along is in the journal."""
    deeds = list(actions_of(_plan(number)))
    note_export(by=actor_of(request), lines=len(deeds))
    response = HttpResponse(plan_csv(deeds, language()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="jaarplan-{number}.csv"'
    return response


@staff(Permission.AGREEMENTS)
@only("POST")
@says_when_late(YEAR)
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """Settle the plan of a year."""
    actions_plan.settle(by=actor_of(request), plan=_plan(number))
    return done(request, _("Het jaarplan is vastgesteld."), YEAR.format(number=number))


@staff(Permission.AGREEMENTS)
@only("GET", "POST")
@says_when_late(YEAR)
def add_goal(request: HttpRequest, number: int) -> HttpResponse:
    """Write a goal of a year."""
    found = _plan(number)
    form = GoalForm(request.POST if request.method == "POST" else None)
    text = _typed(form, "text")

    def act() -> PlanGoal:
        return actions_plan.write_goal(by=actor_of(request), plan=found, text=text())

    back = YEAR.format(number=number)
    if form.is_bound and attempt(form, act) is not None:
        return done(request, _("Het doel staat in het plan."), back)
    return _form(request, form, _("Schrijf een doel"), back)


@staff(Permission.AGREEMENTS)
@only("GET", "POST")
@says_when_late(LATE)
def goal(request: HttpRequest, number: int) -> HttpResponse:
    """Write a goal anew."""
    found = _goal(number)
    form = GoalForm(request.POST if request.method == "POST" else None, initial={"text": found.text})
    text = _typed(form, "text")

    def act() -> PlanGoal:
        return actions_plan.write_goal(by=actor_of(request), plan=found.plan, text=text(), goal=found)

    back = YEAR.format(number=found.plan.year)
    if form.is_bound and attempt(form, act) is not None:
        return done(request, _("Het doel is gewijzigd."), back)
    return _form(request, form, _("Wijzig het doel"), back)


@staff(Permission.AGREEMENTS)
@only("GET", "POST")
@says_when_late(LATE)
def add_action(request: HttpRequest, number: int) -> HttpResponse:
    """Write an action for a goal."""
    found = _goal(number)
    form = DeedForm(request.POST if request.method == "POST" else None)

    def act() -> PlanAction:
        return actions_plan.write_action(by=actor_of(request), goal=found, deed=form.deed())

    back = YEAR.format(number=found.plan.year)
    if form.is_bound and attempt(form, act) is not None:
        return done(request, _("De actie staat in het plan. Wie het doet, zegt nog ja."), back)
    return _form(request, form, _("Schrijf een actie"), back, about=found.text)


@staff(Permission.AGREEMENT_SIGN)
@only("GET")
def one_action(request: HttpRequest, number: int) -> HttpResponse:
    """One action, with what can be done and what happened to it."""
    by, found = actor_of(request), _action(number)
    settled, keeps = found.goal.plan.state == YearPlan.SETTLED, by.may(Permission.AGREEMENTS)
    own = found.organisation == by.organisation
    context = {
        "deed": found,
        "plan": found.goal.plan,
        "may_agree": own and found.agreed_on is None,
        "may_move": settled and (own or keeps),
        "may_change": keeps and not settled,
        "ask": plan_link_asks(found) if keeps else "",
        "link": found.links.order_by("-pk").first(),
        "is_due": settled and found.state in PlanAction.OPEN and found.review_on <= clock.today(),
        "timeline": happenings(events_about("plan-action", found.pk)[:MOST_EVENTS]),
    }
    return page(request, "chain/agreements/action.html", context)


@staff(Permission.AGREEMENTS)
@only("GET", "POST")
@says_when_late(ACTION)
def change_action(request: HttpRequest, number: int) -> HttpResponse:
    """Write an action anew, as long as the plan is not settled."""
    found = _action(number)
    same = ("what", "organisation", "due_on", "review_on")
    typed = request.POST if request.method == "POST" else None
    form = DeedForm(typed, initial={name: getattr(found, name) for name in same})

    def act() -> PlanAction:
        return actions_plan.write_action(by=actor_of(request), goal=found.goal, deed=form.deed(), instead_of=found)

    if form.is_bound and attempt(form, act) is not None:
        return done(request, _("Bewaard. Wie het doet, zegt opnieuw ja."), ACTION.format(number=number))
    return _form(request, form, _("Wijzig de actie"), ACTION.format(number=number), about=found.goal.text)


@staff(Permission.AGREEMENTS)
@only("POST")
@says_when_late(ACTION)
def remove_action(request: HttpRequest, number: int) -> HttpResponse:
    """Take an action out of a plan that is not settled."""
    found = _action(number)
    actions_plan.remove_action(by=actor_of(request), deed=found)
    return done(request, _("De actie is uit het plan."), YEAR.format(number=found.goal.plan.year))


@staff(Permission.AGREEMENT_SIGN)
@only("POST")
@says_when_late(ACTION)
def agree(request: HttpRequest, number: int) -> HttpResponse:
    """Say that the own organisation will do it, as it was read."""
    found = _action(number)
    found.version = version_read(request)
    actions_plan.agree(by=actor_of(request), deed=found)
    return done(request, _("Jullie ja staat in het plan."), ACTION.format(number=number))


@staff(Permission.AGREEMENT_SIGN)
@only("GET", "POST")
@says_when_late(ACTION)
def refuse(request: HttpRequest, number: int) -> HttpResponse:
    """Say that the own organisation will not do it, and why."""
    by, found = actor_of(request), _action(number)
    if found.organisation != by.organisation or asked_of(found) != AgreementLink.AGREE:
        raise Http404
    form = NoForm(request.POST if request.method == "POST" else None)

    def act() -> bool:
        actions_plan.refuse(by=by, deed=found, because=form.cleaned_data["because"])
        return True

    if form.is_bound and attempt(form, act):
        return done(request, _("Jullie nee staat erbij, met de reden."), ACTION.format(number=number))
    return _form(request, form, _("Wij zeggen nee"), ACTION.format(number=number), about=found.what)


@staff(Permission.AGREEMENTS)
@only("GET", "POST")
@says_when_late(ACTION)
def send(request: HttpRequest, number: int) -> HttpResponse:
    """Mail who does an action and has no account a link to answer."""
    by, found = actor_of(request), _action(number)
    asks = plan_link_asks(found)
    if not asks:
        raise Http404
    form = LinkForm(request.POST if request.method == "POST" else None, sides=(found.organisation,))

    def act() -> AgreementLink:
        typed = form.cleaned_data
        return send_plan_link(by=by, deed=found, email=typed["email"], language=typed["mail_language"])

    back = ACTION.format(number=number)
    if form.is_bound and attempt(form, act) is not None:
        return done(request, _("De link gaat per mail weg."), back)
    heading = _("Vraag ja met een link") if asks == AgreementLink.AGREE else _("Vraag met een link hoe het ging")
    return page(request, "chain/agreements/send.html", {"heading": heading, "back": back, "about": found.what}, form)


@staff(Permission.AGREEMENT_SIGN)
@only("GET", "POST")
@says_when_late(ACTION)
def move(request: HttpRequest, number: int) -> HttpResponse:
    """Say how far an action is and what came of it."""
    by, found = actor_of(request), _action(number)
    if found.organisation != by.organisation and not by.may(Permission.AGREEMENTS):
        raise Http404
    first = {"state": found.state, "result": found.result}
    form = MoveForm(request.POST if request.method == "POST" else None, initial=first)

    def act() -> bool:
        typed, day = form.cleaned_data, form.review_day(found.review_on)
        actions_plan.move(by=by, deed=found, state=typed["state"], result=typed["result"], review_on=day)
        return True

    if form.is_bound and attempt(form, act):
        return done(request, _("De stand is bijgewerkt."), ACTION.format(number=number))
    return _form(request, form, _("Hoe staat het met de actie?"), ACTION.format(number=number), about=found.what)


def _to_ask(deeds: list[PlanAction]) -> list[PlanAction]:
    """Return the actions whose organisation has no account and has to say yes, or to say how it went by today."""
    today = clock.today()
    asked = [item for item in deeds if asked_of(item) and (item.agreed_on is None or item.review_on <= today)]
    silent = {key for key in {item.organisation for item in asked} if not has_signer(key)}
    return [item for item in asked if item.organisation in silent]


def _form(request: HttpRequest, form: DeskForm, heading: str, back: str, about: str = "") -> HttpResponse:
    context = {"heading": heading, "back": back, "about": about}
    return page(request, "chain/agreements/write.html", context, form)


def _typed(form: DeskForm, name: str) -> Callable[[], Any]:
    """Return what was typed in a field, to be asked for once the form is valid."""
    return lambda: form.cleaned_data[name]


def _plan(year: int) -> YearPlan:
    return _known(plan_of(year) if year <= actions_plan.LAST else None)


def _goal(number: int) -> PlanGoal:
    return _known(goal_of(number))


def _action(number: int) -> PlanAction:
    return _known(action_of(number))


def _known(found: T | None) -> T:
    if found is None:
        raise Http404
    return found
