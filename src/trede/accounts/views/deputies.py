"""Who does one's work while one is away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from trede.accounts.actions_deputies import end_deputy, name_deputy
from trede.accounts.forms import DeputyForm
from trede.accounts.models import Absence
from trede.accounts.queries import absences_of, possible_deputies
from trede.accounts.views.page import page, person
from trede.core.errors import TredeError
from trede.journal import clock
from trede.web.access import staff
from trede.web.failures import language_of
from trede.web.methods import only

LIST = "/balie/mijn-account/vervanging"


@staff()
@only("GET", "POST")
def deputies(request: HttpRequest) -> HttpResponse:
    """The days for which somebody was named, and a form to name somebody."""
    user = person(request)
    colleagues = possible_deputies(user)
    form = DeputyForm(request.POST if request.method == "POST" else None, colleagues=colleagues)
    if form.is_bound and form.is_valid():
        deputy = next(colleague for colleague in colleagues if str(colleague.pk) == form.cleaned_data["deputy"])
        days = {"first_day": form.cleaned_data["first_day"], "last_day": form.cleaned_data["last_day"]}
        try:
            name_deputy(by=user.actor(), user=user, deputy=deputy, **days)
        except TredeError as error:
            form.add_error("first_day", error.in_language(language_of(request)))
        else:
            messages.success(request, _("Je vervanger is aangewezen."))
            return HttpResponseRedirect(LIST)
    today = clock.today()
    return page(request, "deputies", form=form, colleagues=colleagues, absences=absences_of(user, today), today=today)


@staff()
@only("POST")
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Be back: end what began, take away what did not."""
    user = person(request)
    end_deputy(by=user.actor(), user=user, absence=get_object_or_404(Absence, pk=number, user=user))
    messages.success(request, _("De vervanging is gestopt."))
    return HttpResponseRedirect(LIST)
