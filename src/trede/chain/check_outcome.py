"""The outcome of a check (digital safety, AI, freedom in systems) as an adviser reads it."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from trede.core import scan as ladder
from trede.core.errors import InputError
from trede.core.pack import Pack, Scan, Text
from trede.core.stored_answers import check_document, lengthen_answers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trede.scan.models import ScanResult


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check for the desk: why it came out like this, what to do, and the answers in words."""

    title: Text
    day: date
    reasons: tuple[str, ...]
    steps: tuple[str, ...]
    rows: tuple[tuple[str, Text, Text | None], ...]
    """Name of the system (empty: the whole firm), title of the question, and the answer."""


def check_views(pack: Pack, scans: "Iterable[ScanResult]", language: str) -> tuple[CheckView, ...]:
    """Return the checks among these scans, in their order; those whose questions have changed are left out."""
    found = (check_view(pack, result, language) for result in scans)
    return tuple(view for view in found if view is not None)


def is_ladder(pack: Pack, result: "ScanResult") -> bool:
    """Say whether a result is one of the ladder scan; other questionnaires indicate no rung."""
    scan = pack.scans.get(result.scan_key)
    return scan is not None and scan.rule == ladder.RULE


def check_view(pack: Pack, result: "ScanResult", language: str) -> CheckView | None:
    """Return what an adviser reads of a check; None for a ladder scan and when the questions have changed."""
    scan = pack.scans.get(result.scan_key)
    if scan is None or scan.rule == ladder.RULE or scan.version != result.version:
        return None
    try:
        document = check_document(pack, scan, result.answers, language)
        answers = lengthen_answers(scan, result.answers)
    except InputError:
        return None
    names = {subject.key: subject.name.in_language(language) for subject in scan.subjects}
    return CheckView(
        title=scan.title,
        day=result.day,
        reasons=_texts(document.get("reasons")),
        steps=_texts(document.get("next_steps")),
        rows=tuple(
            (names.get(system, ""), question.title, _said(scan, question.key, given[question.key]))
            for system, given in answers.items()
            for question in scan.questions
        ),
    )


def _texts(items: object) -> tuple[str, ...]:
    return tuple(str(item["text"]) for item in items) if isinstance(items, list) else ()


def _said(scan: Scan, question: str, answer: str | None) -> Text | None:
    options = next(item.options for item in scan.questions if item.key == question)
    return next((option.text for option in options if option.key == answer), None)
