"""What readers already know of a table from earlier snapshots of it, all of them: nothing is ever taken back. Pure.

Two rules use it (monitor rules, disclosure control, point 5): a figure that somebody could read or add up before gets
a new text only when enough firms joined or left since, and a cell that could not be read before stays hidden as long
as too few did, because then the new figure would give the old one away.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from trede.core.audit import SLACK
from trede.core.disclosure import Firms, Rules, round_to
from trede.core.table_parts import Bases, Label, Remembered


class History:
    """Earlier snapshots of one table, given oldest first. Inside a desk nothing waits for changes."""

    def __init__(self, before: Sequence[Remembered], rules: Rules) -> None:
        self._told = [_Told(each) for each in reversed(before)] if rules.changes else []
        self._changes, self._step = rules.changes, rules.count_step

    def standing(self, bases: Bases, firms: Firms) -> tuple[str, Firms] | None:
        """Return the text that stays, with the firms of the day it was new; None when a new one may be shown.

        The latest snapshot that told of nearly the same firms decides: its figure is out already.
        """
        for told in self._told:
            label = told.label(bases)
            if label is not None:
                if len(told.left.since[label] ^ firms) < self._changes:
                    return told.left.shown[label], told.left.since[label]
            elif self._near(told, bases, firms) and (known := told.known(bases)) is not None:
                return str(round_to(known, self._step)), told.left.firms(bases)
        return None

    def stays_hidden(self, bases: Bases, firms: Firms) -> bool:
        """Say whether the figure could not be read in some snapshot in which it held nearly the same firms."""
        return any(
            told.label(bases) is None and self._near(told, bases, firms) and told.known(bases) is None
            for told in self._told
        )

    def _near(self, told: "_Told", bases: Bases, firms: Firms) -> bool:
        return not bases.isdisjoint(told.every) and len(told.left.firms(bases) ^ firms) < self._changes


class _Told:
    """One earlier snapshot, and what can be added up and subtracted from what it showed."""

    def __init__(self, left: Remembered) -> None:
        self.left = left
        self.every = left.every_base()
        self._labels = {left.bases[label]: label for label in left.shown}

    def label(self, bases: Bases) -> Label | None:
        """Return the readable cell that holds exactly these finest cells."""
        return self._labels.get(bases & self.every)

    def known(self, bases: Bases) -> int | None:
        """Return what the shown cells add up to for these finest cells; None when they do not tell."""
        import numpy as np

        wanted = np.array([1.0 if base in bases else 0.0 for base in self._places])
        weights = wanted @ self._inverse
        if np.abs(weights @ self._shown - wanted).max(initial=0.0) > SLACK:
            return None
        counts = np.array([float(len(self.left.since[label])) for label in self._labels.values()])
        return max(0, round(float(weights @ counts)))

    @cached_property
    def _places(self) -> list[tuple[str, str]]:
        return sorted(self.every)

    @cached_property
    def _shown(self) -> Any:
        """The shown cells as rows of zeros and ones."""
        import numpy as np

        rows = [[1.0 if base in bases else 0.0 for base in self._places] for bases in self._labels]
        return np.array(rows).reshape(len(rows), len(self._places))

    @cached_property
    def _inverse(self) -> Any:
        import numpy as np

        return np.linalg.pinv(self._shown)
