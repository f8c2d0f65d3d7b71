"""The pages behind an answer link: what the firm agreed to share, and the step that is due. No account, no session.

Looking may be done as often as one likes, until somebody answers; answering is done once. Nothing is shown when the
firm withdrew its consent or the referral moved on: the page then says so and leads on.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation

from trede.chain import links
from trede.chain.desk import attempt
from trede.chain.forms import DeskForm
from trede.chain.link_pages import link_page
from trede.chain.links import Opened
from trede.chain.messages import due_of, organisation_name
from trede.chain.models import AnswerLink, Referral
from trede.chain.views_referral import STEPS, form_of, referral_page
from trede.core.errors import OutOfOrder
from trede.core.workflow import REFERRAL, Party
from trede.privacy.looks import note_look
from trede.regions.registry import pack
from trede.web.access import public
from trede.web.addresses import address
from trede.web.methods import only

_PARTNER = frozenset({Party.TARGET})
_GONE, _LATE = 404, 409


@public
@only("GET")
def one_link(request: HttpRequest, token: str, language: str = "nl") -> HttpResponse:
    """What the firm shared, and the steps that can be taken. After the answer: that it came in."""
    with translation.override(language):
        opened = links.find(token)
        if opened is None or opened.referral is None:
            return _ended(opened, language)
        _note_look(request, opened.referral)
        return _page("chain/answer.html", token, language, _shown(opened.referral), status=200)


@public
@only("GET", "POST")
def step(request: HttpRequest, token: str, step: str, language: str = "nl") -> HttpResponse:
    """The form of one step, which says once more what it does; sending it uses the link up."""
    with translation.override(language):
        opened = links.find(token)
        if opened is None or opened.referral is None:
            return _ended(opened, language)
        if step not in steps_of(opened.referral):
            raise Http404
        form = form_of(step, opened.referral, request.POST if request.method == "POST" else None)
        try:
            answered = form.is_bound and _answer(opened.link, opened.referral, step, form)
        except OutOfOrder:
            return _ended(links.find(token), language, status=_LATE)
        if not answered:
            return _form(form, opened.referral, step, token, language)
        response = HttpResponseRedirect(address(language, links.path_of(token)))
        response.status_code = 303
        return response


def _note_look(request: HttpRequest, referral: Referral) -> None:
    """Write down that the partner sees data of the firm, which the firm reads on its own pages."""
    if request.method == "GET":
        subject = ("referral", referral.pk)
        note_look(by=links.answerer(referral), firm=referral.case.firm_id, what="referral", subject=subject)


def _answer(link: AnswerLink, referral: Referral, step: str, form: DeskForm) -> bool:
    """Take the step with the link, and say whether it was taken; a refusal is shown on the form."""

    def act() -> Referral:
        return links.answer_with(
            by=links.answerer(referral),
            link=link,
            act=lambda by, fresh: STEPS[step].act(by, fresh, form.cleaned_data, form),
        )

    return attempt(form, act) is not None


def _form(form: DeskForm, referral: Referral, step: str, token: str, language: str) -> HttpResponse:
    errors = form.summary() if form.is_bound else []
    context = {"form": form, "errors": errors, "step": step, "referral": referral}
    return _page("chain/answer_step.html", token, language, context, status=form.refused_with if errors else 200)


def steps_of(referral: Referral) -> list[str]:
    """Return the steps that the partner may take now, in the order of the table."""
    return [edge.step for edge in REFERRAL.steps(referral.state, _PARTNER)]


def _shown(referral: Referral) -> dict[str, Any]:
    return referral_page(referral, _PARTNER) | {
        "steps": steps_of(referral),
        "due": due_of(referral),
        "front_door": organisation_name(referral.case.organisation),
    }


def _ended(opened: Opened | None, language: str, *, status: int = _GONE) -> HttpResponse:
    """Say that the answer came in, or that the link shows nothing any more; both without a word about the firm."""
    answered = opened is not None and opened.answered
    context = {"answered": answered, "contact": pack().info.contact}
    title = pack().text("answer.done.title" if answered else "answer.gone.title", language)
    return _page("chain/answer_ended.html", "", language, context, status=200 if answered else status, title=title)


def _page(
    template: str, token: str, language: str, context: dict[str, Any], *, status: int, title: str = ""
) -> HttpResponse:
    path = links.path_of(token) if token else ""
    title = title or pack().text("answer.title", language)
    return link_page(template, path, language, context, title=title, status=status)
