"""The work list of the subsidy desk, and the same as a file."""

from django.http import HttpRequest, HttpResponse

from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.subsidies.desk import words
from trede.subsidies.desk import worklist as lists
from trede.subsidies.desk.base import actor_of, language, page
from trede.subsidies.registry import schemes
from trede.web.access import staff
from trede.web.methods import only


@staff(Permission.SUBSIDY_VIEW)
@only("GET")
def work_list(request: HttpRequest) -> HttpResponse:
    """Show a tab. What was chosen stands in the address, so that a list can be kept, shared and gone back to."""
    by, choice = actor_of(request), lists.read(request.GET)
    found = lists.found(by, choice)
    total = found.count()
    pages = max(1, -(-total // lists.PER_PAGE))
    number = min(choice.number, pages)
    counted = lists.counts(by)
    return page(
        request,
        "work_list.html",
        {
            "choice": choice,
            "tabs": [(key, said, choice.address(tab=key, number=1), counted[key]) for key, said in lists.TABS.items()],
            "rows": lists.rows_of(lists.page(found, number), language()),
            "total": total,
            "number": number,
            "pages": pages,
            "before": choice.address(number=number - 1) if number > 1 else "",
            "after": choice.address(number=number + 1) if number < pages else "",
            "schemes": [(item.key, item.short.in_language(language())) for item in schemes()],
            "states": list(words.STATES.items()),
            "is_filtered": bool(choice.scheme or choice.state or choice.late or choice.words),
            "all": lists.Choice(tab=choice.tab).address(),
            "reading": choice.address(at="/balie/subsidie/lezen", number=number),
            "csv": choice.address(at="/balie/subsidie/csv", number=1),
        },
    )


@staff(Permission.SUBSIDY_VIEW, sudo=True)
@only("GET")
def work_list_csv(request: HttpRequest) -> HttpResponse:
    """Return the lines of a tab for a spreadsheet. That it was taken is in the journal."""
    by, choice = actor_of(request), lists.read(request.GET)
    rows = lists.rows_of(lists.with_rows(lists.found(by, choice)), language())
    _export(by=by, tab=choice.tab, lines=len(rows))
    response = HttpResponse(lists.table_of(rows), content_type="text/csv; charset=utf-8")
    name = f"subsidie-{choice.tab}-{clock.today().isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@action
def _export(*, by: Actor, tab: str, lines: int) -> None:
    record("subsidy.work-list-exported", by=by, data={"tab": tab, "lines": lines})
