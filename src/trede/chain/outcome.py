"""The outcome of a shared scan as an adviser reads it: letters, words, rungs, reasons and next steps."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trede.chain.check_outcome import is_ladder
from trede.core.advice import advise, score_scan
from trede.core.explain import explain, reason_text
from trede.core.pack import Pack, Text
from trede.core.scan import BLANK, LEVEL, RUNGS

if TYPE_CHECKING:
    from trede.scan.models import ScanResult


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One question: its title, the letter that was chosen, what the letter says, and the rung it belongs to."""

    title: Text
    letter: str
    said: Text | None
    rung: str
    needs_attention: bool


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """A whole outcome for the desk. `phase` is None when too little was answered; with some patterns only a hint."""

    phase: str | None
    pattern: str | None
    cyber: str | None
    attention: tuple[str, ...]
    provisional: bool
    rows: tuple[AnswerRow, ...]
    reasons: tuple[str, ...]
    steps: tuple[Text, ...]


def outcome_view(pack: Pack, result: "ScanResult", language: str) -> OutcomeView | None:
    """Return what an adviser reads; None for a check (see `check_outcome`) and when the questionnaire is gone."""
    scan = pack.scans.get(result.scan_key)
    if scan is None or not is_ladder(pack, result):
        return None
    outcome = score_scan(scan, result.answers)
    advice = advise(pack, scan, outcome)
    rows = []
    for question, letter in zip(scan.questions, result.answers, strict=True):
        said = next((option.text for option in question.options if option.key == letter), None)
        rung = "" if letter == BLANK else RUNGS[LEVEL[letter] - 1]
        rows.append(AnswerRow(question.title, letter, said, rung, question.key in outcome.attention))
    return OutcomeView(
        phase=outcome.phase,
        pattern=outcome.pattern,
        cyber=outcome.cyber,
        attention=outcome.attention,
        provisional=outcome.provisional,
        rows=tuple(rows),
        reasons=tuple(reason_text(pack, scan, reason, language) for reason in explain(outcome)),
        steps=tuple(step.text for step in advice.next_steps),
    )
