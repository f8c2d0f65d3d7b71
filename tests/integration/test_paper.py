"""The scan on paper: two sides, readable by a screen reader, and counting by hand gives what the rule gives."""

import io
import re
import time
from collections.abc import Iterator
from itertools import combinations_with_replacement, count
from typing import Any

import msgspec
import pypdf
import pytest
from django.test import Client

from tests.timing import least_seconds
from trede.core.pack import Contact
from trede.core.scan import LETTERS, RUNG_LEVEL, RUNGS, score
from trede.regions.registry import forget, pack
from trede.scan.outcome_page import OutcomeBook, book
from trede.scan.paper import views
from trede.scan.paper.document import ROW_OF_BOTH, paper_document, paper_pdf

WHERE = "https://scan.drenthe.example/scan/alles"
LANGUAGES = ("nl", "en")


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    views._made.clear()


def read(content: bytes) -> tuple[pypdf.PdfReader, str]:
    """Return the document and its words, with single spaces."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    return reader, " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


@pytest.mark.parametrize(("address", "language"), [("/scan/papier.pdf", "nl"), ("/en/scan/papier.pdf", "en")])
def test_the_paper_is_two_tagged_sides(client: Client, address: str, language: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert re.fullmatch(r'inline; filename="scan-[a-z-]+\.pdf"', response.headers["Content-Disposition"])
    assert not response.cookies
    assert len(response.content) <= 100_000
    reader, _ = read(response.content)
    assert len(reader.pages) == 2
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    catalogue: Any = reader.trailer["/Root"]
    assert catalogue["/Lang"] == language
    assert bool(catalogue["/MarkInfo"]["/Marked"])
    assert b"pdfuaid" in response.content or "pdfuaid" in str(catalogue["/Metadata"].get_data())
    assert reader.metadata is not None
    assert reader.metadata.title == book(language).scan.title.in_language(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_to_answer_stands_on_it(language: str) -> None:
    words = book(language)
    _, text = read(paper_pdf(words, WHERE))
    flat = text.replace(" ", "")
    for question in words.scan.questions:
        assert question.title.in_language(language).replace(" ", "") in flat
        for option in question.options:
            assert f"{option.key}{option.text.in_language(language)}".replace(" ", "") in flat
    for rung in words.pack.ladder.rungs:
        assert rung.name.in_language(language) in text
        assert rung.action.in_language(language).replace(" ", "") in flat
    assert words.plain("paper.doubt").replace(" ", "") in flat
    assert WHERE in flat
    assert words.pack.info.contact.name.in_language(language) in text


def test_doubt_on_paper_says_lowest_and_nearest_to_a() -> None:
    """On paper "lowest" is right as long as it says which end that is; on screen it would point at the bottom."""
    words = book("nl")
    assert "laagste" in words.plain("paper.doubt")
    assert "dichtst bij A" in words.plain("paper.doubt")
    assert "laagste" not in words.scan.doubt.nl


def test_the_rows_to_count_are_those_of_the_rule() -> None:
    tally: Any = paper_document(book("nl"), WHERE)["tally"]
    rows = [row[0] for row in tally["rows"]]
    assert rows == ["A", "B", "A en B", "C", "D", "E", "F"]
    assert rows[ROW_OF_BOTH] == "A en B"
    assert [row[1] for row in tally["rows"] if row[1]] == [rung.name.nl for rung in pack().ladder.rungs]
    assert "vraag 5" in tally["safety"]


@pytest.mark.parametrize("phone", [None, "0592 00 00 00"])
def test_a_phone_number_stands_there_only_when_the_region_has_one(phone: str | None) -> None:
    region = pack()
    contact = Contact(name=region.info.contact.name, phone=phone)
    known = msgspec.structs.replace(region, info=msgspec.structs.replace(region.info, contact=contact))
    words = OutcomeBook(known, known.scans[known.info.default_scan], "nl")
    hand: Any = paper_document(words, WHERE)["hand"]
    assert ("Bel " in hand["lines"][0]) == (phone is not None)
    assert str(phone) in hand["lines"][0] or phone is None


def test_the_start_of_the_scan_leads_to_the_paper(client: Client) -> None:
    assert 'href="/scan/papier.pdf"' in client.get("/scan").content.decode()
    assert 'href="/en/scan/papier.pdf"' in client.get("/en/scan").content.decode()


def test_another_host_gets_its_own_address_and_few_are_kept(client: Client) -> None:
    for host in ("localhost", "127.0.0.1"):
        _, text = read(client.get("/scan/papier.pdf", headers={"host": host}).content)
        assert f"http://{host}/scan/alles" in text.replace(" ", "")
    assert len(views._made) == 2
    for port in range(9000, 9000 + 2 * views._MOST):
        assert client.get("/scan/papier.pdf", headers={"host": f"localhost:{port}"}).status_code == 200
    assert len(views._made) <= views._MOST


def test_only_reading(client: Client) -> None:
    assert client.post("/scan/papier.pdf").status_code == 405
    assert client.head("/scan/papier.pdf").status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_is_made_quickly(client: Client, language: str) -> None:
    words = book(language)
    paper_pdf(words, WHERE)
    turns = count()
    assert least_seconds(lambda: paper_pdf(words, f"{WHERE}?{next(turns)}"), goal=0.3, clock=time.perf_counter) < 0.3


def test_the_minimal_region_has_its_own_paper(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TREDE_REGION", "minimal")
    forget()
    reader, text = read(client.get("/scan/papier.pdf").content)
    assert len(reader.pages) <= 2
    assert pack().info.name.nl in text
    forget()


# Counting by hand


def by_hand(answers: str) -> tuple[str, ...]:
    """Do what the paper says (`paper.tally.*`): one rung, two rungs in between, or none: it differs per topic."""
    numbers = [answers.count("A") + answers.count("B"), *(answers.count(letter) for letter in "CDEF")]
    highest = max(numbers)
    places = [index for index, number in enumerate(numbers) if number == highest]
    far = any(number >= 3 and abs(index - places[0]) > 1 for index, number in enumerate(numbers))
    if highest == 2 or far:
        return ()
    low = RUNGS[0] if answers.count("A") > answers.count("B") else RUNGS[1]
    return tuple((low, *RUNGS[2:])[place] for place in places)


def every_seven() -> Iterator[str]:
    return map("".join, combinations_with_replacement(LETTERS, 7))


def test_counting_by_hand_gives_what_the_rule_gives() -> None:
    checked = 0
    for answers in every_seven():
        outcome = score(answers)
        ruled = (outcome.between or (outcome.phase,)) if outcome.headlines else ()
        assert by_hand(answers) == ruled, answers
        checked += 1
    assert checked == 792


def test_the_advice_on_safety_is_that_of_the_rule() -> None:
    """`A there, or two rungs lower or more`: exactly when the rule puts safety first."""
    for answers in every_seven():
        for safety in set(answers):
            others = answers.replace(safety, "", 1)
            outcome = score(others[:4] + safety + others[4:])
            assert outcome.phase is not None
            lower = RUNG_LEVEL[outcome.phase] - (LETTERS.index(safety) + 1)
            assert (safety == "A" or lower >= 2) == (outcome.cyber in {"basics-first", "far-behind"})
