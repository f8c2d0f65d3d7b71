"""What the pages share."""

from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from trede.accounts.models import User
from trede.journal import clock
from trede.web.middleware import content_policy

INVALID = 422


def page(
    request: HttpRequest, template: str, *, status: int = 200, script: bool = False, **context: Any
) -> HttpResponse:
    """Return a page that no cache may keep. A form with errors brings its list of errors along.

    `script`: this page runs a script file of our own (passkeys); all others run none.
    """
    form = context.get("form")
    if isinstance(form, forms.Form) and form.is_bound and form.errors:
        context["errors"] = [
            (f"id_{name}" if name in form.fields else "inhoud", problem)
            for name, problems in form.errors.items()
            for problem in problems
        ]
        status = INVALID if status == 200 else status  # noqa: PLR2004  # OK
    response = HttpResponse(render_to_string(f"accounts/{template}.html", context, request), status=status)
    response["Cache-Control"] = "private, no-store"
    if script:
        response["Content-Security-Policy"] = f"{content_policy()}; script-src 'self'"
    return response


def person(request: HttpRequest) -> User:
    """Return who is logged in; only on pages that are sure of it."""
    return cast("User", request.user)


def second_step_done(request: HttpRequest) -> None:
    """Note the moment of the second step: for a quarter of an hour nothing asks for it again.

    The session gets a new number, because it may more than before.
    """
    request.session.cycle_key()
    request.session["sudo_at"] = clock.now().timestamp()
