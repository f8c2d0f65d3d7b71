"""The page of a sample: promised by a scheme manager, drawn by a colleague, checked by anybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from trede.core.permissions import Permission
from trede.subsidies.after import sample
from trede.subsidies.desk.base import actor_of, attempt, done, language, show, when_late
from trede.subsidies.manage.forms import DrawForm
from trede.subsidies.models import Period, Sample
from trede.subsidies.registry import scheme_by_key
from trede.web.access import staff
from trede.web.methods import only

HERE = "/balie/subsidie/steekproef/{number}"


@staff(Permission.SUBSIDY_VIEW)
@only("GET")
def overview(request: HttpRequest, number: int) -> HttpResponse:
    """The samples of a period, and how many grants wait for one."""
    return _page(request, number, DrawForm())


def _page(request: HttpRequest, number: int, form: DrawForm) -> HttpResponse:
    period = Period.objects.filter(pk=number).first()
    if period is None:
        raise Http404
    by = actor_of(request)
    rows = list(period.samples.order_by("-pk"))
    current = next((row for row in rows if row.drawn_at is None), None)
    context = {
        "period": period,
        "scheme": scheme_by_key(period.scheme).short.in_language(language()),
        "waiting": len(sample.waiting(period)),
        "current": current,
        "drawn": [(row, sample.is_right(row)) for row in rows if row.drawn_at is not None],
        "may_promise": by.may(Permission.SUBSIDY_MANAGE),
        "is_promiser": current is not None and by.id == current.witnessed_by,
    }
    return show(request, "after/sample.html", context, form)


@staff(Permission.SUBSIDY_MANAGE)
@only("POST")
@when_late(HERE)
def promise(request: HttpRequest, number: int) -> HttpResponse:
    """Freeze the list of grants that ended and promise a draw."""
    period = Period.objects.filter(pk=number).first()
    if period is None:
        raise Http404
    sample.promise(by=actor_of(request), period=period)
    return done(request, _("De lijst ligt vast. Een collega trekt de steekproef."), HERE.format(number=number))


@staff(Permission.SUBSIDY_VIEW)
@only("POST")
@when_late(HERE)
def draw(request: HttpRequest, number: int, chosen: int) -> HttpResponse:
    """Draw, with a word of one's own. Who promised the draw is refused."""
    found = Sample.objects.select_related("period").filter(pk=chosen, period=number).first()
    if found is None:
        raise Http404
    form, by = DrawForm(request.POST), actor_of(request)
    drawn = attempt(form, lambda: sample.pull(by=by, sample=found, word=form.cleaned_data["word"]))
    if drawn is None:
        return _page(request, number, form)
    return done(request, _("De steekproef is getrokken. Deze bedrijven kregen bericht."), HERE.format(number=number))
