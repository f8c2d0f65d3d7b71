"""Small questionnaires for the rules of the checks, beside those of `sample_pack`. The engine texts are real."""

from functools import cache
from pathlib import Path

import msgspec

from tests.sample_pack import SOURCE, sample_pack, text
from trede.core import autonomy, readiness, skills
from trede.core.four_answers import ANSWERS
from trede.core.pack import NextStep, Option, Pack, Question, QuestionGroup, Scan, Text
from trede.regions.document import parse, read_text

CHECKS = Path(__file__).parents[1] / "packs" / "common" / "checks.yml"

AI = {
    "data": ("technical", False),
    "safe-base": ("technical", True),
    "owner": ("organisational", False),
    "work": ("process", False),
    "value": ("business-case", True),
    "trial": ("small-test", False),
    "transparency": ("control", False),
    "explanation": ("control", False),
    "safety": ("control", True),
    "human-control": ("control", True),
}
"""Question to its group and whether it is a must."""
AI_ORDER = (
    "safety",
    "human-control",
    "safe-base",
    "value",
    "work",
    "data",
    "owner",
    "trial",
    "transparency",
    "explanation",
)
SYSTEMS = {
    "without": "dependence",
    "take-out": "exit",
    "stop": "exit",
    "where": "place",
    "own-use": "place",
    "standards": "openness",
}
"""Question to its aspect."""
SUBJECTS = ("mail", "files", "accounts", "website", "machines", "assistant")
SKILLS = ("search", "tables", "share", "safe", "ask")


@cache
def checks_pack() -> Pack:
    """The sample pack with a questionnaire for each further rule and the texts of their reasons."""
    document = parse(read_text(CHECKS))
    assert not document.problems
    texts = msgspec.convert(document.value, dict[str, Text])
    own = {"ai": ai_scan(), "systems": systems_scan(), "skills": skills_scan()}
    sample = sample_pack()
    return msgspec.structs.replace(sample, scans=sample.scans | own, texts=sample.texts | texts)


def ai_scan() -> Scan:
    """Ten questions in six groups, four of them musts."""
    questions = tuple(_question(key, group, ANSWERS, must=must) for key, (group, must) in AI.items())
    scan = _scan("ai", questions, readiness.GROUPS)
    by_rung = {"starten": text("Probeer iets kleins")}
    return msgspec.structs.replace(scan, rule=readiness.RULE, attention_order=AI_ORDER, by_rung=by_rung)


def systems_scan() -> Scan:
    """Six questions about six kinds of systems."""
    questions = tuple(_question(key, aspect, ANSWERS) for key, aspect in SYSTEMS.items())
    subjects = tuple(QuestionGroup(key=key, name=text(key)) for key in SUBJECTS)
    scan = _scan("systems", questions, autonomy.ASPECTS)
    return msgspec.structs.replace(scan, rule=autonomy.RULE, subjects=subjects)


def skills_scan() -> Scan:
    """Five questions on skills."""
    questions = tuple(_question(key, None, skills.ANSWERS) for key in SKILLS)
    return msgspec.structs.replace(_scan("skills", questions, ()), rule=skills.RULE)


def _question(key: str, group: str | None, answers: tuple[str, ...], *, must: bool = False) -> Question:
    return Question(
        key=key,
        title=text(f"Vraag {key}"),
        prompt=text("Hoe is het?"),
        options=tuple(Option(key=answer, text=text(answer)) for answer in answers),
        next_steps=(
            NextStep(band="open", answers=answers[2:], text=text(f"begin met {key}")),
            NextStep(band="deels", answers=answers[1:2], text=text(f"maak {key} af")),
        ),
        source=SOURCE,
        group=group,
        must=must,
    )


def _scan(key: str, questions: tuple[Question, ...], groups: tuple[str, ...]) -> Scan:
    return Scan(
        key=key,
        version="1",
        rule="ai-ready-1",
        title=text(key),
        intro=(text("Uitleg"),),
        doubt=text("Twijfel"),
        minutes=(3, 5),
        questions=questions,
        source=SOURCE,
        groups=tuple(QuestionGroup(key=group, name=text(group)) for group in groups),
    )
