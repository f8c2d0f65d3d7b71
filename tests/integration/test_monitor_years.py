"""Years beside each other, as anybody reads them: no two published periods tell of a few firms more or less."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from tests.integration.test_monitor import Q3, Q4, SYSTEM, TODAY, each, happened, intakes, shown
from tests.integration.test_monitor_reports import MANAGER
from trede.core.disclosure import Reason
from trede.core.errors import OutOfOrder
from trede.core.periods import parse_period
from trede.journal import clock
from trede.journal.guard import unguarded
from trede.monitor import queries
from trede.monitor.actions import freeze_quarter
from trede.monitor.figures import figures
from trede.monitor.models import MonitorReport, MonitorSnapshot
from trede.monitor.queries import Settled
from trede.monitor.report import cell_of, indicator_of
from trede.monitor.reports_actions import adopt_report, write_report

pytestmark = pytest.mark.django_db
YEAR, NEXT = parse_period("2026"), parse_period("2027")
WINTER, SPRING, LATER = (datetime(*day, 10, tzinfo=UTC) for day in ((2027, 1, 11), (2027, 4, 12), (2028, 1, 10)))


@pytest.fixture(autouse=True)
def _october() -> Iterator[None]:
    queries.live.forget()
    with clock.at(TODAY):
        yield
    queries.live.forget()


def adopt(year: str) -> MonitorReport:
    period = parse_period(year)
    write_report(by=MANAGER, period=period, message="Het gaat.", lessons=("Bel.",), different=("Nu.",))
    return adopt_report(by=MANAGER, period=period)


def first_year() -> MonitorReport:
    """Adopt 2026: firms 1 to 20 in the third quarter, 21 to 40 in the fourth."""
    happened(by=SYSTEM, events=intakes(date(2026, 8, 3), range(1, 21)))
    freeze_quarter(by=SYSTEM, period=Q3)
    with clock.at(WINTER):
        happened(by=SYSTEM, events=intakes(date(2026, 10, 20), range(21, 41)))
        queries.live.forget()
        freeze_quarter(by=SYSTEM, period=Q4)
    with clock.at(datetime(2027, 1, 18, 10, tzinfo=UTC)):
        return adopt("2026")


def test_a_year_appears_only_when_five_firms_came_or_went_since_the_year_before() -> None:
    """All forty of last year and three more, in two quarters: next to 40 a new figure would tell of the three."""
    first_year()
    happened(by=SYSTEM, events=intakes(date(2027, 5, 3), range(1, 25)))
    happened(by=SYSTEM, events=intakes(date(2027, 8, 2), range(25, 44)))
    with clock.at(LATER):
        queries.live.forget()
        assert (shown("2026", "reach", "total"), shown("2027", "reach", "total")) == ("40", "(few-changes)")
        happened(by=SYSTEM, events=intakes(date(2027, 8, 2), range(44, 46)))
    with clock.at(datetime(2028, 1, 17, 10, tzinfo=UTC)):
        queries.live.forget()
        assert shown("2027", "reach", "total") == "45"


def test_without_the_look_at_years_the_few_firms_could_be_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    first_year()
    happened(by=SYSTEM, events=intakes(date(2027, 5, 3), range(1, 25)))
    happened(by=SYSTEM, events=intakes(date(2027, 8, 2), range(25, 44)))
    monkeypatch.setattr(queries, "years_of", lambda _: [])
    with clock.at(LATER):
        queries.live.forget()
        assert shown("2027", "reach", "total") == "45"


def test_a_quarter_is_held_against_the_years_that_are_final() -> None:
    """A quarter in which the firms of a whole year came back, and three more: it waits, and so do its tables."""
    first_year()
    with clock.at(SPRING):
        events = intakes(date(2027, 2, 1), range(1, 44))
        events += each("firm.registered", date(2027, 2, 1), range(1, 44), municipality="GM0114")
        happened(by=SYSTEM, events=events)
        snapshot = freeze_quarter(by=SYSTEM, period=parse_period("2027-Q1"))
        assert shown("2027-Q1", "reach", "total") == "(few-changes)"
        cells = [cell for table in snapshot.breakdowns["reach"].values() for cell in table["cells"]]
        assert {(cell["text"], cell["reason"]) for cell in cells} == {(None, str(Reason.FEW_CHANGES))}


def test_how_safe_firms_are_in_a_running_year_is_the_figure_of_its_running_quarter() -> None:
    """Two checks came after the quarter that closed the year before: neither quarter nor year tells of them."""
    checks = [*each("baseline.checked", date(2026, 11, 2), range(1, 31), reached=True)]
    checks += each("baseline.checked", date(2026, 11, 2), range(31, 61), reached=False)
    with clock.at(WINTER):
        happened(by=SYSTEM, events=checks)
        freeze_quarter(by=SYSTEM, period=Q4)
    happened(by=SYSTEM, events=each("baseline.checked", date(2027, 2, 1), range(61, 63), reached=False))
    with clock.at(SPRING):
        queries.live.forget()
        assert shown("2027-Q1", "resilience", "total") == "(few-changes)"
        assert shown("2027", "resilience", "total") == "(few-changes)"


def test_the_firms_behind_a_year_are_kept_and_stocks_are_those_of_its_last_quarter() -> None:
    report = first_year()
    assert report.members == {"reach": {"total": list(range(1, 41))}}


def test_years_become_final_in_order() -> None:
    with clock.at(WINTER):
        freeze_quarter(by=SYSTEM, period=Q4)
    with clock.at(LATER):
        freeze_quarter(by=SYSTEM, period=parse_period("2027-Q4"))
        adopt("2027")
        with pytest.raises(OutOfOrder, match="later jaar"):
            adopt("2026")


def test_a_year_that_was_adopted_before_its_firms_were_kept_is_measured_again() -> None:
    report = first_year()
    with unguarded("as it was stored before, in a test"):
        report.members = {}
        report.save()
    happened(by=SYSTEM, events=intakes(date(2027, 5, 3), range(1, 25)))
    happened(by=SYSTEM, events=intakes(date(2027, 8, 2), range(25, 44)))
    with clock.at(LATER):
        queries.live.forget()
        assert shown("2027", "reach", "total") == "(few-changes)"


def test_a_year_as_known_on_a_past_day_is_held_against_its_quarters() -> None:
    """Twice 20 firms in a quarter and 47 in the year: seven came in the quarter that hides its figure."""
    happened(by=SYSTEM, events=intakes(date(2026, 5, 4), range(101, 108)))
    happened(by=SYSTEM, events=intakes(date(2026, 8, 3), range(1, 21)))
    with clock.at(WINTER):
        happened(by=SYSTEM, events=intakes(date(2026, 10, 20), range(201, 221)))
    with clock.at(LATER):
        found = figures(YEAR, as_known_on=date(2027, 2, 1))
        reach = cell_of(indicator_of(found, "reach"), "total")
        assert reach is not None
        assert (reach["text"], reach["reason"]) == (None, "neighbour")


def test_what_was_final_on_a_past_day() -> None:
    first_year()
    assert queries.settled() == Settled(frozenset({"2026-Q3", "2026-Q4"}), frozenset({"2026"}))
    assert queries.settled(date(2026, 12, 31)) == Settled(frozenset({"2026-Q3"}), frozenset())
    assert queries.settled().before(NEXT).years == {"2026"}
    assert queries.settled().before(Q4) == Settled(frozenset({"2026-Q3"}), frozenset())
    assert MonitorSnapshot.objects.count() == 2
