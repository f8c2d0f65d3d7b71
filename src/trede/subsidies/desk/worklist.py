"""The work list of the subsidy desk: what has to be done by when, sorted by the legal day; the same number of queries
however long it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trede.companies.imports.tables import write_csv
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor
from trede.subsidies import clocks
from trede.subsidies.announcing import waiting, waits_for_post
from trede.subsidies.desk import words
from trede.subsidies.models import Application, Assessment
from trede.subsidies.registry import schemes

PER_PAGE = 25
_MOST_DIGITS = 5
TABS = {
    "te-doen": gettext_lazy("Te doen"),
    "mijn": gettext_lazy("Van mij"),
    "wacht": gettext_lazy("Wacht op een ander"),
    "besloten": gettext_lazy("Toegekend"),
    "klaar": gettext_lazy("Afgesloten"),
    "alle": gettext_lazy("Alle"),
}
_WAITS = ("herstel", "zienswijze", "volledig", "wachtlijst", "advies")
_GRANTED = ("verleend", "in_uitvoering", "verantwoording", "vastgesteld", "terugvordering")
_CLOSED = ("afgewezen", "buiten_behandeling", "ingetrokken_aanv", "doorgeleid", "afgehandeld")


@dataclass(frozen=True, slots=True)
class Choice:
    """What stands in the address: tab, filters and page."""

    tab: str = "te-doen"
    scheme: str = ""
    state: str = ""
    late: bool = False
    words: str = ""
    number: int = 1

    def address(self, at: str = "/balie/subsidie", **changes: Any) -> str:
        """Return the address of this choice with something changed."""
        new = replace(self, **changes)
        said = {
            "tab": "" if new.tab == "te-doen" else new.tab,
            "regeling": new.scheme,
            "stand": new.state,
            "telaat": "1" if new.late else "",
            "zoek": new.words,
            "pagina": str(new.number) if new.number > 1 else "",
        }
        query = urlencode({key: value for key, value in said.items() if value})
        return f"{at}?{query}" if query else at


def read(data: QueryDict) -> Choice:
    """Return what an address asks for; what does not exist counts as not said."""
    tab, typed = data.get("tab", ""), data.get("pagina", "1")
    scheme, state = data.get("regeling", ""), data.get("stand", "")
    return Choice(
        tab=tab if tab in TABS else "te-doen",
        scheme=scheme if scheme in {item.key for item in schemes()} else "",
        state=state if state in words.STATES else "",
        late=data.get("telaat") == "1",
        words=data.get("zoek", "").strip()[:60],
        number=max(1, int(typed)) if typed.isdecimal() and len(typed) <= _MOST_DIGITS else 1,
    )


def to_do(by: Actor) -> Q:
    """Return what waits for somebody with these roles: by state, and what was read already."""
    read_once = Q(Exists(Assessment.objects.filter(application=OuterRef("pk"), role="first")))
    read_twice = Q(Exists(Assessment.objects.filter(application=OuterRef("pk"), role="second")))
    unannounced = Q(Exists(waiting().filter(application=OuterRef("pk"))))
    found = Q(pk__in=[])
    if by.may(Permission.SUBSIDY_ASSESS):
        mine = Q(state__in=("ingediend", "herstel_verlopen")) | (Q(state="in_behandeling") & ~(read_once & ~read_twice))
        found |= mine | unannounced
    if by.may(Permission.SUBSIDY_SECOND):
        found |= (Q(state="in_behandeling") & read_once & ~read_twice) | Q(state="conceptbesluit")
    if by.may(Permission.SUBSIDY_DECIDE):
        found |= Q(state="conceptbesluit") | Q(objection_state="in_behandeling") | Q(penalty_state="te_bepalen")
    if by.may(Permission.SUBSIDY_OBJECTION):
        found |= Q(objection_state__in=("in_behandeling", "beroep")) | Q(penalty_state__in=("loopt",))
    if by.may(Permission.SUBSIDY_PAY):
        found |= Q(payment_state__in=("gepland", "mislukt"))
    return found


def _tab(tab: str, by: Actor) -> Q:
    if tab == "mijn":
        return Q(officer_id=int(by.id)) & ~Q(state__in=_CLOSED)
    groups = {"wacht": _WAITS, "besloten": _GRANTED, "klaar": _CLOSED}
    if tab in groups:
        return Q(state__in=groups[tab])
    return to_do(by) if tab == "te-doen" else Q()


def _sent() -> QuerySet[Application]:
    return Application.objects.filter(destroyed_on=None).exclude(state__in=("concept", "vervallen"))


def found(by: Actor, choice: Choice) -> QuerySet[Application]:
    """Return the applications of a tab with its filters, first what is due; what stands still comes last."""
    rows = _sent().filter(_tab(choice.tab, by))
    if choice.scheme:
        rows = rows.filter(scheme=choice.scheme)
    if choice.state:
        rows = rows.filter(state=choice.state)
    if choice.late:
        rows = rows.filter(decide_by__lt=clock.today())
    if choice.words:
        rows = rows.filter(Q(number__icontains=choice.words) | Q(firm__name__icontains=choice.words))
    return rows.order_by(F("decide_by").asc(nulls_last=True), "received_at", "pk")


def counts(by: Actor) -> dict[str, int]:
    """Return how many lines each tab has. One query."""
    wanted = {f"n_{place}": Count("pk", filter=_tab(tab, by), distinct=True) for place, tab in enumerate(TABS)}
    counted = _sent().aggregate(**wanted)
    return {tab: counted[f"n_{place}"] for place, tab in enumerate(TABS)}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    number: int
    said: str
    firm: str
    scheme: str
    state: str
    amount: str
    officer: str
    term: str
    due: date | None
    light: str
    light_words: str
    more: str
    """What comes with the state: who has to read, or a letter that has to go."""


def rows_of(applications: Iterable[Application], language: str) -> list[Row]:
    """Return lines; the applications come with firm, officer, assessments and the rows of their clocks."""
    names = {item.key: item.short.in_language(language) for item in schemes()}
    return [_row(item, names) for item in applications]


def page(rows: QuerySet[Application], number: int) -> list[Application]:
    """Return one page of a list with everything its lines need. Nine queries."""
    start = (number - 1) * PER_PAGE
    return list(with_rows(rows)[start : start + PER_PAGE])


def with_rows(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Return the list with what its lines need fetched along."""
    return rows.select_related("firm", "officer").prefetch_related(
        *clocks.PREFETCH, "decisions__objections", "assessments"
    )


