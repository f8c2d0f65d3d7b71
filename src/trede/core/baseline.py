"""Rule `baseline-1`: a check of digital safety, and the protection a firm needs (Beleidsaanpak 2026, §6 bouwsteen 1).

A must counts only when it is answered `ja`. Partly, no, don't know and a blank are not reached. There is no total and
no mark: the outcome is reached or not, what is missing, and what comes next.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from trede.core.advice import Step, step_for
from trede.core.errors import InputError
from trede.core.explain import Reason, reason_texts
from trede.core.four_answers import NO, PARTLY, UNKNOWN, YES, check_answers, check_rule, check_rung
from trede.core.pack import Pack, Question, Scan, Text
from trede.core.scan import RUNG_LEVEL

RULE = "baseline-1"
SOURCE = "Beleidsaanpak 2026, §6 bouwsteen 1 (basisniveau digitale weerbaarheid)"
PROTECTION_SOURCE = "Rekenregel baseline-1: de hoogste van trede en risicoklasse (CCV-risicoklasse naast de ladder)"

CLASS_ASKS = {1: "starten", 2: "funderen", 3: "optimaliseren", 4: "innoveren"}
"""The rung whose protection a CCV risk class asks for at least. CCV's measures per class are not public: this is a
working choice of the rule, to be replaced when the region agrees on another."""
LEAST_PROTECTION = "starten"
"""No firm needs less than the basics, on whatever rung it stands."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The outcome of one baseline check. Keys are question keys, in question order."""

    reached: bool
    """Every must is in place."""
    missing: tuple[str, ...]
    """Musts that are not in place, whatever the reason."""
    partly: tuple[str, ...]
    """Questions answered `deels`."""
    unknown: tuple[str, ...]
    """Questions answered `weet-niet`."""
    unanswered: tuple[str, ...]
    next_steps: tuple[Step, ...]
    """What to do: musts that are missing first, then the other measures that are not in place."""
    rung_step: Text | None
    """What comes next on the firm's rung; None without a rung."""
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Protection:
    """The protection a firm needs, as the rung whose safety text describes it."""

    needed: str | None
    """Rung key; None when neither a rung nor a class is known."""
    by_rung: str | None
    by_class: str | None
    reasons: tuple[Reason, ...]


def assess(scan: Scan, answers: Mapping[str, str | None], *, rung: str | None = None) -> Baseline:
    """Return the outcome of `answers` (question key → answer key, None or absent for a blank).

    `rung` is the firm's rung, for what comes next. Raises InputError for an unknown question, answer or rung and for a
    scan with another rule.
    """
    check_rule(scan, RULE)
    check_answers(scan, answers)
    check_rung(rung)
    given = {question.key: answers.get(question.key) for question in scan.questions}
    missing = tuple(question.key for question in scan.questions if question.must and given[question.key] != YES)
    return Baseline(
        reached=not missing,
        missing=missing,
        partly=_answered(given, PARTLY),
        unknown=_answered(given, UNKNOWN),
        unanswered=_answered(given, None),
        next_steps=_next_steps(scan, given),
        rung_step=scan.by_rung.get(rung) if rung else None,
        reasons=_reasons(missing, given),
    )


def protection_needed(rung: str | None, risk_class: int | None) -> Protection:
    """Return the higher of what the rung asks and what the CCV risk class (1–4) asks, with reasons.

    The class says how much risk a firm runs, the ladder how mature it is; a firm on a low rung can be in a high class.
    Raises InputError for an unknown rung or class.
    """
    check_rung(rung)
    if risk_class is not None and risk_class not in CLASS_ASKS:
        raise InputError(
            "unknown-risk-class",
            "Een risicoklasse is één, twee, drie of vier.",
            "A risk class is one, two, three or four.",
        )
    by_rung = max(rung, LEAST_PROTECTION, key=RUNG_LEVEL.__getitem__) if rung else None
    by_class = CLASS_ASKS[risk_class] if risk_class is not None else None
    asked = [asks for asks in (by_rung, by_class) if asks is not None]
    reasons = [
        Reason(code, {"rung": asks}, PROTECTION_SOURCE)
        for code, asks in (("protection-rung", by_rung), ("protection-class", by_class))
        if asks is not None
    ]
    needed = max(asked, key=RUNG_LEVEL.__getitem__, default=None)
    if needed is not None and len(asked) > 1:
        reasons.append(Reason("protection-needed", {"rung": needed}, PROTECTION_SOURCE))
    return Protection(needed, by_rung, by_class, tuple(reasons))


def baseline_document(
    pack: Pack, scan: Scan, answers: Mapping[str, str | None], *, rung: str | None = None, language: str = "nl"
) -> dict[str, object]:
    """Return the outcome of a baseline check as plain values, for `trede score --json` and policy cases."""
    outcome = assess(scan, answers, rung=rung)
    return {
        "scan": scan.key,
        "rule": scan.rule,
        "pack": pack.reference,
        "answers": {question.key: answers.get(question.key) for question in scan.questions},
        "reached": outcome.reached,
        "missing": list(outcome.missing),
        "partly": list(outcome.partly),
        "unknown": list(outcome.unknown),
        "unanswered": list(outcome.unanswered),
        "next_steps": [
            {"topic": step.topic, "band": step.band, "text": step.text.in_language(language)}
            for step in outcome.next_steps
        ],
        "rung_step": outcome.rung_step.in_language(language) if outcome.rung_step else None,
        "reasons": [
            {"code": reason.code, "text": text, "source": reason.source}
            for reason, text in zip(outcome.reasons, reason_texts(pack, scan, outcome.reasons, language), strict=True)
        ],
    }


def _answered(given: Mapping[str, str | None], answer: str | None) -> tuple[str, ...]:
    return tuple(key for key, value in given.items() if value == answer)


def _next_steps(scan: Scan, given: Mapping[str, str | None]) -> tuple[Step, ...]:
    """Return the steps for what is not in place; a blank gets the step of `nee`."""

    def steps(questions: list[Question]) -> list[Step]:
        return [step_for(question, given[question.key] or NO) for question in questions]

    todo = [question for question in scan.questions if given[question.key] != YES]
    musts = [question for question in todo if question.must]
    return (*steps(musts), *steps([question for question in todo if not question.must]))


def _reasons(missing: tuple[str, ...], given: Mapping[str, str | None]) -> tuple[Reason, ...]:
    """Say per missing must how it is missing; or that every must is in place."""
    if not missing:
        return (Reason("baseline-reached", source=SOURCE),)
    codes = {PARTLY: "baseline-partly", UNKNOWN: "baseline-unknown", None: "baseline-open"}
    return tuple(
        Reason(codes.get(given[key], "baseline-missing"), {"topics": (key,)}, SOURCE, topic=key) for key in missing
    )
