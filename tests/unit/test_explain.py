"""Reasons: always there, in words, true, and the same as trying it out."""

import re
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given

from tests.sample_pack import engine_texts, sample_pack
from tests.strategies import answers, answers_with_blanks, provisional_answers
from trede.core.explain import (
    explain,
    number_word,
    possible_phases,
    reason_text,
    reason_texts,
    sentence_start,
    single_changes,
)
from trede.core.scan import LETTERS, RUNGS, TOPICS, read_per_letter, score

PACK = sample_pack()
SCAN = PACK.scans["ladder"]
FORBIDDEN = re.compile(r"\d|%|score|punten|procent|percent|cijfer|grade|!", re.IGNORECASE)
FORBIDDEN_LETTERS = re.compile(r"\b[A-F]\b")


def codes(given_answers: str) -> list[str]:
    """The reason codes of these answers."""
    return [reason.code for reason in explain(score(given_answers))]


def texts(given_answers: str, language: str = "nl") -> str:
    """All reasons of these answers as one text."""
    return " ".join(reason_texts(PACK, SCAN, explain(score(given_answers)), language))


@pytest.mark.parametrize(
    ("given_answers", "expected"),
    [
        ("BBBBBBB", ["most-chosen", "none-stands-out", "no-single-answer"]),
        ("CCCCDDD", ["most-chosen", "also-chosen", "heading-up", "none-stands-out", "one-answer"]),
        ("CCCDDDB", ["most-chosen", "also-chosen", "also-chosen", "tie-middle", "between", "lowest", "one-answer"]),
        ("DDDDBDD", ["most-chosen", "also-chosen", "lowest", "safety-far-behind", "no-single-answer"]),
        ("CCCC-CC", ["safety-unanswered"]),
        ("CC-----", ["too-few-answers", "safety-unanswered"]),
        ("-------", ["too-few-answers", "safety-unanswered"]),
    ],
)
def test_reasons_in_order(given_answers: str, expected: list[str]) -> None:
    assert codes(given_answers) == expected


@pytest.mark.parametrize(
    ("given_answers", "code"),
    [
        ("AAACEEE", "tie-nearest"),  # the middle answer is in neither of the two, the first is nearer
        ("BBBCDDD", "tie-lowest"),  # the middle answer lies exactly between the two
        ("AABBCCC", "per-letter"),
        ("AABBCCC", "split-middle"),
        ("AAABCCC", "split-more"),
        ("AAAEEEE", "two-sided"),
        ("BBCCDDE", "spread"),
        ("BBCCDDE", "tie-middle"),
        ("DDDDCCC", "partly-lower"),
        ("DDDDCCC", "safety-attention"),
        ("CCCCACC", "safety-basics-first"),
        ("CCD-D-D", "provisional-differs"),
        ("CCCCCC-", "provisional-same"),
    ],
)
def test_a_reason_for_each_choice_of_the_rule(given_answers: str, code: str) -> None:
    assert code in codes(given_answers)


def test_row_ab_is_named_by_the_letters_that_were_given() -> None:
    assert "passen bij Starten." in texts("BBBBBCC")
    assert "passen bij Oriënteren" not in texts("BBBBBCC")
    assert "Orienteren of Starten" in texts("AABBCCC")


def test_counts_stand_in_words() -> None:
    assert texts("CCCCDDD").startswith("Vier van je zeven antwoorden passen bij Funderen.")
    assert texts("BBBBBBB").startswith("Al je zeven antwoorden passen bij Starten.")
    assert "Eén antwoord past bij Innoveren." in texts("BBCCDDE")
    assert texts("CCCCDDD", "en").startswith("Four of your seven answers fit Funderen (en).")


@pytest.mark.parametrize(("count", "dutch", "english"), [(1, "één", "one"), (7, "zeven", "seven"), (0, "geen", "no")])
def test_number_words(count: int, dutch: str, english: str) -> None:
    assert (number_word(count, "nl"), number_word(count, "en")) == (dutch, english)


def test_a_sentence_starts_with_a_capital() -> None:
    assert sentence_start("één antwoord") == "Eén antwoord"
    assert sentence_start("vier") == "Vier"


