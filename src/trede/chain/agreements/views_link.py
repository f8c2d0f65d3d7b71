"""The pages behind the link of an agreement: its text, yes, and no with a reason. No account, no session.

Reading may be done as often as one likes until somebody answers; answering is done once, by a click on a button.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation

from trede.chain.agreements import links
from trede.chain.agreements.forms import NoForm
from trede.chain.agreements.links import Opened, Stand
from trede.chain.desk import attempt
from trede.chain.link_pages import link_page
from trede.core.errors import OutOfOrder
from trede.core.scheme_words import money
from trede.regions.registry import pack
from trede.web.access import public
from trede.web.addresses import address
from trede.web.methods import only

_GONE, _LATE = 404, 409


@public
@only("GET")
def one_link(request: HttpRequest, token: str, language: str = "nl") -> HttpResponse:
    """The text, with yes and no. After the answer: that it came in."""
    with translation.override(language):
        opened = links.find(token)
        if opened is None or opened.stand is not Stand.OPEN:
            return _ended(opened, language)
        return _page("chain/agreements/answer.html", token, language, _shown(opened, language))


@public
@only("GET", "POST")
def yes(request: HttpRequest, token: str, language: str = "nl") -> HttpResponse:
    """Say yes to the version that the link is about. Somebody who only looks, or a machine that does, says nothing."""
    with translation.override(language):
        opened = links.find(token)
        if opened is None or opened.stand is not Stand.OPEN:
            return _ended(opened, language)
        if request.method == "GET":
            return _back(token, language)
        try:
            links.answer(by=links.answerer(opened.link), link=opened.link)
        except OutOfOrder:
            return _ended(links.find(token), language, status=_LATE)
        return _back(token, language)


@public
@only("GET", "POST")
def no(request: HttpRequest, token: str, language: str = "nl") -> HttpResponse:
    """Say no, with the reason that the other side needs to write a better text."""
    with translation.override(language):
        opened = links.find(token)
        if opened is None or opened.stand is not Stand.OPEN:
            return _ended(opened, language)
        form = NoForm(request.POST if request.method == "POST" else None)
        link = opened.link

        def act() -> object:
            return links.answer(by=links.answerer(link), link=link, because=form.cleaned_data["because"])

        try:
            answered = form.is_bound and attempt(form, act) is not None
        except OutOfOrder:
            return _ended(links.find(token), language, status=_LATE)
        if answered:
            return _back(token, language)
        errors = form.summary() if form.is_bound else []
        context = {"form": form, "errors": errors}
        status = form.refused_with if errors else 200
        return _page("chain/agreements/answer_no.html", token, language, context, status=status)


def _back(token: str, language: str) -> HttpResponse:
    response = HttpResponseRedirect(address(language, links.path_of(token)))
    response.status_code = 303
    return response


def _shown(opened: Opened, language: str) -> dict[str, Any]:
    agreement = opened.agreement
    cents = agreement.money_cents
    return {
        "agreement": agreement,
        "organisation": opened.link.organisation,
        "money": "" if cents is None else money(cents, language),
        "until": opened.link.expires_at,
    }


def _ended(opened: Opened | None, language: str, *, status: int = _GONE) -> HttpResponse:
    """Say what became of the link, without a word of the agreement. What is no link of ours looks as if it expired."""
    stand = Stand.EXPIRED if opened is None else opened.stand
    answered = stand is Stand.ANSWERED
    context = {"stand": stand.value, "answered": answered, "contact": pack().info.contact}
    title = pack().text("answer.done.title" if answered else "answer.gone.title", language)
    return _page(
        "chain/agreements/answer_ended.html", "", language, context, status=200 if answered else status, title=title
    )


def _page(
    template: str, token: str, language: str, context: dict[str, Any], *, status: int = 200, title: str = ""
) -> HttpResponse:
    path = links.path_of(token) if token else ""
    title = title or pack().text("agree.title", language)
    return link_page(template, path, language, context, title=title, status=status)
