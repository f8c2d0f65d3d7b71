"""Reading what an adviser types: 1–6 or A–F per question, `-` for an open one, in boxes or in one row."""

from dataclasses import dataclass

from trede.core.scan import BLANK, LETTERS, QUESTIONS

KEYS = dict(zip("123456", LETTERS, strict=True)) | {letter: letter for letter in LETTERS} | {BLANK: BLANK, "–": BLANK}
"""What may be typed, in capitals, to the answer it stands for."""
_BETWEEN = str.maketrans("", "", " \t,.;/|")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Typed:
    """What stood in the form: seven boxes and the row, as typed."""

    boxes: tuple[str, ...] = ("",) * QUESTIONS
    row: str = ""

    @property
    def uses_row(self) -> bool:
        """Whether the row was used instead of the boxes."""
        return bool(self.row.strip())


@dataclass(frozen=True, slots=True)
class Reading:
    """The seven answers when all is well, else what is wrong: field (`row`, `q1`…`q7`) to a code."""

    answers: str
    errors: dict[str, str]


def read(typed: Typed) -> Reading:
    """Return the answers that were typed, or what is wrong.

    Codes: `empty`, `unknown`, `long` for a box; `unknown`, `count`, `both` (the boxes say something else) for the row;
    `nothing` when every question is open.
    """
    reading = _read_row(typed) if typed.uses_row else _read_boxes(typed.boxes)
    if not reading.errors and not reading.answers.strip(BLANK):
        return Reading("", {"row" if typed.uses_row else "q1": "nothing"})
    return reading


def _read_boxes(boxes: tuple[str, ...]) -> Reading:
    letters, errors = [], {}
    for number, box in enumerate(boxes, 1):
        letter = KEYS.get(box.strip().upper(), "")
        letters.append(letter)
        if not letter:
            errors[f"q{number}"] = _trouble(box.strip())
    return Reading("" if errors else "".join(letters), errors)


def _trouble(box: str) -> str:
    if not box:
        return "empty"
    return "unknown" if len(box) == 1 else "long"


def _read_row(typed: Typed) -> Reading:
    marks = typed.row.upper().translate(_BETWEEN)
    letters = [KEYS.get(mark, "") for mark in marks]
    if not all(letters):
        return Reading("", {"row": "unknown"})
    if len(letters) != QUESTIONS:
        return Reading("", {"row": "count"})
    answers = "".join(letters)
    filled = [(box.strip(), letter) for box, letter in zip(typed.boxes, answers, strict=True) if box.strip()]
    if any(KEYS.get(box.upper()) != letter for box, letter in filled):
        return Reading("", {"row": "both"})
    return Reading(answers, {})


def shortened(text: str) -> str:
    """Return what was typed as it may stand in the form again."""
    return text[:_LONGEST].replace("\x00", "")
