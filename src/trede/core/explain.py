"""Why an outcome is what it is: reasons with codes, values and sources, always given.

A reason holds no text. `reason_text` fills the template `reason.<code>` of the pack (`packs/common/reasons.yml`).
Texts never show a letter, a mark or a figure: counts are words. Everything that does not depend on which question got
which answer is memoised per sorted answers, so an explanation costs some ten microseconds.
"""

from dataclasses import dataclass, field
from functools import cache

from trede.core.pack import Pack, Scan
from trede.core.scan import (
    BLANK,
    ENOUGH_ANSWERS,
    LETTERS,
    QUESTIONS,
    ROW,
    RUNGS,
    Outcome,
    Reading,
    read,
    read_per_letter,
    sorted_answers,
)

STEP_1 = "Beleidsaanpak 2026, bijlage 2, stap 1"
STEP_2 = "Beleidsaanpak 2026, bijlage 2, stap 2"
RULE_SOURCE = "Rekenregel trede-1 bij Beleidsaanpak 2026, bijlage 2, stap 2"
"""For choices that the policy leaves open and the rule makes."""
LADDER = "Beleidsaanpak 2026, §5"

FEW_TOPICS = 3
"""So many topics fit in one sentence."""

Value = int | str | tuple[str, ...]
"""A count, or one or more keys: of topics under the name `topics`, of rungs under every other name."""

_NUMBERS = {
    "nl": ("geen", "één", "twee", "drie", "vier", "vijf", "zes", "zeven"),
    "en": ("no", "one", "two", "three", "four", "five", "six", "seven"),
}
_AND = {"nl": " en ", "en": " and "}
_OR = {"nl": " of ", "en": " or "}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for an outcome. `variant` picks another wording of the same reason (one, all, many)."""

    code: str
    values: dict[str, Value] = field(default_factory=dict)
    source: str = RULE_SOURCE
    topic: str | None = None
    variant: str = ""

    def __hash__(self) -> int:
        """Equal reasons have the same hash; `values` itself cannot be hashed."""
        return hash((self.code, self.variant, *self.values.values()))

    @property
    def text_key(self) -> str:
        """Key of the template in `Pack.texts`."""
        return f"reason.{self.code}.{self.variant}" if self.variant else f"reason.{self.code}"


@dataclass(frozen=True, slots=True)
class Change:
    """One other answer to one question that gives another phase. Leaving a question open is not tried."""

    topic: str
    answer: str
    """The other answer, a letter."""
    phase: str


def explain(outcome: Outcome) -> tuple[Reason, ...]:
    """Return the reasons for an outcome, never empty; with a phase the first is always `most-chosen`."""
    if outcome.phase is None:
        return _no_phase(outcome)
    return (*about_answers(outcome.given), *about_topics(outcome))


def about_topics(outcome: Outcome) -> tuple[Reason, ...]:
    """Return the reasons, for an outcome with a phase, that depend on which question got which answer."""
    given = outcome.given
    return (
        *_about_open_questions(outcome),
        _about_attention(outcome, given),
        *_about_safety(outcome),
        *_about_changes(outcome, given),
    )


def single_changes(outcome: Outcome) -> tuple[Change, ...]:
    """Return every single other answer (35 tries for seven answers) that changes the phase, in question order."""
    if outcome.phase is None:
        return ()
    effects = _effects(outcome.given)
    return tuple(
        [
            Change(topic, letter, phase)
            for topic, answer in zip(outcome.topics, outcome.answers, strict=True)
            for letter, phase in effects.get(answer, ())
        ]
    )


def possible_phases(outcome: Outcome) -> tuple[str, ...]:
    """Return the phases that filling in the open questions can still give, lowest first (itself when none is open)."""
    if outcome.phase is None:
        return ()
    return _completions(outcome.given, QUESTIONS)


def number_word(count: int, language: str) -> str:
    """Return a count from zero to seven in words. IndexError above seven: the texts know no larger numbers."""
    return _NUMBERS["en" if language == "en" else "nl"][count]


def reason_text(pack: Pack, scan: Scan, reason: Reason, language: str = "nl") -> str:
    """Return the sentence or sentences of one reason; see `reason_texts`."""
    return reason_texts(pack, scan, (reason,), language)[0]


def reason_texts(pack: Pack, scan: Scan, reasons: tuple[Reason, ...], language: str = "nl") -> list[str]:
    """Return the text of each reason. KeyError: the pack lacks a text, which its check would have said.

    Counts become number words, topic keys titles of questions, rung keys names of rungs. Several keys are joined with
    "and" (topics) or "or" (rungs).
    """
    tongue = "en" if language == "en" else "nl"
    topics = {question.key: f"‘{question.title.in_language(tongue)}’" for question in scan.questions}
    rungs = {rung.key: rung.name.in_language(tongue) for rung in pack.ladder.rungs}

    def in_words(name: str, value: Value) -> str:
        if isinstance(value, int):
            return number_word(value, tongue)
        return _joined(value, topics, _AND[tongue]) if name == "topics" else _joined(value, rungs, _OR[tongue])

    texts = []
    for reason in reasons:
        words = {name: in_words(name, value) for name, value in reason.values.items()}
        texts.append(sentence_start(pack.texts[reason.text_key].in_language(tongue).format_map(words)))
    return texts


def sentence_start(text: str) -> str:
    """Return the text with a capital; in Dutch `één` becomes `Eén`."""
    return "Eén" + text[3:] if text.startswith("één") else text[:1].upper() + text[1:]


def _joined(keys: str | tuple[str, ...], names: dict[str, str], glue: str) -> str:
    """Return the names of one or more keys as `a, b and c`."""
    if isinstance(keys, str):
        return names[keys]
    parts = [names[key] for key in keys]
    return glue.join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


def _no_phase(outcome: Outcome) -> tuple[Reason, ...]:
    """Say what is missing for a phase: enough answers, or the one about safety, or both."""
    reasons: list[Reason] = []
    if outcome.answered < ENOUGH_ANSWERS:
        variant = "one" if outcome.answered == 1 else ""
        reasons.append(
            Reason("too-few-answers", {"count": outcome.answered, "needed": ENOUGH_ANSWERS}, variant=variant)
        )
    if outcome.answers[outcome.safety_index] == BLANK:
        reasons.append(Reason("safety-unanswered", source=LADDER, topic=outcome.topics[outcome.safety_index]))
    return tuple(reasons)


@cache
def about_answers(given: str) -> tuple[Reason, ...]:
    """Return the reasons that follow from the answers whatever the questions: counts, ties, split, pattern, letters."""
    reading = read(given)
    reasons = [*_counted(given, reading), *_tie(given, reading), *_split(given, reading), *_pattern(reading)]
    letter_phase = read_per_letter(given)
    if letter_phase != reading.phase:
        reasons.append(Reason("per-letter", {"rung": letter_phase}))
    return tuple(reasons)


def _counted(given: str, reading: Reading) -> list[Reason]:
    """Say per row how many answers fit it: the phase's row first, then the others from low to high."""
    total = len(given)
    rest = [row for row in range(5) if row != reading.row and reading.counts[row]]
    reasons: list[Reason] = []
    for row in (reading.row, *rest):
        count = reading.counts[row]
        code = "also-chosen" if reasons else "most-chosen"
        variant = "all" if count == total else "one" if count == 1 else ""
        values: dict[str, Value] = {"count": count, "total": total, "row": _rungs_of(row, given)}
        reasons.append(Reason(code, values, STEP_2, variant=variant))
    return reasons


