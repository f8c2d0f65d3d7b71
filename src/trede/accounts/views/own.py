"""One's own account: the second step, name, language, password, backup codes."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext as _
from django_otp import login as login_second_step

from trede.accounts import actions, actions_sessions, passkeys, second_factor
from trede.accounts.addresses import own_path
from trede.accounts.forms import ChangePasswordForm, CodeForm, DetailsForm
from trede.accounts.models import Session, User
from trede.accounts.queries import absences_of, has_own_factor, public_number, sessions_of, stands_in_for
from trede.accounts.second_factor import TooSoon
from trede.accounts.views.language import remember_language
from trede.accounts.views.login import TOO_MANY, wait_until
from trede.accounts.views.page import page, person, second_step_done
from trede.core.permissions import ROLES
from trede.journal import clock
from trede.regions.registry import pack
from trede.web.access import account, staff
from trede.web.failures import failure, language_of, redirect_to
from trede.web.limits import take
from trede.web.methods import only

_OWN = "/balie/mijn-account"


@account
@only("GET", "POST")
def set_up_second_step(request: HttpRequest) -> HttpResponse:
    """Show the secret for the app, check a first code, then show ten backup codes once.

    Who has an app or a passkey already must have passed the second step: a password alone never replaces it.
    """
    after = own_path(request.POST.get("verder") or request.GET.get("verder", ""))
    if not request.user.is_authenticated:
        return redirect_to(settings.LOGIN_URL, after=after)
    user = person(request)
    if must_pass_second_step_first(user):
        return redirect_to("/balie/tweede-stap", after=request.get_full_path())
    form = CodeForm(request.POST if request.method == "POST" else None)
    codes = _take_into_use(user, form)
    if codes is not None:
        login_second_step(request, second_factor.app_of(user))
        second_step_done(request)
        return page(request, "codes", codes=codes, after=after)
    device = second_factor.new_app(user)
    return page(
        request,
        "second_step_set_up",
        form=form,
        after=after,
        picture=second_factor.picture(device),
        secret=second_factor.secret_in_groups(device),
        passkeys=passkeys.possible(request),
    )


def must_pass_second_step_first(user: User) -> bool:
    """Say whether this person has a second factor and did not show it in this session."""
    return has_own_factor(user) and not user.is_verified()  # type: ignore[attr-defined]  # django-otp's


def _take_into_use(user: User, form: CodeForm) -> list[str] | None:
    if not (form.is_bound and form.is_valid()):
        return None
    try:
        codes = actions.set_second_factor(by=user.actor(), user=user, code=form.cleaned_data["code"])
    except TooSoon as wait:
        form.add_error("code", wait_until(wait.moment))
        return None
    if codes is None:
        form.add_error("code", _("Deze code klopt niet. Vul de code in die je app nu laat zien."))
    return codes


@staff()
@only("GET", "POST")
def own_account(request: HttpRequest) -> HttpResponse:
    """Name and language; the way to password, second step, deputies; the sessions that are alive."""
    user = person(request)
    form = DetailsForm(
        request.POST if request.method == "POST" else None, initial={"name": user.name, "language": user.language}
    )
    if form.is_bound and form.is_valid():
        actions.change_details(by=user.actor(), user=user, **form.cleaned_data)
        with translation.override(user.language):  # what comes next is in the language just chosen
            messages.success(request, _("Bewaard."))
        return remember_language(HttpResponseRedirect(_OWN), user)
    english = language_of(request) == "en"
    today = clock.today()
    return page(
        request,
        "own_account",
        form=form,
        codes_left=second_factor.codes_left(user),
        keys=len(passkeys.passkeys_of(user)),
        has_app=second_factor.app_of(user) is not None,
        may_have_passkeys=passkeys.possible(request),
        local=settings.LOCAL_LOGIN and user.has_usable_password(),
        sessions=[
            {"session": session, "number": public_number(session.session_key), "here": _is_here(request, session)}
            for session in sorted(sessions_of(user), key=lambda session: not _is_here(request, session))
        ],
        absences=absences_of(user, today),
        stands_in_for=User.objects.filter(pk__in=stands_in_for(user.pk, today)).order_by("name"),
        organisations=[known.name for known in pack().organisations if known.key in user.organisations],
        roles=[role.name_en if english else role.name for role in ROLES.values() if role.key in user.roles],
    )


def _is_here(request: HttpRequest, session: Session) -> bool:
    return session.session_key == request.session.session_key


@staff()
@only("POST")
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End one of one's own other sessions (`sessie`), or all others. The present one ends with logging out."""
    user = person(request)
    wanted = request.POST.get("sessie", "")
    others = [session.session_key for session in sessions_of(user) if not _is_here(request, session)]
    keys = [key for key in others if not wanted or public_number(key) == wanted]
    ended = actions_sessions.end_sessions(by=user.actor(), user=user, keys=keys)
    if ended:
        messages.success(request, _("Daar ben je nu uitgelogd."))
    return HttpResponseRedirect(_OWN)


@staff()
@only("GET", "POST")
def change_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; other sessions end."""
    user = person(request)
    if request.method == "POST" and not take("password", request, capacity=20, per_minute=2):
        return failure(request, "too-many", TOO_MANY)
    form = ChangePasswordForm(request.POST if request.method == "POST" else None, person=user)
    if form.is_bound and form.is_valid():
        actions.change_password(by=user.actor(), user=user, password=form.cleaned_data["password"])
        update_session_auth_hash(request, user)
        messages.success(request, _("Je wachtwoord is gewijzigd. Op andere apparaten ben je uitgelogd."))
        return HttpResponseRedirect(_OWN)
    return page(request, "change_password", form=form)


@staff(sudo=True)
@only("GET", "POST")
def new_codes(request: HttpRequest) -> HttpResponse:
    """Ask first, then make ten new backup codes and show them once."""
    user = person(request)
    if request.method == "POST":
        return page(request, "codes", codes=actions.make_codes(by=user.actor(), user=user), after=_OWN)
    return page(request, "replace_codes", codes_left=second_factor.codes_left(user))
