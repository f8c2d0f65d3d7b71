"""Rule `baseline-1`: reached or not, what is missing, what comes next, and the protection needed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sample_pack import sample_pack
from tests.strategies import rungs
from trede.core.baseline import CLASS_ASKS, assess, baseline_document, protection_needed
from trede.core.errors import InputError
from trede.core.explain import reason_text
from trede.core.four_answers import ANSWERS
from trede.core.scan import RUNG_LEVEL

PACK = sample_pack()
SCAN = PACK.scans["basis"]
MUSTS = ("updates", "backup", "codes")
KEYS = ("list", "updates", "backup", "drill", "codes")
ALL_YES: dict[str, str | None] = dict.fromkeys(KEYS, "ja")

baseline_answers = st.fixed_dictionaries(
    dict.fromkeys(KEYS, st.sampled_from((*ANSWERS, None)))  # every question answered or left open
)


def test_reached_when_every_must_is_in_place() -> None:
    outcome = assess(SCAN, {**ALL_YES, "list": "nee", "drill": "weet-niet"})
    assert outcome.reached
    assert (outcome.missing, outcome.unknown) == ((), ("drill",))
    assert [reason.code for reason in outcome.reasons] == ["baseline-reached"]
    assert [step.topic for step in outcome.next_steps] == ["list", "drill"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [("nee", "missing"), ("deels", "partly"), ("weet-niet", "unknown"), (None, "open")],
)
def test_anything_but_yes_to_a_must_is_not_reached(answer: str | None, code: str) -> None:
    outcome = assess(SCAN, {**ALL_YES, "backup": answer})
    assert not outcome.reached
    assert outcome.missing == ("backup",)
    assert [reason.code for reason in outcome.reasons] == [f"baseline-{code}"]
    assert "Maatregel backup" in reason_text(PACK, SCAN, outcome.reasons[0])


def test_a_question_that_is_absent_is_open() -> None:
    outcome = assess(SCAN, {"updates": "ja"})
    assert outcome.unanswered == ("list", "backup", "drill", "codes")
    assert outcome.missing == ("backup", "codes")


def test_musts_come_first_and_the_step_fits_the_answer() -> None:
    outcome = assess(SCAN, {**ALL_YES, "list": "nee", "codes": "deels", "updates": "weet-niet"})
    assert [(step.topic, step.band) for step in outcome.next_steps] == [
        ("updates", "nee"),
        ("codes", "deels"),
        ("list", "nee"),
    ]


def test_what_comes_next_on_the_rung() -> None:
    after = assess(SCAN, ALL_YES, rung="starten").rung_step
    assert after is not None
    assert after.nl == "Daarna de rest"
    assert assess(SCAN, ALL_YES, rung="funderen").rung_step is None
    assert assess(SCAN, ALL_YES).rung_step is None


@given(baseline_answers)
def test_reached_exactly_when_nothing_is_missing(given_answers: dict[str, str | None]) -> None:
    outcome = assess(SCAN, given_answers)
    assert outcome.reached == all(given_answers[key] == "ja" for key in MUSTS)
    assert outcome.reached == (not outcome.missing)
    assert {step.topic for step in outcome.next_steps} == {key for key in KEYS if given_answers[key] != "ja"}
    assert outcome.reasons


@given(baseline_answers, st.sampled_from(KEYS))
def test_a_better_answer_never_takes_the_baseline_away(given_answers: dict[str, str | None], key: str) -> None:
    before = assess(SCAN, given_answers)
    after = assess(SCAN, {**given_answers, key: "ja"})
    assert after.reached >= before.reached
    assert set(after.missing) <= set(before.missing)


@pytest.mark.parametrize(
    ("given_answers", "rung"), [({"updates": "yes"}, None), ({"uptades": "ja"}, None), ({}, "starter")]
)
def test_what_cannot_be_read_is_refused(given_answers: dict[str, str | None], rung: str | None) -> None:
    with pytest.raises(InputError):
        assess(SCAN, given_answers, rung=rung)


def test_another_rule_is_refused() -> None:
    with pytest.raises(InputError):
        assess(PACK.scans["ladder"], {})


def test_the_document() -> None:
    document = baseline_document(PACK, SCAN, {"updates": "ja", "backup": "deels"}, rung="starten", language="en")
    assert document["answers"] == {"list": None, "updates": "ja", "backup": "deels", "drill": None, "codes": None}
    assert (document["reached"], document["missing"]) == (False, ["backup", "codes"])
    assert document["rung_step"] == "Daarna de rest (en)"
    reasons = document["reasons"]
    assert isinstance(reasons, list)
    assert reasons[0]["text"] == "This part of the baseline is partly in place: ‘Maatregel backup (en)’."


@pytest.mark.parametrize(
    ("rung", "risk_class", "needed"),
    [
        ("orienteren", None, "starten"),  # nobody needs less than the basics
        ("orienteren", 4, "innoveren"),  # a low rung, a high risk
        ("transformeren", 1, "transformeren"),
        ("funderen", 2, "funderen"),
        (None, 3, "optimaliseren"),
        (None, None, None),
    ],
)
def test_the_higher_of_rung_and_class(rung: str | None, risk_class: int | None, needed: str | None) -> None:
    assert protection_needed(rung, risk_class).needed == needed


@given(rungs, st.sampled_from(sorted(CLASS_ASKS)))
def test_protection_is_never_below_either(rung: str, risk_class: int) -> None:
    protection = protection_needed(rung, risk_class)
    assert protection.needed is not None
    level = RUNG_LEVEL[protection.needed]
    assert level >= RUNG_LEVEL[rung]
    assert level >= RUNG_LEVEL[CLASS_ASKS[risk_class]]
    assert protection.needed in {protection.by_rung, protection.by_class}
    assert [reason.code for reason in protection.reasons] == [
        "protection-rung",
        "protection-class",
        "protection-needed",
    ]
    assert all(reason_text(PACK, SCAN, reason) for reason in protection.reasons)


@pytest.mark.parametrize(("rung", "risk_class"), [("funderen", 0), ("funderen", 5), ("begin", 1)])
def test_unknown_rung_or_class(rung: str, risk_class: int) -> None:
    with pytest.raises(InputError):
        protection_needed(rung, risk_class)
