"""The benchmark with a database: what is asked, what is counted, what is frozen, and what a visitor gets to read."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count, product
from typing import Any
from unittest.mock import patch

import html5lib
import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import actor
from trede.companies.actions import register_firm
from trede.core.advice import score_scan
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.periods import Period, parse_period
from trede.core.reading import LONGEST_SENTENCE, Reader
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.guard import unguarded
from trede.journal.jobs import jobs
from trede.journal.models import Event
from trede.regions.registry import pack
from trede.scan.actions import complete_scan
from trede.scan.benchmark import queries, views
from trede.scan.benchmark.actions import add_context, freeze_benchmark
from trede.scan.benchmark.jobs import freeze_last_quarter
from trede.scan.benchmark.models import BenchmarkSnapshot
from trede.scan.benchmark.page import comparison_block
from trede.scan.models import ScanResult

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("test")
Q3, Q4 = parse_period("2026-Q3"), parse_period("2026-Q4")
AUGUST, OCTOBER, JANUARY = (datetime(*day, 10, tzinfo=UTC) for day in ((2026, 8, 3), (2026, 10, 5), (2027, 1, 5)))
SUMMER = date(2026, 8, 3)
MIXED = ("BBBBBBB", "CCCCCCC", "DDDDDDD", "CCCCCCC")
HERE = {"municipality": "GM0106", "sector": "bouw", "size": "2-9"}
_codes = count()


@pytest.fixture(autouse=True)
def _october() -> Iterator[None]:
    queries.newest.forget()
    with clock.at(OCTOBER):
        yield
    queries.newest.forget()


def scans(number: int, answers: tuple[str, ...] = MIXED, day: date = SUMMER, **context: Any) -> list[ScanResult]:
    """Store scans as if visitors had done them and given a context."""
    region = pack()
    scan = region.scans[region.info.default_scan]
    made = []
    for index in range(number):
        given = answers[index % len(answers)]
        outcome = score_scan(scan, given)
        values = {"phase": outcome.phase, "pattern": outcome.pattern, "scan_key": scan.key, "version": scan.version}
        values |= {"pack": region.reference, "rule": scan.rule, **HERE, **context}
        code = f"{next(_codes):08d}"
        made.append(ScanResult(code=code, answers=given, day=day, created_at=AUGUST, **values))
    with unguarded("test"):
        return ScanResult.objects.bulk_create(made)


def visitor(answers: str = "CCCCCCC", **context: str) -> ScanResult:
    """Do the scan today and give a context."""
    result = complete_scan(by=Actor.anonymous(), answers=answers)
    return add_context(by=Actor.anonymous(), result=result, **context) if context else result


def freeze(period: Period = Q3) -> BenchmarkSnapshot:
    snapshot = freeze_benchmark(by=SYSTEM, period=period)
    queries.newest.forget()
    return snapshot


def read(result: ScanResult, language: str = "nl") -> str:
    """Return the block as a reader sees it: tags become spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", comparison_block(result, language)).split())


def text_of(response: Any) -> str:
    return str(response.content.decode())


# Asking


@pytest.mark.parametrize(("prefix", "words"), [("", "Waarom vragen we dit?"), ("/en", "Why do we ask this?")])
def test_three_questions_none_of_them_required(client: Client, prefix: str, words: str) -> None:
    code = visitor().code
    response = client.get(f"{prefix}/uitkomst/{code}/vergelijken")
    html = text_of(response)
    assert response.status_code == 200
    assert words in html
    assert [re.findall(r'<select id="(\w+)"', html)] == [["branche", "gemeente", "grootte"]]
    assert html.count('<option value="">') == 3
    assert html.count("<option") == 3 + 10 + 13 + 4
    assert f'<a href="{prefix}/uitkomst/{code}">' in html
    assert " required" not in html.replace("(not required)", "")
    assert not response.cookies
    assert response.headers["Referrer-Policy"] == "no-referrer"
    html5lib.HTMLParser(strict=True).parse(html)


def test_a_context_is_kept_and_leads_back_to_the_outcome(client: Client) -> None:
    code = visitor().code
    response = client.post(
        f"/uitkomst/{code}/vergelijken", {"branche": "bouw", "gemeente": "GM0106", "grootte": "10-49"}
    )
    assert response.status_code == 303
    assert response.headers["Location"] == f"/uitkomst/{code}#vergelijken"
    result = ScanResult.objects.get(code=code)
    assert (result.sector, result.municipality, result.size) == ("bouw", "GM0106", "10-49")
    event = Event.objects.get(type="scan.context-given")
    assert event.data == {"given": ["municipality", "sector", "size"]}
    again = text_of(client.get(f"/uitkomst/{code}/vergelijken"))
    assert '<option value="bouw" selected>' in again
    assert "Wis mijn keuze" in again


