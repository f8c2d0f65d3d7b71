"""What a one-use link opens."""

from django import forms
from django.http import HttpRequest, HttpResponse

from trede.accounts import actions
from trede.accounts.entrance import LOCAL, enter
from trede.accounts.forms import FirstAdministratorForm, NewPasswordForm, WelcomeForm
from trede.accounts.links import find_link
from trede.accounts.models import OneUseLink
from trede.accounts.views.page import page
from trede.core.errors import InputError
from trede.journal.actions import Actor
from trede.web.access import account
from trede.web.failures import language_of, redirect_to
from trede.web.methods import only

GONE = 410
_FORMS: dict[str, type[NewPasswordForm]] = {
    OneUseLink.FIRST_ADMINISTRATOR: FirstAdministratorForm,
    OneUseLink.INVITATION: WelcomeForm,
    OneUseLink.NEW_PASSWORD: NewPasswordForm,
}


@account
@only("GET", "POST")
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password, and a name when the account is new; then on to the second step."""
    link = find_link(token)
    if link is None:
        return page(request, "link_gone", status=GONE)
    form = _FORMS[link.purpose](request.POST if request.method == "POST" else None, person=link.user)
    if form.is_bound and form.is_valid():
        answer = _accept(request, token, link.purpose, form)
        if answer is not None:
            return answer
    return page(request, "welcome", form=form, link=link)


def _accept(request: HttpRequest, token: str, purpose: str, form: forms.Form) -> HttpResponse | None:
    given = form.cleaned_data
    try:
        user = actions.accept(
            by=Actor.link(purpose),
            token=token,
            password=given["password"],
            name=given.get("name", ""),
            email=given.get("email", ""),
        )
    except InputError as error:
        form.add_error("email", error.in_language(language_of(request)))
        return None
    enter(request, user, backend=LOCAL)
    return redirect_to("/balie/tweede-stap", after="/balie")
