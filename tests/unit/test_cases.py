"""Policy cases: what passes, what differs, and what is said about a case that cannot be run."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sample_pack import sample_pack
from tests.strategies import answers_with_blanks
from trede.core.advice import outcome_document
from trede.core.baseline import baseline_document
from trede.core.cases import ELSEWHERE, KINDS, CaseError, CaseResult, compare, run_case, run_cases
from trede.core.scan import score

PACK = sample_pack()
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "cases.md"


def case(given_answers: object, /, **expect: object) -> CaseResult:
    """Run a ladder case with these expectations."""
    fields = {"case": "a case", "scan": "ladder", "given": {"answers": given_answers}, "expect": expect}
    return run_case(PACK, fields)


def test_the_case_of_the_contract_passes() -> None:
    expect = {"phase": "funderen", "toward": "optimaliseren", "pattern": "heading-up", "attention": []}
    assert case("CCCCDDD", **expect, cyber="in-step").passed


@pytest.mark.parametrize(
    "answers",
    [
        "ccccddd",
        "CCCC DDD",
        {"tools": "C", "data": "C", "processes": "c", "skills": "C", "safety": "D", "ai": "D", "strategy": "D"},
    ],
)
def test_answers_as_letters_or_per_topic(answers: object) -> None:
    assert case(answers, phase="funderen", toward="optimaliseren", answers="CCCCDDD").passed


def test_blanks_per_topic_are_null_dash_or_absent() -> None:
    answers = {"tools": "C", "data": "C", "processes": "D", "skills": None, "safety": "D", "ai": "-", "strategy": "D"}
    assert case(answers, phase="optimaliseren", provisional=True, answers="CCD-D-D").passed
    assert case({"safety": "D"}, phase=None, answers="----D--").passed


def test_what_differs_is_said() -> None:
    result = case("CCCCDDD", phase="starten", between=["starten", "funderen"], provisional=True, cyber="in-step")
    assert not result.passed
    assert result.error is None
    assert [(item.key, item.expected, item.actual) for item in result.differences] == [
        ("phase", "starten", "funderen"),
        ("between", "[starten, funderen]", "null"),
        ("provisional", "true", "false"),
    ]


@pytest.mark.parametrize(
    ("answers", "key", "value", "passes"),
    [
        ("CCCDDDB", "between", ["funderen", "optimaliseren"], True),
        ("CCCDDDB", "between", ["optimaliseren", "funderen"], False),
        ("DDDDCCC", "attention", ["safety", "strategy", "ai"], True),
        ("DDDDCCC", "attention", ["safety", "ai", "strategy"], False),
        ("DDDDCCC", "attention", ["safety"], False),
        ("DDDDCCC", "attention", [], False),
        ("CCCCCCC", "attention", None, True),
        ("CCCC-CC", "phase", None, True),
        ("CCCC-CC", "phase", "none", True),
        ("CCCCCCC", "phase", None, False),
        ("CCCCCCC", "provisional", "no", True),
        ("CCCCCCC", "provisional", 0, False),
        ("CCD-D-D", "provisional", "ja", True),
        ("CCCCCCC", "instruments", ["subsidy"], True),
        ("BBBCCCD", "instruments", ["subsidy", "voucher"], False),
        ("CCCCCCC", "doors", ["hub"], True),
        ("DDDDBDD", "doors", ["hub"], False),
        ("CCCCDDD", "reasons", ["most-chosen"], True),
        ("CCCCDDD", "reasons", ["most-chosen", "heading-up"], True),
        ("CCCCDDD", "reasons", [{"code": "heading-up"}], True),
        ("CCCCDDD", "reasons", ["heading-up", "most-chosen"], False),
        ("CCCCDDD", "reasons", ["between"], False),
        ("CCCCDDD", "reasons", [], False),
        ("DDDDBDD", "next_steps", ["safety"], True),
        ("DDDDBDD", "next_steps", [{"topic": "safety", "band": "A-B"}, {"topic": "tools"}], True),
        ("DDDDBDD", "next_steps", [{"topic": "tools"}, {"topic": "safety"}], False),
        ("DDDDBDD", "next_steps", [{"topic": "safety", "band": "C-D"}], False),
        ("-------", "next_steps", [], True),
        ("CCCCCCC", "next_steps", [], False),
    ],
)
def test_only_what_is_named_is_compared(answers: str, key: str, value: object, passes: bool) -> None:
    result = case(answers, **{key: value})
    assert result.error is None
    assert result.passed == passes


@given(answers_with_blanks, st.data())
def test_any_part_of_the_outcome_itself_passes(answers: str, data: st.DataObject) -> None:
    document = outcome_document(PACK, PACK.scans["ladder"], score(answers))
    keys = data.draw(st.sets(st.sampled_from(sorted(document)), min_size=1))
    assert case(answers, **{key: document[key] for key in keys}).passed


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ("text", "`case:`, `scan:`, `given:` and `expect:`"),
        ({"scan": "ladder"}, "case 3 has no name"),
        ({"case": "x"}, "has none"),
        ({"case": "x", "scan": "ladder", "clock": "decision"}, "has `scan`, `clock`"),
        ({"case": "x", "scan": 7, "given": {}, "expect": {}}, "`scan` must name one"),
        ({"case": "x", "scan": "ladder", "expect": {"phase": "x"}}, "`given` needs keys"),
        ({"case": "x", "scan": "ladder", "given": {"answers": "CCCCCCC"}}, "`expect` needs keys"),
        ({"case": "x", "scan": "ladder", "given": {"answers": "CCCCCCC"}, "expect": {}}, "`expect` is empty"),
        ({"case": "x", "scan": "ladder", "given": {}, "expect": {"phase": "x"}}, "`given` has no `answers`"),
        ({"case": "x", "scan": "nope", "given": {}, "expect": {"phase": "x"}}, "there is no scan `nope` in sample@1"),
        ({"case": "x", "scan": "ai", "given": {"answers": "C"}, "expect": {"go": True}}, "is an answer per question"),
        ({"case": "x", "scan": "ladder", "given": {"answer": "C"}, "expect": {"phase": "x"}}, "unknown key `answer`"),
        ({"case": "x", "scan": "ladder", "gives": {}, "given": {}, "expect": {"a": 1}}, "unknown key `gives`"),
    ],
)
def test_a_case_that_cannot_be_run_says_why(fields: object, says: str) -> None:
    result = run_case(PACK, fields, 3)
    assert not result.passed
    assert result.error is not None
    assert says in result.error


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ("CCC", "7 answers are needed and 3 were given"),
        ("1e5", "'1' is not an answer"),
        (1234567, "seven letters"),
        (None, "seven letters"),
        (["C"], "seven letters"),
        ({"tols": "C"}, "unknown topic `tols`"),
        ({"tools": True}, "one letter A to F"),
        ({"tools": "CC"}, "one letter A to F"),
        ({"tools": "G"}, "'G' is not an answer"),
        ({"tools": ""}, "one letter A to F"),
    ],
)
def test_answers_that_cannot_be_read(answers: object, says: str) -> None:
    result = case(answers, phase="funderen")
    assert result.error is not None
    assert says in result.error


@pytest.mark.parametrize(
    ("expect", "says"),
    [
        ({"fase": "funderen"}, "unknown key `fase` in `expect`"),
        ({"phase": "funderen", "score": 3}, "unknown key `score` in `expect`"),
        ({"reasons": "most-chosen"}, "`reasons` in `expect` is a list"),
        ({"reasons": [3]}, "each item of `reasons` is a code"),
        ({"next_steps": [{"thema": "tools"}]}, "unknown key `thema` in `next_steps`"),
        ({"next_steps": "tools"}, "`next_steps` in `expect` is a list"),
    ],
)
def test_an_unknown_key_is_an_error_that_names_it(expect: dict[str, object], says: str) -> None:
    result = case("CCCCDDD", **expect)
    assert result.error is not None
    assert says in result.error


def test_baseline_cases() -> None:
    given_answers = {"updates": "ja", "backup": "ja", "codes": "weet-niet"}
    fields = {
        "case": "unknown is not reached",
        "scan": "basis",
        "given": {"answers": given_answers, "rung": "starten"},
        "expect": {"reached": "no", "missing": ["codes"], "unknown": ["codes"], "reasons": ["baseline-unknown"]},
    }
    assert run_case(PACK, fields).passed
    for answers in ("ja", {"updates": True}, {"updates": "yes"}):
        assert run_case(PACK, {**fields, "given": {"answers": answers}}).error
    assert run_case(PACK, {**fields, "given": {"answers": given_answers, "rung": 3}}).error


def test_one_wrong_case_does_not_stop_the_others() -> None:
    right = {"case": "right", "scan": "ladder", "given": {"answers": "CCCCCCC"}, "expect": {"phase": "funderen"}}
    results = run_cases(PACK, [right, {"case": "wrong"}, None, {**right, "case": 5}])
    assert [(result.name, result.passed) for result in results] == [
        ("right", True),
        ("wrong", False),
        ("case 3", False),
        ("5", True),
    ]


@pytest.mark.parametrize(("cases", "says"), [({}, "expected a list"), (None, "expected a list"), ([], "no cases")])
def test_a_file_without_cases(cases: object, says: str) -> None:
    with pytest.raises(CaseError, match=says):
        run_cases(PACK, cases)


def test_dates_and_maps_are_compared_as_written() -> None:
    actual = {"deadline": "2027-03-29", "reserved": {"B": 20000}, "share": 0.5}
    assert compare({"deadline": date(2027, 3, 29), "reserved": {"B": 20000.00}}, actual) == []
    found = compare({"deadline": date(2027, 3, 30), "reserved": {"A": date(2027, 1, 1)}, "share": 1}, actual)
    assert [(item.expected, item.actual) for item in found] == [
        ("2027-03-30", "2027-03-29"),
        ("{A: 2027-01-01}", "{B: 20000}"),
        ("1", "0.5"),
    ]


def test_the_reference_names_every_kind_key_and_code() -> None:
    named = set(re.findall(r"`([a-z_-]+)`", PAGE.read_text(encoding="utf-8")))
    documents = (
        outcome_document(PACK, PACK.scans["ladder"], score("CCCCCCC")),
        baseline_document(PACK, PACK.scans["basis"], {}),
    )
    keys = {key for document in documents for key in document}
    other = ("flow-", "protection-")
    codes = {key.split(".")[1] for key in PACK.texts if key.startswith("reason.")}
    assert {*KINDS, *ELSEWHERE} <= named
    assert keys <= named
    assert {code for code in codes if not code.startswith(other)} <= named
