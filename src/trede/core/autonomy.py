"""Rule `autonomy-1`: per system a simple picture of how free a firm is, and questions to put to the supplier.

Policy: Beleidsaanpak 2026, §6 bouwsteen 1 (knowing choices in data, open standards, AI, independent technology and
cloud). Nothing is added up. Every question is put so that `ja` means more freedom; the pack sorts the questions under
four aspects: how much the firm leans on the system, whether it can leave, where its data is and who uses it, and
whether the system is open to others.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from trede.core.advice import Step, step_for
from trede.core.errors import InputError
from trede.core.explain import Reason, reason_texts
from trede.core.four_answers import NO, PARTLY, UNKNOWN, YES, Answers, check_answers, check_rule, lengthen, shorten
from trede.core.pack import Pack, Scan

RULE = "autonomy-1"
ASPECTS = ("dependence", "exit", "place", "openness")
PICTURES = ("stuck", "unclear", "tied", "free", "loose")
"""From what asks attention first to what asks none: leans on it and cannot leave; leans on it and does not know how to
leave; can leave with effort; can leave; can do without."""
PLACES = {"good": "near", "partly": "partly", "bad": "far", "unknown": "unknown"}
"""State of the aspect `place` to the word for it: data nearby and only the firm's own, or not, or not known."""
MOST_SYSTEMS = 5
"""Systems in one check: more is a project of its own, and their answers must fit one stored text."""
MOST_QUESTIONS = 11
"""So that five systems with their letters fit the sixty characters of a stored scan."""
SOURCE = "Beleidsaanpak 2026, §6 bouwsteen 1 (digitale autonomie en technologiekeuzes)"
RULE_SOURCE = "Rekenregel autonomy-1 bij Beleidsaanpak 2026, §6 bouwsteen 1"
_FIRST_LETTER = ord("A")
_TELLING: dict[str, frozenset[str | None]] = {
    "stuck": frozenset({NO}),
    "unclear": frozenset({UNKNOWN, None}),
    "tied": frozenset({NO, PARTLY, UNKNOWN, None}),
}
"""Answers that make a picture what it is."""

Systems = Mapping[str, Answers]
"""System key to the answers about it."""


@dataclass(frozen=True, slots=True)
class System:
    """The picture of one system."""

    key: str
    picture: str
    """One of PICTURES."""
    place: str
    """`near`, `partly`, `far` or `unknown`."""
    aspects: tuple[tuple[str, str], ...]
    """Aspect and its state: `good` (all yes), `bad` (a no), `unknown` (not known or open), else `partly`."""
    questions: tuple[Step, ...]
    """What to ask the supplier, for every answer that is not yes; ways out before the rest."""
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Autonomy:
    """The outcome: systems with what asks attention first on top, then in the order of the pack."""

    systems: tuple[System, ...]

    @property
    def first(self) -> str | None:
        """The system to begin with; None when all is free."""
        return self.systems[0].key if self.systems and self.systems[0].picture in PICTURES[:3] else None

    @property
    def worst(self) -> str:
        """The picture of the system that asks attention first."""
        return self.systems[0].picture


def assess(scan: Scan, systems: Systems) -> Autonomy:
    """Return the picture per system. Raises InputError for none or too many systems, or for what does not exist."""
    check_rule(scan, RULE)
    check_systems(scan, systems)
    found = [_system(scan, subject.key, systems[subject.key]) for subject in scan.subjects if subject.key in systems]
    return Autonomy(tuple(sorted(found, key=lambda system: PICTURES.index(system.picture))))


def check_systems(scan: Scan, systems: Systems) -> None:
    """Raise InputError for none or too many systems, an unknown system, question or answer."""
    if not 1 <= len(systems) <= MOST_SYSTEMS:
        raise InputError(
            "wrong-number-of-systems",
            "Kies één tot en met vijf systemen.",
            f"Choose one to {MOST_SYSTEMS} systems.",
        )
    known = [subject.key for subject in scan.subjects]
    for key, answers in systems.items():
        if key not in known:
            raise InputError(
                "unknown-system",
                f"Het systeem ‘{key}’ kennen we niet. Kies uit: {', '.join(known)}.",
                f"There is no system '{key}'. Choose one of: {', '.join(known)}.",
            )
        check_answers(scan, answers)


def shorten_systems(scan: Scan, systems: Systems) -> str:
    """Return per system its capital letter (its place in the pack) and one character per question: `AjdnwBjj--`."""
    check_systems(scan, systems)
    return "".join(
        chr(_FIRST_LETTER + place) + shorten(scan, systems[subject.key])
        for place, subject in enumerate(scan.subjects)
        if subject.key in systems
    )


