"""What a stored check shows: the outcome of its rule, the to-do list with its ticks, then and now. As values."""

from dataclasses import dataclass

from trede.core import autonomy, baseline, four_answers, readiness
from trede.core.advice import Step
from trede.core.errors import InputError
from trede.core.explain import Reason, reason_texts
from trede.core.pack import Pack, Scan
from trede.core.stored_answers import ALONE, Answers, lengthen_answers
from trede.scan.checks.models import CheckDetail, CheckTask
from trede.scan.models import ScanResult

MOST_DOORS = 3
AI_PILLAR = "D"


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the to-do list. `key` is what a tick is kept under."""

    key: str
    title: str
    text: str
    must: bool
    done: bool


@dataclass(frozen=True, slots=True)
class TaskList:
    """Lines that stand together. `kind` picks the heading: `first`, `rest`, `along` or `ask`."""

    kind: str
    tasks: tuple[Task, ...]
    system: str = ""
    """Name of the system these lines are about."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored check with the questionnaire it belongs to, read back."""

    region: Pack
    scan: Scan
    result: ScanResult
    answers: Answers
    language: str

    @property
    def alone(self) -> dict[str, str | None]:
        """The answers of a check that is not per system."""
        return dict(self.answers[ALONE])


def read_stored(region: Pack, result: ScanResult, language: str) -> Stored | None:
    """Return the check behind a stored result, or None when its questions have changed since."""
    scan = region.scans.get(result.scan_key)
    if scan is None or scan.version != result.version:
        return None
    try:
        return Stored(region, scan, result, lengthen_answers(scan, result.answers), language)
    except InputError:
        return None


def detail_of(result: ScanResult) -> CheckDetail | None:
    """Return what the visitor added, or None. One query."""
    return CheckDetail.objects.filter(result=result).first()


def done_tasks(result: ScanResult) -> frozenset[str]:
    """Return the keys of ticked lines. One query."""
    return frozenset(CheckTask.objects.filter(result=result).values_list("task", flat=True))


def task_lists(stored: Stored, done: frozenset[str] = frozenset()) -> list[TaskList]:
    """Return the to-do list of a check, in the order to work in; empty lists are left out."""
    lists = _LISTS[stored.scan.rule](stored, done)
    return [item for item in lists if item.tasks]


def _baseline_lists(stored: Stored, done: frozenset[str]) -> list[TaskList]:
    outcome = baseline.assess(stored.scan, stored.alone)
    musts = [step for step in outcome.next_steps if step.topic in outcome.missing]
    others = [step for step in outcome.next_steps if step.topic not in outcome.missing]
    return [TaskList("first", _tasks(stored, musts, done)), TaskList("rest", _tasks(stored, others, done))]


def _readiness_lists(stored: Stored, done: frozenset[str]) -> list[TaskList]:
    outcome = readiness.assess(stored.scan, stored.alone)
    first = [step for step in outcome.next_steps if step.topic in outcome.first]
    along = [step for step in outcome.next_steps if step.topic in outcome.alongside]
    return [TaskList("first", _tasks(stored, first, done)), TaskList("along", _tasks(stored, along, done))]


def _autonomy_lists(stored: Stored, done: frozenset[str]) -> list[TaskList]:
    names = system_names(stored.scan, stored.language)
    return [
        TaskList("ask", _tasks(stored, list(system.questions), done, f"{system.key}."), names[system.key])
        for system in autonomy.assess(stored.scan, stored.answers).systems
    ]


_LISTS = {baseline.RULE: _baseline_lists, readiness.RULE: _readiness_lists, autonomy.RULE: _autonomy_lists}


def _tasks(stored: Stored, steps: list[Step], done: frozenset[str], prefix: str = "") -> tuple[Task, ...]:
    questions = {question.key: question for question in stored.scan.questions}
    return tuple(
        Task(
            key=prefix + step.topic,
            title=questions[step.topic].title.in_language(stored.language),
            text=step.text.in_language(stored.language),
            must=questions[step.topic].must,
            done=prefix + step.topic in done,
        )
        for step in steps
    )


def system_names(scan: Scan, language: str) -> dict[str, str]:
    """Return the name of each kind of system."""
    return {subject.key: subject.name.in_language(language) for subject in scan.subjects}


def reasons_in_words(stored: Stored, reasons: tuple[Reason, ...]) -> list[tuple[str, str]]:
    """Return each reason in a sentence, with its source."""
    texts = reason_texts(stored.region, stored.scan, reasons, stored.language)
    return [(text, reason.source) for text, reason in zip(texts, reasons, strict=True)]


def in_place(stored: Stored) -> list[str]:
    """Return the titles of what is answered yes, in question order. Only for a check that is not per system."""
    return [
        question.title.in_language(stored.language)
        for question in stored.scan.questions
        if stored.alone[question.key] == four_answers.YES
    ]


def changes(stored: Stored, earlier: Stored) -> tuple[list[str], list[str]]:
    """Return titles of what is in place now and was not, and the reverse. Per system its name stands in front."""
    up, down = [], []
    names = system_names(stored.scan, stored.language)
    for system, answers in stored.answers.items():
        for question in stored.scan.questions if system in earlier.answers else ():
            was, now = (given[question.key] == four_answers.YES for given in (earlier.answers[system], answers))
            title = question.title.in_language(stored.language)
            words = f"{names[system]}: {title}" if system else title
            if now and not was:
                up.append(words)
            elif was and not now:
                down.append(words)
    return up, down


def doors(stored: Stored, rung: str | None) -> list[str]:
    """Return organisation keys for help, the first one first: who knows the subject, then the front door."""
    found: list[str] = []
    if stored.scan.rule == baseline.RULE:
        found += stored.region.ladder.safety_doors
    elif stored.scan.rule == readiness.RULE:
        found += _ai_doors(stored.region, rung)
    return list(dict.fromkeys([*found[:MOST_DOORS], stored.region.info.front_door]))


def _ai_doors(region: Pack, rung: str | None) -> list[str]:
    """Return the hubs with an open service for pillar D: those that serve most rungs first, then the most specific."""
    fitting = [
        (-len(service.rungs), len(service.topics), organisation.key)
        for organisation in region.organisations
        if organisation.kind == "hub"
        for service in organisation.services
        if AI_PILLAR in service.topics and service.status == "open" and (rung is None or rung in service.rungs)
    ]
    return list(dict.fromkeys(key for *_, key in sorted(fitting)))
