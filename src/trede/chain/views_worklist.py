"""The work list: what is due, overdue first, in tabs, with filters in the address; and the same as a file."""

from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from trede.chain import worklist_choice as choices
from trede.chain.actions_work import claim_case, export_work_list, release_case, release_referral
from trede.chain.agreements.queries import Review, due_reviews
from trede.chain.desk import actor_of, done, page, person, says_when_late
from trede.chain.forms import language
from trede.chain.queries import case_for, referral_for
from trede.chain.queries_transfers import unread_by
from trede.chain.queries_work import ended_here
from trede.chain.services_due import MOST_SHOWN, services_due
from trede.chain.worklist import WorkList
from trede.chain.worklist_rows import Row
from trede.chain.worklist_sql import Filters
from trede.chain.worklist_table import table_of
from trede.core.permissions import Permission
from trede.core.work_pages import TabKey
from trede.journal import clock
from trede.journal.actions import Actor
from trede.web.access import staff
from trede.web.methods import only

PER_PAGE = 25
MOST_TODAY = 3
"""Lines that stand on top of the list as the first things to do today."""


@staff(Permission.WORKLIST)
@only("GET")
def work_list(request: HttpRequest) -> HttpResponse:
    """Show a tab. What was chosen stands in the address, so that a list can be kept, shared and gone back to."""
    by, account, today = actor_of(request), person(request).pk, clock.today()
    choice = choices.read(request.GET, WorkList(by, account, today).tabs)
    work = WorkList(by, account, today, choice.filters)
    if choice.tab in choices.ENDED:
        return _ended(request, work, choice)
    tab = TabKey(choice.tab)
    tally = work.tally(tab)
    pages = max(1, -(-tally.lines // PER_PAGE))
    number = min(choice.number, pages)
    rows = work.page(tab, (number - 1) * PER_PAGE, PER_PAGE, choice.sorting)
    fields = choices.fields_for(by, choice, language())
    chips = choices.chips(choice, fields)
    plain = not chips and number == 1 and choice.sorting == choices.SORTINGS["uiterlijk"]
    context = {
        "rows": rows,
        "late": tally.late,
        "lines": tally.lines,
        "number": number,
        "pages": pages,
        "before": choice.address(number=number - 1) if number > 1 else "",
        "after": choice.address(number=number + 1) if number < pages else "",
        "fields": fields,
        "chips": chips,
        "orders": _orders(choice),
        "first": _first_today(rows) if plain and tab in {TabKey.TO_DO, TabKey.MINE} else [],
        "services": services_due(by, today, language()) if plain and tab is TabKey.TO_DO else [],
        "reviews": _reviews(by, today) if plain and tab is TabKey.TO_DO else (),
        "most_shown": MOST_SHOWN,
        "csv": choice.address(at=f"{choices.LIST}/csv", number=1),
        "all": choice.address(filters=Filters(), number=1),
        "unread": unread_by(account),
    }
    return page(request, "chain/work_list.html", {**_frame(work, choice), **context})


def _reviews(by: Actor, today: date) -> tuple[Review, ...]:
    """Return agreements and actions of the yearly plan that the organisation has to look at again. Two queries.

    For who may say yes for the organisation; nothing, without a query, for anybody else.
    """
    if not by.may(Permission.AGREEMENT_SIGN):
        return ()
    return due_reviews(by.organisation, today, keeps=by.may(Permission.AGREEMENTS))


def _frame(work: WorkList, choice: choices.Choice) -> dict[str, object]:
    """Return what stands around every tab: the tabs with their counts."""
    shown = TabKey(choice.tab) if choice.tab not in choices.ENDED else TabKey.TO_DO
    tabs = [(str(tab), choice.address(tab=str(tab), number=1), work.count(tab, shown)) for tab in work.tabs]
    ended = [(tab, choice.address(tab=tab, number=1, filters=Filters())) for tab in choices.ENDED]
    return {"tabs": tabs, "ended_tabs": ended, "tab": choice.tab, "choice": choice, "today": work.today}


def _orders(choice: choices.Choice) -> list[tuple[str, str, bool]]:
    words = {
        "uiterlijk": _("Eerst wat het langst wacht"),
        "laatste-eerst": _("Eerst wat het langst kan wachten"),
        "bedrijf": _("Bedrijf, A tot Z"),
        "bedrijf-za": _("Bedrijf, Z tot A"),
    }
    return [(key, said, key == choice.order) for key, said in words.items()]


def _first_today(rows: tuple[Row, ...]) -> list[Row]:
    """Return what to begin with: a person's own lines that are due."""
    return [row for row in rows if row.is_mine and row.line.urgency <= 1][:MOST_TODAY]


def _ended(request: HttpRequest, work: WorkList, choice: choices.Choice) -> HttpResponse:
    """Show what ended, newest first. A page more is asked for than is shown, to know whether there is a next one."""
    start = (choice.number - 1) * PER_PAGE
    found = ended_here(work.by, choice.tab, start, PER_PAGE + 1)
    context = {
        "ended": found[:PER_PAGE],
        "number": choice.number,
        "before": choice.address(number=choice.number - 1) if choice.number > 1 else "",
        "after": choice.address(number=choice.number + 1) if len(found) > PER_PAGE else "",
    }
    return page(request, "chain/work_list.html", {**_frame(work, choice), **context})


@staff(Permission.WORKLIST, sudo=True)
@only("GET")
def work_list_csv(request: HttpRequest) -> HttpResponse:
    """Return the lines of a tab, with the same filters, for a spreadsheet. That it was taken is in the journal."""
    by, account, today = actor_of(request), person(request).pk, clock.today()
    choice = choices.read(request.GET, WorkList(by, account, today).tabs)
    if choice.tab in choices.ENDED:
        return HttpResponseRedirect(choice.address())
    rows = list(WorkList(by, account, today, choice.filters).every(TabKey(choice.tab), choice.sorting))
    export_work_list(by=by, tab=choice.tab, lines=[(row.line.kind, row.line.subject) for row in rows])
    response = HttpResponse(table_of(rows, language()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="werklijst-{choice.tab}-{today.isoformat()}.csv"'
    return response


@staff(Permission.INTAKE)
@only("POST")
@says_when_late("/balie/dossier/{number}")
def take_case(request: HttpRequest, number: int) -> HttpResponse:
    """Take on a file that nobody keeps."""
    by = actor_of(request)
    claim_case(by=by, case=case_for(by, number))
    return done(request, _("Dit dossier is nu van jou."), f"/balie/dossier/{number}")


@staff(Permission.INTAKE)
@only("POST")
@says_when_late("/balie/dossier/{number}")
def let_case_go(request: HttpRequest, number: int) -> HttpResponse:
    """Let go of a file, so that a colleague can take it."""
    by = actor_of(request)
    release_case(by=by, case=case_for(by, number))
    return done(request, _("Het dossier staat weer open voor je collega's."), choices.LIST)


@staff(Permission.WORKLIST)
@only("POST")
@says_when_late("/balie/verwijzing/{number}")
def let_referral_go(request: HttpRequest, number: int) -> HttpResponse:
    """Let go of a referral, so that a colleague can take it up."""
    by = actor_of(request)
    referral, _parties = referral_for(by, number)
    release_referral(by=by, referral=referral)
    return done(request, _("De verwijzing staat weer open voor je collega's."), choices.LIST)
