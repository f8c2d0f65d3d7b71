"""Reports: a draft until the programme manager adopts it, with lessons and with what will be done differently."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import html5lib
import pytest
from django.test import Client

from tests.integration.test_monitor import Q2, Q3, Q4, SYSTEM, TODAY, a_good_quarter, each, happened, intakes, logged_in
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.periods import parse_period
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.models import Event
from trede.monitor import queries
from trede.monitor.actions import freeze_quarter
from trede.monitor.figures import figures
from trede.monitor.models import MonitorReport, MonitorSnapshot
from trede.monitor.reports import LONGEST_LINE, LONGEST_MESSAGE
from trede.monitor.reports_actions import adopt_report, correct_report, write_report

pytestmark = pytest.mark.django_db
YEAR = parse_period("2026")
MANAGER = Actor("person", "1", "provincie", frozenset({"programme-manager"}))
WINTER = datetime(2027, 1, 11, 10, tzinfo=UTC)
FORM = {"les1": " Bel  eerst. ", "anders1": "We bellen binnen een dag.", "doe": "vaststellen"}


@pytest.fixture(autouse=True)
def _october() -> Iterator[None]:
    queries.live.forget()
    with clock.at(TODAY):
        yield
    queries.live.forget()


def draft(period: str = "2026-Q3", *, message: str = "", lessons: int = 1, different: int = 1) -> MonitorReport:
    return write_report(
        by=MANAGER,
        period=parse_period(period),
        message=message,
        lessons=("Bel eerst.",) * lessons,
        different=("We bellen binnen een dag.",) * different,
    )


@pytest.mark.parametrize(("lessons", "different"), [(0, 0), (1, 0), (0, 1)])
def test_without_lessons_and_changes_nothing_is_published(lessons: int, different: int) -> None:
    draft(lessons=lessons, different=different)
    with pytest.raises(InputError, match="minstens één les"):
        adopt_report(by=MANAGER, period=Q3)
    assert not MonitorSnapshot.objects.exists()
    assert queries.adopted(Q3.key) is None


def test_adopting_a_quarter_freezes_its_figures() -> None:
    a_good_quarter()
    draft()
    report = adopt_report(by=MANAGER, period=Q3)
    assert (report.adopted_on, report.adopted_as) == (clock.now(), "programme-manager")
    assert MonitorSnapshot.objects.get().lessons == ["Bel eerst."]
    assert figures(Q3)["status"] == "final"
    kinds = list(Event.objects.filter(type__startswith="monitor.").order_by("id").values_list("type", "data"))
    assert [kind for kind, _ in kinds] == ["monitor.report-written", "monitor.frozen", "monitor.report-adopted"]
    assert "Bel" not in str(kinds)


def test_a_quarter_that_was_frozen_before_gets_its_report_later() -> None:
    freeze_quarter(by=SYSTEM, period=Q2)
    freeze_quarter(by=SYSTEM, period=Q3)
    draft()
    adopt_report(by=MANAGER, period=Q3)
    assert MonitorSnapshot.objects.count() == 2


def test_what_is_adopted_does_not_change() -> None:
    draft()
    adopt_report(by=MANAGER, period=Q3)
    with pytest.raises(OutOfOrder, match="staat vast"):
        draft()
    with pytest.raises(OutOfOrder, match="staat vast"):
        adopt_report(by=MANAGER, period=Q3)


def test_a_running_quarter_and_one_to_come_are_not_adopted() -> None:
    draft("2026-Q4")
    with pytest.raises(OutOfOrder):
        adopt_report(by=MANAGER, period=Q4)
    with pytest.raises(OutOfOrder):
        draft("2027-Q1")
    with pytest.raises(InputError):
        adopt_report(by=MANAGER, period=Q3)


def test_a_year_needs_its_message_and_its_last_quarter() -> None:
    a_good_quarter()
    with clock.at(WINTER):
        draft("2026")
        with pytest.raises(InputError, match="boodschap"):
            adopt_report(by=MANAGER, period=YEAR)
        draft("2026", message="Meer bedrijven deden mee.")
        with pytest.raises(OutOfOrder, match="laatste kwartaal"):
            adopt_report(by=MANAGER, period=YEAR)
        freeze_quarter(by=SYSTEM, period=Q4)
        adopt_report(by=MANAGER, period=YEAR)
        before = figures(YEAR)
        happened(by=SYSTEM, events=intakes(Q3.last, range(500, 600)))
        queries.live.forget()
        assert figures(YEAR) == before
        assert before["status"] == "final"


@pytest.mark.parametrize(
    ("message", "lessons"), [("x" * (LONGEST_MESSAGE + 1), ("a",)), ("", ("x" * (LONGEST_LINE + 1),)), ("", ("a",) * 4)]
)
def test_what_does_not_fit_on_the_page_is_refused(message: str, lessons: tuple[str, ...]) -> None:
    with pytest.raises(InputError):
        write_report(by=MANAGER, period=Q3, message=message, lessons=lessons, different=())


def test_others_may_not_write_adopt_or_correct() -> None:
    adviser = Actor("person", "1", "ibdo", frozenset({"adviser"}))
    with pytest.raises(NotPermitted):
        write_report(by=adviser, period=Q3, message="", lessons=(), different=())
    with pytest.raises(NotPermitted):
        adopt_report(by=adviser, period=Q3)
    with pytest.raises(NotPermitted):
        correct_report(by=adviser, period=Q3, words="x")


def test_the_programme_manager_writes_and_adopts(client: Client) -> None:
    a_good_quarter()
    logged_in(client, "programme-manager")
    assert "/balie/verslag/2026-Q3" in client.get("/balie/cijfers").content.decode()
    page = client.get("/balie/verslag/2026-Q3")
    html5lib.HTMLParser(strict=True).parse(page.content)
    wrong = client.post("/balie/verslag/2026-Q3", {**FORM, "anders1": ""})
    assert wrong.status_code == 422
    assert "Bel eerst." in wrong.content.decode()
    kept = client.post("/balie/verslag/2026-Q3", {**FORM, "doe": "bewaren"})
    assert kept.headers["Location"] == "/balie/verslag/2026-Q3"
    assert "Bel eerst." not in client.get("/cijfers/kwartaal/2026-Q3").content.decode()
    assert client.post("/balie/verslag/2026-Q3", FORM).status_code == 302
    public = client.get("/cijfers/kwartaal/2026-Q3").content.decode()
    for text in (
        "Bel eerst.",
        "We bellen binnen een dag.",
        "De leider van het programma stelde dit vast op 5 oktober 2026.",
    ):
        assert text in public
    assert client.post("/balie/verslag/2026-Q3", FORM).status_code == 409


def test_a_correction_stands_with_the_report_and_the_figures_stay(client: Client) -> None:
    a_good_quarter()
    logged_in(client, "programme-manager")
    early = client.post("/balie/verslag/2026-Q3/verbeteren", {"verbetering": "Er ontbrak een partner."})
    assert early.status_code == 409
    client.post("/balie/verslag/2026-Q3", FORM)
    before = figures(Q3)
    assert client.post("/balie/verslag/2026-Q3/verbeteren", {"verbetering": " "}).status_code == 422
    client.post("/balie/verslag/2026-Q3/verbeteren", {"verbetering": "Er ontbrak een partner."})
    assert "Verbeterd op 5 oktober 2026. Er ontbrak een partner." in client.get("/cijfers").content.decode()
    page = client.get("/balie/verslag/2026-Q3")
    html5lib.HTMLParser(strict=True).parse(page.content)
    assert "Er ontbrak een partner." in page.content.decode()
    assert figures(Q3) == before
    assert client.get("/cijfers/kwartaal/2026-Q3").status_code == 200


@pytest.mark.parametrize("path", ["2027-Q1", "x", "2027"])
def test_other_periods_have_no_report(path: str, client: Client) -> None:
    logged_in(client, "programme-manager")
    assert client.get(f"/balie/verslag/{path}").status_code == 404
    assert client.get(f"/balie/verslag/{path}/verbeteren").status_code == 405


def test_the_chain_view_tells_where_firms_wait_and_nothing_about_few(client: Client) -> None:
    happened(
        by=SYSTEM,
        events=[
            *each("request.taken", date(2026, 8, 3), range(1, 21), case=1),
            *each("intake.held", date(2026, 8, 10), range(1, 16), reason=False),
            *each("referral.started", date(2026, 8, 17), range(1, 10)),
        ],
    )
    assert client.get("/balie/keten").status_code == 302
    logged_in(client, "programme-manager")
    assert "/balie/keten" in client.get("/balie/cijfers").content.decode()
    page = client.get("/balie/keten?kwartaal=2026-Q3")
    html5lib.HTMLParser(strict=True).parse(page.content)
    written = page.content.decode()
    assert "</span>20</td>" in written
    assert "</span>15</td>" in written
    assert "5 werkdagen</td>" in written
    assert ">9</td>" not in written
    assert written.count("minder dan 10") >= 4
