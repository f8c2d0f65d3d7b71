"""The desk of a municipality: Emma reads her own figures, never a small one, and takes along what invites firms."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.cast import client_of
from trede.core.flow import Measurement
from trede.core.indicators import REACH, Ledger
from trede.core.periods import quarter_of
from trede.core.scan import RUNGS
from trede.journal import clock
from trede.journal.actions import Actor
from trede.monitor import queries
from trede.monitor.municipal.figures import TownFigures, rules_for, town_figures
from trede.regions.registry import pack
from trede.scan.actions import complete_scan

HOME, EMMEN, ASSEN = "/balie/gemeente", "GM0114", "GM0106"
TODAY = datetime(2026, 10, 8, 9, tzinfo=UTC)
QUARTER = quarter_of(date(2026, 9, 30))
Firm = tuple[str, str, int]
"""Municipality, rung, and how many quarters ago it was reached and measured."""


def ledger_of(firms: list[Firm]) -> Ledger:
    """Return a ledger with these firms."""
    ledger, quarters = Ledger(), QUARTER.last_quarters(8)
    for number, (place, rung, ago) in enumerate(firms):
        day = quarters[-1 - ago].first
        ledger.places[number] = (datetime(2024, 1, 1, tzinfo=UTC), place)
        ledger.reached[day.year * 4 + (day.month - 1) // 3].add(number)
        ledger.note(REACH, day)
        ledger.measurements[number].append(Measurement(day=day, answers="CCCCDDD", phase=rung, version="v"))
    return ledger


def seen(firms: list[Firm], town: str = EMMEN) -> TownFigures:
    return town_figures(pack(), ledger_of(firms), town, QUARTER)


FIRMS = st.lists(st.tuples(st.sampled_from([EMMEN, ASSEN]), st.sampled_from(RUNGS), st.integers(0, 7)), max_size=60)


@settings(max_examples=60, deadline=None)
@given(FIRMS)
def test_no_figure_stands_for_too_few_firms(firms: list[Firm]) -> None:
    found = seen(firms)
    own = [firm for firm in firms if firm[0] == EMMEN]
    minimum, step = rules_for(pack()).minimum, rules_for(pack()).count_step
    for back, quarter in enumerate(reversed(found.reach)):
        number = sum(ago == back for _, _, ago in own)
        assert quarter.cell.shown == (number >= minimum)
        assert quarter.cell.text is None or int(quarter.cell.text) % step == 0
    for line in found.rungs:
        number = sum(rung in line.rungs for _, rung, _ in own)
        assert not line.cell.shown or number >= minimum
    assert not found.firms.shown or len(own) >= minimum


@settings(max_examples=40, deadline=None)
@given(FIRMS, st.sampled_from(RUNGS))
def test_firms_elsewhere_change_nothing(firms: list[Firm], rung: str) -> None:
    assert seen(firms) == seen([*firms, *[(ASSEN, rung, 0)] * 9])


def test_a_figure_keeps_its_text_until_enough_firms_joined() -> None:
    firms: list[Firm] = [(EMMEN, rung, 3) for rung in (RUNGS[0], RUNGS[3], RUNGS[4]) for _ in range(12)]

    def lowest(more: int) -> str | None:
        return seen([*firms, *[(EMMEN, RUNGS[0], 0)] * more]).rungs[0].cell.text

    assert [lowest(more) for more in (0, 3, 4, 6)] == ["10", "10", "10", "20"]


@pytest.fixture
def _october() -> Iterator[None]:
    queries.live.forget()
    with clock.at(TODAY):
        yield
    queries.live.forget()


@pytest.mark.django_db
@pytest.mark.usefixtures("_october")
class TestDesk:
    """Pages, with a database."""

    def test_the_first_months_there_is_a_kit_and_no_figure(self) -> None:
        emma = client_of("emmen")
        page = emma.get(HOME).content.decode()
        assert "Nog te weinig bedrijven" in page
        assert "/scan?via=gemeente-emmen" in page
        assert "/en/scan?via=gemeente-emmen" in page
        assert "data:image/svg+xml" in page
        assert client_of("it-hub").get(HOME).status_code == 403

    def test_scans_through_the_link_are_counted_from_five(self) -> None:
        emma = client_of("emmen")
        for _ in range(4):
            complete_scan(by=Actor.anonymous(), answers="CCCCDDD", via="gemeente-emmen")
        assert "<b>minder dan 5</b> dit kwartaal" in emma.get(HOME).content.decode()
        complete_scan(by=Actor.anonymous(), answers="CCCCDDD", via="gemeente-assen")
        assert "<b>minder dan 5</b> dit kwartaal" in emma.get(HOME).content.decode()
        complete_scan(by=Actor.anonymous(), answers="CCCCDDD", via="gemeente-emmen")
        assert "<b>5</b> dit kwartaal" in emma.get(HOME).content.decode()

    def test_the_page_asks_as_much_with_many_firms_as_with_none(self) -> None:
        emma = client_of("emmen")
        emma.get(HOME)
        with CaptureQueriesContext(connection) as found:
            emma.get(HOME)
        assert len(found) <= 14

    @pytest.mark.parametrize("language", ["nl", "en"])
    def test_the_poster_is_one_tagged_side_with_the_own_code(self, language: str) -> None:
        answer: Any = client_of("emmen").get(f"{HOME}/poster?taal={language}")
        assert answer["Content-Type"] == "application/pdf"
        reader = PdfReader(io.BytesIO(answer.content))
        assert len(reader.pages) == 1
        root: Any = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"].startswith(language)
        assert b"<pdfuaid:part>1" in root["/Metadata"].get_object().get_data()
        said = " ".join(reader.pages[0].extract_text().split())
        assert "Emmen" in said
        assert ("testserver/en/scan" if language == "en" else "testserver/scan") in said

    def test_the_code_leads_to_the_own_link(self) -> None:
        answer: Any = client_of("emmen").get(f"{HOME}/qr?taal=en")
        assert answer["Content-Type"] == "image/svg+xml"
        assert answer.content.startswith(b"<?xml")
        assert 'filename="qr-gemeente-emmen-en.svg"' in answer["Content-Disposition"]