@given(answers_with_blanks)
def test_every_outcome_has_reasons_without_figures_letters_or_marks(given_answers: str) -> None:
    outcome = score(given_answers)
    reasons = explain(outcome)
    assert reasons
    assert (reasons[0].code == "most-chosen") == (outcome.phase is not None)
    for reason in reasons:
        assert reason.source
        for language in ("nl", "en"):
            text = reason_text(PACK, SCAN, reason, language)
            assert text.endswith(".")
            assert "{" not in text
            assert not FORBIDDEN_LETTERS.search(text)
            assert not FORBIDDEN.search(text)


@given(answers)
def test_per_letter_is_said_exactly_when_it_differs(given_answers: str) -> None:
    outcome = score(given_answers)
    differs = read_per_letter(outcome.given) != outcome.phase
    assert ("per-letter" in codes(given_answers)) == differs


@given(answers)
def test_the_answers_that_would_change_the_phase_are_those_of_trying_all_35(given_answers: str) -> None:
    outcome = score(given_answers)
    tried = [
        (TOPICS[index], letter, changed.phase)
        for index, letter in product(range(7), LETTERS)
        if (changed := score(given_answers[:index] + letter + given_answers[index + 1 :])).phase != outcome.phase
    ]
    assert [(change.topic, change.answer, change.phase) for change in single_changes(outcome)] == tried
    assert ("no-single-answer" in codes(given_answers)) == (not tried)
    named = [reason.values["rung"] for reason in explain(outcome) if reason.code == "one-answer"]
    assert named == [rung for rung in RUNGS if rung in {phase for _, _, phase in tried}]


@given(provisional_answers())
def test_completions_are_those_of_trying_all(given_answers: str) -> None:
    outcome = score(given_answers)
    blanks = [index for index, letter in enumerate(given_answers) if letter == "-"]
    tried = set()
    for letters in product(LETTERS, repeat=len(blanks)):
        filled = list(given_answers)
        for index, letter in zip(blanks, letters, strict=True):
            filled[index] = letter
        tried.add(score("".join(filled)).phase)
    assert set(possible_phases(outcome)) == tried
    assert ("provisional-same" in codes(given_answers)) == (tried == {outcome.phase})
    assert ("provisional-differs" in codes(given_answers)) == (tried != {outcome.phase})


def test_no_phase_has_no_changes_and_no_completions() -> None:
    assert single_changes(score("CCCC-CC")) == ()
    assert possible_phases(score("CCCC-CC")) == ()
    assert possible_phases(score("CCCCCCC")) == ("funderen",)


@pytest.mark.exhaustive
def test_every_reason_text_is_used_and_every_used_text_exists() -> None:
    """Over all multisets of five to seven answers; baseline and flow reasons are checked with their own rules."""
    used = {"reason.too-few-answers", "reason.too-few-answers.none", "reason.too-few-answers.one"}
    for size in (5, 6, 7):
        for letters in combinations_with_replacement(LETTERS, size):
            given_answers = "".join(letters)
            for safety in (given_answers[0], given_answers[-1]):
                rest = given_answers.replace(safety, "", 1)
                arranged = f"{rest[:4]}{safety}{rest[4:]}".ljust(7, "-")
                used |= {reason.text_key for reason in explain(score(arranged))}
    used |= {reason.text_key for reason in explain(score("CCCC-CC"))}
    other = ("reason.flow-", "reason.baseline-", "reason.protection-")
    written = {key for key in engine_texts() if key.startswith("reason.") and not key.startswith(other)}
    assert used == written


@pytest.mark.parametrize("key", sorted(engine_texts()))
def test_texts_are_short_sentences(key: str) -> None:
    text = engine_texts()[key]
    for sentences in (text.nl, text.en):
        lengths = [len(sentence.split()) for sentence in re.split(r"(?<=[.:?])\s", sentences)]
        assert max(lengths) <= 18, sentences
        assert not FORBIDDEN.search(sentences), sentences
        assert not FORBIDDEN_LETTERS.search(sentences), sentences
