"""Administration of accounts. Everything here asks the second step again after a quarter of an hour."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from trede.accounts import actions, actions_openid
from trede.accounts.forms import InviteForm, RolesForm
from trede.accounts.links import address_of
from trede.accounts.load import load_of
from trede.accounts.models import Identity, Membership, User
from trede.accounts.openid.provider import staff_provider
from trede.accounts.queries import has_own_factor
from trede.accounts.views.page import INVALID, page, person
from trede.core.errors import InputError, TredeError
from trede.core.permissions import ROLES, Permission
from trede.regions.registry import pack
from trede.web.access import staff
from trede.web.failures import language_of
from trede.web.methods import only

LIST = "/beheer/accounts"


@staff(Permission.ACCOUNTS_MANAGE)
@only("GET")
def accounts(request: HttpRequest) -> HttpResponse:
    """All accounts, open ones first. Three queries."""
    held = Prefetch("membership_set", Membership.objects.filter(until=None).order_by("role"), to_attr="held")
    linked = Exists(Identity.objects.filter(user=OuterRef("pk")))
    found = User.objects.annotate(linked=linked).prefetch_related(held).order_by("-is_active", "name", "email")
    return page(request, "accounts", rows=[_row(user, language_of(request)) for user in found])


def _row(user: Any, language: str) -> dict[str, object]:
    names = {known.key: known.name for known in pack().organisations}
    held: list[Membership] = user.held
    return {
        "user": user,
        "organisation": names.get(held[0].organisation, held[0].organisation) if held else "",
        "roles": ", ".join(_role_name(membership.role, language) for membership in held),
        "state": "closed" if not user.is_active else "open" if user.linked or user.has_usable_password() else "invited",
    }


def _role_name(key: str, language: str) -> str:
    role = ROLES.get(key)
    if role is None:
        return key
    return role.name_en if language == "en" else role.name


@staff(Permission.ACCOUNTS_MANAGE, sudo=True)
@only("GET", "POST")
def invite(request: HttpRequest) -> HttpResponse:
    """Make an account and show its link once, to hand over in person."""
    form = InviteForm(request.POST if request.method == "POST" else None, language=language_of(request))
    if form.is_bound and form.is_valid():
        try:
            user, token = actions.invite(by=person(request).actor(), **form.cleaned_data)
        except InputError as error:
            form.add_error(_FIELD_OF.get(error.code), error.in_language(language_of(request)))
        else:
            return _show_link(request, user, token)
    return page(request, "invite", form=form)


_FIELD_OF = {"address-in-use": "email", "unknown-organisation": "organisation", "role-does-not-fit": "roles"}


def _show_link(request: HttpRequest, user: User, token: str) -> HttpResponse:
    """Show the link once; where nobody logs in here, say how this person does come in."""
    if not settings.LOCAL_LOGIN:
        return page(request, "invited_elsewhere", user_shown=user, provider=staff_provider())
    return page(request, "link", user_shown=user, link=request.build_absolute_uri(address_of(token)))


@staff(Permission.ACCOUNTS_MANAGE, sudo=True)
@only("GET", "POST")
def one_account(request: HttpRequest, number: int) -> HttpResponse:
    """One account: its organisation and roles, and what else can be done."""
    user = get_object_or_404(User, pk=number)
    language = language_of(request)
    now = {"organisation": next(iter(user.organisations), ""), "roles": sorted(user.roles)}
    form = RolesForm(request.POST if request.method == "POST" else None, initial=now, language=language)
    if form.is_bound and form.is_valid():
        try:
            actions.change_roles(by=person(request).actor(), user=user, **form.cleaned_data)
        except TredeError as error:
            form.add_error("roles", error.in_language(language))
        else:
            messages.success(request, _("De rollen zijn gewijzigd."))
            return HttpResponseRedirect(LIST)
    return _account_page(request, user, form)


def _account_page(request: HttpRequest, user: User, form: RolesForm, *, status: int = 200) -> HttpResponse:
    return page(
        request,
        "account",
        status=status,
        form=form,
        user_shown=user,
        has_password=user.has_usable_password(),
        has_factor=has_own_factor(user),
        is_linked=Identity.objects.filter(user=user).exists(),
        local=settings.LOCAL_LOGIN,
        load=load_of(user.pk, language_of(request)),
    )


def _on_account(do: Callable[[HttpRequest, User], HttpResponse]) -> Callable[..., Any]:
    """Make a view of something that is done to one account; a refusal comes back on the page of the account.

    A GET goes to that page: that is where somebody lands who had to confirm the second step in between.
    """

    @staff(Permission.ACCOUNTS_MANAGE, sudo=True)
    @only("GET", "POST")
    @wraps(do)
    def view(request: HttpRequest, number: int) -> HttpResponse:
        user = get_object_or_404(User, pk=number)
        if request.method == "GET":
            return HttpResponseRedirect(f"{LIST}/{number}")
        try:
            return do(request, user)
        except TredeError as error:
            messages.error(request, error.in_language(language_of(request)))
            now = {"organisation": next(iter(user.organisations), ""), "roles": sorted(user.roles)}
            form = RolesForm(initial=now, language=language_of(request))
            return _account_page(request, user, form, status=INVALID)

    return view


@_on_account
def renew_link(request: HttpRequest, user: User) -> HttpResponse:
    """Make a new link and show it once."""
    return _show_link(request, user, actions.renew_link(by=person(request).actor(), user=user))


@_on_account
def remove_second_step(request: HttpRequest, user: User) -> HttpResponse:
    """Let somebody set up the second step again."""
    actions.remove_second_factor(by=person(request).actor(), user=user)
    messages.success(request, _("De tweede stap is weggehaald. Bij het inloggen stelt deze persoon een nieuwe in."))
    return HttpResponseRedirect(LIST)


@_on_account
def unlink(request: HttpRequest, user: User) -> HttpResponse:
    """Forget who the account is at the provider."""
    actions_openid.unlink(by=person(request).actor(), user=user)
    messages.success(request, _("Het account is losgemaakt. Bij het inloggen zoeken we het weer op adres."))
    return HttpResponseRedirect(LIST)


@_on_account
def deactivate(request: HttpRequest, user: User) -> HttpResponse:
    """Close the account."""
    own = user.pk == person(request).pk
    actions.deactivate(by=person(request).actor(), user=user)
    if own:  # its sessions ended, this one too
        logout(request)
        return HttpResponseRedirect(settings.LOGIN_URL)
    messages.success(request, _("Het account is afgesloten."))
    return HttpResponseRedirect(LIST)


@_on_account
def reopen(request: HttpRequest, user: User) -> HttpResponse:
    """Open a closed account again, without roles and password, and show a link for a new start."""
    return _show_link(request, user, actions.reopen(by=person(request).actor(), user=user))


@_on_account
def erase(request: HttpRequest, user: User) -> HttpResponse:
    """Forget who the account belonged to."""
    actions.erase_account(by=person(request).actor(), user=user, reason="asked")
    messages.success(request, _("De gegevens van dit account zijn gewist."))
    return HttpResponseRedirect(LIST)
