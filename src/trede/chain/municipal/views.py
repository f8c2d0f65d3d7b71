"""Pages of signals: what a municipality gives and reads back, and how the region handles it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from trede.chain.desk import actor_of, attempt, done, note_look_at, page, person, says_when_late
from trede.chain.forms import DeskForm
from trede.chain.municipal import actions
from trede.chain.municipal.forms import AnswerForm, CloseSignalForm, GroupForm, SignalForm
from trede.chain.municipal.models import Signal
from trede.chain.municipal.queries import categories, firm_shown, one, signals_of, visible_to
from trede.chain.municipal.rules import municipality_of
from trede.core.periods import quarter_of
from trede.core.permissions import Permission
from trede.core.signals import Step, steps_from
from trede.journal import clock
from trede.regions.registry import pack
from trede.web.access import staff
from trede.web.methods import only

OWN, HOME = "/balie/gemeente/signalen", "/balie/signalen"
ONE = HOME + "/{number}"
QUARTERS = 8
MOST = 200
"""Signals on one page; older ones are found by their quarter."""


@staff(Permission.SIGNAL_GIVE)
@only("GET")
def own_signals(request: HttpRequest) -> HttpResponse:
    """The signals of the own municipality, newest first, each with how it stands."""
    by = actor_of(request)
    found = visible_to(by).filter(organisation=by.organisation).order_by("-given_on", "-pk")[:MOST]
    return page(request, "chain/municipal/own.html", {"signals": list(found), "town": municipality_of(by.organisation)})


@staff(Permission.SIGNAL_GIVE)
@only("GET", "POST")
def give(request: HttpRequest) -> HttpResponse:
    """Tell the region about a bottleneck."""
    by = actor_of(request)
    town = municipality_of(by.organisation)
    form = SignalForm(request.POST if request.method == "POST" else None, town=town)

    def act() -> Signal:
        return actions.give(by=by, account=person(request), report=form.report())

    if form.is_bound and attempt(form, act) is not None:
        return done(request, _("Je signaal is doorgegeven. Je leest hier wat ermee gebeurt."), OWN)
    return page(request, "chain/municipal/give.html", {"town": town}, form)


@staff(Permission.SIGNAL_GIVE)
@only("GET")
def own_signal(request: HttpRequest, number: int) -> HttpResponse:
    """One signal of the own municipality, with the answer and what was done."""
    by = actor_of(request)
    found = visible_to(by).filter(pk=number, organisation=by.organisation).first()
    if found is None:
        raise Http404
    return page(request, "chain/municipal/own_signal.html", {"signal": found, "firm": _firm(request, found)})


@staff(Permission.SIGNAL_HANDLE)
@only("GET")
def overview(request: HttpRequest) -> HttpResponse:
    """All signals: what is open first, and those of a quarter with how many there were per category."""
    by = actor_of(request)
    quarters = quarter_of(clock.today()).last_quarters(QUARTERS)
    chosen = next((item for item in quarters if item.key == request.GET.get("kwartaal")), quarters[-1])
    heads = visible_to(by).filter(joins=None)
    still_open = list(heads.filter(state__in=Signal.OPEN).order_by("given_on", "pk")[:MOST])
    given = visible_to(by).filter(given_on__range=(chosen.first, chosen.last)).order_by("category", "given_on", "pk")
    signals = list(given[:MOST])
    context = {
        "open": still_open,
        "groups": [(key, [item for item in signals if item.category == key]) for key in categories()],
        "report": signals_of(chosen),
        "period": chosen.key,
        "quarters": [item.key for item in reversed(quarters)],
    }
    return page(request, "chain/municipal/overview.html", context)


@staff(Permission.SIGNAL_HANDLE)
@only("GET")
def signal(request: HttpRequest, number: int) -> HttpResponse:
    """One signal, with what can be done and which signals go along with it."""
    found = _found(request, number)
    lead = one(actor_of(request), found.joins) if found.joins is not None else None
    context = {
        "signal": found,
        "lead": lead,
        "firm": _firm(request, found),
        "steps": () if lead is not None else steps_from(found.state),
        "joined": list(visible_to(actor_of(request)).filter(joins=found.pk).order_by("pk")),
    }
    return page(request, "chain/municipal/signal.html", context)


@staff(Permission.SIGNAL_HANDLE)
@only("POST")
@says_when_late(ONE)
def take(request: HttpRequest, number: int) -> HttpResponse:
    """Take a signal up."""
    found = _found(request, number)
    actions.take(by=actor_of(request), account=person(request), signal=found)
    return done(request, _("Jij hebt dit signaal nu."), ONE.format(number=number))


@staff(Permission.SIGNAL_HANDLE)
@only("GET", "POST")
@says_when_late(ONE)
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Answer the municipality."""
    found = _found(request, number)
    form = AnswerForm(request.POST if request.method == "POST" else None, initial={"text": found.answer})

    def act() -> bool:
        text = form.cleaned_data["text"]
        actions.answer(by=actor_of(request), account=person(request), signal=found, text=text)
        return True

    asks = Asks(
        Step.ANSWER, _("Antwoord de gemeente"), _("Verstuur het antwoord"), _("De gemeente ziet je antwoord nu.")
    )
    return _step(request, found, form, act, asks)


