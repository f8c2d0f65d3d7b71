"""How a letter reads: the Flesch-Douma score and the share of sentences in the passive, with the bars of the house.

Both are smoke alarms. The desk shows them with the sentences to look at; a person decides.
"""

import re
from dataclasses import dataclass

from trede.core.reading import BLOCK_SCORE, Reader, sentences_of
from trede.subsidies.letters.compose import blocks

MOST_PASSIVE = 0.10
"""Share of sentences in the passive that a letter may have."""
_PASSIVE = re.compile(
    r"\b(?:word|wordt|worden|werd|werden)\b.*\b(?:ge|be|ver|ont|her|er|aange|uitge|opge|afge|inge|toege)\w+(?:d|t|en)\b"
    r"|\b(?:ge|be|ver|ont|aange|uitge|opge|afge|inge|toege)\w+(?:d|t|en)\b\s+(?:word|wordt|worden|werd|werden)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was measured: the score, the share of passive sentences (0 to 1), and sentences to look at."""

    score: float
    passive: float
    hard: tuple[str, ...]

    @property
    def is_plain(self) -> bool:
        """Whether the letter passes both bars."""
        return self.score >= BLOCK_SCORE and self.passive <= MOST_PASSIVE


def reading_of(letter: str) -> Reading:
    """Measure the Dutch of a letter; amounts and headings of a few words count as the house counts them."""
    reader = Reader()
    parts = [line for block in blocks(letter) if block.kind in ("text", "list") for line in block.lines]
    sentences = [sentence for part in parts for sentence in sentences_of(part)]
    passive = [sentence for sentence in sentences if _PASSIVE.search(sentence)]
    hard = [fault.sentence for part in parts for fault in reader.faults(part)]
    share = len(passive) / len(sentences) if sentences else 0.0
    return Reading(reader.level(parts).score, share, tuple(dict.fromkeys([*hard, *passive])))
