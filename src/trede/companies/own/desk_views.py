"""The desk where an adviser answers who asks to be let in to the pages of a firm, and checks numbers of new pages."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from trede.companies.models import AccessRequest
from trede.companies.own.actions import give_access, refuse_access
from trede.companies.own.queries import waiting_for_desk
from trede.core.errors import InputError, OutOfOrder
from trede.core.permissions import Permission
from trede.journal.actions import Actor
from trede.privacy.looks import note_look
from trede.regions.registry import pack
from trede.web.access import staff
from trede.web.addresses import absolute, address
from trede.web.failures import language_of
from trede.web.methods import only

PAGE = "/balie/toegang"


def _actor(request: HttpRequest) -> Actor:
    user: Any = request.user
    actor: Actor = user.actor()
    if actor.organisation != pack().info.front_door:
        raise Http404
    return actor


@staff(Permission.INTAKE)
@only("GET")
def access_requests(request: HttpRequest) -> HttpResponse:
    """Everybody who waits for an answer, oldest first; the firm sees that its name was read here."""
    by = _actor(request)
    waiting = list(waiting_for_desk())
    for question in waiting:
        note_look(by=by, firm=question.firm_id, what="access", subject=("access", question.pk))
    return render(request, "companies/own/desk_access.html", {"waiting": waiting, "by": by})


@staff(Permission.INTAKE)
@only("GET", "POST")
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Say yes or no to one of them. A GET only leads back to the list."""
    by = _actor(request)
    question = AccessRequest.objects.select_related("firm", "person").filter(pk=number).first()
    if question is None:
        raise Http404
    said = request.POST.get("answer", "")
    if request.method != "POST" or said not in {"yes", "no"}:
        return HttpResponseRedirect(PAGE)
    try:
        if said == "yes":
            give_access(by=by, question=question, link=absolute(request, address(question.language, "/mijn")))
            messages.success(request, _("Geregeld. Wie het vroeg, kan nu inloggen."))
        else:
            refuse_access(by=by, question=question)
            messages.success(request, _("Geregeld. Wie het vroeg, komt er niet in."))
    except (InputError, OutOfOrder) as error:
        messages.error(request, error.in_language(language_of(request)))
    response = HttpResponseRedirect(PAGE)
    response.status_code = 303
    return response
