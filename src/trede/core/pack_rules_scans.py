"""Rules on questionnaires: every answer of every question leads somewhere, exactly once."""

from collections.abc import Iterator

from trede.core.pack import Question, Scan
from trede.core.pack_findings import PackError, Parts, doubles, filled, keys_once, unknown
from trede.core.pack_rules_checks import check_other_rules, four_answers, has_must, text_per_rung
from trede.core.scan import LETTERS, TOPICS

BANDS = {"A-B": ("A", "B"), "C-D": ("C", "D"), "E-F": ("E", "F")}
"""Bands of rule `trede-1`: three next steps per question (bijlage 2, stap 4)."""


def check_scans(parts: Parts) -> Iterator[PackError]:
    """Yield what is wrong with each questionnaire."""
    for name, scan in parts.scans.items():
        yield from _scan(f"scans/{name}.yml", name, scan)


def _scan(file: str, name: str, scan: Scan) -> Iterator[PackError]:
    if scan.key != name:
        yield PackError(file, "key", f"`{scan.key}` is not the name of the file", f"Write `key: {name}`.")
    yield from filled(file, "questions", scan.questions)
    yield from filled(file, "intro", scan.intro)
    yield from keys_once(file, "questions", [question.key for question in scan.questions], "question")
    if not 1 <= scan.minutes[0] <= scan.minutes[1]:
        hint = "Write the least and the most, such as `minutes: [3, 5]`."
        yield PackError(file, "minutes", f"{list(scan.minutes)} is not a number of minutes", hint)
    yield from _groups(file, scan)
    for index, question in enumerate(scan.questions):
        yield from _answers_once(file, f"questions[{index}]", question)
    if scan.rule == "trede-1":
        yield from _ladder_scan(file, scan)
    elif scan.rule == "baseline-1":
        yield from _baseline_scan(file, scan)
    else:
        yield from check_other_rules(file, scan)


def _groups(file: str, scan: Scan) -> Iterator[PackError]:
    groups = [group.key for group in scan.groups]
    yield from keys_once(file, "groups", groups, "group")
    for index, question in enumerate(scan.questions):
        key = f"questions[{index}].group"
        if question.group is None and groups:
            yield PackError(file, key, "this question stands under no group", f"Choose one of: {', '.join(groups)}.")
        elif question.group is not None and question.group not in groups:
            yield unknown(file, key, question.group, groups, "group")
    used = {question.group for question in scan.questions}
    for index, group in enumerate(groups):
        if group not in used:
            hint = "Give a question this group, or take the group out."
            yield PackError(file, f"groups[{index}].key", f"no question stands under `{group}`", hint)


def _answers_once(file: str, where: str, question: Question) -> Iterator[PackError]:
    """Options differ, and each stands in one band at most."""
    options = [option.key for option in question.options]
    yield from filled(file, f"{where}.options", options)
    yield from keys_once(file, f"{where}.options", options, "option")
    bands = ((f"{where}.next_steps[{n}].band", step.band) for n, step in enumerate(question.next_steps))
    yield from doubles(file, bands, "band")
    first: dict[str, str] = {}
    for number, step in enumerate(question.next_steps):
        yield from filled(file, f"{where}.next_steps[{number}].answers", step.answers)
        for place, answer in enumerate(step.answers):
            key = f"{where}.next_steps[{number}].answers[{place}]"
            if answer not in options:
                yield unknown(file, key, answer, options, "option")
            elif answer in first:
                hint = f"An answer has one next step; it already stands in the band {first[answer]}."
                yield PackError(file, key, f"the answer {answer} stands in two bands", hint)
            first.setdefault(answer, step.band)


def _ladder_scan(file: str, scan: Scan) -> Iterator[PackError]:
    """Rule `trede-1`: the seven topics in order, six answers A…F, three bands, an order of attention."""
    topics = tuple(question.key for question in scan.questions)
    if topics != TOPICS:
        hint = f"The rule trede-1 reads seven questions in this order: {', '.join(TOPICS)}."
        yield PackError(file, "questions", f"the {len(topics)} questions are {', '.join(topics) or 'none'}", hint)
    for index, question in enumerate(scan.questions):
        yield from _letters(file, f"questions[{index}].options", question)
        yield from _letter_bands(file, f"questions[{index}].next_steps", question)
    if sorted(scan.attention_order) != sorted(topics):
        missing = [topic for topic in topics if topic not in scan.attention_order]
        says = f"misses {', '.join(missing)}" if missing else "names something else or twice"
        hint = f"Name each topic once: {', '.join(topics)}."
        yield PackError(file, "attention_order", f"the order {says}", hint)
    if scan.safety_topic is None:
        yield PackError(file, "safety_topic", "this key is missing", "Name the topic of digital safety: `safety`.")
    elif scan.safety_topic not in topics:
        yield unknown(file, "safety_topic", scan.safety_topic, topics, "topic")


def _letters(file: str, key: str, question: Question) -> Iterator[PackError]:
    letters = "".join(option.key for option in question.options)
    if letters != LETTERS:
        says = f"the options are {', '.join(letters) or 'none'}"
        yield PackError(file, key, says, "The rule trede-1 reads six options A, B, C, D, E, F in this order.")


def _letter_bands(file: str, key: str, question: Question) -> Iterator[PackError]:
    found = {step.band: step.answers for step in question.next_steps}
    for band, answers in BANDS.items():
        if band not in found:
            hint = f"Add an item with `band: {band}`, `answers: [{', '.join(answers)}]` and a text."
            yield PackError(file, key, f"the next step for the answers {band} is missing", hint)
        elif sorted(found[band]) != sorted(answers):
            hint = f"Write `answers: [{', '.join(answers)}]`."
            yield PackError(file, key, f"the band {band} holds {', '.join(found[band]) or 'no answers'}", hint)
    for number, step in enumerate(question.next_steps):
        if step.band not in BANDS:
            yield unknown(file, f"{key}[{number}].band", step.band, BANDS, "band")


def _baseline_scan(file: str, scan: Scan) -> Iterator[PackError]:
    """Rule `baseline-1`: four answers, a must, a next step for whatever is not reached, a text per rung."""
    yield from has_must(file, scan)
    yield from four_answers(file, scan)
    yield from text_per_rung(file, scan)
