"""The pages behind the link of an agreement or an action of the plan: its text, and the answers that are asked for.

No account, no session. Reading may be done as often as one likes until somebody answers; answering is done once, by a
click on a button, and words come with a no and with how an action ended.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from trede.chain.agreements import links
from trede.chain.agreements.forms import NoForm, ResultForm
from trede.chain.agreements.links import Opened, Stand
from trede.chain.agreements.models import AgreementLink
from trede.chain.desk import attempt
from trede.chain.forms import DeskForm
from trede.chain.link_pages import link_page
from trede.core.errors import OutOfOrder
from trede.core.scheme_words import money
from trede.regions.registry import pack
from trede.web.access import public
from trede.web.addresses import address
from trede.web.methods import only

_GONE, _LATE = 404, 409


@dataclass(frozen=True, slots=True)
class Step:
    """An answer that comes with words: what it says, its form with the field of the words, heading, lead and button."""

    said: str
    form: Callable[..., DeskForm]
    field: str
    heading: Any
    lead: str
    button: Any


_NO = Step("no", NoForm, "because", _("Wij zeggen nee"), "agree.no", _("Stuur ons nee"))
_DONE = Step("yes", ResultForm, "result", _("Het is klaar"), "agree.report.done", _("Stuur ons antwoord"))
_DROPPED = Step("no", ResultForm, "result", _("Het gaat niet door"), "agree.report.dropped", _("Stuur ons antwoord"))
_STEPS = {(AgreementLink.AGREE, "nee"): _NO, (AgreementLink.REPORT, "klaar"): _DONE}
_STEPS[AgreementLink.REPORT, "nee"] = _DROPPED


@public
@only("GET")
def one_link(request: HttpRequest, token: str, language: str = "nl") -> HttpResponse:
    """The text, with the answers. After one of them: that it came in."""
    with translation.override(language):
        opened = links.find(token)
        if opened is None or opened.stand is not Stand.OPEN:
            return _ended(opened, language)
        return _page(_texts(opened.link)[0], token, language, _shown(opened.link, language), link=opened.link)


@public
@only("GET", "POST")
def yes(request: HttpRequest, token: str, language: str = "nl") -> HttpResponse:
    """Say yes to the version that the link is about. Somebody who only looks, or a machine that does, says nothing."""
    with translation.override(language):
        opened = links.find(token)
        if opened is None or opened.stand is not Stand.OPEN:
            return _ended(opened, language)
        if opened.link.asks != AgreementLink.AGREE:
            raise Http404
        if request.method == "GET":
            return _back(token, language)
        try:
            links.answer(by=links.answerer(opened.link), link=opened.link, said="yes")
        except OutOfOrder:
            return _ended(links.find(token), language, status=_LATE)
        return _back(token, language)


@public
@only("GET", "POST")
def no(request: HttpRequest, token: str, language: str = "nl") -> HttpResponse:
    """Say no with the reason that is needed for a better text, or that an action will not be done, and why."""
    return _with_words(request, token, language, "nee")


@public
@only("GET", "POST")
def done(request: HttpRequest, token: str, language: str = "nl") -> HttpResponse:
    """Say that an action was done, and what came of it."""
    return _with_words(request, token, language, "klaar")


def _with_words(request: HttpRequest, token: str, language: str, place: str) -> HttpResponse:
    with translation.override(language):
        opened = links.find(token)
        if opened is None or opened.stand is not Stand.OPEN:
            return _ended(opened, language)
        link, step = opened.link, _STEPS.get((opened.link.asks, place))
        if step is None:
            raise Http404
        form = step.form(request.POST if request.method == "POST" else None)

        def act() -> bool:
            links.answer(by=links.answerer(link), link=link, said=step.said, words=form.cleaned_data[step.field])
            return True

        try:
            answered = form.is_bound and attempt(form, act)
        except OutOfOrder:
            return _ended(links.find(token), language, status=_LATE)
        if answered:
            return _back(token, language)
        errors = form.summary() if form.is_bound else []
        context = {"form": form, "errors": errors, "step": step, "place": place, "back": _texts(link)[2]}
        status = form.refused_with if errors else 200
        return _page("chain/agreements/answer_words.html", token, language, context, status=status, link=link)


def _back(token: str, language: str) -> HttpResponse:
    response = HttpResponseRedirect(address(language, links.path_of(token)))
    response.status_code = 303
    return response


def _texts(link: AgreementLink) -> tuple[str, str, str]:
    """Return the page of a link, and the keys of its title and of the way back to it."""
    if link.deed is None:
        return "chain/agreements/answer.html", "agree.title", "agree.back"
    title = "agree.plan.title" if link.asks == AgreementLink.AGREE else "agree.report.title"
    return "chain/agreements/answer_plan.html", title, "agree.plan.back"


def _shown(link: AgreementLink, language: str) -> dict[str, Any]:
    cents = None if link.agreement is None else link.agreement.money_cents
    return {
        "agreement": link.agreement,
        "deed": link.deed,
        "is_report": link.asks == AgreementLink.REPORT,
        "organisation": link.organisation,
        "money": "" if cents is None else money(cents, language),
        "until": link.expires_at,
    }


def _ended(opened: Opened | None, language: str, *, status: int = _GONE) -> HttpResponse:
    """Say what became of the link, without a word of the text. What is no link of ours looks as if it expired."""
    stand = Stand.EXPIRED if opened is None else opened.stand
    answered = stand is Stand.ANSWERED
    context = {"stand": stand.value, "answered": answered, "contact": pack().info.contact}
    title = pack().text("answer.done.title" if answered else "answer.gone.title", language)
    return _page(
        "chain/agreements/answer_ended.html", "", language, context, status=200 if answered else status, title=title
    )


def _page(
    template: str,
    token: str,
    language: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    title: str = "",
    link: AgreementLink | None = None,
) -> HttpResponse:
    path = links.path_of(token) if token else ""
    heading = title if link is None else pack().text(_texts(link)[1], language)
    return link_page(template, path, language, context, title=heading, status=status)
