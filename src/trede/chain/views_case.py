"""The file of a firm: the page itself and what an adviser does on it."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from trede.chain import actions
from trede.chain.casepage import case_page
from trede.chain.desk import actor_of, attempt, done, note_look_at, page, says_when_late
from trede.chain.forms import (
    BaselineForm,
    CloseCaseForm,
    DeskForm,
    FirmForm,
    IntakeForm,
    PlaceForm,
    PostponeForm,
    RungForm,
    ScheduleForm,
    language,
)
from trede.chain.models import Case
from trede.chain.outcome import outcome_view
from trede.chain.queries import case_for, consent_of_case, last_baseline, scan_by_code
from trede.companies.actions import choose_municipality, update_firm, withdraw_consent
from trede.companies.queries import likely_municipalities
from trede.companies.register.desk import answered, look_up, seen_with, shown_with
from trede.core.errors import OutOfOrder
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor
from trede.regions.registry import pack
from trede.web.access import staff
from trede.web.methods import only

CASE = "/balie/dossier/{number}"


@staff(Permission.CASE_VIEW)
@only("GET")
def one_case(request: HttpRequest, number: int) -> HttpResponse:
    """The whole file: who, what now, outcome, referrals, consent, timeline."""
    _by, case = _own(request, number)
    return page(request, "chain/case.html", case_page(case, language()))


def _form_page(
    request: HttpRequest,
    case: Case,
    form: DeskForm,
    act: Callable[[], object],
    *,
    template: str,
    message: str,
    more: dict[str, object] | None = None,
) -> HttpResponse:
    """Show a form of a file, or take what was sent and go back to the file."""
    if form.is_bound and attempt(form, act) is not None:
        return done(request, message, CASE.format(number=case.pk))
    outcome = outcome_view(pack(), case.scan, language()) if case.scan else None
    return page(request, template, {"case": case, "outcome": outcome, **(more or {})}, form)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _not_held(case: Case) -> None:
    """Raise OutOfOrder when the first talk was recorded already, before somebody fills in the form once more."""
    if getattr(case, "intake", None) is not None and case.intake.held_on is not None:
        raise OutOfOrder("held", "Het eerste gesprek is al vastgelegd.", "The first talk was already recorded.")


def _own(request: HttpRequest, number: int) -> tuple[Actor, Case]:
    """Return who acts and the file; the firm gets to see who looked."""
    by = actor_of(request)
    case = case_for(by, number)
    note_look_at(request, by, "file", ("case", case.pk), case.firm_id)
    return by, case


@staff(Permission.INTAKE)
@only("GET", "POST")
@says_when_late(CASE)
def intake(request: HttpRequest, number: int) -> HttpResponse:
    """Record the first talk with the start rung."""
    by, case = _own(request, number)
    _not_held(case)
    form = IntakeForm(_sent(request), initial={"held_on": clock.today()})

    def act() -> object:
        sent = form.cleaned_data
        keys = ("held_on", "wish", "rung", "reason", "obstacles", "agreed")
        return actions.hold_intake(by=by, case=case, **{key: sent[key] for key in keys})

    return _form_page(request, case, form, act, template="chain/intake.html", message=_("Het gesprek is vastgelegd."))


@staff(Permission.INTAKE)
@only("GET", "POST")
@says_when_late(CASE)
def schedule(request: HttpRequest, number: int) -> HttpResponse:
    """Plan the first talk."""
    by, case = _own(request, number)
    _not_held(case)
    form = ScheduleForm(_sent(request))
    return _form_page(
        request,
        case,
        form,
        lambda: actions.schedule_intake(by=by, case=case, day=form.day("scheduled_on")),
        template="chain/schedule.html",
        message=_("Het gesprek is gepland."),
    )


@staff(Permission.INTAKE)
@only("GET", "POST")
@says_when_late(CASE)
def start_rung(request: HttpRequest, number: int) -> HttpResponse:
    """Confirm another start rung."""
    by, case = _own(request, number)
    form = RungForm(_sent(request), initial={"rung": case.start_rung, "reason": case.start_rung_reason})

    def act() -> object:
        sent = form.cleaned_data
        return actions.confirm_rung(by=by, case=case, rung=sent["rung"], reason=sent["reason"])

    return _form_page(
        request, case, form, act, template="chain/start_rung.html", message=_("De starttrede is vastgelegd.")
    )


@staff(Permission.INTAKE)
@only("GET", "POST")
@says_when_late(CASE)
def baseline(request: HttpRequest, number: int) -> HttpResponse:
    """Go through the safe basis."""
    by, case = _own(request, number)
    last = last_baseline(case)
    form = BaselineForm(_sent(request), initial=last.answers if last else None)
    return _form_page(
        request,
        case,
        form,
        lambda: actions.check_baseline(by=by, case=case, answers=form.answers()),
        template="chain/baseline.html",
        message=_("De veilige basis is nagelopen."),
    )


@staff(Permission.INTAKE)
@only("GET", "POST")
@says_when_late(CASE)
def firm(request: HttpRequest, number: int) -> HttpResponse:
    """Facts of the firm, typed or looked up in the trade register."""
    by, case = _own(request, number)
    keys = ("name", "kvk", "branch", "municipality", "sector", "fte")
    lookup = look_up(request)
    likely = lookup.candidates or likely_municipalities(case.firm)
    if lookup.asked:
        typed = {key: request.POST.get(key, "") for key in keys} | lookup.filled()
        form = FirmForm(initial=typed, likely=likely)
    else:
        form = FirmForm(_sent(request), initial={key: getattr(case.firm, key) for key in keys}, likely=likely)

    def act() -> object:
        sent = {key: form.cleaned_data[key] for key in keys}
        return update_firm(
            by=by, firm=case.firm, seen=seen_with(request, kvk=sent["kvk"], branch=sent["branch"]), **sent
        )

    done_with = _("De gegevens van het bedrijf zijn bewaard.")
    more = shown_with(lookup)
    response = _form_page(request, case, form, act, template="chain/firm.html", message=done_with, more=more)
    return answered(response, lookup)


@staff(Permission.INTAKE)
@only("GET", "POST")
@says_when_late(CASE)
def place(request: HttpRequest, number: int) -> HttpResponse:
    """The municipality of a firm of which that is not known; the page of the file asks for it."""
    by, case = _own(request, number)
    form = PlaceForm(_sent(request), likely=likely_municipalities(case.firm))

    def act() -> bool:
        choose_municipality(by=by, firm=case.firm, municipality=form.cleaned_data["municipality"])
        return True

    return _form_page(request, case, form, act, template="chain/place.html", message=_("De gemeente is bewaard."))


@staff(Permission.INTAKE)
@only("GET", "POST")
@says_when_late(CASE)
def postpone(request: HttpRequest, number: int) -> HttpResponse:
    """Agree to call back on a later day."""
    by, case = _own(request, number)
    form = PostponeForm(_sent(request))
    return _form_page(
        request,
        case,
        form,
        lambda: actions.postpone_case(by=by, case=case, day=form.day("call_back_on")),
        template="chain/postpone.html",
        message=_("De dag staat op je werklijst."),
    )


@staff(Permission.INTAKE)
@only("GET", "POST")
@says_when_late(CASE)
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Close the file."""
    by, case = _own(request, number)
    form = CloseCaseForm(_sent(request))

    def act() -> object:
        sent = form.cleaned_data
        return actions.close_case(
            by=by,
            case=case,
            note=sent["note"],
            instrument=sent["instrument"],
            firm_stops_on=sent["firm_stops_on"],
        )

    return _form_page(
        request, case, form, act, template="chain/close_case.html", message=_("Het dossier is afgesloten.")
    )


