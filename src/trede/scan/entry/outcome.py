"""What an adviser reads right after typing in a scan: the headline, why, and what comes first."""

from dataclasses import dataclass

from trede.core.advice import advise, score_scan
from trede.core.explain import explain, reason_texts
from trede.core.pack import Pack, Text
from trede.core.scan import BLANK
from trede.scan.models import ScanResult
from trede.scan.outcome_page import book


@dataclass(frozen=True, slots=True)
class Row:
    """One question: number, title, the letter, and what the letter says; `attention` marks the lowest."""

    number: int
    title: Text
    letter: str
    said: Text | None
    attention: bool


@dataclass(frozen=True, slots=True)
class Entered:
    """An outcome for the desk, in the language of the desk. `headline` and `reasons` are sentences."""

    headline: str
    provisional: bool
    rows: tuple[Row, ...]
    reasons: tuple[str, ...]
    first_step: Text | None


def entered_outcome(region: Pack, result: ScanResult, language: str) -> Entered:
    """Return what the adviser reads. KeyError when the pack no longer has the questionnaire."""
    scan = region.scans[result.scan_key]
    outcome = score_scan(scan, result.answers)
    first = advise(region, scan, outcome).first_step
    rows = tuple(
        Row(
            number,
            question.title,
            "" if letter == BLANK else letter,
            next((option.text for option in question.options if option.key == letter), None),
            question.key in outcome.attention,
        )
        for number, (question, letter) in enumerate(zip(scan.questions, result.answers, strict=True), 1)
    )
    return Entered(
        headline=book(language, scan.key).headline(outcome),
        provisional=outcome.provisional,
        rows=rows,
        reasons=tuple(reason_texts(region, scan, explain(outcome), language)),
        first_step=first.text if first else None,
    )
