"""The rules that read questionnaires, by the name a pack gives them. A new rule is one line in RULES.

Every rule turns answers into a document of plain values: what `trede score --json` prints and policy cases compare.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from trede.core import autonomy, baseline, readiness, scan, skills
from trede.core.advice import outcome_document, score_scan
from trede.core.errors import InputError
from trede.core.pack import Pack, Scan

Given = Mapping[str, object]
"""What a policy case gives: `answers`, and for some rules more."""
Document = Mapping[str, object]
Run = Callable[[Pack, Scan, Given, str], Document]
"""Pack, questionnaire, what is given and the language of the texts (`nl` or `en`) to the outcome."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule. `given` are the keys it can be given; `run` raises InputError for what it cannot read."""

    key: str
    given: tuple[str, ...]
    run: Run


def _ladder(pack: Pack, questionnaire: Scan, given: Given, language: str) -> Document:
    answers = given["answers"]
    if isinstance(answers, dict):
        answers = _letters(questionnaire, answers)
    if not isinstance(answers, str):
        raise _unreadable(
            "`answers` is zeven letters zoals CCCCDDD, of een letter per onderwerp.",
            "`answers` is seven letters such as CCCCDDD, or a letter per topic",
        )
    parsed = scan.parse_answers(answers, len(questionnaire.questions))
    return outcome_document(pack, questionnaire, score_scan(questionnaire, parsed), language)


def _letters(questionnaire: Scan, answers: Mapping[object, object]) -> str:
    """Return answers per topic as letters in question order; a topic that is null, `-` or absent is a blank."""
    topics = [question.key for question in questionnaire.questions]
    for topic, letter in answers.items():
        if topic not in topics:
            known = ", ".join(f"`{key}`" for key in topics)
            raise _unreadable(
                f"Het onderwerp `{topic}` bestaat niet. Kies uit: {known}.",
                f"unknown topic `{topic}` in `answers`; the questions are {known}",
            )
        if letter is not None and not (isinstance(letter, str) and len(letter.strip()) == 1):
            raise _unreadable(
                f"Het antwoord op `{topic}` is één letter A tot en met F, of `-`.",
                f"the answer to `{topic}` is one letter A to F, or `-` for a blank",
            )
    given = [answers.get(topic) for topic in topics]
    return "".join(scan.BLANK if letter is None else str(letter).strip() for letter in given)


def _baseline(pack: Pack, questionnaire: Scan, given: Given, language: str) -> Document:
    answers = _per_question(given["answers"])
    return baseline.baseline_document(pack, questionnaire, answers, rung=_rung(given), language=language)


def _readiness(pack: Pack, questionnaire: Scan, given: Given, language: str) -> Document:
    answers = _per_question(given["answers"])
    return readiness.readiness_document(pack, questionnaire, answers, rung=_rung(given), language=language)


def _autonomy(pack: Pack, questionnaire: Scan, given: Given, language: str) -> Document:
    systems = given["answers"]
    if not isinstance(systems, dict):
        raise _unreadable(
            "`answers` heeft per systeem een antwoord per vraag.",
            "`answers` has per system an answer per question, such as `mail: {without: nee}`",
        )
    answers = {str(key): _per_question(value) for key, value in systems.items()}
    return autonomy.autonomy_document(pack, questionnaire, answers, language=language)


def _skills(pack: Pack, questionnaire: Scan, given: Given, language: str) -> Document:
    return skills.skills_document(pack, questionnaire, _per_question(given["answers"]), language=language)


def _per_question(answers: object) -> dict[str, str | None]:
    if not isinstance(answers, dict) or not all(value is None or isinstance(value, str) for value in answers.values()):
        raise _unreadable(
            "`answers` is een antwoord per vraag, zoals `updates: ja`.",
            "`answers` is an answer per question, such as `updates: ja`",
        )
    return {str(key): value for key, value in answers.items()}


def _rung(given: Given) -> str | None:
    rung = given.get("rung")
    if rung is not None and not isinstance(rung, str):
        raise _unreadable("`rung` is een trede, zoals `funderen`.", "`rung` is a rung, such as `funderen`")
    return rung


def _unreadable(dutch: str, english: str) -> InputError:
    return InputError("unreadable", dutch, english)


RULES: dict[str, Rule] = {
    rule.key: rule
    for rule in (
        Rule(scan.RULE, ("answers",), _ladder),
        Rule(baseline.RULE, ("answers", "rung"), _baseline),
        Rule(readiness.RULE, ("answers", "rung"), _readiness),
        Rule(autonomy.RULE, ("answers",), _autonomy),
        Rule(skills.RULE, ("answers",), _skills),
    )
}
"""Every rule that `rule:` of a questionnaire may name (`Scan.rule` in `core/pack.py`)."""
