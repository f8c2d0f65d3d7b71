"""Several regions side by side: what they share, and one protected table of them per indicator.

A region gives a federation no journal. It gives a snapshot of the columns in `SHARED` and of the indicators that it
agreed to share, with firms numbered anew at random. What comes out is a table of regions that is protected as a whole:
with one hidden region and the sum shown, the others would give that region away.
"""

from collections.abc import Mapping, Sequence
from typing import TypedDict

from trede.core.disclosure import Firms, Rules
from trede.core.errors import InputError
from trede.core.indicators import EVENTS, KEYS, PLACE_EVENTS, RESILIENCE, Measure
from trede.core.merges import MERGE_EVENTS
from trede.core.table_parts import ALL, Base, Table
from trede.core.tables import protect

SHARED = (
    "id",
    "type",
    "occurred_on",
    "day",
    "quarter",
    "recorded_at",
    "firm",
    "region",
    "municipality",
    "version",
    "scan_day",
    "scan_quarter",
    "levels",
    "phase",
    "rung",
    "by_role",
    "source",
    "instrument",
    "reached",
    "gone",
)
"""Columns that go into a shared snapshot. Of `municipality` only whether it lies in the region; of `recorded_at` the
hour. Not shared: the organisation, sector and size of a firm.
"""
SHAREABLE = tuple(EVENTS)
"""Indicators that a region can share."""
HIT, REST, FIRMS = "hit", "rest", "firms"
"""Columns of a table of regions: with and without the property of a share, or simply firms."""


class Line(TypedDict):
    """One figure of a federation. `text` is null with a `reason` when it is not shown; `*` stands for a sum."""

    indicator: str
    region: str
    column: str
    text: str | None
    reason: str | None


def agreed(keys: Sequence[str]) -> tuple[str, ...]:
    """Return the indicators that a region shares, in order. Raises InputError for one that is not there."""
    unknown = [key for key in keys if key not in SHAREABLE]
    if unknown or not keys:
        named = ", ".join(SHAREABLE)
        raise InputError(
            "shared",
            f"Kies indicatoren uit: {named}.",
            f"Choose indicators from: {named}.",
        )
    return tuple(key for key in SHAREABLE if key in keys)


def shared_events(keys: Sequence[str]) -> tuple[str, ...]:
    """Return the event types that these indicators need, and no others."""
    needed = {kind for key in keys for kind in EVENTS[key]}
    return tuple(sorted({*needed, *PLACE_EVENTS, *MERGE_EVENTS}))


def lines_of(found: Mapping[str, Mapping[str, Measure]], rules: Rules) -> list[Line]:
    """Return what may be read per indicator, region and column. `found` has the measures per region.

    A region without a measure of an indicator has no row there: nothing was measured or shared, which is not zero.
    """
    lines: list[Line] = []
    for key in KEYS:
        measured = {region: each[key] for region, each in found.items() if each[key].measured}
        if measured:
            lines.extend(_lines(key, measured, rules))
    return lines


def _lines(key: str, measured: Mapping[str, Measure], rules: Rules) -> list[Line]:
    is_share = any(each.hit is not None for each in measured.values())
    columns = (HIT, REST) if is_share else (FIRMS,)
    cells: dict[Base, Firms] = {}
    for region, each in measured.items():
        hit = each.hit or frozenset()
        held = {HIT: hit, REST: each.total - hit} if is_share else {FIRMS: each.total}
        cells.update({(region, column): firms for column, firms in held.items()})
    sensitive = frozenset(columns) if key == RESILIENCE else frozenset()
    table = protect(Table(tuple(measured), columns, cells, {}, sensitive), rules)
    ordered = sorted(table.cells.items(), key=lambda item: (item[0][0] == ALL, item[0]))
    return [
        Line(indicator=key, region=row, column=column, text=cell.text, reason=cell.reason and cell.reason.value)
        for (row, column), cell in ordered
        if is_share or column == ALL
    ]
