"""What the desk views share: who acts, answers, and an honest page for a step that came too late."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise

from trede.accounts.models import User
from trede.chain.forms import DeskForm, language
from trede.core.errors import InputError, OutOfOrder, Unavailable
from trede.journal.actions import Actor
from trede.privacy.looks import note_look

T = TypeVar("T")


def person(request: HttpRequest) -> User:
    """Return the member of staff who is logged in; the access decorator made sure there is one."""
    user: Any = request.user
    found: User = user
    return found


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts in the journal."""
    return person(request).actor()


def note_look_at(request: HttpRequest, by: Actor, what: str, subject: tuple[str, object], firm: int | None) -> None:
    """Write down that somebody of the staff sees data of a firm, which the firm reads on its own pages.

    Only for pages that are asked for (GET): what is sent is an event of its own. Raises Unavailable: then nothing is
    shown.
    """
    if request.method == "GET":
        note_look(by=by, firm=firm, what=what, subject=subject)


def done(request: HttpRequest, message: "str | Promise", address: str) -> HttpResponse:
    """Go on to a page that says what was done."""
    messages.success(request, str(message))
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def page(request: HttpRequest, template: str, context: dict[str, Any], form: DeskForm | None = None) -> HttpResponse:
    """Return a desk page; a form with errors comes back filled in: 422, or 503 when it could not be saved."""
    errors = form.summary() if form is not None and form.is_bound else []
    shown = {"form": form, "errors": errors, "by": actor_of(request), **context}
    return render(request, template, shown, status=form.refused_with if form and errors else 200)


def attempt(form: DeskForm, function: Callable[[], T]) -> T | None:
    """Run an action for a valid form; a refusal is shown at its field, what was typed stays, and None comes back."""
    if not form.is_valid():
        return None
    try:
        return function()
    except (InputError, Unavailable) as error:
        form.show(error)
        return None


def says_when_late(where: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Answer a step that does not fit the state with a page (409) that says so and leads to how it stands now.

    `where` is the address of the thing, with `{number}`.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def enter(request: HttpRequest, number: int, **more: Any) -> HttpResponse:
            try:
                return view(request, number, **more)
            except OutOfOrder as error:
                context = {"message": error.in_language(language()), "address": where.format(number=number)}
                return render(request, "chain/late.html", context, status=error.status)

        return enter

    return decorate
