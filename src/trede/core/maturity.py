"""Results of the EU Digital Maturity Assessment (DMA), which the EDIH network carries out. Another measure than ours.

Such a result stands beside the ladder, dated and with its source. Nothing here leads to a rung: an adviser who wants to
use it says so in the reason for a start rung (`domain/scan-rules.md`, last paragraph). Scores run from 0 to 100 with
two decimals at most.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from trede.core.errors import InputError

DIMENSIONS = ("strategy", "readiness", "people", "data", "automation", "green")
"""Digital strategy, digital readiness, human-centric digitalisation, data management, automation and intelligence,
green digitalisation: the six dimensions for SMEs, in the order of the questionnaire."""
MOMENTS = ("T0", "T1", "T2")
"""T0 before the support of the hub, T1 and T2 after it. The network publishes no fixed interval."""
BANDS = ("basic", "average", "moderately-advanced", "advanced")
UPPER_EDGES = (Decimal(25), Decimal(50), Decimal(75), Decimal(100))
"""Up to and including this score a band goes; the next one starts right above it."""
HIGHEST = UPPER_EDGES[-1]
CENT = Decimal("0.01")
SLACK = Decimal(1)
"""How far a total may lie from the mean of the dimensions. In whole points both are rounded by up to a half."""


def rounded(score: Decimal) -> Decimal:
    """Return the score with two decimals, halves up. What is stored, shown and put in a band is this."""
    return score.quantize(CENT, ROUND_HALF_UP)


def band(score: Decimal) -> str:
    """Return the band of a score from 0 to 100. ValueError outside that.

    Published are 0–25, 26–50, 51–75 and 76–100, which says nothing of 25.5. The bands are half-open so that every score
    has one: basic is 0 up to and including 25, average is above 25 up to and including 50, moderately advanced above 50
    up to and including 75, advanced above 75. All published whole numbers keep their band, and 25.5 is average.
    """
    if not 0 <= score <= HIGHEST:
        raise ValueError(f"a score lies between 0 and 100, and this one is {score}")
    return next(name for name, edge in zip(BANDS, UPPER_EDGES, strict=True) if score <= edge)


@dataclass(frozen=True, slots=True)
class Measurement:
    """One result: moment, day, total and the scores in the order of DIMENSIONS. Made by `measurement`."""

    moment: str
    day: date
    total: Decimal
    scores: tuple[Decimal, ...]

    @property
    def total_band(self) -> str:
        """Return the band of the total."""
        return band(self.total)

    @property
    def bands(self) -> tuple[str, ...]:
        """Return the band of each dimension."""
        return tuple(band(score) for score in self.scores)


def measurement(
    *, moment: str, day: date, total: Decimal, scores: Sequence[Decimal], today: date | None = None
) -> Measurement:
    """Return a result that can be. Scores are rounded to two decimals; with `today`, no day after it.

    Raises InputError: `moment`, `day`, `total` or the name of a dimension for what cannot be; `total-mean` when the
    total is not the mean of the dimensions (columns that shifted); `scale` when all scores look like shares of 1.
    """
    if moment not in MOMENTS:
        raise InputError("moment", "Kies T0, T1 of T2.", "Choose T0, T1 or T2.")
    if today is not None and day > today:
        raise InputError("day", "Deze dag moet nog komen.", "This day has yet to come.")
    if len(scores) != len(DIMENSIONS):
        raise InputError("scores", "Geef zes scores.", "Give six scores.")
    for name, score in zip(("total", *DIMENSIONS), (total, *scores), strict=True):
        check_score(name, score)
    made = Measurement(moment, day, rounded(total), tuple(rounded(score) for score in scores))
    _check_whole(made)
    return made


def check_score(name: str, score: Decimal) -> None:
    """Raise InputError with the code `name` unless the score lies from 0 to 100."""
    if not (score.is_finite() and 0 <= score <= HIGHEST):
        raise InputError(name, "Een score ligt van 0 tot en met 100.", "A score lies from 0 up to and including 100.")


def _check_whole(made: Measurement) -> None:
    if 0 < max(made.total, *made.scores) <= 1:
        raise InputError(
            "scale",
            "Alle scores zijn 1 of lager. Schrijf ze van 0 tot 100.",
            "All scores are 1 or lower. Write them from 0 to 100.",
        )
    mean = sum(made.scores, Decimal(0)) / len(made.scores)
    if abs(mean - made.total) > SLACK:
        shown = rounded(mean)
        raise InputError(
            "total-mean",
            f"Het totaal is {made.total}. Het gemiddelde van de zes scores is {shown}.",
            f"The total is {made.total}, but the mean of the six scores is {shown}.",
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One score then and now. `points` is the difference, `bands` how many bands it moved: up is above 0."""

    then: Decimal
    now: Decimal

    @property
    def points(self) -> Decimal:
        """Return the difference in points."""
        return self.now - self.then

    @property
    def bands(self) -> int:
        """Return how many bands it went up; below 0 is down."""
        return BANDS.index(band(self.now)) - BANDS.index(band(self.then))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two results of one firm: the total, and the dimensions in the order of DIMENSIONS."""

    then: Measurement
    now: Measurement
    total: Step
    dimensions: tuple[Step, ...]


def compare(then: Measurement, now: Measurement) -> Comparison:
    """Return what changed between two results. ValueError when `now` does not come after `then`."""
    if _order(now) <= _order(then):
        raise ValueError("a result is compared with an earlier one")
    pairs = zip(then.scores, now.scores, strict=True)
    return Comparison(then, now, Step(then.total, now.total), tuple(Step(*pair) for pair in pairs))


def series(results: Iterable[Measurement]) -> tuple[tuple[Measurement, ...], ...]:
    """Return the results per course of support: each T0 starts one. Oldest first.

    Results that come before any T0 are a series too, with nothing to compare them with.
    """
    found: list[list[Measurement]] = []
    for result in sorted(results, key=_order):
        if result.moment == MOMENTS[0] or not found:
            found.append([])
        found[-1].append(result)
    return tuple(tuple(part) for part in found)


def progress(results: Iterable[Measurement]) -> Comparison | None:
    """Return what changed from the T0 of the newest series to its last result; None when there is nothing to compare.

    A T1 on the day of its T0 comes after it.
    """
    parts = series(results)
    if not parts or len(parts[-1]) == 1 or parts[-1][0].moment != MOMENTS[0]:
        return None
    return compare(parts[-1][0], parts[-1][-1])


def _order(result: Measurement) -> tuple[date, int]:
    return result.day, MOMENTS.index(result.moment)
