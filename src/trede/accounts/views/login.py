"""Logging in: password, second step, confirming it again, logging out."""

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django_otp import login as login_second_step

from trede.accounts import second_factor
from trede.accounts.addresses import own_path
from trede.accounts.forms import CodeForm, LoginForm
from trede.accounts.models import User
from trede.accounts.second_factor import TooSoon
from trede.accounts.views.language import remember_language
from trede.accounts.views.page import page, person, second_step_done
from trede.core.permissions import Permission
from trede.journal import clock
from trede.web.access import account, staff
from trede.web.failures import failure, redirect_to
from trede.web.limits import take, visitor_address
from trede.web.methods import only

TOO_MANY = 429
_DESKS = (
    (Permission.WORKLIST, "/balie/werklijst"),
    (Permission.MONITOR_DESK, "/balie/cijfers"),
    (Permission.ACCOUNTS_MANAGE, "/beheer/accounts"),
)


@account
@only("GET", "POST")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The first step: e-mail address and password."""
    after = own_path(request.POST.get("verder") or request.GET.get("verder", ""))
    if request.method != "POST":
        return page(request, "sign_in", form=LoginForm(), after=after)
    form = LoginForm(request.POST)
    if form.is_valid():
        if not take("login", request, capacity=40, per_minute=4):
            return failure(request, "too-many", TOO_MANY)
        found = authenticate(request, email=form.cleaned_data["email"], password=form.cleaned_data["password"])
        if isinstance(found, User):
            login(request, found)
            return remember_language(redirect_to("/balie/tweede-stap", after=after), found)
        if getattr(request, "axes_locked_out", False):
            return _locked(request, form.cleaned_data["email"])
        form.add_error(None, _("Dit adres en wachtwoord horen niet bij elkaar. Probeer het nog een keer."))
    return page(request, "sign_in", form=form, after=after)


def _locked(request: HttpRequest, email: str) -> HttpResponse:
    tries = AccessAttempt.objects.filter(username=email, ip_address=visitor_address(request))
    last = tries.aggregate(last=Max("attempt_time"))["last"] or clock.now()
    until = last + timedelta(hours=settings.AXES_COOLOFF_TIME)
    return page(request, "locked", status=TOO_MANY, until=localtime(until), tries=settings.AXES_FAILURE_LIMIT)


@account
@only("GET", "POST")
def second_step(request: HttpRequest) -> HttpResponse:
    """The second step: a code from the app, or a backup code."""
    after = own_path(request.POST.get("verder") or request.GET.get("verder", ""))
    if not request.user.is_authenticated:
        return redirect_to(settings.LOGIN_URL, after=after)
    if second_factor.app_of(person(request)) is None:
        return redirect_to("/balie/tweede-stap/instellen", after=after)
    return _ask_code(request, after, again=False)


@staff()
@only("GET", "POST")
def confirm(request: HttpRequest) -> HttpResponse:
    """The second step again, before something that matters."""
    after = own_path(request.POST.get("verder") or request.GET.get("verder", ""))
    return _ask_code(request, after, again=True)


def _ask_code(request: HttpRequest, after: str, *, again: bool) -> HttpResponse:
    if request.method != "POST":
        return page(request, "second_step", form=CodeForm(), after=after, again=again)
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            device = second_factor.check(person(request), form.cleaned_data["code"])
        except TooSoon as wait:
            form.add_error("code", wait_until(wait.moment))
        else:
            if device is not None:
                login_second_step(request, device)
                second_step_done(request)
                return HttpResponseRedirect(after)
            form.add_error("code", _("Deze code klopt niet. Wacht op de volgende code in je app en vul die in."))
    return page(request, "second_step", form=form, after=after, again=again)


def wait_until(moment: datetime) -> str:
    """Return the sentence for who has to wait after wrong codes."""
    seconds = max(int((moment - clock.now()).total_seconds()) + 1, 1)
    return _("De vorige code klopte niet. Wacht %(seconds)d seconden en probeer het dan nog een keer.") % {
        "seconds": seconds
    }


@account
@only("POST")
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return HttpResponseRedirect(settings.LOGIN_URL)


@staff()
@only("GET")
def desk(request: HttpRequest) -> HttpResponse:
    """The door of the desks: on to the first desk that this role has."""
    for permission, address in _DESKS:
        if person(request).has_permission(permission):
            return HttpResponseRedirect(address)
    return HttpResponseRedirect("/balie/mijn-account")