def test_a_context_can_be_changed_and_erased_also_after_the_outcome_was_shared(client: Client) -> None:
    result = visitor(**HERE)
    with unguarded("test"):
        ScanResult.objects.filter(pk=result.pk).update(
            firm=register_firm(by=SYSTEM, name="Bakker BV", source="request")
        )
    url = f"/uitkomst/{result.code}/vergelijken"
    client.post(url, {"branche": "zorg"})
    result.refresh_from_db()
    assert (result.sector, result.municipality, result.size) == ("zorg", None, None)
    client.post(url, {"branche": "zorg", "wis": "1"})
    result.refresh_from_db()
    assert (result.sector, result.municipality, result.size) == (None, None, None)
    given = [event.data["given"] for event in Event.objects.filter(type="scan.context-given").order_by("id")]
    assert given == [["municipality", "sector", "size"], ["sector"], []]


def test_the_same_context_or_none_at_all_changes_nothing(client: Client) -> None:
    code = visitor().code
    for _ in range(2):
        assert client.post(f"/uitkomst/{code}/vergelijken", {}).status_code == 303
    assert not Event.objects.filter(type="scan.context-given").exists()


@pytest.mark.parametrize("field", ["branche", "gemeente", "grootte"])
def test_what_is_in_no_list_comes_back_with_a_sentence(client: Client, field: str) -> None:
    code = visitor().code
    response = client.post(f"/uitkomst/{code}/vergelijken", {"branche": "bouw", field: "<b>x\0"})
    html = text_of(response)
    assert response.status_code == 422
    assert f'href="#{field}"' in html
    assert "iets uit de lijst" in html
    assert "<title>Fout: Vergelijk" in html
    assert "<b>x" not in html
    assert field == "branche" or '<option value="bouw" selected>' in html
    assert not Event.objects.filter(type="scan.context-given").exists()


def test_the_action_refuses_what_is_in_no_list() -> None:
    result = visitor()
    for wrong in ({"sector": "x"}, {"municipality": "Assen"}, {"size": "3"}):
        with pytest.raises(InputError):
            add_context(by=Actor.anonymous(), result=result, **wrong)


def test_a_choice_that_cannot_be_saved_is_not_lost(client: Client) -> None:
    code = visitor().code
    with patch.object(ScanResult, "save", side_effect=OperationalError("locked")):
        response = client.post(f"/uitkomst/{code}/vergelijken", {"branche": "bouw"})
    assert response.status_code == 503
    assert '<option value="bouw" selected>' in text_of(response)
    assert "nog niet bewaard" in text_of(response)


def test_one_address_cannot_fill_a_group(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "CHOICES", 2)
    code = visitor().code
    answers = [client.post(f"/uitkomst/{code}/vergelijken", {"branche": key}) for key in ("bouw", "zorg", "ict")]
    assert [response.status_code for response in answers] == [303, 303, 429]


def test_an_unknown_code_and_another_questionnaire_have_nothing_to_compare(client: Client) -> None:
    assert client.get("/uitkomst/ZZZZZZZZ/vergelijken").status_code == 404
    other = scans(1, scan_key="cyber-basis", version="1")[0]
    assert comparison_block(other, "nl") == ""
    response = client.get(f"/uitkomst/{other.code}/vergelijken")
    assert response.headers["Location"].startswith(f"/uitkomst/{other.code}")


# What a visitor reads


def test_who_was_not_asked_gets_a_link_and_costs_no_query(client: Client) -> None:
    result = visitor()
    with CaptureQueriesContext(
        connection,
    ) as queried:
        html = text_of(client.get(f"/uitkomst/{result.code}"))
    assert len(queried) == 1
    assert f'<a href="/uitkomst/{result.code}/vergelijken">Vergelijk met andere bedrijven</a>' in html


def test_the_first_quarter_has_no_benchmark(client: Client) -> None:
    scans(30)
    result = visitor(**HERE)
    assert "Er is nog geen vergelijking" in read(result)
    assert "Er is nog geen vergelijking" in text_of(client.get(f"/uitkomst/{result.code}/vergelijken"))


@pytest.mark.parametrize(
    ("firms", "answers", "shown"),
    [
        (9, MIXED, False),
        (10, MIXED, True),
        (10, ("BBBBCBB", "CCCCCCC", "DDDDCDD"), False),
        (20, ("BBBBCBB", "CCCCCCC", "DDDDCDD", "DDDDCDD", "DDDDDDD"), True),
    ],
    ids=["nine", "ten", "ten alike in safety", "four in five alike"],
)
def test_a_group_is_shown_from_ten_firms_on_unless_it_is_alike(
    firms: int, answers: tuple[str, ...], shown: bool
) -> None:
    scans(firms, answers)
    freeze()
    words = read(visitor(**HERE))
    assert ("Je ziet deze groep" in words) == shown
    assert ("Nog te weinig bedrijven" in words) == (not shown)
    if not shown:
        assert not re.search(r"\d|elke tien", words)


