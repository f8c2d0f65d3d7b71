"""From outcome to next steps, doors, instruments and the marks on the ladder."""

import json

import pytest
from hypothesis import given

from tests.sample_pack import ladder_scan, sample_pack
from tests.strategies import answers, answers_with_blanks
from trede.core.advice import advise, next_rung, outcome_document, score_scan, step_for
from trede.core.errors import InputError
from trede.core.explain import explain
from trede.core.scan import RUNG_LEVEL, TOPICS, score

PACK = sample_pack()
SCAN = PACK.scans["ladder"]
CONTRACT_KEYS = [
    *("scan", "rule", "pack", "answers", "phase", "between", "toward", "still_in", "pattern", "provisional"),
    *("attention", "cyber", "next_steps", "instruments", "doors", "reasons"),
]


@pytest.mark.parametrize(
    ("given_answers", "order"),
    [
        ("CCCCDDD", "tools data processes skills safety ai strategy"),  # nothing stands out: question order
        ("DDDDCCC", "safety strategy ai tools data processes skills"),  # attention first, in the order of the rule
        ("DDDDBDD", "safety tools data processes skills ai strategy"),
        ("AEEEBEE", "safety tools data processes skills ai strategy"),  # far behind goes before the lowest topic
        ("AAAAAAA", "safety tools data processes skills ai strategy"),
        ("CCD-D-D", "tools data processes safety strategy"),  # only what was answered
        ("CC-----", "tools data"),
        ("-------", ""),
    ],
)
def test_order_of_next_steps(given_answers: str, order: str) -> None:
    steps = advise(PACK, SCAN, score(given_answers)).next_steps
    assert [step.topic for step in steps] == order.split()


@pytest.mark.parametrize("letter_and_band", ["A A-B", "B A-B", "C C-D", "D C-D", "E E-F", "F E-F"])
def test_the_band_is_that_of_the_answer(letter_and_band: str) -> None:
    letter, band = letter_and_band.split()
    step = advise(PACK, SCAN, score(letter * 7)).first_step
    assert step is not None
    assert step.band == band
    assert step.text.nl.endswith(band)


def test_a_band_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError, match="tools"):
        step_for(SCAN.questions[0], "Z")


@pytest.mark.parametrize(
    ("given_answers", "doors"),
    [
        ("BBBBBBB", ["desk"]),
        ("CCCCDDD", ["hub"]),
        ("AABBCCC", ["desk"]),  # on the way to the next stage: the doors of where you are
        ("BBBCCCD", ["desk", "hub"]),  # between two stages: the lower first
        ("EEEEEEE", ["lab", "hub"]),
        ("DDDEEEF", ["hub", "lab"]),  # between, each door once
        ("AAAEEEE", ["desk", "lab", "hub"]),  # a mixed picture: the front door first
        ("DDDDBDD", ["guard", "hub"]),  # safety far behind
        ("EEEEAAA", ["guard", "desk", "lab", "hub"]),  # both: safety first, then the front door
        ("CCCC-CC", ["desk"]),  # no phase
    ],
)
def test_doors(given_answers: str, doors: list[str]) -> None:
    assert list(advise(PACK, SCAN, score(given_answers)).doors) == doors


@pytest.mark.parametrize(
    ("given_answers", "instruments"),
    [
        ("BBBBBBB", ["voucher"]),
        ("CCCDDDB", ["subsidy"]),  # between, the same instrument once
        ("BBBCCCD", ["voucher", "subsidy"]),  # between over a border: both, the lower first
        ("DDDEEEF", ["subsidy", "fund", "programme"]),
        ("AABBCCC", ["voucher"]),
        ("CCCC-CC", []),
    ],
)
def test_instruments(given_answers: str, instruments: list[str]) -> None:
    advice = advise(PACK, SCAN, score(given_answers))
    assert list(advice.instruments) == instruments
    assert advice.no_instrument == (not instruments)


def test_a_region_without_instruments_says_so() -> None:
    pack = sample_pack(instruments=False)
    advice = advise(pack, SCAN, score("CCCCCCC"))
    assert advice.instruments == ()
    assert advice.no_instrument


@pytest.mark.parametrize(
    ("given_answers", "marked", "following"),
    [
        ("BBBBBBB", ["starten"], "funderen"),
        ("CCCDDDB", ["funderen", "optimaliseren"], "optimaliseren"),
        ("AAACCCD", ["orienteren", "funderen"], "funderen"),
        ("AAAACCC", ["orienteren"], "funderen"),  # on the way: the rung it is heading for
        ("FFFFFFF", ["transformeren"], None),
        ("AAAEEEE", [], None),
        ("BBCCDDE", [], None),
        ("CCCC-CC", [], None),
    ],
)
def test_marks_on_the_ladder(given_answers: str, marked: list[str], following: str | None) -> None:
    advice = advise(PACK, SCAN, score(given_answers))
    assert list(advice.headline_rungs) == marked
    assert advice.next_rung == following


@given(answers)
def test_the_next_rung_is_above_the_phase(given_answers: str) -> None:
    outcome = score(given_answers)
    following = next_rung(outcome)
    if following is not None and outcome.phase is not None:
        assert RUNG_LEVEL[following] >= RUNG_LEVEL[outcome.phase]
        assert following != outcome.phase or outcome.between is not None


@given(answers_with_blanks)
def test_every_outcome_has_a_way_on(given_answers: str) -> None:
    outcome = score(given_answers)
    advice = advise(PACK, SCAN, outcome)
    assert len(advice.next_steps) == outcome.answered
    assert (advice.first_step is None) == (outcome.answered == 0)
    assert advice.doors
    assert advice.instruments or advice.no_instrument
    assert explain(outcome)


def test_the_document_is_that_of_the_contract() -> None:
    document = outcome_document(PACK, SCAN, score("CCCCDDD"))
    assert list(document) == CONTRACT_KEYS
    assert json.loads(json.dumps(document)) == document
    assert document["pack"] == "sample@1"
    assert document["toward"] == "optimaliseren"
    assert (document["between"], document["still_in"], document["attention"]) == (None, None, [])
    steps, reasons = document["next_steps"], document["reasons"]
    assert isinstance(steps, list)
    assert isinstance(reasons, list)
    assert steps[0] == {"topic": "tools", "band": "C-D", "text": "tools C-D"}
    assert list(reasons[0]) == ["code", "text", "source"]
    assert reasons[0]["code"] == "most-chosen"


def test_the_document_in_english() -> None:
    reasons = outcome_document(PACK, SCAN, score("CCCCDDD"), "en")["reasons"]
    assert isinstance(reasons, list)
    assert reasons[1]["text"] == "Three answers fit Optimaliseren (en)."


def test_the_questionnaire_decides_topics_and_order() -> None:
    outcome = score_scan(SCAN, "CCCCAAA")
    assert outcome.topics == TOPICS
    assert outcome.attention == ("safety", "strategy", "ai")
    assert score_scan(ladder_scan(), "CCCCAAA") == outcome


def test_a_questionnaire_with_another_rule_is_refused() -> None:
    with pytest.raises(InputError, match="andere regel"):
        score_scan(PACK.scans["basis"], "CCCCCCC")
