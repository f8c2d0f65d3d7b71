"""Rule `skills-1`: digital skills of people in a department, at a first measurement and at later ones.

Policy: Groningen 2021, §2.3 (front-runners, followers and those who stay behind differ per department) and §3.3 (a
first measurement and later ones). Nobody is shown: a department of fewer than ten answers shows nothing, and one of ten
or more shows words that always stand for several people, never a count.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from trede.core.errors import InputError
from trede.core.explain import Reason, reason_texts
from trede.core.four_answers import Answers, check_answers, check_rule
from trede.core.pack import Pack, Scan

RULE = "skills-1"
EXPLAIN, ALONE, HELPED, NOT_YET = "uitleg", "zelf", "hulp", "nog-niet"
ANSWERS = (EXPLAIN, ALONE, HELPED, NOT_YET)
"""I can explain it to others; I can do it myself; with help; not yet."""
KINDS = ("front-runner", "follower", "needs-support")
BANDS = ("few", "less-than-half", "more-than-half", "nearly-all")
"""Share of a department in words: at most a fifth, up to a half, more than a half, at least four fifths."""
LEAST_PEOPLE = 10
"""Floor of the rule; a region may ask for more, never for fewer."""
ENOUGH = Fraction(2, 3)
"""Share of the questions that a person must answer."""
LEAST_CHANGE = Fraction(1, 10)
LEAST_CHANGED_PEOPLE = 2
SOURCE = "Groningen 2021, §2.3 en §3.3 (digitale vaardigheden per afdeling)"
RULE_SOURCE = "Rekenregel skills-1 bij Groningen 2021, §3.3"
_FEW, _HALF, _MOST = Fraction(1, 5), Fraction(1, 2), Fraction(4, 5)


@dataclass(frozen=True, slots=True)
class Person:
    """What one person's answers say. `kind` is None when too few questions were answered."""

    kind: str | None
    practise: tuple[str, ...]
    """Topics to practise: with help or not yet, in question order."""
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Department:
    """What may be shown of a department. `bands` is None when it is suppressed; `reason` then says why."""

    bands: tuple[tuple[str, str], ...] | None
    """Kind and the share of people in words (one of BANDS)."""
    reason: Reason

    @property
    def shown(self) -> bool:
        """Whether anything may be shown."""
        return self.bands is not None


@dataclass(frozen=True, slots=True)
class Change:
    """What may be shown of two measurements of a department: per kind `more`, `fewer` or `same`; None: suppressed."""

    kinds: tuple[tuple[str, str], ...] | None
    reason: Reason

    @property
    def shown(self) -> bool:
        """Whether anything may be shown."""
        return self.kinds is not None


def classify(scan: Scan, answers: Answers) -> Person:
    """Return which kind a person's answers fit. A better answer never gives a lower kind.

    Front-runner: can explain at least half of all topics and needs help with none. Needs support: needs help with more
    than half of what was answered. Follower: everyone between. Raises InputError for what is not an answer of the scan.
    """
    check_rule(scan, RULE)
    check_answers(scan, answers, ANSWERS)
    given = {question.key: answers.get(question.key) for question in scan.questions}
    answered = [answer for answer in given.values() if answer is not None]
    practise = tuple(key for key, answer in given.items() if answer in (HELPED, NOT_YET))
    if len(answered) < ENOUGH * len(given):
        return Person(None, practise, (Reason("skills-too-few-answers", source=RULE_SOURCE),))
    explained = answered.count(EXPLAIN)
    if not practise and 2 * explained >= len(given):
        kind = "front-runner"
    elif 2 * len(practise) > len(answered):
        kind = "needs-support"
    else:
        kind = "follower"
    reasons = [Reason(f"skills-{kind}", source=SOURCE)]
    if practise:
        reasons.append(Reason("skills-practise", {"topics": practise}, RULE_SOURCE, topic=practise[0]))
    return Person(kind, practise, tuple(reasons))


def department(kinds: Sequence[str], *, minimum: int = LEAST_PEOPLE) -> Department:
    """Return what may be shown of a department, from the kind of each person who answered enough.

    `minimum` is the number of people from which a region shows; below ten it counts as ten. Raises InputError for an
    unknown kind.
    """
    _check_kinds(kinds)
    if len(kinds) < _least(minimum):
        return Department(None, Reason("skills-too-few-people", source=SOURCE))
    counts = Counter(kinds)
    bands = tuple((kind, _band(Fraction(counts[kind], len(kinds)))) for kind in KINDS)
    return Department(bands, Reason("skills-department", source=RULE_SOURCE))


def compare_rounds(before: Sequence[str], after: Sequence[str], *, minimum: int = LEAST_PEOPLE) -> Change:
    """Return how a department changed between a first measurement and a later one.

    A share counts as more or fewer when it moved by a tenth of the department and by two people at least: one person
    who joins or leaves never shows. Suppressed when either measurement is too small. Raises InputError for
    an unknown kind.
    """
    _check_kinds((*before, *after))
    if min(len(before), len(after)) < _least(minimum):
        return Change(None, Reason("skills-too-few-people", source=SOURCE))
    then, now = Counter(before), Counter(after)
    kinds = tuple(
        (kind, _moved(Fraction(then[kind], len(before)), Fraction(now[kind], len(after)), min(len(before), len(after))))
        for kind in KINDS
    )
    changed = any(word != "same" for _, word in kinds)
    return Change(kinds, Reason("skills-changed" if changed else "skills-unchanged", source=RULE_SOURCE))


def skills_document(pack: Pack, scan: Scan, answers: Answers, *, language: str = "nl") -> dict[str, object]:
    """Return what one person's answers say as plain values, for policy cases."""
    person = classify(scan, answers)
    return {
        "scan": scan.key,
        "rule": scan.rule,
        "pack": pack.reference,
        "answers": {question.key: answers.get(question.key) for question in scan.questions},
        "kind": person.kind,
        "practise": list(person.practise),
        "reasons": [
            {"code": reason.code, "text": text, "source": reason.source}
            for reason, text in zip(person.reasons, reason_texts(pack, scan, person.reasons, language), strict=True)
        ],
    }


def check_departments(people: Mapping[str, Sequence[str]], *, minimum: int = LEAST_PEOPLE) -> dict[str, Department]:
    """Return what may be shown per department. No totals over departments are made: they would give away small ones."""
    return {name: department(kinds, minimum=minimum) for name, kinds in people.items()}


def _least(minimum: int) -> int:
    return max(minimum, LEAST_PEOPLE)


def _check_kinds(kinds: Sequence[str]) -> None:
    unknown = set(kinds) - set(KINDS)
    if unknown:
        raise InputError(
            "unknown-kind",
            f"‘{min(unknown)}’ is geen groep. Kies uit: {', '.join(KINDS)}.",
            f"'{min(unknown)}' is no kind. Choose one of: {', '.join(KINDS)}.",
        )


def _band(share: Fraction) -> str:
    if share <= _FEW:
        return BANDS[0]
    if share >= _MOST:
        return BANDS[3]
    return BANDS[2] if share > _HALF else BANDS[1]


def _moved(before: Fraction, after: Fraction, people: int) -> str:
    step = after - before
    if abs(step) < max(LEAST_CHANGE, Fraction(LEAST_CHANGED_PEOPLE, people)):
        return "same"
    return "more" if step > 0 else "fewer"