@staff(Permission.SIGNAL_HANDLE)
@only("GET", "POST")
@says_when_late(ONE)
def group(request: HttpRequest, number: int) -> HttpResponse:
    """Let a signal go along with another that says the same."""
    found = _found(request, number)
    others = visible_to(actor_of(request)).filter(joins=None, state__in=Signal.OPEN).exclude(pk=found.pk)
    # the same category first: what is alike is most often there
    near = sorted(others.order_by("-pk")[:MOST], key=lambda item: item.category != found.category)
    names = {item.key: item.name for item in pack().organisations}
    choices = [(str(item.pk), f"{names.get(item.organisation, '')}: {item.text[:120]}") for item in near]
    form = GroupForm(request.POST if request.method == "POST" else None, open_ones=choices)

    def act() -> bool:
        lead = next(item for item in near if item.pk == form.cleaned_data["lead"])
        actions.group(by=actor_of(request), signal=found, lead=lead)
        return True

    asks = Asks(
        Step.GROUP, _("Voeg samen met een ander signaal"), _("Voeg samen"), _("De signalen gaan nu samen verder.")
    )
    return _step(request, found, form, act, asks)


@staff(Permission.SIGNAL_HANDLE)
@only("GET", "POST")
@says_when_late(ONE)
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Close a signal with what was done."""
    found = _found(request, number)
    form = CloseSignalForm(request.POST if request.method == "POST" else None)

    def act() -> bool:
        typed = form.cleaned_data
        actions.close(by=actor_of(request), signal=found, outcome=typed["outcome"], done=typed["done"])
        return True

    asks = Asks(
        Step.CLOSE,
        _("Sluit het signaal af"),
        _("Sluit af"),
        _("Het signaal is afgesloten. De gemeente ziet wat ervan kwam."),
    )
    return _step(request, found, form, act, asks)


@dataclass(frozen=True, slots=True)
class Asks:
    """A step with its heading, its button and what is said when it was taken."""

    step: Step
    heading: str
    button: str
    said: str


def _step(request: HttpRequest, found: Signal, form: DeskForm, act: Callable[[], bool], asks: Asks) -> HttpResponse:
    """Show the form of a step and take it."""
    if form.is_bound and attempt(form, act):
        return done(request, asks.said, ONE.format(number=found.pk))
    possible = found.joins is None and asks.step in steps_from(found.state)
    context = {"signal": found, "heading": asks.heading, "button": asks.button, "possible": possible}
    return page(request, "chain/municipal/step.html", context, form)


def _found(request: HttpRequest, number: int) -> Signal:
    found = one(actor_of(request), number)
    if found is None:
        raise Http404
    return found


def _firm(request: HttpRequest, found: Signal) -> str:
    """Return the name of the firm when this reader may see it now; that look is written down for the firm."""
    by = actor_of(request)
    name = firm_shown(by, found)
    if name and found.consent is not None:
        note_look_at(request, by, "signal", ("signal", found.pk), found.consent.firm_id)
    return name
