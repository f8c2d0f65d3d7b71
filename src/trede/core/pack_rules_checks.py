"""What the rules `baseline-1`, `ai-ready-1`, `autonomy-1` and `skills-1` ask of their questionnaires."""

from collections.abc import Callable, Iterator

from trede.core import autonomy, readiness, skills
from trede.core.four_answers import ANSWERS
from trede.core.pack import Scan
from trede.core.pack_findings import PackError, filled, keys_once, unknown
from trede.core.scan import RUNGS

MOST_STORED = 60
"""Characters in which the answers of one scan are kept."""
MOST_SUBJECTS = 26
"""A subject is stored as one capital letter."""


def four_answers(file: str, scan: Scan) -> Iterator[PackError]:
    """The answers ja, deels, nee, weet-niet in this order, and a next step for each but the first."""
    for index, question in enumerate(scan.questions):
        yield from _options(file, scan, index, ANSWERS)
        covered = {answer for step in question.next_steps for answer in step.answers}
        open_answers = [answer for answer in ANSWERS[1:] if answer not in covered]
        if open_answers:
            says = f"no next step for the answers {', '.join(open_answers)}"
            key = f"questions[{index}].next_steps"
            yield PackError(file, key, says, "Add them to the `answers` of a next step.")


def has_must(file: str, scan: Scan) -> Iterator[PackError]:
    """At least one question is a must."""
    if not any(question.must for question in scan.questions):
        yield PackError(file, "questions", "no question is a must", "Write `must: true` with what everyone needs.")


def text_per_rung(file: str, scan: Scan) -> Iterator[PackError]:
    """A text for each rung, and for nothing else."""
    for rung in scan.by_rung:
        if rung not in RUNGS:
            yield unknown(file, f"by_rung.{rung}", rung, RUNGS, "rung")
    for rung in RUNGS:
        if rung not in scan.by_rung:
            hint = f"Add `{rung}:` with `nl:` and `en:` below it."
            yield PackError(file, f"by_rung.{rung}", "the text for this rung is missing", hint)


def check_other_rules(file: str, scan: Scan) -> Iterator[PackError]:
    """What the rule of this questionnaire asks; nothing for a rule that is checked elsewhere."""
    check = _CHECKS.get(scan.rule)
    if check is not None:
        yield from check(file, scan)
        if len(scan.questions) > MOST_STORED:
            yield PackError(file, "questions", "are too many to store", f"Ask at most {MOST_STORED} questions.")


def _options(file: str, scan: Scan, index: int, answers: tuple[str, ...]) -> Iterator[PackError]:
    options = tuple(option.key for option in scan.questions[index].options)
    if options != answers:
        hint = f"The rule {scan.rule} reads: {', '.join(answers)}."
        says = f"the options are {', '.join(options) or 'none'}"
        yield PackError(file, f"questions[{index}].options", says, hint)


def _groups(file: str, scan: Scan, wanted: tuple[str, ...]) -> Iterator[PackError]:
    """Exactly these groups, in any order."""
    groups = [group.key for group in scan.groups]
    for key in wanted:
        if key not in groups:
            hint = f"Add a group `{key}` with a name, and questions under it."
            yield PackError(file, "groups", f"the group `{key}` is missing", hint)
    for index, key in enumerate(groups):
        if key not in wanted:
            yield unknown(file, f"groups[{index}].key", key, wanted, "group of this rule")


def _readiness(file: str, scan: Scan) -> Iterator[PackError]:
    yield from four_answers(file, scan)
    yield from has_must(file, scan)
    yield from _groups(file, scan, readiness.GROUPS)
    control = [question.key for question in scan.questions if question.group == "control"]
    for key in readiness.CONTROL:
        if key not in control:
            hint = f"Ask a question with `key: {key}` and `group: control`."
            yield PackError(file, "questions", f"no question asks about {key}", hint)
    topics = [question.key for question in scan.questions]
    if sorted(scan.attention_order) != sorted(topics):
        missing = [topic for topic in topics if topic not in scan.attention_order]
        says = f"misses {', '.join(missing)}" if missing else "names something else or twice"
        hint = f"Name each topic once, what comes first in front: {', '.join(topics)}."
        yield PackError(file, "attention_order", f"the order {says}", hint)
    if scan.by_rung:
        yield from text_per_rung(file, scan)


def _autonomy(file: str, scan: Scan) -> Iterator[PackError]:
    yield from four_answers(file, scan)
    yield from _groups(file, scan, autonomy.ASPECTS)
    yield from filled(file, "subjects", scan.subjects)
    yield from keys_once(file, "subjects", [subject.key for subject in scan.subjects], "subject")
    if len(scan.subjects) > MOST_SUBJECTS:
        yield PackError(file, "subjects", "are too many", f"Name at most {MOST_SUBJECTS} kinds of systems.")
    if len(scan.questions) > autonomy.MOST_QUESTIONS:
        hint = f"Ask at most {autonomy.MOST_QUESTIONS} questions per system."
        yield PackError(file, "questions", "are too many to store", hint)


def _skills(file: str, scan: Scan) -> Iterator[PackError]:
    for index in range(len(scan.questions)):
        yield from _options(file, scan, index, skills.ANSWERS)


_CHECKS: dict[str, Callable[[str, Scan], Iterator[PackError]]] = {
    readiness.RULE: _readiness,
    autonomy.RULE: _autonomy,
    skills.RULE: _skills,
}
