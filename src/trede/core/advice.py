"""From an outcome to what a firm can do: next steps, doors, instruments, and what stands as headline on the ladder.

Order of the next steps and doors: Beleidsaanpak 2026 §5 (digital safety belongs to every rung) and bijlage 2 (stap 1
next step per question, stap 3 instruments per phase, stap 4 help per stage).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from trede.core.errors import InputError
from trede.core.explain import explain, reason_texts
from trede.core.pack import Pack, Question, Scan, Stage, Text
from trede.core.scan import BLANK, QUESTIONS, RULE, RUNG_LEVEL, RUNGS, Outcome, score

SAFETY_FIRST = frozenset({"basics-first", "far-behind"})
"""Values of `cyber` that put security first among next steps and doors."""


class Step(NamedTuple):
    """The next step for one topic. `band` is the pack's label, such as `C-D`."""

    topic: str
    band: str
    text: Text


@dataclass(frozen=True, slots=True)
class Advice:
    """What a firm can do now. There is always a door; without an instrument `no_instrument` says so."""

    next_steps: tuple[Step, ...]
    """One per answered topic, the first one first; empty only when nothing was answered."""
    doors: tuple[str, ...]
    """Organisation keys, the first one first; never empty."""
    instruments: tuple[str, ...]
    """Instrument keys, an indication: those of the lower rung first."""
    no_instrument: bool
    """The pack has no instrument for this outcome; the page says so and points to the first door."""
    headline_rungs: tuple[str, ...]
    """Rungs to mark with "you are here": one, two with `between`, none when the picture is mixed or there is none."""
    next_rung: str | None
    """The rung to mark as next; None at the top and where nothing is marked."""

    @property
    def first_step(self) -> Step | None:
        """The step to start with; None when nothing was answered."""
        return self.next_steps[0] if self.next_steps else None


def score_scan(scan: Scan, answers: str) -> Outcome:
    """Return the outcome of `answers` under the topics and order that the pack gives this scan.

    Raises InputError for answers that cannot be read and for a scan with another rule.
    """
    if scan.rule != RULE or len(scan.questions) != QUESTIONS:
        raise InputError(
            "other-rule",
            f"De scan ‘{scan.key}’ werkt met een andere regel.",
            f"The scan '{scan.key}' uses another rule ({scan.rule}).",
        )
    topics = tuple([question.key for question in scan.questions])
    if not scan.attention_order or scan.safety_topic is None:
        return score(answers, topics=topics)
    index = topics.index(scan.safety_topic)
    return score(answers, attention_order=scan.attention_order, safety_index=index, topics=topics)


def advise(pack: Pack, scan: Scan, outcome: Outcome) -> Advice:
    """Return the advice for an outcome of `scan`. KeyError: the pack misses a band, which its check would have said."""
    rungs = outcome.between or ((outcome.phase,) if outcome.phase else ())
    instruments = _instruments(pack, rungs)
    return Advice(
        next_steps=_next_steps(scan, outcome),
        doors=_doors(pack, outcome, rungs),
        instruments=instruments,
        no_instrument=not instruments,
        headline_rungs=rungs if outcome.headlines else (),
        next_rung=next_rung(outcome),
    )


def next_rung(outcome: Outcome) -> str | None:
    """Return the rung a firm can work towards: the upper one of `between` or `toward`, else the one above the phase."""
    if not outcome.headlines or outcome.phase is None:
        return None
    if outcome.between is not None:
        return outcome.between[1]
    if outcome.toward is not None:
        return outcome.toward
    level = RUNG_LEVEL[outcome.phase]
    return RUNGS[level] if level < len(RUNGS) else None


def step_for(question: Question, answer: str) -> Step:
    """Return the next step of `question` for an answer key. KeyError when no band holds the answer."""
    for step in question.next_steps:
        if answer in step.answers:
            return Step(question.key, step.band, step.text)
    raise KeyError(f"{question.key}: no next step for answer {answer}")


def outcome_document(pack: Pack, scan: Scan, outcome: Outcome, language: str = "nl") -> dict[str, object]:
    """Return the document of `trede score --json`: plain values, keys in the order of the contract."""
    advice = advise(pack, scan, outcome)
    reasons = explain(outcome)
    return {
        "scan": scan.key,
        "rule": scan.rule,
        "pack": pack.reference,
        "answers": outcome.answers,
        "phase": outcome.phase,
        "between": list(outcome.between) if outcome.between else None,
        "toward": outcome.toward,
        "still_in": outcome.still_in,
        "pattern": outcome.pattern,
        "provisional": outcome.provisional,
        "attention": list(outcome.attention),
        "cyber": outcome.cyber,
        "next_steps": [
            {"topic": step.topic, "band": step.band, "text": step.text.in_language(language)}
            for step in advice.next_steps
        ],
        "instruments": list(advice.instruments),
        "doors": list(advice.doors),
        "reasons": [
            {"code": reason.code, "text": text, "source": reason.source}
            for reason, text in zip(reasons, reason_texts(pack, scan, reasons, language), strict=True)
        ],
    }


def steps_in_order(outcome: Outcome) -> tuple[str, ...]:
    """Return the topics that have a next step: safety when cyber asks for it, then those that need attention first,
    then the rest in question order."""
    safety = (outcome.topics[outcome.safety_index],) if outcome.cyber in SAFETY_FIRST else ()
    order = _once([*safety, *outcome.attention, *outcome.topics])
    if BLANK not in outcome.answers:
        return order
    answers = dict(zip(outcome.topics, outcome.answers, strict=True))
    return tuple([topic for topic in order if answers[topic] != BLANK])


def _next_steps(scan: Scan, outcome: Outcome) -> tuple[Step, ...]:
    questions = {question.key: question for question in scan.questions}
    answers = dict(zip(outcome.topics, outcome.answers, strict=True))
    return tuple([step_for(questions[topic], answers[topic]) for topic in steps_in_order(outcome)])


def _doors(pack: Pack, outcome: Outcome, rungs: tuple[str, ...]) -> tuple[str, ...]:
    """Order: security when cyber asks for it, the front door when no phase is headlined, then the stages' doors."""
    safety = pack.ladder.safety_doors if outcome.cyber in SAFETY_FIRST else ()
    front = () if outcome.headlines else (pack.info.front_door,)
    stages = _stages(pack)
    doors = _once([*safety, *front, *(door for rung in rungs for door in stages[rung].doors)])
    return doors or (pack.info.front_door,)


def _stages(pack: Pack) -> dict[str, Stage]:
    """Return the help stage of each rung."""
    stages = {stage.key: stage for stage in pack.ladder.stages}
    return {rung.key: stages[rung.stage] for rung in pack.ladder.rungs}


def _instruments(pack: Pack, rungs: tuple[str, ...]) -> tuple[str, ...]:
    """Return the instruments of each rung, those of the lower rung first, in pack order."""
    return _once(item.key for rung in rungs for item in pack.instruments if rung in item.rungs)


def _once(keys: Iterable[str]) -> tuple[str, ...]:
    """Return the keys in order, each the first time only."""
    return tuple(dict.fromkeys(keys))
