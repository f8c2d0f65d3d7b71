"""Reading level of Dutch texts: Flesch-Douma over our own segmentation, each block a set of sentences of its own.

Flesch-Douma = 206.8 - 0.77 * (syllables per 100 words) - 0.93 * (words per sentence). From 60 a text is plain, from 70
fairly easy, from 80 easy. The formula is a smoke alarm, no proof: it sees only long words and long sentences.
Syllables are counted as groups of vowels that sound as one in Dutch; English loan words come out a little too long.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

NAME_TOKEN = "Drenthe"
"""What a name is read as: one word of two syllables."""

_NUCLEUS = re.compile(
    "aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ei|ij|ai|oi|au|ou|[aeiouyàáâäèéêëìíîïòóôöùúûü]", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_PLACEHOLDER = re.compile(r"\{[a-z_0-9]+\}")
_SHORT_NUMBERS = {"7": 2, "9": 2, "10": 1, "11": 1, "12": 1}


@dataclass(frozen=True, slots=True)
class Level:
    """What was measured over some blocks."""

    words: int
    sentences: int
    syllables: int
    longest: int
    """Words in the longest sentence."""

    @property
    def words_per_sentence(self) -> float:
        """Mean length of a sentence in words; 0 for no text."""
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def flesch_douma(self) -> float:
        """The score; 100 or more is very easy. 206.8 for no text."""
        if not self.words:
            return 206.8
        return 206.8 - 0.77 * (100 * self.syllables / self.words) - 0.93 * self.words_per_sentence


def read_names(path: Path) -> tuple[str, ...]:
    """Return the names in `path`, longest first, without comments."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return tuple(sorted((line for line in lines if line and not line.startswith("#")), key=len, reverse=True))


def without_names(text: str, names: Iterable[str]) -> str:
    """Return `text` with each name and placeholder as one word of two syllables."""
    text = _PLACEHOLDER.sub(NAME_TOKEN, text)
    for name in names:
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", NAME_TOKEN, text)
    return text


def split_sentences(block: str) -> list[str]:
    """Return the sentences of one block (heading, paragraph, answer). A block without a full stop is one sentence."""
    return [sentence for sentence in _SENTENCE_END.split(block.strip()) if _WORD.search(sentence)]


def words_of(sentence: str) -> list[str]:
    """Return the words of a sentence; both parts of a hyphenated word count as a word's syllables, not as two words."""
    joined = re.sub(r"(?<=\w)[-‑](?=\w)", "", sentence)
    return _WORD.findall(joined)


def syllables_of(word: str) -> int:
    """Return how many syllables `word` has when read out, at least 1. Capitals only (ICT) are read letter by letter."""
    if word.isdigit():
        return _SHORT_NUMBERS.get(word, 1 if len(word) == 1 else 2 * len(word))
    if len(word) > 1 and word.isupper():
        return len(word)
    return max(1, len(_NUCLEUS.findall(word)))


def measure(blocks: Iterable[str], names: Iterable[str] = ()) -> Level:
    """Measure some blocks together, with `names` replaced first."""
    kept = tuple(names)
    words = sentences = syllables = longest = 0
    for block in blocks:
        for sentence in split_sentences(without_names(block, kept)):
            found = words_of(sentence)
            sentences += 1
            words += len(found)
            longest = max(longest, len(found))
            syllables += sum(map(syllables_of, found))
    return Level(words, sentences, syllables, longest)
