"""The Drenthe pack says what the policy says: each test names the paragraph it holds the pack to."""

import re
from pathlib import Path

import pytest

from trede.core.advice import outcome_document, score_scan
from trede.core.indicators import EVENTS, KEYS
from trede.core.pack import Pack, Service
from trede.core.scan import ATTENTION_ORDER, RUNGS, TOPICS
from trede.regions.document import parse
from trede.regions.load import load_pack

PACKS = Path(__file__).parents[2] / "packs"
DRENTHE = PACKS / "drenthe"
LOW = {"orienteren", "starten"}
MIDDLE = {"funderen", "optimaliseren"}
HIGH = {"innoveren", "transformeren"}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(DRENTHE)


def services(pack: Pack) -> list[Service]:
    return [service for organisation in pack.organisations for service in organisation.services]


def test_the_region_is_twelve_municipalities_and_firms_from_two_fte(pack: Pack) -> None:
    """§1 note 1."""
    assert len(pack.info.municipalities) == 12
    assert pack.info.target_group.minimum_fte == 2


def test_nothing_about_contact_or_money_is_invented(pack: Pack) -> None:
    contact = pack.info.contact
    assert (contact.phone, contact.email, contact.hours, contact.url) == (None, None, None, None)
    assert [(figure.value, figure.on) for figure in pack.info.base_figures] == [(None, None)]
    assert all(service.confirmed_on is None and service.capacity is None for service in services(pack))


def test_every_rung_has_its_own_meaning_action_and_safety(pack: Pack) -> None:
    """§5: digital resilience belongs to every rung; annex 2, step 3: a meaning and one action."""
    assert tuple(rung.key for rung in pack.ladder.rungs) == RUNGS
    for field in ("line", "meaning", "action", "safety"):
        assert len({getattr(rung, field).nl for rung in pack.ladder.rungs}) == len(RUNGS)
    assert pack.ladder.safety_doors == ("pvo",)
    assert set(pack.service("pvo-basis")[1].rungs) == set(RUNGS)


def test_each_pair_of_rungs_has_its_door(pack: Pack) -> None:
    """Annex 2, step 4."""
    doors = {stage.key: stage.doors for stage in pack.ladder.stages}
    assert [doors[rung.stage] for rung in pack.ladder.rungs] == [
        *[("ibdo",)] * 2,
        *[("it-hub",)] * 2,
        *[("edih-noord",)] * 2,
    ]


def test_each_pair_of_rungs_has_its_instruments_and_none_overlap(pack: Pack) -> None:
    """Annex 2, step 3, and annex 1: one chain without overlap."""
    assert {item.key: set(item.rungs) for item in pack.instruments} == {
        "adviesvoucher": LOW,
        "digitale-ai-gereedheid": MIDDLE,
        "efro": HIGH,
        "mit": HIGH,
    }
    assert not [item.key for item in pack.instruments if item.status == "open"], "not checked with an official source"


def test_the_self_scan_has_seven_questions_six_answers_and_three_bands(pack: Pack) -> None:
    """Annex 2, step 1."""
    scan = pack.scans["mkb-zelfscan"]
    assert tuple(question.key for question in scan.questions) == TOPICS
    assert {len(question.options) for question in scan.questions} == {6}
    assert {tuple(step.band for step in question.next_steps) for question in scan.questions} == {("A-B", "C-D", "E-F")}
    assert (scan.minutes, scan.attention_order, scan.safety_topic) == ((3, 5), ATTENTION_ORDER, "safety")


def test_the_doubt_hint_points_to_the_upper_answer(pack: Pack) -> None:
    """On screen the lowest level stands on top, so "the lowest" would send people the wrong way."""
    doubt = pack.scans["mkb-zelfscan"].doubt
    assert "bovenste" in doubt.nl
    assert "upper" in doubt.en
    assert "laagste" not in doubt.nl


def test_no_two_answers_or_steps_read_the_same(pack: Pack) -> None:
    scan = pack.scans["mkb-zelfscan"]
    texts = [option.text for question in scan.questions for option in question.options]
    texts += [step.text for question in scan.questions for step in question.next_steps]
    assert len({text.nl for text in texts}) == len({text.en for text in texts}) == len(texts) == 63


def test_the_baseline_has_five_musts_under_five_principles(pack: Pack) -> None:
    """§6 bouwsteen 1, the regional baseline."""
    scan = pack.scans["cyber-basis"]
    assert [question.key for question in scan.questions if question.must] == [
        "updates",
        "malware",
        "second-factor",
        "access-rules",
        "backup",
    ]
    assert [group.key for group in scan.groups] == ["risks", "behaviour", "protection", "access", "incidents"]
    assert sum("CBS Cybersecuritymonitor" in question.source for question in scan.questions) == 10


