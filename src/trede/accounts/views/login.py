"""Logging in: password, second step, confirming it again, logging out."""

from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django_otp import login as login_second_step

from trede.accounts import passkeys, second_factor
from trede.accounts.addresses import own_path
from trede.accounts.entrance import LOCAL, came_through_provider, enter
from trede.accounts.forms import CodeForm, LoginForm
from trede.accounts.models import User
from trede.accounts.openid.provider import staff_provider
from trede.accounts.queries import has_own_factor, is_linked
from trede.accounts.second_factor import TooSoon
from trede.accounts.views.language import remember_language
from trede.accounts.views.openid import logout_address
from trede.accounts.views.page import INVALID, page, person, second_step_done
from trede.core.permissions import Permission
from trede.journal import clock
from trede.web.access import account, staff
from trede.web.failures import failure, redirect_to
from trede.web.limits import take, visitor_address
from trede.web.methods import only

OK, FORBIDDEN, TOO_MANY = 200, 403, 429
_DESKS = (
    (Permission.WORKLIST, "/balie/werklijst"),
    (Permission.SIGNAL_GIVE, "/balie/gemeente"),
    (Permission.MONITOR_DESK, "/balie/cijfers"),
    (Permission.ACCOUNTS_MANAGE, "/beheer/accounts"),
)


@account
@only("GET", "POST")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The first step: through the organisation, or with e-mail address and password where that is on."""
    after = own_path(request.POST.get("verder") or request.GET.get("verder", ""))
    if request.method != "POST" or not settings.LOCAL_LOGIN:
        return _sign_in(request, LoginForm(), after, status=OK if request.method != "POST" else FORBIDDEN)
    form = LoginForm(request.POST)
    if form.is_valid():
        if not take("login", request, capacity=40, per_minute=4):
            return failure(request, "too-many", TOO_MANY)
        found = authenticate(request, email=form.cleaned_data["email"], password=form.cleaned_data["password"])
        if isinstance(found, User):
            enter(request, found, backend=LOCAL)
            return remember_language(redirect_to("/balie/tweede-stap", after=after), found)
        if getattr(request, "axes_locked_out", False):
            return _locked(request, form.cleaned_data["email"])
        form.add_error(None, _("Dit adres en wachtwoord horen niet bij elkaar. Probeer het nog een keer."))
    return _sign_in(request, form, after)


def _sign_in(request: HttpRequest, form: LoginForm, after: str, *, status: int = OK) -> HttpResponse:
    provider, local = staff_provider(), settings.LOCAL_LOGIN
    return page(request, "sign_in", status=status, form=form, after=after, provider=provider, local=local)


def _locked(request: HttpRequest, email: str) -> HttpResponse:
    tries = AccessAttempt.objects.filter(username=email, ip_address=visitor_address(request))
    last = tries.aggregate(last=Max("attempt_time"))["last"] or clock.now()
    until = last + timedelta(hours=settings.AXES_COOLOFF_TIME)
    return page(request, "locked", status=TOO_MANY, until=localtime(until), tries=settings.AXES_FAILURE_LIMIT)


@account
@only("GET", "POST")
def second_step(request: HttpRequest) -> HttpResponse:
    """The second step: a passkey, a code from the app, or a backup code."""
    after = own_path(request.POST.get("verder") or request.GET.get("verder", ""))
    if not request.user.is_authenticated:
        return redirect_to(settings.LOGIN_URL, after=after)
    if not has_own_factor(person(request)):
        return redirect_to("/balie/tweede-stap/instellen", after=after)
    return _ask(request, after, again=False)


@staff()
@only("GET", "POST")
def confirm(request: HttpRequest) -> HttpResponse:
    """The second step again, before something that matters. Who has none here logs in again at the organisation."""
    after = own_path(request.POST.get("verder") or request.GET.get("verder", ""))
    if not has_own_factor(person(request)) and is_linked(person(request)):
        return page(request, "confirm_elsewhere", after=after, provider=staff_provider())
    return _ask(request, after, again=True)


def _ask(request: HttpRequest, after: str, *, again: bool) -> HttpResponse:
    if request.POST.get("passkey"):
        return _ask_passkey(request, after, again=again)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            device = second_factor.check(person(request), form.cleaned_data["code"])
        except TooSoon as wait:
            form.add_error("code", wait_until(wait.moment))
        else:
            if device is not None:
                return _done(request, device, after)
            form.add_error("code", _("Deze code klopt niet. Wacht op de volgende code in je app en vul die in."))
    return _second_step(request, form, after, again=again)


def _ask_passkey(request: HttpRequest, after: str, *, again: bool) -> HttpResponse:
    if not take("passkey", request, capacity=40, per_minute=4):
        return failure(request, "too-many", TOO_MANY)
    key = passkeys.check(request, person(request), request.POST["passkey"])
    if key is not None:
        return _done(request, key, after)
    problem = _("Deze passkey werd niet herkend. Probeer het nog een keer, of vul een code in.")
    return _second_step(request, CodeForm(), after, again=again, errors=[("passkey", problem)], status=INVALID)


def _done(request: HttpRequest, device: Any, after: str) -> HttpResponse:
    login_second_step(request, device)
    second_step_done(request)
    return HttpResponseRedirect(after)


def _second_step(request: HttpRequest, form: CodeForm, after: str, *, again: bool, **more: Any) -> HttpResponse:
    user = person(request)
    keys = passkeys.passkeys_of(user)
    offered = bool(keys) and passkeys.possible(request)
    return page(
        request,
        "second_step",
        script=offered,
        form=form,
        after=after,
        again=again,
        has_app=second_factor.app_of(user) is not None,
        has_passkey=bool(keys),
        questions=passkeys.questions_to_confirm(request, user) if offered else "",
        **more,
    )


def wait_until(moment: datetime) -> str:
    """Return the sentence for who has to wait after wrong codes."""
    seconds = max(int((moment - clock.now()).total_seconds()) + 1, 1)
    return _("De vorige code klopte niet. Wacht %(seconds)d seconden en probeer het dan nog een keer.") % {
        "seconds": seconds
    }


@account
@only("POST")
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session. Who came in through the organisation reads that the session there goes on, and may end it."""
    provider = staff_provider() if came_through_provider(request) else None
    logout(request)
    if provider is None:
        return HttpResponseRedirect(settings.LOGIN_URL)
    return page(request, "signed_out", name=provider.name, address=logout_address(request, provider))


@staff()
@only("GET")
def desk(request: HttpRequest) -> HttpResponse:
    """The door of the desks: on to the first desk that this role has."""
    for permission, address in _DESKS:
        if person(request).has_permission(permission):
            return HttpResponseRedirect(address)
    return HttpResponseRedirect("/balie/mijn-account")
