"""Public pages of the subsidy desk: overview, scheme page, and the check, which says what the rules say."""

from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from tests import subsidies as props
from tests.own import text
from trede.core.eligibility import check
from trede.core.scheme_words import explain
from trede.journal import clock
from trede.regions.registry import pack
from trede.subsidies.amounts import read_euros, read_size, write_euros
from trede.subsidies.public.check import all_fields, outcome, query, read_answers
from trede.subsidies.questions import KEYS, facts

pytestmark = pytest.mark.django_db

GOOD = {
    "gemeente": "GM0114",
    "banen": "12,5",
    "trede": "funderen",
    "trede-van": "adviseur",
    "nieuw": "nee",
    "doel": "A",
    "begonnen": "nee",
    "kosten": "30.000",
    "zelf": "ja",
    "eerder": "nee",
    "steun": "0",
    "landbouw": "nee",
    "rekeningen": "nee",
}
"""Answers with which the readiness grant probably fits."""


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with clock.at(props.OPENED):
        yield


def get(path: str, /, **answers: str | list[str]) -> Any:
    return Client().get(path, answers)


def test_the_overview_stands_by_phase_and_says_what_is_left() -> None:
    props.period_of()
    page = get("/subsidies")
    words = text(page)
    assert words.index("Adviesvoucher") < words.index("Digitale en AI-gereedheid") < words.index("EFRO")
    assert "Er is nog ongeveer € 800.000 over van € 800.000." in unescape(words).replace("\u00a0", " ")
    assert "Stand van maandag 1 maart 2027, 10.00 uur" in words
    assert "Dit is een oefening" in words
    assert 'id="efro"' in page.content.decode()


def test_what_was_granted_is_no_longer_left_and_little_is_said_aloud() -> None:
    props.application("verleend", cents=2_000_000)
    assert "€ 780.000 over" in unescape(text(get("/subsidies"))).replace("\u00a0", " ")
    for _ in range(37):
        props.application("in_behandeling", cents=2_000_000)
    words = unescape(text(get("/subsidies"))).replace("\u00a0", " ")
    assert "bijna op" in words
    assert "genoeg voor 2 of meer" in words


def test_a_draft_takes_no_applications_outside_a_rehearsal(settings: Any) -> None:
    settings.REHEARSAL = False
    page = text(get("/subsidies/digitale-ai-gereedheid"))
    assert "nog niet vastgesteld" in page
    assert "Begin je aanvraag" not in page
    assert "voorbeeld" in page
    done = text(get("/subsidies/digitale-ai-gereedheid/check", **GOOD))
    assert "Waarschijnlijk wel" in done
    assert "Begin je aanvraag" not in done
    assert "adviseur" in done


@pytest.mark.parametrize("key", [props.READINESS, props.VOUCHER])
def test_a_scheme_page_has_its_facts_and_ways(key: str) -> None:
    for prefix, words in (("", ("Voor wie?", "Wat we niet betalen")), ("/en", ("For whom?", "What we do not pay"))):
        page = text(get(f"{prefix}/subsidies/{key}"))
        assert all(word in page for word in words)
    assert get("/subsidies/nergens").status_code == 404
    assert get("/subsidies/nergens/check").status_code == 404


@pytest.mark.parametrize("key", [props.READINESS, props.VOUCHER])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_check_asks_one_rule_a_page_and_ends_in_an_outcome(key: str, language: str) -> None:
    prefix = "" if language == "nl" else "/en"
    scheme = pack().schemes[key]
    given: dict[str, str | list[str]] = {}
    for question in scheme.questions:
        page = get(f"{prefix}/subsidies/{key}/check", **given)
        name = KEYS[question]
        assert f'name="{name}"' in page.content.decode()
        assert page.status_code == 200
        wrong = get(f"{prefix}/subsidies/{key}/check", **{**given, "nu": name})
        assert wrong.status_code == 422
        assert f"f-{name}-e" in wrong.content.decode()
        given |= {name: GOOD.get(name, "5"), "nu": name}
        if name == "trede":
            given |= {"trede": "starten" if key == props.VOUCHER else "funderen", "trede-van": "adviseur"}
        if name == "kosten" and key == props.VOUCHER:
            given["kosten"] = "4000"
    done = get(f"{prefix}/subsidies/{key}/check", **given)
    assert ("Waarschijnlijk wel" if language == "nl" else "Probably yes") in text(done)
    assert f"{prefix}/mijn/aanvraag/nieuw/{key}?" in done.content.decode()