def light_of(item: clocks.Clock) -> tuple[str, str]:
    """Return the light of a term and its words: `op tijd`, `bijna`, `te laat`, `gepauzeerd`."""
    light = item.light()
    return light, str(words.LIGHTS[light])


def _row(application: Application, names: dict[str, str]) -> Row:
    running = clocks.now_running(application)
    light, said = light_of(running) if running else ("", "")
    if running is not None and running.key == "repair" and running.due is not None and light != "late":
        light, said = "still", _("gepauzeerd tot en met {day}").format(day=f"{running.due:%d-%m-%Y}")
    readings = {row.role for row in application.assessments.all()}
    return Row(
        number=application.pk,
        said=application.number or "",
        firm=application.firm.name,
        scheme=names.get(application.scheme, application.scheme),
        state=words.state("main", application.state),
        amount=words.euros(application.requested_cents),
        officer=application.officer.name if application.officer else "",
        term=str(words.TERMS.get(running.key, "")) if running else "",
        due=running.due if running else None,
        light=light,
        light_words=said,
        more=_more(application, readings),
    )


def _more(application: Application, readings: set[str]) -> str:
    if any(waits_for_post(row) for row in application.decisions.all()):
        return str(words.PRINT_AND_POST)
    if application.state != "in_behandeling":
        return ""
    if "first" not in readings:
        return _("nog niet gelezen")
    return _("gelezen door twee mensen") if "second" in readings else _("wacht op tweede lezer")


def table_of(rows: Iterable[Row]) -> bytes:
    """Return lines as CSV; cells that a spreadsheet would take for a formula are marked as text."""
    headers = (_("Nummer"), _("Uiterlijk"), _("Hoe staat het"), _("Termijn"), _("Bedrijf"), _("Regeling"), _("Stand"),
               _("Gevraagd"), _("Behandelaar"))  # fmt: skip
    return write_csv(
        headers,
        (
            (
                row.said,
                row.due.isoformat() if row.due else "",
                row.light_words,
                row.term,
                row.firm,
                row.scheme,
                row.state,
                row.amount,
                row.officer,
            )
            for row in rows
        ),
    )