def test_a_comparison_in_natural_frequencies() -> None:
    scans(48, (*MIXED, *MIXED, "EEEEEEE", "BBBBBBB", "BBBBBBB", "AAAAAAA"))
    freeze()
    words = read(visitor("CCCCCCC", **HERE))
    assert "Je ziet deze groep: Bouw en installatie, 2 tot en met 9 volle banen, in Drenthe." in words
    assert "Dat zijn ongeveer 50 bedrijven." in words
    assert "kwartaal 3 van 2026" in words
    assert "Van elke tien bedrijven staan er drie op dezelfde trede als jij." in words
    assert "Vier van de tien staan lager. Drie van de tien staan hoger." in words
    assert "Funderen : drie van elke tien bedrijven hier sta jij" in words
    assert "kozen zelf voor de scan" in words
    assert "We zochten eerst" not in words
    assert "%" not in words
    english = read(ScanResult.objects.latest("id"), "en")
    assert "Of every ten businesses, three stand on the same rung as you." in english


def test_the_middle_answer_of_the_group_is_in_the_words_of_the_scan() -> None:
    scans(20)
    freeze()
    block = comparison_block(visitor("DDDDDDD", **HERE), "nl")
    scan = pack().scans["mkb-zelfscan"]
    for question in scan.questions:
        own, group = (next(o.text.nl for o in question.options if o.key == key) for key in "DC")
        row = f'<tr><th scope="row">{question.title.nl}</th><td>{own}</td><td>{group}</td></tr>'
        assert row in block.replace("&#x27;", "'")


def test_between_two_rungs_and_on_none() -> None:
    scans(20)
    freeze()
    between = read(visitor("CCCDDDB", **HERE))
    assert "staan er zeven op een van jouw twee treden" in between
    assert between.count("jij zit hiertussen") == 2
    spread = read(visitor("AAAEEEE", **HERE))
    assert "Jij staat niet op één trede" in spread
    assert "als jij" not in spread


def test_a_wider_group_is_named_with_the_one_it_stands_in_for() -> None:
    scans(20)
    scans(4, sector="zorg")
    scans(14, sector="zorg", size="10-49")
    scans(14, size="10-49")
    freeze()
    words = read(visitor(municipality="elders", sector="zorg", size="2-9"))
    assert "Je ziet deze groep: Zorg en welzijn, groot en klein, in Drenthe." in words
    assert "We zochten eerst in een kleinere groep: Zorg en welzijn, 2 tot en met 9 volle banen, in Drenthe." in words
    assert "Je ziet deze groep: alle bedrijven in Drenthe." in read(visitor(municipality="elders"))
    assert "alle branches, 10 tot en met 49" in read(visitor(size="10-49"))


def test_every_rendered_sentence_stays_short() -> None:
    for sector, size in product(pack().info.sectors, pack().info.size_classes):
        scans(12 if size.key == "2-9" else 3, sector=sector.key, size=size.key)
    freeze()
    for choice in pack().info.sectors:
        block = comparison_block(visitor(sector=choice.key, size="50-249"), "nl")
        paragraphs = [re.sub(r"<[^>]+>", "", part) for part in re.findall(r"<(?:p|li)[ >].*?</(?:p|li)>", block)]
        assert paragraphs
        assert Reader().level(paragraphs).longest <= LONGEST_SENTENCE


def test_other_questions_are_not_compared() -> None:
    scans(20)
    freeze()
    result = visitor(**HERE)
    result.version = "1999-01"
    assert "Er is nog geen vergelijking" in read(result)


def test_a_page_with_figures_costs_one_query_more_a_minute(client: Client) -> None:
    scans(20)
    freeze()
    code = visitor(**HERE).code
    for expected in (2, 1):
        with CaptureQueriesContext(connection) as queried:
            html = text_of(client.get(f"/uitkomst/{code}"))
        assert len(queried) == expected
        assert "Je ziet deze groep" in html
    html5lib.HTMLParser(strict=True).parse(html)


# Counting and freezing


def groups(snapshot: BenchmarkSnapshot) -> dict[str, int]:
    return {key: figures["firms"] for key, figures in snapshot.document["groups"].items()}


def test_only_what_a_visitor_chose_to_give_is_counted() -> None:
    scans(20)
    scans(20, municipality=None)
    scans(20, sector=None)
    scans(20, size=None)
    scans(20, municipality="elders")
    scans(20, sector="gone")
    scans(20, version="1999-01")
    scans(20, scan_key="cyber-basis")
    scans(20, phase=None)
    scans(20, day=Q3.last + timedelta(days=1))
    scans(20, day=date(2024, 9, 30))
    assert groups(freeze()) == {"bouw|2-9": 20, "bouw|*": 20, "*|2-9": 20, "*|*": 20}
    assert BenchmarkSnapshot.objects.get().document["counted_from"] == "2024-10-01"


