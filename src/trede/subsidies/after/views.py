"""The page of a file after its grant: obligations, changes that the firm tells, and measurements."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from trede.core.permissions import Permission
from trede.journal import clock
from trede.regions.registry import pack
from trede.subsidies.after import changes, evidence, obligations
from trede.subsidies.after.forms import ChangeAnswerForm, MeasureForm, ObligationForm
from trede.subsidies.after.page import SEEN, after_page
from trede.subsidies.desk.base import actor_of, application_for, attempt, done, language, says_when_late, show
from trede.subsidies.models import Application
from trede.subsidies.registry import scheme_of
from trede.web.access import staff
from trede.web.methods import only

HERE = "/balie/subsidie/{number}/verloop"


def granted(request: HttpRequest, number: int) -> Application:
    """Return an application that was granted. Raises Http404 for any other."""
    found = application_for(request, number)
    if found.state not in SEEN or not found.decisions.filter(kind__in=("grant", "objection")).exists():
        raise Http404
    return found


def asked(
    request: HttpRequest, application: Application, form: Any, said: str, *, explain: str = "", more: Any = None
) -> HttpResponse:
    """Return the page of a single form of this part of the desk."""
    context = {"application": application, "said": said, "explain": explain, "facts": more or []}
    return show(request, "after/form.html", context, form)


@staff(Permission.SUBSIDY_VIEW)
@only("GET")
def overview(request: HttpRequest, number: int) -> HttpResponse:
    """Everything after the grant: money, obligations, changes, the account, decisions, claims, effect."""
    application = granted(request, number)
    return show(request, "after/overview.html", after_page(actor_of(request), application, language()))


@staff(Permission.SUBSIDY_ASSESS)
@only("GET", "POST")
@says_when_late
def obligation(request: HttpRequest, number: int, obligation: int) -> HttpResponse:
    """Write down that an obligation was met, or let it go."""
    application, by = granted(request, number), actor_of(request)
    row = application.obligations.filter(pk=obligation).first()
    if row is None:
        raise Http404
    form = ObligationForm(request.POST if request.method == "POST" else None, initial={"on": clock.today()})

    def act() -> bool:
        sent = form.cleaned_data
        if sent["what"] == "met":
            obligations.met(by=by, obligation=row, on=sent["on"])
        else:
            obligations.waive(by=by, obligation=row, reason=sent["reason"])
        return True

    if form.is_bound and attempt(form, act):
        return done(request, _("De verplichting is afgehandeld."), HERE.format(number=number))
    rule = next((item for item in scheme_of(application).obligations if item.key == row.code), None)
    explain = row.code if rule is None else rule.what.in_language(language())
    return asked(request, application, form, _("Handel een verplichting af"), explain=explain)


@staff(Permission.SUBSIDY_ASSESS)
@only("GET", "POST")
@says_when_late
def change(request: HttpRequest, number: int, notice: int) -> HttpResponse:
    """Answer a change that the firm told."""
    application, by = granted(request, number), actor_of(request)
    row = application.change_notices.filter(pk=notice).first()
    if row is None:
        raise Http404
    row.application = application
    form = ChangeAnswerForm(request.POST if request.method == "POST" else None)

    def act() -> bool:
        changes.answer(by=by, notice=row, **form.cleaned_data)
        return True

    if form.is_bound and attempt(form, act):
        return done(request, _("Het bedrijf kreeg je antwoord."), HERE.format(number=number))
    return asked(request, application, form, _("Beantwoord een wijziging"), explain=row.text)


@staff(Permission.SUBSIDY_ASSESS)
@only("GET", "POST")
@says_when_late
def measure(request: HttpRequest, number: int) -> HttpResponse:
    """Write down where the firm stands, as it told; the same moment again replaces what was written."""
    application, by = granted(request, number), actor_of(request)
    tongue = language()
    form = MeasureForm(
        request.POST if request.method == "POST" else None,
        rungs=[(item.key, item.name.in_language(tongue)) for item in pack().ladder.rungs],
        measures=[
            (item.key, item.name.in_language(tongue), item.how.in_language(tongue))
            for item in scheme_of(application).measures
        ],
    )

    def act() -> bool:
        sent = form.cleaned_data
        baseline = {"yes": True, "no": False}.get(sent["baseline"])
        evidence.measure(
            by=by,
            application=application,
            moment=sent["moment"],
            rung=sent["rung"],
            baseline=baseline,
            figures=form.figures(),
        )
        return True

    if form.is_bound and attempt(form, act):
        return done(request, _("De meting staat erin."), HERE.format(number=number))
    explain = _("Kies een tot drie cijfers. Meet later hetzelfde, om te vergelijken.")
    return asked(request, application, form, _("Leg een meting vast"), explain=explain)
