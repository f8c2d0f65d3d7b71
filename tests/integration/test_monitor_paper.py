"""The report on one side of A4: the same figures as the page, one page whatever is written, readable by machine."""

import html
import io
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from tests.integration.test_monitor import PAGES, Q3, SYSTEM, TODAY, a_good_quarter, each, happened
from tests.timing import least_seconds
from trede import cli
from trede.core.errors import InputError
from trede.core.indicators import ELSEWHERE, KEYS
from trede.core.periods import Period, parse_period
from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.monitor import queries
from trede.monitor.paper.document import Paper, paper_of
from trede.monitor.paper.pdf import SIZES, pages_in, report_pdf
from trede.monitor.reports import LONGEST_LINE

pytestmark = pytest.mark.django_db
YEAR = parse_period("2026")
LONGEST_WORDS = (
    "Bedrijven die binnen een dag worden teruggebeld door hun adviseur gaan veel vaker door met een volgende stap. "
)


@pytest.fixture(autouse=True)
def _october() -> Iterator[None]:
    queries.live.forget()
    with clock.at(TODAY):
        yield
    queries.live.forget()


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("period", [YEAR, Q3])
def test_one_side_of_a4_tagged_light_and_quick(period: Period, language: str) -> None:
    a_good_quarter()
    paper = paper_of(period, language)
    report_pdf(paper, where="/cijfers")  # the first one reads fonts
    made = report_pdf(paper, where="https://voorbeeld.test/cijfers")
    turns = count()

    def again() -> bytes:
        return report_pdf(paper, where=f"/cijfers?{next(turns)}")

    assert least_seconds(again, goal=1, clock=time.perf_counter) < 1
    assert len(made) <= 200_000
    reader = PdfReader(io.BytesIO(made))
    assert len(reader.pages) == pages_in(made) == 1
    assert (round(float(reader.pages[0].mediabox.width)), round(float(reader.pages[0].mediabox.height))) == (595, 842)
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith(language)
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title == paper["title"]
    assert b"<pdfuaid:part>1" in root["/Metadata"].get_object().get_data()


def shown_in(paper: Paper) -> list[str]:
    return [tile["figure"] for question in paper["questions"] for tile in question["tiles"]]


