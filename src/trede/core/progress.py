"""Two scans of the same firm compared: per topic then and now, and whether a step up counts as flow.

Comparing two scans alone counts about one in nine unchanged firms as risen, because answers wobble. So a step up counts
only when the phase is higher, on balance at least three topics moved up, at least ninety days lie between, and the
adviser or partner confirmed it (indicator 2, Beleidsaanpak 2026 §9). Falls and unchanged are reported too.
"""

from dataclasses import dataclass
from datetime import date

from trede.core.explain import Reason
from trede.core.scan import ATTENTION_ORDER, RUNG_LEVEL, SAFETY_INDEX, TOPICS, Outcome, score

LEAST_TOPICS = 3
LEAST_DAYS = 90
SOURCE = "Beleidsaanpak 2026, §9 (doorstroom); telregel flow-1"

RISEN, FALLEN, UNCHANGED, NOT_COMPARABLE = "risen", "fallen", "unchanged", "not-comparable"


@dataclass(frozen=True, slots=True)
class TopicProgress:
    """One topic then and now: levels 1…6, None for a blank. `steps` is None when one of the two is blank."""

    topic: str
    then: int | None
    now: int | None

    @property
    def steps(self) -> int | None:
        """Steps up (positive) or down (negative)."""
        return None if self.then is None or self.now is None else self.now - self.then


@dataclass(frozen=True, slots=True)
class Progress:
    """Two outcomes of the same questionnaire, compared."""

    before: Outcome
    after: Outcome
    topics: tuple[TopicProgress, ...]
    up: int
    """Topics that moved up."""
    down: int
    """Topics that moved down."""

    @property
    def net(self) -> int:
        """Topics up minus topics down."""
        return self.up - self.down

    @property
    def phase_steps(self) -> int | None:
        """Rungs up (positive) or down (negative) between the phases; None when one of the two has none."""
        if self.before.phase is None or self.after.phase is None:
            return None
        return RUNG_LEVEL[self.after.phase] - RUNG_LEVEL[self.before.phase]


@dataclass(frozen=True, slots=True)
class Flow:
    """Whether a firm counts as risen, and why. `reasons` is never empty."""

    result: str
    """`risen` (counts as flow), `fallen` (phase lower), `unchanged` (everything else) or `not-comparable`."""
    reasons: tuple[Reason, ...]

    @property
    def counts(self) -> bool:
        """Whether this is a step up in the sense of indicator 2."""
        return self.result == RISEN


def compare(
    before: str,
    after: str,
    *,
    attention_order: tuple[str, ...] = ATTENTION_ORDER,
    safety_index: int = SAFETY_INDEX,
    topics: tuple[str, ...] = TOPICS,
) -> Progress:
    """Compare the answers of two scans of the same questionnaire. Raises InputError as `score` does."""
    then = score(before, attention_order=attention_order, safety_index=safety_index, topics=topics)
    now = score(after, attention_order=attention_order, safety_index=safety_index, topics=topics)
    return compare_outcomes(then, now)


def compare_outcomes(before: Outcome, after: Outcome) -> Progress:
    """Compare two outcomes that were already computed."""
    topics = tuple(map(TopicProgress, after.topics, before.levels, after.levels))
    steps = [topic.steps for topic in topics if topic.steps is not None]
    return Progress(before, after, topics, sum(step > 0 for step in steps), sum(step < 0 for step in steps))


def counts_as_flow(
    progress: Progress,
    *,
    before_day: date,
    after_day: date,
    confirmed: bool,
    same_version: bool = True,
    counted_this_year: bool = False,
) -> Flow:
    """Return whether the step counts as flow, with every condition that is not met.

    `confirmed`: the adviser or the partner of the trajectory confirmed the rung. `same_version`: both scans used the
    same version of the questionnaire. `counted_this_year`: the firm already counts in the calendar year of `after_day`.
    """
    if not same_version:
        return _flow(NOT_COMPARABLE, "flow-other-version")
    steps = progress.phase_steps
    if steps is None:
        return _flow(NOT_COMPARABLE, "flow-no-phase")
    if steps <= 0:
        return _flow(FALLEN, "flow-lower") if steps < 0 else _flow(UNCHANGED, "flow-same")
    unmet = {
        "flow-too-few-topics": progress.net < LEAST_TOPICS,
        "flow-too-soon": (after_day - before_day).days < LEAST_DAYS,
        "flow-not-confirmed": not confirmed,
        "flow-already-counted": counted_this_year,
    }
    codes = [code for code, applies in unmet.items() if applies]
    return _flow(UNCHANGED, *codes) if codes else _flow(RISEN, "flow-counts")


def _flow(result: str, *codes: str) -> Flow:
    return Flow(result, tuple(Reason(code, source=SOURCE) for code in codes))
