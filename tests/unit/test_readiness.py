"""Rule `ai-ready-1`: go or first this, with what comes first in order."""

from typing import get_args, get_type_hints

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sample_checks import AI, AI_ORDER, checks_pack
from trede.core import autonomy, baseline, readiness, scan, skills
from trede.core.cases import run_case
from trede.core.errors import InputError
from trede.core.explain import reason_texts
from trede.core.four_answers import ANSWERS, lengthen, shorten
from trede.core.pack import Scan
from trede.core.pack_rules_checks import check_other_rules
from trede.core.readiness import assess, readiness_document
from trede.core.rules import RULES

PACK = checks_pack()
SCAN = PACK.scans["ai"]
MUSTS = {key for key, (_, must) in AI.items() if must}
ALL_YES: dict[str, str | None] = dict.fromkeys(AI, "ja")
BETTER = {None: 0, "weet-niet": 0, "nee": 0, "deels": 1, "ja": 2}

ai_answers = st.fixed_dictionaries(dict.fromkeys(AI, st.sampled_from((*ANSWERS, None))))


def test_all_yes_is_go() -> None:
    outcome = assess(SCAN, ALL_YES)
    assert (outcome.go, outcome.first, outcome.alongside, outcome.next_steps) == (True, (), (), ())
    assert [reason.code for reason in outcome.reasons] == ["ai-go"]
    assert set(dict(outcome.groups).values()) == {"ready"}


@pytest.mark.parametrize(
    ("answer", "must", "other"),
    [
        ("nee", "ai-must-missing", "ai-missing"),
        ("weet-niet", "ai-must-unknown", "ai-unknown"),
        (None, "ai-must-open", "ai-open"),
        ("deels", "ai-must-partly", None),
    ],
)
def test_a_must_needs_yes_and_the_rest_at_least_partly(answer: str | None, must: str, other: str | None) -> None:
    strict = assess(SCAN, {**ALL_YES, "value": answer})
    assert (strict.go, strict.first) == (False, ("value",))
    assert [reason.code for reason in strict.reasons] == [must]
    mild = assess(SCAN, {**ALL_YES, "work": answer})
    assert mild.go == (other is None)
    assert [reason.code for reason in mild.reasons] == ([other] if other else ["ai-go", "ai-alongside"])


def test_musts_come_first_then_the_order_of_the_pack() -> None:
    outcome = assess(SCAN, {**dict.fromkeys(AI, "nee"), "owner": "deels"})
    order = [key for key in AI_ORDER if key in MUSTS] + [key for key in AI_ORDER if key not in MUSTS | {"owner"}]
    assert list(outcome.first) == order
    assert [step.topic for step in outcome.next_steps] == [*order, "owner"]
    assert outcome.next_steps[-1].band == "deels"


def test_three_levels_and_what_stands_beside_them() -> None:
    groups = dict(assess(SCAN, {**ALL_YES, "data": "deels", "owner": "nee", "safety": "deels"}).groups)
    assert groups == {
        "technical": "partly",
        "organisational": "not-yet",
        "process": "ready",
        "business-case": "ready",
        "small-test": "ready",
        "control": "not-yet",
    }


def test_what_fits_the_rung() -> None:
    fitting = assess(SCAN, ALL_YES, rung="starten").rung_step
    assert fitting is not None
    assert fitting.nl == "Probeer iets kleins"
    assert assess(SCAN, ALL_YES, rung="funderen").rung_step is None


@given(ai_answers)
def test_go_exactly_when_nothing_comes_first(answers: dict[str, str | None]) -> None:
    outcome = assess(SCAN, answers)
    assert outcome.go == (not outcome.first)
    assert outcome.go == all(answers[key] == "ja" if key in MUSTS else answers[key] in {"ja", "deels"} for key in AI)
    ready = {key for key in AI if answers[key] == "ja"}
    assert {*outcome.first, *outcome.alongside} == set(AI) - ready
    assert not set(outcome.first) & set(outcome.alongside)
    assert [step.topic for step in outcome.next_steps] == [*outcome.first, *outcome.alongside]


@given(ai_answers)
def test_every_topic_that_comes_first_stands_in_one_reason(answers: dict[str, str | None]) -> None:
    outcome = assess(SCAN, answers)
    named = [topic for reason in outcome.reasons for topic in reason.values.get("topics", ()) if topic]  # type: ignore[union-attr]
    assert sorted(map(str, named)) == sorted([*outcome.first, *outcome.alongside])
    assert ("ai-go" in {reason.code for reason in outcome.reasons}) == outcome.go
    assert all(reason.source for reason in outcome.reasons)
    assert all(reason_texts(PACK, SCAN, outcome.reasons, language) for language in ("nl", "en"))


