"""The answers of a scan as one short text, for every rule alike, and back."""

from collections.abc import Mapping

from trede.core import autonomy
from trede.core.four_answers import lengthen, shorten
from trede.core.pack import Pack, Scan
from trede.core.rules import RULES, Document

ALONE = ""
"""Key that stands for the whole firm where a check is not per system."""

Answers = Mapping[str, Mapping[str, str | None]]
"""System key (or ALONE) to answers per question."""


def shorten_answers(scan: Scan, answers: Answers) -> str:
    """Return what is stored of a check. Raises InputError for what is not an answer of it."""
    if scan.rule == autonomy.RULE:
        return autonomy.shorten_systems(scan, answers)
    return shorten(scan, answers[ALONE])


def lengthen_answers(scan: Scan, stored: str) -> dict[str, dict[str, str | None]]:
    """Return the answers of what is stored of a check. Raises InputError when its questions are others by now."""
    if scan.rule == autonomy.RULE:
        return autonomy.lengthen_systems(scan, stored)
    return {ALONE: lengthen(scan, stored)}


def check_document(pack: Pack, scan: Scan, stored: str, language: str) -> Document:
    """Return the outcome of a stored check as plain values (see `rules`). Raises InputError as `lengthen_answers`."""
    answers = lengthen_answers(scan, stored)
    given = answers if scan.rule == autonomy.RULE else answers[ALONE]
    return RULES[scan.rule].run(pack, scan, {"answers": given}, language)
