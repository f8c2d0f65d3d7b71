"""Rule `trede-1`: seven answers to a phase on the ladder, with integers only.

What the source fixes: the phase follows mainly from the answers chosen most, the lowest answers need attention first,
and being between two phases is normal (Beleidsaanpak 2026, bijlage 2, stap 2). What it leaves open (ties, the split of
row A–B, patterns, blanks) is chosen here; `docs/explanation/scan-rule.md` says why.

Levels A…F are 1…6. Rows are A–B = 0, C = 1, D = 2, E = 3, F = 4. Counting is per row. The phase depends only on which
answers were given, not on the order of the questions, so it is memoised per sorted answers (at most 1,506 keys).
"""

from dataclasses import dataclass
from functools import cache, lru_cache

from trede.core.errors import InputError

RULE = "trede-1"
RUNGS = ("orienteren", "starten", "funderen", "optimaliseren", "innoveren", "transformeren")
"""Rungs of the ladder, lowest first."""
LETTERS = "ABCDEF"
BLANK = "-"
TOPICS = ("tools", "data", "processes", "skills", "safety", "ai", "strategy")
"""Topic keys of questions 1…7."""
ATTENTION_ORDER = ("safety", "tools", "data", "processes", "skills", "strategy", "ai")
"""Order in which equally low topics are named: safety first, AI last."""
SAFETY_INDEX = 4
QUESTIONS = 7
ENOUGH_ANSWERS = 5
ATTENTION_MAXIMUM = 3
NO_HEADLINE = frozenset({"two-sided", "spread"})
"""Patterns whose phase is only a hint: the page never headlines it."""

LEVEL = {letter: index for index, letter in enumerate(LETTERS, 1)}
ROW = {"A": 0, "B": 0, "C": 1, "D": 2, "E": 3, "F": 4}
RUNG_LEVEL = {rung: index for index, rung in enumerate(RUNGS, 1)}

_ROWS = range(5)
_ALLOWED = frozenset(LETTERS + BLANK)
_LEVELS: dict[str, int | None] = {**LEVEL, BLANK: None}
_FAR = 2
"""Rows or rungs apart from which two answers are no neighbours."""
_MANY = 3
"""Answers in one far row that make a second picture; rows tied that make the picture spread."""
_PAIR = 2
"""Answers that are too few to call a row chosen most, and enough to show a direction."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the answers say, whichever questions they belong to. Rows and counts are integers."""

    row: int
    phase: str
    between: tuple[str, str] | None
    toward: str | None
    still_in: str | None
    pattern: str
    counts: tuple[int, ...]
    """Answers per row, five numbers."""
    top: tuple[int, ...]
    """Rows with the largest count, lowest first."""
    middle: str
    """The lower middle answer, a letter."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one scan under rule `trede-1`. It holds no text: `explain` and `advice` add words."""

    answers: str
    """One letter A–F or `-` per question."""
    phase: str | None
    """Rung key; with the patterns `two-sided` and `spread` only a hint; None when too little was answered."""
    between: tuple[str, str] | None
    """With the pattern `between` the two rungs, lower first."""
    toward: str | None
    """With the pattern `heading-up` the rung above."""
    still_in: str | None
    """With the pattern `partly-lower` the rung below."""
    pattern: str | None
    """`equal`, `spread`, `two-sided`, `between`, `heading-up`, `partly-lower` or `clear`; None without a phase."""
    provisional: bool
    """There is a phase, but one or two questions are open."""
    attention: tuple[str, ...]
    """Topics that need attention first, in the order of the rule; empty when none stands out."""
    stands_out: bool
    cyber: str | None
    """`basics-first`, `far-behind`, `attention` or `in-step`; None without a phase."""
    counts: tuple[int, ...]
    """Answers per row: A–B, C, D, E, F."""
    levels: tuple[int | None, ...]
    """Per question 1…6, None for a blank."""
    topics: tuple[str, ...]
    """Topic key per question."""
    safety_index: int

    @property
    def answered(self) -> int:
        """How many questions were answered."""
        return len(self.answers) - self.answers.count(BLANK)

    @property
    def given(self) -> str:
        """The answers that were given, sorted, without blanks: the key of everything that ignores the questions."""
        return sorted_answers(self.answers)

    @property
    def headlines(self) -> bool:
        """Whether the page may name one phase (or two neighbours) as the headline."""
        return self.phase is not None and self.pattern not in NO_HEADLINE


def parse_answers(text: str, count: int = QUESTIONS) -> str:
    """Return `count` letters A–F or `-` (blank) from what a person typed; spaces and lower case are accepted.

    Raises InputError with a sentence that says what is wrong.
    """
    answers = "".join(text.split()).upper()
    unknown = [letter for letter in answers if letter not in _ALLOWED]
    if unknown:
        shown = unknown[0] if unknown[0].isprintable() else "?"
        raise InputError(
            "unknown-answer",
            f"‘{shown}’ is geen antwoord. Gebruik A tot en met F, of een streepje voor een open vraag.",
            f"'{shown}' is not an answer. Use A to F, or a dash for a blank.",
        )
    if len(answers) != count:
        raise InputError(
            "wrong-number-of-answers",
            f"Er zijn {count} antwoorden nodig. Je gaf er {len(answers)}. Zet een streepje voor een open vraag.",
            f"{count} answers are needed and {len(answers)} were given. Write a dash for a blank.",
        )
    return answers


def sorted_answers(answers: str) -> str:
    """Return the answers given, sorted, without blanks."""
    return "".join(sorted(answers)).lstrip(BLANK)


