"""Yes, partly, no, don't know: reading such answers, and keeping them in few characters.

Rules `baseline-1`, `ai-ready-1` and `autonomy-1` share these answers. Only yes is yes: what somebody does not know, or
left open, is never taken for done.
"""

from collections.abc import Mapping

from trede.core.errors import InputError
from trede.core.pack import Scan
from trede.core.scan import RUNG_LEVEL, RUNGS

YES, PARTLY, NO, UNKNOWN = "ja", "deels", "nee", "weet-niet"
ANSWERS = (YES, PARTLY, NO, UNKNOWN)

BLANK = "-"
SHORT = {YES: "j", PARTLY: "d", NO: "n", UNKNOWN: "w", None: BLANK}
"""Answer to the one character it is stored as; lower case, so that nobody takes them for answers of the ladder scan."""
_LONG = {short: answer for answer, short in SHORT.items()}

Answers = Mapping[str, str | None]
"""Question key to answer key; None or absent is a blank."""


def shorten(scan: Scan, answers: Answers) -> str:
    """Return one character per question, in question order. Raises InputError for what is not an answer."""
    check_answers(scan, answers)
    return "".join(SHORT[answers.get(question.key)] for question in scan.questions)


def lengthen(scan: Scan, stored: str) -> dict[str, str | None]:
    """Return the answers per question of what `shorten` made. Raises InputError when it does not fit this scan."""
    if len(stored) != len(scan.questions) or not set(stored) <= set(_LONG):
        raise InputError(
            "other-questions",
            "Dit zijn antwoorden op andere vragen.",
            f"These answers do not belong to the questions of '{scan.key}'.",
        )
    return {question.key: _LONG[short] for question, short in zip(scan.questions, stored, strict=True)}


def check_rule(scan: Scan, rule: str) -> None:
    """Raise InputError when the scan has another rule."""
    if scan.rule != rule:
        raise InputError(
            "other-rule",
            f"De scan ‘{scan.key}’ werkt met een andere regel.",
            f"The scan '{scan.key}' uses another rule ({scan.rule}).",
        )


def check_answers(scan: Scan, answers: Answers, known: tuple[str, ...] = ANSWERS) -> None:
    """Raise InputError for a question or an answer that does not exist."""
    keys = {question.key for question in scan.questions}
    for key, answer in answers.items():
        if key not in keys:
            raise InputError(
                "unknown-question",
                f"De vraag ‘{key}’ hoort niet bij deze scan.",
                f"There is no question '{key}' in this scan.",
            )
        if answer is not None and answer not in known:
            raise InputError(
                "unknown-answer",
                f"‘{answer}’ is geen antwoord op ‘{key}’. Kies uit: {', '.join(known)}.",
                f"'{answer}' is not an answer to '{key}'. Choose one of: {', '.join(known)}.",
            )


def check_rung(rung: str | None) -> None:
    """Raise InputError for a rung that does not exist; None is no rung."""
    if rung is not None and rung not in RUNG_LEVEL:
        raise InputError(
            "unknown-rung",
            f"De trede ‘{rung}’ bestaat niet. Kies uit: {', '.join(RUNGS)}.",
            f"There is no rung '{rung}'. Choose one of: {', '.join(RUNGS)}.",
        )
