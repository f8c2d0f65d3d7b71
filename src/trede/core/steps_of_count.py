"""A count that only grows, as it may be read at the end of each quarter: it moves in steps of enough firms. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from trede.core.disclosure import Cell, Firms, Reason, Rules, round_to


@dataclass(frozen=True, slots=True)
class Answers:
    """The firms in a count that only grows, and what was said of them on one question. Of the rest nothing was said."""

    every: Firms
    yes: Firms
    no: Firms

    def parts(self) -> tuple[Firms, Firms, Firms]:
        """Return who said yes, who said no, and the rest."""
        return self.yes, self.no, self.every - self.yes - self.no


@dataclass(frozen=True, slots=True)
class Steps:
    """What may be read: all firms, those that answered, and those that said yes. The last two come and go together."""

    every: Cell
    asked: Cell
    yes: Cell


def last_answers(groups: Sequence[Answers], rules: Rules) -> Steps:
    """Return what may be read of the last group, next to what could be read of those before; oldest first.

    All firms are shown from the minimum on. The next number appears when enough firms joined or left since the one that
    was shown, so two quarters never tell of a few firms (monitor rules, disclosure control, points 1, 4 and 5). The
    answers move only with it, and only when each of the three parts stands for enough firms (the rest may be nobody)
    and enough joined or left it since it was shown: the number of all firms does not tell of a few either.
    """
    every: Firms | None = None
    shown: Answers | None = None
    for group in groups:
        if len(group.every) < rules.minimum or (every is not None and len(group.every ^ every) < rules.changes):
            continue
        every = group.every
        if _large(group, rules) and (shown is None or _moved(shown, group, rules)):
            shown = group
    hidden = Cell(None, Reason.TOO_FEW)
    whole = hidden if every is None else _cell(len(every), rules)
    if shown is None:
        return Steps(whole, hidden, hidden)
    return Steps(whole, _cell(len(shown.yes | shown.no), rules), _cell(len(shown.yes), rules))


def _large(group: Answers, rules: Rules) -> bool:
    yes, no, rest = (len(part) for part in group.parts())
    return min(yes, no) >= rules.minimum and (rest == 0 or rest >= rules.minimum)


def _moved(then: Answers, now: Answers, rules: Rules) -> bool:
    yes, no, rest = (len(before ^ after) for before, after in zip(then.parts(), now.parts(), strict=True))
    return min(yes, no) >= rules.changes and (rest == 0 or rest >= rules.changes)


def _cell(count: int, rules: Rules) -> Cell:
    return Cell(str(round_to(count, rules.count_step)))
