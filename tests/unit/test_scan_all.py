"""Rule `trede-1` over every possible scan: all 279,936 answer sets, all 792 multisets, and an independent reading.

The phase and the pattern depend only on which answers were given, so what is slow is checked per multiset; that this
may be done is itself checked over the full enumeration.
"""

from collections import Counter
from itertools import combinations_with_replacement, product

import pytest

from tests.sample_pack import sample_pack
from trede.core.advice import advise
from trede.core.explain import explain
from trede.core.scan import ATTENTION_ORDER, LETTERS, RUNG_LEVEL, RUNGS, TOPICS, Outcome, read, score

pytestmark = pytest.mark.exhaustive

MULTISETS = ["".join(letters) for letters in combinations_with_replacement(LETTERS, 7)]
POSITION = [TOPICS.index(topic) for topic in ATTENTION_ORDER]
RUNGS_OF = {"A": RUNGS[:2], "B": RUNGS[:2], "C": RUNGS[2:3], "D": RUNGS[3:4], "E": RUNGS[4:5], "F": RUNGS[5:]}


def test_there_are_as_many_sets_as_the_rule_says() -> None:
    assert len(MULTISETS) == 792
    assert len(LETTERS) ** 7 == 279_936


def test_all_answer_sets() -> None:
    """A result exists, is a chosen row, ignores the order of questions, and names the right topics and safety band."""
    kinds: dict[tuple[object, ...], Outcome] = {}
    for letters in product(LETTERS, repeat=7):
        outcome = score("".join(letters))
        reading = read("".join(sorted(letters)))
        assert outcome.phase == reading.phase
        assert outcome.pattern == reading.pattern
        assert outcome.attention == _attention(letters)
        assert not outcome.provisional
        kinds[outcome.phase, outcome.between, outcome.pattern, outcome.cyber, outcome.attention[:1]] = outcome
    assert len(kinds) > 100
    for outcome in kinds.values():
        _check_advice(outcome)


def test_every_multiset_has_a_chosen_phase_and_reasons() -> None:
    for given in MULTISETS:
        outcome = score(given)
        chosen = {rung for letter in given for rung in RUNGS_OF[letter]}
        assert outcome.phase in chosen
        assert {outcome.toward, outcome.still_in, *(outcome.between or ())} - {None} <= chosen
        assert next(reason.code for reason in explain(outcome)) == "most-chosen"
        assert all(reason.source for reason in explain(outcome))


def test_all_seven_one_step_up_never_lowers_the_rung() -> None:
    up = str.maketrans("ABCDEF", "BCDEFF")
    for given in MULTISETS:
        assert RUNG_LEVEL[read(given).phase] <= RUNG_LEVEL[read(given.translate(up)).phase], given


def test_the_rule_agrees_with_an_independent_reading_of_its_text() -> None:
    """Also for five and six answers: 1,506 multisets in all."""
    for size in (5, 6, 7):
        for letters in combinations_with_replacement(LETTERS, size):
            reading = read("".join(letters))
            found = (reading.phase, reading.between, reading.toward, reading.still_in, reading.pattern)
            assert found == _literally("".join(letters)), letters


def _attention(letters: tuple[str, ...]) -> tuple[str, ...]:
    low = [index for index in POSITION if all(letters[index] <= other for other in letters)]
    if len(low) == 7:
        return ()
    if len(low) > 3:
        return ("safety",) if letters[4] == "A" else ()
    return tuple(TOPICS[index] for index in low)


def _check_advice(outcome: Outcome) -> None:
    """Every result has a next step, a door and an instrument or an honest "none"."""
    pack = sample_pack()
    advice = advise(pack, pack.scans["ladder"], outcome)
    assert len(advice.next_steps) == 7
    assert advice.doors
    assert advice.instruments or advice.no_instrument
    if outcome.cyber in ("basics-first", "far-behind"):
        assert advice.next_steps[0].topic == "safety"
        assert advice.doors[0] == "guard"
    if outcome.pattern in ("two-sided", "spread"):
        assert advice.headline_rungs == ()
        assert "desk" in advice.doors[:2]


_Literal = tuple[str, tuple[str, str] | None, str | None, str | None, str]


def _literally(given: str) -> _Literal:
    """The rule written out a second time, straight from its text, for comparison only."""
    count = Counter(dict(zip("ABCDEF", (0, 0, 1, 2, 3, 4), strict=True))[letter] for letter in given)
    middle_row = next(row for row, letters in enumerate(("AB", "C", "D", "E", "F")) if _middle(given) in letters)
    top = [row for row in range(5) if count[row] == max(count.values())]
    phase = min(top, key=lambda row: (abs(row - middle_row), row))
    names = [_low(given), *RUNGS[2:]]
    pattern = _literal_pattern(count, top, phase)
    return (
        names[phase],
        (names[top[0]], names[top[1]]) if pattern == "between" else None,
        names[phase + 1] if pattern == "heading-up" else None,
        names[phase - 1] if pattern == "partly-lower" else None,
        pattern,
    )


def _middle(given: str) -> str:
    return given[(len(given) - 1) // 2]


def _low(given: str) -> str:
    more_a, more_b = given.count("A") > given.count("B"), given.count("B") > given.count("A")
    return "orienteren" if more_a or (not more_b and _middle(given) == "A") else "starten"


def _literal_pattern(count: Counter[int], top: list[int], phase: int) -> str:
    largest = count[phase]
    far = [row for row in range(5) if abs(row - phase) >= 2]
    qualifying = [row for row in (phase - 1, phase + 1) if count[row] == largest - 1 and count[row] >= 2]
    fits = {
        "equal": len(count) == 1,
        "spread": largest == 2 or len(top) >= 3,
        "two-sided": any(count[row] >= 3 for row in far) or any(row in top for row in far),
        "between": len(top) == 2 and top[1] - top[0] == 1,
        "heading-up": qualifying == [phase + 1],
        "partly-lower": qualifying == [phase - 1],
        "clear": True,
    }
    return next(pattern for pattern, applies in fits.items() if applies)
