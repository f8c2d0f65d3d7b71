"""Reading level of Dutch texts for the public: the Flesch-Douma score, sentence length, and the bars they have to pass.

    score = 206.8 - 0.77 * (syllables per 100 words) - 0.93 * (words per sentence)

From 60 a text is plain, from 70 fairly easy, from 80 easy. A text is measured per block (a heading, a paragraph, an
answer), and each block is a set of sentences of its own. Names count as one word of two syllables. The formula is a
smoke alarm and no proof: it sees long words and long sentences, not a hard thought. Policy: plain language on level B1;
`docs/explanation/reading-level.md` says how the bars were chosen.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

PAGE_SCORE = 70.0
"""Least score of a page, and of texts that stand together."""
BLOCK_SCORE = 60.0
"""Least score of one block."""
MEAN_WORDS = 10.0
"""Most words per sentence, on average over the running text of a page."""
LONGEST_SENTENCE = 20
"""Most words in any sentence, in the shortest block too."""
FORMULA_WORDS = 5
"""Blocks of fewer words have no score of their own and are no running text: there one word decides. They do count in
the score of their page."""

NAME_SYLLABLES = 2
"""Syllables of a name, and of a value: a number, a day, a code."""
_HARD_WORD = 4
"""Syllables from which a word is named as one to replace."""
_NAME = "Drenthe"
"""What a name is read as."""

_NUCLEUS = re.compile(
    "aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|áá|éé|óó|úú|íj|ie|oe|eu|ui|ei|ij|ai|oi|au|ou|[aeiouyàáâäèéêëìíîïòóôöùúûü]",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ADDRESS = re.compile(r"(?:https?://)?\w+(?:[.@]\w+)+(?:/[\w.]+)*|\w+(?:/\w+){2,}")
"""A web or mail address, also one without a dot in its host: a value."""
_DIGIT = re.compile(r"\d")
_PLAIN_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?!\w)")
"""A word without a figure in it."""
_HYPHEN = re.compile(r"(?<=\w)[-‑](?=\w)")
_SENTENCE_END = re.compile(r"(?<=[.?!…])\s+|(?<=[.?!…][\"'’”)])\s+")
_PLACEHOLDER = re.compile(r"\{[a-z][a-z0-9_]*\}")

Rule = Literal["long-sentence", "hard-text", "hard-page", "long-sentences", "loud"]


@dataclass(frozen=True, slots=True)
class Level:
    """What was counted over some blocks."""

    words: int = 0
    sentences: int = 0
    syllables: int = 0
    longest: int = 0
    """Words in the longest sentence."""

    @property
    def words_per_sentence(self) -> float:
        """Mean length of a sentence in words; 0 for no text."""
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def score(self) -> float:
        """The Flesch-Douma score; 100 or more is very easy. 206.8 for no text."""
        if not self.words:
            return 206.8
        return 206.8 - 0.77 * (100 * self.syllables / self.words) - 0.93 * self.words_per_sentence

    def __add__(self, other: "Level") -> "Level":
        """Return the level of two texts together."""
        return Level(
            self.words + other.words,
            self.sentences + other.sentences,
            self.syllables + other.syllables,
            max(self.longest, other.longest),
        )


@dataclass(frozen=True, slots=True)
class Fault:
    """One bar that a text does not pass. `sentence` is the part to look at, `value` what was measured."""

    rule: Rule
    sentence: str
    value: float
    limit: float
    hardest: tuple[str, ...] = ()
    """The longest words in it, longest first, where shorter words would help."""


class Reader:
    """Measures texts; `names` are replaced by one word of two syllables first, the longest name first."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        listed = sorted(set(names), key=lambda name: (-len(name), name))
        joined = "|".join(re.escape(name) for name in listed)
        self._names = re.compile(rf"(?<!\w)(?:{joined})(?!\w)") if joined else None

    def plain(self, text: str) -> str:
        """Return `text` with each name and each placeholder (`{day}`) as one word of two syllables."""
        text = _PLACEHOLDER.sub(_NAME, text)
        return self._names.sub(_NAME, text) if self._names else text

    def level(self, blocks: Iterable[str]) -> Level:
        """Return the level of blocks together. A block without words (`45%`, `2026 K3`) is no text."""
        total = Level()
        for block in blocks:
            if _PLAIN_WORD.search(block):
                total += _level_of(self.plain(block))
        return total

    def faults(self, block: str) -> Iterator[Fault]:
        """Yield the bars that one block does not pass."""
        if "!" in block:
            yield Fault("loud", block, block.count("!"), 0)
        text = self.plain(block)
        for sentence in sentences_of(text):
            words = len(words_of(sentence))
            if words > LONGEST_SENTENCE:
                yield Fault("long-sentence", sentence, words, LONGEST_SENTENCE)
        level = self.level([block])
        if level.words >= FORMULA_WORDS and level.score < BLOCK_SCORE:
            yield Fault("hard-text", block, level.score, BLOCK_SCORE, hardest_words(text))

    def page_faults(self, blocks: Iterable[str]) -> Iterator[Fault]:
        """Yield the bars that blocks do not pass together; each block is judged by `faults`."""
        kept = tuple(blocks)
        level = self.level(kept)
        if level.words < FORMULA_WORDS:
            return
        if level.score < PAGE_SCORE:
            yield Fault("hard-page", "", level.score, PAGE_SCORE, hardest_words(self.plain(" ".join(kept))))
        mean = self.running(kept).words_per_sentence
        if mean > MEAN_WORDS:
            yield Fault("long-sentences", "", mean, MEAN_WORDS)

    def running(self, blocks: Iterable[str]) -> Level:
        """Return the level of the running text: labels and headings of a few words would hide long sentences."""
        measured = (self.level([block]) for block in blocks)
        return sum((level for level in measured if level.words >= FORMULA_WORDS), Level())


def sentences_of(block: str) -> list[str]:
    """Return the sentences of one block. A block without a full stop is one sentence."""
    return [sentence for sentence in _SENTENCE_END.split(block.strip()) if _WORD.search(sentence)]


def words_of(sentence: str) -> list[str]:
    """Return the words of a sentence. A word with a hyphen is one word, and so is an address (read as a name)."""
    return _WORD.findall(_ADDRESS.sub(_NAME, _HYPHEN.sub("", sentence)))


@lru_cache(maxsize=8192)
def syllables_of(word: str) -> int:
    """Return how many syllables `word` has when read out, at least 1.

    Groups of vowels that sound as one in Dutch count once. Capitals (`ICT`) and words without a vowel (`pdf`) are
    spelled, one a letter. A number, a day or a code is a value, and counts as a name does. English loan words come out
    a little too long, which is on the safe side.
    """
    if _DIGIT.search(word):
        return NAME_SYLLABLES
    found = len(_NUCLEUS.findall(word))
    if len(word) > 1 and (word.isupper() or not found):
        return len(word)
    return max(1, found)


def hardest_words(text: str, most: int = 3) -> tuple[str, ...]:
    """Return the words of `text` with the most syllables (four or more), hardest first, each once."""
    counted = {word: syllables_of(word) for word in words_of(text)}
    hard = [word for word, count in counted.items() if count >= _HARD_WORD]
    return tuple(sorted(hard, key=lambda word: (-counted[word], word))[:most])


def _level_of(text: str) -> Level:
    words = sentences = syllables = longest = 0
    for sentence in sentences_of(text):
        found = words_of(sentence)
        sentences += 1
        words += len(found)
        longest = max(longest, len(found))
        syllables += sum(map(syllables_of, found))
    return Level(words, sentences, syllables, longest)
