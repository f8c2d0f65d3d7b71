"""White spots and signals in a report: kept at its adoption, named on its page, and nothing about few firms."""

import html
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import html5lib
import pytest
from django.test import Client
from pypdf import PdfReader

from tests.cast import client_of
from tests.integration.test_monitor import Q3, SYSTEM, TODAY, happened, scans
from tests.integration.test_monitor_reports import FORM, MANAGER, draft
from tests.integration.test_municipal import given
from tests.integration.test_services import TALK
from trede.core.periods import parse_period
from trede.core.scan import score
from trede.journal import clock
from trede.journal.guard import unguarded
from trede.monitor import queries
from trede.monitor.models import MonitorReport
from trede.monitor.paper.document import paper_of
from trede.monitor.paper.pdf import pages_in, report_pdf
from trede.monitor.reports_actions import adopt_report
from trede.partners import actions
from trede.partners.actions import Room
from trede.partners.queries import current_pack

pytestmark = pytest.mark.django_db
SUMMER = date(2026, 7, 20)
ASKED = "CCCACCC"
"""Answers of a firm on the third rung that needs skills."""


@pytest.fixture(autouse=True)
def _october() -> Iterator[None]:
    queries.live.forget()
    with clock.at(TODAY):
        yield
    queries.live.forget()


def nobody_trains() -> None:
    """Fill up every service for skills on the third rung, except that of the front door."""
    region = current_pack()
    for organisation in region.organisations:
        for service in organisation.services:
            fits = "funderen" in service.rungs and "skills" in service.topics
            if fits and organisation.key != region.info.front_door:
                actions.set_room(by=SYSTEM, key=service.key, room=Room("full", alternative=TALK))


def asked_by(firms: int) -> None:
    happened(by=SYSTEM, events=scans(SUMMER, range(1, firms + 1), ASKED))


def page_of(client: Client, address: str = "/cijfers/kwartaal/2026-Q3") -> str:
    answer = client.get(address)
    html5lib.HTMLParser(strict=True).parse(answer.content)
    return html.unescape(answer.content.decode())


def adopted() -> MonitorReport:
    draft()
    return adopt_report(by=MANAGER, period=Q3)


def keep(report: MonitorReport, overview: dict[str, object]) -> None:
    report.overview = overview
    with unguarded("a report from before, in a test"):
        report.save()


def test_the_answers_of_this_test_need_skills() -> None:
    assert (score(ASKED).phase, score(ASKED).attention) == ("funderen", ("skills",))


@pytest.mark.parametrize(("firms", "named"), [(9, False), (10, True)])
def test_a_white_spot_is_named_from_ten_firms_on_and_never_with_a_number(
    client: Client, firms: int, named: bool
) -> None:
    nobody_trains()
    asked_by(firms)
    report: Any = adopted()
    places = [(spot["rung"], spot["topic"]) for spot in report.overview["spots"]]
    assert places == ([("funderen", "skills")] if named else [])
    page = page_of(client)
    assert ("op de trede Funderen. Er is hulp, maar die is vol." in page) is named
    assert ("Nergens zochten genoeg bedrijven hulp die er niet was." in page) is not named
    english = page_of(client, "/en/cijfers/kwartaal/2026-Q3")
    assert ("There is help, but it is full." in english) is named


def test_nothing_of_it_is_public_before_the_report_is_adopted(client: Client) -> None:
    nobody_trains()
    asked_by(30)
    draft()
    assert "Waar ontbrak hulp?" not in page_of(client)
    desk = page_of(client_of("programme-manager"), "/balie/verslag/2026-Q3")
    assert "Er is hulp, maar die is vol." in desk
    assert "/balie/witte-vlekken/verslag?kwartaal=2026-Q3" in desk


def test_what_was_adopted_stays_whatever_happens_later(client: Client) -> None:
    adopted()
    before = page_of(client)
    nobody_trains()
    asked_by(30)
    assert page_of(client) == before
    assert "Gemeenten gaven niets door." in before


