"""Pages of the end of keeping: what may go, a list proposed by one person, decided on by another, its declaration."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from trede.core.permissions import Permission
from trede.subsidies.desk.base import actor_of, attempt, done, language, show, when_late
from trede.subsidies.keeping import actions, document
from trede.subsidies.keeping.due import MOST, Kept, due
from trede.subsidies.keeping.forms import DestroyForm, ProposeForm, RefuseForm
from trede.subsidies.models import DestructionList
from trede.web.access import staff
from trede.web.methods import only

HERE = "/balie/subsidie/beheer/vernietiging"
SHOWN = 50
View = Callable[..., HttpResponse]


def _find(number: int) -> DestructionList:
    found = DestructionList.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


@staff(Permission.SUBSIDY_VIEW)
@only("GET")
def overview(request: HttpRequest) -> HttpResponse:
    """Files whose term is over, lists that wait for a colleague, and declarations."""
    found = due()
    return _overview(request, found, _form(found))


def _form(found: list[Kept], data: Any = None) -> ProposeForm:
    form = ProposeForm(data)
    choices = [(item.application.pk, item.application.number) for item in found]
    form.fields["chosen"].choices = choices  # type: ignore[attr-defined]  # a choice field
    return form


def _overview(request: HttpRequest, found: list[Kept], form: ProposeForm) -> HttpResponse:
    tongue = language()
    sure = {str(item.application.pk) for item in found if not item.is_example}
    chosen = set(request.POST.getlist("chosen")) if form.is_bound else sure
    lists = DestructionList.objects.order_by("-pk")
    context = {
        "rows": [_row(item, tongue, chosen) for item in found],
        "has_example": any(item.is_example for item in found),
        "is_full": len(found) == MOST,
        "most": MOST,
        "waiting": lists.filter(state="proposed"),
        "declarations": lists.filter(state="destroyed")[:SHOWN],
        "refused": lists.filter(state="refused")[:SHOWN],
        "mine": actor_of(request).may(Permission.SUBSIDY_MANAGE),
    }
    return show(request, "keeping/overview.html", context, form)


def _row(item: Kept, tongue: str, chosen: set[str]) -> dict[str, Any]:
    row = item.application
    return {
        "pk": row.pk,
        "number": row.number,
        "scheme": document.scheme_name(row.scheme, tongue),
        "result": document.RESULTS[item.result],
        "closed": row.ended_on,
        "years": item.years,
        "law": item.law,
        "is_example": item.is_example,
        "until": item.until,
        "is_chosen": str(row.pk) in chosen,
    }


@staff(Permission.SUBSIDY_MANAGE)
@only("POST")
@when_late(HERE)
def propose(request: HttpRequest) -> HttpResponse:
    """Propose the chosen files."""
    found, by = due(), actor_of(request)
    form = _form(found, request.POST)

    def act() -> DestructionList:
        sent = form.cleaned_data
        return actions.propose(by=by, applications=sent["chosen"], ground=sent["ground"])

    made = attempt(form, act)
    if made is None:
        return _overview(request, found, form)
    return done(request, _("De lijst ligt klaar. Een beslisser beslist erover."), f"{HERE}/{made.pk}")


@staff(Permission.SUBSIDY_VIEW)
@only("GET")
def one(request: HttpRequest, number: int) -> HttpResponse:
    """A list: as a proposal, or as the declaration of what was destroyed."""
    return show(request, "keeping/list.html", _context(request, _find(number)), RefuseForm())


def _context(request: HttpRequest, found: DestructionList) -> dict[str, Any]:
    by, tongue = actor_of(request), language()
    is_own, is_decider = str(found.proposed_by_id) == by.id, by.may(Permission.SUBSIDY_DECIDE)
    waits = found.state == "proposed"
    return {
        "list": found,
        "facts": document.facts(found, tongue),
        "lines": document.lines_of(found, tongue),
        "categories": document.categories(found) if found.state == "destroyed" else [],
        "left": len(found.files_left),
        "is_own": is_own,
        "may_destroy": waits and is_decider and not is_own,
        "may_refuse": waits and (is_decider or is_own),
    }


@staff(Permission.SUBSIDY_DECIDE, sudo=True)
@only("GET", "POST")
@when_late(HERE)
def destroy(request: HttpRequest, number: int) -> HttpResponse:
    """Read the list once more and carry it out. Who proposed it is refused."""
    found, by = _find(number), actor_of(request)
    form = DestroyForm(request.POST if request.method == "POST" else None, initial={"digest": found.digest})

    def act() -> DestructionList:
        return actions.destroy(by=by, found=found, digest=form.cleaned_data["digest"])

    if form.is_bound and attempt(form, act) is not None:
        return done(request, _("De dossiers zijn vernietigd. De verklaring staat hier."), f"{HERE}/{number}")
    return show(request, "keeping/destroy.html", _context(request, _find(number)), form)


@staff(Permission.SUBSIDY_VIEW)
@only("POST")
@when_late(HERE)
def refuse(request: HttpRequest, number: int) -> HttpResponse:
    """Let a list go, with a reason: a decision maker, or who proposed it."""
    found, by = _find(number), actor_of(request)
    form = RefuseForm(request.POST)

    def act() -> bool:
        actions.refuse(by=by, found=found, reason=form.cleaned_data["reason"])
        return True

    if attempt(form, act):
        return done(request, _("De lijst gaat niet door. De dossiers blijven."), HERE)
    return show(request, "keeping/list.html", _context(request, found), form)


@staff(Permission.SUBSIDY_VIEW)
@only("GET")
def declaration_csv(request: HttpRequest, number: int) -> HttpResponse:
    """The declaration, or the list as it is proposed, as a table."""
    found = _find(number)
    answer = HttpResponse(document.as_csv(found, language()), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="vernietiging-{number}.csv"'
    return answer


@staff(Permission.SUBSIDY_VIEW)
@only("GET")
def declaration_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """The declaration as a PDF, to sign and to keep. A list that was not carried out has none."""
    found = _find(number)
    if found.state != "destroyed":
        raise Http404
    answer = HttpResponse(document.as_pdf(found, language()), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="verklaring-van-vernietiging-{number}.pdf"'
    return answer