def score(
    answers: str,
    *,
    attention_order: tuple[str, ...] = ATTENTION_ORDER,
    safety_index: int = SAFETY_INDEX,
    topics: tuple[str, ...] = TOPICS,
) -> Outcome:
    """Return the outcome of seven answers (letters A–F, `-` for a blank) under rule `trede-1`.

    `topics` are the topic keys of the questions, `attention_order` the same keys in the order in which low answers are
    named, `safety_index` the position of the question about digital safety. Raises InputError for other answers.
    """
    if len(answers) != QUESTIONS or not _ALLOWED.issuperset(answers):
        answers = parse_answers(answers)
    return _score(answers, attention_order, safety_index, topics)


@lru_cache(maxsize=4096)  # a visitor's page, document and corrections come after each other
def _score(answers: str, attention_order: tuple[str, ...], safety_index: int, topics: tuple[str, ...]) -> Outcome:
    given = sorted_answers(answers)
    safety = answers[safety_index]
    levels = tuple([_LEVELS[letter] for letter in answers])
    if len(given) < ENOUGH_ANSWERS or safety == BLANK:
        counts = _counts(given)
        return Outcome(
            answers, None, None, None, None, None, False, (), False, None, counts, levels, topics, safety_index
        )
    reading = read(given)
    attention = _attention(answers, given, _order(attention_order, topics), safety_index, topics)
    return Outcome(
        answers,
        reading.phase,
        reading.between,
        reading.toward,
        reading.still_in,
        reading.pattern,
        len(given) < QUESTIONS,
        attention,
        bool(attention),
        _CYBER[reading.phase, safety],
        reading.counts,
        levels,
        topics,
        safety_index,
    )


@cache
def read(given: str) -> Reading:
    """Return what sorted answers say (five, six or seven letters A–F, no blanks)."""
    counts = _counts(given)
    most = max(counts)
    top = tuple(row for row in _ROWS if counts[row] == most)
    middle = given[(len(given) - 1) // 2]
    row = nearest(top, ROW[middle])
    names = (_low_rung(given, middle), *RUNGS[2:])
    pattern = _pattern(counts, top, row)
    return Reading(
        row=row,
        phase=names[row],
        between=(names[top[0]], names[top[1]]) if pattern == "between" else None,
        toward=names[row + 1] if pattern == "heading-up" else None,
        still_in=names[row - 1] if pattern == "partly-lower" else None,
        pattern=pattern,
        counts=counts,
        top=top,
        middle=middle,
    )


def nearest(candidates: tuple[int, ...], target: int) -> int:
    """Return the candidate nearest to `target`; on equal distance the lowest."""
    return min(candidates, key=lambda candidate: (abs(candidate - target), candidate))


@cache
def read_per_letter(given: str) -> str:
    """Return the rung when each letter counts on its own instead of A and B together. For the explanation only."""
    counts = [given.count(letter) for letter in LETTERS]
    most = max(counts)
    top = tuple(index for index, count in enumerate(counts) if count == most)
    return RUNGS[nearest(top, LEVEL[given[(len(given) - 1) // 2]] - 1)]


def _counts(given: str) -> tuple[int, ...]:
    return (given.count("A") + given.count("B"), *(given.count(letter) for letter in "CDEF"))


def _low_rung(given: str, middle: str) -> str:
    """Split row A–B: the letter chosen most; equally often: oriënteren only when the lower middle answer is A."""
    first, second = given.count("A"), given.count("B")
    if first != second:
        return RUNGS[0] if first > second else RUNGS[1]
    return RUNGS[0] if middle == "A" else RUNGS[1]


def _pattern(counts: tuple[int, ...], top: tuple[int, ...], row: int) -> str:
    """Return the first pattern that fits, in the order of the rule."""
    most = counts[row]
    if most == sum(counts):
        return "equal"
    if most == _PAIR or len(top) >= _MANY:
        return "spread"
    if any(counts[other] >= _MANY or other in top for other in _ROWS if abs(other - row) >= _FAR):
        return "two-sided"
    if len(top) == _PAIR:
        return "between"
    return _leaning(counts, row, most - 1)


def _leaning(counts: tuple[int, ...], row: int, wanted: int) -> str:
    """Return `heading-up` or `partly-lower` when exactly one neighbour has `wanted` answers (at least two)."""
    above = row + 1 in _ROWS and counts[row + 1] == wanted >= _PAIR
    below = row - 1 in _ROWS and counts[row - 1] == wanted >= _PAIR
    if above == below:
        return "clear"
    return "heading-up" if above else "partly-lower"


def _attention(
    answers: str, given: str, order: tuple[int, ...], safety_index: int, topics: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the topics with the lowest answer, unless all are equal or more than three share it."""
    lowest = given[0]
    if lowest == given[-1]:
        return ()
    if given.count(lowest) > ATTENTION_MAXIMUM:
        return (topics[safety_index],) if answers[safety_index] == "A" else ()
    return tuple([topics[index] for index in order if answers[index] == lowest])


@lru_cache(maxsize=64)
def _order(attention_order: tuple[str, ...], topics: tuple[str, ...]) -> tuple[int, ...]:
    """Return question positions in the order in which low topics are named."""
    return tuple(topics.index(topic) for topic in attention_order)


def _cyber(rung_level: int, safety_level: int) -> str:
    """Compare the safety answer with the rung. Cyber never lowers the phase; it reorders the advice."""
    if safety_level == 1:
        return "basics-first"
    gap = rung_level - safety_level
    if gap >= _FAR:
        return "far-behind"
    return "attention" if gap == 1 else "in-step"


_CYBER = {(rung, letter): _cyber(RUNG_LEVEL[rung], LEVEL[letter]) for rung in RUNGS for letter in LETTERS}
