"""The desk of services: list, write, look at it as a firm does, publish, confirm, say how much room there is."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from trede.core.errors import InputError, OutOfOrder, Unavailable
from trede.core.pack import Pack, Service
from trede.core.permissions import Permission
from trede.core.routing import is_confirmed
from trede.core.service_changes import Offer, refusal, with_offers
from trede.journal import clock
from trede.journal.actions import Actor
from trede.partners import actions
from trede.partners.desk import VIEWS, Item, history, item, may_edit, rows, shown
from trede.partners.forms import RoomForm, ServiceForm, ServicesForm, initial_of, language, room_of
from trede.partners.help_page import service_view
from trede.partners.models import ServiceVersion
from trede.partners.queries import current_pack, read
from trede.partners.reading import hints
from trede.partners.rules import as_it_is, new_key
from trede.web.access import staff
from trede.web.methods import only

HOME = "/balie/diensten"


@staff(Permission.SERVICES_EDIT)
@only("GET")
def overview(request: HttpRequest) -> HttpResponse:
    """The services that somebody may change, with what is asked of them."""
    by, region = _actor(request), current_pack()
    found = rows(region, by, clock.today())
    view = request.GET.get("toon", "")
    view = view if view in VIEWS else VIEWS[0]
    words = (_("Alles"), _("Opnieuw bevestigen"), _("Vol of gesloten"), _("Concept"), _("Van de lijst"))
    context = {
        "rows": shown(found, view),
        "view": view,
        "tabs": [(key, name, len(shown(found, key))) for key, name in zip(VIEWS, words, strict=True)],
        "term": region.info.terms.service_confirmation_days,
        "many": by.may(Permission.SERVICES_MANAGE),
    }
    return render(request, "partners/desk/overview.html", context)


@staff(Permission.SERVICES_EDIT)
@only("GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Write a service that is not there yet. It is kept as a draft."""
    by, region = _actor(request), current_pack()
    form = _service_form(request, region, by, {"languages": ["nl"], "response_working_days": 5})
    if request.method == "POST" and form.is_valid():
        owner = form.cleaned_data.get("organisation") or by.organisation
        taken = {service.key for known in region.organisations for service in known.services}
        taken |= set(ServiceVersion.objects.values_list("service", flat=True))
        key = new_key(owner, form.cleaned_data["name_nl"], frozenset(taken))
        if _draft(form, by, owner, key):
            return _go(f"{HOME}/{key}/voorbeeld")
    return _form_page(request, "partners/desk/write.html", form, {"back": HOME})


@staff(Permission.SERVICES_EDIT)
@only("GET")
def one(request: HttpRequest, key: str) -> HttpResponse:
    """One service: how it stands, what can be done, and what happened to it."""
    region, thing = _own(request, key)
    context = {
        "item": thing,
        "service": thing.known,
        "shown": _both(region, thing.known),
        "history": history(key, language()),
        "asks": thing.current is not None and _asks(region, thing),
        "term": region.info.terms.service_confirmation_days,
    }
    return render(request, "partners/desk/service.html", context)


@staff(Permission.SERVICES_EDIT)
@only("GET", "POST")
def write(request: HttpRequest, key: str) -> HttpResponse:
    """Change what a service is. It is kept as a draft until it is published."""
    region, thing = _own(request, key)
    by = _actor(request)
    form = _service_form(request, region, by, initial_of(thing.written), fixed=True)
    if request.method == "POST" and form.is_valid() and _draft(form, by, thing.organisation, key):
        return _go(f"{HOME}/{key}/voorbeeld")
    return _form_page(request, "partners/desk/write.html", form, {"back": f"{HOME}/{key}", "item": thing})


@staff(Permission.SERVICES_EDIT)
@only("GET")
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """The draft as a firm will see it, with what would refuse it and what would read easier."""
    region, thing = _own(request, key)
    if thing.draft is None:
        return _go(f"{HOME}/{key}")
    service = as_it_is(region, read(thing.draft))
    problem = refusal(with_offers(region, [Offer(thing.organisation, key, service)]), key)
    context = {
        "item": thing,
        "shown": _both(region, service),
        "problem": problem.in_language(language()) if problem else "",
        "hints": hints(region, service),
    }
    return render(request, "partners/desk/preview.html", context)


@staff(Permission.SERVICES_EDIT)
@only("POST")
def publish(request: HttpRequest, key: str) -> HttpResponse:
    """Put the draft on the list; a refusal leads back to the draft with the reason."""
    thing = _own(request, key)[1]
    version = thing.draft
    if version is None:
        return _go(f"{HOME}/{key}")
    said = _("De dienst staat op de lijst.")
    return _try(request, lambda: actions.publish(by=_actor(request), version=version), said, key, "/voorbeeld")


@staff(Permission.SERVICES_EDIT)
@only("POST")
def discard(request: HttpRequest, key: str) -> HttpResponse:
    """Throw the draft away."""
    thing = _own(request, key)[1]
    version = thing.draft
    if version is None:
        return _go(HOME)
    answer = _try(
        request, lambda: actions.discard_draft(by=_actor(request), version=version), _("Het concept is weg."), key
    )
    return answer if thing.current is not None or thing.withdrawn is not None else _go(HOME)