def _tie(given: str, reading: Reading) -> tuple[Reason, ...]:
    """Say why one of the equally often chosen rows was taken."""
    if len(reading.top) == 1:
        return ()
    middle = ROW[reading.middle]
    distances = [abs(row - middle) for row in reading.top]
    if middle in reading.top:
        code = "tie-middle"
    elif distances.count(min(distances)) == 1:
        code = "tie-nearest"
    else:
        code = "tie-lowest"
    return (Reason(code, {"row": _rungs_of(reading.row, given), "count": len(reading.top)}),)


def _split(given: str, reading: Reading) -> tuple[Reason, ...]:
    """Say how row A–B was split when a rung of it is named and both letters were given."""
    named = {reading.phase, reading.still_in, *(reading.between or ())} & set(RUNGS[:2])
    if not named or "A" not in given or "B" not in given:
        return ()
    rung = named.pop()
    if given.count("A") == given.count("B"):
        return (Reason("split-middle", {"rung": rung}),)
    return (Reason("split-more", {"rung": rung}),)


def _pattern(reading: Reading) -> tuple[Reason, ...]:
    """Say what the picture as a whole is, unless it is simply clear or all equal."""
    if reading.pattern in ("clear", "equal"):
        return ()
    if reading.between is not None:
        return (Reason("between", {"rung_low": reading.between[0], "rung_high": reading.between[1]}, STEP_2),)
    other = reading.toward or reading.still_in
    values: dict[str, Value] = {"rung": reading.phase}
    if other is not None:
        values["rung_other"] = other
    return (Reason(reading.pattern, values),)