def lengthen_systems(scan: Scan, stored: str) -> dict[str, dict[str, str | None]]:
    """Return the answers per system of what `shorten_systems` made. Raises InputError when it does not fit."""
    size = len(scan.questions) + 1
    systems = {}
    for start in range(0, len(stored), size):
        place = ord(stored[start]) - _FIRST_LETTER
        if not 0 <= place < len(scan.subjects):
            lengthen(scan, "")  # raises: these are other questions
        systems[scan.subjects[place].key] = lengthen(scan, stored[start + 1 : start + size])
    return systems


def autonomy_document(pack: Pack, scan: Scan, systems: Systems, *, language: str = "nl") -> dict[str, object]:
    """Return the outcome as plain values, for policy cases. Maps are per system; `order` is the order of attention."""
    outcome = assess(scan, systems)
    reasons = tuple([reason for system in outcome.systems for reason in system.reasons])
    return {
        "scan": scan.key,
        "rule": scan.rule,
        "pack": pack.reference,
        "answers": {
            system.key: {question.key: systems[system.key].get(question.key) for question in scan.questions}
            for system in outcome.systems
        },
        "order": [system.key for system in outcome.systems],
        "first": outcome.first,
        "pictures": {system.key: system.picture for system in outcome.systems},
        "places": {system.key: system.place for system in outcome.systems},
        "ask": {system.key: [step.topic for step in system.questions] for system in outcome.systems},
        "questions": {
            system.key: [step.text.in_language(language) for step in system.questions] for system in outcome.systems
        },
        "reasons": [
            {"code": reason.code, "text": text, "source": reason.source}
            for reason, text in zip(reasons, reason_texts(pack, scan, reasons, language), strict=True)
        ],
    }


def _system(scan: Scan, key: str, answers: Answers) -> System:
    aspects = {aspect: _state(_answers_of(scan, aspect, answers)) for aspect in ASPECTS}
    picture = _picture(aspects)
    place = PLACES[aspects["place"]]
    return System(
        key, picture, place, tuple(aspects.items()), _questions(scan, answers), _reasons(scan, picture, place, answers)
    )


def _answers_of(scan: Scan, aspect: str, answers: Answers) -> dict[str, str | None]:
    return {question.key: answers.get(question.key) for question in scan.questions if question.group == aspect}


def _state(given: Mapping[str, str | None]) -> str:
    """Return the state of one aspect: a no weighs more than not knowing, and that more than partly."""
    values = set(given.values())
    if NO in values:
        return "bad"
    if values & {UNKNOWN, None}:
        return "unknown"
    return "partly" if PARTLY in values else "good"


def _picture(aspects: Mapping[str, str]) -> str:
    """Return the first picture that fits. Who is not sure to manage without a system leans on it."""
    if aspects["dependence"] == "good":
        return "loose"
    if aspects["exit"] == "bad":
        return "stuck"
    if aspects["exit"] == "unknown":
        return "unclear"
    return "free" if aspects["exit"] == aspects["openness"] == "good" else "tied"


def _questions(scan: Scan, answers: Answers) -> tuple[Step, ...]:
    """Return what to ask, the aspects in the order of the rule with the ways out in front."""
    order = ("exit", "place", "openness", "dependence")
    todo = [question for question in scan.questions if answers.get(question.key) != YES]
    todo.sort(key=lambda question: order.index(question.group or order[-1]))
    return tuple(step_for(question, answers.get(question.key) or UNKNOWN) for question in todo)


def _reasons(scan: Scan, picture: str, place: str, answers: Answers) -> tuple[Reason, ...]:
    """Say why the picture is what it is, where the data is, and what is not known."""
    reasons = [Reason(f"autonomy-{picture}", _because(scan, picture, answers), RULE_SOURCE)]
    reasons.append(Reason(f"autonomy-place-{place}", source=SOURCE))
    unknown = tuple(question.key for question in scan.questions if answers.get(question.key) in (UNKNOWN, None))
    if unknown:
        reasons.append(Reason("autonomy-ask", {"topics": unknown}, SOURCE, topic=unknown[0]))
    return tuple(reasons)


def _because(scan: Scan, picture: str, answers: Answers) -> dict[str, int | str | tuple[str, ...]]:
    """Return the topics that make the picture; a firm that is free or can do without needs no topics."""
    wanted = _TELLING.get(picture)
    if wanted is None:
        return {}
    aspects = ("exit",) if picture != "tied" else ("exit", "openness")
    given = {key: answer for aspect in aspects for key, answer in _answers_of(scan, aspect, answers).items()}
    return {"topics": tuple(key for key, answer in given.items() if answer in wanted)}
