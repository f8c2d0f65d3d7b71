"""What a grant changed: before and after of the same firms, only as figures about ten firms or more (Awb 4:24). Pure.

With forty firms a year nothing fine can be said: direction and middle, no causes. A figure in which one firm weighs
more than half is withheld, because it would be about that firm. So is one that gives a firm away under the p % rule.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from trede.core.disclosure import Cell, Reason, Rules, round_to, share_text
from trede.core.dominance import closely_known

DOMINANT = 2
"""One firm may not weigh more than the others together: more than one in two of the sum."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One firm at the application and later. Rungs are places on the ladder; None: not measured."""

    firm: int
    rung_before: int | None
    rung_after: int | None
    figure_before: float | None = None
    figure_after: float | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What may be read: how many firms were measured twice, which share rose a rung, the middle change of a figure.

    `change` is in percent of the figure before, `compared` the number of firms behind it.
    """

    measured: Cell
    risen: Cell
    change: Cell
    compared: Cell


def effect(pairs: Iterable[Pair], rules: Rules, *, percent: int | None = None) -> Effect:
    """Return what may be read of firms that were measured twice.

    `percent` is the secret parameter of the p % rule; without it no change of a figure is shown.
    """
    rows = {pair.firm: pair for pair in pairs}.values()
    both = [pair for pair in rows if pair.rung_before is not None and pair.rung_after is not None]
    risen = sum(1 for pair in both if (pair.rung_after or 0) > (pair.rung_before or 0))
    known = [
        (pair.figure_before, pair.figure_after)
        for pair in rows
        if pair.figure_before is not None and pair.figure_after is not None and pair.figure_before > 0
    ]
    change = _change(known, rules, percent)
    compared = _count(len(known), rules) if change.shown else Cell(None, change.reason)
    return Effect(_count(len(both), rules), _share(risen, len(both), rules), change, compared)


def _count(number: int, rules: Rules) -> Cell:
    if number < rules.minimum:
        return Cell(None, Reason.TOO_FEW)
    return Cell(str(round_to(number, rules.count_step)))


def _share(hit: int, total: int, rules: Rules) -> Cell:
    if total < rules.minimum:
        return Cell(None, Reason.TOO_FEW)
    if min(hit, total - hit) < rules.minimum:
        return Cell(None, Reason.ONE_SIDED)
    return Cell(share_text(hit, total, rules.share_step))


def _change(known: Sequence[tuple[float, float]], rules: Rules, percent: int | None) -> Cell:
    if len(known) < rules.minimum:
        return Cell(None, Reason.TOO_FEW)
    sides = ([before for before, _ in known], [after for _, after in known])
    if percent is None or any(_given_away(side, percent) for side in sides):
        return Cell(None, Reason.ONE_SIDED)
    middle = median(100 * (after - before) / before for before, after in known)
    step = rules.share_step
    return Cell(str(step * round(middle / step)))


def _given_away(figures: Sequence[float], percent: int) -> bool:
    """Tell whether these figures together are about one firm, or let another firm compute the largest."""
    return max(figures) * DOMINANT > sum(figures) or closely_known(figures, percent)
