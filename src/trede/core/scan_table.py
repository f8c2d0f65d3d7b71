"""First scans of a quarter by way in and by rung, as a table that disclosure control protects. Pure.

Scans stand in for firms here: a first scan is one of a visitor who says that there was none before. Quarters have no
scan in common, so nothing can be subtracted from one to the next, as long as a frozen table stays as it is.
"""

from collections.abc import Iterable, Mapping

from trede.core.scan import RUNGS
from trede.core.table_parts import Table

OTHER, WHOLE = "other", "all"
CHANNELS = ("web", "adviser", "api", OTHER)
"""Ways in which a scan came in; what is not the site itself is small and merges first."""
UP = {
    **dict.fromkeys(("adviser", "api"), OTHER),
    **dict.fromkeys(("web", OTHER), WHOLE),
    **dict.fromkeys(RUNGS[:2], "starting"),
    **dict.fromkeys(RUNGS[2:4], "growing"),
    **dict.fromkeys(RUNGS[4:], "renewing"),
    **dict.fromkeys(("growing", "renewing"), "beyond-starting"),
    **dict.fromkeys(("starting", "beyond-starting"), WHOLE),
}
"""Few firms stand high on the ladder: the upper rungs merge first, and `starting` stays as long as it can."""


def scan_table(events: Iterable[tuple[int, Mapping[str, object]]], scan: str) -> Table:
    """Return the table of one questionnaire from the numbers and data of `scan.completed` events."""
    cells: dict[tuple[str, str], set[int]] = {}
    for number, data in events:
        if data.get("scan") == scan and not data.get("again") and data.get("phase") in RUNGS:
            channel = str(data.get("channel")) if data.get("channel") in CHANNELS else OTHER
            cells.setdefault((channel, str(data["phase"])), set()).add(number)
    return Table(CHANNELS, RUNGS, {label: frozenset(numbers) for label, numbers in cells.items()}, up=UP)
