"""Rule `autonomy-1`: a picture per system, the place of its data, and what to ask."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sample_checks import SUBJECTS, SYSTEMS, checks_pack
from trede.core.autonomy import (
    MOST_QUESTIONS,
    MOST_SYSTEMS,
    PICTURES,
    assess,
    autonomy_document,
    lengthen_systems,
    shorten_systems,
)
from trede.core.cases import run_case
from trede.core.errors import InputError
from trede.core.explain import reason_texts
from trede.core.four_answers import ANSWERS
from trede.core.pack import Scan
from trede.core.pack_rules_checks import MOST_STORED, check_other_rules

PACK = checks_pack()
SCAN = PACK.scans["systems"]
FREE: dict[str, str | None] = dict.fromkeys(SYSTEMS, "ja")

system_answers = st.fixed_dictionaries(dict.fromkeys(SYSTEMS, st.sampled_from((*ANSWERS, None))))
systems = st.dictionaries(st.sampled_from(SUBJECTS), system_answers, min_size=1, max_size=MOST_SYSTEMS)


def picture(**others: str | None) -> str:
    """The picture of a system that one leans on and is free in, but for what `others` says."""
    answers = FREE | {"without": "nee"} | {key.replace("_", "-"): answer for key, answer in others.items()}
    return assess(SCAN, {"mail": answers}).systems[0].picture


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ({}, "free"),
        ({"without": "ja"}, "loose"),
        ({"without": "ja", "stop": "nee"}, "loose"),
        ({"without": "deels"}, "free"),
        ({"stop": "nee"}, "stuck"),
        ({"stop": "nee", "take_out": "weet-niet"}, "stuck"),
        ({"stop": "weet-niet"}, "unclear"),
        ({"stop": None}, "unclear"),
        ({"stop": "deels", "take_out": "weet-niet"}, "unclear"),
        ({"stop": "deels"}, "tied"),
        ({"standards": "nee"}, "tied"),
        ({"standards": "weet-niet"}, "tied"),
        ({"without": "weet-niet", "stop": "nee"}, "stuck"),
    ],
)
def test_the_first_picture_that_fits(others: dict[str, str | None], expected: str) -> None:
    assert picture(**others) == expected


@pytest.mark.parametrize(
    ("where", "own_use", "place"),
    [
        ("ja", "ja", "near"),
        ("ja", "deels", "partly"),
        ("nee", "ja", "far"),
        ("nee", None, "far"),
        ("ja", "weet-niet", "unknown"),
        ("deels", None, "unknown"),
    ],
)
def test_the_place_of_data(where: str, own_use: str | None, place: str) -> None:
    found = assess(SCAN, {"mail": FREE | {"where": where, "own-use": own_use}}).systems[0]
    assert found.place == place
    assert [reason.code for reason in found.reasons][1] == f"autonomy-place-{place}"


def test_questions_for_the_supplier_have_ways_out_in_front() -> None:
    found = assess(SCAN, {"mail": dict.fromkeys(SYSTEMS, "nee")}).systems[0]
    assert [step.topic for step in found.questions] == ["take-out", "stop", "where", "own-use", "standards", "without"]
    assert assess(SCAN, {"mail": FREE}).systems[0].questions == ()


def test_what_asks_attention_first_stands_on_top() -> None:
    outcome = assess(SCAN, {"mail": FREE, "files": dict.fromkeys(SYSTEMS), "machines": dict.fromkeys(SYSTEMS, "nee")})
    assert [(system.key, system.picture) for system in outcome.systems] == [
        ("machines", "stuck"),
        ("files", "unclear"),
        ("mail", "loose"),
    ]
    assert (outcome.first, outcome.worst) == ("machines", "stuck")
    assert assess(SCAN, {"mail": FREE}).first is None


@given(systems)
def test_every_system_has_a_picture_reasons_and_what_to_ask(given_: dict[str, dict[str, str | None]]) -> None:
    outcome = assess(SCAN, given_)
    assert {system.key for system in outcome.systems} == set(given_)
    order = [PICTURES.index(system.picture) for system in outcome.systems]
    assert order == sorted(order)
    for system in outcome.systems:
        answers = given_[system.key]
        assert {step.topic for step in system.questions} == {key for key in SYSTEMS if answers[key] != "ja"}
        assert system.reasons[0].code == f"autonomy-{system.picture}"
        assert all(reason.source for reason in system.reasons)
        assert all(reason_texts(PACK, SCAN, system.reasons, language) for language in ("nl", "en"))
        assert all(reason.values.get("topics", ("x",)) for reason in system.reasons), "no empty list of topics"


@given(system_answers, st.sampled_from(sorted(SYSTEMS)))
def test_a_freer_answer_never_makes_the_picture_worse(answers: dict[str, str | None], key: str) -> None:
    before = assess(SCAN, {"mail": answers}).systems[0]
    after = assess(SCAN, {"mail": {**answers, key: "ja"}}).systems[0]
    assert PICTURES.index(after.picture) >= PICTURES.index(before.picture)
    assert {step.topic for step in after.questions} <= {step.topic for step in before.questions}


@given(systems)
def test_answers_survive_being_stored(given_: dict[str, dict[str, str | None]]) -> None:
    stored = shorten_systems(SCAN, given_)
    assert len(stored) == len(given_) * (len(SYSTEMS) + 1) <= MOST_STORED
    assert lengthen_systems(SCAN, stored) == given_


def test_the_most_that_may_be_asked_fits_what_is_stored() -> None:
    assert MOST_SYSTEMS * (MOST_QUESTIONS + 1) <= MOST_STORED


@pytest.mark.parametrize("stored", ["Zjjjjjj", "Ajjj", "jjjjjjj", "Ajjjjjx", "-"])
def test_what_was_not_stored_like_this_is_refused(stored: str) -> None:
    with pytest.raises(InputError):
        lengthen_systems(SCAN, stored)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        dict.fromkeys(SUBJECTS, FREE),
        {"fax": FREE},
        {"mail": {"without": "misschien"}},
        {"mail": {"colour": "ja"}},
    ],
)
def test_what_cannot_be_read_is_refused(wrong: dict[str, dict[str, str | None]]) -> None:
    for act in (assess, shorten_systems):
        with pytest.raises(InputError):
            act(SCAN, wrong)


def test_another_rule_is_refused() -> None:
    with pytest.raises(InputError):
        assess(PACK.scans["ai"], {"mail": FREE})


def test_the_document_and_a_policy_case() -> None:
    answers = {"mail": FREE | {"without": "nee", "stop": "nee"}}
    document = autonomy_document(PACK, SCAN, answers, language="en")
    assert document["questions"] == {"mail": ["begin met stop (en)", "begin met without (en)"]}
    assert document["answers"] == answers
    fields = {
        "case": "x",
        "scan": "systems",
        "given": {"answers": answers},
        "expect": {"pictures": {"mail": "stuck"}, "first": "mail", "reasons": ["autonomy-stuck"]},
    }
    assert run_case(PACK, fields).passed
    assert not run_case(PACK, {**fields, "expect": {"pictures": {"mail": "free"}}}).passed
    unreadable: tuple[dict[str, object], ...] = (
        {"answers": "ja"},
        {"answers": {"mail": "ja"}},
        {"answers": {}},
        {"answers": answers, "rung": "x"},
    )
    for given_ in unreadable:
        assert run_case(PACK, {**fields, "given": given_}).error


def problems(changed: Scan) -> list[str]:
    return [f"{error.key}: {error.message}" for error in check_other_rules("scans/systems.yml", changed)]


def test_the_pack_check_knows_what_the_rule_needs() -> None:
    replace = msgspec.structs.replace
    assert problems(SCAN) == []
    assert "groups: the group `openness` is missing" in problems(replace(SCAN, groups=SCAN.groups[:-1]))
    assert "subjects: this list is empty" in problems(replace(SCAN, subjects=()))
    twice = replace(SCAN, subjects=(*SCAN.subjects, SCAN.subjects[0]))
    assert any("used twice" in problem for problem in problems(twice))
    assert "subjects: are too many" in problems(replace(SCAN, subjects=SCAN.subjects * 5))
    assert "questions: are too many to store" in problems(replace(SCAN, questions=SCAN.questions * 2))
