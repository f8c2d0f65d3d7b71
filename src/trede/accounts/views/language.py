"""The language of the desks: one click on any page, also before logging in."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from trede.accounts.actions import change_details
from trede.accounts.addresses import own_path
from trede.accounts.models import User
from trede.accounts.views.page import person
from trede.web.access import account
from trede.web.failures import LANGUAGE_COOKIE
from trede.web.methods import only

LANGUAGES = dict(settings.LANGUAGES)


def remember_language(response: HttpResponseRedirect, user: User) -> HttpResponseRedirect:
    """Put the language of an account in the cookie that the desks read."""
    return _with_cookie(response, user.language)


def _with_cookie(response: HttpResponseRedirect, language: str) -> HttpResponseRedirect:
    response.set_cookie(
        LANGUAGE_COOKIE,
        language,
        max_age=timedelta(days=365),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@account
@only("POST")
def switch_language(request: HttpRequest) -> HttpResponse:
    """Show the desks in another language from now on, and go back to where the click was.

    Who is logged in keeps the choice in the account too, so the next login does not undo it. A language that is not
    there changes nothing.
    """
    response = HttpResponseRedirect(own_path(request.POST.get("verder", "")))
    chosen = request.POST.get("taal", "")
    if chosen not in LANGUAGES:
        return response
    if request.user.is_authenticated and request.user.is_verified():  # type: ignore[attr-defined]  # django-otp's
        user = person(request)
        if user.language != chosen:
            change_details(by=user.actor(), user=user, name=user.name, language=chosen)
    return _with_cookie(response, chosen)
