"""Pages of the desk of a scheme manager. All of the subsidy desk may look; the manager acts, another draws."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor
from trede.subsidies import allocate, lots, messages, periods
from trede.subsidies.desk.base import actor_of, attempt, done, language, show, when_late
from trede.subsidies.desk.forms import read_day
from trede.subsidies.manage import page as pages
from trede.subsidies.manage.actions import note_export
from trede.subsidies.manage.forms import CeilingForm, DrawForm, EndForm, OutageForm
from trede.subsidies.models import Lot, Outage, Period
from trede.web.access import staff
from trede.web.methods import only

HERE = "/balie/subsidie/beheer"
SHOWN = 50
View = Callable[..., HttpResponse]


def _find(model: Any, number: int) -> Any:
    found = model.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _may_manage(by: Actor) -> bool:
    return by.may(Permission.SUBSIDY_MANAGE)


@staff(Permission.SUBSIDY_VIEW)
@only("GET")
def overview(request: HttpRequest) -> HttpResponse:
    """All budget periods, and what waits for the manager."""
    tongue = language()
    found = [(row, pages.amounts(row.standing, tongue)) for row in pages.rows(tongue)]
    return show(request, "manage/overview.html", {"rows": found, "mine": _may_manage(actor_of(request))})


@staff(Permission.SUBSIDY_VIEW)
@only("GET")
def account(request: HttpRequest, number: int) -> HttpResponse:
    """The account of a period, now or at the end of a day."""
    return _account(request, _find(Period, number), CeilingForm())


def _account(request: HttpRequest, period: Period, form: CeilingForm) -> HttpResponse:
    tongue, asked = language(), read_day(request.GET.get("dag", ""))
    day = min(asked, clock.today()) if asked else clock.today()
    row = pages.rows(tongue, [period], day)[0]
    coming = pages.coming(period)
    context = {
        "row": row,
        "period": period,
        "amounts": pages.amounts(row.standing, tongue),
        "day": day,
        "is_today": day == clock.today(),
        "ceilings": pages.ceilings(period, tongue),
        "coming": coming,
        "draws": [(item, _has_lot(period, item)) for item in coming["lots"]],  # type: ignore[attr-defined]  # pairs
        "lots": period.lots.order_by("-day"),
        "waiting": allocate.waiting_list(period.pk)[:SHOWN],
        "mine": _may_manage(actor_of(request)),
    }
    return show(request, "manage/account.html", context, form)


def _has_lot(period: Period, item: tuple[date, list[str]]) -> Lot | None:
    return Lot.objects.filter(period=period, day=item[0]).first()


@staff(Permission.SUBSIDY_VIEW)
@only("GET")
def account_csv(request: HttpRequest, number: int) -> HttpResponse:
    """The entries of a period up to a day, for a spreadsheet. That it was taken is in the journal."""
    period = _find(Period, number)
    day = read_day(request.GET.get("dag", "")) or clock.today()
    note_export(by=actor_of(request), period=period)
    answer = HttpResponse(pages.as_csv(period, day), content_type="text/csv; charset=utf-8")
    name = f"{period.scheme}-{period.key}-{day.isoformat()}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@staff(Permission.SUBSIDY_MANAGE)
@only("POST")
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """Publish a new ceiling."""
    period, form = _find(Period, number), CeilingForm(request.POST)

    def act() -> bool:
        periods.publish_ceiling(
            by=actor_of(request),
            period=period,
            cents=form.cents,
            effective_on=form.day,
            reason=form.cleaned_data["reason"],
        )
        return True

    if attempt(form, act):
        return done(request, _("Het nieuwe plafond staat erin."), f"{HERE}/{number}")
    return _account(request, period, form)


@staff(Permission.SUBSIDY_MANAGE)
@only("POST")
@when_late(HERE)
def share_out(request: HttpRequest, number: int) -> HttpResponse:
    """Share out now, as the job does every day."""
    outcome = allocate.run(by=actor_of(request), period=_find(Period, number))
    said = _("Verdeeld. Ruimte: {reserved}. Een deel aangeboden: {offered}. Wachtlijst: {waiting}.").format(
        reserved=outcome.reserved, offered=outcome.offered, waiting=outcome.waiting
    )
    return done(request, said, f"{HERE}/{number}")


@staff(Permission.SUBSIDY_MANAGE)
@only("POST")
@when_late(HERE)
def commit(request: HttpRequest, number: int) -> HttpResponse:
    """Freeze the list of a day that overflows and publish the promise."""
    day = read_day(request.POST.get("day", ""))
    if day is None:
        raise Http404
    lot = lots.commit_lot(by=actor_of(request), period=_find(Period, number), day=day)
    return done(request, _("De lijst ligt vast. Een collega trekt het lot."), f"{HERE}/loting/{lot.pk}")


@staff(Permission.SUBSIDY_VIEW)
@only("GET", "POST")
@when_late(HERE)
def lot(request: HttpRequest, number: int) -> HttpResponse:
    """A draw: the list and the promise, and after it the secret, the word and the order. Another person draws."""
    found, by = _find(Lot, number), actor_of(request)
    form = DrawForm(request.POST if request.method == "POST" else None)

    def act() -> bool:
        lots.draw_lot(by=by, lot=found, word=form.cleaned_data["word"])
        return True

    if request.method == "POST" and attempt(form, act):
        return done(request, _("Het lot is getrokken."), f"{HERE}/loting/{number}")
    may_draw = by.may(Permission.SUBSIDY_MANAGE) or by.may(Permission.SUBSIDY_DECIDE)
    context = {
        "lot": found,
        "period": found.period,
        "is_fair": found.drawn_at is not None and lots.is_fair(found),
        "mine": may_draw and by.id != found.witnessed_by,
        "is_promiser": by.id == found.witnessed_by,
    }
    return show(request, "manage/lot.html", context, form)


@staff(Permission.SUBSIDY_VIEW)
@only("GET", "POST")
def outages(request: HttpRequest) -> HttpResponse:
    """Outages on file; the manager adds one."""
    form = OutageForm(request.POST if request.method == "POST" else None)

    def act() -> bool:
        messages.register_outage(
            by=actor_of(request),
            first=form.moment("first") or clock.now(),
            until=form.moment("until"),
            what=form.cleaned_data["what"],
        )
        return True

    if request.method == "POST" and attempt(form, act):
        return done(request, _("De storing is vastgelegd."), f"{HERE}/storingen")
    known = Outage.objects.order_by("-first")[:SHOWN]
    return show(request, "manage/outages.html", {"outages": known, "mine": _may_manage(actor_of(request))}, form)


@staff(Permission.SUBSIDY_MANAGE)
@only("GET", "POST")
@when_late(HERE)
def outage_over(request: HttpRequest, number: int) -> HttpResponse:
    """Write down when an outage ended."""
    found = _find(Outage, number)
    form = EndForm(request.POST if request.method == "POST" else None)

    def act() -> bool:
        messages.end_outage(by=actor_of(request), outage=found, until=form.moment("until") or clock.now())
        return True

    if request.method == "POST" and attempt(form, act):
        return done(request, _("Het einde van de storing staat erin."), f"{HERE}/storingen")
    return show(request, "manage/outage_over.html", {"outage": found}, form)