@given(ai_answers, st.sampled_from(sorted(AI)), st.sampled_from(ANSWERS))
def test_a_better_answer_never_puts_more_in_front(answers: dict[str, str | None], key: str, answer: str) -> None:
    if BETTER[answer] < BETTER[answers[key]]:
        return
    before, after = assess(SCAN, answers), assess(SCAN, {**answers, key: answer})
    assert set(after.first) <= set(before.first)
    assert after.go >= before.go


@given(ai_answers)
def test_answers_survive_being_stored(answers: dict[str, str | None]) -> None:
    stored = shorten(SCAN, answers)
    assert len(stored) == len(AI)
    assert lengthen(SCAN, stored) == answers


@pytest.mark.parametrize("stored", ["", "j", "j" * 11, "jjjjjjjjjx", "JJJJJJJJJJ"])
def test_what_was_not_stored_like_this_is_refused(stored: str) -> None:
    with pytest.raises(InputError):
        lengthen(SCAN, stored)


@pytest.mark.parametrize(
    ("answers", "rung"), [({"data": "yes"}, None), ({"dat": "ja"}, None), ({}, "begin"), ({"data": "A"}, None)]
)
def test_what_cannot_be_read_is_refused(answers: dict[str, str | None], rung: str | None) -> None:
    with pytest.raises(InputError):
        assess(SCAN, answers, rung=rung)


def test_another_rule_is_refused() -> None:
    with pytest.raises(InputError):
        assess(PACK.scans["basis"], {})


def test_the_document_and_a_policy_case() -> None:
    document = readiness_document(PACK, SCAN, {**ALL_YES, "safety": "nee"}, rung="starten", language="en")
    assert (document["go"], document["first"], document["rung_step"]) == (False, ["safety"], "Probeer iets kleins (en)")
    fields = {
        "case": "x",
        "scan": "ai",
        "given": {"answers": {**ALL_YES, "safety": "nee"}, "rung": "starten"},
        "expect": {"go": "no", "first": ["safety"], "reasons": ["ai-must-missing"], "next_steps": ["safety"]},
    }
    assert run_case(PACK, fields).passed
    wrong = run_case(PACK, {**fields, "expect": {"go": True}})
    assert [item.key for item in wrong.differences] == ["go"]
    for given_ in ({"answers": "ja"}, {"answers": {"data": 1}}, {"answers": {}, "rung": 3}):
        assert run_case(PACK, {**fields, "given": given_}).error


def test_every_rule_that_a_pack_may_name_runs() -> None:
    names = set(get_args(get_type_hints(Scan)["rule"]))
    assert names == set(RULES)
    assert {scan.RULE, baseline.RULE, readiness.RULE, autonomy.RULE, skills.RULE} == names


def problems(changed: Scan) -> list[str]:
    return [f"{error.key}: {error.message}" for error in check_other_rules("scans/ai.yml", changed)]


def test_the_pack_check_knows_what_the_rule_needs() -> None:
    whole = msgspec.structs.replace(SCAN, by_rung={})
    assert problems(whole) == []
    replace = msgspec.structs.replace
    assert "groups: the group `control` is missing" in problems(replace(SCAN, groups=SCAN.groups[:-1]))
    fewer = replace(SCAN, questions=SCAN.questions[:-1])
    assert "questions: no question asks about human-control" in problems(fewer)
    assert "attention_order: the order names something else or twice" in problems(fewer)
    assert "attention_order: the order misses explanation" in problems(replace(SCAN, attention_order=AI_ORDER[:-1]))
    no_must = replace(SCAN, questions=tuple(replace(question, must=False) for question in SCAN.questions))
    assert "questions: no question is a must" in problems(no_must)
    first = replace(SCAN.questions[0], options=SCAN.questions[0].options[:2], next_steps=())
    found = problems(replace(SCAN, questions=(first, *SCAN.questions[1:])))
    assert "questions[0].options: the options are ja, deels" in found
    assert "questions[0].next_steps: no next step for the answers deels, nee, weet-niet" in found
    assert "by_rung.funderen: the text for this rung is missing" not in problems(replace(SCAN, by_rung={}))