@staff(Permission.INTAKE)
@only("POST")
@says_when_late(CASE)
def add_scan(request: HttpRequest, number: int) -> HttpResponse:
    """Join one more scan, by the code that its owner gave."""
    by, case = _own(request, number)
    typed = request.POST.get("code", "")
    scan = scan_by_code(typed)
    if scan is None:
        sentence = _("Deze code kennen we niet. Een code heeft acht tekens, zoals K7M4-9QXT.")
        context = {**case_page(case, language()), "typed": typed[:40], "errors": [("code", sentence)]}
        response = page(request, "chain/case.html", context)
        response.status_code = 422
        return response
    actions.claim_scan(by=by, case=case, scan=scan)
    return done(request, _("De uitkomst hoort nu bij dit dossier."), CASE.format(number=number))


@staff(Permission.INTAKE)
@only("POST")
@says_when_late(CASE)
def assign(request: HttpRequest, number: int) -> HttpResponse:
    """Take over a file."""
    by, case = _own(request, number)
    actions.assign_case(by=by, case=case)
    return done(request, _("Dit dossier is nu van jou."), CASE.format(number=number))


@staff(Permission.INTAKE)
@only("POST")
@says_when_late(CASE)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Record that the firm withdrew its consent for one partner."""
    by, case = _own(request, number)
    consent = consent_of_case(case, request.POST.get("consent", ""))
    if consent is None:
        raise Http404
    withdraw_consent(by=by, consent=consent)
    message = _("De toestemming is ingetrokken. Deze partner ziet nu niets meer van het bedrijf.")
    return done(request, message, CASE.format(number=number))
