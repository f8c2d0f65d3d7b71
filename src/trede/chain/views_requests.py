"""Requests on the work list, and opening a scan by its code or a file without one."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from trede.chain import actions
from trede.chain.check_outcome import check_views
from trede.chain.desk import actor_of, attempt, done, note_look_at, page, says_when_late
from trede.chain.forms import FIRM_STOPS, CloseRequestForm, OpenCaseForm, language
from trede.chain.models import AdviceRequest
from trede.chain.outcome import outcome_view
from trede.chain.queries import case_of_firm, request_for, requests_with_scan, scan_by_code, scan_by_number
from trede.companies.models import Firm
from trede.companies.queries import same_name
from trede.companies.register.desk import answered, look_up, seen_with, shown_with
from trede.core.permissions import Permission
from trede.journal import clock
from trede.regions.registry import pack
from trede.web.access import staff
from trede.web.failures import failure
from trede.web.limits import take
from trede.web.methods import only

TRIES, TRIES_PER_MINUTE = 30, 6.0
"""Wrong codes somebody may type at the desk."""
_OPENED = "opened_scan"
"""Session key of the scan whose code was typed last: its code stays out of addresses and logs."""


@staff(Permission.INTAKE)
@only("GET")
def one_request(request: HttpRequest, number: int) -> HttpResponse:
    """One request, with the outcome that came along, and firms with the same name to choose from."""
    found = request_for(actor_of(request), number)
    if found.state == "taken" and hasattr(found, "case"):
        return HttpResponseRedirect(f"/balie/dossier/{found.case.pk}")
    _note_look(request, found)
    outcome = outcome_view(pack(), found.scan, language()) if found.scan else None
    checks = check_views(pack(), [found.scan] if found.scan else [], language())
    context = {"asked": found, "outcome": outcome, "checks": checks, "same": list(same_name(found.firm_name))}
    return page(request, "chain/request.html", context)


def _note_look(request: HttpRequest, found: AdviceRequest) -> None:
    """Write down that somebody saw a request; of a firm that is not known yet the request leads to it later."""
    firm = found.scan.firm_id if found.scan else None
    note_look_at(request, actor_of(request), "request", ("request", found.pk), firm)


@staff(Permission.INTAKE)
@only("POST")
@says_when_late("/balie/aanvraag/{number}")
def take_request(request: HttpRequest, number: int) -> HttpResponse:
    """Take a request. When a firm with this name is known, the adviser says first whether it is the same."""
    by = actor_of(request)
    found = request_for(by, number)
    firm = _chosen_firm(request, found)
    if isinstance(firm, HttpResponse):
        return firm
    case = actions.take_request(by=by, request=found, firm=firm)
    message = _("Jij hebt deze vraag nu. Neem contact op en leg het gesprek vast.")
    return done(request, message, f"/balie/dossier/{case.pk}")


def _chosen_firm(request: HttpRequest, found: AdviceRequest) -> Firm | HttpResponse | None:
    """Return the firm it is about, None for a new one, or the page where the adviser has to choose."""
    typed = request.POST.get("firm", "")
    same = list(same_name(found.firm_name)) if found.state == "received" else []
    if typed == "new" or not same:
        return None
    chosen = [firm for firm in same if str(firm.pk) == typed]
    if chosen:
        return chosen[0]
    return HttpResponseRedirect(f"/balie/aanvraag/{found.pk}#zelfde-naam")


@staff(Permission.INTAKE)
@only("GET", "POST")
@says_when_late("/balie/aanvraag/{number}")
def close_request(request: HttpRequest, number: int) -> HttpResponse:
    """Close a request without a file, with a reason and a way on."""
    by = actor_of(request)
    found = request_for(by, number)
    _note_look(request, found)
    form = CloseRequestForm(request.POST if request.method == "POST" else None)

    def act() -> AdviceRequest:
        return actions.close_request(
            by=by,
            request=found,
            reason=form.cleaned_data["reason"],
            firm_stops=form.cleaned_data["way"] == FIRM_STOPS,
            other_door="" if form.cleaned_data["way"] == FIRM_STOPS else form.cleaned_data["other_door"],
        )

    if form.is_bound and attempt(form, act) is not None:
        return done(request, _("De vraag is afgesloten."), "/balie/werklijst")
    return page(request, "chain/close_request.html", {"asked": found}, form)


@staff(Permission.SCAN_ENTER)
@only("GET", "POST")
def code(request: HttpRequest) -> HttpResponse:
    """One field for the code that the owner gives."""
    if request.method != "POST":
        return page(request, "chain/code.html", {})
    if not take("desk-code", request, capacity=TRIES, per_minute=TRIES_PER_MINUTE):
        return failure(request, "too-many", 429)
    typed = request.POST.get("code", "")
    scan = scan_by_code(typed)
    if scan is None:
        sentence = _("Deze code kennen we niet. Een code heeft acht tekens, zoals K7M4-9QXT.")
        response = page(request, "chain/code.html", {"typed": typed[:40], "errors": [("code", sentence)]})
        response.status_code = 422
        return response
    actions.open_outcome(by=actor_of(request), scan=scan)
    request.session[_OPENED] = scan.pk
    response = HttpResponseRedirect("/balie/code/uitkomst")
    response.status_code = 303
    return response


@staff(Permission.SCAN_ENTER)
@only("GET", "POST")
def opened(request: HttpRequest) -> HttpResponse:
    """The outcome whose code was typed last, and for advisers the form that opens a file with it."""
    scan = scan_by_number(request.session.get(_OPENED))
    if scan is None:
        raise Http404
    by = actor_of(request)
    advises = by.may(Permission.INTAKE)
    if request.method == "POST" and not advises:
        raise Http404
    if scan.firm_id is not None:
        note_look_at(request, by, "scan", ("scan", scan.pk), scan.firm_id)
    initial = {"consent_given_on": clock.today()}
    form = OpenCaseForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound:
        case = attempt(form, lambda: actions.open_case(by=by, scan=scan, **_opening(form)))
        if case is not None:
            return done(request, _("Het dossier is geopend."), f"/balie/dossier/{case.pk}")
    context = {
        "outcome": outcome_view(pack(), scan, language()),
        "checks": check_views(pack(), [scan], language()),
        "day": scan.day,
        "asked": requests_with_scan(scan.pk).filter(state="received").first() if advises else None,
        "case": case_of_firm(by, scan.firm_id) if advises else None,
        "advises": advises,
    }
    return page(request, "chain/opened.html", context, form)


@staff(Permission.INTAKE)
@only("GET", "POST")
def new_case(request: HttpRequest) -> HttpResponse:
    """Open a file for a firm without a scan, typed or looked up in the trade register."""
    lookup = look_up(request)
    if lookup.asked:
        found = lookup.filled()
        names = {"name": "firm_name", "municipality": "municipality"}
        known = {names[name]: value for name, value in found.items() if name in names}
        form = OpenCaseForm(initial=request.POST.dict() | known, likely=lookup.candidates)
    else:
        first = {"consent_given_on": clock.today()}
        form = OpenCaseForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_bound:
        by, seen = actor_of(request), seen_with(request)
        case = attempt(form, lambda: actions.open_case(by=by, seen=seen, **_opening(form)))
        if case is not None:
            return done(request, _("Het dossier is geopend."), f"/balie/dossier/{case.pk}")
    return answered(page(request, "chain/new_case.html", shown_with(lookup), form), lookup)


def _opening(form: OpenCaseForm) -> dict[str, Any]:
    sent = form.cleaned_data
    return {key: sent[key] for key in OpenCaseForm.facts}