def test_page_and_pdf_say_the_same(client: Client) -> None:
    a_good_quarter()
    read = re.sub(r"<[^>]+>", " ", client.get("/cijfers/monitor/2026").content.decode())
    page = " ".join(html.unescape(read).split())
    answer = client.get("/cijfers/monitor/2026.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    printed = text_of(answer.content)
    paper = paper_of(YEAR, "nl")
    assert len(shown_in(paper)) == len(KEYS)
    assert "45" in shown_in(paper)
    lines = [line for question in paper["questions"] for tile in question["tiles"] for line in tile["said"]]
    for text in [paper["title"], *shown_in(paper), *lines, *paper["lessons"]["lines"], *paper["outcome"]["lines"]]:
        assert text in page
        assert text in printed


def test_the_command_writes_the_same_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a_good_quarter()
    for period in ("2026", "2026-Q3"):
        file = tmp_path / f"{period}.pdf"
        assert cli.main(["monitor", period, "--pdf", str(file), "--language", "en"]) == 0
        assert pages_in(file.read_bytes()) == 1
        assert "Monitor for" in text_of(file.read_bytes())
    assert cli.main(["monitor", "2026", "--pdf", str(tmp_path / "x.pdf"), "--as-known-on", "2026-10-01"]) == 1
    assert "--as-known-on" in capsys.readouterr().err


def long(paper: Paper, characters: int) -> Paper:
    lines = [(LONGEST_WORDS * 20)[:characters]] * 3
    return {
        **paper,
        "message": LONGEST_WORDS[:200],
        "lessons": {**paper["lessons"], "lines": lines},
        "different": {**paper["different"], "lines": lines},
    }


def test_the_longest_texts_still_fit_and_longer_ones_are_refused() -> None:
    a_good_quarter()
    paper = paper_of(YEAR, "nl")
    assert pages_in(report_pdf(long(paper, LONGEST_LINE), where="x" * 60)) == 1
    with pytest.raises(InputError, match="bladzijde"):
        report_pdf(long(paper, 1500), where="")
    assert min(SIZES) >= 8.5


@pytest.mark.parametrize("path", ["2027", "x", "2026-Q4"])
def test_years_to_come_and_quarters_have_no_page(path: str, client: Client) -> None:
    assert client.get(f"/cijfers/monitor/{path}").status_code == 404
    assert "/cijfers/monitor/2026" not in PAGES


@pytest.mark.parametrize(
    ("firms", "risen", "said"),
    [
        (0, 0, ["Of bedrijven groeiden, meten we nog niet. Er is dus nog geen cijfer."]),
        (9, 4, ["Nog geen 10 bedrijven zijn twee keer gemeten. Daarom staat hier geen cijfer."]),
        (32, 16, ["Zo'n 30 bedrijven met subsidie zijn twee keer gemeten.", "Daarvan ging 50% een trede omhoog."]),
        (32, 2, ["Zo'n 30 bedrijven met subsidie zijn twee keer gemeten.", "Te weinig bedrijven zitten aan één kant"]),
    ],
)
def test_what_firms_gain_comes_with_how_many_and_never_with_a_cause(firms: int, risen: int, said: list[str]) -> None:
    day = Q3.first
    happened(
        by=SYSTEM,
        events=[
            *each("effect.measured", day, range(1, firms + 1), moment="application", rung="starten"),
            *each("effect.measured", day, range(1, risen + 1), moment="end", rung="funderen"),
            *each("effect.measured", day, range(risen + 1, firms + 1), moment="end", rung="starten"),
            *each("effect.measured", day, range(900, 950), moment="application", rung="starten"),
        ],
    )
    lines = paper_of(YEAR, "nl")["outcome"]["lines"]
    assert lines[0].startswith("Hoeveel bedrijven iets nieuws gebruiken, weten we nog niet")
    assert lines[-1].startswith("Deed een bedrijf het beter?")
    assert len(lines) == len(said) + 2
    assert all(line.startswith(start) for line, start in zip(lines[1:], said, strict=False))


def test_new_uses_come_with_of_how_many_firms_we_know_it() -> None:
    """Fifteen took something new into use, twelve did not; one of these did so in a second trajectory."""

    def said() -> list[str]:
        return [line for line in paper_of(Q3, "nl")["outcome"]["lines"] if "nieuw" in line]

    ended, day = "trajectory.completed", Q3.first
    happened(by=SYSTEM, events=[*each(ended, day, range(1, 16), new_use=True)])
    happened(by=SYSTEM, events=[*each(ended, day, range(16, 28), new_use=False)])
    assert said() == ["Van zo'n 25 daarvan weten we of ze iets nieuws gebruiken. Bij zo'n 15 is dat zo."]
    happened(by=SYSTEM, events=each(ended, day, range(28, 31), new_use=None))
    assert said()[0].startswith("Hoeveel bedrijven iets nieuws gebruiken, weten we nog niet")
    happened(by=SYSTEM, events=each(ended, day, range(16, 19), new_use=True))
    happened(by=SYSTEM, events=each(ended, day, range(31, 40)))
    assert said()[0].startswith("Hoeveel bedrijven"), "nine say no: too few"
    happened(by=SYSTEM, events=each(ended, day, range(40, 41), new_use=False))
    assert said() == ["Van zo'n 30 daarvan weten we of ze iets nieuws gebruiken. Bij zo'n 20 is dat zo."]


@action
def merged(*, by: Actor, kept: int, gone: int) -> None:
    record("firm.merged", by=by, firm=kept, subject=("firm", gone), data={})


def test_merged_firms_finish_as_one_and_firms_from_elsewhere_do_not_count() -> None:
    happened(by=SYSTEM, events=each("trajectory.completed", Q3.first, range(1, 13)))
    happened(by=SYSTEM, events=each("firm.updated", Q3.first, range(1, 3), municipality=ELSEWHERE))
    assert any(line.startswith("Zo'n 10 bedrijven rondden") for line in paper_of(Q3, "nl")["outcome"]["lines"])
    with clock.at(TODAY - timedelta(days=3)):  # what is recorded after the last Sunday does not count yet
        merged(by=SYSTEM, kept=5, gone=6)
    assert not any("rondden" in line for line in paper_of(Q3, "nl")["outcome"]["lines"])


def test_firms_that_completed_a_trajectory_are_counted_in_steps_of_five() -> None:
    """Twice in one quarter is one firm; three more in the next quarter do not show; a year ends as its last quarter."""

    def said(period: Period) -> list[str]:
        return [line for line in paper_of(period, "nl")["outcome"]["lines"] if "traject af" in line]

    before = Q3.previous()
    ended = "trajectory.completed"
    happened(by=SYSTEM, events=[*each(ended, before.first, range(1, 10)), *each(ended, before.last, range(1, 3))])
    assert said(before) == []
    happened(by=SYSTEM, events=each(ended, before.last, range(10, 13)))
    assert said(before) == ["Zo'n 10 bedrijven rondden tot nu toe een traject af."]
    happened(by=SYSTEM, events=each(ended, Q3.first, range(13, 16)))
    assert said(Q3) == said(before)
    happened(by=SYSTEM, events=each(ended, Q3.first, range(16, 19)))
    assert said(Q3) == said(YEAR) == ["Zo'n 20 bedrijven rondden tot nu toe een traject af."]