@pytest.mark.parametrize(
    "key",
    [
        "ibdo",
        "it-hub",
        "edih-noord",
        "ai-hub",
        "ai-factory",
        "pvo",
        "founded",
        "it-academy",
        "digitale-academie",
        "it-lab",
        "techkwadraat",
        "kennisinstellingen",
        "ontwikkelfonds",
        "it-bedrijven",
        "banken-adviesbureaus",
        "brancheorganisaties",
        "ondernemersverenigingen",
    ],
)
def test_the_partners_that_the_policy_names_offer_something(pack: Pack, key: str) -> None:
    """§6."""
    assert pack.organisation(key).services


def test_the_first_talk_is_for_everyone(pack: Pack) -> None:
    """§6 bouwsteen 1: one entrance; bouwsteen 2: IBDO does the first intake and refers on."""
    assert pack.info.front_door == "ibdo"
    service = pack.service("ibdo-eerste-gesprek")[1]
    assert set(service.rungs) == set(RUNGS)
    assert set(service.topics) >= set(TOPICS)


def test_behind_the_first_talk_every_need_has_real_help(pack: Pack) -> None:
    """No dead ends, also when the first talk has been held: open services without limits on place or size."""
    helps = {
        (rung, topic)
        for service in services(pack)
        if not service.key.endswith("-eerste-gesprek") and service.eligibility.municipalities is None
        for rung in service.rungs
        for topic in service.topics
    }
    assert [(rung, topic) for rung in RUNGS for topic in TOPICS if (rung, topic) not in helps] == []


def test_partners_bring_their_own_scans_tests_and_teams(pack: Pack) -> None:
    """§5: the self-scan stands beside their scans; §6: test before invest, students on a firm's question."""
    assert pack.service("edih-scan")[1].kind == "scan"
    assert (pack.service("edih-test")[1].kind, set(pack.service("edih-test")[1].rungs)) == ("test-before-invest", HIGH)
    assert set(pack.service("it-hub-invoering")[1].rungs) == MIDDLE
    assert pack.service("it-lab-innovatielab")[1].kind == "talent"


def test_municipalities_only_reach_and_pass_on(pack: Pack) -> None:
    """§6 bouwsteen 1, roles: municipalities help firms explore, and each serves its own firms."""
    found = [organisation for organisation in pack.organisations if organisation.kind == "municipality"]
    assert {item.municipality for item in found} == {town.name for town in pack.info.municipalities}
    for item in found:
        assert [set(service.rungs) for service in item.services] == [LOW]
        assert [service.eligibility.municipalities for service in item.services] == [(item.municipality,)]


def test_six_indicators_answer_three_questions_from_the_events_the_rules_read(pack: Pack) -> None:
    """§9."""
    assert tuple(indicator.key for indicator in pack.indicators) == KEYS
    assert [indicator.number for indicator in pack.indicators] == [1, 2, 3, 4, 5, 6]
    assert [indicator.question for indicator in pack.indicators] == ["reach", *["steps"] * 3, *["talent"] * 2]
    read = {indicator.key: set(indicator.events) for indicator in pack.indicators if indicator.key in EVENTS}
    assert read == {key: set(events) for key, events in EVENTS.items()}


def test_figures_never_point_at_one_firm(pack: Pack) -> None:
    """§9: not on the level of one firm."""
    assert (pack.info.disclosure.public_minimum, pack.info.disclosure.partner_minimum) == (10, 5)


def test_the_policy_cases_of_the_self_scan_hold(pack: Pack) -> None:
    scan = pack.scans["mkb-zelfscan"]
    cases = parse((DRENTHE / "cases" / "mkb-zelfscan.yml").read_text(encoding="utf-8")).value
    assert isinstance(cases, list)
    assert len(cases) == len({case["case"] for case in cases}) >= 26
    wrong = []
    for case in cases:
        found = outcome_document(pack, scan, score_scan(scan, case["given"]["answers"]))
        wrong += [(case["case"], key, found[key]) for key, value in case["expect"].items() if found[key] != value]
    assert wrong == []


def test_the_engine_knows_no_word_of_drenthe(pack: Pack) -> None:
    """Another region shows the same pages: what stands in them comes from its own pack."""
    names = {place.name for place in pack.info.municipalities} | {item.name for item in pack.organisations}
    names |= {"Drenthe", "Drents", "Noord-Nederland", "Noorden"} - {""}
    word = re.compile(rf"\b({'|'.join(re.escape(name) for name in sorted(names))})\b")
    engine = [*(PACKS / "common").glob("*.yml"), *(PACKS / "minimal").rglob("*.yml")]
    engine += (PACKS.parent / "src" / "trede").rglob("templates/**/*.*")
    found = {str(path.relative_to(PACKS.parent)): word.findall(path.read_text(encoding="utf-8")) for path in engine}
    assert {path: words for path, words in found.items() if words} == {}