def _about_open_questions(outcome: Outcome) -> tuple[Reason, ...]:
    """For a provisional outcome: say whether every completion gives the same phase."""
    if not outcome.provisional or outcome.phase is None:
        return ()
    others = tuple(phase for phase in possible_phases(outcome) if phase != outcome.phase)
    if not others:
        return (Reason("provisional-same", {"rung": outcome.phase}),)
    return (Reason("provisional-differs", {"rungs": others}),)


def _about_attention(outcome: Outcome, given: str) -> Reason:
    """Say which topics are lowest, or that none stands out."""
    if not outcome.attention:
        return _NONE_STANDS_OUT
    return _lowest(outcome.attention, given.count(given[0]) > len(outcome.attention))


@cache
def _lowest(topics: tuple[str, ...], shared: bool) -> Reason:
    """Name the lowest topics; `shared`: other topics are as low, and safety is named for what it is."""
    variant = "safety" if shared else "one" if len(topics) == 1 else ""
    return Reason("lowest", {"topics": topics}, STEP_2, topics[0], variant)


def _about_safety(outcome: Outcome) -> tuple[Reason, ...]:
    """Say what the safety answer changes in the advice; nothing when it is in step with the rung."""
    if outcome.cyber is None or outcome.cyber == "in-step":
        return ()
    return (_safety(outcome.cyber, outcome.topics[outcome.safety_index]),)


@cache
def _safety(cyber: str, topic: str) -> Reason:
    return Reason(f"safety-{cyber}", source=LADDER, topic=topic)


def _about_changes(outcome: Outcome, given: str) -> tuple[Reason, ...]:
    """Say which phases are one answer away, and at which topics; or that none is."""
    ways = _ways(given)
    if not ways:
        return (_NO_SINGLE_ANSWER,)
    pairs = list(zip(outcome.topics, outcome.answers, strict=True))
    return tuple(
        [
            _one_answer(phase, tuple([topic for topic, letter in pairs if letter in letters]), variant)
            for phase, letters, variant in ways
        ]
    )


@cache
def _one_answer(phase: str, topics: tuple[str, ...], variant: str) -> Reason:
    return Reason("one-answer", {"rung": phase, "topics": topics}, STEP_1, topics[0], variant)


_NONE_STANDS_OUT = Reason("none-stands-out", source=STEP_2)
_NO_SINGLE_ANSWER = Reason("no-single-answer", source=STEP_1)


@cache
def _ways(given: str) -> tuple[tuple[str, frozenset[str], str], ...]:
    """Per phase that is one answer away, lowest first: which letters can be exchanged for it, and the wording.

    The wording is by a higher answer, a lower one or either; topics are named when few got such a letter.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for letter, others in _effects(given).items():
        for other, phase in others:
            found.setdefault(phase, []).append((letter, other))
    return tuple((phase, *_way(given, found[phase])) for phase in RUNGS if phase in found)


def _way(given: str, exchanges: list[tuple[str, str]]) -> tuple[frozenset[str], str]:
    letters = frozenset(letter for letter, _ in exchanges)
    higher = {other > letter for letter, other in exchanges}
    way = "either" if len(higher) > 1 else "higher" if True in higher else "lower"
    few = sum(given.count(letter) for letter in letters) <= FEW_TOPICS
    return letters, f"{way}-few" if few else way


@cache
def _effects(given: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Per letter given: which other letters would change the phase, and to which."""
    phase = read(given).phase
    effects = {}
    for letter in set(given):
        index = given.index(letter)
        rest = given[:index] + given[index + 1 :]
        others = ((other, read(sorted_answers(rest + other)).phase) for other in LETTERS if other != letter)
        effects[letter] = tuple(pair for pair in others if pair[1] != phase)
    return effects


@cache
def _completions(given: str, total: int) -> tuple[str, ...]:
    """Return the phases that `total` answers can give when `given` are among them, lowest first."""
    if len(given) == total:
        return (read(given).phase,)
    found = {phase for letter in LETTERS for phase in _completions(sorted_answers(given + letter), total)}
    return tuple(rung for rung in RUNGS if rung in found)


def _rungs_of(row: int, given: str) -> tuple[str, ...]:
    """Return the rungs of a row: for A–B both, unless only one of the two letters was given."""
    if row:
        return (RUNGS[row + 1],)
    low = tuple(rung for letter, rung in zip("AB", RUNGS, strict=False) if letter in given)
    return low or RUNGS[:2]