def test_signals_are_counted_per_category_and_hold_no_words(client: Client) -> None:
    with clock.at(datetime(2026, 8, 3, 10, tzinfo=UTC)):
        signals = [given(), given(), given(category="time")]
    report: Any = adopted()
    assert report.overview["signals"] == [{"category": "money", "given": 2}, {"category": "time", "given": 1}]
    page = page_of(client)
    assert "Het geld ontbreekt: 2 keer." in page
    assert "Bedrijven hebben geen tijd: één keer." in page
    assert signals[0].text not in page


def test_a_report_of_before_has_no_such_lists_and_the_pdf_says_where_they_are(client: Client) -> None:
    report = adopted()
    keep(report, {})
    assert "Waar ontbrak hulp?" not in page_of(client)
    assert paper_of(Q3, "nl")["overview"] == []
    keep(report, {"spots": [], "signals": [{"category": "gone", "given": 1}]})
    paper = paper_of(Q3, "nl")
    assert [each["lines"] for each in paper["overview"]][1] == ["gone: één keer."]
    assert pages_in(report_pdf(paper, where="/cijfers")) == 1


SPOTS = [
    {"rung": rung, "topic": "skills", "lack": lack, "helped": lack == "full"}
    for rung, lack in (
        ("orienteren", "nobody"),
        ("funderen", "full"),
        ("innoveren", "some"),
        ("transformeren", "nobody"),
    )
]
SIGNALS = [{"category": key, "given": 5 - place} for place, key in enumerate(("money", "time", "gone", "other"))]


def on_paper(period: str, language: str, **changes: Any) -> tuple[str, dict[str, Any]]:
    """Return the text of the report as a PDF, of which the form is checked, and what the page has."""
    paper: Any = {**paper_of(parse_period(period), language), **changes}
    pdf = report_pdf(paper, where="https://voorbeeld.test/cijfers")
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == pages_in(pdf) == 1
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    assert len(pdf) <= 200_000
    return " ".join(reader.pages[0].extract_text().split()), paper


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("period", ["2026-Q3", "2026"])
def test_the_paper_has_the_first_three_of_each_as_the_page_says_them(period: str, language: str) -> None:
    keep(adopted(), {"spots": SPOTS, "signals": SIGNALS})
    overview = paper_of(Q3, language)["overview"]
    text, _ = on_paper(period, language, overview=overview)
    for found in overview:
        assert len(found["lines"]) == 4
        assert found["title"] in text
        assert [line in text for line in found["lines"]] == [True, True, True, False]


def test_an_empty_list_takes_no_room_and_a_report_of_before_has_none() -> None:
    report = adopted()
    keep(report, {"spots": [], "signals": SIGNALS[:1]})
    text, _ = on_paper("2026-Q3", "nl")
    assert "Wat gaven gemeenten door?" in text
    assert "Waar ontbrak hulp?" not in text
    keep(report, {})
    assert "Wat gaven gemeenten door?" not in on_paper("2026-Q3", "nl")[0]


def test_without_room_the_lists_go_and_the_figures_stay() -> None:
    keep(adopted(), {"spots": SPOTS, "signals": SIGNALS})
    paper = paper_of(Q3, "nl")
    endless = [{**found, "lines": ["Een zin die maar doorgaat. " * 60] * 3} for found in paper["overview"]]
    text, _ = on_paper("2026-Q3", "nl", overview=endless)
    assert "Een zin die maar doorgaat." not in text
    assert "Op de pagina staat meer over waar hulp ontbrak." in text
    for question in paper["questions"]:
        assert all(tile["name"] in text for tile in question["tiles"])


def test_the_year_has_them_too(client: Client) -> None:
    nobody_trains()
    asked_by(12)
    adopted()
    with clock.at(datetime(2027, 1, 11, 10, tzinfo=UTC)):
        queries.live.forget()
        draft("2026-Q4")
        manager = client_of("programme-manager")
        assert manager.post("/balie/verslag/2026-Q4", FORM).status_code == 302
        assert manager.post("/balie/verslag/2026", {**FORM, "boodschap": "Meer deden mee."}).status_code == 302
        assert "Er is hulp, maar die is vol." in page_of(client, "/cijfers/monitor/2026")
        assert "Nergens zochten" in page_of(client, "/cijfers/kwartaal/2026-Q4")