@staff(Permission.SERVICES_EDIT)
@only("POST")
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    """Say that a service still is as the list says, and go back to where the button stood."""
    _own(request, key)
    said = _("Bevestigd. Ondernemers zien dat de dienst vandaag is nagekeken.")
    answer = _try(request, lambda: actions.confirm(by=_actor(request), key=key), said, key)
    view = request.POST.get("toon", "")
    return _go(f"{HOME}?toon={view}") if view in VIEWS else answer


@staff(Permission.SERVICES_EDIT)
@only("GET", "POST")
def room(request: HttpRequest, key: str) -> HttpResponse:
    """Say how much room there is."""
    region, thing = _own(request, key)
    if thing.current is None:
        return _go(f"{HOME}/{key}")
    data = request.POST if request.method == "POST" else None
    form = RoomForm(data, region=region, key=key, initial=room_of(thing.current))
    if form.is_bound and form.is_valid():
        try:
            actions.set_room(by=_actor(request), key=key, room=form.room())
        except (InputError, Unavailable) as error:
            form.show(error)
        else:
            messages.success(request, _("Bewaard. Ondernemers en adviseurs zien dit meteen."))
            return _go(f"{HOME}/{key}")
    return _form_page(request, "partners/desk/room.html", form, {"back": f"{HOME}/{key}", "item": thing})


@staff(Permission.SERVICES_EDIT)
@only("GET", "POST")
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Take a service off the list, after asking once more; it can be put back."""
    thing = _own(request, key)[1]
    if thing.current is None:
        return _go(f"{HOME}/{key}")
    if request.method != "POST":
        return render(request, "partners/desk/withdraw.html", {"item": thing, "service": thing.current})
    said = _("De dienst staat niet meer op de lijst. Je kunt haar terugzetten.")
    return _try(request, lambda: actions.withdraw(by=_actor(request), key=key), said, key)


@staff(Permission.SERVICES_EDIT)
@only("POST")
def restore(request: HttpRequest, key: str) -> HttpResponse:
    """Put a withdrawn service back."""
    thing = _own(request, key)[1]
    version = thing.withdrawn
    if version is None:
        return _go(f"{HOME}/{key}")
    said = _("De dienst staat weer op de lijst.")
    return _try(request, lambda: actions.restore(by=_actor(request), version=version), said, key)


def _actor(request: HttpRequest) -> Actor:
    user: Any = request.user
    found: Actor = user.actor()
    return found


def _own(request: HttpRequest, key: str) -> tuple[Pack, Item]:
    """Return the list and a service that this person may change. Http404 for any other."""
    region = current_pack()
    thing = item(region, key)
    if thing is None or not may_edit(_actor(request), thing.organisation):
        raise Http404
    return region, thing


def _asks(region: Pack, thing: Item) -> bool:
    term = region.info.terms.service_confirmation_days
    return not is_confirmed(thing.known.confirmed_on, clock.today(), term)


def _both(region: Pack, service: Service) -> list[tuple[str, object]]:
    """Return a service in Dutch and in English, as a firm sees it."""
    return [(tongue, service_view(region, service, tongue, clock.today())) for tongue in ("nl", "en")]


def _service_form(
    request: HttpRequest, region: Pack, by: Actor, initial: dict[str, object], *, fixed: bool = False
) -> ServiceForm:
    """Return the form; only who manages all services chooses an organisation, and only for a new one."""
    choose = by.may(Permission.SERVICES_MANAGE) and not fixed
    organisations = [(known.key, known.name) for known in region.organisations] if choose else []
    data = request.POST if request.method == "POST" else None
    return ServiceForm(data, region=region, organisations=organisations, initial=initial)


def _draft(form: ServiceForm, by: Actor, organisation: str, key: str) -> bool:
    """Keep the draft; False when that was refused, which the form then shows."""
    service = form.service(key, source=f"Opgegeven door {organisation}")
    try:
        actions.save_draft(by=by, organisation=organisation, service=service)
    except (InputError, Unavailable) as error:
        form.show(error)
        return False
    return True


def _form_page(request: HttpRequest, template: str, form: ServicesForm, context: dict[str, object]) -> HttpResponse:
    errors = form.summary() if form.is_bound else []
    shown = {"form": form, "errors": errors, **context}
    return render(request, template, shown, status=form.refused_with if errors else 200)


def _try(request: HttpRequest, act: Callable[[], object], said: str, key: str, back: str = "") -> HttpResponse:
    """Do it and say so on the page of the service; a refusal is said there (or at `back`) instead."""
    try:
        act()
    except (InputError, OutOfOrder) as error:
        messages.error(request, error.in_language(language()))
        return _go(f"{HOME}/{key}{back}")
    messages.success(request, said)
    return _go(f"{HOME}/{key}")


def _go(path: str) -> HttpResponse:
    response = HttpResponseRedirect(path)
    response.status_code = 303
    return response
