"""Rule `trede-1` on single scans: the worked examples, each definition at its edge, and properties."""

import pytest
from hypothesis import given

from tests.strategies import answers, answers_with_blanks, provisional_answers, shuffled
from trede.core.errors import InputError
from trede.core.scan import LEVEL, ROW, RUNG_LEVEL, RUNGS, TOPICS, parse_answers, read_per_letter, score

WORKED_EXAMPLES = [
    # answers, phase, (between, toward, still in), pattern, attention, cyber
    ("BBBBBBB", "starten", (None, None, None), "equal", (), "in-step"),
    ("CCCCCDD", "funderen", (None, None, None), "clear", (), "in-step"),
    ("CCCCDDD", "funderen", (None, "optimaliseren", None), "heading-up", (), "in-step"),
    ("DDDDCCC", "optimaliseren", (None, None, "funderen"), "partly-lower", ("safety", "strategy", "ai"), "attention"),
    ("CCCDDDB", "funderen", (("funderen", "optimaliseren"), None, None), "between", ("strategy",), "in-step"),
    ("AABBCCC", "starten", (None, "funderen", None), "heading-up", ("tools", "data"), "in-step"),
    ("AAAEEEE", "innoveren", (None, None, None), "two-sided", ("tools", "data", "processes"), "in-step"),
    ("BBCCDDE", "funderen", (None, None, None), "spread", ("tools", "data"), "in-step"),
    ("DDDDBDD", "optimaliseren", (None, None, None), "clear", ("safety",), "far-behind"),
    ("CCD-D-D", "optimaliseren", (None, None, "funderen"), "partly-lower", ("tools", "data"), "in-step"),
    ("CCCC-CC", None, (None, None, None), None, (), None),
]


@pytest.mark.parametrize("example", WORKED_EXAMPLES, ids=lambda example: example[0])
def test_worked_examples_of_the_policy_rule(example: tuple[object, ...]) -> None:
    given_answers, phase, neighbours, pattern, attention, cyber = example
    outcome = score(str(given_answers))
    assert outcome.phase == phase
    assert (outcome.between, outcome.toward, outcome.still_in) == neighbours
    assert (outcome.pattern, outcome.attention, outcome.cyber) == (pattern, attention, cyber)
    assert outcome.stands_out == bool(attention)


@pytest.mark.parametrize(
    ("given_answers", "pattern"),
    [
        ("ABABABA", "equal"),  # one row, two letters
        ("AABBCCD", "clear"),  # four in one row, two above: one too few to show a direction
        ("AABCCDD", "heading-up"),  # row D lies two away but has two answers, not three
        ("DDDAAFF", "clear"),  # two rows two away, two answers each
        ("CCCAEEE", "two-sided"),  # tied two rows away
        ("CCCCEEE", "two-sided"),  # three answers two rows away
        ("BBCCCDD", "clear"),  # both neighbours qualify
        ("CCCDDEF", "heading-up"),
        ("CCDDDEF", "partly-lower"),
        ("CDDDEFF", "clear"),  # a neighbour with one answer shows no direction
        ("AACCDDE", "spread"),  # three rows tied at two
        ("BBCDEEF", "spread"),  # the largest count is two
        ("CCCD-DD", None),
        ("CC-CDDD", "between"),
        ("CC-CEEE", "two-sided"),
        ("CC--DDE", "spread"),
        ("-CDEFA-", "spread"),  # one of each: five rows tied
        ("CC--DDD", "partly-lower"),
        ("CCC-D-D", "heading-up"),
        ("CCC-C-D", "clear"),
    ],
)
def test_each_pattern_at_its_edge(given_answers: str, pattern: str | None) -> None:
    assert score(given_answers).pattern == pattern


@pytest.mark.parametrize(
    ("given_answers", "phase", "between", "still_in"),
    [
        ("AABCCCD", "funderen", ("orienteren", "funderen"), None),
        ("ABBCCCD", "funderen", ("starten", "funderen"), None),
        ("AAACCCC", "funderen", None, "orienteren"),
        ("ABBCCCC", "funderen", None, "starten"),
        ("ABCCCEE", "funderen", None, "starten"),  # as many A as B, the middle answer is no A
        ("AABBCCD", "starten", None, None),  # as many A as B, the middle answer is B
        ("AAAB-BB", None, None, None),
        ("AAA-BBB", "orienteren", None, None),  # as many A as B, the lower middle answer is A
        ("AABBACC", "orienteren", None, None),
    ],
)
def test_row_ab_is_split_wherever_it_is_named(
    given_answers: str, phase: str | None, between: tuple[str, str] | None, still_in: str | None
) -> None:
    outcome = score(given_answers)
    assert (outcome.phase, outcome.between, outcome.still_in) == (phase, between, still_in)


