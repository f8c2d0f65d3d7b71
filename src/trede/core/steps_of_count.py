"""A count that only grows, as it may be read at the end of each quarter: it moves in steps of enough firms. Pure."""

from collections.abc import Sequence

from trede.core.disclosure import Cell, Firms, Reason, Rules, round_to


def last_step(groups: Sequence[Firms], rules: Rules) -> Cell:
    """Return what may be read of the last group, next to what could be read of those before; oldest first.

    A group is shown from the minimum on. The next number appears when enough firms joined or left since the one that
    was shown, so two quarters never tell of a few firms (monitor rules, disclosure control, points 1, 4 and 5).
    """
    shown: Firms | None = None
    for firms in groups:
        enough = len(firms) >= rules.minimum
        if enough and (shown is None or len(firms ^ shown) >= rules.changes):
            shown = firms
    return Cell(None, Reason.TOO_FEW) if shown is None else Cell(str(round_to(len(shown), rules.count_step)))
