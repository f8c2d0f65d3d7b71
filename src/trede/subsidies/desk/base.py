"""What the pages of this desk share: who acts, which file, answers, and a page for a step that came too late."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trede.accounts.models import User
from trede.core.errors import InputError, OutOfOrder, Unavailable
from trede.journal.actions import Actor
from trede.privacy.looks import note_look
from trede.subsidies.clocks import PREFETCH
from trede.subsidies.desk.forms import DeskForm
from trede.subsidies.models import Application

T = TypeVar("T")
View = Callable[..., HttpResponse]
LIST = "/balie/subsidie"
FILE = "/balie/subsidie/{number}"
UNSEEN = ("concept", "vervallen")
"""States that only the firm sees: what was not sent is none of our business."""


def language() -> str:
    """Return the language of the desk."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"


def person(request: HttpRequest) -> User:
    """Return the member of staff who is logged in; the access decorator made sure there is one."""
    user: Any = request.user
    found: User = user
    return found


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts in the journal."""
    return person(request).actor()


def application_for(request: HttpRequest, number: int) -> Application:
    """Return an application that was sent, with what its clocks need; a look at it is noted for the firm.

    Raises Http404 for a draft and for a file that was destroyed, and Unavailable when the look cannot be noted. At most
    ten queries.
    """
    found = (
        Application.objects.exclude(state__in=UNSEEN)
        .filter(destroyed_on=None)
        .select_related("firm", "officer", "period", "applicant")
        .prefetch_related(*PREFETCH)
        .filter(pk=number)
        .first()
    )
    if found is None:
        raise Http404
    if request.method == "GET":
        about = ("application", found.pk)
        note_look(by=actor_of(request), firm=found.firm_id, what="application", subject=about)
    return found


def done(request: HttpRequest, message: "str | Promise", address: str) -> HttpResponse:
    """Go on to a page that says what was done."""
    messages.success(request, str(message))
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def told(application: Application) -> str:
    """Say of a decision that was taken whether the firm knows it: by post its letter has to go first."""
    if application.by_mail:
        return _("Het besluit is genomen en bekendgemaakt. Het bedrijf krijgt een mail.")
    return _("Het besluit is genomen. Print de brief en doe die op de post.")


def show(request: HttpRequest, template: str, context: dict[str, Any], form: DeskForm | None = None) -> HttpResponse:
    """Return a page of the subsidies; a form with errors comes back filled in: 422, or 503 when it was not saved."""
    errors = form.summary() if form is not None and form.is_bound else []
    shown = {"form": form, "errors": errors, **context}
    return render(request, f"subsidies/{template}", shown, status=form.refused_with if form and errors else 200)


def page(request: HttpRequest, template: str, context: dict[str, Any], form: DeskForm | None = None) -> HttpResponse:
    """Return a page of the files; see `show`."""
    return show(request, f"desk/{template}", context, form)


def attempt(form: DeskForm, function: Callable[[], T]) -> T | None:
    """Run an action for a valid form; a refusal is shown at its field, what was typed stays, and None comes back."""
    if not form.is_valid():
        return None
    try:
        return function()
    except (InputError, Unavailable) as error:
        form.show(error)
        return None


def when_late(address: str) -> Callable[[View], View]:
    """Answer what does not fit any more with a page (409) that says so and leads to how it stands.

    `address` may name parts of the path of the view, such as `{number}`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def enter(request: HttpRequest, **parts: Any) -> HttpResponse:
            try:
                return view(request, **parts)
            except OutOfOrder as error:
                context = {"message": error.in_language(language()), "address": address.format(**parts)}
                return render(request, "subsidies/desk/late.html", context, status=error.status)

        return enter

    return decorate


says_when_late = when_late(FILE)
"""For a step of a file: leads to the file as it stands."""