def test_a_firm_counts_once_with_its_last_scan() -> None:
    first = scans(20, ("BBBBBBB", "AAAAAAA"))
    again = scans(20)
    with unguarded("test"):
        for old, new in zip(first, again, strict=True):
            ScanResult.objects.filter(pk=new.pk).update(previous=old)
    shared = scans(2)
    firm = register_firm(by=SYSTEM, name="Bakker BV", source="request")
    with unguarded("test"):
        ScanResult.objects.filter(pk__in=[scan.pk for scan in shared]).update(firm=firm)
    snapshot = freeze()
    assert snapshot.trace["cells"]["bouw|2-9"][0] == 21
    assert snapshot.document["groups"]["*|*"]["rungs"][0] == 0


def test_what_is_frozen_stays_and_few_changes_do_not_show() -> None:
    scans(20)
    freeze()
    scans(4, ("FFFFFFF",), day=Q4.first)
    with clock.at(JANUARY):
        second = freeze(Q4)
    assert second.document["groups"]["*|*"] == BenchmarkSnapshot.objects.get(period="2026-Q3").document["groups"]["*|*"]
    assert second.trace["published"] == []
    assert "kwartaal 3 van 2026" in read(visitor(**HERE))


def test_five_new_firms_show_in_the_next_quarter() -> None:
    scans(20)
    freeze()
    scans(6, ("FFFFFFF",), day=Q4.first)
    with clock.at(JANUARY):
        second = freeze(Q4)
    assert second.document["groups"]["*|*"] == {
        "firms": 25,
        "rungs": [0, 2, 4, 2, 0, 2],
        "middle": ["C"] * 7,
        "period": "2026-Q4",
    }


def test_the_snapshot_holds_no_scan_and_its_event_no_figure() -> None:
    scans(20)
    snapshot = freeze()
    event = Event.objects.get(type="benchmark.frozen")
    assert event.data == {"period": "2026-Q3", "groups": 4, "rule": "benchmark-1"}
    assert set(snapshot.document) == {
        "period", "rule", "scan", "version", "pack", "counted_from", "counted_until", "groups",
    }  # fmt: skip
    assert set(snapshot.trace) == {"published", "cells"}


def test_quarters_freeze_in_order_and_once() -> None:
    scans(20)
    with pytest.raises(InputError):
        freeze(parse_period("2026"))
    with pytest.raises(OutOfOrder, match="nog niet voorbij"):
        freeze(Q4)
    freeze()
    for late in (Q3, Q3.previous()):
        with pytest.raises(OutOfOrder, match="al vast"):
            freeze(late)


def test_only_who_publishes_figures_may_freeze() -> None:
    scans(20)
    with pytest.raises(NotPermitted):
        freeze_benchmark(by=actor("adviser"), period=Q3)
    freeze_benchmark(by=actor("programme-manager"), period=Q3)


def test_the_job_freezes_each_quarter_once_and_nothing_when_nobody_was_asked() -> None:
    assert "benchmark" in {job.name for job in jobs()}
    scans(20, sector=None)
    assert freeze_last_quarter() == 0
    scans(20)
    assert [freeze_last_quarter(), freeze_last_quarter()] == [1, 0]
    with clock.at(JANUARY):
        assert freeze_last_quarter() == 1
    assert [*BenchmarkSnapshot.objects.order_by("period").values_list("period", flat=True)] == ["2026-Q3", "2026-Q4"]


@pytest.mark.parametrize(
    ("given", "way_on"),
    [
        ({"gemeente": "elders"}, "/andere-route/buiten-regio"),
        ({"grootte": "250+"}, "/andere-route/groot"),
        ({"gemeente": "GM0106", "grootte": "10-49"}, None),
    ],
)
def test_a_firm_outside_the_target_group_keeps_its_outcome_and_reads_who_helps(
    client: Client, given: dict[str, str], way_on: str | None
) -> None:
    place = client.post("/scan/alles", {f"q{number}": "C" for number in range(1, 8)}).headers["Location"]
    assert client.post(f"{place}/vergelijken", given).status_code == 303
    page = client.get(place).content.decode()
    assert "Funderen" in page
    assert ('id="andere-route"' in page) == (way_on is not None)
    if way_on is not None:
        notice = page[page.index('id="andere-route"') :]
        assert f'href="{way_on}"' in notice[: notice.index("</section>")]
        assert f'href="/en{way_on}"' in client.get(f"/en{place}").content.decode()
