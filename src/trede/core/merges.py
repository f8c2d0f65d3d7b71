"""Firms that turned out to be one, as the journal tells it: who goes on as whom. Pure.

Each merge and each time it is taken apart is an event of the firm that goes on, about the firm that was added to it.
So whoever leaves out what was recorded later knows who was one firm on that day.
"""

from collections import Counter

MERGED, UNMERGED = "firm.merged", "firm.unmerged"
MERGE_EVENTS = (MERGED, UNMERGED)


class Merges:
    """Merges that stand. Events may come in any order."""

    __slots__ = ("_standing",)

    def __init__(self) -> None:
        self._standing: Counter[tuple[int, int]] = Counter()

    def note(self, kind: str, *, kept: int, gone: str) -> None:
        """Read one event; one about no firm is left out."""
        if gone.isascii() and gone.isdigit():
            self._standing[int(gone), kept] += 1 if kind == MERGED else -1

    def into(self) -> dict[int, int]:
        """Return each firm that was merged with the firm that it is counted as now."""
        steps: dict[int, set[int]] = {}
        for (gone, kept), times in self._standing.items():
            if times > 0:
                steps.setdefault(gone, set()).add(kept)
        return {gone: _last(gone, steps) for gone in steps}


def _last(firm: int, steps: dict[int, set[int]]) -> int:
    """Return where the steps from a firm end; a circle, which no merge can make, ends where it is closed."""
    seen = {firm}
    while onward := steps.get(firm, set()) - seen:
        firm = min(onward)
        seen.add(firm)
    return firm