def test_a_changed_answer_keeps_the_others_and_returns_to_the_outcome() -> None:
    page = get("/subsidies/digitale-ai-gereedheid/check", **GOOD, vraag="banen")
    body = page.content.decode()
    assert 'value="12,5"' in body
    assert 'name="kosten" value="30.000"' in body
    assert "Nu niet" in text(get("/subsidies/digitale-ai-gereedheid/check", **{**GOOD, "banen": "1"}, nu="banen"))


def test_research_and_a_low_rung_lead_on_and_nothing_blocks() -> None:
    page = get("/subsidies/digitale-ai-gereedheid/check", **{**GOOD, "nieuw": "ja"})
    assert 'href="/subsidies#efro"' in page.content.decode()
    assert 'href="/subsidies#mit"' in page.content.decode()
    low = get("/subsidies/digitale-ai-gereedheid/check", **{**GOOD, "trede": "starten"})
    assert 'href="/subsidies/adviesvoucher-mkb"' in low.content.decode()
    assert "Nu niet" in text(low)
    assert "Begin je aanvraag" in text(low)


def test_who_does_not_know_gets_a_person() -> None:
    page = get(
        "/subsidies/digitale-ai-gereedheid/check", **{**GOOD, "banen-weet-niet": "weet-niet", "banen": ""}, nu="banen"
    )
    assert "Dat zoeken we samen uit" in text(page)


def _sent(scheme: Any, draw: Any) -> Any:
    sent = QueryDict(mutable=True)
    for fields in all_fields(scheme, pack(), "nl").values():
        for field in fields:
            if field.options:
                most = 3 if field.kind == "many" else 1
                values = draw(
                    st.lists(st.sampled_from([value for value, _ in field.options]), min_size=1, max_size=most)
                )
            else:
                values = [draw(st.sampled_from(["0", "1", "1,99", "2", "12.500", "40000", "299.000", "weet-niet"]))]
            sent.setlist(field.key, values)
    return sent


@pytest.mark.parametrize("key", [props.READINESS, props.VOUCHER])
@hypothesis(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_check_says_what_the_rules_say(key: str, data: Any) -> None:
    """Policy parity: each verdict of core.eligibility stands on the page in its own words, under its own heading."""
    scheme, region = pack().schemes[key], pack()
    answers = read_answers(scheme, region, _sent(scheme, data.draw))
    found = check(scheme, facts(scheme, region, answers, on=clock.today()), at=clock.now())
    shown = outcome(scheme, region, answers, "nl")
    assert shown.found == found
    page = text(Client().get(f"/subsidies/{key}/check?{query(answers)}"))
    if "Vraag " not in page:
        for words in explain(region, scheme, found, "nl"):
            assert words.reason.replace("\u00a0", " ") in unescape(page)


@given(st.integers(min_value=0, max_value=9_999_999_99))
def test_amounts_are_read_back(cents: int) -> None:
    assert read_euros(write_euros(cents)) == cents


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("12.500", 1_250_000),
        ("12,500.50", 1_250_050),
        ("€ 1.250.000,5", 125_000_050),
        ("1500,-", 150_000),
        ("7,25", 725),
        ("12 500", 1_250_000),
        ("", None),
        ("-5", None),
        ("1,2,3", None),
        ("1e5", None),
        ("99.999.999.999", None),
    ],
)
def test_amounts_as_people_type_them(typed: str, cents: int | None) -> None:
    assert read_euros(typed) == cents


def test_sizes_as_people_type_them() -> None:
    assert read_size("5,5") == Decimal("5.5")
    assert read_size("vijf") is None