@pytest.mark.parametrize(
    ("given_answers", "attention"),
    [
        ("CCCCCCC", ()),  # all equal: nothing is below the highest
        ("AAABBAB", ()),  # more than three, question five is not A though the lowest is
        ("AAABAAB", ("safety",)),  # more than three, question five is A
        ("BBBBBCC", ()),  # more than three, question five is not A
        ("CCCCAAA", ("safety", "strategy", "ai")),
        ("BCCCCBB", ("tools", "strategy", "ai")),
        ("-BBBCCC", ("data", "processes", "skills")),
        ("A-C----", ()),  # no phase, so only next steps
    ],
)
def test_attention(given_answers: str, attention: tuple[str, ...]) -> None:
    assert score(given_answers).attention == attention


@pytest.mark.parametrize(
    ("rung", "safety", "cyber"),
    [
        ("orienteren", "A", "basics-first"),
        ("starten", "A", "basics-first"),
        ("starten", "B", "in-step"),
        ("funderen", "B", "attention"),
        ("optimaliseren", "B", "far-behind"),
        ("optimaliseren", "C", "attention"),
        ("innoveren", "C", "far-behind"),
        ("transformeren", "A", "basics-first"),
        ("transformeren", "E", "attention"),
        ("transformeren", "F", "in-step"),
        ("orienteren", "F", "in-step"),
    ],
)
def test_cyber_compares_safety_with_the_rung_and_never_moves_it(rung: str, safety: str, cyber: str) -> None:
    letter = "ABCDEF"[RUNGS.index(rung)]
    outcome = score(letter * 4 + safety + letter * 2)
    assert (outcome.phase, outcome.cyber) == (rung, cyber)


def test_attention_follows_the_order_of_the_pack() -> None:
    order = ("ai", "strategy", "tools", "data", "processes", "skills", "safety")
    assert score("CCCCAAA", attention_order=order).attention == ("ai", "strategy", "safety")


@pytest.mark.parametrize(
    ("typed", "read"), [("ccccddd", "CCCCDDD"), (" C C C C D D - ", "CCCCDD-"), ("-------", "-------")]
)
def test_typed_answers_are_read_kindly(typed: str, read: str) -> None:
    assert parse_answers(typed) == read


@pytest.mark.parametrize("typed", ["", "CCCC", "CCCCDDDD", "CCCCDDG", "1234567", "CCC\0CCC", "CCCCDDÉ", "C" * 100_000])
def test_other_answers_are_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_answers(typed)
    assert refused.value.message.endswith(".")
    assert refused.value.message_en.endswith(".")
    with pytest.raises(InputError):
        score(typed)


@given(shuffled(answers))
def test_the_order_of_the_questions_does_not_matter(pair: tuple[str, str]) -> None:
    first, second = map(score, pair)
    assert (first.phase, first.between, first.toward, first.still_in) == (
        second.phase,
        second.between,
        second.toward,
        second.still_in,
    )
    assert (first.pattern, first.counts) == (second.pattern, second.counts)


@given(answers_with_blanks)
def test_a_phase_needs_five_answers_with_the_one_about_safety(given_answers: str) -> None:
    outcome = score(given_answers)
    enough = outcome.answered >= 5 and given_answers[4] != "-"
    assert (outcome.phase is not None) == enough
    assert outcome.provisional == (enough and "-" in given_answers)
    if not enough:
        assert (outcome.pattern, outcome.cyber, outcome.attention, outcome.between) == (None, None, (), None)


@given(provisional_answers())
def test_a_blank_is_never_read_as_an_answer(given_answers: str) -> None:
    outcome = score(given_answers)
    assert sum(outcome.counts) == outcome.answered
    assert [level for level in outcome.levels if level] == [LEVEL[letter] for letter in given_answers if letter != "-"]
    assert outcome.phase in {rung for letter in outcome.given for rung in _rungs(letter)}
    blank_topics = {topic for topic, letter in zip(TOPICS, given_answers, strict=True) if letter == "-"}
    assert not blank_topics & set(outcome.attention)


@given(answers)
def test_counting_per_letter_gives_a_chosen_letter(given_answers: str) -> None:
    assert RUNG_LEVEL[read_per_letter(score(given_answers).given)] in set(score(given_answers).levels)


def _rungs(letter: str) -> tuple[str, ...]:
    """The rungs of the letter's row."""
    return RUNGS[:2] if ROW[letter] == 0 else (RUNGS[ROW[letter] + 1],)
