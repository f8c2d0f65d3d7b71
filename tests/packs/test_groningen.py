"""The Groningen pack says what the strategy says, and says so where it took something over or does not know."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from trede.core.pack import Indicator, Pack, Question, Rung, Service
from trede.core.scan import RUNGS, TOPICS
from trede.core.skills import ANSWERS, classify
from trede.regions.load import check_pack, load_pack

PACKS = Path(__file__).parents[2] / "packs"
TAKEN_OVER = ("Overgenomen van", "Treden overgenomen van")
CODES = {
    "Eemsdelta": "GM1979",
    "Groningen": "GM0014",
    "Het Hogeland": "GM1966",
    "Midden-Groningen": "GM1952",
    "Oldambt": "GM1895",
    "Pekela": "GM0765",
    "Stadskanaal": "GM0037",
    "Veendam": "GM0047",
    "Westerkwartier": "GM1969",
    "Westerwolde": "GM1950",
}
"""CBS, municipal division since 2021."""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(PACKS / "groningen")


def services(pack: Pack) -> list[Service]:
    return [service for organisation in pack.organisations for service in organisation.services]


def sources(value: object) -> Iterator[str]:
    """Yield every source in a record."""
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            found = getattr(value, name)
            if name == "source":
                yield found
            else:
                yield from sources(found)
    elif isinstance(value, tuple):
        for item in value:
            yield from sources(item)
    elif isinstance(value, dict):
        yield from sources(tuple(value.values()))


def test_it_is_right() -> None:
    assert check_pack(PACKS / "groningen") == []


def test_the_region_is_the_ten_municipalities_of_the_province(pack: Pack) -> None:
    assert {town.name: town.code for town in pack.info.municipalities} == CODES
    offices = {item.municipality for item in pack.organisations if item.kind == "municipality"}
    assert offices == set(CODES)


def test_nothing_about_contact_or_money_is_invented(pack: Pack) -> None:
    contact = pack.info.contact
    assert (contact.phone, contact.email, contact.hours, contact.url) == (None, None, None, None)
    assert [(figure.value, figure.on) for figure in pack.info.base_figures] == [(None, None)]
    assert all(service.confirmed_on is None and service.capacity is None for service in services(pack))
    assert {item.status for item in pack.instruments} == {"unknown"}


def test_what_comes_from_drenthe_says_so_and_waits_for_groningen(pack: Pack) -> None:
    """The strategy of 2021 has no ladder, no self-scan and no indicators for firms."""
    taken: list[Rung | Question | Indicator] = [
        *pack.ladder.rungs,
        *pack.scans["mkb-zelfscan"].questions,
        *pack.indicators,
    ]
    for item in taken:
        assert item.source.startswith(TAKEN_OVER), item.source
    for source in sources(pack):
        assert not source.startswith(TAKEN_OVER) or "te bevestigen door Groningen" in source


def test_partners_are_named_in_a_document_or_marked(pack: Pack) -> None:
    """§1.2 names the networks of Groningen; partners of the whole North stand in the policy of Drenthe."""
    assert {"rug", "hanze", "samenwerking-noord", "digital-office", "noorden-digitaal"} <= {
        item.key for item in pack.organisations if item.source.startswith("Groningen 2021, §1.2")
    }
    documents = ("Groningen 2021", "Beleidsaanpak 2026", "Overgenomen van Drenthe (Beleidsaanpak 2026")
    assert all(item.source.startswith(documents) for item in pack.organisations)


def test_behind_the_first_talk_every_need_has_real_help(pack: Pack) -> None:
    helps = {
        (rung, topic)
        for service in services(pack)
        if not service.key.endswith("-eerste-gesprek")
        for rung in service.rungs
        for topic in service.topics
    }
    missing = [(rung, topic) for rung in RUNGS for topic in TOPICS if (rung, topic) not in helps]
    assert missing == []


def test_outcomes_of_both_provinces_mean_the_same(pack: Pack) -> None:
    """The self-scan is word for word that of Drenthe, so that the North measures alike."""
    other = load_pack(PACKS / "drenthe").scans["mkb-zelfscan"]
    mine = pack.scans["mkb-zelfscan"]
    for own, theirs in zip(mine.questions, other.questions, strict=True):
        assert (own.prompt, own.options, own.next_steps) == (theirs.prompt, theirs.options, theirs.next_steps)
    assert (mine.version, mine.doubt, mine.attention_order) == (other.version, other.doubt, other.attention_order)


def test_the_skills_questions_follow_the_third_programme_line(pack: Pack) -> None:
    """§3.3; every answer of every question has a first step, and the kindest reading is never a mark."""
    scan = pack.scans["vaardigheden"]
    assert scan.rule == "skills-1"
    assert all(question.source.startswith("Groningen 2021, §3.3") for question in scan.questions)
    for question in scan.questions:
        assert {answer for step in question.next_steps for answer in step.answers} == set(ANSWERS)
        assert question.prompt.nl.startswith("Kun je")
    assert classify(scan, {question.key: "uitleg" for question in scan.questions}).kind == "front-runner"
