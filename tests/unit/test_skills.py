"""Rule `skills-1`: kinds of people, shown per department of ten or more, in words that stand for several people."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sample_checks import SKILLS, checks_pack
from trede.core.cases import run_case
from trede.core.errors import InputError
from trede.core.explain import reason_texts
from trede.core.pack_rules_checks import check_other_rules
from trede.core.skills import (
    ANSWERS,
    BANDS,
    KINDS,
    LEAST_PEOPLE,
    check_departments,
    classify,
    compare_rounds,
    department,
)

PACK = checks_pack()
SCAN = PACK.scans["skills"]
FRONT, FOLLOWER, SUPPORT = KINDS
KIND_LEVEL = {SUPPORT: 0, FOLLOWER: 1, FRONT: 2}

skill_answers = st.fixed_dictionaries(dict.fromkeys(SKILLS, st.sampled_from((*ANSWERS, None))))
filled_in = st.fixed_dictionaries(dict.fromkeys(SKILLS, st.sampled_from(ANSWERS)))
people = st.lists(st.sampled_from(KINDS), max_size=40)
enough_people = st.lists(st.sampled_from(KINDS), min_size=LEAST_PEOPLE, max_size=40)


def person(*answers: str | None) -> str | None:
    return classify(SCAN, dict(zip(SKILLS, answers, strict=True))).kind


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        (("uitleg",) * 5, FRONT),
        (("uitleg", "uitleg", "uitleg", "zelf", "zelf"), FRONT),
        (("uitleg", "uitleg", "zelf", "zelf", "zelf"), FOLLOWER),
        (("uitleg", "uitleg", "uitleg", "uitleg", "hulp"), FOLLOWER),
        (("zelf",) * 5, FOLLOWER),
        (("zelf", "zelf", "zelf", "hulp", "nog-niet"), FOLLOWER),
        (("zelf", "zelf", "hulp", "hulp", "nog-niet"), SUPPORT),
        (("uitleg", "uitleg", "hulp", "hulp", "hulp"), SUPPORT),
        (("uitleg", "uitleg", "uitleg", "uitleg", None), FRONT),
        (("zelf", "zelf", "zelf", None, None), None),
        ((None,) * 5, None),
    ],
)
def test_the_kind_of_a_person(answers: tuple[str | None, ...], kind: str | None) -> None:
    assert person(*answers) == kind


@given(skill_answers)
def test_everyone_gets_reasons_and_nobody_a_mark(answers: dict[str, str | None]) -> None:
    found = classify(SCAN, answers)
    assert found.reasons
    assert found.practise == tuple(key for key in SKILLS if answers[key] in {"hulp", "nog-niet"})
    for language in ("nl", "en"):
        texts = reason_texts(PACK, SCAN, found.reasons, language)
        assert not any(character.isdigit() for sentence in texts for character in sentence)


@given(filled_in, st.sampled_from(SKILLS), st.sampled_from(ANSWERS))
def test_a_better_answer_never_gives_a_lower_kind(answers: dict[str, str], key: str, answer: str) -> None:
    if ANSWERS.index(answer) > ANSWERS.index(answers[key]):
        return
    before, after = classify(SCAN, answers).kind, classify(SCAN, {**answers, key: answer}).kind
    assert before is not None
    assert after is not None
    assert KIND_LEVEL[after] >= KIND_LEVEL[before]


@given(people, st.integers(min_value=0, max_value=20))
def test_a_department_is_shown_from_ten_people_on(kinds: list[str], minimum: int) -> None:
    found = department(kinds, minimum=minimum)
    assert found.shown == (len(kinds) >= max(minimum, LEAST_PEOPLE))
    assert found.reason.code == ("skills-department" if found.shown else "skills-too-few-people")
    assert found.shown or found.bands is None


@given(enough_people)
def test_a_department_is_words_for_each_kind(kinds: list[str]) -> None:
    bands = department(kinds).bands
    assert bands is not None
    assert [kind for kind, _ in bands] == list(KINDS)
    assert {band for _, band in bands} <= set(BANDS)


@given(st.lists(st.sampled_from(KINDS), min_size=LEAST_PEOPLE, max_size=LEAST_PEOPLE + 4), st.sampled_from(KINDS))
def test_few_never_says_whether_it_is_nobody_or_somebody(kinds: list[str], kind: str) -> None:
    """In a small department one person of a kind is shown as nobody of it."""
    others = [other for other in kinds if other != kind]
    if len(others) >= LEAST_PEOPLE:
        none = dict(department(others[:LEAST_PEOPLE]).bands or ())
        one = dict(department([*others[: LEAST_PEOPLE - 1], kind]).bands or ())
        assert none[kind] == one[kind] == "few"


@pytest.mark.parametrize(
    ("share", "band"), [(0, "few"), (2, "few"), (3, "less-than-half"), (5, "less-than-half"), (6, "more-than-half"),
                        (7, "more-than-half"), (8, "nearly-all"), (10, "nearly-all")]
)  # fmt: skip
def test_bands_of_ten_people(share: int, band: str) -> None:
    bands = dict(department([FRONT] * share + [FOLLOWER] * (10 - share)).bands or ())
    assert bands[FRONT] == band


@given(people, people)
def test_two_rounds_are_compared_only_when_both_are_large_enough(before: list[str], after: list[str]) -> None:
    change = compare_rounds(before, after)
    assert change.shown == (min(len(before), len(after)) >= LEAST_PEOPLE)
    if change.kinds is None:
        assert change.reason.code == "skills-too-few-people"
    else:
        moved = any(word != "same" for _, word in change.kinds)
        assert change.reason.code == ("skills-changed" if moved else "skills-unchanged")


@given(enough_people, st.sampled_from(KINDS))
def test_one_person_more_or_less_never_shows(kinds: list[str], kind: str) -> None:
    for after in ([*kinds, kind], [kind, *kinds[1:]]):
        change = compare_rounds(kinds, after)
        assert change.kinds is not None
        assert {word for _, word in change.kinds} == {"same"}


def test_a_real_change_shows() -> None:
    change = compare_rounds([SUPPORT] * 6 + [FOLLOWER] * 4, [SUPPORT] * 2 + [FOLLOWER] * 7 + [FRONT])
    assert dict(change.kinds or ()) == {FRONT: "same", FOLLOWER: "more", SUPPORT: "fewer"}


def test_departments_stand_alone_without_a_total() -> None:
    found = check_departments({"Beleid": [FOLLOWER] * 12, "Staf": [FRONT] * 3})
    assert {name: item.shown for name, item in found.items()} == {"Beleid": True, "Staf": False}


def test_what_is_unknown_is_refused() -> None:
    with pytest.raises(InputError):
        department(["wizard"] * 10)
    with pytest.raises(InputError):
        compare_rounds([FRONT] * 10, ["wizard"] * 10)
    with pytest.raises(InputError):
        classify(SCAN, {"search": "ja"})
    with pytest.raises(InputError):
        classify(PACK.scans["ai"], {})


def test_a_policy_case() -> None:
    fields = {
        "case": "x",
        "scan": "skills",
        "given": {"answers": dict.fromkeys(SKILLS, "hulp")},
        "expect": {"kind": SUPPORT, "practise": list(SKILLS), "reasons": ["skills-needs-support", "skills-practise"]},
    }
    assert run_case(PACK, fields).passed
    assert run_case(PACK, {**fields, "given": {"answers": "hulp"}}).error


def test_the_pack_check_knows_what_the_rule_needs() -> None:
    assert list(check_other_rules("scans/skills.yml", SCAN)) == []
    first = SCAN.questions[0]
    replace = msgspec.structs.replace
    wrong = replace(SCAN, questions=(replace(first, options=first.options[::-1]), *SCAN.questions[1:]))
    assert [error.key for error in check_other_rules("scans/skills.yml", wrong)] == ["questions[0].options"]
