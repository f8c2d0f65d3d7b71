"""Passkeys: choosing one instead of an app, the list of one's own, taking one away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django_otp import login as login_second_step

from trede.accounts import passkeys
from trede.accounts.actions_passkeys import add_passkey, remove_passkey
from trede.accounts.addresses import own_path
from trede.accounts.forms import PasskeyForm
from trede.accounts.models import Passkey
from trede.accounts.queries import second_factors_of
from trede.accounts.sessions import BROWSER
from trede.accounts.views.own import must_pass_second_step_first
from trede.accounts.views.page import INVALID, page, person, second_step_done
from trede.core.errors import InputError, OutOfOrder
from trede.web.access import account, staff
from trede.web.failures import language_of, redirect_to
from trede.web.methods import only

LIST = "/balie/mijn-account/passkeys"


@account
@only("GET", "POST")
def set_up(request: HttpRequest) -> HttpResponse:
    """Choose a passkey as second step. Who has a second step already must have passed it."""
    after = own_path(request.POST.get("verder") or request.GET.get("verder", ""))
    if not request.user.is_authenticated:
        return redirect_to("/balie/inloggen", after=after)
    if must_pass_second_step_first(person(request)):
        return redirect_to("/balie/tweede-stap", after=request.get_full_path())
    return _add(request, "passkey_set_up", after)


@staff(sudo=True)
@only("GET", "POST")
def own_passkeys(request: HttpRequest) -> HttpResponse:
    """The passkeys of one's own account, and a form for one more."""
    return _add(request, "passkeys", LIST)


def _add(request: HttpRequest, template: str, after: str) -> HttpResponse:
    user = person(request)
    possible = passkeys.possible(request)
    form = PasskeyForm(
        request.POST if request.method == "POST" else None, initial={"name": request.session.get(BROWSER, "")}
    )
    if form.is_bound and form.is_valid():
        answer = _take_into_use(request, form, after)
        if answer is not None:
            return answer
    return page(
        request,
        template,
        script=possible,
        form=form,
        after=after,
        possible=possible,
        keys=passkeys.passkeys_of(user),
        factors=second_factors_of(user),
        questions=passkeys.questions_to_add(request, user) if possible else "",
    )


def _take_into_use(request: HttpRequest, form: PasskeyForm, after: str) -> HttpResponse | None:
    user = person(request)
    new = passkeys.read_new(request, form.cleaned_data["passkey"])
    if new is None:
        form.add_error(None, _("Het maken van de passkey lukte niet. Probeer het nog een keer."))
        return None
    values = passkeys.row_values(new)
    try:
        key, codes = add_passkey(by=user.actor(), user=user, name=form.cleaned_data["name"], values=values)
    except InputError as error:
        form.add_error(None, error.in_language(language_of(request)))
        return None
    login_second_step(request, key)
    second_step_done(request)
    if codes:
        return page(request, "codes", codes=codes, after=after)
    messages.success(request, _("Je passkey is toegevoegd."))
    return HttpResponseRedirect(after)


@staff(sudo=True)
@only("GET", "POST")
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Ask first, then take one of one's own passkeys away."""
    user = person(request)
    key = get_object_or_404(Passkey, pk=number, user=user)
    if request.method != "POST":
        return page(request, "passkey_remove", key=key)
    try:
        remove_passkey(by=user.actor(), user=user, key=key)
    except OutOfOrder as error:
        problem = ("inhoud", error.in_language(language_of(request)))
        return page(request, "passkey_remove", key=key, errors=[problem], status=INVALID)
    messages.success(request, _("De passkey is weggehaald."))
    return HttpResponseRedirect(LIST)
