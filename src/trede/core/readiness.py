"""Rule `ai-ready-1`: may a firm start with AI in a small way, or does something else come first?

Policy: Beleidsaanpak 2026, bijlage 1, pijler D (readiness on a technical, organisational and process level; a business
case; a small test; transparency, explanation, safety and human control). There is no total and no mark: the outcome is
*go* or *first this*, with what comes first in order.

A must comes first unless it is answered `ja`. Another question comes first when it is answered `nee` or `weet-niet` or
was left open; `deels` is enough to start and is taken along on the way.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from trede.core.advice import Step, step_for
from trede.core.explain import Reason, reason_texts
from trede.core.four_answers import NO, PARTLY, UNKNOWN, YES, Answers, check_answers, check_rule, check_rung
from trede.core.pack import Pack, Question, Scan, Text

RULE = "ai-ready-1"
LEVELS = ("technical", "organisational", "process")
"""The three levels on which the policy asks for readiness."""
GROUPS = (*LEVELS, "business-case", "small-test", "control")
"""Groups of questions, which the pack's questionnaire must all have."""
CONTROL = ("transparency", "explanation", "safety", "human-control")
"""Questions that the group `control` must have."""
SOURCE = "Beleidsaanpak 2026, bijlage 1, pijler D (verantwoorde AI-toepassing)"
RULE_SOURCE = "Rekenregel ai-ready-1 bij Beleidsaanpak 2026, bijlage 1, pijler D"
"""For what the rule chooses: deels is enough for what is no must."""

READY, PARTLY_READY, NOT_YET = "ready", "partly", "not-yet"
_ENDINGS = {NO: "missing", PARTLY: "partly", UNKNOWN: "unknown", None: "open"}
_ORDER = ("missing", "partly", "unknown", "open")


@dataclass(frozen=True, slots=True)
class Readiness:
    """The outcome of one check. Topics are question keys; `first` and `alongside` are in the order to work in."""

    go: bool
    """Nothing comes first."""
    first: tuple[str, ...]
    """What comes before AI: musts, then other questions, each in the pack's order of attention."""
    alongside: tuple[str, ...]
    """What is partly in place and can grow along with a first test."""
    groups: tuple[tuple[str, str], ...]
    """Group key and its state: `ready` (all yes), `not-yet` (something comes first), else `partly`."""
    next_steps: tuple[Step, ...]
    """Steps for `first`, then for `alongside`."""
    rung_step: Text | None
    """What fits the firm's rung; None without a rung or when the pack says nothing about it."""
    reasons: tuple[Reason, ...]


def assess(scan: Scan, answers: Answers, *, rung: str | None = None) -> Readiness:
    """Return the outcome of `answers` (question key → `ja`, `deels`, `nee`, `weet-niet`, None for a blank).

    Raises InputError for an unknown question, answer or rung and for a scan with another rule.
    """
    check_rule(scan, RULE)
    check_answers(scan, answers)
    check_rung(rung)
    questions = _in_order(scan)
    given = {key: answers.get(key) for key in questions}
    musts = [key for key, question in questions.items() if question.must and given[key] != YES]
    others = [key for key, question in questions.items() if not question.must and given[key] not in (YES, PARTLY)]
    first = (*musts, *others)
    alongside = tuple(
        [key for key, question in questions.items() if not question.must and given[key] == PARTLY],
    )
    return Readiness(
        go=not first,
        first=first,
        alongside=alongside,
        groups=tuple((group.key, _state(scan, group.key, given, first)) for group in scan.groups),
        next_steps=tuple(step_for(questions[key], given[key] or NO) for key in (*first, *alongside)),
        rung_step=scan.by_rung.get(rung) if rung else None,
        reasons=_reasons(musts, others, alongside, given),
    )


def readiness_document(
    pack: Pack, scan: Scan, answers: Answers, *, rung: str | None = None, language: str = "nl"
) -> dict[str, object]:
    """Return the outcome as plain values, for `trede score --json` and policy cases."""
    outcome = assess(scan, answers, rung=rung)
    return {
        "scan": scan.key,
        "rule": scan.rule,
        "pack": pack.reference,
        "answers": {question.key: answers.get(question.key) for question in scan.questions},
        "go": outcome.go,
        "first": list(outcome.first),
        "alongside": list(outcome.alongside),
        "groups": dict(outcome.groups),
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


def _in_order(scan: Scan) -> dict[str, Question]:
    """Return the questions by key in the order of attention; those that the order does not name come last."""
    questions = {question.key: question for question in scan.questions}
    named = [key for key in scan.attention_order if key in questions]
    return {key: questions[key] for key in dict.fromkeys([*named, *questions])}


def _state(scan: Scan, group: str, given: Mapping[str, str | None], first: tuple[str, ...]) -> str:
    keys = [question.key for question in scan.questions if question.group == group]
    if any(key in first for key in keys):
        return NOT_YET
    return READY if all(given[key] == YES for key in keys) else PARTLY_READY


def _reasons(
    musts: list[str], others: list[str], alongside: tuple[str, ...], given: Mapping[str, str | None]
) -> tuple[Reason, ...]:
    """Say what comes first and how it is not in place: one reason per way, the musts before the rest."""
    reasons = [*_by_ending("ai-must", musts, given, SOURCE), *_by_ending("ai", others, given, RULE_SOURCE)]
    if not reasons:
        reasons.append(Reason("ai-go", source=SOURCE))
    if alongside:
        reasons.append(Reason("ai-alongside", {"topics": alongside}, RULE_SOURCE, topic=alongside[0]))
    return tuple(reasons)


def _by_ending(code: str, topics: list[str], given: Mapping[str, str | None], source: str) -> list[Reason]:
    found = {ending: tuple(key for key in topics if _ENDINGS[given[key]] == ending) for ending in _ORDER}
    return [
        Reason(f"{code}-{ending}", {"topics": keys}, source, topic=keys[0]) for ending, keys in found.items() if keys
    ]
