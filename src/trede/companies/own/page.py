"""What the pages share: the frame with its words, forms that come back filled in, going on after a change."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string

from trede.companies.own import session
from trede.core.errors import InputError, OutOfOrder, TredeError
from trede.regions.registry import pack
from trede.web.addresses import address

T = TypeVar("T")

TABS = {
    **dict.fromkeys(("overview", "journey", "access"), "overview"),
    **dict.fromkeys(("consents", "consent_give", "consent_withdraw"), "consents"),
    "looks": "looks",
    **dict.fromkeys(
        ("mine", "details", "place", "address", "colleague", "remove", "read", "erase", "erase_again"), "mine"
    ),
}
"""Template to the tab it stands under."""


def page(
    request: HttpRequest,
    template: str,
    language: str,
    *,
    errors: list[tuple[str, str]] | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Return a page of `templates/companies/own/`, or of another room by its whole name with `tab` in the context.

    `errors` are (field, sentence); the field has the id `f-<field>`.
    """
    errors = errors or []
    shown = {
        "language": language,
        "own": getattr(request, "own", None),
        "said": session.said(request) if status == 200 else "",  # noqa: PLR2004  # OK
        "errors": [(f"f-{field}", sentence) for field, sentence in errors],
        "error": dict(errors),
        "noindex": True,
        "tab": TABS.get(template, ""),
        "is_home": template == "overview",
        **context,
    }
    name = template if "/" in template else f"companies/own/{template}.html"
    html = render_to_string(name, shown, request)
    return HttpResponse(html, status=422 if errors and status == 200 else status)  # noqa: PLR2004  # OK


def go(language: str, path: str) -> HttpResponse:
    """Go on to a page of ours, so that reloading it sends nothing twice."""
    response = HttpResponseRedirect(address(language, path))
    response.status_code = 303
    return response


def done(request: HttpRequest, language: str, path: str, said: str) -> HttpResponse:
    """Go on to a page that says what was done: the text `own.said.<said>`."""
    session.say_next(request, f"own.said.{said}")
    return go(language, path)


def attempt(function: Callable[[], T], language: str) -> tuple[T | None, list[tuple[str, str]]]:
    """Run an action. Return what it returned and no errors, or None and the field with the sentence of its refusal."""
    try:
        return function(), []
    except (InputError, OutOfOrder) as error:
        return None, [(error.code, sentence(error, language))]


def sentence(error: TredeError, language: str) -> str:
    """Return what the page says of a refusal: the text of this room with its code, else the error's own sentence."""
    key = f"own.error.{error.code}"
    region = pack()
    return region.text(key, language) if key in region.texts else error.in_language(language)


def organisation_name(key: str) -> str:
    """Return the name of an organisation, or its key when the pack has no such organisation any more."""
    found = next((item.name for item in pack().organisations if item.key == key), "")
    return found or key
