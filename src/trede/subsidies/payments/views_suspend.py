"""Suspending to pay on a serious suspicion, and going on (Awb 4:56): by who decides."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from trede.core.permissions import Permission
from trede.subsidies.desk.base import FILE, actor_of, application_for, attempt, done, page, says_when_late
from trede.subsidies.desk.forms import ReasonForm
from trede.subsidies.payments import actions
from trede.subsidies.payments.forms import SuspectForm
from trede.web.access import staff
from trede.web.methods import only


@staff(Permission.SUBSIDY_DECIDE)
@only("GET", "POST")
@says_when_late
def suspend(request: HttpRequest, number: int) -> HttpResponse:
    """Suspend paying, with what is suspected in writing; thirteen weeks at most."""
    application, by = application_for(request, number), actor_of(request)
    form = SuspectForm(request.POST if request.method == "POST" else None)

    def act() -> bool:
        actions.suspend(by=by, application=application, suspicion=form.cleaned_data["suspicion"])
        return True

    if form.is_bound and attempt(form, act):
        return done(request, _("Er wordt nu niet betaald. Het bedrijf kreeg bericht."), FILE.format(number=number))
    explain = _("Dit mag bij een ernstig vermoeden, en hooguit dertien weken (Awb, artikel 4:56).")
    context = {"application": application, "said": _("Schort de betaling op"), "explain": explain}
    return page(request, "step.html", context, form)


@staff(Permission.SUBSIDY_DECIDE)
@only("GET", "POST")
@says_when_late
def resume(request: HttpRequest, number: int) -> HttpResponse:
    """Go on paying, with a reason."""
    application, by = application_for(request, number), actor_of(request)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def act() -> bool:
        actions.resume(by=by, application=application, reason=form.cleaned_data["reason"])
        return True

    if form.is_bound and attempt(form, act):
        return done(request, _("De betaling gaat door. Geef haar opnieuw vrij."), FILE.format(number=number))
    context = {"application": application, "said": _("Laat de betaling doorgaan"), "explain": ""}
    return page(request, "step.html", context, form)
